//! The stage as a program: started with flags and limits of its own, asked, and signalled.

#![allow(dead_code, reason = "each file of tests needs a part of it")]

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tester::response::Response;
use tester::server::{self, Server};

/// For slow machines; where all is well nothing takes so long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Ends with the test.
pub struct Running {
    process: Child,
    pub server: Server,
    /// What it writes to standard error. Hangs up when the process has ended.
    pub lines: Receiver<String>,
}

impl Running {
    /// Started quietly, with this folder behind `/files/`.
    pub fn with_files(folder: &Path) -> Running {
        Running::start(&[OsStr::new("--directory"), folder.as_os_str()])
    }

    pub fn start(flags: &[&OsStr]) -> Running {
        let binary = server::Stage::calling().unwrap().binary;
        Running::spawn(Command::new(binary).args(flags))
    }

    /// Started by a shell that first sets this limit, such as `ulimit -n 64`.
    pub fn limited(limit: &str, flags: &[&OsStr]) -> Running {
        let binary = server::Stage::calling().unwrap().binary;
        let script = format!("{limit} && exec \"$0\" \"$@\"");
        Running::spawn(Command::new("sh").args(["-c", &script]).arg(binary).args(flags))
    }

    /// Started by this command, which gets the address and `--quiet` as well.
    pub fn spawn(command: &mut Command) -> Running {
        command.args(["127.0.0.1:0", "--quiet"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let lines = forward(process.stderr.take().unwrap());
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addr = line.trim().strip_prefix("listening on http://");
        let addr = addr.unwrap_or_else(|| panic!("{line:?}, {:?}", lines.recv())).parse().unwrap();
        let number = server::Stage::calling().unwrap().number;
        let server = Server::running(addr, number, None).patience(PATIENCE);
        Running { process, server, lines }
    }

    /// The answer to a request of its own connection; that one comes is part of every test.
    #[track_caller]
    pub fn ask(&self, method: &str, target: &str, content: &[u8]) -> Response {
        let answer = self.server.request(method, target, &[], content);
        answer.unwrap_or_else(|failure| panic!("{method} {target}: {}", failure.problem.say(false)))
    }

    #[track_caller]
    pub fn get(&self, target: &str) -> Response {
        self.ask("GET", target, b"")
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for its end; one that does not come is a failure, not a hanging test.
    pub fn ended(&mut self) -> ExitStatus {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return self.process.wait().unwrap(),
                Err(RecvTimeoutError::Timeout) => panic!("it goes on and on"),
            }
        }
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads all the time, so that the stage is never held up by a full pipe.
fn forward(stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(stderr).lines().map_while(Result::ok);
        lines.take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
    });
    lines
}

/// A name as a target may hold it: every byte escaped.
pub fn escaped(name: impl AsRef<[u8]>) -> String {
    name.as_ref().iter().map(|byte| format!("%{byte:02X}")).collect()
}

/// No answer may have it.
pub const SECRET: &str = "I should not be read.";
pub const PUBLIC: &str = "public";

/// A folder `secret` beside two folders that are served.
pub struct Place {
    folder: TempDir,
    pub stage: Running,
}

impl Place {
    pub fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["secret", "spare", "files/folder", "site/folder"] {
            fs::create_dir_all(at(name)).unwrap();
        }
        for name in ["secret/file", "secret/index.html", "secret.html", "file"] {
            fs::write(at(name), SECRET).unwrap();
        }
        for name in ["files/file", "files/folder/file", "site/file", "site/folder/file"] {
            fs::write(at(name), PUBLIC).unwrap();
        }
        let (files, site) = (at("files"), at("site"));
        let flags =
            ["--directory".as_ref(), files.as_os_str(), "--site".as_ref(), site.as_os_str()];
        let stage = Running::start(&flags);
        Place { folder, stage }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Asks for a target that must be refused.
    #[track_caller]
    pub fn refused(&self, target: &str) {
        let answer = self.stage.get(target);
        assert!((400..500).contains(&answer.code()), "{target}: {}", answer.code());
        assert!(!answer.text().contains(SECRET), "{target} got out");
    }
}
