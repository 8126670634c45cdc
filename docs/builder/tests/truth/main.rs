//! What the book promises of itself, page by page. Each rule is a function from the course's folder to
//! what breaks it; each is tried on small books that break it.

mod agreement;
mod counts;
mod outline;
mod parity;
mod prose;
mod statuses;
mod teacher;
mod versions;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A rule: what breaks it, each with its place. Empty when all is well.
type Rule = fn(&Path) -> anyhow::Result<Vec<String>>;

/// The course itself; Cargo says where when the test runs.
fn course() -> PathBuf {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    folder.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into()).join("../..")
}

/// The rule, kept by the book.
#[track_caller]
fn holds(rule: Rule) {
    let faults = rule(&course()).expect("the course can be read");
    assert!(faults.is_empty(), "{} faults:\n\n{}\n", faults.len(), faults.join("\n"));
}

/// A folder with these files.
fn small(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// The rule, broken by these files in just this way: each fault that is found must contain the
/// text that belongs to it, and each text a fault.
#[track_caller]
fn breaks(rule: Rule, files: &[(&str, &str)], expected: &[&str]) {
    let folder = small(files);
    let faults = rule(folder.path()).expect("the small book can be read");
    let right = faults.len() == expected.len()
        && faults.iter().zip(expected).all(|(fault, text)| fault.contains(text));
    assert!(right, "found {faults:#?}, expected {expected:#?} in {files:#?}");
}

/// Both languages of a book with one page, `PAGE`.
fn book<'a>(page: &'a str, english: &'a str, spanish: &'a str) -> Vec<(&'a str, &'a str)> {
    let (en, es, summary) = match page {
        "stage01-bind" => ("docs/en/src/stage01-bind.md", "docs/es/src/stage01-bind.md", STAGE),
        _ => ("docs/en/src/cookies.md", "docs/es/src/cookies.md", COOKIES),
    };
    vec![
        ("docs/en/src/SUMMARY.md", summary),
        ("docs/es/src/SUMMARY.md", summary),
        (en, english),
        (es, spanish),
    ]
}

const STAGE: &str = "- [Bind](stage01-bind.md)\n";
const COOKIES: &str = "- [Cookies](cookies.md)\n";
