//! A file that is shorter than its metadata says cuts its own answer short, and no other.
//!
//! Only Linux has such files at hand: those of `/sys` claim a page each.
#![cfg(target_os = "linux")]

mod running;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use running::{PATIENCE, Running};

const REQUESTS: &str = "GET /echo/one HTTP/1.1\r\nHost: x\r\n\r\n\
                        GET /echo/two HTTP/1.1\r\nHost: x\r\n\r\n\
                        GET /files/mtu HTTP/1.1\r\nHost: x\r\n\r\n\
                        GET /echo/three HTTP/1.1\r\nHost: x\r\n\r\n";

#[test]
fn what_came_before_is_whole_and_nothing_comes_after() {
    let stage = Running::with_files(Path::new("/sys/class/net/lo/."));
    let mut client = TcpStream::connect(stage.server.addr()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.write_all(REQUESTS.as_bytes()).unwrap();
    let mut answers = String::new();
    let _ = client.read_to_string(&mut answers); // ends in one way or another
    assert!(answers.contains("\r\n\r\noneHTTP/1.1 200 OK\r\n"), "{answers}");
    assert!(answers.contains("\r\n\r\ntwo"), "{answers}");
    assert!(!answers.contains("three"), "taken for the missing content: {answers}");
}
