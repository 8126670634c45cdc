//! What the stage itself prints.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

struct Stage {
    process: Child,
    address: String,
    /// Nothing once nobody listens.
    errors: Option<BufReader<ChildStderr>>,
}

impl Stage {
    fn start(flags: &[&str]) -> Stage {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!(env!("CARGO_PKG_NAME")));
        command.arg("127.0.0.1:0").args(flags).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_string();
        let errors = process.stderr.take().map(BufReader::new);
        Stage { process, address, errors }
    }

    /// Sends these bytes, and returns all that comes back.
    fn ask(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.errors.as_mut().unwrap().read_line(&mut line).unwrap();
        line
    }

    /// Ends the stage; returns what it had still printed.
    fn rest(mut self) -> String {
        self.process.kill().unwrap();
        let mut rest = String::new();
        self.errors.as_mut().unwrap().read_to_string(&mut rest).unwrap();
        rest
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const HELLO: &[u8] = b"GET /hello?first HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[test]
fn each_request_is_one_line() {
    let mut stage = Stage::start(&[]);
    stage.ask(HELLO);
    assert!(stage.next_line().starts_with("GET /hello?first HTTP/1.1"));
    stage.ask(b"GET /hello?second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(stage.next_line().starts_with("GET /hello?second HTTP/1.1"));
    assert_eq!(stage.rest(), "");
}

#[test]
fn a_client_cannot_write_lines_of_its_own() {
    let mut stage = Stage::start(&[]);
    stage.ask(b"GET /\x1b[2J\nGET /forged HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let line = stage.next_line();
    assert!(!line.contains('\u{1b}') && !line.contains("/forged"), "{line:?}");
    assert_eq!(stage.rest(), "");
}

#[test]
fn it_goes_on_when_nobody_can_hear_it() {
    let mut stage = Stage::start(&[]);
    stage.errors = None;
    for _ in 0..3 {
        assert!(stage.ask(HELLO).starts_with("HTTP/1.1 200 OK\r\n"));
    }
}

#[test]
fn quiet_means_quiet() {
    let stage = Stage::start(&["--quiet"]);
    stage.ask(HELLO);
    assert_eq!(stage.rest(), "");
}

#[test]
fn without_a_directory_there_are_no_files() {
    let stage = Stage::start(&[]);
    let answer = stage.ask(b"GET /files/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
}

#[test]
fn a_site_of_ones_own() {
    let site = tempfile::tempdir().unwrap();
    std::fs::create_dir(site.path().join("folder")).unwrap();
    std::fs::write(site.path().join("folder/index.html"), "<p>mine").unwrap();
    let stage = Stage::start(&["--site", site.path().to_str().unwrap()]);
    let page = stage.ask(b"GET /folder/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(page.ends_with("\r\n\r\n<p>mine"), "{page}");
    let moved = stage.ask(b"GET /folder?a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(moved.contains("\r\nLocation: /folder/?a=b\r\n"), "{moved}");
}
