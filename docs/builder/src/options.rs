//! The command line.

use crate::language::{Language, text};
use crate::trouble::did_you_mean;
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::OsString;
use std::net::SocketAddr;
use tester::catalogue::Text;

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Order {
    Help,
    /// Builds, and no more.
    Build,
    Serve(Serving),
    /// mdBook asks whether we work for this renderer.
    Supports(String),
    /// mdBook hands over the pages.
    Preprocess,
    /// Runs what the pages show.
    Check(Vec<String>),
}

/// How the book is served.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Serving {
    pub address: Option<SocketAddr>,
    /// Whether a browser is to be opened.
    pub open: bool,
    /// Whether it is to be built again whenever a page changes.
    pub watch: bool,
}

/// A command line that cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Misuse {
    text: Text,
    what: String,
    near: String,
}

impl Misuse {
    fn new(text: Text, what: impl Into<String>) -> Misuse {
        Misuse { text, what: what.into(), near: String::new() }
    }

    pub fn say(&self, language: Language) -> String {
        let said = language.of(self.text).replace("{}", &self.what);
        match self.near.is_empty() {
            true => said,
            false => format!("{said}. {}", language.of(NEAR).replace("{}", &self.near)),
        }
    }
}

/// What is to be done, and in which language it is to be told.
///
/// # Errors
/// What cannot be understood; the language is known even so.
pub fn read(
    args: impl IntoIterator<Item = OsString>,
    usual: Language,
) -> (Language, Result<Order, Misuse>) {
    let mut reading = Reading { language: usual, order: None, serving: Serving::default() };
    let order = reading.all(Parser::from_iter(args));
    (reading.language, order)
}

struct Reading {
    language: Language,
    order: Option<Order>,
    serving: Serving,
}

const LONGS: [&str; 4] = ["help", "lang", "open", "watch"];
const COMMANDS: [&str; 2] = ["build", "check"];

impl Reading {
    fn all(&mut self, mut parser: Parser) -> Result<Order, Misuse> {
        while let Some(arg) = parser.next().map_err(no_value)? {
            match arg {
                Arg::Long("help") | Arg::Short('h') => self.order = Some(Order::Help),
                Arg::Long("lang") => self.language = language(&mut parser)?,
                Arg::Long("open") => self.serving.open = true,
                Arg::Long("watch") => self.serving.watch = true,
                Arg::Value(word) => self.word(&word.string().map_err(no_value)?, &mut parser)?,
                Arg::Long(other) => return Err(unknown_option(other)),
                Arg::Short(other) => return Err(Misuse::new(NO_OPTION, format!("-{other}"))),
            }
        }
        self.whole()
    }

    /// What all of it together asks for.
    fn whole(&mut self) -> Result<Order, Misuse> {
        let serving = std::mem::take(&mut self.serving);
        match self.order.take() {
            None => Ok(Order::Serve(serving)),
            Some(Order::Build) if serving != Serving::default() => {
                Err(Misuse::new(NOT_BOTH, "build"))
            }
            Some(order) => Ok(order),
        }
    }

    fn word(&mut self, word: &str, parser: &mut Parser) -> Result<(), Misuse> {
        match word {
            "build" => self.order = Some(Order::Build),
            "preprocess" => self.order = Some(preprocess(&rest(parser)?)),
            "check" => self.order = Some(Order::Check(rest(parser)?)),
            _ => match word.parse() {
                Ok(address) => self.serving.address = Some(address),
                Err(_) => {
                    let near = near(word, COMMANDS);
                    return Err(Misuse { near, ..Misuse::new(NO_ADDRESS, word) });
                }
            },
        }
        Ok(())
    }
}

/// Everything that comes behind a word.
fn rest(parser: &mut Parser) -> Result<Vec<String>, Misuse> {
    let args = parser.raw_args().map_err(no_value)?;
    args.map(|arg| arg.string().map_err(no_value)).collect()
}

fn preprocess(args: &[String]) -> Order {
    match args {
        [word, renderer] if word == "supports" => Order::Supports(renderer.clone()),
        _ => Order::Preprocess,
    }
}

fn language(parser: &mut Parser) -> Result<Language, Misuse> {
    let name = parser.value().map_err(no_value)?.string().map_err(no_value)?;
    match name.as_str() {
        "en" => Ok(Language::English),
        "es" => Ok(Language::Spanish),
        _ => Err(Misuse::new(NO_LANGUAGE, name)),
    }
}

fn unknown_option(name: &str) -> Misuse {
    let near = near(name, LONGS);
    let near = if near.is_empty() { near } else { format!("--{near}") };
    Misuse { near, ..Misuse::new(NO_OPTION, format!("--{name}")) }
}

fn near<const N: usize>(name: &str, names: [&str; N]) -> String {
    let said = did_you_mean(name, names);
    said.split('`').nth(1).unwrap_or_default().to_string()
}

fn no_value(error: lexopt::Error) -> Misuse {
    match error {
        lexopt::Error::MissingValue { option } => {
            Misuse::new(NEEDS_VALUE, option.unwrap_or_default())
        }
        lexopt::Error::UnexpectedValue { option, .. } => Misuse::new(NO_VALUE, option),
        lexopt::Error::NonUnicodeValue(word) => {
            Misuse::new(NOT_UNICODE, word.to_string_lossy().into_owned())
        }
        other => Misuse::new(NO_OPTION, other.to_string()),
    }
}

const NO_OPTION: Text = text("there is no option {}", "no hay ninguna opción {}");
const NO_VALUE: Text = text("{} takes no value", "{} no lleva ningún valor");
const NEEDS_VALUE: Text = text("{} needs a value", "a {} le falta su valor");
const NOT_UNICODE: Text = text("{} is not Unicode", "{} no es Unicode");
const NO_LANGUAGE: Text =
    text("{} is no language of this course: en or es", "{} no es un idioma de este curso: en o es");
const NO_ADDRESS: Text = text(
    "{} is no address; one looks like 127.0.0.1:4221",
    "{} no es una dirección; una dirección es como 127.0.0.1:4221",
);
const NOT_BOTH: Text = text(
    "{} only builds: it serves nothing, opens nothing and watches nothing",
    "{} solo construye: no sirve, ni abre, ni vigila nada",
);
const NEAR: Text = text("Did you mean {}?", "¿Querías decir {}?");

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Order, Misuse> {
        let args = ["book"].into_iter().chain(line.split_whitespace()).map(OsString::from);
        read(args, Language::English).1
    }

    #[test]
    fn what_can_be_said() {
        let address = || Some("127.0.0.1:0".parse().unwrap());
        let serve = |address, open, watch| Order::Serve(Serving { address, open, watch });
        let table = [
            ("", serve(None, false, false)),
            ("--open", serve(None, true, false)),
            ("127.0.0.1:0 --watch", serve(address(), false, true)),
            ("build --lang es", Order::Build),
            ("-h", Order::Help),
            ("preprocess supports html", Order::Supports("html".into())),
            ("preprocess", Order::Preprocess),
            ("check stage03-parse", Order::Check(vec!["stage03-parse".into()])),
        ];
        for (line, order) in table {
            assert_eq!(parse(line), Ok(order), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_said_in_the_language() {
        let table = [
            ("--opne", "no hay ninguna opción --opne. ¿Querías decir --open?"),
            ("--lang", "a --lang le falta su valor"),
            ("--lang fr", "fr no es un idioma de este curso: en o es"),
            (
                "buld",
                "buld no es una dirección; una dirección es como 127.0.0.1:4221. ¿Querías decir build?",
            ),
            ("build --open", "build solo construye: no sirve, ni abre, ni vigila nada"),
        ];
        for (line, says) in table {
            let args = ["book", "--lang", "es"].into_iter().chain(line.split_whitespace());
            let (language, order) = read(args.map(OsString::from), Language::English);
            assert_eq!(order.unwrap_err().say(language), says, "{line}");
        }
    }
}
