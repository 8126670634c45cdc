//! The server under test: a stage that the tester starts, or anybody's at an address.

use crate::catalogue::Text;
use crate::client::Client;
use crate::failure::{Failure, Piece, Problem, Transcript, Verdict, event, problem};
use crate::response::Response;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long a server may take to answer, unless a check says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// How long a stage may take to say where it listens: a loaded machine is slow to start.
const START: Duration = Duration::from_secs(20);

/// How long a process may take to be gone after it dropped a connection.
const DYING: Duration = Duration::from_millis(200);

/// How a conversation breaks off when a process dies.
const CUT: [Text; 7] = [
    problem::RESET,
    problem::CLOSED_SILENT,
    problem::CLOSED_EARLY,
    problem::NOT_OPEN,
    problem::LENGTH_NOT_REACHED,
    problem::CHUNK_NOT_REACHED,
    problem::REFUSED,
];

/// How many lines of the server's standard error a report shows at most.
const LAST_LINES: usize = 12;

/// A server and what the tester knows about it. Cheap to clone: clones are views of one server.
#[derive(Debug, Clone)]
pub struct Server {
    addr: SocketAddr,
    stage: u8,
    patience: Duration,
    directory: Option<PathBuf>,
    process: Option<Arc<dyn Watched>>,
    talks: Arc<Talks>,
    only_http: bool,
}

/// What is being said to a server.
#[derive(Debug, Default)]
struct Talks {
    /// On the newest connection, and on the one before.
    last: Mutex<(Transcript, Transcript)>,
    /// Each open connection has a clone.
    open: Arc<()>,
}

/// A process that somebody looks after while it is tested.
pub trait Watched: Debug + Send + Sync {
    /// How it ended, if it has, or does within that time.
    fn ended(&self, within: Duration) -> Option<String>;

    /// The last lines that it printed.
    fn last_lines(&self) -> Vec<String>;
}

impl Server {
    /// Starts a stage on a free port, from stage 5 with a `--directory` of its own.
    ///
    /// # Errors
    /// If the program cannot be run, or does not say within 20 s where it listens.
    pub fn start(binary: &Path, stage: u8) -> Verdict<Server> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(binary);
        command.arg("127.0.0.1:0");
        if stage >= 5 {
            command.arg("--directory").arg(folder.path());
        }
        let directory = (stage >= 5).then(|| folder.path().to_path_buf());
        let (process, first_line) = Process::start(command, folder)?;
        let addr = listening_on(&first_line, stage, &process)?;
        Ok(Server::running(addr, stage, directory).watched(Arc::new(process)))
    }

    /// A server that somebody else started. `directory` is what it was given as `--directory`.
    pub fn running(addr: SocketAddr, stage: u8, directory: Option<PathBuf>) -> Server {
        let (talks, only_http) = (Arc::default(), false);
        Server { addr, stage, patience: PATIENCE, directory, process: None, talks, only_http }
    }

    /// The same server, whose process is known.
    pub fn watched(self, process: Arc<dyn Watched>) -> Server {
        Server { process: Some(process), ..self }
    }

    /// The same server, held to HTTP alone: what this course asks of every answer beyond the
    /// RFCs is let pass. That is one plain line in an error, a reason in the status line, a
    /// `Date` (which has checks of its own), and a connection that never ends with a reset.
    pub fn only_http(&self) -> Server {
        Server { only_http: true, ..self.clone() }
    }

    /// The same server seen through another address, such as a proxy's.
    pub fn at(&self, addr: SocketAddr) -> Server {
        Server { addr, ..self.clone() }
    }

    /// The same server, with another time to answer.
    pub fn patience(&self, patience: Duration) -> Server {
        Server { patience, ..self.clone() }
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Whether the tester started it, so that nobody else has talked to it.
    pub fn is_ours(&self) -> bool {
        self.process.is_some()
    }

    /// The stage that the server claims to be, 1 to 7.
    pub fn stage(&self) -> u8 {
        self.stage
    }

    /// The folder behind `/files/`.
    ///
    /// # Errors
    /// If the server has none, or it is not known.
    pub fn directory(&self) -> Verdict<&Path> {
        self.directory.as_deref().ok_or_else(|| Failure::new(problem::NO_DIRECTORY))
    }

    /// A new connection.
    ///
    /// # Errors
    /// If the server does not accept it.
    pub fn connect(&self) -> Verdict<Client> {
        let client = Client::connect(self.addr, self.stage, self.patience)?;
        let client = client.counted(&self.talks.open);
        let mut last = self.last_talks();
        last.1 = std::mem::replace(&mut last.0, client.transcript());
        drop(last);
        Ok(if self.only_http { client.only_http() } else { client })
    }

    fn last_talks(&self) -> MutexGuard<'_, (Transcript, Transcript)> {
        self.talks.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts what was said before aside: a new check begins.
    pub fn begin(&self) {
        *self.last_talks() = Default::default();
    }

    /// `GET target` on a connection of its own, which the server must close after its answer.
    pub fn get(&self, target: &str) -> Verdict<Response> {
        self.request("GET", target, &[], b"")
    }

    /// As [`Server::get`], with further field lines.
    pub fn get_with(&self, target: &str, fields: &[(&str, &str)]) -> Verdict<Response> {
        self.request("GET", target, fields, b"")
    }

    /// One request on a connection of its own, which the server must close after its answer.
    ///
    /// `Host` and `Connection: close` go in front of `fields`, and `Content-Length`
    /// after them where there is a body, unless `fields` says otherwise.
    pub fn request(
        &self,
        method: &str,
        target: &str,
        fields: &[(&str, &str)],
        body: &[u8],
    ) -> Verdict<Response> {
        let mut client = self.connect()?;
        client.write_request(method, target, fields, body, true)?;
        let response = client.read_response(method)?;
        client.expect_end()?;
        Ok(response)
    }

    /// Exactly these bytes on a connection of its own, one answer, and then the end.
    ///
    /// After the answer the client ends its side, so the bytes may leave out `Connection: close`.
    pub fn raw(&self, bytes: impl AsRef<[u8]>) -> Verdict<Response> {
        let mut client = self.connect()?;
        client.send(bytes.as_ref())?;
        let response = client.read_response(method_of(bytes.as_ref()))?;
        client.finish();
        client.expect_end()?;
        Ok(response)
    }

    /// Whether the server still runs and answers, after whatever was done to it.
    ///
    /// # Errors
    /// [`problem::DIED`] or [`problem::NOT_ANSWERING`].
    pub fn alive(&self) -> Verdict {
        let mut before = self.last_talks().0.pieces();
        if let Err(died) = self.running_still(Duration::ZERO) {
            before.push(Piece::Event(event::GONE));
            return Err(died.after(before));
        }
        let answer = self.connect().and_then(|mut client| {
            let (question, expected): (String, &[u8]) = match self.stage {
                1 => ("alive?\r\n".into(), b"alive?"),
                _ => (greeting(self.addr), b"HTTP/"),
            };
            client.send(question)?;
            // Some servers take the end of the client's side for a client that has left.
            if self.stage == 1 {
                client.finish();
            }
            client.expect_bytes(expected)
        });
        before.push(Piece::Event(event::AGAIN));
        answer.map_err(|failure| self.not_answering(failure.after(before)))
    }

    /// Adds to a failure that the process has ended, if it has; and to one that says nothing by
    /// itself, what was said before.
    pub fn explain(&self, mut failure: Box<Failure>) -> Box<Failure> {
        let before = self.cause(&failure);
        if !before.is_empty() {
            failure = failure.after([before, vec![Piece::Event(event::AGAIN)]].concat());
        }
        // Only a process that is about to die is worth waiting for.
        let within = if CUT.contains(&failure.problem.text) { DYING } else { Duration::ZERO };
        if let Err(died) = self.running_still(within) {
            failure.last_words = died.last_words;
            failure.problem = died.problem;
        }
        failure
    }

    /// What was said before on another connection, if that is what a failure without any answer
    /// comes from.
    fn cause(&self, failure: &Failure) -> Vec<Piece> {
        let last = self.last_talks();
        if failure.problem.text == problem::REFUSED {
            return last.0.pieces();
        }
        let answered = failure.pieces.iter().any(|piece| piece.as_received().is_some());
        let before = last.1.pieces();
        let broken_off = before.contains(&Piece::Event(event::BROKEN_OFF));
        if broken_off && !answered && !failure.pieces.is_empty() { before } else { Vec::new() }
    }

    fn running_still(&self, within: Duration) -> Verdict {
        let Some(process) = &self.process else { return Ok(()) };
        let Some(end) = process.ended(within) else { return Ok(()) };
        let mut failure = Failure::new(Problem::with(problem::DIED, "", end));
        failure.last_words = process.last_lines();
        Err(failure)
    }

    fn not_answering(&self, why: Box<Failure>) -> Box<Failure> {
        let mut failure = self.explain(why);
        if failure.problem.text != problem::DIED {
            failure.problem = problem::NOT_ANSWERING.into();
        }
        failure
    }
}

fn greeting(addr: SocketAddr) -> String {
    format!("GET /hello HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n")
}

/// The method that these bytes ask for, so that the answer to HEAD can be read.
fn method_of(bytes: &[u8]) -> &str {
    let end = bytes.iter().position(|&byte| byte == b' ').unwrap_or(0);
    std::str::from_utf8(&bytes[..end]).unwrap_or("")
}

fn listening_on(line: &str, stage: u8, process: &Process) -> Verdict<SocketAddr> {
    let intro = if stage == 1 { "listening on " } else { "listening on http://" };
    line.trim_end().strip_prefix(intro).and_then(|addr| addr.parse().ok()).ok_or_else(|| {
        let expected = format!("{intro}127.0.0.1:PORT");
        let mut failure =
            Failure::new(Problem::with(problem::NOT_STARTED, expected, line.trim_end()));
        failure.last_words = process.last_lines();
        failure
    })
}

/// A child that ends with the tester, and its folder with it.
#[derive(Debug)]
struct Process {
    child: Mutex<Child>,
    stderr: Lines,
    /// Hangs up when the process has written its last: the sign that it has ended.
    alive: Mutex<Receiver<()>>,
    _folder: TempDir,
}

impl Process {
    fn start(mut command: Command, folder: TempDir) -> Verdict<(Process, String)> {
        // A learner reads its last lines: what was wrong, not where in the library.
        command.env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().map_err(|error| {
            Failure::new(Problem::with(problem::TESTER, "", format!("{program}: {error}")))
        })?;
        let (stderr, alive) = keep_last_lines(child.stderr.take());
        let first_line = child.stdout.take().map(first_line);
        let (child, alive) = (Mutex::new(child), Mutex::new(alive));
        let process = Process { child, stderr, alive, _folder: folder };
        let line = first_line.and_then(|line| line.recv_timeout(START).ok()).unwrap_or_default();
        Ok((process, line))
    }
}

impl Watched for Process {
    fn ended(&self, within: Duration) -> Option<String> {
        let alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        match alive.recv_timeout(within) {
            Err(RecvTimeoutError::Timeout) => None,
            // Its standard error is closed; `wait` returns as soon as the rest is.
            _ => {
                let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
                child.wait().ok().map(|status| status.to_string())
            }
        }
    }

    fn last_lines(&self) -> Vec<String> {
        let lines = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by itself; either way nothing of it may stay behind.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The first line, when it comes. Reads to the end, so that the server is never stopped by a full
/// pipe.
pub fn first_line(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        if stdout.read_line(&mut line).is_ok() {
            let _ = sender.send(line);
        }
        let _ = std::io::copy(&mut stdout, &mut std::io::sink());
    });
    receiver
}

type Lines = Arc<Mutex<VecDeque<String>>>;

/// The lines, and a channel that hangs up when no more can come.
fn keep_last_lines(stderr: Option<impl Read + Send + 'static>) -> (Lines, Receiver<()>) {
    let (sender, receiver) = channel();
    let lines = Lines::default();
    let kept = Arc::clone(&lines);
    thread::spawn(move || {
        let _hangs_up_at_the_end: Sender<()> = sender;
        let stderr = stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).split(b'\n'));
        for line in stderr.map_while(Result::ok) {
            keep_line(&kept, String::from_utf8_lossy(&line).trim_end());
        }
    });
    (lines, receiver)
}

fn keep_line(lines: &Mutex<VecDeque<String>>, line: &str) {
    if line.is_empty() || line.starts_with("note: run with `RUST_BACKTRACE") {
        return;
    }
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    if lines.len() == LAST_LINES {
        lines.pop_front();
    }
    lines.push_back(line.to_string());
}

/// What a stage's `tests/` see of the stage: its number and its program.
#[derive(Debug, Clone)]
pub struct Stage {
    pub number: u8,
    pub name: String,
    pub binary: PathBuf,
}

impl Stage {
    /// The stage whose test is running, from the variables that Cargo (1.94 or later) sets.
    ///
    /// # Errors
    /// In words, if the test was not started by Cargo or the package is no stage.
    pub fn calling() -> Result<Stage, Text> {
        let name = std::env::var("CARGO_PKG_NAME").map_err(|_| NOT_CARGO)?;
        let binary = std::env::var_os(format!("CARGO_BIN_EXE_{name}")).ok_or(NOT_CARGO)?;
        let digits = name.strip_prefix("stage").and_then(|rest| rest.split('-').next());
        let number = digits.and_then(|digits| digits.parse().ok()).ok_or(NOT_CARGO)?;
        Ok(Stage { number, name, binary: binary.into() })
    }

    /// Starts this stage's server.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start(&self) -> Verdict<Server> {
        Server::start(&self.binary, self.number)
    }
}

const NOT_CARGO: Text = Text {
    en: "run this with `cargo test -p stageNN-name` (Cargo 1.94 or later)",
    es: "ejecuta esto con `cargo test -p stageNN-nombre` (Cargo 1.94 o posterior)",
};
