//! What each chapter has: its sections, a figure, exercises; the chapters of the stages also their
//! boxes and dumps, each in its section.

use crate::{book, breaks, holds};
use book::language::{BOTH, code};
use book::page::{Page, headings, pages};
use book::piece::{What, pieces};
use std::collections::BTreeSet;
use std::path::Path;

/// The sections of a stage's chapter, each with what must be in it.
const SECTIONS: [(&str, &[&str]); 12] = [
    ("problem", &["block console"]),
    ("concept", &["figure"]),
    ("rule", &[]),
    ("wire", &["block wire"]),
    ("code", &["code", "diff"]),
    ("run", &["block console"]),
    ("checks", &["checks"]),
    ("attack", &["box attack"]),
    ("servers", &["box servers"]),
    ("missing", &[]),
    ("summary", &[]),
    ("exercises", &["exercise", "exercise", "exercise"]),
];

/// The other chapters; the numbers of their exercises.
const CHAPTERS: [(&str, &str); 12] = [
    ("how-to-use", "0"),
    ("protocols", "0"),
    ("sockets", "0"),
    ("http", "0"),
    ("messages", "0"),
    ("methods", "8"),
    ("connections", "9"),
    ("cookies", "10"),
    ("caching", "11"),
    ("https", "12"),
    ("frameworks", "13"),
    ("deployment", "14"),
];

/// What every chapter has at least.
const EXERCISES: usize = 3;

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for language in BOTH {
        let pages = pages(root, language)?;
        for page in &pages {
            faults.extend(ids(page));
            faults.extend(chapter(page));
            faults.extend(sections(page));
        }
        faults.extend(exercises(&pages));
    }
    Ok(faults)
}

/// Each page has one title, and below it headings with ids that are words of their own.
fn ids(page: &Page) -> Vec<String> {
    let (mut faults, mut known) = (Vec::new(), BTreeSet::new());
    for (at, heading) in headings(&page.text).into_iter().enumerate() {
        let place = format!("{}:{}", page.path, heading.line);
        let id = heading.id.unwrap_or_default();
        let good = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
        match (at, heading.level) {
            (0, 1) => continue,
            (0, _) | (_, 1) => faults.push(format!("{place}: a page begins with its one title")),
            _ if id.is_empty() || !id.split('-').all(|word| word.chars().all(good)) => {
                faults.push(format!("{place}: `{}` needs an id: {{#an-id}}", heading.title));
            }
            _ if !known.insert(id.clone()) => {
                faults.push(format!("{place}: {{#{id}}} is there twice"))
            }
            _ => {}
        }
    }
    faults
}

/// A chapter says how long it takes, and has a figure and exercises.
fn chapter(page: &Page) -> Vec<String> {
    if number(page).is_none() {
        return Vec::new();
    }
    let all = contents(page).into_iter().map(|(_, what)| what).collect::<Vec<_>>();
    let has = |what: &str| all.iter().filter(|one| is(one, what)).count();
    let mut faults = Vec::new();
    if all.first().is_none_or(|first| first != "minutes ") {
        faults.push(format!("{}: no {{{{#minutes}}}} below the title", page.path));
    }
    if has("figure") == 0 {
        faults.push(format!("{}: no figure", page.path));
    }
    if has("exercise") < EXERCISES {
        faults.push(format!("{}: {} exercises, not {EXERCISES}", page.path, has("exercise")));
    }
    faults
}

/// The number of a chapter, as its exercises have it; no appendix has one.
fn number(page: &Page) -> Option<&str> {
    let stage = page.name.strip_prefix("stage0").and_then(|name| name.get(..1));
    let other = || CHAPTERS.iter().find(|(name, _)| *name == page.name).map(|(_, number)| *number);
    stage.or_else(other)
}

/// The sections of a stage's chapter, with what they must have.
fn sections(page: &Page) -> Vec<String> {
    if !page.name.starts_with("stage") {
        return Vec::new();
    }
    let mut all = contents(page);
    let order = SECTIONS.map(|(id, _)| id);
    let found =
        all.iter().filter(|(section, what)| what == "##" && order.contains(&section.as_str()));
    let found = found.map(|(section, _)| section.as_str()).collect::<Vec<_>>();
    if found != order {
        return vec![format!("{}: its sections are {found:?}, not {order:?}", page.path)];
    }
    further_sections(&mut all, &order);
    let goal = [("", &["box goal"][..])];
    let missing = goal.iter().chain(&SECTIONS).flat_map(|(id, needed)| {
        let there = all.iter().filter(|(section, _)| section == id).map(|(_, what)| what.as_str());
        lacks(there.collect(), needed).map(move |what| (id, what))
    });
    missing.map(|(id, what)| format!("{}#{id}: no {what}", page.path)).collect()
}

/// A section of its own kind goes on with the one before.
fn further_sections(all: &mut [(String, String)], order: &[&str]) {
    let mut last = String::new();
    for (section, _) in all {
        if order.contains(&section.as_str()) {
            last.clone_from(section);
        } else {
            section.clone_from(&last);
        }
    }
}

/// What is needed and not there.
fn lacks<'a>(mut there: Vec<&str>, needed: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let missing = needed.iter().filter(|what| match there.iter().position(|one| is(one, what)) {
        Some(at) => {
            there.remove(at);
            false
        }
        None => true,
    });
    missing.copied().collect::<Vec<_>>().into_iter()
}

fn is(one: &str, what: &str) -> bool {
    one.strip_prefix(what).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The directives and blocks of a page, and a line for each section itself, each with the id of
/// its section.
fn contents(page: &Page) -> Vec<(String, String)> {
    let headings = headings(&page.text);
    let second = headings.iter().filter(|heading| heading.level == 2).collect::<Vec<_>>();
    let section = |line: usize| {
        let above = second.iter().rev().find(|heading| heading.line <= line);
        above.and_then(|heading| heading.id.clone()).unwrap_or_default()
    };
    let found = pieces(&page.text).into_iter().filter_map(|piece| {
        let what = match piece.what {
            What::Directive { name, args } => format!("{name} {args}"),
            What::Fence(fence) => format!("block {}", fence.info),
            What::Line(_) if second.iter().any(|heading| heading.line == piece.line) => "##".into(),
            _ => return None,
        };
        Some((section(piece.line), what))
    });
    found.collect()
}

/// Exercises are numbered through within a chapter.
fn exercises(pages: &[Page]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut before = (String::new(), 0);
    for page in pages {
        let number = number(page).unwrap_or_default();
        for piece in pieces(&page.text) {
            let What::Directive { name: "exercise", args } = piece.what else { continue };
            let next = if before.0 == number { before.1 + 1 } else { 1 };
            if args != format!("{number}.{next}") {
                let place = format!("{}:{}", page.path, piece.line);
                faults.push(format!("{place}: exercise {args} should be {number}.{next}"));
            }
            before = (number.to_string(), next);
        }
    }
    faults
}

/// Exercises that the tester has a check for and no page has.
fn unplaced(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for language in BOTH {
        let pages = pages(root, language)?;
        let all = pages.iter().flat_map(|page| pieces(&page.text));
        let placed = all.filter_map(|piece| match piece.what {
            What::Directive { name: "exercise", args } => Some(args),
            _ => None,
        });
        let placed = placed.collect::<BTreeSet<_>>();
        let missing = exercises_with_checks().filter(|id| !placed.contains(id));
        let folder = code(language);
        faults.extend(missing.map(|id| format!("docs/{folder}: no page has exercise {id}")));
    }
    Ok(faults)
}

fn exercises_with_checks() -> impl Iterator<Item = &'static str> {
    tester::exercises::exercises().map(|exercise| exercise.check.id)
}

#[test]
fn the_book() {
    holds(faults);
}

#[test]
fn exercises_of_the_book() {
    holds(unplaced);
}

#[test]
fn an_exercise_without_a_page_is_found() {
    let all = exercises_with_checks().map(|id| format!("{{{{#exercise {id}}}}}\n"));
    let all = all.collect::<Vec<_>>();
    breaks(unplaced, &book("cookies", &all.concat(), &all.concat()), &[]);
    let missing = format!("docs/es: no page has {}", all[0].trim_matches(['{', '#', '}', '\n']));
    breaks(unplaced, &book("cookies", &all.concat(), &all[1..].concat()), &[&missing]);
}

/// A whole chapter of a stage.
fn stage() -> String {
    let mut text = String::from("# A\n{{#minutes}}\n{{#box goal B}}\n{{/box}}\n");
    let mut exercise = 0;
    for (id, needed) in SECTIONS {
        text += &format!("## C {{#{id}}}\n");
        for what in needed {
            exercise += usize::from(*what == "exercise");
            text += &match *what {
                "block console" => "```console try\n$ a\n```\n".to_string(),
                "block wire" => "```wire stage01-bind\n```\n".to_string(),
                "exercise" => format!("{{{{#exercise 1.{exercise}}}}}\n{{{{/exercise}}}}\n"),
                other => format!("{{{{#{other} D}}}}\n"),
            };
        }
    }
    text
}

#[test]
fn a_stage_bites() {
    let good = stage();
    let table: [(&str, &str, &[&str]); 10] = [
        ("", "", &[]),
        ("{{#minutes}}\n", "", &["no {{#minutes}} below the title"]),
        ("{{#box goal B}}\n", "", &["stage01-bind.md#: no box goal"]),
        ("{#rule}", "{#rules}", &["its sections are"]),
        ("{#code}", "{#code}\n## More {#more}", &[]),
        ("{{#figure D}}\n", "", &["no figure", "#concept: no figure"]),
        ("{{#box attack D}}\n", "{{#box note D}}\n", &["#attack: no box attack"]),
        ("```wire stage01-bind", "```text", &["#wire: no block wire"]),
        ("{{#exercise 1.3}}", "a", &["2 exercises, not 3", "#exercises: no exercise"]),
        ("{{#exercise 1.2}}", "{{#exercise 1.4}}", &["exercise 1.4 should be 1.2"]),
    ];
    for (old, new, expected) in table {
        breaks(faults, &book("stage01-bind", &good, &good.replacen(old, new, 1)), expected);
    }
}

#[test]
fn other_chapters_bite() {
    let good = "# A\n{{#minutes}}\n## B {#b}\n{{#figure c}}\n\
        {{#exercise 10.1}}\n{{#exercise 10.2}}\n{{#exercise 10.3}}\n### D {#d-1}\n";
    let table: [(&str, &str, &[&str]); 9] = [
        ("", "", &[]),
        ("{{#minutes}}\n", "", &["no {{#minutes}} below the title"]),
        ("{{#figure c}}\n", "", &["no figure"]),
        ("{{#exercise 10.3}}", "", &["2 exercises, not 3"]),
        ("{{#exercise 10.1}}", "{{#exercise 9.1}}", &["cookies.md:5: exercise 9.1 should be 10.1"]),
        ("{#d-1}", "", &["cookies.md:8: `D` needs an id"]),
        ("{#d-1}", "{#año}", &["cookies.md:8: `D` needs an id"]),
        ("{#d-1}", "{#b}", &["cookies.md:8: {#b} is there twice"]),
        ("### D", "# D", &["cookies.md:8: a page begins with its one title"]),
    ];
    for (old, new, expected) in table {
        breaks(faults, &book("cookies", good, &good.replacen(old, new, 1)), expected);
    }
}
