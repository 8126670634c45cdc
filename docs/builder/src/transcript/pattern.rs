//! Comparing what a page shows with what came: what differs each time is made alike, and `…` stands
//! for anything.

use anstyle::{AnsiColor, Style};
use regex::Regex;
use similar::{ChangeTag, TextDiff};
use std::sync::LazyLock;

/// Stands for anything: alone for any lines, within a line for any text.
pub const ANYTHING: &str = "…";

/// What differs with each run, and what it is taken for. `Content-Length` goes only beside the
/// version of `curl`, which is part of such content.
const VARYING: [(&str, &str); 5] = [
    (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\b", "DATE"),
    (r"\b(curl|Python|SimpleHTTP|nginx|lighttpd|Wget)/\d[\w.]*", "$1/VERSION"),
    (r"\bafter \d+ ms\b", "after NUMBER ms"),
    // A port that the system chose.
    (r"\b(127\.0\.0\.1|localhost|\[::1\])([: ])\d{5}\b", "$1${2}PORT"),
    (r"(?i)(content-length): \d+(?s:(.*curl/VERSION))", "$1: NUMBER$2"),
];

/// A pattern of our own.
pub fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns in this program are good")
}

/// A text without what differs with each run.
pub fn normalized(text: &str) -> String {
    static ALL: LazyLock<Vec<(Regex, &str)>> =
        LazyLock::new(|| VARYING.iter().map(|(pattern, by)| (regex(pattern), *by)).collect());
    let text = text.replace("\r\n", "\n");
    ALL.iter().fold(text, |text, (varying, by)| varying.replace_all(&text, *by).into_owned())
}

/// Lines that a page shows, ready to be compared.
#[derive(Debug, Clone)]
pub struct Expected {
    lines: Vec<String>,
}

impl Expected {
    pub fn new<S: AsRef<str>>(lines: &[S]) -> Expected {
        let text = lines.iter().map(|line| format!("{}\n", line.as_ref())).collect::<String>();
        Expected { lines: to_lines(&normalized(&text)) }
    }

    /// Whether this is what it shows, from the first line to the last.
    pub fn matches(&self, found: &str) -> bool {
        let found = to_lines(&normalized(found));
        all_match(&self.lines, &found)
    }

    /// What is expected and what was found, line by line.
    pub fn difference(&self, found: &str) -> String {
        let mut found = to_lines(&normalized(found));
        for line in &mut found {
            let same = |pattern: &&String| *pattern != ANYTHING && line_matches(pattern, line);
            if let Some(pattern) = self.lines.iter().find(same) {
                line.clone_from(pattern);
            }
        }
        difference(&self.lines, &found)
    }
}

fn all_match(expected: &[String], found: &[String]) -> bool {
    match expected {
        [] => found.is_empty(),
        [first, rest @ ..] if first.trim() == ANYTHING => {
            (0..=found.len()).any(|skip| all_match(rest, &found[skip..]))
        }
        [first, rest @ ..] => found
            .split_first()
            .is_some_and(|(line, later)| line_matches(first, line) && all_match(rest, later)),
    }
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split(ANYTHING);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        // The part before has its place as soon as it is not the last: the leftmost will do.
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    last.map_or(rest.is_empty(), |end| rest.ends_with(end))
}

/// Without space at their ends, nor empty lines behind the last.
fn to_lines(text: &str) -> Vec<String> {
    text.trim_end().lines().map(|line| line.trim_end().to_string()).collect()
}

/// Each line after ` `, `-` (only expected, red) or `+` (only found, green).
pub fn difference(expected: &[String], found: &[String]) -> String {
    let (old, new) = (text(expected), text(found));
    let diff = TextDiff::from_lines(&old, &new);
    let lines = diff.iter_all_changes().map(|change| {
        let (sign, style) = match change.tag() {
            ChangeTag::Equal => (' ', Style::new()),
            ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
            ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
        };
        format!("{style}{sign} {}{style:#}\n", change.value().trim_end())
    });
    lines.collect()
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests;
