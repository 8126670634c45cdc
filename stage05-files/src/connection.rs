//! One client's connection: heads in, responses out, and a limit to how long each may take.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::request::{HEAD_TOO_LARGE, LONG_TARGET, Refusal, Request, UNKNOWN_METHOD, malformed};
use crate::response::{Content, Response, Status};
use crate::routes::Routes;

/// The longest head, in bytes: what browsers send stays far below.
const MAX_HEAD: usize = 32 * 1024;
/// Bytes of a request line that are worth a place in the log.
const MAX_LOGGED: usize = 200;
/// A client that says nothing for this time is dropped.
const IDLE: Duration = Duration::from_secs(5);
/// The time that a whole head may take, and that an answer may stand still.
const PATIENCE: Duration = Duration::from_secs(10);
/// After its last answer the server listens this long for what is still on its way.
const LINGER: Duration = Duration::from_secs(2);
/// How often whoever waits looks at the clock.
const TICK: Duration = Duration::from_millis(500);
/// Bytes of a file that are read and sent at once.
const BLOCK: u64 = 256 * 1024;

/// Set by `--quiet`.
pub static QUIET: AtomicBool = AtomicBool::new(false);

/// Writes a line to standard error; that it is closed is no reason to stop.
pub fn say(line: fmt::Arguments) {
    if !QUIET.load(Ordering::Relaxed) {
        let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
    }
}

/// One line for each request; escaped, so that no client can forge another one.
fn log(head: &[u8], status: Status) {
    let end = head.iter().position(|&byte| byte == b'\r' || byte == b'\n');
    let line = &head[..end.unwrap_or(head.len()).min(MAX_LOGGED)];
    say(format_args!("{} -> {} {}", line.escape_ascii(), status.0, status.1));
}

/// The client's side of the conversation.
type Client = BufReader<Patient>;

/// A stream that waits for its client only until a deadline.
struct Patient {
    stream: TcpStream,
    /// When the last system call returned.
    now: Instant,
    deadline: Instant,
}

impl Patient {
    fn new(stream: TcpStream) -> Patient {
        let now = Instant::now();
        Patient { stream, now, deadline: now }
    }

    /// Sets the time that is left, anew for each part of the conversation.
    fn allow(&mut self, time: Duration) {
        self.deadline = self.now + time;
    }

    /// A client that moves bytes earns time, a millisecond each.
    fn earn(&mut self, bytes: usize) {
        let earned = self.deadline + Duration::from_millis(bytes as u64);
        self.deadline = self.deadline.max(earned.min(self.now + PATIENCE));
    }

    /// Tries again after every `TICK`, until the deadline or for `most` of that time.
    fn insist(
        &mut self,
        most: Duration,
        mut attempt: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let deadline = self.deadline.min(self.now + most);
        while self.now < deadline {
            let result = attempt(&self.stream);
            self.now = Instant::now();
            match result.as_ref().map_err(io::Error::kind) {
                // Unix calls it `WouldBlock`, Windows `TimedOut`.
                Err(ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                _ => return result,
            }
        }
        Err(ErrorKind::TimedOut.into())
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.insist(IDLE, |mut stream| stream.read(buffer))
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.insist(PATIENCE, |mut stream| stream.write(bytes))?;
        self.earn(sent);
        Ok(sent)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Serves one client until either side is done.
///
/// # Errors
/// What the operating system said when the connection broke.
pub fn serve(stream: TcpStream, routes: &Routes) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(TICK))?;
    stream.set_write_timeout(Some(TICK))?;
    let mut client = BufReader::new(Patient::new(stream));
    let mut head = Vec::new();
    client.get_mut().allow(PATIENCE);
    if client.fill_buf()?.is_empty() {
        return Ok(()); // a browser's spare connection, say
    }
    let response = match answer(&mut client, &mut head, routes) {
        Ok(response) => response,
        Err(error) => Response::from(error.downcast::<Refusal>()?),
    };
    log(&head, response.status);
    send(client.get_mut(), &head, response)?;
    linger(client)
}

/// Reads a request and finds its answer.
fn answer(client: &mut Client, head: &mut Vec<u8>, routes: &Routes) -> io::Result<Response> {
    read_head(client, head)?;
    let request = Request::parse(head)?;
    Ok(routes.answer(&request))
}

/// Reads up to the empty line.
///
/// # Errors
/// A `Refusal` if the head is too large, or ends early.
fn read_head(client: &mut Client, head: &mut Vec<u8>) -> io::Result<()> {
    head.clear();
    loop {
        let start = head.len();
        let room = (MAX_HEAD - start) as u64;
        client.by_ref().take(room).read_until(b'\n', head)?;
        match &head[start..] {
            b"\r\n" if start == 0 => head.clear(), // RFC 9112 §2.2: left over from an old client
            b"" if start == 0 => return Err(ErrorKind::UnexpectedEof.into()), // nothing more came
            b"\r\n" | b"\n" => return Ok(()),
            line if line.ends_with(b"\n") => {}
            _ if head.len() == MAX_HEAD => return Err(too_large(head).into()),
            _ => malformed("the head ends before its empty line (RFC 9112 section 8)")?,
        }
    }
}

/// Which limit a head without an end has broken (RFC 9112 §3: 501 for the method, 414 for the
/// target; RFC 6585 §5 for the rest).
fn too_large(head: &[u8]) -> Refusal {
    if head.contains(&b'\n') {
        return HEAD_TOO_LARGE;
    }
    match head.iter().filter(|&&byte| byte == b' ').count() {
        0 => UNKNOWN_METHOD,
        1 => LONG_TARGET,
        _ => Refusal(Status::BAD_REQUEST, "a line without end (RFC 9112 section 3)"),
    }
}

/// Sends a response; small ones in one piece, so that no packet waits for another.
fn send(out: &mut Patient, head: &[u8], response: Response) -> io::Result<()> {
    out.allow(PATIENCE);
    let mut bytes = response.head().into_bytes();
    match response.content {
        _ if head.starts_with(b"HEAD ") => {} // RFC 9110 §9.3.2
        Content::Bytes(content) => bytes.extend(content),
        Content::File { start, file, length } => {
            bytes.extend(&start);
            out.write_all(&bytes)?;
            return send_file(out, file, length - start.len() as u64);
        }
    }
    out.write_all(&bytes)
}

/// Sends a file in blocks.
fn send_file(out: &mut Patient, file: File, length: u64) -> io::Result<()> {
    let mut block = vec![0; length.min(BLOCK) as usize];
    let mut file = file.take(length);
    loop {
        match file.read(&mut block)? {
            0 if file.limit() == 0 => return Ok(()),
            // The file has shrunk meanwhile; only closing can tell the client.
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => out.write_all(&block[..count])?,
        }
    }
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
