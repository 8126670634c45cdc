//! Where the book explains what a check is about: said here and nowhere else.

use super::Language;
use crate::catalogue::{Check, Text};

/// The chapters: one for each stage, called like its folder.
pub const CHAPTERS: [&str; 7] = [
    "stage01-bind",
    "stage02-hello",
    "stage03-parse",
    "stage04-headers",
    "stage05-files",
    "stage06-threads",
    "stage07-methods",
];

/// The page with the check's rule, below the book's folder in either language:
/// `stage03-parse.html#parse`.
pub fn page(check: &Check) -> Option<String> {
    let chapter = CHAPTERS.get(usize::from(check.since).checked_sub(1)?)?;
    Some(format!("{chapter}.html#{}", check.area()))
}

const CHAPTER: Text = Text { en: "book, chapter", es: "libro, capítulo" };

/// The page as a report names it. Until the book is there, nobody is sent to a file: it is to
/// say [`page`] from then on.
pub(super) fn mention(check: &Check, language: Language) -> String {
    format!("{} {}", language.of(CHAPTER), check.since)
}
