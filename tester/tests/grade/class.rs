//! A class in a temporary folder, and `httpcourse grade` on it.

use std::fs;
use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long a process may take to be gone after the command has ended.
const GONE: Duration = Duration::from_secs(30);

pub struct Class {
    pub folder: TempDir,
    roll: SocketAddr,
    /// A connection for each process that ever ran.
    calls: Receiver<TcpStream>,
}

impl Class {
    pub fn new() -> Class {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let roll = listener.local_addr().unwrap();
        let (sender, calls) = channel();
        thread::spawn(move || {
            listener.incoming().flatten().try_for_each(|stream| sender.send(stream))
        });
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("class")).unwrap();
        Class { folder, roll, calls }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("class")
    }

    /// A student who behaves like this; see [`super::pupil`].
    pub fn student(&self, name: &str, how: &str) {
        let program = std::env::current_exe().unwrap();
        let line =
            format!("\"{}\" pupil {how} {{stage}} {{addr}} {}\n", program.display(), self.roll);
        self.submission(name, &[("start-server.txt", line.as_bytes())]);
    }

    pub fn submission(&self, name: &str, files: &[(&str, &[u8])]) {
        let folder = self.path().join(name);
        fs::create_dir(&folder).unwrap();
        for (name, content) in files {
            fs::write(folder.join(name), content).unwrap();
        }
    }

    /// `httpcourse grade class --out OUT` and these words.
    pub fn grade(&self, out: &str, words: &[&str]) -> Output {
        self.run(&[&["class", "--out", out], words].concat())
    }

    /// `httpcourse grade` and these words, beside the class.
    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = httpcourse();
        command.arg("grade").args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub fn read(&self, path: &str) -> String {
        let path = self.folder.path().join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// That so many processes ran at least, and all of them are gone.
    pub fn is_gone(&self, at_least: usize) {
        let mut count = 0;
        for call in self.calls.try_iter() {
            count += 1;
            is_gone(call);
        }
        assert!(count >= at_least, "only {count} processes ran, of {at_least} at least");
    }

    /// Waits until a process of a student has started.
    pub fn has_started(&self) -> TcpStream {
        self.calls.recv_timeout(GONE).expect("no student's process has started")
    }
}

/// Waits for the end of the process that made this call.
pub fn is_gone(mut call: TcpStream) {
    call.set_read_timeout(Some(GONE)).unwrap();
    let said = call.read(&mut [0]);
    // A process that was killed may leave a reset; only waiting in vain means that it lives.
    let lives = said
        .is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
    assert!(!lives, "a student's process is still there");
}

pub fn httpcourse() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_httpcourse"));
    command.env("TESTER_LANG", "en");
    command
}

/// What it printed on standard output; it must have ended well.
pub fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it said on standard error; it must have ended with this code.
pub fn refused(output: &Output, code: i32) -> String {
    let errors = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    errors
}

/// That two texts are the same; says where they are not.
pub fn same(one: &str, other: &str, what: &str) {
    let differ = |(one, other): &(&str, &str)| one != other;
    let lines = one.lines().zip(other.lines()).enumerate();
    let different = lines.filter(|(_, pair)| differ(pair)).take(4);
    assert!(one == other, "{what} differ: {:?}\n{one}", different.collect::<Vec<_>>());
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    names.sort();
    names
}
