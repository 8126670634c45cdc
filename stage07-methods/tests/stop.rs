//! Asked to stop, the stage finishes what is under way and ends with 0.
//!
//! Windows has no such signal for another process: there Ctrl-C is tried by hand.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The stage has promised 10 s; the rest is for slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

struct Stage {
    process: Child,
    address: String,
}

impl Stage {
    fn start() -> Stage {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!(env!("CARGO_PKG_NAME")));
        let command = command.args(["127.0.0.1:0", "--quiet"]).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_string();
        Stage { process, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for the end; one that does not come is a failure, not a hanging test.
    fn end(mut self) -> ExitStatus {
        let (sender, ended) = mpsc::channel();
        let id = self.process.id().to_string();
        thread::spawn(move || sender.send(self.process.wait().unwrap()));
        ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let _ = Command::new("kill").args(["-s", "KILL", &id]).status();
            panic!("it goes on and on");
        })
    }
}

fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    let mut byte = [0];
    while !answer.ends_with("Hello, World!") {
        stream.read_exact(&mut byte).expect(&answer);
        answer.push(char::from(byte[0]));
    }
    answer
}

#[test]
fn with_nobody_there() {
    for name in ["TERM", "INT"] {
        let stage = Stage::start();
        stage.signal(name);
        assert_eq!(stage.end().code(), Some(0), "after SIG{name}");
    }
}

#[test]
fn with_connections_that_are_kept() {
    let stage = Stage::start();
    let mut kept = stage.connect();
    kept.write_all(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    read_answer(&mut kept);
    let _silent = stage.connect();
    stage.signal("TERM");
    assert_eq!(kept.read(&mut [0]).unwrap(), 0, "a kept connection is closed");
    assert_eq!(stage.end().code(), Some(0));
}

#[test]
fn with_a_request_under_way() {
    let stage = Stage::start();
    let mut first = stage.connect();
    first.write_all(b"GET /hello HTTP/1.1\r\nHo").unwrap();
    let mut kept = stage.connect();
    kept.write_all(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    read_answer(&mut kept);
    stage.signal("TERM");
    assert_eq!(kept.read(&mut [0]).unwrap(), 0, "this shows that the signal has been heard");
    first.write_all(b"st: x\r\n\r\n").unwrap();
    let answer = read_answer(&mut first);
    assert!(answer.contains("\r\nConnection: close\r\n"), "no request may follow: {answer}");
    assert_eq!(first.read(&mut [0]).unwrap(), 0);
    assert_eq!(stage.end().code(), Some(0));
    assert!(TcpStream::connect(first.peer_addr().unwrap()).is_err(), "nobody listens any more");
}
