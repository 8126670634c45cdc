//! `httpcourse`: the checks of the course, for a server that somebody wrote, in any language.

pub mod launch;
pub mod run;
pub mod trouble;

use std::process::ExitCode;

/// The whole program.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
