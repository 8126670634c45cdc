//! Makes the faults happen and tells them, with ports and dates that are always the same.

use crate::LANGUAGES;
use crate::cases::{CASES, Case, How, OWN_WORDS};
use crate::servers;
use libtest_mimic::Failed;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::ErrorKind::PermissionDenied;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tester::broken::{Broken, Proxy};
use tester::catalogue::{Check, Text, catalogue};
use tester::command::launch::Launch;
use tester::command::trouble::Trouble;
use tester::failure::{Failure, problem};
use tester::harness::hold;
use tester::report::book::CHAPTERS;
use tester::report::{Language, Place, Telling, render};
use tester::server::{Server, Stage};

type Told = Result<Vec<String>, Failed>;

/// What a learner sees, in each language.
pub fn tell(case: &Case) -> Told {
    match &case.how {
        How::Own { check, problem } => {
            let check = named(check);
            through(check, check.broken.how, *problem)
        }
        How::Other { check, server, problem } => through(named(check), *server, *problem),
        How::Gone { check } => gone(named(check)),
        How::Program { check, way, problem } => crash(named(check), way, *problem),
        How::Start { way } => begin(way),
        How::Trouble { kind } => Ok(all(&made_up(kind)?, &[])),
    }
}

fn named(id: &str) -> &'static Check {
    catalogue().find(|check| check.id == id).unwrap_or_else(|| panic!("no check `{id}`"))
}

/// The check fails with this broken server in front of the stage where it begins.
fn through(check: &'static Check, how: Broken, problem: Text) -> Told {
    let stage = stage(check.since)?.start().map_err(|failure| failure.problem.say(false))?;
    let proxy = Proxy::start(how, stage.addr())?;
    let server = stage.at(proxy.addr());
    let failure = fails(check, &server, problem)?;
    Ok(lessons(check, &failure, &server, &[stage.addr().port()]))
}

fn fails(check: &Check, server: &Server, problem: Text) -> Result<Box<Failure>, Failed> {
    match hold(check, server) {
        Ok(()) => Err("this broken server passes the check".into()),
        Err(failure) if failure.problem.text == problem || problem == OWN_WORDS => Ok(failure),
        Err(failure) => Err(format!("another problem: {}", failure.problem.say(false)).into()),
    }
}

fn gone(check: &'static Check) -> Told {
    // A port that was free a moment ago.
    let addr = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let server = Server::running(addr, check.since, None);
    let failure = fails(check, &server, problem::REFUSED)?;
    Ok(lessons(check, &failure, &server, &[]))
}

fn crash(check: &'static Check, way: &str, problem: Text) -> Told {
    let started = servers::launch(way, check.since).start().map_err(|trouble| failed(&trouble))?;
    let failure = fails(check, &started.server, problem)?;
    Ok(lessons(check, &failure, &started.server, &[]))
}

fn failed(trouble: &Trouble) -> Failed {
    trouble.say(Language::English).into()
}

fn begin(way: &str) -> Told {
    // One that listens elsewhere gets some seconds to listen where it should as well.
    let wait = if way == "elsewhere" { 20 } else { 2 };
    let launch = Launch { wait: Duration::from_secs(wait), ..servers::launch(way, 2) };
    let Err(trouble) = launch.start() else { return Err("this server listens".into()) };
    let ports = match &trouble {
        Trouble::Ended { addr, .. } | Trouble::Nowhere { addr, .. } => vec![addr.port()],
        Trouble::Elsewhere { addr, found, .. } => {
            [addr].into_iter().chain(found).map(|addr| addr.port()).collect()
        }
        _ => return Err(failed(&trouble)),
    };
    Ok(all(&trouble, &ports))
}

/// A trouble that depends on what else runs on this machine, or on its system.
fn made_up(kind: &str) -> Result<Trouble, Failed> {
    let addr = "127.0.0.1:4221".parse()?;
    Ok(match kind {
        "no such command" => return misspelled(),
        "not executable" => {
            Trouble::CannotStart { program: "./server.py".into(), error: PermissionDenied.into() }
        }
        "taken" => Trouble::Taken { addr, by: Some("python3 (process 1234)".into()) },
        "lingers" => {
            let output = vec!["OSError: [Errno 98] Address already in use".into()];
            Trouble::Ended { addr, status: failure()?, lingers: true, output }
        }
        "other address" => {
            let (found, output) = (vec!["[::1]:4221".parse()?], vec!["Listening on 4221".into()]);
            Trouble::Elsewhere { addr, found, output }
        }
        "nobody there" => Trouble::NobodyThere { addr },
        _ => return Err(format!("no trouble is called `{kind}`").into()),
    })
}

fn misspelled() -> Result<Trouble, Failed> {
    let words = ["pyhton3", "server.py", "{addr}"].map(OsString::from);
    let started = Launch::new(words.into(), 3).start();
    started.map(drop).err().ok_or_else(|| "it was started".into())
}

/// The status of a program that failed: this one, asked for something that it does not know.
fn failure() -> Result<ExitStatus, Failed> {
    let this = std::env::current_exe()?;
    let mut command = Command::new(this);
    Ok(command.args(["--serve", "ends", "-"]).stderr(Stdio::null()).status()?)
}

fn all(trouble: &Trouble, ports: &[u16]) -> Vec<String> {
    let told = LANGUAGES.map(|(language, _)| trouble.tell(Telling::plain(language)));
    told.map(|told| steady(&told, ports)).into()
}

fn lessons(check: &Check, failure: &Failure, server: &Server, ports: &[u16]) -> Vec<String> {
    let ports = [&[server.addr().port()], ports].concat();
    let told = LANGUAGES.map(|(language, _)| lesson(check, failure, server, language));
    told.map(|told| steady(&told, &ports)).into()
}

/// As the command tells it to somebody who learns with Python.
fn lesson(check: &Check, failure: &Failure, server: &Server, language: Language) -> String {
    let start = "python3 server.py";
    let place = Place {
        tested: server.addr().to_string(),
        addr: "127.0.0.1:4221".into(),
        start: Some(start.into()),
        again: Some(format!("httpcourse {} --check {} -- {start}", check.since, check.id)),
        next_hint: Some("--hint".into()),
    };
    render(check, failure, &place, Telling::plain(language))
}

/// With ports and dates that are the same on each run, and as long as the real ones, so that
/// lines break alike.
fn steady(told: &str, ports: &[u16]) -> String {
    let mut told = told.to_string();
    for (port, steady) in ports.iter().zip(50123..) {
        // Only where it is a port: five digits occur elsewhere too.
        for before in [":", "port "] {
            told = told.replace(&format!("{before}{port}"), &format!("{before}{steady}"));
        }
    }
    // Six letters by chance, in the name of a file that may not be served.
    let parts = told.split("secret-dotdot-").enumerate();
    let parts = parts.map(|(number, part)| if number > 0 { &part[6..] } else { part });
    told = parts.collect::<Vec<_>>().join("secret-dotdot-aBcDeF");
    dated(&dated(&told, "Date: "), "Last-Modified: ")
}

/// The same with the RFC's own date in each field of this name.
fn dated(told: &str, name: &str) -> String {
    let parts = told.split(name).enumerate().map(|(number, part)| match part.get(29..) {
        Some(rest) if number > 0 && part[..29].ends_with("GMT") => {
            format!("Sun, 06 Nov 1994 08:49:37 GMT{rest}")
        }
        _ => part.into(),
    });
    parts.collect::<Vec<_>>().join(name)
}

/// The stage of this number, built now if it was not.
fn stage(number: u8) -> Result<Stage, Failed> {
    static BUILT: OnceLock<Result<BTreeMap<u8, Stage>, String>> = OnceLock::new();
    let built = BUILT.get_or_init(build).as_ref().map_err(Failed::from)?;
    built.get(&number).cloned().ok_or_else(|| format!("Cargo built no stage {number}").into())
}

/// A test sees the programs of its own package only; Cargo knows where the others are.
fn build() -> Result<BTreeMap<u8, Stage>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--message-format=json-render-diagnostics"]);
    command.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml")]);
    command.args(CHAPTERS.iter().flat_map(|name| ["-p", name])).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err("the stages do not build".into());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    Ok(messages.lines().filter_map(built).collect())
}

/// The stage that one of Cargo's messages tells of.
fn built(message: &str) -> Option<(u8, Stage)> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let binary = PathBuf::from(message["executable"].as_str()?);
    let name = message["target"]["name"].as_str()?.to_string();
    let number = CHAPTERS.iter().position(|stage| *stage == name)? as u8 + 1;
    Some((number, Stage { number, name, binary }))
}

/// Whatever can be told apart is told in one of the cases.
pub fn every_kind() -> Result<(), Failed> {
    let told = CASES.iter().filter_map(|case| match &case.how {
        How::Own { problem, .. } | How::Other { problem, .. } | How::Program { problem, .. } => {
            Some(*problem)
        }
        How::Gone { .. } => Some(problem::REFUSED),
        How::Start { .. } | How::Trouble { .. } => None,
    });
    let told = told.collect::<Vec<_>>();
    let untold = KINDS.iter().filter(|kind| !told.contains(kind)).collect::<Vec<_>>();
    if untold.is_empty() { Ok(()) } else { Err(format!("untold: {untold:?}").into()) }
}

/// The faults that bytes alone do not explain.
const KINDS: [Text; 13] = [
    problem::DIED,
    problem::NOT_ANSWERING,
    problem::REFUSED,
    problem::RESET,
    problem::CLOSED_SILENT,
    problem::CLOSED_EARLY,
    problem::LENGTH_NOT_REACHED,
    problem::CHUNK_NOT_REACHED,
    problem::NO_ANSWER,
    problem::STALLED,
    problem::NO_LENGTH,
    problem::STILL_OPEN,
    problem::TRAILING,
];

/// Writes what the check's own broken server looks like to a learner.
pub fn own(check: &'static Check) -> Result<(), Failed> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lessons");
    std::fs::create_dir_all(&folder)?;
    for ((_, language), told) in LANGUAGES.iter().zip(through(check, check.broken.how, OWN_WORDS)?)
    {
        std::fs::write(folder.join(format!("{}.{language}.txt", check.id)), format!("{told}\n"))?;
        crate::fits(&told)?;
    }
    Ok(())
}
