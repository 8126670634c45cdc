//! A client that sends exactly what it is told, and writes down all that happens.

use crate::catalogue::Text;
use crate::failure::{Failure, Piece, Problem, Transcript, Verdict, event, problem};
use crate::response::{self, Missing, Response, Rules};
use socket2::SockRef;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// More than this on one connection is an answer without end.
const MAX_RECEIVED: usize = 256 << 20;

/// How long [`Client::send_pieces`] waits between pieces, so that they arrive as
/// separate reads; and how long [`Client::expect_open`] listens.
const MOMENT: Duration = Duration::from_millis(20);

/// One connection. Dropping it closes the connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    addr: SocketAddr,
    stage: u8,
    patience: Duration,
    only_http: bool,
    transcript: Transcript,
    /// All that came on this connection.
    received: Vec<u8>,
    /// How much of it has been asked for.
    used: usize,
    /// Whether the last answer read was one to HEAD.
    head: bool,
    /// Counts this connection among those to the server.
    counted: Option<Arc<()>>,
}

/// What a read found.
enum More {
    Bytes,
    End,
    Reset,
    Nothing,
}

impl Client {
    /// Connects, for at most `patience`; each later read and write may take as long again.
    ///
    /// # Errors
    /// [`problem::REFUSED`] or [`problem::NO_CONNECTION`].
    pub fn connect(addr: SocketAddr, stage: u8, patience: Duration) -> Verdict<Client> {
        let stream =
            TcpStream::connect_timeout(&addr, patience).map_err(|error| refused(addr, error))?;
        stream.set_nodelay(true)?;
        let transcript = Transcript::default();
        let (received, used, head, counted, only_http) = (Vec::new(), 0, false, None, false);
        let client = Client {
            stream,
            addr,
            stage,
            patience,
            only_http,
            transcript,
            received,
            used,
            head,
            counted,
        };
        client.patience(patience)
    }

    /// As [`crate::server::Server::only_http`].
    pub fn only_http(mut self) -> Client {
        self.only_http = true;
        self
    }

    /// Another time for each read and write, instead of [`crate::server::PATIENCE`].
    pub fn patience(mut self, patience: Duration) -> Verdict<Client> {
        self.patience = patience;
        self.stream.set_read_timeout(Some(patience))?;
        self.stream.set_write_timeout(Some(patience))?;
        Ok(self)
    }

    /// Sends these bytes. That the server has closed is no failure here: what it said
    /// before that is to be read.
    ///
    /// # Errors
    /// [`problem::NOT_READING`], if they do not go out in time.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> Verdict {
        let mut rest = bytes.as_ref();
        while !rest.is_empty() {
            match self.stream.write(rest) {
                Ok(written) => {
                    self.transcript.sent(&rest[..written]);
                    rest = &rest[written..];
                }
                Err(error) if is_timeout(&error) => {
                    return Err(self.fail(self.in_time(problem::NOT_READING)));
                }
                Err(_) => return self.not_sent(),
            }
        }
        Ok(())
    }

    /// Sends in pieces of so many bytes, each a packet of its own, one right after the other.
    pub fn send_slowly(&mut self, bytes: impl AsRef<[u8]>, piece: usize) -> Verdict {
        bytes.as_ref().chunks(piece.max(1)).try_for_each(|piece| self.send(piece))
    }

    /// Sends these pieces, with a moment (20 ms) between them in which the server can
    /// read each by itself. For a few pieces only.
    pub fn send_pieces(&mut self, pieces: &[&[u8]]) -> Verdict {
        for (number, piece) in pieces.iter().enumerate() {
            if number > 0 {
                self.pause(MOMENT)?;
            }
            self.send(piece)?;
        }
        Ok(())
    }

    /// Waits so long before the next piece; an answer that comes early ends the wait.
    pub fn pause(&mut self, time: Duration) -> Verdict {
        self.stream.set_read_timeout(Some(time))?;
        let _ = self.stream.peek(&mut [0]); // that nothing came is what should happen
        Ok(self.stream.set_read_timeout(Some(self.patience))?)
    }

    /// Ends the client's side; what the server says can still be read.
    pub fn finish(&mut self) {
        // If the server has closed already there is nothing left to end.
        let _ = self.stream.shutdown(Shutdown::Write);
        self.transcript.event(event::FINISHED);
    }

    /// Breaks the connection off: the server gets a reset.
    pub fn reset(self) {
        self.transcript.event(event::BROKEN_OFF);
        // Without lingering, closing is a reset. A socket already closed needs none.
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    /// Sends everything and ends the client's side, while reading until the server
    /// ends its own: for a server that answers while it is still being told.
    pub fn converse(&mut self, bytes: &[u8]) -> Verdict<Vec<u8>> {
        let mut sender = self.stream.try_clone()?;
        let transcript = self.transcript.clone();
        transcript.sent(bytes);
        thread::scope(|scope| {
            scope.spawn(move || {
                // A write that fails shows in what is read.
                let _ = sender.write_all(bytes).and_then(|()| sender.shutdown(Shutdown::Write));
            });
            self.read_to_end()
        })
    }

    /// `GET target` on this connection, which stays open, and its answer.
    pub fn get(&mut self, target: &str) -> Verdict<Response> {
        self.request("GET", target, &[], b"")
    }

    /// A request on this connection, which stays open, and its answer.
    /// `Host` and `Content-Length` are added as in [`crate::server::Server::request`].
    pub fn request(
        &mut self,
        method: &str,
        target: &str,
        fields: &[(&str, &str)],
        body: &[u8],
    ) -> Verdict<Response> {
        self.write_request(method, target, fields, body, false)?;
        self.read_response(method)
    }

    /// Sends a request and reads nothing: for pipelining, or an answer read later.
    pub fn write_request(
        &mut self,
        method: &str,
        target: &str,
        fields: &[(&str, &str)],
        body: &[u8],
        close: bool,
    ) -> Verdict {
        let mut request = format!("{method} {target} HTTP/1.1\r\n");
        for (name, value) in self.usual_fields(fields, body, close) {
            request += &format!("{name}: {value}\r\n");
        }
        let mut bytes = (request + "\r\n").into_bytes();
        bytes.extend_from_slice(body);
        self.send(bytes)
    }

    fn usual_fields(
        &self,
        fields: &[(&str, &str)],
        body: &[u8],
        close: bool,
    ) -> Vec<(String, String)> {
        let says = |wanted: &str| fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let mut all = Vec::new();
        if !says("Host") {
            all.push(("Host".to_string(), self.addr.to_string()));
        }
        if close && !says("Connection") {
            all.push(("Connection".to_string(), "close".to_string()));
        }
        all.extend(fields.iter().map(|(name, value)| (name.to_string(), value.to_string())));
        if !body.is_empty() && !says("Content-Length") && !says("Transfer-Encoding") {
            all.push(("Content-Length".to_string(), body.len().to_string()));
        }
        all
    }

    /// Reads one whole answer to a request with this method, and not a byte more.
    /// Interim answers (1xx) before it are read too and kept in [`Response::interim`].
    ///
    /// # Errors
    /// If it is late, cut short, or breaks the rules of RFC 9112 (see [`response::parse`]).
    pub fn read_response(&mut self, method: &str) -> Verdict<Response> {
        let mut interim = Vec::new();
        loop {
            let mut response = self.read_one(method)?;
            if response.code() >= 200 {
                response.interim = interim;
                return Ok(response);
            }
            interim.push(response.code());
        }
    }

    /// Reads one interim answer, such as 100.
    pub fn read_interim(&mut self, code: u16) -> Verdict {
        let response = self.read_one("GET")?;
        match response.code() {
            got if got == code => Ok(()),
            got => {
                let (code, got) = (response::called(code), response::called(got));
                Err(response.fail_at(Problem::with(problem::INTERIM, code, got), "HTTP/1.1 ".len()))
            }
        }
    }

    fn read_one(&mut self, method: &str) -> Verdict<Response> {
        let (stage, only_http) = (self.stage, self.only_http);
        let rules = Rules { head: method == "HEAD", stage, only_http };
        let (start, mut ended) = (self.used, false);
        self.head = rules.head;
        loop {
            match response::parse(&self.received[start..], rules, ended) {
                Err(fault) => return Err(self.fail_at(fault.problem, start + fault.at)),
                Ok(Some((message, used))) => {
                    self.used += used;
                    let transcript = self.transcript.clone();
                    return Ok(Response::new(message, start, transcript, rules));
                }
                Ok(None) if ended => return Err(self.fail(self.missing(start, rules, ended))),
                Ok(None) => ended = self.wait_for(start, rules)?,
            }
        }
    }

    fn wait_for(&mut self, start: usize, rules: Rules) -> Verdict<bool> {
        match self.read_more()? {
            More::Nothing => Err(self.silence(self.missing(start, rules, false))),
            more => self.is_end(more),
        }
    }

    /// What an answer lacks that began at this offset, if it came at all.
    fn missing(&self, start: usize, rules: Rules, ended: bool) -> Problem {
        let got = &self.received[start..];
        match response::missing(got, rules) {
            _ if got.is_empty() && ended && start > 0 => problem::NOT_OPEN.into(),
            _ if got.is_empty() && ended => problem::CLOSED_SILENT.into(),
            _ if got.is_empty() => self.in_time(problem::NO_ANSWER),
            Missing::Content(expected, got) => {
                let (expected, got) = (response::count(expected), response::count(got));
                Problem::with(problem::LENGTH_NOT_REACHED, expected, got)
            }
            Missing::Chunk(expected, got) => {
                let (expected, got) = (response::count(expected), response::count(got));
                Problem::with(problem::CHUNK_NOT_REACHED, expected, got)
            }
            _ if ended => problem::CLOSED_EARLY.into(),
            Missing::End => self.in_time(problem::NO_LENGTH),
            Missing::Part => self.in_time(problem::STALLED),
        }
    }

    /// Everything up to the end of the server's side.
    pub fn read_to_end(&mut self) -> Verdict<Vec<u8>> {
        while !self.must_read(problem::STILL_OPEN)? {}
        let rest = self.received[self.used..].to_vec();
        self.used = self.received.len();
        Ok(rest)
    }

    /// Exactly these bytes come next; what follows them is left for later.
    pub fn expect_bytes(&mut self, expected: &[u8]) -> Verdict {
        loop {
            let got = &self.received[self.used..];
            let same = got.iter().zip(expected).take_while(|(got, wanted)| got == wanted).count();
            if same == expected.len() {
                self.used += same;
                return Ok(());
            }
            if same < got.len() {
                let (wanted, got) = (&expected[same..], &got[same..]);
                let problem =
                    Problem::with(problem::BYTES, response::quote(wanted), response::quote(got));
                return Err(self.fail_at(problem, self.used + same));
            }
            let nothing = got.is_empty();
            if self.must_read(if nothing { problem::NO_ANSWER } else { problem::STALLED })? {
                let cut = if nothing { problem::CLOSED_SILENT } else { problem::CLOSED_EARLY };
                return Err(self.fail(cut));
            }
        }
    }

    /// These bytes come some time, whatever comes before them; nothing counts as read.
    pub fn await_bytes(&mut self, awaited: &[u8]) -> Verdict {
        while response::find(&self.received[self.used..], awaited).is_none() {
            if self.must_read(problem::STALLED)? {
                return Err(self.fail(problem::CLOSED_EARLY));
            }
        }
        Ok(())
    }

    /// Nothing more comes, and the server ends its side.
    ///
    /// Before stage 6 a reset passes for an end: only then do servers learn to end well.
    pub fn expect_end(&mut self) -> Verdict {
        if self.used < self.received.len() {
            return Err(self.trailing());
        }
        match self.read_more()? {
            More::Bytes => Err(self.trailing()),
            More::End => Ok(()),
            More::Reset if self.stage < 6 || self.only_http => Ok(()),
            More::Reset => Err(self.fail(problem::RESET)),
            More::Nothing => Err(self.silence(self.in_time(problem::STILL_OPEN))),
        }
    }

    /// Nothing more comes, and the server does not end its side, for a moment (20 ms).
    ///
    /// It can miss a late end; a further request on the connection is the better proof.
    pub fn expect_open(&mut self) -> Verdict {
        if self.used < self.received.len() {
            return Err(self.trailing());
        }
        self.stream.set_read_timeout(Some(MOMENT))?;
        let more = self.read_more();
        self.stream.set_read_timeout(Some(self.patience))?;
        match more? {
            More::Nothing => Ok(()),
            More::Bytes => Err(self.trailing()),
            More::End | More::Reset => Err(self.fail(problem::NOT_OPEN)),
        }
    }

    /// Notes whether other connections to the server are open, of which each holds a clone of `all`.
    pub(crate) fn counted(mut self, all: &Arc<()>) -> Client {
        // One is the server's own.
        if Arc::strong_count(all) > 1 {
            self.transcript.event(event::BESIDE);
        }
        self.counted = Some(Arc::clone(all));
        self
    }

    /// What is being said on this connection.
    pub(crate) fn transcript(&self) -> Transcript {
        self.transcript.clone()
    }

    /// A failure of this conversation as it stands: at its end.
    pub fn fail(&self, problem: impl Into<Problem>) -> Box<Failure> {
        self.fail_at(problem, self.received.len())
    }

    /// A failure of this conversation, at an offset into all that was received.
    pub fn fail_at(&self, problem: impl Into<Problem>, at: usize) -> Box<Failure> {
        self.transcript.failure(problem, Some(at))
    }

    /// Holds only if `condition` does; otherwise fails with this text.
    pub fn that(&self, condition: bool, otherwise: Text) -> Verdict {
        if condition { Ok(()) } else { Err(self.fail(otherwise)) }
    }

    /// Reads once; whether the server's side has ended.
    fn must_read(&mut self, late: Text) -> Verdict<bool> {
        match self.read_more()? {
            More::Nothing => Err(self.silence(self.in_time(late))),
            more => self.is_end(more),
        }
    }

    fn is_end(&self, more: More) -> Verdict<bool> {
        match more {
            More::Bytes | More::Nothing => Ok(false),
            More::End => Ok(true),
            More::Reset => Err(self.fail(problem::RESET)),
        }
    }

    /// A failure because nothing more came.
    fn silence(&self, problem: Problem) -> Box<Failure> {
        let silence = if self.received.is_empty() { event::NOTHING } else { event::SILENCE };
        self.transcript.event(silence);
        self.fail(problem)
    }

    fn read_more(&mut self) -> Verdict<More> {
        let mut buffer = [0; 65536];
        match self.stream.read(&mut buffer) {
            Ok(0) => Ok(self.note(event::SERVER_ENDED, More::End)),
            Ok(count) => self.keep(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => self.read_more(),
            Err(error) if is_timeout(&error) => Ok(More::Nothing),
            Err(_) => Ok(self.note(event::WAS_RESET, More::Reset)),
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> Verdict<More> {
        self.transcript.received(bytes);
        self.received.extend_from_slice(bytes);
        if self.received.len() > MAX_RECEIVED {
            let problem = Problem::with(problem::TOO_MUCH, MAX_RECEIVED >> 20, "");
            return Err(self.fail(problem));
        }
        Ok(More::Bytes)
    }

    fn note(&self, event: Text, more: More) -> More {
        self.transcript.event(event);
        more
    }

    fn trailing(&self) -> Box<Failure> {
        let what = if self.head { problem::HEAD_CONTENT } else { problem::TRAILING };
        self.fail_at(what, self.used)
    }

    fn not_sent(&self) -> Verdict {
        self.transcript.event(event::NOT_SENT);
        Ok(())
    }

    fn in_time(&self, text: Text) -> Problem {
        Problem::with(text, self.patience.as_secs_f32(), "")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.transcript.pieces().last() != Some(&Piece::Event(event::BROKEN_OFF)) {
            self.transcript.event(event::LEFT);
        }
    }
}

fn refused(addr: SocketAddr, error: io::Error) -> Box<Failure> {
    Failure::new(match error.kind() {
        ErrorKind::ConnectionRefused => Problem::with(problem::REFUSED, addr, ""),
        _ => Problem::with(problem::NO_CONNECTION, addr, error),
    })
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
