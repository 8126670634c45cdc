//! The catalogue: every check, as data.

use crate::broken::Breakage;
use crate::checks;
use crate::failure::Verdict;
use crate::server::Server;

/// The same words in English and in Spanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub en: &'static str,
    pub es: &'static str,
}

/// Stands in [`Check::rfc`] for a rule that no RFC has but this course; a report says so.
pub const COURSE: &str = "WIRE.md";

/// One thing that a server must do, and how to find out whether it does.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Unique, kebab-case, beginning with its area: `hello-content-length`.
    pub id: &'static str,
    /// The first stage that must pass it, 1 to 7.
    pub since: u8,
    /// The first stage that need not pass it any more; `None` if all later ones must.
    pub until: Option<u8>,
    /// Where the rule is written: `RFC 9112 §3.2`, or [`COURSE`].
    pub rfc: &'static str,
    /// At most 70 columns in each language; it says what the server does when all is well.
    pub title: Text,
    /// The rule in one sentence.
    pub rule: Text,
    /// At least one; the first is shown when the check fails.
    pub hints: &'static [Text],
    /// Whether it takes long even when all is well (more than about 200 ms), because
    /// it sits out one of the server's time limits or moves many megabytes. Such a
    /// check is not run in the proofs of others.
    pub waits: bool,
    /// Talks to the server. May find state left by other checks, so it uses names of its own.
    pub run: fn(&Server) -> Verdict,
    /// A server that fails this check.
    pub broken: Breakage,
}

impl Check {
    /// Whether a server of this stage must pass the check.
    pub fn holds_at(&self, stage: u8) -> bool {
        self.since <= stage && self.until.is_none_or(|until| stage < until)
    }

    /// Whether it belongs to an exercise, whose number is then its id.
    pub fn is_exercise(&self) -> bool {
        self.id.contains('.')
    }

    /// The chapter of the book that it comes from.
    pub fn chapter(&self) -> u8 {
        let number = self.id.split_once('.').and_then(|(chapter, _)| chapter.parse().ok());
        number.unwrap_or(self.since)
    }

    /// The word before the first `-` of the id: the module where the check lives.
    pub fn area(&self) -> &'static str {
        self.id.split('-').next().unwrap_or(self.id)
    }
}

/// Every check of every stage, in the order of the course.
pub fn catalogue() -> impl Iterator<Item = &'static Check> {
    checks::AREAS.iter().flat_map(|area| area.checks)
}

/// The checks that a server of this stage must pass.
pub fn for_stage(stage: u8) -> impl Iterator<Item = &'static Check> {
    catalogue().filter(move |check| check.holds_at(stage))
}
