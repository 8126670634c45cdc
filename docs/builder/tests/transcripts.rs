//! Each page's transcripts and dumps, run: a test for each page, and for each language in which it
//! shows something else.

use book::transcript::block::blocks;
use book::transcript::programs::Programs;
use book::transcript::{LANGUAGES, Setting, names, page, run};
use libtest_mimic::{Arguments, Failed, Trial};
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

/// Most of the time is spent waiting for the time limits of servers: more threads than processors.
const THREADS: usize = 8;

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let mut trials = Vec::new();
    for name in names(&workspace())? {
        let [english, spanish] = LANGUAGES.map(|language| read(language, &name));
        let (english, spanish) = (english?, spanish?);
        if blocks(&english) != blocks(&spanish) {
            trials.push(trial("es", &name, spanish));
        }
        trials.push(trial("en", &name, english));
    }
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(language: &str, name: &str) -> anyhow::Result<String> {
    Ok(fs::read_to_string(page(&workspace(), language, name))?)
}

fn trial(language: &'static str, name: &str, markdown: String) -> Trial {
    let path = format!("docs/{language}/src/{name}.md");
    Trial::test(format!("{language}::{name}"), move || {
        shows_what_happens(&path, language, &markdown)
    })
}

fn shows_what_happens(path: &str, language: &str, markdown: &str) -> Result<(), Failed> {
    let colored = std::io::stdout().is_terminal();
    let setting = Setting { workspace: &workspace(), programs: programs()?, language, colored };
    let report = run(markdown, setting).map_err(|error| format!("{error:#}"))?;
    if report.faults.is_empty() {
        return Ok(());
    }
    let faults =
        report.faults.iter().map(|fault| format!("{path}:{}: {}", fault.line, fault.message));
    let again = format!("\n\nagain: cargo book check {}", path.trim_end_matches(".md"));
    Err((faults.collect::<Vec<_>>().join("\n") + &again).into())
}

/// Built once for all pages.
fn programs() -> Result<&'static Programs, Failed> {
    static FOUND: OnceLock<Result<Programs, String>> = OnceLock::new();
    let found =
        FOUND.get_or_init(|| Programs::find(&workspace()).map_err(|error| format!("{error:#}")));
    found.as_ref().map_err(Failed::from)
}
