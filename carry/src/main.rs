//! `cargo carry stage03-parse`: carries what has changed in a stage, and is not committed yet,
//! into all later stages.
//!
//! Each file is merged three ways by git: what the stage was, what it is now, and what the next
//! stage has made of it. Where both changed the same lines the command stops and leaves conflict
//! markers; mend them, then carry on from that stage.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

const USAGE: &str = "usage: cargo carry STAGE, for example: cargo carry stage03-parse";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "carry: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [stage] = arguments.as_slice() else { bail!(USAGE) };
    let root = PathBuf::from(git(Path::new("."), &["rev-parse", "--show-toplevel"])?.trim());
    let stages = stages(&root)?;
    let first = stages.iter().position(|name| name == stage.trim_end_matches('/'));
    let first = first.with_context(|| format!("there is no {stage} here; {USAGE}"))?;
    ensure!(!changed_files(&root, &stages[first])?.is_empty(), "nothing has changed in {stage}");
    for pair in stages[first..].windows(2) {
        carry(&root, &pair[0], &pair[1])?;
    }
    Ok(())
}

/// The folders `stage01-…` to `stage07-…`, in order.
fn stages(root: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(root)?.collect::<io::Result<Vec<_>>>()?;
    let names = entries.iter().filter_map(|entry| entry.file_name().into_string().ok());
    let mut stages: Vec<String> = names.filter(|name| name.starts_with("stage")).collect();
    stages.sort();
    Ok(stages)
}

/// Merges the changes of one stage into the next one, and says what it did.
fn carry(root: &Path, stage: &str, next: &str) -> anyhow::Result<()> {
    for file in changed_files(root, stage)? {
        let from = root.join(stage).join(&file);
        let to = root.join(next).join(&file);
        let before = git(root, &["show", &format!("HEAD:{stage}/{file}")]);
        let outcome = match (from.exists(), to.exists(), before) {
            (true, true, Ok(before)) => merge(&to, &before, &from, &format!("{next}/{file}"))?,
            (true, false, Err(_)) => add(&from, &to)?,
            (false, true, Ok(before)) if fs::read_to_string(&to)? == before => remove(&to)?,
            (_, false, _) => "is not in this stage",
            _ => bail!("{next}/{file} cannot be merged: please do it by hand"),
        };
        writeln!(io::stdout(), "{next}/{file} {outcome}")?;
    }
    Ok(())
}

/// Files of a stage that differ from the last commit, as paths within the stage.
fn changed_files(root: &Path, stage: &str) -> anyhow::Result<Vec<String>> {
    let folder = root.join(stage);
    let changed = git(&folder, &["diff", "HEAD", "--name-only", "--relative", "--", "."])?;
    let added = git(&folder, &["ls-files", "--others", "--exclude-standard"])?;
    let files = changed.lines().chain(added.lines());
    // Each stage describes itself: its Cargo.toml is nobody else's.
    Ok(files.filter(|file| *file != "Cargo.toml").map(String::from).collect())
}

fn merge(to: &Path, before: &str, from: &Path, name: &str) -> anyhow::Result<&'static str> {
    let folder = TempDir::new()?;
    let base = folder.path().join("before");
    fs::write(&base, before)?;
    let old = fs::read(to)?;
    let output = Command::new("git").arg("merge-file").args([to, &base, from]).output()?;
    match output.status.code() {
        Some(0) if fs::read(to)? == old => Ok("has it already"),
        Some(0) => Ok("changed"),
        Some(1..=127) => bail!("{name} has conflicts: mend them, then carry on from that stage"),
        _ => bail!("git merge-file {name}: {}", String::from_utf8_lossy(&output.stderr).trim()),
    }
}

fn add(from: &Path, to: &Path) -> io::Result<&'static str> {
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::copy(from, to)?;
    Ok("added")
}

fn remove(to: &Path) -> io::Result<&'static str> {
    fs::remove_file(to)?;
    Ok("removed")
}

fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").args(arguments).current_dir(folder).output();
    let Output { status, stdout, stderr } = output.map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("git is not installed"),
        _ => error.into(),
    })?;
    ensure!(
        status.success(),
        "git {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&stderr).trim()
    );
    Ok(String::from_utf8(stdout)?)
}
