//! `{{#code stage03-parse/src/request.rs split_line}}`

use crate::course::Course;
use crate::expand::Place;
use crate::html::escape;
use crate::language::{Language, counted, text};
use crate::source::{self, Lines, marks};
use crate::trouble::Told;
use tester::catalogue::Text;

/// Items of one file.
struct Listing<'a> {
    path: &'a str,
    lines: Vec<&'a str>,
    /// For each line whether it is new, if there is a stage before.
    new: Option<Vec<bool>>,
    blocks: Vec<Lines>,
}

/// # Errors
/// If there is no such file, or no such item.
pub fn render(place: Place, args: &str) -> Told<String> {
    let args = shlex::split(args).ok_or("a quote that does not end")?;
    let Some((path, names)) = args.split_first() else {
        return Err("`{{#code}}` needs a file".into());
    };
    let text = source::read(&place.course.root, path)?;
    let blocks = blocks(place.course, path, &text, names)?;
    let new = marks::new_lines(place.course, path, &text);
    let lines: Vec<&str> = text.lines().collect();
    if let Some(line) = lines.iter().find(|line| path.ends_with(".rs") && is_hidden(line)) {
        return Err(format!("`{path}`: mdBook would hide the line `{line}`"));
    }
    Ok(Listing { path, lines, new, blocks }.render(names, place.course.language))
}

/// mdBook takes a line of Rust that begins with `# ` for one that only rustdoc needs.
fn is_hidden(line: &str) -> bool {
    let line = line.trim_start();
    line == "#" || line.starts_with("# ") || line.starts_with("##")
}

/// The lines of all items; those that follow one another are one block.
fn blocks(course: &Course, path: &str, text: &str, names: &[String]) -> Told<Vec<Lines>> {
    if names.is_empty() {
        return Ok(vec![1..=text.lines().count()]);
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks: Vec<Lines> = Vec::new();
    for name in names {
        let found = source::find(course, path, text, name)?;
        match blocks.last_mut() {
            Some(last) if follows(&lines, last, &found) => *last = *last.start()..=*found.end(),
            _ => blocks.push(found),
        }
    }
    Ok(blocks)
}

/// Whether nothing but empty lines is between the two.
fn follows(lines: &[&str], first: &Lines, second: &Lines) -> bool {
    let between = lines.get(*first.end()..second.start() - 1);
    between.is_some_and(|lines| lines.iter().all(|line| line.trim().is_empty()))
}

impl Listing<'_> {
    fn render(&self, names: &[String], language: Language) -> String {
        let says = |at: &usize| !self.lines[at - 1].trim().is_empty();
        let lines: Vec<usize> = self.blocks.iter().cloned().flatten().filter(says).collect();
        let new = lines.iter().filter(|at| self.is_new(**at)).count();
        let old = lines.len() - new;
        let all_new = if new > 0 && old == 0 { " code-all-new" } else { "" };
        let blocks = self.blocks.iter().map(|block| self.block(block, old > 0));
        let blocks: String = blocks.collect();
        let caption = self.caption(names, new, old, language);
        format!(
            "<figure class=\"code{all_new}\"><figcaption>{caption}</figcaption>{blocks}</figure>"
        )
    }

    fn is_new(&self, line: usize) -> bool {
        let new = self.new.as_ref().and_then(|new| new.get(line - 1));
        new.is_some_and(|new| *new)
    }

    fn caption(&self, names: &[String], new: usize, old: usize, language: Language) -> String {
        let items = names.iter().filter(|name| !["uses", "//!"].contains(&name.as_str()));
        let items = items.map(|name| format!(" <span class=\"item\">{}</span>", escape(name)));
        let mut caption = format!("<code>{}</code>", escape(self.path));
        let places: Vec<String> = self.blocks.iter().map(lines).collect();
        let word = if places.len() == 1 && !places[0].contains('–') { LINE } else { LINES };
        caption +=
            &format!(" <span class=\"lines\">{} {}</span>", language.of(word), places.join(", "));
        caption.extend(items);
        caption + &new_key(new, old, language)
    }

    fn block(&self, block: &Lines, mark: bool) -> String {
        let indent = block.clone().map(|at| self.lines[at - 1]);
        let indent = indent.filter(|line| !line.trim().is_empty());
        let indent = indent.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        let (mut code, mut open) = (String::new(), false);
        for at in block.clone() {
            let new = mark && self.is_new_within(at, block);
            if new != open {
                code.push_str(if new { "<ins>" } else { "</ins>" });
                open = new;
            }
            code.push_str(&escape(self.lines[at - 1].get(indent..).unwrap_or_default()));
            code.push('\n');
        }
        let end = if open { "</ins>" } else { "" };
        format!("<pre><code class=\"language-{}\">{code}{end}</code></pre>", self.kind())
    }

    /// An empty line between new ones belongs to them.
    fn is_new_within(&self, at: usize, block: &Lines) -> bool {
        let says = |at: &usize| !self.lines[at - 1].trim().is_empty();
        let before = (*block.start()..=at).rev().find(says);
        let after = (at..=*block.end()).find(says);
        before.is_some_and(|at| self.is_new(at)) && after.is_some_and(|at| self.is_new(at))
    }

    fn kind(&self) -> &str {
        match self.path.rsplit('.').next() {
            Some("rs") => "rust",
            Some("py") => "python",
            Some("js") => "javascript",
            Some("html") => "html",
            Some("toml") => "toml",
            _ => "text",
        }
    }
}

fn lines(block: &Lines) -> String {
    match (block.start(), block.end()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}–{last}"),
    }
}

fn new_key(new: usize, old: usize, language: Language) -> String {
    let says = match (new, old) {
        (0, _) => return String::new(),
        (_, 0) => language.of(ALL_NEW).to_string(),
        (new, _) => counted(new, NEW_LINE, NEW_LINES, language),
    };
    format!(" <span class=\"new-key\">{says}</span>")
}

const LINE: Text = text("line", "línea");
const LINES: Text = text("lines", "líneas");
const ALL_NEW: Text = text("new in this stage", "nuevo en esta etapa");
const NEW_LINE: Text = text("new line", "línea nueva");
const NEW_LINES: Text = text("new lines", "líneas nuevas");

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn listing<'a>(text: &'a str, new: &[bool], block: Lines) -> Listing<'a> {
        let lines = text.lines().collect();
        Listing { path: "a/b.rs", lines, new: Some(new.to_vec()), blocks: vec![block] }
    }

    #[test]
    fn runs_of_new_lines_are_marked_and_the_code_is_moved_to_the_left() {
        let text = "    fn a() {\n        <b>\n\n        c\n    }";
        let found = listing(text, &[false, true, false, true, false], 1..=5).block(&(1..=5), true);
        let expected = "fn a() {\n<ins>    &lt;b&gt;\n\n    c\n</ins>}\n";
        assert_eq!(found, format!("<pre><code class=\"language-rust\">{expected}</code></pre>"));
    }

    #[test]
    fn the_caption_says_what_is_new() {
        let table = [
            ("a\nb", [true, true], " code-all-new", "new in this stage"),
            ("a\n\n", [true, false], " code-all-new", "new in this stage"),
            ("a\nb", [false, true], "", "1 new line"),
        ];
        for (text, new, class, says) in table {
            let html =
                listing(&format!("{text}\n"), &new, 1..=2).render(&["x".into()], Language::English);
            assert!(html.starts_with(&format!("<figure class=\"code{class}\">")), "{html}");
            assert!(html.contains(&format!("<span class=\"new-key\">{says}</span>")), "{html}");
            assert!(html.contains("<span class=\"lines\">lines 1–2</span>"), "{html}");
        }
        let html = listing("a\nb", &[false, false], 1..=1).render(&[], Language::Spanish);
        assert!(!html.contains("new-key") && html.contains("línea 1<"), "{html}");
    }

    #[test]
    fn lines_that_mdbook_hides_are_known() {
        for (line, hidden) in
            [("  # a", true), ("#", true), ("##", true), ("#[a]", false), ("#![a]", false)]
        {
            assert_eq!(is_hidden(line), hidden, "{line}");
        }
    }

    #[test]
    fn items_in_a_row_are_one_block() {
        let text = "const A: u8 = 1;\n\nconst B: u8 = 2;\nconst C: u8 = 3;\n";
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let course = Course::new(Path::new(""), Language::English, Vec::new(), Vec::new());
        assert_eq!(blocks(&course, "a.rs", text, &names(&["A", "B"])), Ok(vec![1..=3]));
        assert_eq!(blocks(&course, "a.rs", text, &names(&["A", "C"])), Ok(vec![1..=1, 4..=4]));
        assert_eq!(blocks(&course, "a.rs", text, &[]), Ok(vec![1..=4]));
    }
}
