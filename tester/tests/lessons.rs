//! What a learner sees, byte for byte, for each of many ways to be wrong, in both languages.
//!
//! One file in `tests/lessons/` for each way and language. After a change that is meant:
//! `UPDATE=1 cargo test -p tester --test lessons`, and read what changed as a beginner would.
//! `cargo test -p tester --test lessons -- --ignored` writes the lesson of every check's broken
//! server to `$CARGO_TARGET_TMPDIR/lessons`, to be read as well.

#[path = "lessons/cases.rs"]
mod cases;
#[path = "lessons/servers.rs"]
mod servers;
#[path = "lessons/tell.rs"]
mod tell;

use cases::{CASES, Case};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use tester::catalogue::{Check, catalogue};
use tester::report::Language;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons");

const LANGUAGES: [(Language, &str); 2] = [(Language::English, "en"), (Language::Spanish, "es")];

/// Most lessons are about waiting.
const THREADS: usize = 16;

fn main() -> ExitCode {
    if let Some(exit) = servers::serve_if_asked() {
        return exit;
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let mut trials = CASES.iter().map(golden).collect::<Vec<_>>();
    trials.push(Trial::test("the_folder_holds_these_and_no_others", the_folder));
    trials.push(Trial::test("every_kind_of_trouble_is_told", tell::every_kind));
    if arguments.ignored || arguments.include_ignored {
        let every = |check: &'static Check| {
            let name = format!("every::{}", check.id);
            Trial::test(name, move || tell::own(check)).with_ignored_flag(true)
        };
        trials.extend(catalogue().map(every));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn golden(case: &'static Case) -> Trial {
    Trial::test(case.name, move || {
        let told = tell::tell(case)?;
        let wrong = LANGUAGES.iter().zip(&told).filter_map(|((_, language), told)| {
            let told = format!("{told}\n");
            let path = file(case, language);
            fits(&told).err().or_else(|| same(&path, &told).err())
        });
        let wrong = wrong.collect::<Vec<_>>();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
    })
}

fn file(case: &Case, language: &str) -> PathBuf {
    PathBuf::from(format!("{FOLDER}/{}.{language}.txt", case.name))
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

fn same(path: &PathBuf, told: &str) -> Result<(), String> {
    if updating() {
        return std::fs::write(path, told).map_err(|error| format!("{}: {error}", path.display()));
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    if golden == told {
        return Ok(());
    }
    Err(format!("{} says otherwise (UPDATE=1 if this is meant):\n{told}", path.display()))
}

/// Nothing moves a terminal's cursor or hides at the end of a line, and no line is wider than a
/// terminal, but for a word of a command, which cannot be broken.
fn fits(told: &str) -> Result<(), String> {
    let odd = |line: &&str| {
        let words = line.trim_end_matches([' ', '|', ';', '\\']).trim_start();
        let word = words.starts_with(['\'', '-', 'h']) && line.starts_with("        ");
        let wide = line.chars().count() > 80 && !word;
        wide || line.ends_with(' ') || line.chars().any(char::is_control)
    };
    told.lines().find(odd).map_or(Ok(()), |line| Err(format!("this line does not fit:\n{line}")))
}

fn the_folder() -> Result<(), Failed> {
    let names = CASES.iter().map(|case| case.name);
    let expected = names.flat_map(|name| LANGUAGES.map(|(_, code)| format!("{name}.{code}.txt")));
    let expected = BTreeSet::from_iter(expected);
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(FOLDER)? {
        found.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    found.retain(|name| name.ends_with(".txt"));
    if found == expected || updating() {
        return Ok(());
    }
    let odd = found.symmetric_difference(&expected).collect::<Vec<_>>();
    Err(format!("there is no case for these files, or no file for these cases: {odd:?}").into())
}
