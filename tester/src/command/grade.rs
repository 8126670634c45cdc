//! `httpcourse grade`: a class of submissions, each started and tested, as a table and as files.
//!
//! * [`options`] reads the command line, [`submission`] finds the submissions and their commands.
//! * [`crew`] runs them beside one another: each stage of each in a process of its own
//!   ([`worker`]), so that whatever a program does ends with that process; [`strays`] finds
//!   what slipped out of it.
//! * [`results`] is what comes of it, [`merge`] joins the shares of several machines,
//!   [`table`] and [`files`] write it.

mod crew;
mod files;
mod merge;
mod options;
mod progress;
mod results;
pub(super) mod strays;
mod submission;
mod table;
mod words;
mod worker;

use crate::report::{Language, wrap};
use options::{Grade, Merge, Task};
use results::{Class, FORMAT, Grades, Stage, Tester};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use words::fill;

/// Why it ends early: what is said on standard error, and the exit code.
#[derive(Debug)]
struct Stop {
    code: u8,
    says: String,
}

impl Stop {
    /// The command line cannot be understood.
    fn usage(says: String) -> Stop {
        Stop { code: 2, says }
    }

    /// It was understood, and is not possible.
    fn failed(says: String) -> Stop {
        Stop { code: 3, says }
    }
}

/// Everything behind `httpcourse grade`. Ends with 0 when all is graded, whatever the grades.
/// `arguments` are those behind `grade`.
pub fn main(arguments: Vec<OsString>, mut language: Language) -> u8 {
    let done = options::parse(arguments, &mut language).and_then(|task| match task {
        Task::Help => print(language.of(words::HELP)),
        Task::Grade(options) => grade(&options, language),
        Task::Merge(options) => merge(&options, language),
        Task::OneStage(order) => worker::run(order),
    });
    match done {
        Ok(()) => 0,
        Err(Stop { code, says }) => {
            let _ = writeln!(io::stderr(), "httpcourse grade: {says}");
            code
        }
    }
}

fn grade(options: &Grade, language: Language) -> Result<(), Stop> {
    let class = submission::list(&options.folder, language)?;
    if class.is_empty() {
        let path = options.folder.display();
        return Err(Stop::failed(fill(language.of(words::NO_SUBMISSION), &[("path", &path)])));
    }
    stays_outside(&options.out, &options.folder, language)?;
    files::prepare(&options.out, language)?;
    let names = class.iter().map(|submission| submission.name.as_str()).collect::<Vec<_>>();
    let (class, submissions) = (Class::new(&names), options.shard.part(class.clone()));
    say(&fill(language.of(words::RIGHTS), &[("count", &submissions.len())]));
    let students = crew::grade(submissions, options, language)?;
    let stages = options.stages.clone().map(Stage::new).collect();
    let (tester, shard) = (Tester::this(), options.shard);
    let grades = Grades { format: FORMAT, tester, stages, class, shard, students };
    publish(&grades, &options.out, options.separator, language)
}

fn merge(options: &Merge, language: Language) -> Result<(), Stop> {
    let read = |path: &PathBuf| Ok((path.clone(), merge::read(path, language)?));
    let files = options.files.iter().map(read).collect::<Result<Vec<_>, Stop>>()?;
    let grades = merge::join(files, language)?;
    publish(&grades, &options.out, options.separator, language)
}

/// First the files, so that a closed pipe loses nothing; then the table.
fn publish(grades: &Grades, out: &Path, separator: u8, language: Language) -> Result<(), Stop> {
    super::unless_ending();
    files::write(out, grades, separator, language)?;
    print(&table::render(grades, language))?;
    say(&fill(language.of(words::WRITTEN), &[("path", &out.display())]));
    Ok(())
}

/// Else the next run would take the results for a submission.
fn stays_outside(out: &Path, class: &Path, language: Language) -> Result<(), Stop> {
    let inside = || -> io::Result<bool> {
        let (out, class) = (std::path::absolute(out)?, class.canonicalize()?);
        let existing = out.ancestors().find_map(|folder| folder.canonicalize().ok());
        Ok(existing.is_some_and(|folder| folder.starts_with(&class)))
    };
    // A folder that cannot be looked at is told about by whoever needs it.
    if inside().unwrap_or(false) {
        let text = language.of(words::OUT_INSIDE);
        return Err(Stop::usage(fill(text, &[("path", &class.display())])));
    }
    Ok(())
}

/// A reader who has seen enough closes the pipe: no reason to fail.
fn print(text: &str) -> Result<(), Stop> {
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(())
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", wrap(line, 0));
}
