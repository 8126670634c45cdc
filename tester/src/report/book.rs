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

/// Where `cargo book` serves the book: beside the servers of the course, which take 4221.
pub const ADDRESS: &str = "127.0.0.1:4222";

const BOOK: Text = Text { en: "Book (cargo book): {}", es: "Libro (cargo book): {}" };

/// The page as a report names it: its address while `cargo book` runs, which a terminal makes a
/// link.
pub(super) fn mention(check: &Check, language: Language) -> Option<String> {
    let folder = if language.is_spanish() { "es" } else { "en" };
    let address = format!("http://{ADDRESS}/{folder}/{}", page(check)?);
    Some(language.of(BOOK).replace("{}", &address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn a_page_fits_a_line_of_a_lesson() {
        for check in catalogue() {
            for language in [Language::English, Language::Spanish] {
                let mention = mention(check, language).expect("a chapter");
                assert!(mention.len() <= 76, "{mention}");
            }
        }
    }
}
