//! The table of differences as the READMEs show it.

use std::fmt::Write as _;

use crate::differences::Verdict;
use crate::rules::{RULES, Right, Rule, Text};

/// A language of the READMEs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    Spanish,
}

impl Language {
    fn of(self, text: &Text) -> &'static str {
        match self {
            Language::English => text.en,
            Language::Spanish => text.es,
        }
    }
}

const HEAD: Text = Text {
    en: "| What differs | Bytes | ours | httparse | hyper | RFC | Right | Why |",
    es: "| Qué difiere | Bytes | el nuestro | httparse | hyper | RFC | Tiene razón | Por qué |",
};

/// The whole table, in Markdown.
pub fn table(language: Language) -> String {
    let mut table = format!("{}\n|---|---|---|---|---|---|---|---|\n", language.of(&HEAD));
    for rule in RULES {
        table.push_str(&row(rule, language));
    }
    table
}

fn row(rule: &Rule, language: Language) -> String {
    let mut row = String::from("|");
    let example =
        format!("`{}`", rule.example.escape_default().to_string().replace("\\u{f1}", "ñ"));
    let example = example.replace("\\\"", "\"");
    let right = language.of(&right(rule.right));
    let verdicts = rule.verdicts.map(|verdict| language.of(&word(verdict)));
    let cells = [language.of(&rule.what), &example].into_iter().chain(verdicts);
    for cell in cells.chain([rule.section, right, language.of(&rule.why)]) {
        let _ = write!(row, " {} |", cell.replace('|', "\\|"));
    }
    row + "\n"
}

fn word(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Accepts => Text { en: "accepts", es: "acepta" },
        Verdict::Rejects => Text { en: "rejects", es: "rechaza" },
        Verdict::Differs => Text { en: "reads otherwise", es: "lee otra cosa" },
        Verdict::Unseen => Text { en: "not seen", es: "no lo ve" },
    }
}

fn right(right: Right) -> Text {
    match right {
        Right::Ours => Text { en: "ours", es: "el nuestro" },
        Right::Theirs => Text { en: "hyper", es: "hyper" },
        Right::Both => Text { en: "all", es: "todos" },
    }
}
