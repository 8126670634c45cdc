//! Whoever reads only the README can install all that the comparison uses.

#![cfg(target_os = "linux")]

use bench::tools::{ECHO_PACKAGE, Source, TOOLS};
use bench::works::WORKS;

const READMES: [(&str, &str); 2] = [
    ("README.md", include_str!("../README.md")),
    ("README.es.md", include_str!("../README.es.md")),
];

/// The commands of a README that begin like this, as words.
fn words_after<'t>(text: &'t str, command: &str) -> Vec<&'t str> {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix(command));
    lines.flat_map(str::split_whitespace).collect()
}

#[test]
fn every_tool_is_in_an_install_command() {
    for (name, text) in READMES {
        let debian = words_after(text, "sudo apt-get install ");
        let crates = words_after(text, "cargo install ");
        assert!(debian.contains(&ECHO_PACKAGE), "{name} does not install {ECHO_PACKAGE}");
        for tool in &TOOLS {
            let found = match tool.source {
                Source::Debian(package) => debian.contains(&package),
                Source::Crate(package) => crates.contains(&package),
            };
            assert!(found, "{name} does not install {}", tool.program);
            assert!(
                text.contains(&format!("`{}`", tool.program)),
                "{name}: what is {}?",
                tool.program
            );
        }
    }
}

#[test]
fn the_examples_are_real() {
    for (name, text) in READMES {
        let only = words_after(text, "cargo compare --only ");
        let works = only.first().unwrap_or_else(|| panic!("{name} shows no --only"));
        for id in works.split(',') {
            assert!(WORKS.iter().any(|work| work.id == id), "{name}: there is no work {id}");
        }
    }
}
