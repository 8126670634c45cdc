//! The READMEs' tables of stages say what the book's says. (That the guide for grading knows the
//! catalogue, a test of the tester's tells.)

use crate::{breaks, holds};
use book::course::Course;
use book::expand::{Place, expand};
use book::language::BOTH;
use book::page::Page;
use regex::Regex;
use std::fs;
use std::path::Path;

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for language in BOTH {
        let name = if language.is_spanish() { "README.es.md" } else { "README.md" };
        let readme = readme(&fs::read_to_string(root.join(name))?)?;
        let book = book_table(&Course::read(root, language)?)?;
        if readme != book {
            faults.push(format!("{name} says {readme:?}, the book {book:?}"));
        }
    }
    Ok(faults)
}

/// The cells of a README's table of stages.
fn readme(text: &str) -> anyhow::Result<Vec<String>> {
    let row =
        Regex::new(r"(?m)^\| \[(stage[\w-]+)\]\(.*?\) \| (.*?) \| (\d+) \| (\d+) \| (\d+) \|$")?;
    Ok(cells(&row, text))
}

/// The cells of the table that `{{#stages}}` gives.
fn book_table(course: &Course) -> anyhow::Result<Vec<String>> {
    let row =
        Regex::new(r"<tr><td>.*?>(stage[\w-]+)<.*?<td>(.*?)</td>.*?>(\d+)<.*?>(\d+)<.*?>(\d+)<")?;
    Ok(cells(&row, &expanded(course, "{{#stages}}")?))
}

fn cells(row: &Regex, text: &str) -> Vec<String> {
    let rows = row.captures_iter(text);
    rows.map(|row| (1..=5).map(|cell| &row[cell]).collect::<Vec<_>>().join(" | ")).collect()
}

/// What a page with this text becomes.
fn expanded(course: &Course, text: &str) -> anyhow::Result<String> {
    let (name, title) = ("a".to_string(), "A".to_string());
    let (path, text) = ("a.md".to_string(), text.to_string());
    let page = Page { language: course.language, name, title, path, text };
    expand(Place { course, page: &page }).map_err(|troubles| anyhow::anyhow!("{troubles:?}"))
}

#[test]
fn the_book() {
    holds(faults);
}

const MANIFEST: &str = "[package]\nname = \"stage01-a\"\n[package.metadata.stage]\nnumber = 1\n\
    concept = \"sockets\"\nconcepto = \"los sockets\"\nadds = []\nchanges = []\n";
const ENGLISH: &str = "| [stage01-a](stage01-a/) | sockets | 1 | 1 | 0 |\n";
const SPANISH: &str = "| [stage01-a](stage01-a/) | los sockets | 1 | 1 | 0 |\n";

#[test]
fn bites() {
    let table: [(&str, &str, &[&str]); 4] = [
        ("", "", &[]),
        ("| sockets | 1", "| sockets | 2", &["README.md says"]),
        ("| sockets", "| los sockets", &["README.md says"]),
        ("| [stage01-a]", "| [stage02-b]", &["README.md says"]),
    ];
    for (old, new, expected) in table {
        let english = ENGLISH.replacen(old, new, 1);
        let files = [
            ("stage01-a/Cargo.toml", MANIFEST),
            ("stage01-a/src/main.rs", "fn main() {}\n"),
            ("docs/en/src/SUMMARY.md", ""),
            ("docs/es/src/SUMMARY.md", ""),
            ("README.md", &english),
            ("README.es.md", SPANISH),
        ];
        breaks(faults, &files, expected);
    }
}
