//! `{{#rfc-map}}`: section of an RFC → places in the code → checks.

use crate::expand::Place;
use crate::html::escape;
use crate::language::{Language, counted, text};
use crate::rfc;
use crate::source::places::{PlaceInCode, find};
use crate::trouble::Told;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tester::catalogue::{Check, Text, catalogue};
use tester::report::book::CHAPTERS;

/// A section: the RFC's number, and the section's.
type Section = (u32, Vec<u32>);

/// What keeps a section.
#[derive(Default)]
struct Kept {
    places: Vec<PlaceInCode>,
    checks: Vec<&'static Check>,
}

static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"[0-9]+(?:\.[0-9]+)*";
    let more = format!(r"(?:(?:,| and| or| to) (?:§|section ){number}|(?:,| and) {number})*");
    let pattern = format!(r"\bRFC ([0-9]+)((?: §| sections? ){number}{more})?");
    Regex::new(&pattern).expect("a good pattern")
});
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[0-9]+(?:\.[0-9]+)*").expect("a good pattern"));

/// # Errors
/// A source that cannot be read.
pub fn render(place: Place, args: &str) -> Told<String> {
    if !args.is_empty() {
        return Err("`{{#rfc-map}}` takes nothing".into());
    }
    let mut map: BTreeMap<Section, Kept> = BTreeMap::new();
    for (section, place) in find(place.course, &mentions)? {
        map.entry(section).or_default().places.push(place);
    }
    for check in catalogue() {
        for section in mentions(check.rfc) {
            map.entry(section).or_default().checks.push(check);
        }
    }
    let map: Vec<(Section, Kept)> = map.into_iter().collect();
    let tables = map.chunk_by(|one, next| one.0.0 == next.0.0);
    Ok(tables.map(|rows| table(rows, place.course.language)).collect())
}

/// The sections that a line names.
fn mentions(line: &str) -> Vec<Section> {
    let sections = MENTION.captures_iter(line).flat_map(|found| {
        let rfc: u32 = found[1].parse().unwrap_or(0);
        let list = found.get(2).map_or("", |list| list.as_str());
        let mut sections: Vec<Section> =
            NUMBER.find_iter(list).map(|number| (rfc, numbers(number.as_str()))).collect();
        if sections.is_empty() {
            sections.push((rfc, Vec::new()));
        }
        sections
    });
    sections.collect()
}

fn numbers(section: &str) -> Vec<u32> {
    section.split('.').filter_map(|part| part.parse().ok()).collect()
}

fn table(rows: &[(Section, Kept)], language: Language) -> String {
    let rfc = rows[0].0.0;
    let head = HEAD.map(|word| format!("<th scope=\"col\">{}</th>", language.of(word))).concat();
    let body: String = rows.iter().map(|(section, kept)| row(section, kept, language)).collect();
    format!(
        "<div class=\"table-wrapper\"><table class=\"rfc-map\" id=\"rfc{rfc}\"><caption>{}</caption>\
         <thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        rfc::linked(&format!("RFC {rfc}")) + name(rfc)
    )
}

/// What the RFC calls itself; `sources` says more.
fn name(rfc: u32) -> &'static str {
    match rfc {
        3986 => ", <i lang=\"en\">Uniform Resource Identifier (URI): Generic Syntax</i>",
        4918 => {
            ", <i lang=\"en\">HTTP Extensions for Web Distributed Authoring and Versioning (WebDAV)</i>"
        }
        5789 => ", <i lang=\"en\">PATCH Method for HTTP</i>",
        6585 => ", <i lang=\"en\">Additional HTTP Status Codes</i>",
        7396 => ", <i lang=\"en\">JSON Merge Patch</i>",
        8259 => {
            ", <i lang=\"en\">The JavaScript Object Notation (JSON) Data Interchange Format</i>"
        }
        9110 => ", <i lang=\"en\">HTTP Semantics</i>",
        9112 => ", <i lang=\"en\">HTTP/1.1</i>",
        9293 => ", <i lang=\"en\">Transmission Control Protocol (TCP)</i>",
        _ => "",
    }
}

fn row((number, section): &Section, kept: &Kept, language: Language) -> String {
    let section: Vec<String> = section.iter().map(u32::to_string).collect();
    let section = match section.is_empty() {
        true => rfc::linked(&format!("RFC {number}")),
        false => {
            let section = section.join(".");
            let address = rfc::address(&number.to_string(), Some(&section));
            format!("<a class=\"rfc\" href=\"{address}\">§{section}</a>")
        }
    };
    let places: Vec<String> = kept.places.iter().map(PlaceInCode::link).collect();
    let checks: Vec<String> = kept.checks.iter().map(|check| link(check)).collect();
    let (places, checks) = (places.join(", "), list(&checks, language));
    format!("<tr><th scope=\"row\">{section}</th><td>{places}</td><td>{checks}</td></tr>")
}

/// A long list is folded.
fn list(checks: &[String], language: Language) -> String {
    let all = checks.join(", ");
    if checks.len() <= 3 {
        return all;
    }
    let count = counted(checks.len(), CHECK, CHECKS, language);
    format!("<details><summary>{count}</summary>{all}</details>")
}

fn link(check: &Check) -> String {
    let chapter = CHAPTERS[usize::from(check.since) - 1];
    let id = escape(check.id);
    format!("<a href=\"{chapter}.md#check-{id}\"><code>{id}</code></a>")
}

const CHECK: Text = text("check", "comprobación");
const CHECKS: Text = text("checks", "comprobaciones");
const HEAD: [Text; 3] = [
    text("Section", "Sección"),
    text("In the code", "En el código"),
    text("Checks", "Comprobaciones"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_in_a_line() {
        let table = [
            ("/// A line (RFC 9112 §2.2).", "9112:2.2"),
            ("malformed(\"RFC 9112 section 3\")", "9112:3"),
            ("RFC 9112 §2 and §3 that", "9112:2 9112:3"),
            ("RFC 9112 sections 2.1 and 5", "9112:2.1 9112:5"),
            ("RFC 9112 §3: 501 for the method, 414", "9112:3"),
            ("RFC 5789", "5789:"),
        ];
        for (line, sections) in table {
            let found = mentions(line).into_iter().map(|(rfc, section)| {
                let section: Vec<String> = section.iter().map(u32::to_string).collect();
                format!("{rfc}:{}", section.join("."))
            });
            assert_eq!(found.collect::<Vec<_>>().join(" "), sections, "{line}");
        }
    }

    #[test]
    fn a_section_of_two_digits_comes_behind_one_of_one() {
        assert!((9110, numbers("9.3")) < (9110, numbers("15.5.1")));
    }
}
