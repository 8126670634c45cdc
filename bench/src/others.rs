//! What is no load: idle connections, the start, the size of a program.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

use crate::process::{peak_memory, resident};
use crate::results::{Figures, Quantity};
use crate::servers::{Ground, How, Server};

/// Descriptors that a process needs for other things.
const OTHER_FILES: u64 = 500;
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// Connections that are opened together: no more than fit into the shortest queue.
const BATCH: usize = 64;
/// Longer than any answer to `/hello`.
const ROOM: usize = 4 * 1024;

/// Whether this system lets a process have so many connections; raises the limit if it can.
pub fn allows(connections: usize) -> bool {
    let needed = connections as u64 + OTHER_FILES;
    rlimit::increase_nofile_limit(u64::MAX).is_ok_and(|limit| limit >= needed)
}

/// The memory of a server for each connection that has had an answer and now says nothing.
///
/// # Errors
/// The server fails, or drops connections before memory could be measured.
pub fn idle(
    server: Server,
    connections: usize,
    ground: &Ground,
    how: &How,
) -> anyhow::Result<Figures> {
    let started = server.start(ground, &How { many: true, ..how.clone() })?;
    let before = resident(&started.running.tree()?)?;
    let begin = Instant::now();
    let mut streams = Vec::with_capacity(connections);
    while streams.len() < connections {
        let batch = BATCH.min(connections - streams.len());
        streams.extend(open(started.address, batch).context("not every connection was answered")?);
    }
    let opened = begin.elapsed();
    let tree = started.running.tree()?;
    let after = resident(&tree)?;
    let open = streams.iter().filter(|stream| is_open(stream)).count();
    ensure!(
        open == connections,
        "after opening them for {:.0} s only {open} were left",
        opened.as_secs_f64()
    );
    let each = (after - before) / connections as f64;
    let peak = peak_memory(&tree)?;
    Ok(Figures::from([(Quantity::EachConnection, each), (Quantity::Memory, peak)]))
}

/// Connections that have all had an answer. First all ask, then all listen: one after the other
/// would take longer than some servers let a connection be idle.
fn open(address: SocketAddr, count: usize) -> io::Result<Vec<TcpStream>> {
    let mut streams = (0..count).map(|_| ask(address)).collect::<io::Result<Vec<_>>>()?;
    streams.iter_mut().try_for_each(listen)?;
    Ok(streams)
}

fn ask(address: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(b"GET /hello HTTP/1.1\r\nHost: bench\r\n\r\n")?;
    Ok(stream)
}

fn listen(stream: &mut TcpStream) -> io::Result<()> {
    let mut answer = Vec::new();
    let mut buffer = [0; ROOM];
    while !answer.ends_with(b"Hello, World!") {
        match stream.read(&mut buffer)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => answer.extend(&buffer[..count]),
        }
    }
    Ok(())
}

/// Whether the server has not ended its side.
fn is_open(stream: &TcpStream) -> bool {
    let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
    peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

/// From the start of the program to its first answer.
///
/// # Errors
/// It does not start.
pub fn start(server: Server, ground: &Ground, how: &How) -> anyhow::Result<Figures> {
    let took = server.start(ground, how)?.took;
    Ok(Figures::from([(Quantity::Start, took.as_secs_f64() * 1e3)]))
}

/// The size of a program without what only a debugger needs.
///
/// # Errors
/// There is no such program, or `strip` fails.
pub fn size(server: Server, ground: &Ground) -> anyhow::Result<Figures> {
    let folder = TempDir::new()?;
    let stripped = folder.path().join("stripped");
    let program = server.program(ground).context("there is no such program")?;
    let output = Command::new("strip").arg("-o").arg(&stripped).arg(program).output()?;
    if !output.status.success() {
        bail!("strip: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let size = stripped.metadata()?.len();
    Ok(Figures::from([(Quantity::Size, size as f64)]))
}
