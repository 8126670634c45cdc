//! `{{#exercises}}`: all of them, with title, chapter and size.

use crate::course::Course;
use crate::expand::Place;
use crate::html::with_code;
use crate::language::text;
use crate::page::Page;
use crate::piece::{What, pieces};
use crate::trouble::Told;
use std::collections::BTreeSet;
use tester::catalogue::Text;

/// An exercise as its page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    /// The page's name and title.
    pub page: (String, String),
    pub title: String,
    /// As the page says it: `half an hour`.
    pub size: String,
}

/// Every exercise, in the order of the book.
pub fn all(course: &Course) -> Vec<Entry> {
    course.pages.iter().flat_map(of_page).collect()
}

fn of_page(page: &Page) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut open = None;
    for piece in pieces(&page.text) {
        match piece.what {
            What::Directive { name: "exercise", args } => open = Some(args.to_string()),
            What::Line(line) if line.trim().is_empty() => {}
            What::Line(line) => {
                let entry = open.take().map(|id| entry(id, page, line));
                entries.extend(entry);
            }
            _ => {}
        }
    }
    entries
}

/// `**Title.** (half an hour) What to do.`
fn entry(id: String, page: &Page, line: &str) -> Entry {
    let (title, rest) =
        line.trim().strip_prefix("**").and_then(|line| line.split_once("**")).unwrap_or_default();
    let size = rest.trim().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    Entry {
        id,
        page: (page.name.clone(), page.title.clone()),
        title: title.trim_end_matches('.').into(),
        size: size.map(|(size, _)| size.into()).unwrap_or_default(),
    }
}

/// # Errors
/// An exercise without title or size, or one that is there twice.
pub fn render(place: Place, args: &str) -> Told<String> {
    if !args.is_empty() {
        return Err("`{{#exercises}}` takes nothing".into());
    }
    let entries = all(place.course);
    check(&entries)?;
    let rows: String = entries.iter().map(row).collect();
    let head =
        HEAD.map(|word| format!("<th scope=\"col\">{}</th>", place.course.language.of(word)));
    Ok(format!(
        "<div class=\"table-wrapper\"><table class=\"exercises\"><thead><tr>{}</tr></thead>\
         <tbody>{rows}</tbody></table></div>",
        head.concat()
    ))
}

fn check(entries: &[Entry]) -> Told<()> {
    let mut seen = BTreeSet::new();
    for Entry { id, page: (page, _), title, size } in entries {
        if title.is_empty() || size.is_empty() {
            return Err(format!(
                "exercise {id} in {page} must begin `**Title.** (half an hour) …`"
            ));
        }
        if !seen.insert(id) {
            return Err(format!("exercise {id} is there twice"));
        }
    }
    Ok(())
}

fn row(entry: &Entry) -> String {
    let Entry { id, page: (page, chapter), title, size } = entry;
    format!(
        "<tr><td>{id}</td><td><a href=\"{page}.md#exercise-{id}\">{}</a></td>\
         <td><a href=\"{page}.md\">{}</a></td><td>{}</td></tr>",
        with_code(title),
        with_code(chapter),
        with_code(size)
    )
}

const HEAD: [Text; 4] = [
    text("Number", "Número"),
    text("Exercise", "Ejercicio"),
    text("Chapter", "Capítulo"),
    text("Size", "Tamaño"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn title_and_size_are_in_the_first_line() {
        let text = "{{#exercise 3.2}}\n\n**Sums.** (half an hour) `GET`\n\nmore\n{{/exercise}}\n\
            {{#exercise 3.3}}\nno title\n{{/exercise}}\n";
        let page = Page {
            language: Language::English,
            name: "a".into(),
            title: "A".into(),
            path: "a.md".into(),
            text: text.into(),
        };
        let found = of_page(&page).into_iter().map(|entry| (entry.id, entry.title, entry.size));
        let expected = [("3.2", "Sums", "half an hour"), ("3.3", "", "")];
        let expected = expected.map(|(id, title, size)| (id.into(), title.into(), size.into()));
        assert_eq!(found.collect::<Vec<(String, String, String)>>(), expected);
    }
}
