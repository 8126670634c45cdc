//! What grading comes to, as data: the same for the same submissions, so nothing in it is a time,
//! a port or the name of a machine.

use super::words;
use crate::catalogue::{Text, catalogue, for_stage};
use serde::{Deserialize, Serialize};

/// Changes whenever a file that an older tester wrote can no longer be read.
pub const FORMAT: u32 = 1;

/// The grades of a class, or of one share of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grades {
    pub format: u32,
    pub tester: Tester,
    pub stages: Vec<Stage>,
    pub class: Class,
    pub shard: Shard,
    /// Sorted by name.
    pub students: Vec<Student>,
}

/// Who graded: grades of another version or with other checks cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tester {
    pub version: String,
    /// A fingerprint of the ids of all checks and the stages that they hold at.
    pub catalogue: String,
}

/// A stage that was graded, and how many checks it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub stage: u8,
    pub total: usize,
}

/// All submissions that were there, whether or not they are in this share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    pub students: usize,
    /// A fingerprint of the names.
    pub names: String,
}

/// One share of the class; a whole class is share 1 of 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// From 1.
    pub number: usize,
    pub of: usize,
}

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    pub name: String,
    /// The highest stage of which all checks passed.
    pub highest: Option<u8>,
    /// Why nothing could be started, if that is so.
    pub problem: Option<Problem>,
    pub stages: Vec<Mark>,
}

/// How a submission did in one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub stage: u8,
    pub passed: usize,
    pub total: usize,
    /// Why the stage was not done to its end, if it was not.
    pub note: Option<Note>,
    /// The ids of the checks that failed, in course order. Those that are neither here nor
    /// among the passed were not run.
    pub failed: Vec<String>,
}

/// Why a submission cannot be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    NoRunFile,
    Unreadable,
    NotText,
    NoCommand,
    ManyLines,
    OpenQuote,
    NoAddress,
}

/// Why a stage was not done to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    NoProgram,
    EndedAtStart,
    ListensElsewhere,
    NeverListened,
    PortTaken,
    NotStarted,
    Silent,
    TimeLimit,
    TesterLost,
}

impl Problem {
    pub fn text(self) -> Text {
        match self {
            Problem::NoRunFile => words::NO_RUN_FILE,
            Problem::Unreadable => words::UNREADABLE,
            Problem::NotText => words::NOT_TEXT,
            Problem::NoCommand => words::NO_COMMAND,
            Problem::ManyLines => words::MANY_LINES,
            Problem::OpenQuote => words::OPEN_QUOTE,
            Problem::NoAddress => words::NO_ADDRESS,
        }
    }
}

impl Note {
    pub fn text(self) -> Text {
        match self {
            Note::NoProgram => words::NO_PROGRAM,
            Note::EndedAtStart => words::ENDED_AT_START,
            Note::ListensElsewhere => words::LISTENS_ELSEWHERE,
            Note::NeverListened => words::NEVER_LISTENED,
            Note::PortTaken => words::PORT_TAKEN,
            Note::NotStarted => words::NOT_STARTED,
            Note::Silent => words::SILENT,
            Note::TimeLimit => words::TIME_LIMIT,
            Note::TesterLost => words::TESTER_LOST,
        }
    }
}

impl Shard {
    pub const WHOLE: Shard = Shard { number: 1, of: 1 };

    /// More than any school has machines; `merge` names each that is missing.
    const MOST: usize = 4096;

    /// `None` if there is no such share.
    pub fn new(number: usize, of: usize) -> Option<Shard> {
        let exists = (1..=of).contains(&number) && of <= Shard::MOST;
        exists.then_some(Shard { number, of })
    }
}

impl Tester {
    pub fn this() -> Tester {
        let checks = catalogue().map(|check| {
            format!("{} {} {}", check.id, check.since, check.until.unwrap_or_default())
        });
        Tester { version: env!("CARGO_PKG_VERSION").into(), catalogue: fingerprint(checks) }
    }
}

impl Stage {
    pub fn new(stage: u8) -> Stage {
        Stage { stage, total: for_stage(stage).count() }
    }
}

impl Mark {
    /// A stage in which nothing has passed yet.
    pub fn none(stage: u8) -> Mark {
        let total = for_stage(stage).count();
        Mark { stage, passed: 0, total, note: None, failed: Vec::new() }
    }

    pub fn pass(&mut self, id: &str) {
        self.failed.retain(|failed| failed != id);
        self.passed += 1;
    }

    pub fn fail(&mut self, id: String) {
        if !self.failed.contains(&id) {
            self.failed.push(id);
        }
    }

    /// Why no more was tested. If nothing had passed, what failed before that is chance: a server
    /// that ends as it starts may be met once or not at all.
    pub fn give_up(&mut self, note: Note) {
        if self.passed == 0 && note == Note::EndedAtStart {
            self.failed.clear();
        }
        self.note = Some(note);
    }

    pub fn is_whole(&self) -> bool {
        self.total > 0 && self.passed == self.total
    }
}

impl Student {
    pub fn new(name: &str, problem: Option<Problem>, stages: Vec<Mark>) -> Student {
        let whole = stages.iter().filter(|mark| mark.is_whole()).map(|mark| mark.stage);
        Student { name: name.into(), highest: whole.max(), problem, stages }
    }

    /// What kept this submission from being done to the end, each with the stages it is true of;
    /// none means all of them.
    pub fn remarks(&self) -> Vec<(Vec<u8>, Text)> {
        let mut remarks: Vec<(Vec<u8>, Text)> = Vec::new();
        remarks.extend(self.problem.map(|problem| (Vec::new(), problem.text())));
        for (stage, note) in self.stages.iter().filter_map(|mark| Some((mark.stage, mark.note?))) {
            match remarks.iter_mut().find(|(_, text)| *text == note.text()) {
                Some((stages, _)) => stages.push(stage),
                None => remarks.push((vec![stage], note.text())),
            }
        }
        remarks
    }
}

impl Class {
    /// The names must be sorted.
    pub fn new(names: &[&str]) -> Class {
        Class { students: names.len(), names: fingerprint(names.iter().map(ToString::to_string)) }
    }
}

/// FNV-1a with 64 bits: it tells lists apart, and is the same with every compiler, as the
/// standard library's hash need not be.
fn fingerprint(parts: impl Iterator<Item = String>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
