//! `httpcourse grade`, on classes that are made for it.

mod class;
mod documents;
mod files;
mod grading;
mod merging;
mod pupil;
#[cfg(unix)] // they are for Linux machines, and their commands for `sh`
mod recipes;
mod refusing;

use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;

fn main() -> ExitCode {
    pupil::play();
    let trials = [
        grading::trials(),
        files::trials(),
        merging::trials(),
        refusing::trials(),
        documents::trials(),
    ];
    let mut trials = trials.into_iter().flatten().collect::<Vec<_>>();
    #[cfg(unix)]
    trials.extend(recipes::trials());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A test that fails by panicking.
fn trial(name: &str, test: fn()) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}
