//! Runs the catalogue as a stage's own tests: what it must pass, and that each check bites.

use crate::broken::{Broken, Proxy};
use crate::catalogue::{Check, for_stage};
use crate::failure::{Failure, Verdict};
use crate::report::{Language, Place, render};
use crate::server::{Server, Stage};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::ExitCode;

/// Most checks wait for the network, and some for seconds: more threads than processors.
const THREADS: usize = 16;

/// Runs a check, and looks whether the server is still there afterwards.
///
/// # Errors
/// The check's failure, or the server's end.
pub fn hold(check: &Check, server: &Server) -> Verdict {
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
    render(check, failure, &Place::stage(stage, tested), Language::current()).into()
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
    let server = stage.start().map_err(|failure| failure.problem.say(false))?;
    let expected = BTreeSet::from_iter(check.broken.also.iter().copied().chain([check.id]));
    let fallen = fallen(stage.number, check, &server)?;
    let survived = expected.difference(&fallen.ids).copied().collect::<Vec<_>>();
    let unexpected = fallen.ids.difference(&expected).copied().collect::<Vec<_>>();
    if survived.is_empty() && unexpected.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the broken server of {}\nshould fail these too, but passed them: {survived:?}\n\
         failed these too, which its `also` does not name: {unexpected:?}\n\n{}",
        check.id,
        fallen.reasons.join("\n")
    )
    .into())
}

/// The checks that a broken server failed.
#[derive(Default)]
struct Fallen {
    ids: BTreeSet<&'static str>,
    reasons: Vec<String>,
}

fn fallen(stage: u8, broken: &'static Check, server: &Server) -> Result<Fallen, Failed> {
    let mut fallen = Fallen::default();
    let mut proxy = Proxy::start(broken.broken.how, server.addr())?;
    for check in for_stage(stage).filter(|check| !check.waits || check.id == broken.id) {
        if matches!(broken.broken.how, Broken::Server(_)) {
            // What one check did to it must not show in the next.
            proxy = Proxy::start(broken.broken.how, server.addr())?;
        }
        if let Err(failure) = hold(check, &server.at(proxy.addr())) {
            fallen.reasons.push(format!("{}: {}", check.id, failure.problem.say(false)));
            fallen.ids.insert(check.id);
        }
    }
    Ok(fallen)
}

type Make = fn(&Stage, &'static Check) -> Option<Trial>;

fn run(make: Make) -> ExitCode {
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
