//! `httpcourse`: the checks of the course, for a server that somebody wrote, in any language.

use std::process::ExitCode;

fn main() -> ExitCode {
    tester::command::main()
}
