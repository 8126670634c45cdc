//! What went wrong, and the conversation in which it did.

use crate::catalogue::Text;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub mod event;
pub mod problem;

/// What a check comes to. `Err` is boxed because failures are large and rare.
pub type Verdict<T = ()> = Result<T, Box<Failure>>;

/// A check that did not pass.
#[derive(Debug, Clone)]
pub struct Failure {
    pub problem: Problem,
    /// The conversation up to the failure, in order.
    pub pieces: Vec<Piece>,
    /// Where it went wrong: an offset in bytes into all that was received.
    pub at: Option<usize>,
    /// The last lines that the server wrote, if the tester started it and it has died.
    pub last_words: Vec<String>,
}

/// What is wrong, in both languages.
///
/// `{expected}` and `{got}` in the text stand for the two strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub text: Text,
    pub expected: String,
    pub got: String,
}

impl Problem {
    /// A problem whose text has no blanks to fill.
    pub fn new(text: Text) -> Problem {
        Problem::with(text, "", "")
    }

    /// A problem whose text says `{expected}`, `{got}` or both.
    pub fn with(text: Text, expected: impl ToString, got: impl ToString) -> Problem {
        Problem { text, expected: expected.to_string(), got: got.to_string() }
    }

    /// The problem in words, English or Spanish.
    pub fn say(&self, spanish: bool) -> String {
        let template = if spanish { self.text.es } else { self.text.en };
        let got = match self.text {
            problem::DIED => ending(&self.got, spanish),
            _ => self.got.clone(),
        };
        template.replace("{expected}", &self.expected).replace("{got}", &got)
    }
}

/// How a process ended, in words; Rust says it in English, and on each system otherwise.
pub fn ending(status: &str, spanish: bool) -> String {
    let (code, signal) =
        if spanish { ("código de salida ", "señal ") } else { ("exit code ", "signal ") };
    let status = status.replace("exit status: ", code).replace("exit code: ", code);
    status.replace("signal: ", signal)
}

impl From<Text> for Problem {
    fn from(text: Text) -> Problem {
        Problem::new(text)
    }
}

impl Failure {
    /// A failure outside any conversation.
    pub fn new(problem: impl Into<Problem>) -> Box<Failure> {
        let problem = problem.into();
        Box::new(Failure { problem, pieces: Vec::new(), at: None, last_words: Vec::new() })
    }

    /// The same failure, when these steps had gone before.
    pub fn after(mut self: Box<Failure>, mut before: Vec<Piece>) -> Box<Failure> {
        let received = before.iter().filter_map(Piece::as_received).map(<[u8]>::len).sum::<usize>();
        let silent = !self.pieces.iter().any(|piece| piece.as_received().is_some());
        self.at = self.at.filter(|_| !silent).map(|at| at + received);
        before.append(&mut self.pieces);
        self.pieces = before;
        self
    }
}

/// For a check's own doings with files and sockets: never the server's fault.
impl From<io::Error> for Box<Failure> {
    fn from(error: io::Error) -> Box<Failure> {
        Failure::new(Problem::with(problem::TESTER, "", error))
    }
}

/// One step of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Sent(Vec<u8>),
    Received(Vec<u8>),
    Event(Text),
}

impl Piece {
    /// The bytes, if they came from the server.
    pub fn as_received(&self) -> Option<&[u8]> {
        match self {
            Piece::Received(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The bytes, if they were sent.
    pub fn as_sent(&self) -> Option<&[u8]> {
        match self {
            Piece::Sent(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// The steps of a conversation so far. Clones share one record.
#[derive(Debug, Clone, Default)]
pub struct Transcript(Arc<Mutex<Vec<Piece>>>);

impl Transcript {
    /// The failure of this conversation, with its record up to now.
    pub fn failure(&self, problem: impl Into<Problem>, at: Option<usize>) -> Box<Failure> {
        let mut failure = Failure::new(problem);
        failure.pieces = self.pieces();
        failure.at = at;
        failure
    }

    pub fn sent(&self, bytes: &[u8]) {
        let mut pieces = self.lock();
        match pieces.last_mut() {
            Some(Piece::Sent(before)) => before.extend_from_slice(bytes),
            _ => pieces.push(Piece::Sent(bytes.to_vec())),
        }
    }

    pub fn received(&self, bytes: &[u8]) {
        let mut pieces = self.lock();
        match pieces.last_mut() {
            Some(Piece::Received(before)) => before.extend_from_slice(bytes),
            _ => pieces.push(Piece::Received(bytes.to_vec())),
        }
    }

    /// The steps up to now.
    pub fn pieces(&self) -> Vec<Piece> {
        self.lock().clone()
    }

    pub fn event(&self, event: Text) {
        let mut pieces = self.lock();
        // Who looks twice whether the server has ended sees it twice.
        if pieces.last() != Some(&Piece::Event(event)) {
            pieces.push(Piece::Event(event));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Piece>> {
        // A record that another thread left in a panic is still worth showing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
