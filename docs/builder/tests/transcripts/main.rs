//! Each page's transcripts and dumps, run: a test for each page, and for each language in which it
//! shows something else. And small pages, most of them wrong.

mod small;

use anstream::adapter::strip_str;
use book::transcript::block::blocks;
use book::transcript::fault::Fault;
use book::transcript::programs::Programs;
use book::transcript::{LANGUAGES, PATIENCE, Setting, names, page, run};
use libtest_mimic::{Arguments, Failed, Trial};
use small::Small;
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
    let mut trials = small::ALL.iter().map(small_trial).collect::<Vec<_>>();
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
    let page = name.to_string();
    Trial::test(format!("{language}::{name}"), move || {
        shows_what_happens(&page, language, &markdown)
    })
}

fn small_trial(small: &'static Small) -> Trial {
    Trial::test(format!("small::{}", small.name), || {
        let found = faults("en", small.page)?;
        let found = found.iter().map(|fault| strip_str(&fault.to_string()).to_string());
        let found = found.collect::<Vec<_>>();
        let right = match (&found[..], small.fault) {
            ([], None) => true,
            ([fault], Some(begin)) => fault.starts_with(begin),
            _ => false,
        };
        let expected = small.fault.unwrap_or("nothing wrong");
        if right { Ok(()) } else { Err(format!("{found:#?}\nexpected {expected}").into()) }
    })
}

fn shows_what_happens(name: &str, language: &str, markdown: &str) -> Result<(), Failed> {
    let faults = faults(language, markdown)?;
    if faults.is_empty() {
        return Ok(());
    }
    let path = format!("docs/{language}/src/{name}.md");
    let faults = faults.iter().map(|fault| format!("{path}:{}: {}", fault.line, fault.message));
    let faults = faults.collect::<Vec<_>>().join("\n");
    // libtest-mimic does not ask whether it writes to a terminal.
    let faults = match std::io::stdout().is_terminal() {
        true => faults,
        false => strip_str(&faults).to_string(),
    };
    Err(format!("{faults}\nThis runs it again: cargo book check {name}").into())
}

fn faults(language: &str, markdown: &str) -> Result<Vec<Fault>, Failed> {
    let (workspace, programs) = (workspace(), programs()?);
    let setting = Setting { workspace: &workspace, programs, language, patience: PATIENCE };
    Ok(run(markdown, setting).map_err(|error| format!("{error:#}"))?.faults)
}

/// Built once for all pages.
fn programs() -> Result<&'static Programs, Failed> {
    static FOUND: OnceLock<Result<Programs, String>> = OnceLock::new();
    let found =
        FOUND.get_or_init(|| Programs::find(&workspace()).map_err(|error| format!("{error:#}")));
    found.as_ref().map_err(Failed::from)
}
