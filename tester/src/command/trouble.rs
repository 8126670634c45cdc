//! Why a server could not be tested at all.

use crate::report::{self, Language, Telling};
use std::io;
use std::net::SocketAddr;
use std::process::ExitStatus;
use std::time::Duration;

#[derive(Debug)]
pub enum Trouble {
    /// The system finds no such program.
    NoSuchCommand { program: String },
    /// It is there but cannot be started: not executable, say.
    CannotStart { program: String, error: io::Error },
    /// Before the start somebody else listens there already.
    Taken { addr: SocketAddr, by: Option<String> },
    /// It ended before it listened. `lingers`: connections of a server before still held the
    /// port, so it may only lack `SO_REUSEADDR`.
    Ended { addr: SocketAddr, status: ExitStatus, lingers: bool, output: Vec<String> },
    /// It listens, but on another port, or on the same one where `addr` does not lead.
    Elsewhere { addr: SocketAddr, found: Vec<SocketAddr>, output: Vec<String> },
    /// It runs and listens nowhere.
    Nowhere { addr: SocketAddr, waited: Duration, output: Vec<String> },
    /// No command was given, and nobody accepts a connection at this address.
    NobodyThere { addr: SocketAddr },
    /// The tester's own doing, with folders and pipes.
    Tester(io::Error),
}

impl Trouble {
    pub fn cannot_start(program: String, error: io::Error) -> Trouble {
        match error.kind() {
            io::ErrorKind::NotFound => Trouble::NoSuchCommand { program },
            _ => Trouble::CannotStart { program, error },
        }
    }

    /// The last lines that the server printed.
    pub fn output(&self) -> &[String] {
        match self {
            Trouble::Ended { output, .. }
            | Trouble::Elsewhere { output, .. }
            | Trouble::Nowhere { output, .. } => output,
            _ => &[],
        }
    }

    /// What is wrong, for people: a sentence or two.
    pub fn say(&self, language: Language) -> String {
        report::trouble::say(self, language)
    }

    /// What is wrong, the last lines that the server printed, and what to do.
    pub fn tell(&self, telling: Telling) -> String {
        report::trouble::tell(self, telling)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Tester(error)
    }
}
