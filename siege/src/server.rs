//! The server under siege: a stage that is built and started here, or one that runs already.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use procfs::process as proc;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use tester::report::Language;
use tester::server::first_line;

use crate::cli::Choice;

/// The site that every stage serves, and where the good clients look up what is right.
pub const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage05-files/public");
/// Where the slow readers find something that never fits into the buffers of a socket.
pub const LARGE: &str = "/files/siege-large.bin";
/// The size of it, in bytes; Linux takes up to 4 MiB from a server whose client does not read.
const LARGE_SIZE: u64 = 64 * 1024 * 1024;
/// The least that is large enough.
pub const LARGE_ENOUGH: u64 = 8 * 1024 * 1024;
/// What must never leave the server: it lies beside its folder.
pub const SECRET: &str = "siege-secret-0d6f8a51";

/// How long a server may take to say where it listens, and to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often whoever waits looks again.
const TICK: Duration = Duration::from_millis(10);
/// How much is kept of what the server writes to standard error, in lines.
const KEPT: usize = 40;

/// A server, and its process if it is ours.
pub struct Server {
    pub addr: SocketAddr,
    pub stage: u8,
    pub language: Language,
    process: Option<Process>,
}

struct Process {
    child: Child,
    heard: Arc<Mutex<Heard>>,
    folder: TempDir,
}

/// What a server wrote to standard error.
#[derive(Default)]
pub struct Heard {
    /// How many lines.
    pub lines: u64,
    /// How many of them speak of a fault of its own.
    pub complaint_count: u64,
    /// The first of those.
    pub complaints: Vec<String>,
    /// The last lines of all.
    pub last: VecDeque<String>,
}

/// What the process takes at one moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Memory in bytes: its own, and its share of what it shares (PSS).
    pub memory: u64,
    pub threads: u64,
    pub descriptors: u64,
    /// Processor time since the start.
    pub cpu: Duration,
}

impl Server {
    /// What the user chose: the server at an address, or a stage, built and started.
    ///
    /// # Errors
    /// Whatever keeps it from being built, started or reached.
    pub fn open(choice: &Choice, quiet: bool, language: Language) -> anyhow::Result<Server> {
        let Some(addr) = choice.addr else {
            return Server::start(choice, quiet, language);
        };
        TcpStream::connect_timeout(&addr, PATIENCE).with_context(|| {
            tr!(language, "nobody listens at {addr}", "nadie escucha en {addr}")
        })?;
        Ok(Server { addr, stage: choice.stage, language, process: None })
    }

    fn start(choice: &Choice, quiet: bool, language: Language) -> anyhow::Result<Server> {
        let program = build(choice, language)?;
        let folder = make_folder()?;
        let mut command = Command::new(&program);
        command.arg("127.0.0.1:0").arg("--directory").arg(folder.path().join("files"));
        command.args(["--threads", &choice.threads.to_string()]);
        command.args(quiet.then_some("--quiet"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| program.to_string_lossy().into_owned())?;
        let heard = listen(child.stderr.take());
        let first_line = child.stdout.take().map(first_line);
        let process = Process { child, heard, folder };
        let line = first_line.and_then(|line| line.recv_timeout(PATIENCE).ok()).unwrap_or_default();
        let addr = line.trim_end().strip_prefix("listening on http://");
        let addr = addr.and_then(|addr| addr.parse().ok()).ok_or_else(|| process.mute(language))?;
        Ok(Server { addr, stage: choice.stage, language, process: Some(process) })
    }

    /// Whether the figures of its process can be had.
    pub fn is_ours(&self) -> bool {
        self.process.is_some()
    }

    /// What its process takes now; nothing if it is not ours, or has ended.
    pub fn figures(&self) -> Option<Figures> {
        let id = i32::try_from(self.process.as_ref()?.child.id()).ok()?;
        figures(&proc::Process::new(id).ok()?).ok()
    }

    /// What is left in the folder behind `/files/`, but for what was put there for readers.
    pub fn left_in_folder(&self) -> Option<Vec<String>> {
        let folder = self.process.as_ref()?.folder.path().join("files");
        let names = fs::read_dir(folder).ok()?.filter_map(Result::ok);
        let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        Some(names.filter(|name| !LARGE.ends_with(name.as_str())).collect())
    }

    /// What it wrote to standard error so far.
    pub fn heard(&self) -> Option<MutexGuard<'_, Heard>> {
        Some(lock(&self.process.as_ref()?.heard))
    }

    /// Whether its process has ended.
    pub fn has_ended(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| !matches!(process.child.try_wait(), Ok(None)))
    }

    /// Asks it to stop; how it ended, and how long that took. Nothing if it is not ours.
    pub fn stop(&mut self) -> Option<(Option<ExitStatus>, Duration)> {
        let process = self.process.as_mut()?;
        let start = Instant::now();
        let id = i32::try_from(process.child.id()).ok().and_then(Pid::from_raw)?;
        let _ = kill_process(id, Signal::TERM); // if it is gone, its status says so
        let ended = || process.child.try_wait().ok().flatten();
        let status = wait_for(PATIENCE, ended);
        Some((status, start.elapsed()))
    }
}

impl Process {
    /// The error of a server that does not say where it listens.
    fn mute(&self, language: Language) -> anyhow::Error {
        let last = Vec::from(lock(&self.heard).last.clone()).join("\n");
        anyhow!(tr!(language, "the server did not start: {last}", "el servidor no arrancó: {last}"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it may stay behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again and again until there is an answer, for so long at most.
pub fn wait_for<T>(time: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || start.elapsed() > time {
            return answer;
        }
        thread::sleep(TICK);
    }
}

fn figures(process: &proc::Process) -> procfs::ProcResult<Figures> {
    let stat = process.stat()?;
    let maps = process.smaps_rollup()?.memory_map_rollup;
    let memory = maps.iter().filter_map(|map| map.extension.map.get("Pss")).sum();
    let ticks = stat.utime + stat.stime;
    Ok(Figures {
        memory,
        threads: u64::try_from(stat.num_threads).unwrap_or(0),
        // The count that procfs takes from the size of this folder is wrong on some kernels.
        descriptors: fs::read_dir(format!("/proc/{}/fd", process.pid))?.count() as u64,
        cpu: Duration::from_millis(ticks * 1000 / procfs::ticks_per_second()),
    })
}

/// Builds the stage, and returns where its program is.
fn build(choice: &Choice, language: Language) -> anyhow::Result<PathBuf> {
    let package = if choice.stage == 6 { "stage06-threads" } else { "stage07-methods" };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit());
    command.args(["build", "--quiet", "--message-format=json-render-diagnostics", "-p", package]);
    command.args((!choice.debug).then_some("--release"));
    let output = command.output().context("cargo build")?;
    let lines = output.stdout.split(|&byte| byte == b'\n');
    let mut programs = lines.filter_map(|line| program_in(line, package));
    match programs.next_back() {
        Some(program) if output.status.success() => Ok(program),
        _ => bail!(tr!(language, "{package} could not be built", "no se pudo compilar {package}")),
    }
}

/// The path of the program, if this message of cargo's says it.
fn program_in(message: &[u8], package: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_slice(message).ok()?;
    let is_it = message["target"]["name"] == package;
    message["executable"].as_str().filter(|_| is_it).map(PathBuf::from)
}

/// A folder with files to serve, and a secret beside it.
fn make_folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("files"))?;
    fs::write(folder.path().join("secret.txt"), SECRET)?;
    let name = Path::new(LARGE).file_name().unwrap_or_default();
    File::create(folder.path().join("files").join(name))?.set_len(LARGE_SIZE)?;
    Ok(folder)
}

/// Reads standard error to the end, and keeps a bounded part of it.
fn listen(stderr: Option<impl Read + Send + 'static>) -> Arc<Mutex<Heard>> {
    let heard = Arc::<Mutex<Heard>>::default();
    let kept = Arc::clone(&heard);
    thread::spawn(move || {
        let lines = stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).split(b'\n'));
        for line in lines.map_while(Result::ok) {
            lock(&kept).keep(String::from_utf8_lossy(&line).into_owned());
        }
    });
    heard
}

impl Heard {
    fn keep(&mut self, line: String) {
        self.lines += 1;
        if is_complaint(&line) {
            self.complaint_count += 1;
            self.complaints.extend((self.complaints.len() < KEPT).then(|| line.clone()));
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }
}

/// Whether the server speaks of a fault of its own. A client cannot forge such a line: of what
/// it sends only the request line is shown, in front of ` -> ` and a status.
fn is_complaint(line: &str) -> bool {
    match line.rsplit_once(" -> ") {
        Some((_, status)) => status.starts_with("500 "),
        None => ["panicked at", "cannot ", "fatal"].iter().any(|word| line.contains(word)),
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes a line of progress; that nobody reads it is no reason to stop.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::is_complaint;

    #[test]
    fn complaints_are_told_from_requests() {
        assert!(is_complaint("thread '<unnamed>' panicked at src/files.rs:1:1:"));
        assert!(is_complaint("cannot accept: Too many open files (os error 24)"));
        assert!(is_complaint("GET /hello HTTP/1.1 -> 500 Internal Server Error"));
        assert!(!is_complaint("GET /panicked at HTTP/1.1 -> 400 Bad Request"));
        assert!(!is_complaint("GET /500 HTTP/1.1 -> 404 Not Found"));
        assert!(!is_complaint("connection lost: Connection reset by peer (os error 104)"));
    }
}
