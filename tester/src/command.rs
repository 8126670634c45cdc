//! `httpcourse`: the checks of the course, for a server that somebody wrote, in any language.
//!
//! * [`options`] says what is wanted, [`student`] does it; [`screen`] shows it, in the [`words`]
//!   of both languages; [`progress`] keeps where the student is.
//! * [`grade`] does it for a whole class.
//! * [`launch`] starts a server, [`trouble`] says why it could not, [`run`] runs its checks.

pub mod grade;
pub mod launch;
pub mod options;
pub mod progress;
pub mod run;
pub mod screen;
pub mod student;
pub mod trouble;
pub mod watch;
pub mod words;

use crate::report::{Language, Telling, wrap};
use grade::strays;
use options::Order;
use std::collections::HashSet;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use student::Stop;

/// All passed, or there was nothing to test.
const PASSED: u8 = 0;
/// A check failed.
const FAILED: u8 = 1;
/// The command line cannot be understood.
const MISUSED: u8 = 2;
/// The server could not be started or reached.
const NO_SERVER: u8 = 3;
/// Ctrl-C, as shells count it.
const INTERRUPTED: i32 = 130;

/// Descriptors that the checks with 200 clients need; macOS gives 256 unless asked.
#[cfg(unix)]
const DESCRIPTORS: u64 = 4096;

/// The whole program.
pub fn main() -> ExitCode {
    #[cfg(unix)] // Windows knows no such limit
    let _ = rlimit::increase_nofile_limit(DESCRIPTORS);
    // Without a handler Ctrl-C still ends the program, only the server may then stay behind.
    let _ = ctrlc::set_handler(|| {
        ENDING.store(true, Ordering::SeqCst);
        launch::stop_all();
        end_strays();
        std::process::exit(INTERRUPTED);
    });
    let arguments = std::env::args_os().skip(1).collect::<Vec<_>>();
    let language = options::language(&arguments);
    let code = run_order(arguments, language);
    unless_ending();
    code.into()
}

fn run_order(arguments: Vec<OsString>, language: Language) -> u8 {
    let order = match options::parse(arguments) {
        Ok(order) => order,
        Err(misuse) => return stopped(Stop::Misuse(misuse), language),
    };
    match order {
        Order::Help => print(help(language)),
        Order::Version => print(concat!("httpcourse ", env!("CARGO_PKG_VERSION"), "\n")),
        Order::List(options) => student::list(&options, language),
        Order::Exercises(options) => student::list_exercises(&options, language),
        Order::Grade(arguments) => return grade::main(arguments, language),
        Order::Test(options) => return tested(options, language),
    }
    PASSED
}

/// Set by Ctrl-C.
static ENDING: AtomicBool = AtomicBool::new(false);

/// After Ctrl-C nothing is judged any more: a server that was stopped looks like one that crashed.
fn unless_ending() {
    while ENDING.load(Ordering::SeqCst) {
        thread::park(); // until the handler ends the program
    }
}

/// The children that this process had before it started any server.
static SPARED: OnceLock<HashSet<u32>> = OnceLock::new();

/// Ends what slipped out of the group of a student's server.
fn end_strays() {
    SPARED.get().into_iter().for_each(strays::end);
}

fn tested(options: options::Options, language: Language) -> u8 {
    SPARED.get_or_init(strays::adopt);
    match student::test(options, language) {
        Ok(true) => PASSED,
        Ok(false) => FAILED,
        Err(stop) => stopped(stop, language),
    }
}

fn stopped(stop: Stop, language: Language) -> u8 {
    let (why, code) = match stop {
        Stop::Misuse(misuse) => {
            let why = misuse.say(language);
            let why = wrap(&format!("httpcourse: {why}"), 0);
            (format!("{why}\n{}", language.of(words::SEE_HELP)), MISUSED)
        }
        Stop::Watch(error) => {
            let why = words::fill(language, words::NOT_WATCHED, &[("{why}", &error)]);
            (wrap(&why, 0), NO_SERVER)
        }
        Stop::Trouble(trouble) => (explained(&trouble, language), NO_SERVER),
    };
    let _ = writeln!(anstream::stderr(), "{why}");
    code
}

/// Why a server could not be tested, for people.
fn explained(trouble: &trouble::Trouble, language: Language) -> String {
    trouble.tell(Telling::coloured(language))
}

fn help(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("command/help.en.txt"),
        Language::Spanish => include_str!("command/help.es.txt"),
    }
}

fn print(text: &str) {
    // Who does not want to read it may close the pipe.
    let _ = write!(anstream::stdout(), "{text}");
}
