//! `{{#block 1}}`: a lesson of the teacher's plan, with the sections that it goes through.

use super::minutes::duration;
use crate::course::Course;
use crate::expand::Place;
use crate::html::{escape, with_code};
use crate::language::text;
use crate::page::{Section, sections};
use crate::piece::{What, pieces};
use crate::trouble::{Told, did_you_mean};
use tester::catalogue::Text;

/// How its first line begins.
const SECTIONS: &str = "sections:";

/// A lesson.
#[derive(Debug)]
pub struct Block {
    id: String,
}

/// A section that a lesson goes through, and how long it takes.
struct Stop {
    /// `stage01-bind.md#problem`
    link: String,
    title: String,
    minutes: usize,
}

impl Block {
    /// # Errors
    /// If it is no number.
    pub fn new(_: Place, id: &str) -> Told<Block> {
        let number: Result<u8, _> = id.parse();
        number.map(|_| Block { id: id.into() }).map_err(|_| format!("`{id}` is no block's number"))
    }

    /// # Errors
    /// If it names no sections, or one that is not there or has no minutes.
    pub fn opening(&self, place: Place) -> Told<String> {
        let names = of(&place.page.text, &self.id).ok_or_else(|| {
            format!("block {} must begin with a line `{SECTIONS} page#section …`", self.id)
        })?;
        let stops: Vec<Stop> =
            names.iter().map(|name| stop(place.course, name)).collect::<Told<_>>()?;
        let sum = stops.iter().map(|stop| stop.minutes).sum();
        let items: String = stops.iter().map(Stop::render).collect();
        Ok(format!(
            "<div class=\"block\" id=\"block-{}\"><p class=\"block-title\">{} {} \
             <span class=\"minutes\">{}</span></p><ul class=\"sections\">{items}</ul>",
            self.id,
            place.course.language.of(BLOCK),
            self.id,
            duration(sum)
        ))
    }
}

/// The sections of the block of this number in a page.
pub fn of(page: &str, id: &str) -> Option<Vec<String>> {
    let pieces = pieces(page);
    let is_ours =
        |what: &What| matches!(what, What::Directive { name: "block", args } if *args == id);
    let inside = pieces.iter().skip_while(|piece| !is_ours(&piece.what)).skip(1);
    let first = inside.map(|piece| &piece.what).find_map(|what| match what {
        What::Line(line) if line.trim().is_empty() => None,
        What::Line(line) => Some(*line),
        _ => Some(""),
    });
    let names = first?.trim().strip_prefix(SECTIONS)?;
    Some(names.split_whitespace().map(String::from).collect())
}

/// Whether the line is a block's list of sections, which the builder shows in its own way.
pub fn is_sections(line: &str) -> bool {
    line.trim_start().starts_with(SECTIONS)
}

fn stop(course: &Course, name: &str) -> Told<Stop> {
    let (page, id) =
        name.split_once('#').ok_or_else(|| format!("`{name}` is no `page#section`"))?;
    let page = course.page(page).ok_or_else(|| {
        let pages = course.pages.iter().map(|page| page.name.as_str());
        format!("there is no page `{page}`{}", did_you_mean(page, pages))
    })?;
    let sections = sections(&page.text);
    let Some(section) = sections.iter().find(|section| section.id == id) else {
        let near = did_you_mean(id, sections.iter().map(|section| section.id.as_str()));
        return Err(format!("{} has no section `{id}`{near}", page.path));
    };
    let Section { title, minutes, .. } = section;
    let minutes = minutes.ok_or_else(|| format!("section `{name}` has no `{{{{#minutes N}}}}`"))?;
    let title = format!("{} · {title}", page.title);
    Ok(Stop { link: format!("{}.md#{id}", page.name), title, minutes })
}

impl Stop {
    fn render(&self) -> String {
        let (link, title) = (escape(&self.link), with_code(&self.title));
        let minutes = duration(self.minutes);
        format!("<li><a href=\"{link}\">{title}</a> <span class=\"minutes\">{minutes}</span></li>")
    }
}

const BLOCK: Text = text("Block", "Bloque");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_are_in_the_first_line() {
        let page = "{{#block 1}}\nsections: a#b\n\nText\n{{/block}}\n{{#block 2}}\n\nsections: c#d e#f\n{{/block}}\n{{#block 3}}\ntext\n{{/block}}";
        assert_eq!(of(page, "1").unwrap(), ["a#b"]);
        assert_eq!(of(page, "2").unwrap(), ["c#d", "e#f"]);
        assert_eq!(of(page, "3"), None);
        assert_eq!(of(page, "4"), None);
    }
}
