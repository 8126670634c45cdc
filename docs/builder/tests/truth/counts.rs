//! Numbers that the sources tell are not written by hand: there is `{{#count …}}`.

use crate::prose::without_pieces;
use crate::{book, breaks, holds};
use book::language::BOTH;
use book::page::pages;
use regex::Regex;
use std::path::Path;

/// A number before what `{{#count}}` counts.
const COUNTED: &str = r"(?i)\b\d[\d.,]*\s+(new\s+)?(checks|comprobaciones|exercises|ejercicios|lines of code|líneas de código|lines of Rust|líneas de Rust)\b";

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let counted = Regex::new(COUNTED)?;
    let mut faults = Vec::new();
    for language in BOTH {
        for page in pages(root, language)? {
            let text = without_pieces(&page.text);
            for found in counted.find_iter(&text) {
                let line = text[..found.start()].matches('\n').count() + 1;
                let number = found.as_str();
                faults.push(format!("{}:{line}: `{number}`: take {{{{#count …}}}}", page.path));
            }
        }
    }
    Ok(faults)
}

#[test]
fn the_book() {
    holds(faults);
}

#[test]
fn bites() {
    let good = "All. {{#count checks}} checks, three exercises, 20 lines, 5 s\n";
    let table: [(&str, &str, &[&str]); 5] = [
        (good, good, &[]),
        ("a\n\nall 240 checks", good, &["docs/en/src/cookies.md:3: `240 checks`"]),
        ("all 240\nnew checks", good, &["docs/en/src/cookies.md:1: `240\nnew checks`"]),
        (good, "12 ejercicios", &["docs/es/src/cookies.md:1: `12 ejercicios`"]),
        (
            "1,581 lines of code",
            "1581 líneas de código",
            &["`1,581 lines of code`", "`1581 líneas"],
        ),
    ];
    for (english, spanish, expected) in table {
        breaks(faults, &book("cookies", english, spanish), expected);
    }
}
