//! A program that a transcript runs, with all its children and all that it prints.

use process_wrap::std::{ChildWrapper, CommandWrap};
#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{self, Read};
#[cfg(unix)]
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often is looked whether a program has ended.
const TICK: Duration = Duration::from_millis(5);

/// How long what an ended program has printed may take to arrive.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Killed when it is dropped, with all its children.
#[derive(Debug)]
pub struct Process {
    child: Box<dyn ChildWrapper>,
    output: Receiver<Vec<u8>>,
    printed: Vec<u8>,
    gone: bool,
}

impl Process {
    /// Standard output and standard error come together, as on a terminal.
    ///
    /// # Errors
    /// If the program, or a pipe, cannot be had.
    pub fn start(mut command: Command) -> io::Result<Process> {
        let (reader, writer) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        #[cfg(unix)]
        command.process_group(0);
        let mut command = CommandWrap::from(command);
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        let child = command.spawn()?;
        // Else our own end of the pipe would keep it open.
        drop(command);
        Ok(Process { child, output: chunks(reader), printed: Vec::new(), gone: false })
    }

    /// All that it has printed so far.
    pub fn printed(&self) -> String {
        String::from_utf8_lossy(&self.printed).into_owned()
    }

    /// Reads on until what it has printed is enough; `false` if it ends or the time is over first.
    pub fn prints(&mut self, within: Duration, enough: impl Fn(&str) -> bool) -> bool {
        let end = Instant::now() + within;
        loop {
            let _ = self.read(Duration::ZERO);
            if enough(&self.printed()) {
                return true;
            }
            if end <= Instant::now() || self.read(end - Instant::now()).is_err() {
                return enough(&self.printed());
            }
        }
    }

    /// Waits until it ends; `false` if it does not in that time. What it leaves behind in the
    /// background ends with it.
    pub fn ends(&mut self, within: Duration) -> bool {
        let end = Instant::now() + within;
        let ended = loop {
            let _ = self.read(TICK);
            match self.child.try_wait() {
                Ok(None) if Instant::now() < end => {}
                Ok(None) => break false,
                _ => break true,
            }
        };
        self.kill();
        let end = Instant::now() + LAST_WORDS;
        while Instant::now() < end && self.read(LAST_WORDS).is_ok() {}
        ended
    }

    /// Whether it runs still.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// As Ctrl-C does.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        let _ = self.group().map(|group| kill_process_group(group, Signal::INT));
    }

    #[cfg(not(unix))]
    pub fn interrupt(&mut self) {
        self.kill();
    }

    /// Takes what has been printed; waits for more at most that long. An error at the end.
    fn read(&mut self, within: Duration) -> Result<(), ()> {
        match self.output.recv_timeout(within) {
            Ok(chunk) => {
                self.printed.extend(chunk);
                Ok(())
            }
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err(()),
        }
    }

    /// Once: later its number may be somebody else's.
    fn kill(&mut self) {
        if std::mem::replace(&mut self.gone, true) {
            return;
        }
        // An error means that they are gone already.
        #[cfg(unix)]
        let _ = self.group().map(|group| kill_process_group(group, Signal::KILL));
        let _ = self.child.start_kill();
        let _ = self.child.wait();
    }

    #[cfg(unix)]
    fn group(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What comes, as it comes.
fn chunks(mut reader: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
