//! Each check of this stage against a server that breaks its rule.

use std::process::ExitCode;

fn main() -> ExitCode {
    tester::proofs()
}
