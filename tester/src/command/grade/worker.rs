//! One stage of one submission, in a process of its own.
//!
//! It tells each outcome as a line on standard output. When its standard input ends, the command
//! that started it wants it to end, or is gone: it then stops the server, and itself.

use super::results::Note;
use super::{Stop, strays};
use crate::catalogue::{Check, Text, for_stage};
use crate::command::launch::{Launch, stop_all};
use crate::command::run::{Outcome, Target, run as run_checks};
use crate::command::trouble::Trouble;
use crate::failure::{Failure, problem};
use crate::server::Server;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

/// The first word of a command line that is meant for a worker.
pub const FLAG: &str = "--one-stage";

/// How many checks may wait in vain for an answer. A server that never answers would else
/// take half an hour for each stage; a limit in time would cut it somewhere else in each run.
const SILENCES: usize = 20;

/// The same while no check of the stage has passed yet.
const SILENCES_AT_FIRST: usize = 5;

/// The problems of a check that waited in vain.
const SILENT: [Text; 4] =
    [problem::NO_ANSWER, problem::NOT_READING, problem::STILL_OPEN, problem::NOT_ANSWERING];

/// How long a server may take to listen. It was built before.
const WAIT: Duration = Duration::from_secs(20);

/// How much of what the servers of a stage print is kept, in bytes.
const PRINTED: u64 = 1 << 20;

/// What a worker is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub stage: u8,
    pub folder: PathBuf,
    /// For all temporary files.
    pub scratch: PathBuf,
    /// Where what the server prints is kept.
    pub output: PathBuf,
    pub site: Option<PathBuf>,
    pub command: Vec<OsString>,
}

/// What a worker tells, a line of JSON each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// Takes back that it failed, if that was said before.
    Passed(String),
    Failed(String),
    Note(Note),
    /// Nothing comes after this.
    End,
}

impl Order {
    /// The arguments that [`order`] reads.
    pub fn put(&self, command: &mut Command) {
        let site = self.site.as_deref().map_or(OsStr::new(""), |site| site.as_os_str());
        command.args([FLAG, &self.stage.to_string()]);
        command.args([&self.folder, &self.scratch, &self.output]);
        command.arg(site).args(&self.command);
    }

    /// The command for this stage. Systems do not agree on where `./server` is looked for when
    /// the program gets another working directory, so that it is said here.
    fn words(&self) -> Vec<OsString> {
        let fill = |word: &OsString| match word.to_str() {
            Some(word) => word.replace("{stage}", &self.stage.to_string()).into(),
            None => word.clone(),
        };
        let mut words = self.command.iter().map(fill).collect::<Vec<_>>();
        if let Some(program) = words.first_mut()
            && Path::new(program).components().count() > 1
        {
            *program = self.folder.join(&*program).into_os_string();
        }
        words
    }
}

/// Reads what [`Order::put`] wrote.
pub fn order(mut words: impl Iterator<Item = OsString>) -> Result<Order, Stop> {
    let mut next = || words.next().ok_or_else(|| Stop::usage(format!("{FLAG}?")));
    let stage = next()?.to_str().and_then(|stage| stage.parse().ok());
    let stage = stage.ok_or_else(|| Stop::usage(format!("{FLAG}?")))?;
    let (folder, scratch) = (next()?.into(), next()?.into());
    let (output, site) = (next()?.into(), next()?);
    let site = (!site.is_empty()).then(|| site.into());
    Ok(Order { stage, folder, scratch, output, site, command: words.collect() })
}

/// Runs the stage and tells how it goes.
pub fn run(order: Order) -> Result<(), Stop> {
    strays::adopt();
    let scratch = order.scratch.clone();
    thread::spawn(|| end_with_the_command(scratch));
    if let Err(note) = stage(&order) {
        tell(&Said::Note(note));
    }
    strays::end(&HashSet::new());
    tell(&Said::End);
    Ok(())
}

fn end_with_the_command(scratch: PathBuf) {
    // Nothing is ever written there; whatever ends it means the same.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    stop_all();
    strays::end(&HashSet::new());
    // The command may be gone, and nobody else knows the folder.
    let _ = fs::remove_dir_all(scratch);
    std::process::exit(1);
}

/// How far a pass over some checks is.
#[derive(Debug, Default)]
struct Pass {
    done: usize,
    passed: usize,
    silences: usize,
    failed: Vec<&'static Check>,
}

impl Pass {
    fn is_hopeless(&self) -> bool {
        self.silences >= if self.passed == 0 { SILENCES_AT_FIRST } else { SILENCES }
    }

    /// Breaks off where the next check needs a fresh server.
    fn count(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.done += 1;
        let Err(failure) = &outcome.verdict else {
            self.passed += 1;
            tell(&Said::Passed(outcome.check.id.into()));
            return ControlFlow::Continue(());
        };
        self.failed.push(outcome.check);
        tell(&Said::Failed(outcome.check.id.into()));
        let silent = SILENT.contains(&failure.problem.text);
        self.silences += usize::from(silent);
        let gone = [problem::DIED, problem::REFUSED].contains(&failure.problem.text);
        if silent || gone { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// All checks, and then those that failed once more: a machine that was busy for a moment shall
/// cost nobody a point.
fn stage(order: &Order) -> Result<(), Note> {
    let mut printed = Printed::new(order)?;
    let all = for_stage(order.stage).collect::<Vec<_>>();
    let first = pass(order, &all, &mut printed)?;
    if first.done < all.len() {
        tell(&Said::Note(Note::Silent));
    } else {
        pass(order, &first.failed, &mut printed)?;
    }
    Ok(())
}

fn pass(order: &Order, checks: &[&'static Check], printed: &mut Printed<'_>) -> Result<Pass, Note> {
    let mut pass = Pass::default();
    while pass.done < checks.len() && !pass.is_hopeless() {
        let done = with_one_server(launch(order, printed.next())?, checks, &mut pass);
        printed.keep()?;
        done?;
    }
    Ok(pass)
}

/// Goes on until the server has died, or may never answer again.
fn with_one_server(launch: Launch, checks: &[&'static Check], pass: &mut Pass) -> Result<(), Note> {
    let mut target = Target::start(launch)?;
    has_stayed(target.server())?;
    run_checks(&mut target, &checks[pass.done..], &mut |outcome| pass.count(outcome))?;
    Ok(())
}

/// A program that leaves its child behind as the server cannot be looked after, nor ended on every
/// system; whether it is still there when the child listens is a matter of luck.
fn has_stayed(server: &Server) -> Result<(), Note> {
    let failure = server.explain(Failure::new(problem::NO_ANSWER));
    if failure.problem.text == problem::DIED { Err(Note::EndedAtStart) } else { Ok(()) }
}

fn launch(order: &Order, output: PathBuf) -> io::Result<Launch> {
    let mut launch = Launch::new(order.words(), order.stage);
    launch.folder = Some(order.folder.clone());
    launch.site = order.site.clone();
    launch.wait = WAIT;
    // A fresh one for each server, in every stage: whoever started the worker removes it.
    launch.directory = Some(tempfile::tempdir_in(&order.scratch)?.keep());
    launch.output = Some(output);
    Ok(launch)
}

/// What all servers of the stage print, in one file.
struct Printed<'a> {
    scratch: &'a Path,
    file: File,
    room: u64,
    part: PathBuf,
    parts: usize,
}

impl<'a> Printed<'a> {
    fn new(order: &'a Order) -> io::Result<Printed<'a>> {
        let (scratch, file) = (order.scratch.as_path(), File::create(&order.output)?);
        Ok(Printed { scratch, file, room: PRINTED, part: PathBuf::new(), parts: 0 })
    }

    /// A file for the next server.
    fn next(&mut self) -> PathBuf {
        self.parts += 1;
        self.part = self.scratch.join(format!("printed-{}", self.parts));
        self.part.clone()
    }

    /// Takes over what the last server printed.
    fn keep(&mut self) -> io::Result<()> {
        // A server that could not be started has none.
        let Ok(part) = File::open(&self.part) else { return Ok(()) };
        self.room -= io::copy(&mut part.take(self.room), &mut self.file)?;
        fs::remove_file(&self.part)
    }
}

impl From<Trouble> for Note {
    fn from(trouble: Trouble) -> Note {
        match trouble {
            Trouble::NoSuchCommand { .. } | Trouble::CannotStart { .. } => Note::NoProgram,
            Trouble::Ended { .. } => Note::EndedAtStart,
            Trouble::Elsewhere { .. } => Note::ListensElsewhere,
            Trouble::Nowhere { .. } => Note::NeverListened,
            Trouble::Taken { .. } => Note::PortTaken,
            _ => Note::NotStarted,
        }
    }
}

impl From<io::Error> for Note {
    fn from(_: io::Error) -> Note {
        Note::NotStarted
    }
}

fn tell(said: &Said) {
    let Ok(mut line) = serde_json::to_vec(said) else { return };
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    // Whoever does not listen any more closes our standard input too, which ends us.
    let _ = stdout.write_all(&line).and_then(|()| stdout.flush());
}
