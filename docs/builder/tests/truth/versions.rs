//! The READMEs name the version of mdBook that the book is built with.

use crate::{breaks, holds};
use anyhow::Context;
use regex::Regex;
use std::fs;
use std::path::Path;

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let lock = fs::read_to_string(root.join("Cargo.lock"))?;
    let built = Regex::new("name = \"mdbook-driver\"\nversion = \"([^\"]+)\"")?;
    let built = &built.captures(&lock).context("Cargo.lock has no mdbook-driver")?[1];
    let named = Regex::new(r"mdbook\S* --version ([0-9][\w.-]*)")?;
    let mut faults = Vec::new();
    for readme in ["README.md", "README.es.md"] {
        let text = fs::read_to_string(root.join(readme))?;
        match named.captures(&text) {
            Some(found) if &found[1] == built => {}
            Some(found) => {
                faults.push(format!("{readme}: mdBook {}, but it is {built}", &found[1]))
            }
            None => faults.push(format!(
                "{readme}: how to get mdBook? `cargo install mdbook --version {built} --locked`"
            )),
        }
    }
    Ok(faults)
}

#[test]
fn the_book() {
    holds(faults);
}

#[test]
fn bites() {
    let lock = "[[package]]\nname = \"mdbook-driver\"\nversion = \"0.5.4\"\n";
    let good = "`cargo install mdbook --version 0.5.4 --locked`";
    let table: [(&str, &[&str]); 3] = [
        (good, &[]),
        (
            "`cargo install mdbook --version 0.5.3`",
            &["README.es.md: mdBook 0.5.3, but it is 0.5.4"],
        ),
        ("mdBook", &["README.es.md: how to get mdBook?"]),
    ];
    for (spanish, expected) in table {
        let files = [("Cargo.lock", lock), ("README.md", good), ("README.es.md", spanish)];
        breaks(faults, &files, expected);
    }
}
