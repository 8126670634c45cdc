//! The tables and charts that are shown say what was measured.

#![cfg(target_os = "linux")]

use bench::results::Results;
use bench::{chart, report};
use tester::report::Language;

fn results() -> Results {
    serde_json::from_str(include_str!("../results/results.json"))
        .unwrap_or_else(|error| panic!("results.json: {error}"))
}

fn check(file: &str, shown: &str, drawn: &str) {
    let same = shown.replace("\r\n", "\n") == drawn;
    assert!(same, "results/{file} is not what results.json says: run `cargo compare --redraw`");
}

#[test]
fn tables_are_what_was_measured() {
    let english = include_str!("../results/tables.md");
    check("tables.md", english, &report::render(&results(), Language::English));
    let spanish = include_str!("../results/tables.es.md");
    check("tables.es.md", spanish, &report::render(&results(), Language::Spanish));
}

#[test]
fn charts_are_what_was_measured() {
    let english = include_str!("../results/chart.svg");
    check("chart.svg", english, &chart::draw(&results(), Language::English));
    let spanish = include_str!("../results/chart.es.svg");
    check("chart.es.svg", spanish, &chart::draw(&results(), Language::Spanish));
}
