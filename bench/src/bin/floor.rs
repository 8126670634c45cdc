//! The floor: what blocking threads cost when nothing is parsed. One read, one constant write.
//!
//! `floor ADDR FOLDER [--close]`. The folder is not used: every peer is started the same way.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

const KEPT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\
    \r\nHello, World!";
const CLOSED: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\
    Connection: close\r\n\r\nHello, World!";
/// Threads that take connections which close after one answer; with so many, none has to wait.
const CREW: usize = 64;
/// Room for any request of the comparison.
const ROOM: usize = 16 * 1024;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let address = arguments.first().map_or("127.0.0.1:4221", String::as_str);
    let listener = TcpListener::bind(address)?;
    if arguments.iter().any(|argument| argument == "--close") {
        close_each(&listener)
    } else {
        keep_all(&listener)
    }
}

/// A thread for each connection, for as long as the client stays.
fn keep_all(listener: &TcpListener) -> io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept()?;
        thread::Builder::new().spawn(move || {
            let mut buffer = [0; ROOM];
            while answer(&mut stream, &mut buffer, KEPT) {}
        })?;
    }
}

/// A crew of threads that all wait in `accept`, and close after one answer.
fn close_each(listener: &TcpListener) -> io::Result<()> {
    thread::scope(|scope| {
        for _ in 0..CREW {
            scope.spawn(|| {
                let mut buffer = [0; ROOM];
                while let Ok((mut stream, _)) = listener.accept() {
                    answer(&mut stream, &mut buffer, CLOSED);
                }
            });
        }
    });
    Ok(())
}

/// Whether the client is still there.
fn answer(stream: &mut TcpStream, buffer: &mut [u8], response: &[u8]) -> bool {
    match stream.read(buffer) {
        Ok(0) | Err(_) => false,
        Ok(_) => stream.write_all(response).is_ok(),
    }
}
