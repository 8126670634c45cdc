//! What the stage itself prints.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
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

    /// Sends these bytes.
    fn tell(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request).unwrap();
        stream
    }

    /// Sends these bytes, and returns all that comes back.
    fn ask(&self, request: &[u8]) -> String {
        read_all(self.tell(request))
    }

    /// The same for a client that then ends its side.
    fn ask_and_leave(&self, request: &[u8]) -> String {
        let stream = self.tell(request);
        stream.shutdown(Shutdown::Write).unwrap();
        read_all(stream)
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

fn read_all(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
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
fn a_head_that_breaks_off_is_refused() {
    let mut stage = Stage::start(&[]);
    let answer = stage.ask_and_leave(b"GET /half HTTP/1.1\r\nHost: x\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    assert_eq!(stage.next_line(), "GET /half HTTP/1.1 -> 400 Bad Request\n");
}

#[test]
fn who_says_nothing_gets_no_answer() {
    let stage = Stage::start(&[]);
    assert_eq!(stage.ask_and_leave(b""), "");
    assert_eq!(stage.ask_and_leave(b"\r\n"), "");
}

#[test]
fn a_method_without_end_is_unknown() {
    let stage = Stage::start(&[]);
    let answer = stage.ask(&[b'A'; 32 * 1024]);
    assert!(answer.starts_with("HTTP/1.1 501 Not Implemented\r\n"), "{answer}");
}

/// As long as another server waits for a client that says nothing.
fn a_while() {
    assert_eq!(Stage::start(&[]).ask(b""), "");
}

#[test]
fn it_is_there_after_a_while_without_clients() {
    let stage = Stage::start(&[]);
    a_while();
    assert!(stage.ask(HELLO).starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(stage.rest().lines().count(), 1);
}

/// A request that every stage answers and then lingers.
const REFUSED: &[u8] = b"GET\r\n\r\n";

#[test]
fn a_client_that_stays_is_no_loss() {
    let stage = Stage::start(&[]);
    let mut stays = stage.tell(REFUSED);
    stays.read_to_string(&mut String::new()).unwrap();
    a_while();
    let printed = stage.rest();
    assert!(!printed.contains("lost"), "{printed}");
}

#[test]
fn a_client_that_breaks_off_is_a_loss() {
    let mut stage = Stage::start(&[]);
    let breaks_off = stage.tell(REFUSED);
    breaks_off.peek(&mut [0]).unwrap();
    drop(breaks_off); // with an answer unread: that is a reset
    let lost = (0..100).any(|_| {
        stage.ask(HELLO);
        stage.next_line().starts_with("connection lost")
    });
    assert!(lost);
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

#[test]
fn only_text_that_is_not_ascii_names_its_charset() {
    let site = tempfile::tempdir().unwrap();
    let late = ["x".repeat(4000), "ñ".to_string()].concat(); // not in the first kilobytes
    for (name, content) in
        [("ascii.txt", "n"), ("text.txt", "ñ"), ("late.txt", &late), ("i.png", "ñ")]
    {
        std::fs::write(site.path().join(name), content).unwrap();
    }
    let stage = Stage::start(&["--site", site.path().to_str().unwrap()]);
    for (name, media_type) in [
        ("ascii.txt", "text/plain"),
        ("text.txt", "text/plain; charset=utf-8"),
        ("late.txt", "text/plain; charset=utf-8"),
        ("i.png", "image/png"),
    ] {
        let request = format!("GET /{name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = stage.ask(request.as_bytes());
        assert!(answer.contains(&format!("\r\nContent-Type: {media_type}\r\n")), "{answer}");
    }
}
