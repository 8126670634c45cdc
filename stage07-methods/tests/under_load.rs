//! Asked to stop while there is much to do: each request whose head had arrived is answered.
//!
//! Windows has no such signal for another process.
#![cfg(unix)]

mod running;

use std::io::{Read, Write};
use std::iter;
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;

use running::{PATIENCE, Running};
use tester::client::Client;

/// As many as find a place in the queue.
const CLIENTS: usize = 100;

/// The answer, whole, and the end of the connection; then the client leaves too.
fn is_answered(mut client: Client) {
    client.read_response("GET").unwrap().status(200).unwrap();
    client.expect_end().unwrap();
}

/// Four of them are being served, the others wait.
#[test]
fn clients_in_the_queue() {
    let mut stage = Running::start(&["--threads".as_ref(), "4".as_ref()]);
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| stage.server.connect().unwrap()).collect();
    for client in &mut clients {
        client.write_request("GET", "/page_one", &[], b"", false).unwrap();
    }
    stage.signal("TERM");
    clients.into_iter().for_each(is_answered);
    assert_eq!(stage.ended().code(), Some(0));
}

/// Each has had an answer, and has just sent its next request.
#[test]
fn connections_that_are_kept() {
    let mut stage = Running::start(&[]);
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| stage.server.connect().unwrap()).collect();
    for client in &mut clients {
        client.get("/hello").unwrap().status(200).unwrap();
    }
    for client in &mut clients {
        client.write_request("GET", "/page_one", &[], b"", false).unwrap();
    }
    stage.signal("TERM");
    clients.into_iter().for_each(is_answered);
    assert_eq!(stage.ended().code(), Some(0));
}

const REQUEST: &[u8] = b"GET /bigfile HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// How many bytes come back, until the connection ends in one way or another; `None` if nobody
/// listens any more.
fn ask(stage: &str) -> Option<usize> {
    let mut stream = TcpStream::connect(stage).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = Vec::new();
    let _ = stream.write_all(REQUEST).and_then(|()| stream.read_to_end(&mut answer));
    Some(answer.len())
}

/// New clients come all the time. Those who come too late may get no answer at all, but none gets
/// a part of one; the stage ends by itself, and not because its time is up.
#[test]
fn clients_that_keep_asking() {
    let mut stage = Running::start(&[]);
    let addr = stage.server.addr().to_string();
    let whole = ask(&addr).unwrap();
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..16 {
            let (addr, sender) = (&addr, sender.clone());
            let lengths = iter::from_fn(move || ask(addr));
            scope.spawn(move || lengths.for_each(|length| sender.send(length).unwrap()));
        }
        assert_eq!(answers.iter().take(100).filter(|&length| length != whole).count(), 0);
        stage.signal("TERM");
    });
    drop(sender);
    let cut: Vec<usize> = answers.iter().filter(|&it| it != whole && it != 0).collect();
    assert!(cut.is_empty(), "of {whole} bytes: {cut:?}");
    assert_eq!(stage.ended().code(), Some(0));
}
