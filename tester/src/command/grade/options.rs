//! The command line behind `httpcourse grade`.

use super::Stop;
use super::results::Shard;
use super::words::{self, fill};
use super::worker::Order;
use crate::catalogue::Text;
use crate::report::Language;
use lexopt::{Arg, Parser};
use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The stages of the course.
pub const COURSE: RangeInclusive<u8> = 1..=7;

/// How long one stage of one submission may take unless `--limit` says otherwise.
const LIMIT: Duration = Duration::from_secs(600);

/// Where the results go unless `--out` says otherwise.
const OUT: &str = "grades";

const MAX_JOBS: usize = 512;
const MAX_SECONDS: u64 = 86_400;

/// What is to be done.
#[derive(Debug)]
pub enum Task {
    Help,
    Grade(Grade),
    Merge(Merge),
    /// What the command starts itself for: no user asks for it.
    OneStage(Order),
}

#[derive(Debug)]
pub struct Grade {
    pub folder: PathBuf,
    pub stages: RangeInclusive<u8>,
    pub out: PathBuf,
    /// For one stage of one submission.
    pub limit: Duration,
    pub jobs: usize,
    pub shard: Shard,
    pub site: Option<PathBuf>,
    /// No progress bar.
    pub plain: bool,
    /// Between the cells of the CSV.
    pub separator: u8,
}

#[derive(Debug)]
pub struct Merge {
    pub files: Vec<PathBuf>,
    pub out: PathBuf,
    pub separator: u8,
}

/// All options, and what is no option.
#[derive(Debug, Default)]
struct Given {
    values: Vec<PathBuf>,
    stages: Option<RangeInclusive<u8>>,
    out: Option<PathBuf>,
    limit: Option<Duration>,
    jobs: Option<usize>,
    shard: Option<Shard>,
    site: Option<PathBuf>,
    separator: Option<u8>,
    plain: bool,
    help: bool,
}

/// Reads what follows `grade`; `--lang` changes the language.
///
/// # Errors
/// What cannot be understood, and where help is.
pub fn parse(arguments: Vec<OsString>, language: &mut Language) -> Result<Task, Stop> {
    if arguments.first().is_some_and(|word| word == super::worker::FLAG) {
        return super::worker::order(arguments.into_iter().skip(1)).map(Task::OneStage);
    }
    let given = read(&mut Parser::from_args(arguments), language);
    let given =
        given.map_err(|why| Stop::usage(format!("{why}\n{}", language.of(words::USAGE))))?;
    if given.help {
        return Ok(Task::Help);
    }
    task(given).map_err(|text| {
        Stop::usage(format!("{}\n{}", language.of(text), language.of(words::USAGE)))
    })
}

fn task(given: Given) -> Result<Task, Text> {
    let (folder, rest) = given.values.split_first().ok_or(words::NO_FOLDER)?;
    if folder.as_os_str() != "merge" {
        let one = rest.is_empty();
        return if one { Ok(Task::Grade(grade(given))) } else { Err(words::ONE_FOLDER) };
    }
    let files = rest.to_vec();
    let (out, separator) = (given.out(), given.separator());
    let merge = Merge { files, out, separator };
    if merge.files.is_empty() { Err(words::NO_FILES) } else { Ok(Task::Merge(merge)) }
}

fn grade(mut given: Given) -> Grade {
    Grade {
        folder: given.values.swap_remove(0),
        out: given.out(),
        separator: given.separator(),
        stages: given.stages.unwrap_or(COURSE),
        limit: given.limit.unwrap_or(LIMIT),
        jobs: given.jobs.unwrap_or_else(half_the_processors),
        shard: given.shard.unwrap_or(Shard::WHOLE),
        site: given.site,
        plain: given.plain,
    }
}

/// The tester needs processors as well, else good servers answer late.
fn half_the_processors() -> usize {
    thread::available_parallelism().map_or(1, |count| (count.get() / 2).max(1))
}

fn read(parser: &mut Parser, language: &mut Language) -> Result<Given, String> {
    let mut given = Given::default();
    loop {
        let name = match parser.next() {
            Ok(None) => return Ok(given),
            Ok(Some(Arg::Value(value))) => {
                given.values.push(value.into());
                continue;
            }
            Ok(Some(Arg::Long(name))) => format!("--{name}"),
            Ok(Some(Arg::Short(letter))) => format!("-{letter}"),
            Err(error) => return Err(error.to_string()),
        };
        let mut option = Flag { name: &name, parser, language: *language };
        given.take(&mut option, language)?;
    }
}

/// An option whose value, if it has one, comes next.
struct Flag<'a> {
    name: &'a str,
    parser: &'a mut Parser,
    language: Language,
}

impl Flag<'_> {
    fn path(&mut self) -> Result<PathBuf, String> {
        let missing = fill(self.language.of(words::NO_VALUE), &[("option", &self.name)]);
        self.parser.value().map(PathBuf::from).map_err(|_| missing)
    }

    fn folder(&mut self) -> Result<PathBuf, String> {
        let path = self.path()?;
        if path.is_dir() { Ok(path) } else { Err(self.bad(words::NEEDS_FOLDER, &path)) }
    }

    fn value<T>(&mut self, needs: Text, read: fn(&str) -> Option<T>) -> Result<T, String> {
        let value = self.path()?;
        value.to_str().and_then(read).ok_or_else(|| self.bad(needs, &value))
    }

    fn unknown(&self) -> String {
        fill(self.language.of(words::UNKNOWN), &[("option", &self.name)])
    }

    fn bad(&self, needs: Text, value: &Path) -> String {
        let (needs, value) = (self.language.of(needs), value.display());
        let values: [(&str, &dyn Display); 3] =
            [("option", &self.name), ("needs", &needs), ("value", &value)];
        fill(self.language.of(words::BAD_VALUE), &values)
    }
}

impl Given {
    fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| OUT.into())
    }

    fn separator(&self) -> u8 {
        self.separator.unwrap_or(b',')
    }

    fn take(&mut self, option: &mut Flag<'_>, language: &mut Language) -> Result<(), String> {
        match option.name {
            "-h" | "--help" => self.help = true,
            "--plain" => self.plain = true,
            "--lang" => *language = option.value(words::NEEDS_LANGUAGE, lang)?,
            "--out" => self.out = Some(option.path()?),
            "--site" => self.site = Some(option.folder()?),
            "--stages" => self.stages = Some(option.value(words::NEEDS_STAGES, stages)?),
            "--limit" => self.limit = Some(option.value(words::NEEDS_SECONDS, seconds)?),
            "--jobs" => self.jobs = Some(option.value(words::NEEDS_JOBS, jobs)?),
            "--shard" => self.shard = Some(option.value(words::NEEDS_SHARD, shard)?),
            "--separator" => {
                self.separator = Some(option.value(words::NEEDS_SEPARATOR, separator)?);
            }
            _ => return Err(option.unknown()),
        }
        Ok(())
    }
}

fn lang(text: &str) -> Option<Language> {
    match text {
        "en" => Some(Language::English),
        "es" => Some(Language::Spanish),
        _ => None,
    }
}

fn stages(text: &str) -> Option<RangeInclusive<u8>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    let exist = first <= last && COURSE.contains(&first) && COURSE.contains(&last);
    exist.then_some(first..=last)
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds = text.parse().ok()?;
    (1..=MAX_SECONDS).contains(&seconds).then(|| Duration::from_secs(seconds))
}

fn jobs(text: &str) -> Option<usize> {
    text.parse().ok().filter(|jobs| (1..=MAX_JOBS).contains(jobs))
}

fn shard(text: &str) -> Option<Shard> {
    let (number, of) = text.split_once('/')?;
    let (number, of) = (number.parse().ok()?, of.parse().ok()?);
    Shard::new(number, of)
}

fn separator(text: &str) -> Option<u8> {
    match text {
        "," | ";" => text.bytes().next(),
        "tab" => Some(b'\t'),
        _ => None,
    }
}
