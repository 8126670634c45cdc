//! A stage's checks, one after the other, in the order of the course.

use super::launch::{Launch, Started};
use super::trouble::Trouble;
use crate::catalogue::Check;
use crate::failure::Verdict;
use crate::harness::hold;
use crate::server::Server;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// What a check came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub check: &'static Check,
    pub verdict: Verdict,
    pub time: Duration,
}

/// The server under test: one that the tester starts, and starts again when it has died, or
/// one that runs already.
#[derive(Debug)]
pub struct Target {
    launch: Option<Launch>,
    started: Option<Started>,
    server: Server,
    /// Whether a check has failed on it, after which it may be dead or hang.
    suspect: bool,
}

impl Target {
    /// Starts a server.
    ///
    /// # Errors
    /// As [`Launch::start`].
    pub fn start(launch: Launch) -> Result<Target, Trouble> {
        let started = launch.start()?;
        let server = started.server.clone();
        Ok(Target { launch: Some(launch), started: Some(started), server, suspect: false })
    }

    /// A server that somebody else started; `directory` is the folder behind its `/files/`.
    ///
    /// # Errors
    /// [`Trouble::NobodyThere`].
    pub fn running(
        addr: SocketAddr,
        stage: u8,
        directory: Option<PathBuf>,
    ) -> Result<Target, Trouble> {
        let server = Server::running(addr, stage, directory);
        let target = Target { launch: None, started: None, server, suspect: false };
        // Who connects and says nothing may be more than a beginner's server bears.
        if target.server.alive().is_err() {
            target.is_there()?;
        }
        Ok(target)
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    fn is_there(&self) -> Result<(), Trouble> {
        let addr = self.server.addr();
        self.server.connect().map(drop).map_err(|_| Trouble::NobodyThere { addr })
    }

    /// A server that works again, after one that has died or hangs.
    fn renew(&mut self) -> Result<(), Trouble> {
        let Some(launch) = &self.launch else { return self.is_there() };
        self.started = None; // first, so that it gives up the port
        let started = launch.start()?;
        self.server = started.server.clone();
        self.started = Some(started);
        Ok(())
    }
}

/// How long each of these checks took.
type Times = BTreeMap<&'static str, Duration>;

impl Target {
    /// Those of the checks that wait which pass when all of them run at once.
    ///
    /// One after the other they take 50 s, so 11 s. A check that fails in company counts as not
    /// run: it is run again in its turn, alone, and what that comes to is its outcome.
    fn at_once(&mut self, checks: &[&'static Check]) -> Times {
        let waiting = checks.iter().copied().filter(|check| check.waits).collect::<Vec<_>>();
        if waiting.len() < 2 || self.launch.is_none() || self.server.stage() < MANY {
            return Times::new();
        }
        let passed = together(waiting, &self.server);
        self.suspect = true;
        passed
    }

    /// What comes of one check must not depend on what another one did to the server.
    fn outcome(&mut self, check: &'static Check) -> Result<Outcome, Trouble> {
        if std::mem::take(&mut self.suspect) && self.server.alive().is_err() {
            self.renew()?;
        }
        let outcome = alone(check, &self.server);
        self.suspect = outcome.verdict.is_err();
        Ok(outcome)
    }
}

fn together(checks: Vec<&'static Check>, server: &Server) -> Times {
    thread::scope(|scope| {
        let runs = checks.into_iter().map(|check| scope.spawn(move || alone(check, server)));
        let runs = runs.collect::<Vec<_>>();
        let outcomes = runs.into_iter().filter_map(|run| run.join().ok());
        let passed = outcomes.filter(|outcome| outcome.verdict.is_ok());
        passed.map(|outcome| (outcome.check.id, outcome.time)).collect()
    })
}

/// The stage from which on a server treats many clients at once.
const MANY: u8 = 6;

/// Runs these checks in order and tells each outcome, until `each` breaks off.
///
/// A server that has died or hangs is started again for the next one, if the tester started it.
///
/// # Errors
/// The server is gone and cannot be started again.
pub fn run(
    target: &mut Target,
    checks: &[&'static Check],
    each: &mut dyn FnMut(&Outcome) -> ControlFlow<()>,
) -> Result<(), Trouble> {
    let mut passed = None;
    for check in checks {
        if check.waits && passed.is_none() {
            passed = Some(target.at_once(checks));
        }
        let outcome = match passed.as_ref().and_then(|passed| passed.get(check.id)) {
            Some(time) => Outcome { check, verdict: Ok(()), time: *time },
            None => target.outcome(check)?,
        };
        if each(&outcome).is_break() {
            break;
        }
    }
    Ok(())
}

fn alone(check: &'static Check, server: &Server) -> Outcome {
    let start = Instant::now();
    let verdict = hold(check, server);
    Outcome { check, verdict, time: start.elapsed() }
}
