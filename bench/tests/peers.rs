//! What is said of each check is about a check that there is, and the tables say what was seen.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;

use bench::peers::rules::{Kind, Says, Why};
use bench::peers::table::{self, Outcome};
use bench::peers::which::{EXCEPTIONS, RULES};
use tester::catalogue::{COURSE, Check, catalogue};
use tester::report::Language;

fn check(id: &str) -> &'static Check {
    catalogue().find(|check| check.id == id).unwrap_or_else(|| panic!("there is no check {id}"))
}

#[test]
fn every_check_has_its_place_once_and_in_order() {
    let known: Vec<&str> = catalogue().map(|check| check.id).collect();
    let placed: Vec<&str> = RULES.iter().map(|rule| rule.check).collect();
    let missing: Vec<_> = known.iter().filter(|id| !placed.contains(id)).collect();
    let unknown: Vec<_> = placed.iter().filter(|id| !known.contains(id)).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "add {missing:?}, remove {unknown:?}");
    assert_eq!(placed, known, "each once, in the order of the catalogue");
}

#[test]
fn only_rules_of_the_last_stage_are_asked_of_others() {
    for rule in RULES {
        let replaced = !check(rule.check).holds_at(7);
        assert_eq!(replaced, rule.kind == Kind::Course(Why::Replaced), "{}", rule.check);
    }
}

/// A course's rule without an RFC cannot be one that an RFC demands.
#[test]
fn what_an_rfc_demands_cites_it() {
    for rule in RULES {
        let demanded = matches!(rule.kind, Kind::Http(Says::Must | Says::Should, _));
        assert!(!demanded || check(rule.check).rfc != COURSE, "{}", rule.check);
    }
}

#[test]
fn exceptions_are_of_rules_that_are_asked() {
    for (id, peer, _) in EXCEPTIONS {
        let asked = RULES.iter().any(|rule| match rule.kind {
            Kind::Http(_, needs) => rule.check == *id && needs.iter().all(|it| peer.has(*it)),
            Kind::Course(_) => false,
        });
        assert!(asked, "{id} is not asked of {}", peer.id());
    }
}

fn outcome() -> Outcome {
    serde_json::from_str(include_str!("../results/peers.json"))
        .unwrap_or_else(|error| panic!("peers.json: {error}"))
}

/// Where a server does otherwise and the RFC lets it, a learner is told that the choice is ours.
#[test]
fn a_rule_that_is_stricter_than_the_rfc_says_so() {
    let words = [("RFC", "this course"), ("RFC", "este curso")];
    for row in outcome().rows.iter().filter(|row| row.is_free_and_broken()) {
        let rule = check(&row.check).rule;
        for (text, (rfc, ours)) in [rule.en, rule.es].iter().zip(words) {
            assert!(text.contains(rfc) || text.contains(ours), "{}: {text}", row.check);
        }
    }
}

#[test]
fn the_results_are_of_this_catalogue() {
    let rows = outcome().rows.into_iter().map(|row| row.check).collect::<Vec<_>>();
    let known = catalogue().map(|check| check.id.to_string()).collect::<Vec<_>>();
    let differ = rows.iter().zip(&known).find(|(row, known)| row != known);
    assert_eq!((rows.len(), differ), (known.len(), None), "run `cargo peers`");
}

#[test]
fn every_peer_has_an_answer_to_every_rule_of_http() {
    let outcome = outcome();
    let peers = BTreeSet::from_iter(&outcome.peers);
    for row in outcome.rows.iter().filter(|row| row.says.is_some()) {
        assert_eq!(
            BTreeSet::from_iter(row.cells.keys()),
            peers,
            "{}: run `cargo peers`",
            row.check
        );
    }
}

#[test]
fn tables_are_what_was_seen() {
    let shown = [
        (Language::English, include_str!("../results/peers.md")),
        (Language::Spanish, include_str!("../results/peers.es.md")),
    ];
    for (language, table) in shown {
        let same = table.replace("\r\n", "\n") == table::render(&outcome(), language);
        assert!(same, "{language:?} is not what peers.json says: run `cargo peers --redraw`");
    }
}
