//! The catalogue is complete and well-formed, in both languages.

mod wrong;

use std::collections::{BTreeMap, BTreeSet};
use tester::catalogue::{COURSE, Check, catalogue, for_stage};
use tester::checks::AREAS;
use wrong::{said, unless};

/// How many columns a title may take.
const TITLE: usize = 70;

/// Collects what is wrong with each check, so that one run names all.
fn each(what: impl Fn(&Check) -> Vec<String>) {
    let wrong = catalogue().flat_map(|check| {
        let wrong = what(check).into_iter();
        wrong.map(|wrong| format!("{}: {wrong}", check.id))
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn ids_are_unique_and_kebab_case() {
    let mut seen = BTreeSet::new();
    let twice = catalogue().filter(|check| !seen.insert(check.id)).map(|check| check.id);
    assert_eq!(twice.collect::<Vec<_>>(), Vec::<&str>::new());
    each(|check| {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        unless(check.id.split('-').all(word), "not kebab-case")
    });
}

#[test]
fn checks_belong_to_their_area_and_its_stage() {
    for area in AREAS {
        for check in area.checks {
            assert_eq!(check.area(), area.name, "{}", check.id);
            assert!(check.since >= area.since && check.since <= 7, "{}: since", check.id);
            assert!(check.until.is_none_or(|until| until > check.since), "{}: until", check.id);
        }
    }
}

#[test]
fn every_text_is_there_in_both_languages() {
    each(|check| {
        let mut wrong = said("title", check.title);
        wrong.extend(said("rule", check.rule));
        wrong.extend(check.hints.iter().flat_map(|hint| said("a hint", *hint)));
        wrong.extend(unless(!check.hints.is_empty(), "no hint"));
        wrong
    });
}

#[test]
fn titles_fit_and_rules_are_sentences() {
    each(|check| {
        let fits = |title: &str| title.chars().count() <= TITLE;
        let title = fits(check.title.en) && fits(check.title.es);
        let rule = check.rule.en.ends_with('.') && check.rule.es.ends_with('.');
        let mut wrong = unless(title, format!("a title of more than {TITLE} columns"));
        wrong.extend(unless(rule, "a rule without its full stop"));
        wrong
    });
}

/// `RFC 9112 §3.2`, or several of these with a comma and a space between; or the course's own.
fn is_reference(rfc: &str) -> bool {
    if rfc == COURSE {
        return true;
    }
    rfc.split(", ").all(|one| {
        let parts = one.strip_prefix("RFC ").and_then(|rest| rest.split_once(" §"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        parts.is_some_and(|(number, section)| digits(number) && section.split('.').all(digits))
    })
}

#[test]
fn every_check_cites_a_section() {
    each(|check| unless(is_reference(check.rfc), format!("`{}` is no reference", check.rfc)));
}

#[test]
fn what_falls_with_a_check_is_in_the_catalogue_at_that_stage() {
    let mut at = BTreeMap::new();
    for stage in 1..=7 {
        let ids = for_stage(stage).filter(|check| !check.waits).map(|check| check.id);
        at.insert(stage, ids.collect::<BTreeSet<_>>());
    }
    each(|check| {
        let also = check.broken.also.iter();
        let wrong = also.filter(|id| **id == check.id || !at[&check.since].contains(*id));
        let wrong = wrong.map(|id| format!("`{id}` is no other check that its proof runs"));
        wrong.collect()
    });
}
