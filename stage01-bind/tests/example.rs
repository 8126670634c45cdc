//! The example is the other half of the stage.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tester::server::Stage;

/// `cargo test` builds the examples beside its own folder of test programs.
fn client() -> Command {
    let test = std::env::current_exe().unwrap();
    let folder: PathBuf = test.ancestors().nth(2).unwrap().join("examples");
    let mut client = Command::new(folder.join(format!("client{}", std::env::consts::EXE_SUFFIX)));
    client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    client
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let client = client().args(arguments).spawn();
    let mut client = client.expect("first: cargo build -p stage01-bind --example client");
    let mut stdin = client.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input));
        client.wait_with_output().unwrap()
    })
}

#[test]
fn words_come_back() {
    let server = Stage::calling().unwrap().start().unwrap();
    let output = run(&[&server.addr().to_string(), "¡hola,", "mundo!"], b"");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "¡hola, mundo!\n");
    assert!(output.status.success());
}

#[test]
fn four_megabytes_come_back() {
    let server = Stage::calling().unwrap().start().unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(4_000_000).collect();
    assert!(run(&[&server.addr().to_string()], &bytes).stdout == bytes);
}

#[test]
fn without_a_server_it_says_so() {
    let output = run(&["127.0.0.1:1", "hola"], b"");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(error.contains("127.0.0.1:1") && error.lines().count() == 1, "{error}");
}
