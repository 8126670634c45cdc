//! The exercises are complete and well-formed, in both languages. That each bites, and that its
//! solution solves it, is proved in `docs/builder/tests/exercises.rs`.

mod wrong;

use std::collections::BTreeSet;
use tester::catalogue::{COURSE, Check, catalogue};
use tester::exercises::{Exercise, Size, exercises, find};
use wrong::{said, unless};

/// How many columns a title may take.
const TITLE: usize = 70;

/// The last chapter of the book.
const LAST: u8 = 14;

/// Collects what is wrong with each exercise, so that one run names all.
fn each(what: impl Fn(&Exercise) -> Vec<String>) {
    assert!(exercises().count() > 0);
    let wrong = exercises().flat_map(|exercise| {
        let wrong = what(exercise).into_iter();
        wrong.map(|wrong| format!("{}: {wrong}", exercise.id()))
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The chapter and the number in it; `None` if the id is not written like `3.2`.
fn number(exercise: &Exercise) -> Option<(u8, u8)> {
    let (chapter, number) = exercise.id().split_once('.')?;
    let numbers = (chapter.parse().ok()?, number.parse().ok()?);
    (format!("{}.{}", numbers.0, numbers.1) == exercise.id()).then_some(numbers)
}

#[test]
fn the_numbers_are_unique_and_in_order() {
    each(|exercise| unless(number(exercise).is_some(), "not a chapter, a dot and a number"));
    assert!(exercises().map(number).is_sorted_by(|one, next| one < next));
    each(|exercise| {
        let found = find(exercise.id()).map(Exercise::id);
        unless(found == Some(exercise.id()), "not found by its number")
    });
    assert!(find("3").is_none() && find("99.1").is_none());
}

#[test]
fn each_changes_the_stage_of_its_chapter_or_the_last_one() {
    each(|exercise| {
        let (stage, chapter) = (exercise.stage(), exercise.check.chapter());
        let belongs = stage == chapter.min(7) && (1..=LAST).contains(&chapter);
        unless(belongs && exercise.check.holds_at(stage), "not of that stage")
    });
}

#[test]
fn a_number_is_no_id_of_a_check() {
    assert!(catalogue().all(|check| !check.is_exercise() && check.chapter() == check.since));
    each(|exercise| unless(exercise.check.is_exercise(), "taken for a check of its stage"));
}

#[test]
fn every_text_is_there_in_both_languages_and_fits() {
    each(|exercise| {
        let Check { title, rule, hints, .. } = exercise.check;
        let mut wrong = [said("title", title), said("rule", rule)].concat();
        wrong.extend(hints.iter().flat_map(|hint| said("a hint", *hint)));
        wrong.extend(unless(hints.len() == 2, "not two hints"));
        let fits = |title: &str| title.chars().count() <= TITLE;
        let title = fits(title.en) && fits(title.es);
        wrong.extend(unless(title, format!("a title of more than {TITLE} columns")));
        let rule = rule.en.ends_with('.') && rule.es.ends_with('.');
        wrong.extend(unless(rule, "a rule without its full stop"));
        wrong
    });
}

#[test]
fn both_hints_help_whoever_writes_rust_or_python() {
    each(|exercise| {
        let last = exercise.check.hints[1];
        let both = |text: &str| text.contains("Rust") && text.contains("Python");
        unless(both(last.en) && both(last.es), "the second hint names no functions of each")
    });
}

#[test]
fn the_sizes_are_told_apart() {
    let sizes = [Size::Lines, Size::HalfHour, Size::Evening].map(Size::text);
    assert_eq!(sizes.iter().flat_map(|size| [size.en, size.es]).collect::<BTreeSet<_>>().len(), 6);
    for size in sizes {
        assert!(exercises().any(|exercise| exercise.size.text() == size), "none takes {size:?}");
    }
}

/// `RFC 9112 §3.2`, or the course's own.
fn is_reference(rfc: &str) -> bool {
    let parts = rfc.strip_prefix("RFC ").and_then(|rest| rest.split_once(" §"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    rfc == COURSE
        || parts.is_some_and(|(number, section)| digits(number) && section.split('.').all(digits))
}

#[test]
fn each_cites_a_section() {
    each(|exercise| unless(is_reference(exercise.check.rfc), "no reference to an RFC's section"));
}
