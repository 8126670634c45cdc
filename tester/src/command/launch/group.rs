//! A process with all its children: a process group, on Windows a job.

use super::output::Output;
use crate::command::trouble::Trouble;
use crate::server::Watched;
use process_wrap::std::{ChildWrapper, CommandWrap};
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How often whoever waits for a process to end looks again.
const TICK: Duration = Duration::from_millis(2);

/// How long the last words of a process that has ended may take to arrive.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// How long a group may take to be gone once it was killed.
const DYING: Duration = Duration::from_secs(2);

/// All that run now, so that Ctrl-C ends them too.
static RUNNING: Mutex<Vec<Weak<Group>>> = Mutex::new(Vec::new());

#[derive(Debug)]
pub struct Group {
    child: Mutex<Box<dyn ChildWrapper>>,
    id: u32,
    output: Output,
    /// The folder that was made for it goes when it goes, even if the tester ends at once.
    folder: Mutex<Option<TempDir>>,
}

impl Group {
    /// Starts it; `file` is for what it prints.
    ///
    /// # Errors
    /// The program, the file or a pipe cannot be had.
    pub fn start(
        mut command: Command,
        file: Option<&Path>,
        folder: Option<TempDir>,
    ) -> Result<Arc<Group>, Trouble> {
        let program = command.get_program().to_string_lossy().into_owned();
        let (output, pipe) = Output::open(file)?;
        command.stdin(Stdio::null()).stdout(pipe.try_clone()?).stderr(pipe);
        // What it prints shall come at once, and be what was wrong, not where in the library.
        command.env("PYTHONUNBUFFERED", "1").env("RUST_BACKTRACE", "0");
        // Held until the group is on the list: who stops all must not miss this one.
        let mut running = lock(&RUNNING);
        let child = spawn(command).map_err(|error| Trouble::cannot_start(program, error))?;
        let (id, child, folder) = (child.id(), Mutex::new(child), Mutex::new(folder));
        let group = Arc::new(Group { child, id, output, folder });
        running.retain(|other| other.strong_count() > 0);
        running.push(Arc::downgrade(&group));
        Ok(group)
    }

    /// Whether a process belongs to it.
    #[cfg(unix)]
    pub fn has(&self, pid: u32) -> bool {
        let process = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
        let leader = process.and_then(|pid| rustix::process::getpgid(Some(pid)).ok());
        leader.is_some_and(|leader| u32::try_from(leader.as_raw_nonzero().get()) == Ok(self.id))
    }

    /// Whether a process belongs to it. Windows does not say who is in a job.
    #[cfg(not(unix))]
    pub fn has(&self, pid: u32) -> bool {
        pid == self.id
    }

    /// How its first process ended, if it did within that time.
    pub fn status(&self, within: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Ok(Some(status)) = lock(&self.child).try_wait() {
                return Some(status);
            }
            if start.elapsed() >= within {
                return None;
            }
            thread::sleep(TICK);
        }
    }

    /// The last lines that it printed; what an ended process said just before is waited for.
    pub fn words(&self) -> Vec<String> {
        let ended = self.status(Duration::ZERO).is_some();
        self.output.last_lines(if ended { LAST_WORDS } else { Duration::ZERO })
    }

    /// Ends all its processes.
    pub fn stop(&self) {
        // An error means that they are gone already.
        let _ = lock(&self.child).start_kill();
        // One that cannot be killed must not hold us up.
        self.status(DYING);
        lock(&self.folder).take();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Watched for Group {
    fn ended(&self, within: Duration) -> Option<String> {
        self.status(within).map(|status| status.to_string())
    }

    fn last_lines(&self) -> Vec<String> {
        self.words()
    }
}

/// Ends every server that runs, and lets no other start: for a program that is about to end.
pub fn stop_all() {
    let running = lock(&RUNNING);
    running.iter().filter_map(Weak::upgrade).for_each(|group| group.stop());
    std::mem::forget(running);
}

fn spawn(command: Command) -> io::Result<Box<dyn ChildWrapper>> {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    command.spawn()
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
