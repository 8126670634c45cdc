//! What the command line says.

use super::words::fill;
use crate::catalogue::{Check, Text, catalogue};
use crate::exercises::{self, Exercise};
use crate::report::Language;
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::{OsStr, OsString};
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

/// What is to be done.
#[derive(Debug)]
pub enum Order {
    Help,
    Version,
    /// The catalogue, or that of one stage.
    List(Options),
    /// The exercises.
    Exercises(Options),
    Test(Options),
    /// What stands behind `grade`.
    Grade(Vec<OsString>),
}

/// How a student tests a server.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub stage: Option<u8>,
    /// Only these checks; all of the stage if there are none.
    pub checks: Vec<&'static Check>,
    /// This exercise, and no check of its stage.
    pub exercise: Option<&'static Exercise>,
    /// What starts the server.
    pub command: Vec<OsString>,
    pub addr: Option<SocketAddr>,
    pub site: Option<PathBuf>,
    pub directory: Option<PathBuf>,
    /// How long the server may take to listen.
    pub wait: Option<Duration>,
    pub all: bool,
    pub hint: bool,
    pub watch: bool,
    /// No colours, no progress line.
    pub plain: bool,
}

/// A command line that cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Misuse {
    text: Text,
    what: String,
}

impl Misuse {
    fn new(text: Text, what: impl Into<String>) -> Misuse {
        Misuse { text, what: what.into() }
    }

    pub fn say(&self, language: Language) -> String {
        let ids = exercises::exercises().map(Exercise::id).collect::<Vec<_>>().join(", ");
        fill(language, self.text, &[("{what}", &self.what), ("{exercises}", &ids)])
    }
}

const NO_STAGE: Text = Text {
    en: "there is no stage {what}: the stages are 1 to 7",
    es: "no hay una etapa {what}: las etapas van de la 1 a la 7",
};
const DASHES: Text = Text {
    en: "{what} is no stage and no option. Put -- before the command that starts your server: \
         httpcourse 3 -- python3 server.py",
    es: "{what} no es una etapa ni una opción. Pon -- antes del comando que arranca tu servidor: \
         httpcourse 3 -- python3 server.py",
};
const UNKNOWN: Text = Text { en: "there is no option {what}", es: "no hay ninguna opción {what}" };
const NEEDS_VALUE: Text = Text { en: "{what} needs a value", es: "a {what} le falta su valor" };
const NO_VALUE: Text = Text { en: "{what} takes no value", es: "{what} no lleva ningún valor" };
const NO_ADDRESS: Text = Text {
    en: "{what} is no address; one looks like 127.0.0.1:4221",
    es: "{what} no es una dirección; una dirección es como 127.0.0.1:4221",
};
const PORT_ZERO: Text = Text {
    en: "{what} names no port. For a free one, write {addr} in the command instead",
    es: "{what} no dice ningún puerto. Para usar uno libre, escribe {addr} en el comando",
};
const NO_SECONDS: Text = Text {
    en: "{what} is no number of seconds between 1 and 3600",
    es: "{what} no es un número de segundos entre 1 y 3600",
};
const NO_LANGUAGE: Text = Text {
    en: "{what} is no language of this course: en or es",
    es: "{what} no es un idioma de este curso: en o es",
};
const NO_FOLDER: Text = Text { en: "{what} is no folder", es: "{what} no es una carpeta" };
const NO_CHECK: Text = Text {
    en: "there is no check {what}; `httpcourse list` shows them all",
    es: "no hay ninguna comprobación {what}; `httpcourse list` las enseña todas",
};
const OTHER_STAGE: Text = Text {
    en: "{what} is not a check of that stage; `httpcourse list` says where each belongs",
    es: "{what} no es una comprobación de esa etapa; `httpcourse list` dice dónde va cada una",
};
const NO_EXERCISE: Text = Text {
    en: "there is no exercise {what}. These have a check: {exercises}",
    es: "no hay ningún ejercicio {what}. Tienen comprobación: {exercises}",
};
const WHICH_EXERCISE: Text = Text {
    en: "say which exercise, as in `httpcourse exercise 3.2 -- python3 server.py`; without {what}, \
         `httpcourse exercise` shows them all",
    es: "di qué ejercicio, por ejemplo `httpcourse exercise 3.2 -- python3 server.py`; sin {what}, \
         `httpcourse exercise` los enseña todos",
};
const IS_EXERCISE: Text = Text {
    en: "{what} is an exercise: httpcourse exercise {what} -- python3 server.py",
    es: "{what} es un ejercicio: httpcourse exercise {what} -- python3 server.py",
};
const NOT_BOTH: Text = Text {
    en: "an exercise has one check, its own: leave out {what}",
    es: "un ejercicio tiene una sola comprobación, la suya: quita {what}",
};
const NO_COMMAND: Text = Text {
    en: "after {what} comes the command that starts your server",
    es: "después de {what} va el comando que arranca tu servidor",
};
const NOT_UNICODE: Text = Text {
    en: "{what} is no text that can be read",
    es: "{what} no es un texto que se pueda leer",
};
/// No stage has been tried in this folder, and none is named; see [`super::student`].
pub const NO_SERVER: Text = Text {
    en: "say how your server is started, as in `httpcourse {what} -- python3 server.py`, or where \
         it runs already: `--addr 127.0.0.1:4221`",
    es: "di cómo se arranca tu servidor, por ejemplo `httpcourse {what} -- python3 server.py`, o \
         dónde está ya en marcha: `--addr 127.0.0.1:4221`",
};

/// The server is not known; `what` is to be tested, as the command line says it.
pub fn no_server(what: String) -> Misuse {
    Misuse::new(NO_SERVER, what)
}

/// The language that the command line asks for, else that of the system.
pub fn language(arguments: &[OsString]) -> Language {
    let own = arguments.split(|word| word == "--").next().unwrap_or_default();
    let next = |at: usize| own.get(at + 1)?.to_str();
    let named = own.iter().enumerate().find_map(|(at, word)| match word.to_str()? {
        "--lang" => next(at),
        word => word.strip_prefix("--lang="),
    });
    match named {
        Some("en") => Language::English,
        Some("es") => Language::Spanish,
        _ => Language::current(),
    }
}

/// # Errors
/// The words make no sense.
pub fn parse(arguments: Vec<OsString>) -> Result<Order, Misuse> {
    if arguments.first().is_some_and(|word| word == "grade") {
        return Ok(Order::Grade(arguments.into_iter().skip(1).collect()));
    }
    let mut options = Options::default();
    let own = take_command(arguments, &mut options)?;
    let asked = own_words(&mut Parser::from_args(own), &mut options)?;
    match asked {
        Asked::Exercise => one_exercise(&options)?,
        _ => suits(&options)?,
    }
    Ok(match asked {
        Asked::Help => Order::Help,
        Asked::Version => Order::Version,
        Asked::List => Order::List(options),
        Asked::Exercise if options.exercise.is_none() => Order::Exercises(options),
        Asked::Exercise | Asked::Test => Order::Test(options),
    })
}

/// Takes the command that starts the server; what stands before it is left.
fn take_command(mut words: Vec<OsString>, options: &mut Options) -> Result<Vec<OsString>, Misuse> {
    if let Some(at) = words.iter().position(|word| word == "--") {
        options.command = words.split_off(at).split_off(1);
        if options.command.first().is_none_or(|program| program.is_empty()) {
            return Err(Misuse::new(NO_COMMAND, "--"));
        }
    }
    Ok(words)
}

enum Asked {
    Help,
    Version,
    List,
    Exercise,
    Test,
}

/// What stands before the command.
fn own_words(words: &mut Parser, options: &mut Options) -> Result<Asked, Misuse> {
    let mut asked = Asked::Test;
    while let Some(word) = words.next().map_err(misuse)? {
        match word {
            Arg::Short('h') | Arg::Long("help") => return Ok(Asked::Help),
            Arg::Short('V') | Arg::Long("version") => return Ok(Asked::Version),
            Arg::Value(word) => value(&word, &mut asked, options)?,
            Arg::Long(name) => {
                let name = name.to_string();
                option(&name, words, options)?;
            }
            Arg::Short(name) => return Err(Misuse::new(UNKNOWN, format!("-{name}"))),
        }
    }
    Ok(asked)
}

/// What to do, a stage, or an exercise.
fn value(word: &OsStr, asked: &mut Asked, options: &mut Options) -> Result<(), Misuse> {
    match asked {
        _ if begins(asked, options) && word == "list" => *asked = Asked::List,
        _ if begins(asked, options) && word == "exercise" => *asked = Asked::Exercise,
        Asked::Exercise if options.exercise.is_none() => options.exercise = Some(exercise(word)?),
        _ if options.stage.is_none() && options.exercise.is_none() => {
            options.stage = Some(stage(word)?);
        }
        _ => return Err(Misuse::new(DASHES, word.to_string_lossy())),
    }
    Ok(())
}

/// Whether the next word can say what to do.
fn begins(asked: &Asked, options: &Options) -> bool {
    matches!(asked, Asked::Test) && options.stage.is_none()
}

fn option(name: &str, words: &mut Parser, options: &mut Options) -> Result<(), Misuse> {
    let mut value = || words.value().map_err(misuse);
    match name {
        "all" => options.all = true,
        "hint" => options.hint = true,
        "watch" => options.watch = true,
        "plain" => options.plain = true,
        "check" => options.checks.push(check(&value()?)?),
        "addr" => options.addr = Some(address(&value()?)?),
        "site" => options.site = Some(folder(value()?)?),
        "directory" => options.directory = Some(folder(value()?)?),
        "wait" => options.wait = Some(seconds(&value()?)?),
        "lang" => known_language(&value()?)?,
        _ => return Err(Misuse::new(UNKNOWN, format!("--{name}"))),
    }
    Ok(())
}

fn suits(options: &Options) -> Result<(), Misuse> {
    options.stage.map_or(Ok(()), |stage| belong(&options.checks, stage))
}

/// An exercise is tested by its own check alone; what tests nothing lists them all.
fn one_exercise(options: &Options) -> Result<(), Misuse> {
    let tests = [
        (!options.command.is_empty(), "--"),
        (options.addr.is_some(), "--addr"),
        (options.hint, "--hint"),
        (options.watch, "--watch"),
    ];
    let tests = tests.iter().find(|(given, _)| *given && options.exercise.is_none());
    match tests {
        Some((_, word)) => Err(Misuse::new(WHICH_EXERCISE, *word)),
        None if !options.checks.is_empty() => Err(Misuse::new(NOT_BOTH, "--check")),
        None if options.all => Err(Misuse::new(NOT_BOTH, "--all")),
        None => Ok(()),
    }
}

/// # Errors
/// One of the checks is none of that stage.
pub fn belong(checks: &[&Check], stage: u8) -> Result<(), Misuse> {
    let other = checks.iter().find(|check| !check.holds_at(stage));
    other.map_or(Ok(()), |check| Err(Misuse::new(OTHER_STAGE, check.id)))
}

fn misuse(error: lexopt::Error) -> Misuse {
    match error {
        lexopt::Error::MissingValue { option } => {
            Misuse::new(NEEDS_VALUE, option.unwrap_or_default())
        }
        lexopt::Error::UnexpectedValue { option, .. } => Misuse::new(NO_VALUE, option),
        lexopt::Error::UnexpectedOption(option) => Misuse::new(UNKNOWN, option),
        lexopt::Error::NonUnicodeValue(value) => Misuse::new(NOT_UNICODE, value.to_string_lossy()),
        other => Misuse::new(UNKNOWN, other.to_string()),
    }
}

fn stage(word: &OsStr) -> Result<u8, Misuse> {
    let text = word.to_string_lossy();
    match text.parse::<u8>() {
        Ok(stage @ 1..=7) => Ok(stage),
        _ if exercises::find(&text).is_some() => Err(Misuse::new(IS_EXERCISE, text)),
        Err(_) if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(Misuse::new(DASHES, text)),
        _ => Err(Misuse::new(NO_STAGE, text)),
    }
}

fn check(id: &OsStr) -> Result<&'static Check, Misuse> {
    let found = catalogue().find(|check| id == check.id);
    found.ok_or_else(|| Misuse::new(NO_CHECK, id.to_string_lossy()))
}

fn exercise(id: &OsStr) -> Result<&'static Exercise, Misuse> {
    let found = id.to_str().and_then(exercises::find);
    found.ok_or_else(|| Misuse::new(NO_EXERCISE, id.to_string_lossy()))
}

/// `127.0.0.1:4221`, `localhost:4221`, or a port alone.
fn address(word: &OsStr) -> Result<SocketAddr, Misuse> {
    let text = word.to_string_lossy();
    let bare = text.strip_prefix("http://").unwrap_or(&text).trim_end_matches('/');
    let port = bare.strip_prefix(':').unwrap_or(bare).parse::<u16>().ok();
    let port = port.map(|port| (Ipv4Addr::LOCALHOST, port).into());
    let found = port.or_else(|| {
        let all = bare.to_socket_addrs().ok()?.collect::<Vec<SocketAddr>>();
        all.iter().find(|addr| addr.is_ipv4()).or(all.first()).copied()
    });
    match found {
        Some(addr) if addr.port() == 0 => Err(Misuse::new(PORT_ZERO, text)),
        Some(addr) => Ok(addr),
        None => Err(Misuse::new(NO_ADDRESS, text)),
    }
}

fn folder(word: OsString) -> Result<PathBuf, Misuse> {
    let path = PathBuf::from(word);
    // The server may have another working directory.
    let path = std::path::absolute(&path).unwrap_or(path);
    if path.is_dir() { Ok(path) } else { Err(Misuse::new(NO_FOLDER, path.to_string_lossy())) }
}

fn seconds(word: &OsStr) -> Result<Duration, Misuse> {
    match word.to_os_string().parse::<u64>() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err(Misuse::new(NO_SECONDS, word.to_string_lossy())),
    }
}

fn known_language(word: &OsStr) -> Result<(), Misuse> {
    match word.to_str() {
        Some("en" | "es") => Ok(()),
        _ => Err(Misuse::new(NO_LANGUAGE, word.to_string_lossy())),
    }
}
