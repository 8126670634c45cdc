//! The page of status codes lists exactly those that the stages send, each with the stage that begins to.

use crate::{breaks, holds};
use book::language::{BOTH, code};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
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
        let missing = sent.difference(&listed);
        faults
            .extend(missing.map(|(code, stage)| format!("{page}: {code} from {stage} is missing")));
        let wrong = listed.difference(&sent);
        faults
            .extend(wrong.map(|(code, stage)| format!("{page}: {code} does not begin in {stage}")));
    }
    Ok(faults)
}

/// The codes in the first column of the section `{#sent}`, each with the stage that its row links to.
fn listed(text: &str) -> BTreeSet<(String, String)> {
    let row = Regex::new(r"^\|[\s`*]*(\d{3})\b.*?\]\((stage[\w-]+)\.md").expect("good");
    let lines = text.lines().skip_while(|line| !line.ends_with("{#sent}"));
    let section = lines.skip(1).take_while(|line| !line.starts_with("## "));
    let found = section.filter_map(|line| row.captures(line));
    found.map(|found| (found[1].to_string(), found[2].to_string())).collect()
}

/// The codes that are sent, each with the first stage that does.
fn sent(root: &Path) -> anyhow::Result<BTreeSet<(String, String)>> {
    let pattern = Regex::new(SENT).expect("good");
    let mut codes = BTreeMap::new();
    for (stage, file) in sources(root)? {
        let text = fs::read_to_string(file)?;
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in program.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for found in pattern.captures_iter(line) {
                let code = found.get(1).or(found.get(2)).map_or("", |code| code.as_str());
                codes.entry(code.to_string()).or_insert(stage.clone());
            }
        }
    }
    Ok(codes.into_iter().collect())
}

/// The source files of all stages with the name of the stage, in order, without tests.
fn sources(root: &Path) -> anyhow::Result<BTreeSet<(String, PathBuf)>> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(root)? {
        let stage = entry?;
        let name = stage.file_name().to_string_lossy().into_owned();
        if name.starts_with("stage") {
            for file in fs::read_dir(stage.path().join("src"))? {
                files.insert((name.clone(), file?.path()));
            }
        }
    }
    let is_rust = |file: &Path| file.extension().is_some_and(|end| end == "rs");
    files.retain(|(_, file)| is_rust(file) && !file.ends_with("tests.rs"));
    Ok(files)
}

#[test]
fn the_book() {
    holds(faults);
}

const SOURCE: &str = "const OK: Status = Status(200, \"OK\");\n// Status(299, \"Commented\")\n\
    write(b\"HTTP/1.1 100 Continue\\r\\n\")\n#[cfg(test)]\nStatus(599, \"Test\")\n";
const LATER: &str =
    "const OK: Status = Status(200, \"OK\");\nconst NO: Status = Status(404, \"No\");\n";
const GOOD: &str = "## A {#sent}\n| Code | | From |\n|---|---|---|\n| `100` | a | [1](stage01-a.md) |\n\
    | **200** {{#status 200}} | b | [1](stage01-a.md) |\n| 404 | c | [2](stage02-b.md) |\n\
    ## B {#not-sent}\n| 206 | [1](stage01-a.md) |\n";

#[test]
fn bites() {
    let table: [(&str, &str, &[&str]); 3] = [
        ("", "", &[]),
        (
            "| 404 |",
            "| 405 |",
            &["404 from stage02-b is missing", "405 does not begin in stage02-b"],
        ),
        (
            "[2](stage02-b.md)",
            "[1](stage01-a.md)",
            &["404 from stage02-b is", "404 does not begin"],
        ),
    ];
    for (old, new, expected) in table {
        let spanish = GOOD.replace(old, new);
        let files = [
            ("stage01-a/src/main.rs", SOURCE),
            ("stage02-b/src/main.rs", LATER),
            ("docs/en/src/status-codes.md", GOOD),
            ("docs/es/src/status-codes.md", &spanish),
        ];
        breaks(faults, &files, expected);
    }
}

#[test]
fn the_stages_send_some() {
    let sent = sent(&crate::course()).expect("the sources");
    // Each is written in another way, or in another file.
    for (code, stage) in
        [("100", "stage07-methods"), ("200", "stage02-hello"), ("507", "stage07-methods")]
    {
        assert!(sent.contains(&(code.into(), stage.into())), "{sent:?}");
    }
}
