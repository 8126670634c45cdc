//! What is shown while it works, and how: colours and a progress line on a terminal only.

use super::words::fill;
use crate::catalogue::Text;
use crate::report::Language;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Display;
use std::io::Write;

pub const HEADING: Style = Style::new().bold();
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const PLAIN: Style = Style::new();

/// One line that is written over and over.
const LINE: &str = "{pos}/{len} {wide_msg}";

/// How often it is written in a second at most.
const RATE: u8 = 10;

#[derive(Debug)]
pub struct Screen {
    pub language: Language,
    line: ProgressBar,
}

impl Screen {
    pub fn new(language: Language, plain: bool) -> Screen {
        if plain {
            anstream::ColorChoice::Never.write_global();
        }
        let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let target = match plain || dumb {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr_with_hz(RATE),
        };
        let line = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template(LINE);
        line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Screen { language, line }
    }

    /// Shows what is being done, in a line of its own that goes away again.
    pub fn progress(&self, done: usize, of: usize, what: &str) {
        if self.line.is_finished() {
            self.line.reset();
        }
        self.line.set_message(what.to_string());
        self.line.set_length(of as u64);
        self.line.set_position(done as u64);
    }

    /// Takes the line away.
    pub fn rest(&self) {
        self.line.finish_and_clear();
    }

    /// One paragraph on standard output.
    pub fn say(&self, style: Style, text: Text, blanks: &[(&str, &dyn Display)]) {
        let text = crate::report::wrap(&fill(self.language, text, blanks), 0);
        self.show(&format!("{style}{text}{style:#}"));
    }

    /// These lines as they are, on standard output. Who has stopped reading them misses nothing.
    pub fn show(&self, lines: &str) {
        let _ = writeln!(anstream::stdout(), "{lines}");
    }

    /// A paragraph on standard error.
    pub fn warn(&self, text: Text, blanks: &[(&str, &dyn Display)]) {
        let text = crate::report::wrap(&fill(self.language, text, blanks), 0);
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// An empty screen, if it is one.
    pub fn clear(&self) {
        if self.line.is_hidden() {
            return;
        }
        let _ = write!(anstream::stdout(), "\x1b[2J\x1b[3J\x1b[H");
    }
}
