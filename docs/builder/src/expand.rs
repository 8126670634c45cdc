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
                let text = inline(self.place, text)?;
                self.line(&text);
            }
            What::Fence(fence) => match directive::fence(self.place, fence)? {
                Some(html) => self.html(indent, &html),
                None => fence.source.iter().for_each(|line| self.line(line)),
            },
            What::Directive { name, args } if directive::is_block(name) => {
                let open = Open::new(self.place, name, args)?;
                let html = open.opening(self.place)?;
                self.open.push((line, open));
                self.html(indent, &html);
            }
            What::Directive { name, args } => {
                let html = directive::alone(self.place, name, args)?;
                self.html(indent, &html);
            }
            What::Close { name } => self.close(indent, name)?,
        }
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
