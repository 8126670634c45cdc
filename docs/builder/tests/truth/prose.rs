//! What a reader of a page reads, as Markdown has it: its links, tables and sentences.

use book::piece::{What, pieces};
use mdbook_markdown::pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;
use std::sync::LazyLock;

/// A part of a page that a reader sees, or follows, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text outside code and italics.
    Text(String),
    /// Where a link leads.
    Link(String),
    /// A table, by its columns and rows.
    Table { columns: usize, rows: usize },
}

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// The parts of a page in order, each with its line from 1.
pub fn parts(markdown: &str) -> Vec<(usize, Part)> {
    let text = without_pieces(markdown);
    let (mut parts, mut italics) = (Vec::new(), 0_usize);
    for (event, range) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
        let line = text[..range.start].matches('\n').count() + 1;
        let part = match event {
            Event::Text(text) if italics == 0 => Part::Text(text.to_string()),
            Event::Start(Tag::Link { dest_url, .. }) => Part::Link(dest_url.to_string()),
            Event::Start(Tag::Table(columns)) => Part::Table { columns: columns.len(), rows: 0 },
            other => {
                within(&other, &mut parts, &mut italics);
                continue;
            }
        };
        parts.push((line, part));
    }
    parts
}

/// Of what an event is a part: of italics, of a table.
fn within(event: &Event, parts: &mut [(usize, Part)], italics: &mut usize) {
    match event {
        Event::Start(Tag::Emphasis) => *italics += 1,
        Event::End(TagEnd::Emphasis) => *italics -= 1,
        Event::Start(Tag::TableRow) => add_row(parts),
        _ => {}
    }
}

fn add_row(parts: &mut [(usize, Part)]) {
    let tables = parts.iter_mut().rev().filter_map(|(_, part)| match part {
        Part::Table { rows, .. } => Some(rows),
        _ => None,
    });
    tables.take(1).for_each(|rows| *rows += 1);
}

/// The same lines, but for fenced blocks and directives; of a box and of a fold the title stays.
pub fn without_pieces(markdown: &str) -> String {
    static INLINE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{\{.*?\}\}").expect("good"));
    let mut lines = vec![String::new(); markdown.lines().count()];
    for piece in pieces(markdown) {
        lines[piece.line - 1] = match piece.what {
            What::Line(line) => INLINE.replace_all(line, "").into_owned(),
            What::Directive { name: "fold", args } => args.to_string(),
            What::Directive { name: "box", args } => {
                args.split_once(' ').map_or("", |(_, title)| title).to_string()
            }
            _ => String::new(),
        };
    }
    lines.join("\n")
}

#[test]
fn parts_are_told_apart() {
    let text = "# A *b* `c`\n\n{{#box note A title}}\nsee [d](e.md#f) {{#count checks}}\n{{/box}}\n\
        ```text\nnot this\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let expected = [
        (1, Part::Text("A ".into())),
        (1, Part::Text(" ".into())),
        (3, Part::Text("A title".into())),
        (4, Part::Text("see ".into())),
        (4, Part::Link("e.md#f".into())),
        (4, Part::Text("d".into())),
        (10, Part::Table { columns: 2, rows: 1 }),
    ];
    assert_eq!(parts(text)[..7], expected);
}
