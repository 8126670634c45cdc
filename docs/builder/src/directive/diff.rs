//! `{{#diff stage03-parse}}`, `{{#diff stage03-parse/src/main.rs}}`

use crate::expand::Place;
use crate::html::escape;
use crate::language::{self, Language};
use crate::source::read;
use crate::trouble::Told;
use similar::{ChangeTag, TextDiff};
use std::fs;
use std::path::Path;
use tester::catalogue::Text;

/// How one file changes.
pub struct FileDiff {
    name: String,
    added: usize,
    removed: usize,
    lines: String,
}

/// # Errors
/// If there is no such stage or file, or if it changes nothing.
pub fn render(place: Place, args: &str) -> Told<String> {
    let course = place.course;
    let (stage, file) = args.split_once('/').map_or((args, None), |(s, f)| (s, Some(f)));
    if course.stage(stage).is_none() {
        return Err(format!("there is no stage `{stage}`"));
    }
    let before = course.before(stage);
    let folder = before.map_or("", |before| &before.name);
    let files = match file {
        Some(file) => vec![file.to_string()],
        None => files(&course.root, &[folder, stage]),
    };
    let diffs = changed(&course.root, folder, stage, &files);
    if diffs.is_empty() {
        read(&course.root, args)?;
        return Err(format!("`{args}` is as it was in {folder}"));
    }
    let number = before.map(|before| before.number);
    Ok(fold(stage, &diffs, &summary(number, file, course.language)))
}

/// The files that differ between two stages.
fn changed(root: &Path, before: &str, stage: &str, files: &[String]) -> Vec<FileDiff> {
    let diffs = files
        .iter()
        .filter_map(|file| diff(file, &text(root, before, file), &text(root, stage, file)));
    diffs.collect()
}

/// The text of a stage's file; of one that is not there, or of no stage, none.
fn text(root: &Path, stage: &str, file: &str) -> String {
    let path = root.join(stage).join(file);
    if stage.is_empty() { String::new() } else { fs::read_to_string(path).unwrap_or_default() }
}

fn summary(before: Option<u8>, file: Option<&str>, language: Language) -> String {
    let says = match (before, file) {
        (None, _) => ALL,
        (_, None) => CHANGES,
        _ => CHANGES_OF,
    };
    let file = file.map(|file| format!("<code>{}</code>", escape(file))).unwrap_or_default();
    let before = before.map(|number| number.to_string()).unwrap_or_default();
    language.of(says).replace("{file}", &file).replace("{before}", &before)
}

/// Cargo.toml and all sources that either stage has.
fn files(root: &Path, stages: &[&str]) -> Vec<String> {
    let names = stages.iter().flat_map(|stage| {
        let entries = fs::read_dir(root.join(stage).join("src")).into_iter().flatten().flatten();
        entries.map(|entry| format!("src/{}", entry.file_name().to_string_lossy()))
    });
    let mut names: Vec<String> = names.chain(["Cargo.toml".to_string()]).collect();
    names.sort();
    names.dedup();
    names
}

/// The changes of a file; `None` if there are none.
pub fn diff(file: &str, old: &str, new: &str) -> Option<FileDiff> {
    let (old, new) = match file {
        "Cargo.toml" => (dependencies(old), dependencies(new)),
        _ => (old, new),
    };
    let diff = TextDiff::from_lines(old, new);
    let mut file = FileDiff { name: file.into(), added: 0, removed: 0, lines: String::new() };
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let header = escape(&hunk.header().to_string());
        file.lines += &format!("<span class=\"hunk\">{header}\n</span>");
        let changes: Vec<_> = hunk.iter_changes().collect();
        for run in changes.chunk_by(|one, next| one.tag() == next.tag()) {
            let tag = run[0].tag();
            file.added += if tag == ChangeTag::Insert { run.len() } else { 0 };
            file.removed += if tag == ChangeTag::Delete { run.len() } else { 0 };
            file.lines += &marked(tag, run.iter().map(|change| change.value()));
        }
    }
    (file.added + file.removed > 0).then_some(file)
}

/// A run of lines of the same kind.
fn marked<'a>(tag: ChangeTag, lines: impl Iterator<Item = &'a str>) -> String {
    let (sign, open, close) = match tag {
        ChangeTag::Insert => ('+', "<ins>", "</ins>"),
        ChangeTag::Delete => ('-', "<del>", "</del>"),
        ChangeTag::Equal => (' ', "", ""),
    };
    let lines = lines.map(|line| format!("{sign}{}\n", escape(line.trim_end_matches('\n'))));
    format!("{open}{}{close}", lines.collect::<String>())
}

/// The files of a diff that git has written.
pub fn from_unified(text: &str) -> Vec<FileDiff> {
    let mut files: Vec<FileDiff> = Vec::new();
    for line in text.lines() {
        if line.starts_with("--- ") {
            continue;
        }
        if let Some(name) = line.strip_prefix("+++ ") {
            let name = name.strip_prefix("b/").unwrap_or(name).into();
            files.push(FileDiff { name, added: 0, removed: 0, lines: String::new() });
        } else if let Some(file) = files.last_mut() {
            file.take(line);
        }
    }
    files
}

/// Of a Cargo.toml, what the program depends on.
fn dependencies(text: &str) -> &str {
    let Some(start) = text.find("[dependencies]") else { return "" };
    let rest = &text[start..];
    rest.find("\n[").map_or(rest, |end| &rest[..end + 1])
}

/// All files, folded together.
pub fn fold(folder: &str, diffs: &[FileDiff], summary: &str) -> String {
    let sum = |part: fn(&FileDiff) -> usize| diffs.iter().map(part).sum::<usize>();
    let counts = counts(sum(|diff| diff.added), sum(|diff| diff.removed));
    let files: String = diffs.iter().map(|diff| diff.figure(folder)).collect();
    format!("<details class=\"diff\"><summary>{summary} {counts}</summary>{files}</details>")
}

fn counts(added: usize, removed: usize) -> String {
    format!("<span class=\"counts\"><ins>+{added}</ins> <del>−{removed}</del></span>")
}

impl FileDiff {
    /// A line of a diff that git has written.
    fn take(&mut self, line: &str) {
        let escaped = escape(line);
        self.lines += &match line.as_bytes().first() {
            Some(b'+') => format!("<ins>{escaped}\n</ins>"),
            Some(b'-') => format!("<del>{escaped}\n</del>"),
            Some(b'@') => format!("<span class=\"hunk\">{escaped}\n</span>"),
            Some(b' ') | None => escaped + "\n",
            _ => return,
        };
        self.lines = self.lines.replace("</ins><ins>", "").replace("</del><del>", "");
        self.added += usize::from(line.starts_with('+'));
        self.removed += usize::from(line.starts_with('-'));
    }

    /// The file, in this folder.
    pub fn figure(&self, folder: &str) -> String {
        let place = format!("{folder}/{}", self.name);
        let (place, counts) = (place.trim_start_matches('/'), counts(self.added, self.removed));
        format!(
            "<figure class=\"code\"><figcaption><code>{}</code> {counts}</figcaption>\
             <pre><code class=\"nohighlight diff\">{}</code></pre></figure>",
            escape(place),
            self.lines
        )
    }
}

const ALL: Text = language::text("All the code of this stage", "Todo el código de esta etapa");
const CHANGES: Text = language::text(
    "All that changes since stage {before}",
    "Todo lo que cambia desde la etapa {before}",
);
const CHANGES_OF: Text = language::text(
    "What changes in {file} since stage {before}",
    "Lo que cambia en {file} desde la etapa {before}",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_marked_and_counted() {
        let diff = diff("src/a.rs", "a\nb\nc\n", "a\n<x>\ny\nc\n").unwrap();
        assert_eq!((diff.added, diff.removed), (2, 1));
        let expected = " a\n<del>-b\n</del><ins>+&lt;x&gt;\n+y\n</ins> c\n";
        assert!(diff.lines.ends_with(expected), "{}", diff.lines);
    }

    #[test]
    fn a_diff_of_git_is_read() {
        let text = "diff --git a/x/src/a.rs b/x/src/a.rs\nindex 1..2 100644\n--- a/x/src/a.rs\n\
            +++ b/x/src/a.rs\n@@ -1 +1,2 @@\n a\n-b\n+c\n+d\ndiff --git a/y b/y\n\
            --- a/y\n+++ b/y\n@@ -1 +1 @@\n+e\n";
        let files = from_unified(text);
        let counts = files.iter().map(|file| (&*file.name, file.added, file.removed));
        assert_eq!(counts.collect::<Vec<_>>(), [("x/src/a.rs", 2, 1), ("y", 1, 0)]);
    }

    #[test]
    fn what_is_the_same_is_no_diff() {
        assert!(diff("src/a.rs", "a\n", "a\n").is_none());
        let cargo = "[package]\nname = \"a\"\n[dependencies]\nx = 1\n\n[lints]\n";
        assert!(diff("Cargo.toml", cargo, &cargo.replace("\"a\"", "\"b\"")).is_none());
        assert!(diff("Cargo.toml", cargo, &cargo.replace("x = 1", "x = 2")).is_some());
    }
}
