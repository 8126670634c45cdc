//! Starts a server that somebody wrote, waits until it listens, and is rid of it afterwards.

mod group;
mod output;
mod sockets;

use super::trouble::Trouble;
use crate::server::Server;
use group::Group;
use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

pub use group::stop_all;

/// Where a server listens unless somebody says otherwise: where the stages do.
pub const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4221);

/// How long a server may take to listen: some are compiled first.
pub const WAIT: Duration = Duration::from_secs(60);

/// How long a server that listens elsewhere may take to listen at its address too.
const SECOND_PORT: Duration = Duration::from_secs(3);

/// From when on a server is asked that the system's table does not show: one in a container, say.
/// Seldom, because a client that connects and says nothing may be more than a beginner's server
/// bears.
const ASK: Duration = Duration::from_secs(2);

/// How long the children of a server that was ended may take to give up the port, and how often
/// it is looked whether they have.
const PORT_FREE: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(2);

/// How often a free port is looked for again, when somebody was faster to take it.
const TRIES: usize = 3;

/// The site of the stages, in this repository.
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage05-files/public");

/// How to start a server.
///
/// `{addr}`, `{port}`, `{site}` and `{directory}` in the command are replaced. From stage 5 on
/// `--site SITE --directory DIR` is appended where the command has neither of the two last.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The program and its arguments.
    pub command: Vec<OsString>,
    /// The working directory; the tester's own if `None`.
    pub folder: Option<PathBuf>,
    /// Where it will listen. If `None`: [`ADDRESS`], or a free port where the command says
    /// `{addr}` or `{port}`.
    pub addr: Option<SocketAddr>,
    pub stage: u8,
    /// What it serves from stage 5 on; the site of the stages if `None`.
    pub site: Option<PathBuf>,
    /// The folder behind `/files/`; a fresh one if `None`.
    pub directory: Option<PathBuf>,
    /// A file in which what it prints is kept, up to [`output::KEPT`] bytes.
    pub output: Option<PathBuf>,
    /// How long it may take to listen.
    pub wait: Duration,
}

/// A server that was started. When this is dropped, its whole process group is ended
/// (on Windows: its job), and the folder that was made for it is gone.
#[derive(Debug)]
pub struct Started {
    pub server: Server,
    group: Arc<Group>,
}

impl Launch {
    /// This command in this stage, all else as usual.
    pub fn new(command: Vec<OsString>, stage: u8) -> Launch {
        let (folder, addr, site, directory, output) = (None, None, None, None, None);
        Launch { command, folder, addr, stage, site, directory, output, wait: WAIT }
    }

    /// Starts the server and waits until it listens.
    ///
    /// # Errors
    /// It could not be started, or does not listen where it should.
    pub fn start(&self) -> Result<Started, Trouble> {
        let chosen = self.addr.is_none() && (self.says("{addr}") || self.says("{port}"));
        for _ in 1..TRIES {
            let started = self.start_at(self.address(chosen)?);
            match started {
                Err(Trouble::Taken { .. }) if chosen => {}
                Err(Trouble::Ended { addr, .. }) if chosen && sockets::is_taken(addr) => {}
                started => return started,
            }
        }
        self.start_at(self.address(chosen)?)
    }

    /// The command line that starts the server where a learner would have it, for a POSIX shell.
    pub fn by_hand(&self) -> String {
        let addr = self.addr.unwrap_or(ADDRESS);
        let directory = self.directory.as_deref().unwrap_or(Path::new("files"));
        let Ok(command) = self.command_line(addr, Some(directory)) else { return String::new() };
        let words = [command.get_program()].into_iter().chain(command.get_args());
        words.map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
    }

    fn address(&self, chosen: bool) -> io::Result<SocketAddr> {
        if chosen { free_address() } else { Ok(self.addr.unwrap_or(ADDRESS)) }
    }

    fn start_at(&self, addr: SocketAddr) -> Result<Started, Trouble> {
        if sockets::is_taken(addr) {
            return Err(Trouble::Taken { addr, by: sockets::owner(addr.port()) });
        }
        let lingers = sockets::lingers(addr);
        let own = (self.stage >= 5 && self.directory.is_none()).then(tempfile::tempdir);
        let own = own.transpose()?;
        let directory = own.as_ref().map(|own| own.path().to_path_buf());
        let directory = directory.or_else(|| self.directory.clone());
        let command = self.command_line(addr, directory.as_deref())?;
        let group = Group::start(command, self.output.as_deref(), own)?;
        Waiting { group: &group, addr, lingers, start: Instant::now(), wait: self.wait }.run()?;
        let server = Server::running(addr, self.stage, directory).watched(group.clone());
        Ok(Started { server, group })
    }

    fn says(&self, blank: &str) -> bool {
        self.command.iter().any(|word| word.to_string_lossy().contains(blank))
    }

    fn command_line(&self, addr: SocketAddr, directory: Option<&Path>) -> io::Result<Command> {
        let site = self.existing_site()?.into_os_string();
        let directory = directory.map(std::path::absolute).transpose()?.unwrap_or_default();
        let blanks = [
            ("{addr}", addr.to_string().into()),
            ("{port}", addr.port().to_string().into()),
            ("{site}", site.clone()),
            ("{directory}", directory.clone().into_os_string()),
        ];
        let mut words = self.command.iter().map(|word| fill(word, &blanks));
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        if self.stage >= 5 && !self.says("{site}") && !self.says("{directory}") {
            command.arg("--site").arg(site).arg("--directory").arg(directory);
        }
        self.folder.iter().for_each(|folder| _ = command.current_dir(folder));
        Ok(command)
    }

    /// The repository may have gone since the command was installed.
    fn existing_site(&self) -> io::Result<PathBuf> {
        let site = std::path::absolute(self.site.as_deref().unwrap_or(Path::new(SITE)))?;
        if self.stage >= 5 && !site.is_dir() {
            let why = format!("--site {}", site.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, why));
        }
        Ok(site)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Views of the server may still be about; the process ends now.
        self.group.stop();
        let start = Instant::now();
        while sockets::is_taken(self.server.addr()) && start.elapsed() < PORT_FREE {
            thread::sleep(TICK);
        }
    }
}

/// A word that is no Unicode has no blanks.
fn fill(word: &OsString, blanks: &[(&str, OsString)]) -> OsString {
    let mut filled = word.clone();
    for (blank, value) in blanks {
        if let Some(text) = filled.to_str()
            && text.contains(blank)
        {
            let mut parts = text.split(blank).map(OsString::from);
            let mut whole = parts.next().unwrap_or_default();
            for part in parts {
                whole.push(value);
                whole.push(part);
            }
            filled = whole;
        }
    }
    filled
}

/// The word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./:=@%+,".contains(letter);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// Whether a server that ended with these words may have ended because the port was held.
fn may_be_about_the_port(output: &[String]) -> bool {
    let says = |line: &String| IN_USE.iter().any(|words| line.contains(words));
    output.is_empty() || output.iter().any(says)
}

/// What the systems and languages call it, in a sentence or by number.
const IN_USE: [&str; 7] =
    ["in use", "EADDRINUSE", "AddrInUse", "BindException", "Errno 98", "Errno 48", "10048"];

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// A server that was started and does not listen yet.
struct Waiting<'a> {
    group: &'a Group,
    addr: SocketAddr,
    /// Whether connections of a server before still hold the port.
    lingers: bool,
    start: Instant,
    wait: Duration,
}

impl Waiting<'_> {
    /// Looks again and again: nobody tells when a foreign server begins to listen.
    fn run(&self) -> Result<(), Trouble> {
        let mut elsewhere = None;
        let mut ask = ASK;
        loop {
            let found = self.sockets();
            if self.is_reached_by(&found) {
                return Ok(());
            }
            if self.start.elapsed() > ask {
                ask *= 2;
                if self.was_missed() || sockets::answers(self.addr) {
                    return Ok(());
                }
            }
            self.still_runs()?;
            self.in_time(&found, elsewhere)?;
            elsewhere = elsewhere.or_else(|| (!found.is_empty()).then(Instant::now));
            thread::sleep(self.pace());
        }
    }

    fn sockets(&self) -> Vec<SocketAddr> {
        sockets::of(|pid| self.group.has(pid))
    }

    fn is_reached_by(&self, found: &[SocketAddr]) -> bool {
        found.iter().any(|socket| sockets::reaches(*socket, self.addr))
    }

    /// Whether it has begun to listen since it was looked for: then nobody needs to ask.
    fn was_missed(&self) -> bool {
        sockets::owner(self.addr.port()).is_some() && self.is_reached_by(&self.sockets())
    }

    fn still_runs(&self) -> Result<(), Trouble> {
        let Some(status) = self.group.status(Duration::ZERO) else { return Ok(()) };
        let (addr, output) = (self.addr, self.group.words());
        let lingers = self.lingers && may_be_about_the_port(&output);
        Err(Trouble::Ended { addr, status, lingers, output })
    }

    fn in_time(&self, found: &[SocketAddr], since: Option<Instant>) -> Result<(), Trouble> {
        let (addr, output) = (self.addr, || self.group.words());
        let late = self.start.elapsed() > self.wait;
        let settled = since.is_some_and(|since| since.elapsed() > SECOND_PORT);
        if !found.is_empty() && (settled || late) {
            return Err(Trouble::Elsewhere { addr, found: found.to_vec(), output: output() });
        }
        if late {
            return Err(Trouble::Nowhere { addr, waited: self.wait, output: output() });
        }
        Ok(())
    }

    /// Often at first, for servers that are quick; seldom while one is compiled.
    fn pace(&self) -> Duration {
        (self.start.elapsed() / 10).clamp(Duration::from_millis(5), Duration::from_millis(200))
    }
}
