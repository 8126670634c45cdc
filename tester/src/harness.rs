//! Runs the catalogue as a stage's own tests: what it must pass, and that each check bites.

use crate::broken::{Broken, Proxy, Traffic};
use crate::catalogue::{Check, for_stage};
use crate::failure::{Failure, Verdict};
use crate::report::{Language, Place, Telling, render};
use crate::server::{PATIENCE, Server, Stage};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

/// Most checks wait for the network, and some for seconds: more threads than processors.
const THREADS: usize = 16;

/// Runs a check, and looks whether the server is still there afterwards.
///
/// # Errors
/// The check's failure, or the server's end.
pub fn hold(check: &Check, server: &Server) -> Verdict {
    server.begin();
    (check.run)(server).map_err(|failure| server.explain(failure))?;
    server.alive()
}

/// Every check of the calling stage, one test each: the whole of a stage's `tests/checks.rs`.
///
/// Each check has a server of its own, so all can run at once and a crash is told apart.
pub fn conformance() -> ExitCode {
    run(|stage, check| {
        let stage = stage.clone();
        let kind = format!("stage {}", check.since);
        Some(Trial::test(check.id, move || conforms(&stage, check)).with_kind(kind))
    })
}

fn conforms(stage: &Stage, check: &'static Check) -> Result<(), Failed> {
    let server = stage.start().map_err(|failure| report(stage, check, &failure, None))?;
    hold(check, &server).map_err(|failure| report(stage, check, &failure, Some(server.addr())))
}

fn report(stage: &Stage, check: &Check, failure: &Failure, tested: Option<SocketAddr>) -> Failed {
    render(check, failure, &Place::stage(stage, check, tested), Telling::current()).into()
}

/// For each check that begins at the calling stage, that its broken server fails it and those
/// it names, and no others: the whole of a stage's `tests/broken.rs`.
pub fn proofs() -> ExitCode {
    run(|stage, check| {
        let begins = check.since == stage.number;
        let stage = stage.clone();
        begins.then(|| Trial::test(format!("broken::{}", check.id), move || bites(&stage, check)))
    })
}

fn bites(stage: &Stage, check: &'static Check) -> Result<(), Failed> {
    let expected = BTreeSet::from_iter(check.broken.also.iter().copied().chain([check.id]));
    let fallen = fallen(stage, check, &expected)?;
    let survived = expected.iter().filter(|id| !fallen.contains_key(*id)).collect::<Vec<_>>();
    let unexpected = fallen.keys().filter(|id| !expected.contains(*id)).collect::<Vec<_>>();
    if survived.is_empty() && unexpected.is_empty() {
        return Ok(());
    }
    let reasons = fallen.iter().map(|(id, reason)| format!("{id}: {reason}"));
    Err(format!(
        "the broken server of {}\nshould fail these too, but passed them: {survived:?}\n\
         failed these too, which its `also` does not name: {unexpected:?}\n\n{}",
        check.id,
        reasons.collect::<Vec<_>>().join("\n")
    )
    .into())
}

/// The time to answer for a check that should fail: its failure may be that nothing comes.
const HASTE: Duration = Duration::from_secs(1);

/// The checks that a broken server failed, and why.
fn fallen(
    stage: &Stage,
    broken: &'static Check,
    expected: &BTreeSet<&str>,
) -> Result<BTreeMap<&'static str, String>, Failed> {
    let server = start(stage)?;
    let mut fallen = BTreeMap::new();
    for check in affected(stage, broken)? {
        // Each has a proxy of its own: what one did to it must not show in the next.
        let proxy = Proxy::start(broken.broken.how, server.addr())?;
        let patience = if expected.contains(check.id) { HASTE } else { PATIENCE };
        if let Err(failure) = hold(check, &server.at(proxy.addr()).patience(patience)) {
            fallen.insert(check.id, failure.problem.say(false));
        }
    }
    Ok(fallen)
}

fn start(stage: &Stage) -> Result<Server, Failed> {
    stage.start().map_err(|failure| failure.problem.say(false).into())
}

/// The checks that a broken server can make fail: the one it is for, and those of its stage that
/// do not wait. Without those in whose recorded traffic it would have changed nothing: hundreds
/// of broken servers times hundreds of checks would take minutes.
fn affected(stage: &Stage, broken: &'static Check) -> Result<Vec<&'static Check>, Failed> {
    let how = broken.broken.how;
    let others = quick(stage).filter(|check| check.id != broken.id);
    let mut affected = vec![broken];
    if matches!(how, Broken::Server(_)) {
        affected.extend(others);
    } else {
        let traffic = traffic(stage)?;
        let touched = |check: &&Check| traffic.get(check.id).is_none_or(|it| it.is_touched_by(how));
        affected.extend(others.filter(touched));
    }
    Ok(affected)
}

fn quick(stage: &Stage) -> impl Iterator<Item = &'static Check> {
    for_stage(stage.number).filter(|check| !check.waits)
}

type Recorded = BTreeMap<&'static str, Traffic>;

/// What each check of the stage that does not wait says and hears when all is well,
/// found out once for all proofs.
fn traffic(stage: &Stage) -> Result<&'static Recorded, Failed> {
    static RECORDED: OnceLock<Result<Recorded, String>> = OnceLock::new();
    let record = || {
        let server = stage.start().map_err(|failure| failure.problem.say(false))?;
        let traffic = quick(stage).map(|check| Some((check.id, record(check, &server)?)));
        Ok(traffic.flatten().collect())
    };
    RECORDED.get_or_init(record).as_ref().map_err(Failed::from)
}

/// `None` if no port can be had: the check then counts as one that any broken server affects.
fn record(check: &'static Check, server: &Server) -> Option<Traffic> {
    let talk = |addr| {
        // Whether it passes is for the conformance tests to say.
        let _ = (check.run)(&server.at(addr));
    };
    Proxy::record(server.addr(), talk).ok()
}

type Make = fn(&Stage, &'static Check) -> Option<Trial>;

/// Descriptors that the checks with 200 clients need; macOS gives 256 unless asked.
#[cfg(unix)]
const DESCRIPTORS: u64 = 4096;

fn run(make: Make) -> ExitCode {
    #[cfg(unix)] // Windows knows no such limit
    let _ = rlimit::increase_nofile_limit(DESCRIPTORS);
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let stage = match Stage::calling() {
        Ok(stage) => stage,
        Err(why) => {
            eprintln!("{}", Language::current().of(why));
            return ExitCode::FAILURE;
        }
    };
    let trials = for_stage(stage.number).filter_map(|check| make(&stage, check)).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
