//! The table in both READMEs is the one that the targets use.

use std::env;
use std::fs;
use std::path::Path;

use fuzz::render::{Language, table};

const BEGIN: &str = "<!-- differences -->\n";
const END: &str = "<!-- /differences -->";

fn check(readme: &str, language: Language) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(readme);
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (before, rest) = text.split_once(BEGIN).expect("a line <!-- differences -->");
    let (found, after) = rest.split_once(END).expect("a line <!-- /differences -->");
    let table = table(language);
    if env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert!(
            found == table,
            "out of date; this writes it anew: UPDATE=1 cargo test --test readme"
        );
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
