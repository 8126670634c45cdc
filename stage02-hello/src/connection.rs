//! One client's connection: heads in, responses out, and a limit to how long each may take.

use std::fmt;
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
/// How often whoever waits looks at the clock.
const TICK: Duration = Duration::from_millis(500);

/// Writes a line to standard error; that it is closed is no reason to stop.
fn say(line: fmt::Arguments) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// One line for each request; escaped, so that no client can forge another one.
fn log(head: &[u8]) {
    let end = head.iter().position(|&byte| byte == b'\r' || byte == b'\n');
    let line = &head[..end.unwrap_or(head.len()).min(MAX_LOGGED)];
    say(format_args!("{}", line.escape_ascii()));
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
        self.insist(PATIENCE, |mut stream| stream.write(bytes))
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
    stream.set_read_timeout(Some(TICK))?;
    stream.set_write_timeout(Some(TICK))?;
    let mut client = BufReader::new(Patient::new(stream));
    let mut head = Vec::new();
    client.get_mut().allow(PATIENCE);
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

/// Sends a response; small ones in one piece, so that no packet waits for another.
fn send(out: &mut Patient, response: Response) -> io::Result<()> {
    out.allow(PATIENCE);
    let mut bytes = response.head().into_bytes();
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
