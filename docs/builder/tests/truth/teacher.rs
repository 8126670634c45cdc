//! The teacher's plan: blocks of 45 to 50 minutes, and each section of the stages in exactly one.

use crate::{book, breaks, holds};
use book::language::{BOTH, code};
use book::page::{Page, pages, sections};
use book::piece::{What, pieces};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

const BLOCK: RangeInclusive<usize> = 45..=50;

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for language in BOTH {
        let pages = pages(root, language)?;
        let mut left = minutes(&pages);
        let Some(plan) = pages.iter().find(|page| page.name == "teacher") else {
            faults.push(format!("docs/{}: there is no page teacher.md", code(language)));
            continue;
        };
        let untimed = left.iter().filter(|(_, minutes)| minutes.is_none());
        faults.extend(untimed.map(|(section, _)| format!("{section} has no {{{{#minutes …}}}}")));
        for (line, block, named) in blocks(&plan.text) {
            let place = format!("{}:{line}: block {block}", plan.path);
            faults.extend(check(&place, &named, &mut left));
        }
        let missing = left.keys().map(|section| format!("{}: no block has {section}", plan.path));
        faults.extend(missing);
    }
    Ok(faults)
}

/// Takes a block's sections from those that are left.
fn check(place: &str, named: &[&str], left: &mut BTreeMap<String, Option<usize>>) -> Vec<String> {
    let (mut faults, mut sum) = (Vec::new(), 0);
    for section in named {
        match left.remove(*section) {
            Some(minutes) => sum += minutes.unwrap_or_default(),
            None => faults.push(format!("{place}: {section} is not there, or was there before")),
        }
    }
    if !BLOCK.contains(&sum) {
        faults.push(format!("{place} takes {sum} minutes, not {BLOCK:?}"));
    }
    faults
}

/// The sections of the stages' chapters, `stage01-bind#problem`, with their minutes.
fn minutes(pages: &[Page]) -> BTreeMap<String, Option<usize>> {
    let chapters = pages.iter().filter(|page| page.name.starts_with("stage"));
    let sections = chapters.flat_map(|page| {
        let of_page = sections(&page.text).into_iter();
        of_page.map(|section| (format!("{}#{}", page.name, section.id), section.minutes))
    });
    sections.collect()
}

/// Each block of the plan: its line, its number and the sections that it names.
fn blocks(text: &str) -> Vec<(usize, &str, Vec<&str>)> {
    let mut blocks: Vec<(usize, &str, Vec<&str>)> = Vec::new();
    for piece in pieces(text) {
        match piece.what {
            What::Directive { name: "block", args } => blocks.push((piece.line, args, Vec::new())),
            What::Line(line) => {
                let named = line.strip_prefix("sections:").unwrap_or_default().split_whitespace();
                blocks.last_mut().into_iter().for_each(|block| block.2.extend(named.clone()));
            }
            _ => {}
        }
    }
    blocks
}

#[test]
fn the_book() {
    holds(faults);
}

const CHAPTER: &str = "# A\n## B {#b}\n{{#minutes 30}}\n## C {#c}\n{{#minutes 15}}\n";
const UNTIMED: &str = "# A\n## B {#b}\n{{#minutes 45}}\n## C {#c}\n";
const GOOD: &str = "{{#block 1}}\nsections: stage01-bind#b stage01-bind#c\n{{/block}}\n";
const SHORT: &str = "{{#block 1}}\nsections: stage01-bind#b\n{{/block}}\n";
const TWICE: &str = "{{#block 1}}\nsections: stage01-bind#b stage01-bind#c\n{{/block}}\n\
    {{#block 2}}\nsections: stage01-bind#b\n{{/block}}\n";

#[test]
fn bites() {
    let table: [(&str, &str, &[&str]); 5] = [
        (CHAPTER, GOOD, &[]),
        (CHAPTER, SHORT, &["block 1 takes 30 minutes", "no block has stage01-bind#c"]),
        (CHAPTER, TWICE, &["4: block 2: stage01-bind#b is not there", "block 2 takes 0 minutes"]),
        (UNTIMED, GOOD, &["stage01-bind#c has no {{#minutes …}}"]),
        (CHAPTER, "", &["no block has stage01-bind#b", "no block has stage01-bind#c"]),
    ];
    for (chapter, plan, faults_of_one) in table {
        let mut files = book("stage01-bind", chapter, chapter);
        let summary = "[A](stage01-bind.md)\n[B](teacher.md)\n";
        files.retain(|(name, _)| !name.ends_with("SUMMARY.md"));
        files.push(("docs/en/src/SUMMARY.md", summary));
        files.push(("docs/es/src/SUMMARY.md", summary));
        files.push(("docs/en/src/teacher.md", plan));
        files.push(("docs/es/src/teacher.md", plan));
        breaks(faults, &files, &[faults_of_one, faults_of_one].concat());
    }
    let missing = ["docs/en: there is no page teacher.md", "docs/es: there is no page teacher.md"];
    breaks(faults, &book("stage01-bind", CHAPTER, CHAPTER), &missing);
}
