//! Both languages are one book: same pages, same sections, same code, figures, exercises, links and
//! tables, in the same order.

use crate::prose::{Part, parts};
use crate::{book, breaks, holds};
use anstream::adapter::strip_str;
use book::language::{BOTH, code};
use book::page::{Heading, headings};
use book::piece::{INLINE, What, pieces};
use book::transcript::block::{Block, Kind, Step, blocks};
use book::transcript::pattern::difference;
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let [english, spanish] =
        BOTH.map(|language| root.join("docs").join(code(language)).join("src"));
    let (en, es) = (files(&english)?, files(&spanish)?);
    let alone = en.symmetric_difference(&es);
    let alone = alone.map(|name| format!("{name} is there in one language only"));
    let mut faults = alone.collect::<Vec<_>>();
    for name in en.intersection(&es) {
        let [en, es] = [&english, &spanish].map(|folder| fs::read_to_string(folder.join(name)));
        faults.extend(differs(name, &en?, &es?));
    }
    Ok(faults)
}

/// What differs on one page.
fn differs(name: &str, english: &str, spanish: &str) -> Option<String> {
    let shape = if name == "SUMMARY.md" { order } else { shape };
    let difference = difference(&shape(english), &shape(spanish));
    let difference = strip_str(&difference).to_string();
    let changed = difference.lines().filter(|line| !line.starts_with("  ")).collect::<Vec<_>>();
    let message = || format!("{name} differs (- English, + Spanish):\n{}\n", changed.join("\n"));
    (!changed.is_empty()).then(message)
}

fn files(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let names =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

/// The table of contents: its pages in order.
fn order(summary: &str) -> Vec<String> {
    let links = parts(summary).into_iter().filter_map(|(_, part)| match part {
        Part::Link(target) => Some(target),
        _ => None,
    });
    links.collect()
}

/// What both languages must have alike, line by line.
fn shape(markdown: &str) -> Vec<String> {
    let mut blocks = headings(markdown).into_iter().map(shown_heading).collect::<Vec<_>>();
    blocks.extend(directives(markdown));
    blocks.extend(transcripts(markdown));
    blocks.extend(tables(markdown));
    blocks.sort_by_key(|(line, _)| *line);
    // Within a section the order of what stands in sentences is that of the language.
    let mut inline = inline(markdown);
    let mut shape = Vec::new();
    for (line, what) in blocks {
        if what.starts_with('#') {
            shape.extend(take_before(&mut inline, line));
        }
        shape.push(what);
    }
    shape.extend(take_before(&mut inline, usize::MAX));
    shape
}

fn shown_heading(heading: Heading) -> (usize, String) {
    let id = heading.id.map(|id| format!("{{#{id}}}")).unwrap_or_default();
    (heading.line, format!("{} {id}", "#".repeat(heading.level)))
}

fn tables(markdown: &str) -> Vec<(usize, String)> {
    let tables = parts(markdown).into_iter().filter_map(|(line, part)| match part {
        Part::Table { columns, rows } => Some((line, format!("table of {columns} × {rows}"))),
        _ => None,
    });
    tables.collect()
}

/// What comes before that line, sorted.
fn take_before(found: &mut Vec<(usize, String)>, line: usize) -> Vec<String> {
    let (before, rest) = found.drain(..).partition::<Vec<_>, _>(|(at, _)| *at < line);
    *found = rest;
    let mut before = before.into_iter().map(|(_, what)| what).collect::<Vec<_>>();
    before.sort();
    before
}

/// Directives that stand alone, without titles, and the fences that are no transcripts.
fn directives(markdown: &str) -> Vec<(usize, String)> {
    let shown = |what: What| match what {
        What::Directive { name: "fold", .. } => Some("fold".into()),
        What::Directive { name: "box", args } => {
            Some(format!("box {}", args.split(' ').next().unwrap_or_default()))
        }
        What::Directive { name, args } => Some(format!("{name} {args}")),
        What::Close { name } => Some(format!("/{name}")),
        What::Fence(fence) if !is_transcript(fence.info) => {
            Some(format!("block `{}` of {} lines", fence.info, fence.body.len()))
        }
        _ => None,
    };
    let found = pieces(markdown).into_iter();
    found.filter_map(|piece| Some((piece.line, shown(piece.what)?))).collect()
}

fn is_transcript(info: &str) -> bool {
    let kind = info.split_whitespace().next().unwrap_or_default();
    ["console", "wire"].contains(&kind)
}

/// Transcripts and dumps, line by line.
fn transcripts(markdown: &str) -> Vec<(usize, String)> {
    let lines = blocks(markdown).into_iter().flat_map(|block| {
        let line = block.line - 1;
        let shown = [format!("block `{}`", block.info)].into_iter().chain(shown(&block));
        shown.map(move |text| (line, text)).collect::<Vec<_>>()
    });
    lines.collect()
}

/// What a transcript shows; not what `httpcourse` says, which speaks the language of the page.
fn shown(block: &Block) -> Vec<String> {
    match block.kind() {
        Ok(Kind::Commands(steps)) => steps.iter().flat_map(shown_step).collect(),
        _ => block.text.lines().map(str::to_string).collect(),
    }
}

fn shown_step(step: &Step) -> Vec<String> {
    let prints = if step.command.contains("httpcourse") { &[][..] } else { &step.prints[..] };
    let text = format!("$ {}\n{}", step.command, prints.join("\n"));
    text.lines().map(str::to_string).collect()
}

/// Links, and directives within sentences.
fn inline(markdown: &str) -> Vec<(usize, String)> {
    let links = parts(markdown).into_iter().filter_map(|(line, part)| match part {
        Part::Link(target) => Some((line, format!("link to {}", either_language(&target)))),
        _ => None,
    });
    let numbers = pieces(markdown).into_iter().filter_map(|piece| match piece.what {
        What::Line(line) => Some((piece.line, line)),
        _ => None,
    });
    let numbers = numbers.flat_map(|(at, line)| {
        let found = inline_directives(line).map(move |what| (at, what));
        found.collect::<Vec<_>>()
    });
    links.chain(numbers).collect()
}

fn inline_directives(line: &str) -> impl Iterator<Item = String> {
    static DIRECTIVE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\{\{#(\S+)\s*(.*?)\}\}").expect("good"));
    let found = DIRECTIVE.captures_iter(line).filter(|found| INLINE.contains(&&found[1]));
    found.map(|found| format!("{} {}", &found[1], found[2].trim()))
}

/// The same target for a page that others have in both languages.
fn either_language(target: &str) -> String {
    let pairs = [
        ("//es.wikipedia.org/wiki/", "//en.wikipedia.org/wiki/"),
        ("/es/docs/", "/en-US/docs/"),
        ("https://man.archlinux.org/man/es/", "https://man.archlinux.org/man/"),
    ];
    let mut target = target.replace(".es.md", ".md");
    for (spanish, english) in pairs {
        target = target.replace(spanish, english);
    }
    // Titles are words of the language.
    match target.split_once("en.wikipedia.org/wiki/") {
        Some(_) => "Wikipedia".into(),
        None => target,
    }
}

#[test]
fn the_book() {
    holds(faults);
}

const SAME: &str = "# A\n## B {#b}\n[c](d.md)\n{{#box note Aha}}\n{{/box}}\n";

/// A page in English, the same in Spanish, and what is wrong with the two.
const PAGES: &[(&str, &str, &str)] = &[
    ("# A\n", "# B\n", ""),
    (SAME, "# X\n## Y {#b}\n[z](d.md)\n{{#box note ¡Ah!}}\n{{/box}}\n", ""),
    (SAME, "# X\n## Y {#y}\n[z](d.md)\n{{#box note ¡Ah!}}\n{{/box}}\n", "+ ## {#y}"),
    (SAME, "# X\n### Y {#b}\n[z](d.md)\n{{#box note ¡Ah!}}\n{{/box}}\n", "+ ### {#b}"),
    (SAME, "# X\n## Y {#b}\n[z](e.md)\n{{#box note ¡Ah!}}\n{{/box}}\n", "+ link to e.md"),
    (SAME, "# X\n## Y {#b}\n[z](d.md)\n{{#box try ¡Ah!}}\n{{/box}}\n", "+ box try"),
    ("{{#code a b}}\n{{#figure c}}\n", "{{#figure c}}\n{{#code a b}}\n", "+ figure c"),
    ("{{#exercise 1.2}}\n", "{{#exercise 1.3}}\n", "+ exercise 1.3"),
    ("a {{#count checks}}\n", "a {{#count exercises}}\n", "+ count exercises"),
    ("[a](b) [c](d)\n", "[c](d) [a](b)\n", ""),
    ("[a](b)\n## C {#c}\n", "a\n## C {#c}\n[a](b)\n", "+ ## {#c}"),
    ("|a|b|\n|-|-|\n|1|2|\n", "|a|b|\n|-|-|\n|1|2|\n|3|4|\n", "+ table of 2 × 2"),
    ("```rust\na\n```\n", "```text\na\n```\n", "+ block `text` of 1 lines"),
    ("```console\n$ a\nb\n```\n", "```console\n$ a\nc\n```\n", "+ c"),
    ("```console\n$ a\n```\n", "```console try\n$ a\n```\n", "+ block `console try`"),
    ("```console\n$ httpcourse\nb\n```\n", "```console\n$ httpcourse\nc\n```\n", ""),
    ("```console\n$ httpcourse\n```\n", "```console\n$ httpcourse 2\n```\n", "+ $ httpcourse 2"),
    ("```wire x\n> a\n```\n", "```wire x\n> b\n```\n", "+ > b"),
    (
        "[a](https://en.wikipedia.org/wiki/Port)\n",
        "[a](https://es.wikipedia.org/wiki/Puerto)\n",
        "",
    ),
];

#[test]
fn bites() {
    for &(english, spanish, fault) in PAGES {
        let expected = if fault.is_empty() { vec![] } else { vec![fault] };
        breaks(faults, &book("cookies", english, spanish), &expected);
    }
    let mut one = book("cookies", "", "");
    one.push(("docs/es/src/mine.md", ""));
    breaks(faults, &one, &["mine.md is there in one language only"]);
    let mut order = book("cookies", "", "");
    order[0].1 = "- [A](cookies.md)\n- [B](caching.md)\n";
    order[1].1 = "- [B](caching.md)\n- [A](cookies.md)\n";
    breaks(faults, &order, &["SUMMARY.md differs"]);
}
