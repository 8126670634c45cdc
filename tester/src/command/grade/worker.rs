//! One stage of one submission, in a process of its own.
//!
//! It tells each outcome as a line on standard output. When its standard input ends, the command
//! that started it wants it to end, or is gone: it then stops the server, and itself.

use super::results::Note;
use super::{Stop, strays};
use crate::catalogue::{Check, for_stage};
use crate::command::launch::{Launch, stop_all};
use crate::command::run::{Outcome, Target, run as run_checks};
use crate::command::trouble::Trouble;
use crate::failure::problem;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// The first word of a command line that is meant for a worker.
pub const FLAG: &str = "--one-stage";

/// How many checks may wait in vain for an answer. A server that never answers would else
/// take half an hour for each stage; a limit in time would cut it somewhere else in each run.
const SILENCES: usize = 20;

/// How long a server may take to listen. It was built before.
const WAIT: Duration = Duration::from_secs(20);

/// What a worker is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub stage: u8,
    pub folder: PathBuf,
    /// Where what the server prints is kept.
    pub output: PathBuf,
    pub site: Option<PathBuf>,
    pub command: Vec<OsString>,
}

/// What a worker tells, a line of JSON each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
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
        command.args([FLAG, &self.stage.to_string()]).args([&self.folder, &self.output]);
        command.arg(site).args(&self.command);
    }
}

/// Reads what [`Order::put`] wrote.
pub fn order(mut words: impl Iterator<Item = OsString>) -> Result<Order, Stop> {
    let mut next = || words.next().ok_or_else(|| Stop::usage(format!("{FLAG}?")));
    let stage = next()?.to_str().and_then(|stage| stage.parse().ok());
    let stage = stage.ok_or_else(|| Stop::usage(format!("{FLAG}?")))?;
    let (folder, output, site) = (next()?.into(), next()?.into(), next()?);
    let site = (!site.is_empty()).then(|| site.into());
    Ok(Order { stage, folder, output, site, command: words.collect() })
}

/// Runs the stage and tells how it goes.
pub fn run(order: Order) -> Result<(), Stop> {
    strays::adopt();
    thread::spawn(end_with_the_command);
    let trouble = checks(&order).err();
    trouble.iter().for_each(|trouble| tell(&Said::Note(note(trouble))));
    strays::end(&HashSet::new());
    tell(&Said::End);
    Ok(())
}

fn end_with_the_command() {
    // Nothing is ever written there; whatever ends it means the same.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    stop_all();
    strays::end(&HashSet::new());
    std::process::exit(1);
}

fn checks(order: &Order) -> Result<(), Trouble> {
    let checks = for_stage(order.stage).collect::<Vec<_>>();
    let (mut done, mut silences) = (0, 0);
    while done < checks.len() && silences < SILENCES {
        let mut target = Target::start(launch(order))?;
        run_checks(&mut target, &checks[done..], &mut |outcome| {
            done += 1;
            tell(&said(outcome));
            if !is_silence(outcome) {
                return ControlFlow::Continue(());
            }
            // It may never answer again: the next check gets a fresh one.
            silences += 1;
            ControlFlow::Break(())
        })?;
    }
    if done < checks.len() {
        tell(&Said::Note(Note::Silent));
    }
    Ok(())
}

fn launch(order: &Order) -> Launch {
    let stage = order.stage;
    let fill = |word: &OsString| match word.to_str() {
        Some(word) => word.replace("{stage}", &stage.to_string()).into(),
        None => word.clone(),
    };
    let mut launch = Launch::new(order.command.iter().map(fill).collect(), stage);
    launch.folder = Some(order.folder.clone());
    launch.site = order.site.clone();
    launch.output = Some(order.output.clone());
    launch.wait = WAIT;
    launch
}

fn said(Outcome { check, verdict, .. }: &Outcome) -> Said {
    let Check { id, .. } = check;
    if verdict.is_ok() { Said::Passed((*id).into()) } else { Said::Failed((*id).into()) }
}

fn is_silence(outcome: &Outcome) -> bool {
    let waited =
        [problem::NO_ANSWER, problem::NOT_READING, problem::STILL_OPEN, problem::NOT_ANSWERING];
    outcome.verdict.as_ref().is_err_and(|failure| waited.contains(&failure.problem.text))
}

fn note(trouble: &Trouble) -> Note {
    match trouble {
        Trouble::NoSuchCommand { .. } | Trouble::CannotStart { .. } => Note::NoProgram,
        Trouble::Ended { .. } => Note::EndedAtStart,
        Trouble::Elsewhere { .. } => Note::ListensElsewhere,
        Trouble::Nowhere { .. } => Note::NeverListened,
        Trouble::Taken { .. } => Note::PortTaken,
        _ => Note::NotStarted,
    }
}

fn tell(said: &Said) {
    let Ok(mut line) = serde_json::to_vec(said) else { return };
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    // Whoever does not listen any more closes our standard input too, which ends us.
    let _ = stdout.write_all(&line).and_then(|()| stdout.flush());
}
