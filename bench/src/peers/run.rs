//! Each rule of HTTP against each peer that has what it needs.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Context;
use tester::catalogue::{Check, catalogue};
use tester::failure::Failure;
use tester::harness::hold;
use tester::report::{Place, Telling, render};
use tester::server::Server;

use super::options::Options;
use super::rules::{Kind, Rule};
use super::table::{Cell, Outcome, Row, Seen};
use super::which::{EXCEPTIONS, RULES};
use super::who::{Peer, Programs, Started};
use crate::compare::check_stop;
use crate::machine;
use crate::servers::cargo_build;

/// Most checks wait for the network, and some for seconds.
const THREADS: usize = 6;
/// The last stage's rules are those that hold for a whole server.
const STAGE: u8 = 7;

/// One check against one peer.
type Job = (Peer, &'static Check);

/// Runs what the options ask for.
///
/// # Errors
/// Our own peers cannot be built, or one that is installed does not start.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let programs = build()?;
    let (present, missing): (Vec<Peer>, Vec<Peer>) =
        options.peers.iter().partition(|peer| peer.program(&programs).is_some());
    for peer in &missing {
        say(&format!("{}: not installed", peer.id()));
    }
    let behind = Peer::Axum.start(&programs, None)?;
    let rows = rows(options, &present);
    let seen = all(options, &programs, behind.address, &jobs(&rows))?;
    let rows = rows.into_iter().map(|(rule, check, cells)| Row::new(rule, check, cells, &seen));
    Ok(Outcome {
        versions: versions(),
        peers: present.iter().map(|peer| peer.id().to_string()).collect(),
        missing: missing.iter().map(|peer| peer.id().to_string()).collect(),
        rows: rows.collect(),
    })
}

fn build() -> anyhow::Result<Programs> {
    let bins = ["--package", "bench", "--bin", "peer-axum", "--bin", "peer-tiny-http"];
    cargo_build(&bins.map(String::from))
}

type Sketch = (&'static Rule, &'static Check, Vec<(Peer, Option<Cell>)>);

/// What there is to do: without a cell, the check is still to be run.
fn rows(options: &Options, present: &[Peer]) -> Vec<Sketch> {
    let chosen = |check: &Check| {
        options.checks.is_empty() || options.checks.iter().any(|one| one.id == check.id)
    };
    let rules = RULES.iter().filter_map(|rule| {
        let check = catalogue().find(|check| check.id == rule.check && chosen(check))?;
        let cells = present.iter().map(|peer| (*peer, exempt(rule, *peer)));
        Some((rule, check, cells.collect()))
    });
    rules.collect()
}

/// What is known about a rule and a peer without asking.
fn exempt(rule: &Rule, peer: Peer) -> Option<Cell> {
    let Kind::Http(_, needs) = rule.kind else { return Some(Cell::Course) };
    let mut exceptions = EXCEPTIONS.iter();
    if let Some((_, _, why)) =
        exceptions.find(|(check, own, _)| *check == rule.check && *own == peer)
    {
        return Some(Cell::Except(Seen::from(*why)));
    }
    needs.iter().find(|need| !peer.has(**need)).map(|need| Cell::Lacks(*need))
}

fn jobs(rows: &[Sketch]) -> Vec<Job> {
    let jobs = rows.iter().flat_map(|(_, check, cells)| {
        let open = cells.iter().filter(|(_, cell)| cell.is_none());
        open.map(|(peer, _)| (*peer, *check))
    });
    jobs.collect()
}

pub(super) type Found = BTreeMap<(Peer, &'static str), Cell>;

fn all(
    options: &Options,
    programs: &Programs,
    behind: SocketAddr,
    jobs: &[Job],
) -> anyhow::Result<Found> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Found::new()));
    let work = || {
        while let Some((peer, check)) = jobs.get(next.fetch_add(1, Ordering::SeqCst)) {
            let cell = ask(options, *peer, programs, behind, check)?;
            let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            found.insert((*peer, check.id), cell);
        }
        anyhow::Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    Ok(found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Each check has a server of its own, so that none suffers from what another has done.
fn ask(
    options: &Options,
    peer: Peer,
    programs: &Programs,
    behind: SocketAddr,
    check: &'static Check,
) -> anyhow::Result<Cell> {
    let started = peer.start(programs, Some(behind)).with_context(|| check.id)?;
    let directory = started.ground.directory();
    let server = Server::running(started.address, STAGE, Some(directory)).only_http();
    let held = hold(check, &server);
    check_stop()?; // Ctrl-C ends the servers, too
    let Err(failure) = held else { return Ok(Cell::Passes) };
    if options.is_partial() {
        show(options, peer, &started, check, &failure);
    }
    Ok(Cell::Fails(Seen::of(&failure, started.address)))
}

fn show(options: &Options, peer: Peer, started: &Started, check: &Check, failure: &Failure) {
    let tested = started.address.to_string();
    let addr = tested.clone();
    let place = Place { tested, addr, start: None, again: None, next_hint: None };
    let report = render(check, failure, &place, Telling::plain(options.language));
    let _ = writeln!(io::stdout(), "==== {}\n{report}\n", peer.id());
}

/// Of the peers, and of what they are made of.
fn versions() -> BTreeMap<String, String> {
    let mut all = machine::versions();
    let parts = super::who::PEERS.iter().flat_map(|peer| peer.parts().iter());
    parts.filter_map(|part| all.remove_entry(*part)).collect()
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
