//! What the commands of a session find around them.

use super::block::Block;
use super::pattern::regex;
use super::session::Setting;
use anyhow::Context;
use regex::Regex;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// `cargo run`, as transcripts have it.
const CARGO: &str = include_str!("cargo.sh");

/// `curl` shows its progress where it does not write to a terminal.
const CURL: &str = "no-progress-meter\n";

/// The repository's folders that a command may name; each session gets copies.
const FOLDERS: &str = r"\b(examples|stage\d\d-\w+)/";

/// What is the same for all sessions: English, no colours, no proxy, no files of Python's.
const ALWAYS: [(&str, &str); 6] = [
    ("LC_ALL", "C.UTF-8"),
    ("NO_COLOR", "1"),
    ("no_proxy", "*"),
    ("RUST_BACKTRACE", "0"),
    ("PYTHONUNBUFFERED", "1"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
];

/// The folders of a session, and its variables.
#[derive(Debug)]
pub struct Surroundings {
    /// Where the commands are run.
    pub folder: TempDir,
    /// Goes before all others in `PATH`.
    _tools: TempDir,
    pub variables: Vec<(&'static str, OsString)>,
}

impl Surroundings {
    /// For a page with these blocks, whose stages listen on that port.
    ///
    /// # Errors
    /// If there is no folder, or something cannot be copied.
    pub fn new(setting: Setting, blocks: &[Block], port: u16) -> anyhow::Result<Surroundings> {
        let (folder, tools) = (tempfile::tempdir()?, tempfile::tempdir()?);
        copy_named(setting.workspace, blocks, folder.path())?;
        program(&tools.path().join("cargo"), CARGO)?;
        fs::write(tools.path().join(".curlrc"), CURL)?;
        let programs = setting.programs.folder();
        let before = [tools.path().to_path_buf(), programs.to_path_buf()].into_iter();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(before.chain(std::env::split_paths(&path)))?;
        let mut variables = ALWAYS.map(|(name, value)| (name, value.into())).to_vec();
        variables.extend([
            ("PATH", path),
            ("CURL_HOME", tools.path().into()),
            ("BOOK_PROGRAMS", programs.into()),
            ("BOOK_PORT", port.to_string().into()),
            ("TESTER_LANG", setting.language.into()),
        ]);
        Ok(Surroundings { folder, _tools: tools, variables })
    }
}

/// Writes a script that can be run.
fn program(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Copies the folders of the repository that the page's commands name.
fn copy_named(workspace: &Path, blocks: &[Block], to: &Path) -> anyhow::Result<()> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| regex(FOLDERS));
    let texts = blocks.iter().map(|block| &block.text);
    let found = texts.flat_map(|text| NAMED.captures_iter(text));
    let mut names = found.map(|found| found[1].to_string()).collect::<Vec<_>>();
    names.sort();
    names.dedup();
    let there = names.iter().filter(|name| workspace.join(name).is_dir());
    there.into_iter().try_for_each(|name| copy(&workspace.join(name), &to.join(name)))
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
