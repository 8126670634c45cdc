//! Deliberately broken servers: a faulty go-between in front of a good stage.
//!
//! The go-between passes everything on in both directions, ends and resets too, but for
//! the one fault that its [`Broken`] adds. See [`crate::checks`] for how to write one.

use crate::response::find;
use socket2::SockRef;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A broken server, and which checks it fails besides the one it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Breakage {
    pub how: Broken,
    /// The ids of the other checks that fail with it, and must: all of those that hold at the
    /// stage where this check begins and do not wait.
    pub also: &'static [&'static str],
}

/// In what way a server is broken.
#[derive(Debug, Clone, Copy)]
pub enum Broken {
    /// What the stage gets to read in place of each chunk that the client sent: a server that
    /// takes what it should refuse, or overlooks something. Where a chunk ends is up to the
    /// network; a request sent in one piece is one chunk.
    Request(fn(&[u8]) -> Vec<u8>),
    /// What the client gets in place of each chunk that the stage answered. The first argument
    /// is all that the client has sent on this connection. A head never comes in two chunks
    /// (unless the stage pauses in it), and what a stage writes at once is one chunk up to 64 KiB.
    Response(fn(&[u8], Vec<u8>) -> Vec<u8>),
    /// Whatever else: accepts the clients itself. It returns when [`Front::accept`] has no more
    /// for it, or before, which looks like a crash: clients are then refused.
    Server(fn(Front)),
}

/// The place of a broken server: clients come in here, the good stage is behind.
#[derive(Debug)]
pub struct Front {
    listener: TcpListener,
    stage: SocketAddr,
    stop: Arc<AtomicBool>,
    log: Option<Log>,
}

impl Front {
    /// The next client; `None` when the proof is over.
    pub fn accept(&self) -> Option<TcpStream> {
        loop {
            let client = self.listener.accept();
            if self.stop.load(Ordering::SeqCst) {
                return None;
            }
            // A client that has gone before its turn is no reason to stop.
            let Ok((client, _)) = client else { continue };
            let _ = client.set_nodelay(true);
            return Some(client);
        }
    }

    /// A new connection to the good stage behind.
    ///
    /// # Errors
    /// If the stage does not accept it.
    pub fn stage(&self) -> io::Result<TcpStream> {
        let stage = TcpStream::connect(self.stage)?;
        stage.set_nodelay(true)?;
        Ok(stage)
    }

    /// Gives each client a connection to the stage and a thread in which `talk` treats the two.
    pub fn each(&self, talk: fn(TcpStream, TcpStream)) {
        self.serve_each(move |client, stage, _, _| talk(client, stage));
    }

    /// Relays each client in a thread of its own.
    pub fn relay(&self, relay: Relay) {
        self.serve_each(move |client, stage, stop, log| {
            relay.run_until(client, stage, stop, log);
        });
    }

    fn serve_each(
        &self,
        serve: impl Fn(TcpStream, TcpStream, &AtomicBool, Option<&Log>) + Copy + Send + 'static,
    ) {
        while let Some(client) = self.accept() {
            let Ok(stage) = self.stage() else { continue };
            let (stop, log) = (Arc::clone(&self.stop), self.log.clone());
            thread::spawn(move || serve(client, stage, &stop, log.as_ref()));
        }
    }
}

/// The chunks that went through a relay, as a filter would get them, but each cut after
/// 4 KiB: what a broken server looks for stands at the beginning, and they are gone through
/// hundreds of times.
#[derive(Debug, Default)]
pub struct Traffic {
    requests: Vec<Vec<u8>>,
    /// What had been sent on the connection, and what the stage answered.
    answers: Vec<(Vec<u8>, Vec<u8>)>,
}

type Log = Arc<Mutex<Traffic>>;

impl Traffic {
    /// Whether this broken server would have changed any of it.
    pub fn is_touched_by(&self, broken: Broken) -> bool {
        match broken {
            Broken::Request(change) => self.requests.iter().any(|chunk| change(chunk) != *chunk),
            Broken::Response(change) => {
                let mut answers = self.answers.iter();
                answers.any(|(sent, answer)| change(sent, answer.clone()) != *answer)
            }
            Broken::Server(_) => true,
        }
    }

    fn request(&mut self, chunk: &[u8]) {
        self.requests.push(beginning(chunk));
    }

    fn answer(&mut self, sent: &[u8], chunk: &[u8]) {
        self.answers.push((beginning(sent), beginning(chunk)));
    }
}

fn beginning(chunk: &[u8]) -> Vec<u8> {
    chunk[..chunk.len().min(4096)].to_vec()
}

/// A broken server at work, until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    stop: Arc<AtomicBool>,
}

impl Proxy {
    /// Puts a broken server in front of a good stage, on a free port.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn start(broken: Broken, stage: SocketAddr) -> io::Result<Proxy> {
        Proxy::serve(stage, None, move |front| match broken {
            Broken::Request(request) => front.relay(Relay { request, ..Relay::FAITHFUL }),
            Broken::Response(response) => front.relay(Relay { response, ..Relay::FAITHFUL }),
            Broken::Server(serve) => serve(front),
        })
    }

    /// Lets `talk` talk to the stage through a faithful relay; what went through it.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn record(stage: SocketAddr, talk: impl FnOnce(SocketAddr)) -> io::Result<Traffic> {
        let log = Log::default();
        let proxy = Proxy::serve(stage, Some(Arc::clone(&log)), |front| {
            front.relay(Relay::FAITHFUL);
        })?;
        talk(proxy.addr());
        let mut traffic = log.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::take(&mut traffic))
    }

    fn serve(
        stage: SocketAddr,
        log: Option<Log>,
        serve: impl FnOnce(Front) + Send + 'static,
    ) -> io::Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let front = Front { listener, stage, stop: Arc::clone(&stop), log };
        thread::spawn(move || serve(front));
        Ok(Proxy { addr, stop })
    }

    /// Where clients reach the broken server.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits in `accept`; if it is gone, so much the better.
        let _ = TcpStream::connect(self.addr);
    }
}

/// How to pass things on between a client and the stage.
#[derive(Debug, Clone, Copy)]
pub struct Relay {
    /// As in [`Broken::Request`].
    pub request: fn(&[u8]) -> Vec<u8>,
    /// As in [`Broken::Response`].
    pub response: fn(&[u8], Vec<u8>) -> Vec<u8>,
    /// Whether the stage learns that the client has ended its side.
    pub client_end: bool,
    /// Whether the client learns that the stage has ended its side. If not, the connection
    /// stays open until the client goes.
    pub stage_end: bool,
}

/// How a relayed connection came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Clean,
    Reset,
}

/// How often a relay looks whether it has been told to stop.
const TICK: Duration = Duration::from_millis(25);

impl Relay {
    /// Everything as it comes.
    pub const FAITHFUL: Relay = Relay {
        request: <[u8]>::to_vec,
        response: |_, answer| answer,
        client_end: true,
        stage_end: true,
    };

    /// Passes on until both sides have ended or either is reset, which resets the other.
    pub fn run(self, client: TcpStream, stage: TcpStream) -> Ending {
        self.run_until(client, stage, &AtomicBool::new(false), None)
    }

    fn run_until(
        self,
        client: TcpStream,
        stage: TcpStream,
        stop: &AtomicBool,
        log: Option<&Log>,
    ) -> Ending {
        let _ = client.set_read_timeout(Some(TICK)).and(stage.set_read_timeout(Some(TICK)));
        let (sent, broken) = (Mutex::default(), AtomicBool::new(false));
        Wires { relay: self, client: &client, stage: &stage, sent, broken: &broken, stop, log }
            .pass_on();
        if broken.load(Ordering::SeqCst) {
            reset(client);
            reset(stage);
            return Ending::Reset;
        }
        Ending::Clean
    }
}

/// One relayed connection.
struct Wires<'a> {
    relay: Relay,
    client: &'a TcpStream,
    stage: &'a TcpStream,
    /// All that the client has sent.
    sent: Mutex<Vec<u8>>,
    /// One side was reset: what is on its way is still delivered, then the other is reset.
    broken: &'a AtomicBool,
    stop: &'a AtomicBool,
    log: Option<&'a Log>,
}

impl Wires<'_> {
    fn pass_on(&self) {
        thread::scope(|scope| {
            scope.spawn(|| self.back());
            self.forth();
        });
    }

    fn forth(&self) {
        loop {
            match self.read(self.client) {
                Heard::Bytes(chunk) if self.request(&chunk) => {}
                Heard::Nothing => {}
                Heard::End => return end(self.stage, self.relay.client_end),
                Heard::Bytes(_) | Heard::Over => return,
            }
        }
    }

    /// Whether there is anyone to pass more on to.
    fn request(&self, chunk: &[u8]) -> bool {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(chunk);
        self.log(|traffic| traffic.request(chunk));
        let request = (self.relay.request)(chunk);
        // A client that does not learn of the stage's end may go on talking to nobody.
        let passed = (&mut &*self.stage).write_all(&request).is_ok() || !self.relay.stage_end;
        self.broken.fetch_or(!passed, Ordering::SeqCst);
        passed
    }

    fn back(&self) {
        let mut held = Vec::new();
        loop {
            let heard = self.read(self.stage);
            let more = matches!(heard, Heard::Bytes(_));
            if let Heard::Bytes(chunk) = &heard {
                held.extend_from_slice(chunk);
            }
            let whole = !more || !is_partial_head(&held);
            if whole && !self.answer(std::mem::take(&mut held)) {
                return;
            }
            match heard {
                Heard::Bytes(_) | Heard::Nothing => {}
                Heard::End => return end(self.client, self.relay.stage_end),
                Heard::Over => return,
            }
        }
    }

    /// Whether there is anyone to pass more on to.
    fn answer(&self, chunk: Vec<u8>) -> bool {
        if chunk.is_empty() {
            return true;
        }
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.log(|traffic| traffic.answer(&sent, &chunk));
        let answer = (self.relay.response)(&sent, chunk);
        let passed = (&mut &*self.client).write_all(&answer).is_ok();
        self.broken.fetch_or(!passed, Ordering::SeqCst);
        passed
    }

    fn log(&self, note: impl FnOnce(&mut Traffic)) {
        if let Some(log) = self.log {
            note(&mut log.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn read(&self, mut from: &TcpStream) -> Heard {
        let mut buffer = vec![0; 65536];
        match from.read(&mut buffer) {
            Ok(0) => Heard::End,
            Ok(count) => {
                buffer.truncate(count);
                Heard::Bytes(buffer)
            }
            Err(error) if waits(&error) && self.is_over() => Heard::Over,
            Err(error) if waits(&error) => Heard::Nothing,
            Err(_) => {
                self.broken.store(true, Ordering::SeqCst);
                Heard::Over
            }
        }
    }

    fn is_over(&self) -> bool {
        self.broken.load(Ordering::SeqCst) || self.stop.load(Ordering::SeqCst)
    }
}

/// What came from one side.
enum Heard {
    Bytes(Vec<u8>),
    /// Nothing for a tick.
    Nothing,
    End,
    /// The connection is broken, or the proof over.
    Over,
}

fn end(side: &TcpStream, learns: bool) {
    if learns {
        // One that has gone already needs not be told.
        let _ = side.shutdown(Shutdown::Write);
    }
}

fn waits(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

fn is_partial_head(answer: &[u8]) -> bool {
    let begins = is_head(answer) || b"HTTP/".starts_with(answer);
    begins && find(answer, b"\r\n\r\n").is_none()
}

// Parts to build broken servers from.

/// Whether `part` occurs in `bytes`.
pub fn has(bytes: &[u8], part: impl AsRef<[u8]>) -> bool {
    find(bytes, part.as_ref()).is_some()
}

/// Every `from` becomes `to`.
pub fn replace(bytes: &[u8], from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Vec<u8> {
    let (from, mut rest, mut out) = (from.as_ref(), bytes, Vec::new());
    while let Some(at) = find(rest, from).filter(|_| !from.is_empty()) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to.as_ref());
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// Whether this chunk of an answer begins with a head.
pub fn is_head(answer: &[u8]) -> bool {
    answer.starts_with(b"HTTP/")
}

/// Another status line: `with_status(answer, "200 OK")`. Chunks without a head stay as they are.
pub fn with_status(answer: Vec<u8>, status: &str) -> Vec<u8> {
    edit_head(answer, |lines| lines[0] = format!("HTTP/1.1 {status}"))
}

/// The head without the fields of this name.
pub fn without_field(answer: Vec<u8>, name: &str) -> Vec<u8> {
    edit_head(answer, |lines| lines.retain(|line| !is_field(line, name)))
}

/// The head with this field in place of those of the same name, or after all others.
pub fn with_field(answer: Vec<u8>, name: &str, value: &str) -> Vec<u8> {
    edit_head(answer, |lines| {
        let at = lines.iter().position(|line| is_field(line, name)).unwrap_or(lines.len());
        lines.retain(|line| !is_field(line, name));
        lines.insert(at, format!("{name}: {value}"));
    })
}

/// The head with one more line at its end.
pub fn with_line(answer: Vec<u8>, line: &str) -> Vec<u8> {
    edit_head(answer, |lines| lines.push(line.to_string()))
}

/// The answer with another content, and the `Content-Length` that belongs to it.
pub fn with_body(answer: Vec<u8>, body: impl AsRef<[u8]>) -> Vec<u8> {
    let Some(end) = find(&answer, b"\r\n\r\n").filter(|_| is_head(&answer)) else { return answer };
    let length = body.as_ref().len().to_string();
    let mut answer = with_field(answer[..end + 4].to_vec(), "Content-Length", &length);
    answer.extend_from_slice(body.as_ref());
    answer
}

/// The answer and more bytes after it. Chunks without a head stay as they are.
pub fn with_more(mut answer: Vec<u8>, more: impl AsRef<[u8]>) -> Vec<u8> {
    if is_head(&answer) {
        answer.extend_from_slice(more.as_ref());
    }
    answer
}

/// A whole answer in plain text that passes the strictest reader: `plain("200 OK", "hi")`.
pub fn plain(status: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.as_ref().len()
    );
    [head.as_bytes(), body.as_ref()].concat()
}

fn is_field(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(own, _)| own.eq_ignore_ascii_case(name))
}

/// Lets `edit` change the lines of the head, the status line first; the rest stays.
pub fn edit_head(answer: Vec<u8>, edit: impl FnOnce(&mut Vec<String>)) -> Vec<u8> {
    let Some(end) = find(&answer, b"\r\n\r\n").filter(|_| is_head(&answer)) else { return answer };
    let head = String::from_utf8_lossy(&answer[..end]);
    let mut lines = head.split("\r\n").map(str::to_string).collect();
    edit(&mut lines);
    let mut edited = (lines.join("\r\n") + "\r\n\r\n").into_bytes();
    edited.extend_from_slice(&answer[end + 4..]);
    edited
}

/// Reads a client's request up to its empty line, or whatever comes before its end.
pub fn read_head(client: &mut TcpStream) -> Vec<u8> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while find(&head, b"\r\n\r\n").is_none() && matches!(client.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    head
}

/// Says these bytes and nothing else, whatever the client wants, until the client ends.
pub fn answer(mut client: TcpStream, bytes: impl AsRef<[u8]>) {
    // A client that has gone is as good as one that has listened.
    let _ = client.write_all(bytes.as_ref()).and_then(|()| client.shutdown(Shutdown::Write));
    hang(client);
}

/// Reads until the client ends, and never says anything.
pub fn hang(mut client: TcpStream) {
    let _ = io::copy(&mut client, &mut io::sink());
}

/// Breaks the connection off with a reset.
pub fn reset(stream: TcpStream) {
    // A socket that is closed already needs no lingering changed.
    let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
}
