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

/// The chapters that come after those of the stages.
pub const LATER: [&str; 7] =
    ["methods", "connections", "cookies", "caching", "https", "frameworks", "deployment"];

/// The page with the check's rule, below the book's folder in either language:
/// `stage03-parse.html#parse`; that of an exercise, `stage03-parse.html#exercise-3.2`.
pub fn page(check: &Check) -> Option<String> {
    let number = usize::from(check.chapter()).checked_sub(1)?;
    let chapter = CHAPTERS.iter().chain(&LATER).nth(number)?;
    let exercise = if check.is_exercise() { "exercise-" } else { "" };
    Some(format!("{chapter}.html#{exercise}{}", check.area()))
}

const CHAPTER: Text = Text { en: "book, chapter", es: "libro, capítulo" };

/// The page as a report names it. Until the book is there, nobody is sent to a file: it is to
/// say [`page`] from then on.
pub(super) fn mention(check: &Check, language: Language) -> String {
    format!("{} {}", language.of(CHAPTER), check.chapter())
}
