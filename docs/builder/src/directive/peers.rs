//! `{{#peers}}`, `{{#peers sums}}`, `{{#peers rules}}`: which servers keep which rules, from the last run of `cargo peers`.

use crate::expand::Place;
use crate::html::{escape, with_code};
use crate::language::{Language, counted, text};
use crate::rfc;
use crate::source::read;
use crate::trouble::Told;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use tester::catalogue::{COURSE, Check, Text, catalogue};
use tester::checks::AREAS;

/// What `cargo peers` has written: what is shown of it.
#[derive(Debug, Deserialize)]
struct Outcome {
    versions: BTreeMap<String, String>,
    peers: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    check: String,
    /// How strong the rule is; none for a rule of the course alone.
    says: Option<String>,
    cells: BTreeMap<String, Cell>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Cell {
    Passes,
    Fails(Seen),
    Lacks(IgnoredAny),
    Except(Seen),
    Course,
}

/// What was seen, in both languages.
#[derive(Debug, Deserialize)]
struct Seen {
    en: String,
    es: String,
}

/// How a cell is shown: its class, its sign, and what the sign says.
type Sign = (&'static str, &'static str, Text);

const KEEPS: Sign = ("yes", "✓", text("yes", "sí"));
const BREAKS: Sign = ("no", "✗", text("no", "no"));
const DIFFERS: Sign = ("other", "○", text("otherwise", "de otro modo"));
const LACKS: Sign = ("none", "–", text("does not apply", "no procede"));

const SAYS: [(&str, Text); 3] = [
    ("must", text("must", "obliga")),
    ("should", text("should", "aconseja")),
    ("free", text("free", "deja libre")),
];

/// # Errors
/// If the results are not there, or are not what is expected.
pub fn render(place: Place, part: &str) -> Told<String> {
    let json = read(&place.course.root, "bench/results/peers.json")?;
    let outcome: Outcome = serde_json::from_str(&json)
        .map_err(|error| format!("bench/results/peers.json: {error}"))?;
    let language = place.course.language;
    let sums = || outcome.sums(language) + &outcome.versions(language);
    let rules = || AREAS.iter().map(|area| outcome.area(area.name, language)).collect::<String>();
    match part {
        "" => Ok(sums() + &rules()),
        "sums" => Ok(sums()),
        "rules" => Ok(rules()),
        _ => Err(format!("`{{{{#peers}}}}` has no part `{part}`: sums or rules")),
    }
}

impl Outcome {
    fn versions(&self, language: Language) -> String {
        let versions = self.versions.iter();
        let versions =
            versions.map(|(name, version)| format!("{} {}", escape(name), escape(version)));
        let versions: Vec<String> = versions.collect();
        format!("<p>{} {}.</p>", language.of(VERSIONS), versions.join(", "))
    }

    /// How many of the rules that apply each server keeps.
    fn sums(&self, language: Language) -> String {
        let rows = SAYS.map(|(says, word)| {
            let cells = self.peers.iter().map(|peer| {
                let (kept, all) = self.sum(says, peer);
                format!("<td>{kept} {} {all}</td>", language.of(OF))
            });
            let cells: String = cells.collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", language.of(word))
        });
        self.table(&[language.of(STRENGTH)], &rows.concat())
    }

    fn sum(&self, says: &str, peer: &str) -> (usize, usize) {
        let rows = self.rows.iter().filter(|row| row.says.as_deref() == Some(says));
        let signs = rows.map(|row| row.sign(peer)).filter(|sign| *sign != LACKS);
        let signs: Vec<Sign> = signs.collect();
        (signs.iter().filter(|sign| **sign == KEEPS).count(), signs.len())
    }

    fn table(&self, first: &[&str], rows: &str) -> String {
        let columns = first.iter().copied().chain(self.peers.iter().map(String::as_str));
        let head = columns.map(|name| format!("<th scope=\"col\">{}</th>", escape(name)));
        format!(
            "<div class=\"table-wrapper\"><table class=\"peers\"><thead><tr>{}</tr></thead>\
             <tbody>{rows}</tbody></table></div>",
            head.collect::<String>()
        )
    }

    /// The rules of an area, folded, with what was seen where they are not kept.
    fn area(&self, area: &str, language: Language) -> String {
        let rows = self.rows.iter().filter(|row| row.says.is_some());
        let rows = rows.filter_map(|row| Some((row, row.check()?)));
        let rows: Vec<(&Row, &Check)> = rows.filter(|(_, check)| check.area() == area).collect();
        if rows.is_empty() {
            return String::new();
        }
        let lines: String =
            rows.iter().map(|(row, check)| self.line(row, check, language)).collect();
        let seen: String = rows.iter().map(|(row, _)| self.seen(row, language)).collect();
        let head = [RULE, SECTION, STRENGTH].map(|word| language.of(word));
        let table = self.table(&head, &lines);
        let count = counted(rows.len(), RULE, RULES, language);
        let seen = if seen.is_empty() { seen } else { format!("<ul>{seen}</ul>") };
        format!(
            "<details class=\"fold\" id=\"peers-{area}\"><summary>{area}: {count}</summary>{table}{seen}\
             </details>"
        )
    }

    fn line(&self, row: &Row, check: &Check, language: Language) -> String {
        let rfc = if check.rfc == COURSE { String::new() } else { rfc::linked(check.rfc) };
        let says = SAYS.iter().find(|(says, _)| Some(*says) == row.says.as_deref());
        let says = says.map_or("", |(_, word)| language.of(*word));
        let cells = self.peers.iter().map(|peer| {
            let (class, sign, word) = row.sign(peer);
            format!("<td class=\"{class}\">{sign} {}</td>", language.of(word))
        });
        let (title, id) = (with_code(language.of(check.title)), escape(check.id));
        let cells: String = cells.collect();
        format!(
            "<tr><th scope=\"row\">{title} (<code>{id}</code>)</th><td>{rfc}</td><td>{says}</td>{cells}</tr>"
        )
    }

    fn seen(&self, row: &Row, language: Language) -> String {
        let cells = self.peers.iter().filter_map(|peer| Some((peer, row.cells.get(peer)?)));
        let cells = cells.filter_map(|(peer, cell)| match cell {
            Cell::Fails(seen) | Cell::Except(seen) => Some((peer, seen)),
            _ => None,
        });
        let items = cells.map(|(peer, seen)| {
            let seen = if language.is_spanish() { &seen.es } else { &seen.en };
            let (id, peer) = (escape(&row.check), escape(peer));
            format!("<li>{} <code>{id}</code>, {peer}: {}</li>", row.sign(&peer).1, with_code(seen))
        });
        items.collect()
    }
}

impl Row {
    fn check(&self) -> Option<&'static Check> {
        catalogue().find(|check| check.id == self.check)
    }

    fn sign(&self, peer: &str) -> Sign {
        match self.cells.get(peer) {
            Some(Cell::Passes) => KEEPS,
            Some(Cell::Fails(_)) if self.says.as_deref() == Some("free") => DIFFERS,
            Some(Cell::Fails(_)) => BREAKS,
            _ => LACKS,
        }
    }
}

const VERSIONS: Text =
    text("The versions that were asked:", "Las versiones a las que se preguntó:");
const STRENGTH: Text = text("strength", "fuerza");
const SECTION: Text = text("section", "sección");
const RULE: Text = text("rule", "regla");
const RULES: Text = text("rules", "reglas");
const OF: Text = text("of", "de");

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"versions": {"nginx": "1"}, "peers": ["nginx", "axum"], "missing": [], "rows": [
        {"check": "hello-half-head", "says": "should", "course": null, "cells": {
            "nginx": "passes", "axum": {"fails": {"en": "It <says>", "es": "Dice"}}}},
        {"check": "hello-empty", "says": "free", "course": null, "cells": {
            "nginx": {"fails": {"en": "a", "es": "b"}}, "axum": {"lacks": "types"}}},
        {"check": "bind-echo", "says": null, "course": "replaced", "cells": {}}]}"#;

    #[test]
    fn what_is_kept_is_counted_and_what_was_seen_is_told() {
        let outcome: Outcome = serde_json::from_str(JSON).unwrap();
        assert_eq!(outcome.sum("should", "nginx"), (1, 1));
        assert_eq!(outcome.sum("should", "axum"), (0, 1));
        assert_eq!(outcome.sum("free", "axum"), (0, 0));
        let signs =
            outcome.rows.iter().flat_map(|row| ["nginx", "axum"].map(|peer| row.sign(peer).1));
        assert_eq!(signs.collect::<String>(), "✓✗○–––");
        let area = outcome.area("hello", Language::English);
        assert!(
            area.contains("<li>✗ <code>hello-half-head</code>, axum: It &lt;says&gt;</li>"),
            "{area}"
        );
        assert!(outcome.area("bind", Language::English).is_empty());
    }
}
