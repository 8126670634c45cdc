//! The exercises of the book that ask for code, by the stage whose server is changed.
//!
//! Each has a [`Check`], as those of the [catalogue](crate::catalogue) are, whose id is the
//! exercise's number; the stages are not held to it, so the catalogue does not list it.
//! [`crate::checks`] says how a check is written. These are looser with what the exercise does
//! not ask for: any server that does it passes, in whatever language, whatever words it chose.
//!
//! The server that fails it is the stage as it is, and the one that passes it is the solution in
//! `docs/exercises`; a test of `docs/builder` proves both.

mod after;
mod bind;
mod files;
mod headers;
mod hello;
mod methods;
mod parse;
mod threads;

use crate::broken::{Breakage, Broken};
use crate::catalogue::{Check, Text};

/// An exercise: how long it takes, and what the server must do in the end.
#[derive(Debug, Clone, Copy)]
pub struct Exercise {
    pub size: Size,
    /// The id is the chapter's number and that of the exercise, `3.2`; `since` is the stage that
    /// is changed; there are two hints.
    pub check: Check,
}

/// How long an exercise takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Lines,
    HalfHour,
    Evening,
}

impl Size {
    pub const fn text(self) -> Text {
        match self {
            Size::Lines => Text { en: "a few lines", es: "unas líneas" },
            Size::HalfHour => Text { en: "half an hour", es: "media hora" },
            Size::Evening => Text { en: "an evening", es: "una tarde" },
        }
    }
}

impl Exercise {
    /// The number, `3.2`.
    pub fn id(&self) -> &'static str {
        self.check.id
    }

    /// The stage that is changed.
    pub fn stage(&self) -> u8 {
        self.check.since
    }

    /// Where the solution is, below the root of the repository.
    pub fn solution(&self) -> String {
        format!("docs/exercises/{}.diff", self.id())
    }
}

/// Every exercise, in the order of the book.
pub fn exercises() -> impl Iterator<Item = &'static Exercise> {
    ALL.iter().copied().flatten()
}

/// The exercise with this number.
pub fn find(id: &str) -> Option<&'static Exercise> {
    exercises().find(|exercise| exercise.id() == id)
}

const ALL: [&[Exercise]; 8] = [
    bind::EXERCISES,
    hello::EXERCISES,
    parse::EXERCISES,
    headers::EXERCISES,
    files::EXERCISES,
    threads::EXERCISES,
    methods::EXERCISES,
    after::EXERCISES,
];

/// What the stage itself is to an exercise: it does nothing of what is asked for yet.
const UNTOUCHED: Breakage =
    Breakage { how: Broken::Request(|request| request.to_vec()), also: &[] };

/// What the exercises' modules need besides that of the checks.
mod prelude {
    pub(super) use super::{Exercise, Size, UNTOUCHED};
    pub(super) use crate::catalogue::COURSE;
    pub(super) use crate::prelude::*;
}
