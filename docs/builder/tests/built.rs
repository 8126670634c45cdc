//! The book, built: nothing is wrong with it, and what the tester points at is there.

use book::build::build_into;
use std::fs;
use std::path::Path;
use tester::catalogue::catalogue;
use tester::chain::workspace;
use tester::exercises::exercises;
use tester::report::book::page;

/// One test, because a book is built for it: that takes seconds.
#[test]
fn both_books_can_be_built_and_have_what_lessons_point_at() {
    let folder = tempfile::tempdir().unwrap();
    let built = build_into(&workspace(), folder.path(), |_, _| {});
    if let Err(error) = built {
        panic!("{error:#}");
    }
    let checks = catalogue().chain(exercises().map(|exercise| &exercise.check));
    for check in checks {
        let page = page(check).expect("every check has a chapter");
        for language in ["en", "es"] {
            assert!(has(&folder.path().join(language), &page), "{language}: {}: {page}", check.id);
        }
    }
}

/// Whether `stage03-parse.html#parse` is there.
fn has(folder: &Path, page: &str) -> bool {
    let (file, id) = page.split_once('#').unwrap();
    let html = fs::read_to_string(folder.join(file)).unwrap();
    html.contains(&format!("id=\"{id}\""))
}
