//! Numbered steps, and lines of at most 80 columns.

use super::style::{Style, paint};

/// The widest line of a report, in columns.
pub(super) const WIDTH: usize = 80;

/// How far the text of a step is moved in, behind its number.
const INDENT: usize = 4;

/// How far bytes, commands and the server's own words are moved in.
pub(super) const DEEP: usize = 6;

/// Steps, one after the other, each with its number.
pub(super) struct Steps {
    style: Style,
    said: String,
    number: usize,
}

impl Steps {
    pub(super) fn new(style: Style, heading: String) -> Steps {
        Steps { style, said: heading, number: 0 }
    }

    /// A step of the conversation: right below the one before.
    pub(super) fn next(&mut self, text: &str) {
        self.number += 1;
        self.begin(&format!("{}.", self.number), text);
    }

    /// A step about the conversation: with an empty line before it.
    pub(super) fn apart(&mut self, text: &str) {
        self.said.push('\n');
        self.next(text);
    }

    /// Stands for this many steps.
    pub(super) fn skip(&mut self, count: usize, text: &str) {
        let (first, last) = (self.number + 1, self.number + count);
        self.number = last;
        self.begin(&format!("{first}-{last}."), text);
    }

    fn begin(&mut self, label: &str, text: &str) {
        let column = INDENT.max(label.len() + 1);
        let text = wrap_from(text, column, INDENT);
        let gap = column - label.len();
        self.said += &format!("\n{}{:gap$}{text}", paint(self.style.heading, label), "");
    }

    /// More of the same step, on lines of its own.
    pub(super) fn more(&mut self, text: &str) {
        self.said += &format!("\n{:INDENT$}{}", "", wrap(text, INDENT));
    }

    /// Lines that stay as they are.
    pub(super) fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            self.said += &format!("\n{:DEEP$}{line}", "");
        }
    }

    /// The number of the step that was told last.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    pub(super) fn end(self) -> String {
        self.said
    }
}

/// Breaks between words; lines after the first begin with `indent` spaces, for which
/// the first leaves room.
pub(crate) fn wrap(text: &str, indent: usize) -> String {
    wrap_from(text, indent, indent)
}

fn wrap_from(text: &str, mut column: usize, indent: usize) -> String {
    let mut wrapped = String::new();
    for word in words(text) {
        let width = word.chars().count();
        if wrapped.is_empty() {
            column += width;
        } else if column + 1 + width > WIDTH {
            wrapped += &format!("\n{:indent$}", "");
            column = indent + width;
        } else {
            wrapped.push(' ');
            column += 1 + width;
        }
        wrapped.push_str(&word);
    }
    wrapped
}

/// The words, where a quotation is one, unless it is long.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut().filter(|last| is_open(last)) {
            Some(open) => *open += &format!(" {word}"),
            None => words.push(word.into()),
        }
    }
    words.into_iter().flat_map(keep_if_short).collect()
}

fn is_open(word: &str) -> bool {
    ['`', '"'].iter().any(|mark| word.matches(*mark).count() % 2 == 1)
}

fn keep_if_short(word: String) -> Vec<String> {
    match word.chars().count() {
        ..=QUOTED => vec![word],
        _ => word.split(' ').map(String::from).collect(),
    }
}

/// How long a quotation may be to stay on one line.
const QUOTED: usize = 60;
