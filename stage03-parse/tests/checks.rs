//! The shared checks: what the RFCs and this course ask of this stage.

use std::process::ExitCode;

fn main() -> ExitCode {
    tester::conformance()
}
