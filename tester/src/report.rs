//! Tells a failure to a learner: what was said, where it went wrong, which rule, and how to see it.

use crate::broken;
use crate::catalogue::{COURSE, Check, Text};
use crate::failure::{Failure, Piece};
use crate::server::Stage;
use std::net::SocketAddr;

mod command;
mod wire;

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
#[derive(Debug, Clone)]
pub struct Place {
    /// The address that the check talked to; empty if there was none.
    pub tested: String,
    /// The address where the learner's server listens; it stands in the commands.
    pub addr: String,
    /// The command that starts the server, if it is one of ours.
    pub start: Option<String>,
}

impl Place {
    /// A stage that the learner starts with `cargo run`, at its usual address.
    pub fn stage(stage: &Stage, tested: Option<SocketAddr>) -> Place {
        let tested = tested.map(|addr| addr.to_string()).unwrap_or_default();
        let start = format!("cargo run -p {}", stage.name);
        Place { tested, addr: "127.0.0.1:4221".into(), start: Some(start) }
    }
}

const RULE: Text = Text { en: "Rule", es: "Regla" };
const HINT: Text = Text { en: "Hint", es: "Pista" };
const TRY: Text = Text { en: "Try it", es: "Pruébalo" };
const TOO_LONG: Text = Text {
    en: "(then send the bytes above: too many for a command line)",
    es: "(luego envía los bytes de arriba: son demasiados para una línea de comandos)",
};
const OURS: Text = Text { en: "a rule of this course", es: "una regla de este curso" };
const LAST_WORDS: Text = Text {
    en: "The last lines of its standard error:",
    es: "Las últimas líneas de su salida de errores:",
};

/// How far the last parts of a report are moved in, to the right of their labels.
const LABEL: usize = 9;

/// The whole report, without a line feed at its end. No line that can be wrapped is longer
/// than 80 columns; commands cannot.
pub fn render(check: &Check, failure: &Failure, place: &Place, language: Language) -> String {
    let mut parts = vec![wrap(&format!("{}: {}", check.id, language.of(check.title)), 0)];
    if !failure.pieces.is_empty() {
        parts.push(wire::render(&failure.pieces, failure.at, language));
    }
    parts.push(wrap(&failure.problem.say(language.is_spanish()), 0));
    if !failure.last_words.is_empty() {
        let lines = failure.last_words.iter().map(|line| format!("  {line}"));
        let lines = lines.collect::<Vec<_>>().join("\n");
        parts.push(format!("{}\n{lines}", language.of(LAST_WORDS)));
    }
    parts.push(lesson(check, failure, place, language));
    parts.join("\n\n")
}

/// The rule, a hint, and how to see it for oneself.
fn lesson(check: &Check, failure: &Failure, place: &Place, language: Language) -> String {
    let source = if check.rfc == COURSE { language.of(OURS) } else { check.rfc };
    let rule = wrap(&format!("{} ({source})", language.of(check.rule)), LABEL);
    let mut lines = vec![labelled(RULE, &rule, language)];
    let hint = check.hints.first().map(|hint| wrap(language.of(*hint), LABEL));
    lines.extend(hint.map(|hint| labelled(HINT, &hint, language)));
    let sent = failure.pieces.iter().filter_map(Piece::as_sent).collect::<Vec<_>>().concat();
    if !sent.is_empty() {
        let sent = broken::replace(&sent, &place.tested, &place.addr);
        let mut commands = Vec::from_iter(place.start.clone());
        let command = command::of(&sent, &place.addr);
        commands.push(command.unwrap_or_else(|| language.of(TOO_LONG).to_string()));
        let commands = commands.join(&format!("\n{:LABEL$}", ""));
        lines.push(labelled(TRY, &commands, language));
    }
    lines.join("\n")
}

fn labelled(label: Text, text: &str, language: Language) -> String {
    format!("{:LABEL$}{text}", language.of(label))
}

/// The widest line of a report, in columns.
const WIDTH: usize = 80;

/// Breaks between words; lines after the first begin with `indent` spaces, for which
/// the first leaves room.
pub(crate) fn wrap(text: &str, indent: usize) -> String {
    let (mut wrapped, mut column) = (String::new(), indent);
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > indent && column + 1 + width > WIDTH {
            wrapped += &format!("\n{:indent$}", "");
            column = indent;
        } else if column > indent {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += width;
    }
    wrapped
}
