//! Started wrongly, the stage says so in one line that names the value, and fails.

use std::net::TcpListener;
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;

/// Runs the stage, which must end by itself: 20 s are for slow machines.
fn run(arguments: &[&str]) -> Output {
    let mut stage = Command::cargo_bin(env!("CARGO_PKG_NAME")).unwrap();
    stage.args(arguments).timeout(Duration::from_secs(20)).output().unwrap()
}

#[track_caller]
fn refuses(arguments: &[&str], culprit: &str) {
    let output = run(arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{arguments:?} was taken");
    assert_eq!(output.stdout, b"", "it went on as if nothing were wrong");
    assert_eq!(error.lines().count(), 1, "not one line: {error}");
    assert!(error.contains(culprit), "does not name {culprit}: {error}");
    assert!(!error.contains("panicked"), "{error}");
}

#[test]
fn an_address_that_is_none() {
    refuses(&["nowhere"], "nowhere");
    refuses(&["127.0.0.1:65536"], "127.0.0.1:65536");
}

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    refuses(&[&address], &address);
}

#[test]
fn an_unknown_flag() {
    refuses(&["--frobnicate"], "--frobnicate");
}

#[test]
fn one_address_too_many() {
    refuses(&["127.0.0.1:0", "127.0.0.2:0"], "127.0.0.2:0");
}

#[test]
fn help_is_no_error() {
    let output = run(&["--help"]);
    assert!(output.status.success());
    assert!(output.stdout.starts_with(b"usage: stage"));
}

#[test]
fn a_folder_that_is_none() {
    for flag in ["--site", "--directory"] {
        refuses(&["127.0.0.1:0", flag, "/no/such/folder"], "/no/such/folder");
        refuses(&["127.0.0.1:0", flag, file!()], file!());
        refuses(&["127.0.0.1:0", flag], flag);
    }
}
