//! The page of status codes lists exactly those that the stages send.

use crate::{breaks, holds};
use book::language::{BOTH, code};
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How a code stands in a source file: as a constant, or in a line of text.
const SENT: &str = r#"\bStatus\((\d{3}), "|HTTP/1\.1 (\d{3}) [A-Z]"#;

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let sent = sent(root)?;
    let mut faults = Vec::new();
    for language in BOTH {
        let page = format!("docs/{}/src/status-codes.md", code(language));
        let listed = listed(&fs::read_to_string(root.join(&page))?);
        let missing = sent.difference(&listed).map(|code| format!("{page}: {code} is missing"));
        let unsent = listed.difference(&sent).map(|code| format!("{page}: no stage sends {code}"));
        faults.extend(missing.chain(unsent));
    }
    Ok(faults)
}

/// The codes in the first column of the page's tables.
fn listed(text: &str) -> BTreeSet<String> {
    let row = Regex::new(r"(?m)^\|[\s`*\[]*(\d{3})\b").expect("good");
    row.captures_iter(text).map(|found| found[1].to_string()).collect()
}

fn sent(root: &Path) -> anyhow::Result<BTreeSet<String>> {
    let pattern = Regex::new(SENT).expect("good");
    let mut codes = BTreeSet::new();
    for file in sources(root)? {
        let text = fs::read_to_string(file)?;
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in program.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let found = pattern.captures_iter(line);
            codes.extend(found.filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str().into())));
        }
    }
    Ok(codes)
}

/// The source files of all stages, without tests.
fn sources(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root)? {
        let stage = entry?;
        if stage.file_name().to_string_lossy().starts_with("stage") {
            let all = fs::read_dir(stage.path().join("src"))?.map(|file| Ok(file?.path()));
            files.extend(all.collect::<anyhow::Result<Vec<_>>>()?);
        }
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "rs") && !file.ends_with("tests.rs"));
    Ok(files)
}

#[test]
fn the_book() {
    holds(faults);
}

#[test]
fn bites() {
    let source = "const OK: Status = Status(200, \"OK\");\n// Status(299, \"Commented\")\n\
        write(b\"HTTP/1.1 100 Continue\\r\\n\")\n#[cfg(test)]\nStatus(599, \"Test\")\n";
    let good = "| Code | When |\n|---|---|\n| `100` | a |\n| **200** {{#status 200}} | b |\n";
    let table: [(&str, &[&str]); 3] = [
        (good, &[]),
        ("| `100` |\n| 200 |\n| 404 |\n", &["docs/es/src/status-codes.md: no stage sends 404"]),
        ("| 200 |\n", &["docs/es/src/status-codes.md: 100 is missing"]),
    ];
    for (spanish, expected) in table {
        let files = [
            ("stage01-bind/src/main.rs", source),
            ("docs/en/src/status-codes.md", good),
            ("docs/es/src/status-codes.md", spanish),
        ];
        breaks(faults, &files, expected);
    }
}

#[test]
fn the_stages_send_some() {
    let sent = sent(&crate::course()).expect("the sources");
    // Each is written in another way, or in another file.
    for code in ["100", "200", "404", "507"] {
        assert!(sent.contains(code), "{sent:?}");
    }
}
