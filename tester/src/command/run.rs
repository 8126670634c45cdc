//! A stage's checks, one after the other, in the order of the course.

use super::launch::{Launch, Started};
use super::trouble::Trouble;
use crate::catalogue::Check;
use crate::failure::{Verdict, problem};
use crate::harness::hold;
use crate::server::Server;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::PathBuf;
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
}

impl Target {
    /// Starts a server.
    ///
    /// # Errors
    /// As [`Launch::start`].
    pub fn start(launch: Launch) -> Result<Target, Trouble> {
        let started = launch.start()?;
        let server = started.server.clone();
        Ok(Target { launch: Some(launch), started: Some(started), server })
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
        let target =
            Target { launch: None, started: None, server: Server::running(addr, stage, directory) };
        target.is_there()?;
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

/// Runs these checks in order and tells each outcome, until `each` breaks off.
///
/// # Errors
/// The server has died and cannot be started again.
pub fn run(
    target: &mut Target,
    checks: &[&'static Check],
    each: &mut dyn FnMut(&Outcome) -> ControlFlow<()>,
) -> Result<(), Trouble> {
    let mut gone = false;
    for check in checks {
        if gone {
            target.renew()?;
        }
        let start = Instant::now();
        let verdict = hold(check, &target.server);
        gone = verdict.as_ref().is_err_and(|failure| {
            [problem::DIED, problem::NOT_ANSWERING, problem::REFUSED]
                .contains(&failure.problem.text)
        });
        if each(&Outcome { check, verdict, time: start.elapsed() }).is_break() {
            return Ok(());
        }
    }
    Ok(())
}
