//! One client's connection: heads in, responses out, and a limit to how long each may take.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::response::{Response, Status};

/// The longest head, in bytes: what browsers send stays far below.
const MAX_HEAD: usize = 32 * 1024;
/// Bytes of a request line that are worth a place in the log.
const MAX_LOGGED: usize = 200;
/// A client that says nothing for this time is dropped.
const IDLE: Duration = Duration::from_secs(5);
/// The time that a whole head may take, and that an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After its last answer the server listens this long for what is still on its way.
const LINGER: Duration = Duration::from_secs(2);

/// Writes a line to standard error; that it is closed is no reason to stop.
fn say(line: &str) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// One line for each request; escaped, so that no client can forge another one.
fn log(head: &[u8]) {
    let end = head.iter().position(|&byte| byte == b'\r' || byte == b'\n');
    let line = &head[..end.unwrap_or(head.len()).min(MAX_LOGGED)];
    say(&line.escape_ascii().to_string());
}

/// The client's side of the conversation.
type Client = BufReader<Patient>;

/// A stream that waits for its client only until a deadline.
struct Patient {
    stream: TcpStream,
    deadline: Instant,
}

impl Patient {
    /// Sets the time that is left, anew for each part of the conversation.
    fn allow(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
    }

    fn time_left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.time_left()?.min(IDLE)))?;
        self.stream.read(buffer).map_err(as_timeout)
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.time_left()?))?;
        self.stream.write(bytes).map_err(as_timeout)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Serves one client until either side is done.
///
/// # Errors
/// What the operating system said when the connection broke.
pub fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut client = BufReader::new(Patient { stream, deadline: Instant::now() + PATIENCE });
    let mut head = Vec::new();
    if client.fill_buf()?.is_empty() {
        return Ok(()); // a browser's spare connection, say
    }
    read_head(&mut client, &mut head)?;
    log(&head);
    let response = Response::text(Status::OK, "Hello, World!");
    send(client.get_mut(), response)?;
    linger(client)
}

/// Reads up to the empty line, or what there is of it within the limit.
fn read_head(client: &mut Client, head: &mut Vec<u8>) -> io::Result<()> {
    head.clear();
    loop {
        let start = head.len();
        let room = (MAX_HEAD - start) as u64;
        client.by_ref().take(room).read_until(b'\n', head)?;
        match &head[start..] {
            b"\r\n" if start == 0 => head.clear(), // RFC 9112 §2.2: left over from an old client
            b"\r\n" | b"\n" => return Ok(()),
            line if line.ends_with(b"\n") => {}
            _ if head.len() == MAX_HEAD => return Ok(()), // this stage answers whatever it is
            _ => return Err(ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// Unix calls it `WouldBlock`, Windows `TimedOut`.
fn as_timeout(error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::WouldBlock { ErrorKind::TimedOut.into() } else { error }
}

/// Sends a response; small ones in one piece, so that no packet waits for another.
fn send(out: &mut Patient, response: Response) -> io::Result<()> {
    out.allow(PATIENCE);
    let mut bytes = response.head();
    bytes.extend(response.content);
    out.write_all(&bytes)
}

/// Ends this side, reads what is still coming, and only then closes (RFC 9112 §9.6).
fn linger(mut client: Client) -> io::Result<()> {
    client.get_mut().allow(LINGER);
    client.get_ref().stream.shutdown(Shutdown::Write)?;
    match io::copy(&mut client, &mut io::sink()) {
        Err(error) if error.kind() != ErrorKind::TimedOut => Err(error),
        _ => Ok(()),
    }
}
