//! `httpcourse`: the checks of the course, for a server that somebody wrote, in any language.

pub mod grade;
pub mod launch;
pub mod run;
pub mod trouble;

use std::process::ExitCode;

/// The whole program.
pub fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(2).collect();
    grade::main(arguments, crate::report::Language::current())
}
