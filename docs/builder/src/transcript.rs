//! What the book shows of terminals and connections, done again: each ```` ```console ```` and
//! ```` ```wire ```` block of a page is run, and must show what happens.
//!
//! A page is one session: one folder, in which each command is a `bash` of its own, and servers that
//! stay until another one takes their port. What a page shows is compared line by line: dates,
//! versions and ports that the system chose are taken for equal (see [`pattern`]), and `…` stands for
//! anything. For the commands there are
//!
//! * `cargo run -p NAME [--example NAME] [-- ARGUMENTS]`, which starts what is built already, and
//!   `httpcourse`, which speaks the page's language;
//! * the ports that the page names, each another one in truth, so that pages can be run side by side;
//! * copies of those folders of the repository that a command names, such as `examples/`.
//!
//! A dump has a stage of its own, started for it in the page's folder.

pub mod block;
pub mod fault;
pub mod pattern;
mod ports;
mod process;
pub mod programs;
mod session;
mod surroundings;
mod wire;

use crate::trouble::did_you_mean;
use anyhow::{Context, bail};
use block::{Kind, blocks};
use fault::Fault;
use programs::Programs;
use session::Session;
pub use session::{PATIENCE, Setting};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// The languages of the book.
pub const LANGUAGES: [&str; 2] = ["en", "es"];

/// What became of the blocks of a page.
#[derive(Debug, Default)]
pub struct Report {
    /// How many blocks were run.
    pub run: usize,
    pub faults: Vec<Fault>,
}

/// Runs the blocks of a page.
///
/// # Errors
/// If there is no folder to run them in. What differs is in the report.
pub fn run(markdown: &str, setting: Setting) -> anyhow::Result<Report> {
    let blocks = blocks(markdown);
    let mut report = Report::default();
    if blocks.is_empty() {
        return Ok(report);
    }
    let mut session = Session::begin(setting, &blocks)?;
    for block in &blocks {
        report.faults.extend(session.run(block).err().unwrap_or_default());
        report.run += usize::from(!matches!(block.kind(), Ok(Kind::NotRun)));
    }
    Ok(report)
}

/// Where a page is.
pub fn page(workspace: &Path, language: &str, name: &str) -> PathBuf {
    workspace.join("docs").join(language).join("src").join(format!("{name}.md"))
}

/// `book check [PAGE…]`: runs these pages in both languages, or all, and prints what differs.
///
/// # Errors
/// If there is no such page, or nothing to run it with.
pub fn check(workspace: &Path, pages: &[String]) -> anyhow::Result<ExitCode> {
    let all = names(workspace)?;
    if let Some(unknown) = pages.iter().find(|page| !all.contains(page)) {
        bail!(
            "there is no page `{unknown}`{}",
            did_you_mean(unknown, all.iter().map(String::as_str))
        );
    }
    let programs = Programs::find(workspace)?;
    let mut good = true;
    for name in if pages.is_empty() { &all } else { pages } {
        for language in LANGUAGES {
            let setting = Setting { workspace, programs: &programs, language, patience: PATIENCE };
            good &= check_page(name, setting)?;
        }
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check_page(name: &str, setting: Setting) -> anyhow::Result<bool> {
    let start = Instant::now();
    let path = page(setting.workspace, setting.language, name);
    let markdown = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let Report { run, faults } = run(&markdown, setting)?;
    let (shown, took) =
        (format!("docs/{}/src/{name}.md", setting.language), start.elapsed().as_secs_f64());
    anstream::println!("{shown}: {run} blocks run, {} wrong, {took:.1} s", faults.len());
    for fault in &faults {
        anstream::println!("\n{shown}:{}: {}", fault.line, fault.message);
    }
    Ok(faults.is_empty())
}

/// The names of all pages, without `.md`, in alphabetical order.
///
/// # Errors
/// If the folder of the English ones cannot be read.
pub fn names(workspace: &Path) -> anyhow::Result<Vec<String>> {
    let folder = workspace.join("docs/en/src");
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let paths = paths.collect::<Result<Vec<_>, _>>()?;
    let pages = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
    let names = pages.filter_map(|path| path.file_stem()?.to_str().map(str::to_string));
    let mut names = names.filter(|name| name != "SUMMARY").collect::<Vec<_>>();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests;
