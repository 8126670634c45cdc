//! How a report is coloured; without colours it says the same.

use anstyle::{AnsiColor, Style as Paint};

/// The colours of a report's parts.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The check's name and the numbers of the steps.
    pub heading: Paint,
    /// What stands for bytes that cannot be seen, such as `\r\n`.
    pub escape: Paint,
    /// The spot where it went wrong, and the caret below.
    pub wrong: Paint,
    /// What the learner can type.
    pub command: Paint,
}

impl Style {
    /// For a file, a pipe, `NO_COLOR`.
    pub const PLAIN: Style = Style {
        heading: Paint::new(),
        escape: Paint::new(),
        wrong: Paint::new(),
        command: Paint::new(),
    };

    /// For a terminal; readable on black and on white.
    pub const COLOURED: Style = Style {
        heading: Paint::new().bold(),
        escape: AnsiColor::Cyan.on_default(),
        wrong: AnsiColor::Red.on_default().bold(),
        command: AnsiColor::Blue.on_default().bold(),
    };
}

/// The text in this colour.
pub(super) fn paint(style: Paint, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
