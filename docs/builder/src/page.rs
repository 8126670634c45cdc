//! The pages of a book, as they are written.

use crate::language::{Language, code};
use crate::piece::{What, pieces};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A page in one language.
#[derive(Debug, Clone)]
pub struct Page {
    pub language: Language,
    /// Its file without the ending: `stage03-parse`.
    pub name: String,
    /// What the table of contents calls it.
    pub title: String,
    /// Its place in the course's folder: `docs/es/src/stage03-parse.md`.
    pub path: String,
    pub text: String,
}

/// A heading with what the page says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: usize,
    pub title: String,
    /// `{#problem}`
    pub id: Option<String>,
    pub line: usize,
}

/// A heading of the second level, and how long it takes in class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub id: String,
    pub title: String,
    pub minutes: Option<usize>,
}

/// All pages in the order of the table of contents.
///
/// # Errors
/// A file that cannot be read.
pub fn pages(root: &Path, language: Language) -> Result<Vec<Page>> {
    let folder = format!("docs/{}/src", code(language));
    let read = |path: String| {
        let text = fs::read_to_string(root.join(&path)).with_context(|| path.clone())?;
        Ok::<_, anyhow::Error>((path, text))
    };
    let (_, summary) = read(format!("{folder}/SUMMARY.md"))?;
    let entries = summary.lines().filter_map(entry);
    let pages = entries.map(|(title, name)| {
        let (path, text) = read(format!("{folder}/{name}.md"))?;
        Ok(Page { language, name: name.into(), title: title.into(), path, text })
    });
    pages.collect()
}

/// Title and page of a line such as `- [Files](stage05-files.md)`.
fn entry(line: &str) -> Option<(&str, &str)> {
    let link = line.trim().trim_start_matches("- ").strip_prefix('[')?;
    let (title, rest) = link.split_once("](")?;
    Some((title, rest.strip_suffix(".md)")?))
}

/// The headings of a page, in order.
pub fn headings(text: &str) -> Vec<Heading> {
    let lines = pieces(text).into_iter().filter_map(|piece| match piece.what {
        What::Line(line) => Some((piece.line, line)),
        _ => None,
    });
    lines.filter_map(|(at, line)| heading(line, at)).collect()
}

fn heading(text: &str, line: usize) -> Option<Heading> {
    let level = text.len() - text.trim_start_matches('#').len();
    let title = text[level..].strip_prefix(' ').filter(|_| level > 0)?.trim();
    let (title, id) = match title.strip_suffix('}').and_then(|title| title.rsplit_once("{#")) {
        Some((title, id)) => (title.trim(), Some(id.to_string())),
        None => (title, None),
    };
    Some(Heading { level, title: title.into(), id, line })
}

/// The sections of a page, with the minutes that stand right below their headings.
pub fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut fresh = false;
    for piece in pieces(text) {
        match piece.what {
            What::Line(line) if line.trim().is_empty() => continue,
            What::Line(line) => {
                let section = heading(line, piece.line).filter(|heading| heading.level == 2);
                fresh = section.is_some();
                sections.extend(section.map(Section::from));
            }
            What::Directive { name: "minutes", args } if fresh => {
                sections.last_mut().expect("fresh").minutes = args.parse().ok();
            }
            _ => fresh = false,
        }
    }
    sections
}

impl From<Heading> for Section {
    fn from(heading: Heading) -> Section {
        Section { id: heading.id.unwrap_or_default(), title: heading.title, minutes: None }
    }
}

/// How long a page takes in class.
pub fn minutes(text: &str) -> usize {
    sections(text).iter().filter_map(|section| section.minutes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_with_and_without_ids() {
        let text = "# A page\n## The `x` {#problem}\n```sh\n# no heading\n```\n#no";
        let found =
            headings(text).into_iter().map(|heading| (heading.level, heading.title, heading.id));
        let expected = [(1, "A page".into(), None), (2, "The `x`".into(), Some("problem".into()))];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn minutes_belong_to_the_heading_right_above() {
        let text = "# T\n{{#minutes}}\n## A {#a}\n\n{{#minutes 10}}\ntext\n## B {#b}\ntext\n{{#minutes 5}}\n## C {#c}\n{{#minutes 7}}";
        let found = sections(text).into_iter().map(|section| (section.id, section.minutes));
        let expected = [("a", Some(10)), ("b", None), ("c", Some(7))];
        assert_eq!(found.collect::<Vec<_>>(), expected.map(|(id, minutes)| (id.into(), minutes)));
        assert_eq!(minutes(text), 17);
    }

    #[test]
    fn entries_of_the_table_of_contents() {
        assert_eq!(entry("- [Files](stage05-files.md)"), Some(("Files", "stage05-files")));
        assert_eq!(entry("[Sources](sources.md)"), Some(("Sources", "sources")));
        for line in ["# The stages", "---", ""] {
            assert_eq!(entry(line), None);
        }
    }
}
