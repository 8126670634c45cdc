//! Stage 7 whole, with its socket, but that its routes only note what they are asked.
//!
//! Whoever compares servers needs to know what ours has understood, and no answer of it says so.

#![allow(dead_code, reason = "the stage has more than these routes call")]

pub mod routes;

#[path = "../../../stage07-methods/src/body.rs"]
mod body;
#[path = "../../../stage07-methods/src/connection.rs"]
mod connection;
#[path = "../../../stage07-methods/src/headers.rs"]
mod headers;
#[path = "../../../stage07-methods/src/request.rs"]
mod request;
#[path = "../../../stage07-methods/src/response.rs"]
mod response;

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::Ordering;
use std::time::Duration;

use routes::{Message, Routes};

/// More than this might not fit into the buffers of a socket; then nobody would read.
pub const MOST: usize = 48 * 1024;

/// What one connection has led to.
pub struct Record {
    /// The requests that were understood, in order.
    pub messages: Vec<Message>,
    /// All that the server has sent.
    pub answers: Vec<u8>,
}

/// Sends all bytes, ends the client's side, then lets the server work, on this very thread.
///
/// # Errors
/// What the system says; not what the server thinks of the bytes.
pub fn record(bytes: &[u8]) -> io::Result<Record> {
    connection::QUIET.store(true, Ordering::Relaxed);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    client.write_all(&bytes[..bytes.len().min(MOST)])?;
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(Duration::from_secs(5)))?;
    let routes = Routes::default();
    let (server, _) = listener.accept()?;
    connection::serve(server, &routes)?;
    let mut answers = Vec::new();
    client.read_to_end(&mut answers)?;
    Ok(Record { messages: routes.into_messages(), answers })
}
