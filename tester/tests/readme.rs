//! The table of stages in both READMEs is what the sources say.

use tester::chain::{Outcome, check_table, stages, workspace};
use tester::report::Language;

fn check(readme: &str, language: Language) {
    let stages = stages(&workspace()).unwrap_or_else(|error| panic!("{error}"));
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    match check_table(&workspace().join(readme), &stages, language, update) {
        Err(error) => panic!("{readme}: {error}"),
        Ok(Outcome::NoMarkers) => {
            panic!("{readme} needs a line <!-- stages --> and, below it, <!-- /stages -->")
        }
        Ok(Outcome::Stale(table)) => panic!(
            "the table in {readme} is out of date. This rewrites it:\n\n  \
             UPDATE=1 cargo test -p tester --test readme\n\n{table}"
        ),
        Ok(Outcome::Current | Outcome::Rewritten) => {}
    }
}

#[test]
fn english() {
    check("README.md", Language::English);
}

#[test]
fn spanish() {
    check("README.es.md", Language::Spanish);
}
