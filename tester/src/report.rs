//! Tells a failure to a learner as a small lesson: what was said, where it went wrong, which rule,
//! a hint, and how to see it for oneself.

use crate::catalogue::{Check, Text};
use crate::failure::Failure;
use crate::server::Stage;
use std::net::SocketAddr;

pub mod book;
mod command;
mod layout;
mod lesson;
mod style;
#[cfg(feature = "command")]
pub mod trouble;
mod wire;

#[cfg(feature = "command")]
pub(crate) use layout::wrap;
pub use style::Style;

/// The languages of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    Spanish,
}

impl Language {
    /// `TESTER_LANG` if it is set, else the language of the system; English if it is neither.
    pub fn current() -> Language {
        let variables = ["TESTER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let named = variables.iter().find_map(|name| set(name));
        Language::named(&named.or_else(sys_locale::get_locale).unwrap_or_default())
    }

    /// The language of a locale such as `es_CO.UTF-8`.
    pub fn named(locale: &str) -> Language {
        let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "es" => Language::Spanish,
            _ => Language::English,
        }
    }

    pub fn is_spanish(self) -> bool {
        self == Language::Spanish
    }

    /// The text in this language.
    pub fn of(self, text: Text) -> &'static str {
        if self.is_spanish() { text.es } else { text.en }
    }
}

/// The variable's value; an empty one counts as not set.
fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where the learner can try the same.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The address that the check talked to; empty if there was none.
    pub tested: String,
    /// The address where the learner's server listens; it stands in the commands.
    pub addr: String,
    /// The command that starts the server, if it does not run already.
    pub start: Option<String>,
    /// The command that runs this check once more.
    pub again: Option<String>,
    /// What the learner adds to [`Place::again`] for the next hint, such as `--hint`.
    pub next_hint: Option<String>,
}

impl Place {
    /// A stage that the learner starts with `cargo run`, at its usual address.
    pub fn stage(stage: &Stage, check: &Check, tested: Option<SocketAddr>) -> Place {
        let name = &stage.name;
        Place {
            tested: tested.map(|addr| addr.to_string()).unwrap_or_default(),
            addr: "127.0.0.1:4221".into(),
            start: Some(format!("cargo run -p {name}")),
            again: Some(format!("cargo test -p {name} --test checks -- --exact {}", check.id)),
            next_hint: Some(format!("{HINTS}={}", hints() + 1)),
        }
    }
}

/// How a lesson is told.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    pub language: Language,
    /// How many of the check's hints to show.
    pub hints: usize,
    pub style: Style,
}

impl Telling {
    /// The first hint, without colours.
    pub fn plain(language: Language) -> Telling {
        Telling { language, hints: 1, style: Style::PLAIN }
    }

    /// The first hint, in colours.
    pub fn coloured(language: Language) -> Telling {
        Telling { style: Style::COLOURED, ..Telling::plain(language) }
    }

    /// As a stage's tests tell it: `TESTER_LANG`, `TESTER_HINTS`, no colours.
    pub fn current() -> Telling {
        Telling { hints: hints(), ..Telling::plain(Language::current()) }
    }
}

/// Says how many hints a stage's tests show; the first one unless it is set.
const HINTS: &str = "TESTER_HINTS";

fn hints() -> usize {
    set(HINTS).and_then(|count| count.parse().ok()).unwrap_or(1)
}

/// The whole lesson, without a line feed at its end. No line is longer than 80 columns, but for
/// commands that cannot be broken.
pub fn render(check: &Check, failure: &Failure, place: &Place, telling: Telling) -> String {
    lesson::tell(check, failure, place, telling)
}
