//! What is wrong on a page, and where.

use std::fmt::{self, Display, Formatter};

/// A fault on a line of a page, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub message: String,
}

impl Fault {
    pub fn new(line: usize, message: impl Into<String>) -> Fault {
        Fault { line, message: message.into() }
    }
}

impl Display for Fault {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.message)
    }
}
