//! One client's connection: heads in, responses out, and a limit to how long each may take.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::mem;
use std::net::{Shutdown, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use memmap2::MmapMut;

use crate::request::{HEAD_TOO_LARGE, LONG_TARGET, Refusal, Request, UNKNOWN_METHOD, malformed};
use crate::response::{Content, Response, Status};
use crate::routes::Routes;

/// The longest head, in bytes: what browsers send stays far below.
const MAX_HEAD: usize = 32 * 1024;
/// Bytes of a request line that are worth a place in the log.
const MAX_LOGGED: usize = 200;
/// A connection on which nothing happens closes after this time.
const IDLE: Duration = Duration::from_secs(5);
/// The time that a whole head may take.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The time that an answer may stand still: one that is under way when the server is
/// asked to stop can end before it does (`GRACE`).
const PATIENCE: Duration = Duration::from_secs(8);
/// After its last answer the server listens this long for what is still on its way.
const LINGER: Duration = Duration::from_secs(2);
/// How often whoever waits looks at the clock.
pub const TICK: Duration = Duration::from_millis(500);
/// Bytes that are kept for each connection: room for a usual head, or for several small ones.
const BUFFER: usize = 1536;
/// Bytes of a file that are read and sent at once.
const BLOCK: u64 = 256 * 1024;
/// What is longer, in bytes, waits for no company.
const SMALL: usize = 16 * 1024;

const TOO_SLOW: Refusal =
    Refusal(Status::REQUEST_TIMEOUT, "that took too long (RFC 9110 section 15.5.9)");
const FAULT: &str = "a fault of this server (RFC 9110 section 15.6.1)";

/// Set by `--quiet`.
pub static QUIET: AtomicBool = AtomicBool::new(false);
/// Set when the server is asked to stop; every connection then ends after its answer.
pub static STOPPING: AtomicBool = AtomicBool::new(false);

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

/// What happens to the connection after an answer (RFC 9112 §9.3 and §9.6).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// HTTP/1.1 keeps the connection and says nothing.
    Persist,
    /// HTTP/1.0 has to be told.
    KeepAlive,
    /// The client has said that it sends nothing more.
    Part,
    Close,
}

impl Next {
    /// What the request asks for, unless content is left or the server about to stop.
    fn after(request: &Request) -> Next {
        let asks_for = |option| request.headers.has("Connection", option);
        match request.minor {
            _ if request.headers.announce_content() => Next::Close, // nobody reads it
            _ if STOPPING.load(Ordering::SeqCst) => Next::Close,
            _ if asks_for("close") => Next::Part,
            0 if asks_for("keep-alive") => Next::KeepAlive,
            0 => Next::Close,
            _ => Next::Persist,
        }
    }

    fn field(self) -> &'static str {
        match self {
            Next::Persist => "",
            Next::KeepAlive => "Connection: keep-alive\r\n",
            Next::Part | Next::Close => "Connection: close\r\n",
        }
    }
}

/// The client's side of the conversation.
type Client = BufReader<Patient>;

/// A stream that waits for its client only until a deadline.
struct Patient {
    stream: TcpStream,
    /// When the last system call returned.
    now: Instant,
    deadline: Instant,
    /// Whether the last read filled its buffer: then there may be more.
    more: bool,
    /// Answers wait here for one another, until the server has to wait for the client.
    ready: Vec<u8>,
}

impl Patient {
    fn new(stream: TcpStream) -> Patient {
        let now = Instant::now();
        Patient { stream, now, deadline: now, more: false, ready: Vec::new() }
    }

    /// Sets the time that is left, anew for each part of the conversation.
    fn allow(&mut self, time: Duration) {
        self.deadline = self.now + time;
    }

    /// A client that moves bytes earns time, a millisecond each, while the server has time.
    fn earn(&mut self, bytes: usize) {
        if STOPPING.load(Ordering::SeqCst) {
            return;
        }
        let earned = self.deadline + Duration::from_millis(bytes as u64);
        self.deadline = self.deadline.max(earned.min(self.now + PATIENCE));
    }

    /// Tries again after every `TICK`, until the deadline.
    fn insist(
        &mut self,
        mut attempt: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        while self.now < self.deadline {
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
        self.flush()?;
        let count = self.insist(|mut stream| stream.read(buffer))?;
        self.more = count == buffer.len();
        Ok(count)
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ready.len() + bytes.len() <= SMALL {
            return self.ready.write(bytes);
        }
        self.flush()?;
        let sent = self.insist(|mut stream| stream.write(bytes))?;
        self.earn(sent);
        Ok(sent)
    }

    fn flush(&mut self) -> io::Result<()> {
        while !self.ready.is_empty() {
            let ready = mem::take(&mut self.ready);
            let sent = self.insist(|mut stream| stream.write(&ready));
            self.ready = ready;
            self.ready.drain(..*sent.as_ref().unwrap_or(&0));
            self.earn(sent?);
        }
        Ok(())
    }
}

/// Serves one client until either side is done.
///
/// # Errors
/// What the operating system said when the connection broke.
pub fn serve(stream: TcpStream, routes: &Routes) -> io::Result<()> {
    let mut client = BufReader::with_capacity(BUFFER, Patient::new(stream));
    let mut head = Vec::new();
    while wait_for_request(&mut client)? {
        let (response, next) = match answer(&mut client, &mut head, routes) {
            Ok(answered) => answered,
            Err(error) => (Response::from(refusal(error)?), Next::Close),
        };
        log(&head, response.status);
        let sent = send(client.get_mut(), &head, response, next);
        sent.or_else(|error| client.get_mut().flush().and(Err(error)))?; // what came before is whole
        match next {
            Next::Part if client.buffer().is_empty() && !client.get_ref().more => {
                return client.get_mut().flush();
            }
            Next::Part | Next::Close => return linger(client),
            Next::Persist | Next::KeepAlive => {}
        }
    }
    Ok(())
}

/// Waits for the first byte of a request, past empty lines (RFC 9112 §2.2); false if the client
/// left, or stays silent for too long.
fn wait_for_request(client: &mut Client) -> io::Result<bool> {
    if client.buffer().iter().all(|byte| b"\r\n".contains(byte)) {
        client.get_mut().flush()?;
    }
    let end = client.get_ref().now + IDLE;
    while client.get_ref().now < end {
        client.get_mut().allow(TICK);
        match client.fill_buf() {
            Ok(bytes) if bytes.starts_with(b"\r\n") => client.consume(2),
            Ok(bytes) => return Ok(!bytes.is_empty()),
            Err(error) if error.kind() != ErrorKind::TimedOut => return Err(error),
            Err(_) if STOPPING.load(Ordering::SeqCst) => return Ok(false),
            Err(_) => {}
        }
    }
    Ok(false)
}

/// Reads a request and finds its answer.
fn answer(
    client: &mut Client,
    head: &mut Vec<u8>,
    routes: &Routes,
) -> io::Result<(Response, Next)> {
    client.get_mut().allow(HEAD_TIME);
    read_head(client, head)?;
    let request = Request::parse(head)?;
    let handled = || routes.answer(&request);
    let response = match panic::catch_unwind(AssertUnwindSafe(handled)) {
        Ok(response) => response,
        Err(_) => Response::error(Status::INTERNAL_SERVER_ERROR, FAULT),
    };
    Ok((response, Next::after(&request)))
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

/// The one place that tells errors of the client, which get an answer, from those of the network.
fn refusal(error: io::Error) -> io::Result<Refusal> {
    if error.kind() == ErrorKind::TimedOut { Ok(TOO_SLOW) } else { error.downcast() }
}

/// Sends a response, whose parts wait for one another if they are small.
fn send(out: &mut Patient, head: &[u8], response: Response, next: Next) -> io::Result<()> {
    out.allow(PATIENCE);
    out.write_all(response.head(next.field()).as_bytes())?;
    match response.content {
        _ if head.starts_with(b"HEAD ") => {} // RFC 9110 §9.3.2
        Content::Bytes(content) => out.write_all(&content)?,
        Content::File { start, file, length } => {
            out.write_all(&start)?;
            return send_file(out, file, length - start.len() as u64);
        }
    }
    Ok(())
}

/// Sends a file in blocks.
fn send_file(out: &mut Patient, file: File, length: u64) -> io::Result<()> {
    if length == 0 {
        return Ok(());
    }
    let mut block = MmapMut::map_anon(length.min(BLOCK) as usize)?; // a heap would keep it
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
#[inline(never)] // else its 8 KiB would lie on the stack of every connection
fn linger(mut client: Client) -> io::Result<()> {
    client.get_mut().flush()?;
    client.get_mut().allow(LINGER);
    client.get_ref().stream.shutdown(Shutdown::Write)?;
    match io::copy(&mut client, &mut io::sink()) {
        Err(error) if error.kind() != ErrorKind::TimedOut => Err(error),
        _ => Ok(()),
    }
}
