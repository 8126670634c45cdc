//! A siege: slow and hostile clients at a stage's door, good ones beside them, and a
//! report of whether it held.
//!
//! * [`cli`] reads the command line, [`server`] builds and starts the stage.
//! * [`slow`] and [`soak`] are the two commands; [`aftermath`] looks at what they leave, and
//!   [`report`] says how they ended.
//! * [`drip`] holds the slow clients, [`hostile`] the hostile ones, [`good`] the good
//!   ones, which check every answer; [`load`] asks `wrk` for throughput.
//! * [`stats`] judges series of numbers: what is typical, and what grows.
#![cfg(target_os = "linux")]

/// `tr!(language, "{n} clients", "{n} clientes")`: the same sentence in the user's language.
#[macro_export]
macro_rules! tr {
    ($language:expr, $en:literal, $es:literal) => {
        if $language.is_spanish() { format!($es) } else { format!($en) }
    };
}

pub mod aftermath;
pub mod cli;
pub mod drip;
pub mod good;
pub mod hostile;
pub mod load;
pub mod report;
pub mod server;
pub mod slow;
pub mod soak;
pub mod stats;

use std::ffi::OsString;
use std::io::Write;

use cli::Task;

/// Descriptors that the clients and the server need, if the system lets us have so many.
const DESCRIPTORS: u64 = 20_000;

/// The whole program; the exit code is 0 if the server held, and 1 if not.
///
/// # Errors
/// What kept the siege from taking place.
pub fn run(arguments: Vec<OsString>) -> anyhow::Result<u8> {
    let options = match cli::parse(arguments) {
        Ok(options) => options,
        Err((text, 0)) => {
            let _ = writeln!(std::io::stdout(), "{text}");
            return Ok(0);
        }
        Err((text, _)) => anyhow::bail!(text),
    };
    let _ = rlimit::increase_nofile_limit(DESCRIPTORS);
    let report = match &options.task {
        Task::Slow(slow) => slow::run(&options, slow)?,
        Task::Soak(soak) => soak::run(&options, soak)?,
    };
    let _ = writeln!(std::io::stdout(), "{}", report.render());
    if let Some(path) = &options.json {
        report.write_json(path)?;
    }
    Ok(if report.holds() { 0 } else { 1 })
}
