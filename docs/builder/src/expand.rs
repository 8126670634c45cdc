//! Replaces the directives of a page by what they stand for.

use crate::course::Course;
use crate::directive::block::is_sections;
use crate::directive::{self, Open};
use crate::page::Page;
use crate::piece::{INLINE, What, name_and_args, pieces};
use crate::rfc;
use crate::trouble::{Told, Trouble};

/// A page, and all that its directives draw from.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub course: &'a Course,
    pub page: &'a Page,
}

/// A page under way.
struct Expansion<'a> {
    place: Place<'a>,
    text: String,
    open: Vec<(usize, Open)>,
    troubles: Vec<Trouble>,
}

/// The page as Markdown that mdBook understands.
///
/// # Errors
/// All that is wrong with it.
pub fn expand(place: Place) -> Result<String, Vec<Trouble>> {
    let mut page = Expansion { place, text: String::new(), open: Vec::new(), troubles: Vec::new() };
    for piece in pieces(&place.page.text) {
        if let Err(what) = page.take(piece.line, piece.indent, &piece.what) {
            page.fail(piece.line, what);
        }
    }
    while let Some((line, open)) = page.open.pop() {
        page.fail(line, format!("`{{{{#{}}}}}` has no end", open.name()));
    }
    match page.troubles.is_empty() {
        true => Ok(rfc::link_page(&page.text)),
        false => Err(page.troubles),
    }
}

impl Expansion<'_> {
    fn take(&mut self, line: usize, indent: &str, what: &What) -> Told<()> {
        match what {
            What::Line(text) if self.is_in_block() && is_sections(text) => {}
            What::Line(text) => {
                self.line(&(inline(self.place, text)? + &self.title_id(line, text)))
            }
            What::Fence(fence) => match directive::fence(self.place, fence)? {
                Some(html) => self.html(indent, &html),
                None => fence.source.iter().for_each(|line| self.line(line)),
            },
            What::Directive { name, args } if directive::is_block(name) => {
                self.open(line, indent, Open::new(self.place, name, args)?)?;
            }
            What::Directive { name, args } => {
                self.html(indent, &directive::alone(self.place, name, args)?);
            }
            What::Close { name } => self.close(indent, name)?,
        }
        Ok(())
    }

    fn open(&mut self, line: usize, indent: &str, open: Open) -> Told<()> {
        let html = open.opening(self.place)?;
        self.open.push((line, open));
        self.html(indent, &html);
        Ok(())
    }

    fn close(&mut self, indent: &str, name: &str) -> Told<()> {
        match self.open.pop() {
            Some((_, open)) if open.name() == name => {
                let html = open.closing(self.place)?;
                self.html(indent, &html);
                Ok(())
            }
            Some((line, open)) => {
                let what = format!(
                    "`{{{{/{name}}}}}` cannot end `{{{{#{}}}}}` of line {line}",
                    open.name()
                );
                self.open.push((line, open));
                Err(what)
            }
            None => Err(format!("`{{{{/{name}}}}}` ends nothing")),
        }
    }

    /// For a title without an id the same one in both languages, unlike that of any section.
    fn title_id(&self, line: usize, text: &str) -> String {
        let is_bare = line == 1 && text.starts_with("# ") && !text.contains("{#");
        if is_bare { format!(" {{#page-{}}}", self.place.page.name) } else { String::new() }
    }

    fn is_in_block(&self) -> bool {
        self.open.last().is_some_and(|(_, open)| open.name() == "block")
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// HTML stands alone between empty lines, or mdBook takes what follows for a part of it.
    fn html(&mut self, indent: &str, html: &str) {
        self.text.push_str(&format!("\n{indent}{html}\n\n"));
    }

    fn fail(&mut self, line: usize, what: String) {
        let page = self.place.page.path.clone();
        self.troubles.push(Trouble { page, line, what });
    }
}

/// A line with the directives within it replaced, but those in `` `code` ``.
fn inline(place: Place, line: &str) -> Told<String> {
    let Some((before, rest)) = line.split_once("{{#") else { return Ok(line.into()) };
    let Some((inside, after)) = rest.split_once("}}") else {
        return Err("`{{#` without `}}`".into());
    };
    if before.matches('`').count() % 2 == 1 {
        return Ok(format!("{before}{{{{#{inside}}}}}{}", inline(place, after)?));
    }
    let (name, args) = name_and_args(inside);
    if !INLINE.contains(&name) {
        return Err(format!("`{{{{#{name}}}}}` must stand alone on its line"));
    }
    let html = directive::inline(place, name, args)?;
    Ok(format!("{before}{html}{}", inline(place, after)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use std::path::Path;

    /// A page of a course that has nothing else.
    fn expanded(text: &str) -> Result<String, Vec<String>> {
        let page = Page {
            language: Language::Spanish,
            name: "a".into(),
            title: "A".into(),
            path: "docs/es/src/a.md".into(),
            text: text.into(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let course = Course::new(&root, Language::Spanish, Vec::new(), vec![page.clone()]);
        expand(Place { course: &course, page: &page })
            .map_err(|troubles| troubles.iter().map(Trouble::to_string).collect())
    }

    /// What is written, and what it becomes.
    const DIRECTIVES: [(&str, &str); 7] = [
        (
            "{{#fold A <b>}}\n*x*\n{{/fold}}",
            "<details class=\"fold\"><summary>A &lt;b&gt;</summary>\n\n*x*\n\n</details>",
        ),
        (
            "{{#box goal}}\nx\n{{/box}}",
            "<div class=\"box goal\"><p class=\"box-title\">Lo que sabrás hacer</p>\n\nx\n\n</div>",
        ),
        ("# A `b`\n", "# A `b` {#page-a}"),
        ("## A {#a}\n{{#minutes 75}}", "## A {#a}\n\n<p class=\"minutes\">1 h 15 min</p>"),
        ("{{#count exercises}} x `{{#count exercises}}`", "0 x `{{#count exercises}}`"),
        ("```rust\n{{#code}}\n```", "```rust\n{{#code}}\n```"),
        (
            "- a\n\n  {{#fold B}}\n  x\n  {{/fold}}",
            "- a\n\n\n  <details class=\"fold\"><summary>B</summary>\n\n  x\n\n  </details>",
        ),
    ];

    #[test]
    fn directives_are_replaced_and_the_rest_stays() {
        for (text, html) in DIRECTIVES {
            assert_eq!(expanded(text).unwrap().trim(), html, "{text}");
        }
    }

    /// A page, and what is said of it.
    const WRONG: &[(&str, &str)] = &[
        ("{{#bxo goal}}", "1: there is no directive `bxo`; did you mean `box`?"),
        ("\n{{#box gaol}}", "2: there is no box `gaol`; did you mean `goal`?"),
        ("{{#fold A}}\nx", "1: `{{#fold}}` has no end"),
        ("{{#fold}}", "1: `{{#fold}}` needs a title"),
        ("x\n{{/fold}}", "2: `{{/fold}}` ends nothing"),
        ("{{#fold A}}\n{{/box}}\n{{/fold}}", "2: `{{/box}}` cannot end `{{#fold}}` of line 1"),
        ("x {{#minutes 5}}", "1: `{{#minutes}}` must stand alone on its line"),
        ("x {{#count", "1: `{{#` without `}}`"),
        ("{{#minutes}}", "1: no section of this page has `{{#minutes N}}` right below its heading"),
        ("{{#minutes ten}}", "1: `ten` is no number of minutes"),
        (
            "{{#code docs/es/book.tmol}}",
            "1: there is no file `docs/es/book.tmol`; did you mean `book.toml`?",
        ),
        (
            "{{#code stage03-parse/src/request.rs split_lin}}",
            "1: `stage03-parse/src/request.rs`: has no `split_lin`; did you mean `split_line`?",
        ),
        ("{{#figure no-such}}", "1: there is no file `docs/figures/no-such.svg`"),
        ("{{#diff stage99-x}}", "1: there is no stage `stage99-x`"),
        ("```\nx", "1: a fenced block that does not end"),
        ("```console tyr\n$ x\n```", "1: `console` has no option `tyr`"),
        ("```wire stage99-x\n> x\n```", "1: a dump names its stage, not `stage99-x`"),
    ];

    #[test]
    fn all_that_is_wrong_is_said_with_its_line() {
        for (text, says) in WRONG {
            let found = expanded(text).unwrap_err();
            assert_eq!(found, [format!("docs/es/src/a.md:{says}")], "{text}");
        }
    }
}
