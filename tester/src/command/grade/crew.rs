//! Runs many submissions beside one another, none able to disturb another one's grade.

use super::options::Grade;
use super::progress::Progress;
use super::results::{Mark, Note, Student};
use super::submission::Submission;
use super::words::{self, fill};
use super::worker::{Order, Said};
use super::{Stop, strays};
use crate::report::Language;
use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The folder, beside the results, of what the servers printed.
const PRINTED: &str = "output";

/// How long a worker that was told to end may take before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// `CREATE_NEW_PROCESS_GROUP` of the Windows API.
#[cfg(windows)]
const NEW_PROCESS_GROUP: u32 = 0x200;

/// Grades these submissions, in their order.
///
/// # Errors
/// If no process can be started, or nothing be written where the results go.
pub fn grade(
    class: Vec<Submission>,
    options: &Grade,
    language: Language,
) -> Result<Vec<Student>, Stop> {
    let steps = class.len() * options.stages.clone().count();
    let progress = Progress::new(steps, options.plain, language);
    let workers = Mutex::new(strays::adopt());
    let crew = Crew { class: &class, options, progress, next: AtomicUsize::new(0), workers };
    let mut students = crew.run().map_err(|error| {
        Stop::failed(fill(language.of(words::CANNOT_START), &[("error", &error)]))
    })?;
    students.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(students)
}

/// What the threads that run the submissions share.
struct Crew<'a> {
    class: &'a [Submission],
    options: &'a Grade,
    progress: Progress,
    /// The first submission that nobody has taken yet.
    next: AtomicUsize,
    /// The processes that are at work now, and those that have nothing to do with us: their
    /// orphans are theirs.
    workers: Mutex<HashSet<u32>>,
}

impl Crew<'_> {
    /// All students, as they come.
    fn run(&self) -> io::Result<Vec<Student>> {
        let parts = thread::scope(|scope| {
            let jobs = self.options.jobs.min(self.class.len());
            let hands = (0..jobs).map(|_| scope.spawn(|| self.work())).collect::<Vec<_>>();
            let parts = hands.into_iter().map(|hand| hand.join());
            parts.map(|part| part.unwrap_or_else(|_| Err(io::Error::other("panic")))).collect()
        });
        let parts: Vec<io::Result<Vec<Student>>> = parts;
        Ok(parts.into_iter().collect::<io::Result<Vec<_>>>()?.concat())
    }

    /// Takes submissions as long as there are any.
    fn work(&self) -> io::Result<Vec<Student>> {
        let mut students = Vec::new();
        while let Some(submission) = self.class.get(self.next.fetch_add(1, Relaxed)) {
            let student = self.student(submission);
            // What one cannot do no other can: without any result, nobody need go on.
            students.push(student.inspect_err(|_| self.next.store(self.class.len(), Relaxed))?);
        }
        Ok(students)
    }

    fn student(&self, submission: &Submission) -> io::Result<Student> {
        let command = submission.command();
        let mut marks = Vec::new();
        for stage in self.options.stages.clone() {
            let mark = match &command {
                Ok(words) => self.stage(submission, words, stage)?,
                Err(_) => Mark::none(stage),
            };
            self.progress.done(&submission.name, &mark);
            marks.push(mark);
        }
        Ok(Student::new(&submission.name, command.err(), marks))
    }

    fn stage(&self, submission: &Submission, command: &[String], stage: u8) -> io::Result<Mark> {
        // Whatever the tester and the server leave there is gone when the stage is over.
        let scratch = TempDir::new()?;
        let order = self.order(submission, command, stage, scratch.path())?;
        let mut worker = self.start(&order)?;
        let mark = worker.listen(Mark::none(stage), self.options.limit);
        self.end(worker);
        Ok(mark)
    }

    fn order(
        &self,
        submission: &Submission,
        command: &[String],
        stage: u8,
        scratch: &Path,
    ) -> io::Result<Order> {
        let absolute = |path: &PathBuf| std::path::absolute(path);
        let printed = absolute(&self.options.out)?.join(PRINTED).join(&submission.name);
        fs::create_dir_all(&printed)?;
        Ok(Order {
            stage,
            folder: absolute(&submission.folder)?,
            scratch: scratch.into(),
            output: printed.join(format!("stage{stage}.txt")),
            site: self.options.site.as_ref().map(absolute).transpose()?,
            command: command.iter().map(Into::into).collect(),
        })
    }

    fn start(&self, order: &Order) -> io::Result<Worker> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("grade");
        order.put(&mut command);
        command.envs(["TMPDIR", "TMP", "TEMP"].map(|name| (name, &order.scratch)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Ctrl-C is for the command alone: when it is gone, its workers end in good order.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(&mut command, NEW_PROCESS_GROUP);
        // Held until it is on the list: who looks for strays must not take it for one.
        let mut workers = self.workers();
        let mut child = command.spawn()?;
        workers.insert(child.id());
        let said = child.stdout.take().map(lines);
        Ok(Worker { child, said })
    }

    /// The worker ends now, and whatever it leaves behind.
    fn end(&self, worker: Worker) {
        let id = worker.child.id();
        worker.end();
        let mut workers = self.workers();
        workers.remove(&id);
        strays::end(&workers);
    }

    fn workers(&self) -> MutexGuard<'_, HashSet<u32>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A process that does one stage of one submission.
struct Worker {
    child: Child,
    said: Option<Receiver<Said>>,
}

impl Worker {
    /// Writes down what it says, until it is done or the time is up.
    fn listen(&mut self, mut mark: Mark, limit: Duration) -> Mark {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let said = self.said.as_ref().map(|said| said.recv_timeout(left));
            match said.unwrap_or(Err(RecvTimeoutError::Disconnected)) {
                Ok(Said::Passed(id)) => mark.pass(&id),
                Ok(Said::Failed(id)) => mark.fail(id),
                Ok(Said::Note(note)) => mark.give_up(note),
                Ok(Said::End) => return mark,
                Err(RecvTimeoutError::Timeout) => {
                    return Mark { note: Some(Note::TimeLimit), ..mark };
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Mark { note: Some(Note::TesterLost), ..mark };
                }
            }
        }
    }

    /// Asks it to end, by ending its standard input; kills it if it does not.
    fn end(mut self) {
        drop(self.child.stdin.take());
        let deadline = Instant::now() + GRACE;
        let left = || deadline.saturating_duration_since(Instant::now());
        // Its standard output ends with it.
        while self.said.as_ref().is_some_and(|said| said.recv_timeout(left()).is_ok()) {}
        // It has ended, or was asked long enough.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a worker says, as it comes; hangs up when the worker is gone.
fn lines(stdout: ChildStdout) -> Receiver<Said> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        for said in lines.filter_map(|line| serde_json::from_str(&line).ok()) {
            if sender.send(said).is_err() {
                return;
            }
        }
    });
    receiver
}
