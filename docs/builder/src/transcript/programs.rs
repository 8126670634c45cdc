//! The programs that transcripts run: the stages and `httpcourse`, which Cargo builds, and the tools
//! that a reader has.

use anyhow::{Context, anyhow, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the programs are that shall be used instead of building them.
const VARIABLE: &str = "BOOK_BIN";

/// What else a transcript needs, a harmless question to each, and Debian's name for it.
const TOOLS: [(&str, &str, &str); 4] = [
    ("bash", "--version", "bash"),
    ("curl", "--version", "curl"),
    ("nc", "-h", "netcat-openbsd"),
    ("python3", "--version", "python3"),
];

/// The folders with the programs.
#[derive(Debug, Clone)]
pub struct Programs {
    /// `stage01-bind` … and `httpcourse`; `examples/client` below it.
    folder: PathBuf,
}

impl Programs {
    /// Those in the folder that `BOOK_BIN` names, else freshly built by Cargo.
    ///
    /// # Errors
    /// If Cargo does not build them, or a tool is missing: which, and how to get it.
    pub fn find(workspace: &Path) -> anyhow::Result<Programs> {
        TOOLS.into_iter().try_for_each(require)?;
        let folder = match env::var_os(VARIABLE) {
            Some(folder) => fs::canonicalize(&folder).with_context(|| format!("{folder:?}"))?,
            None => build(workspace)?,
        };
        Ok(Programs { folder })
    }

    /// Those that somebody has built already.
    pub fn in_folder(folder: &Path) -> Programs {
        Programs { folder: folder.to_path_buf() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn require((tool, question, package): (&str, &str, &str)) -> anyhow::Result<()> {
    let mut command = Command::new(tool);
    command.arg(question).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
        .status()
        .map(drop)
        .map_err(|_| anyhow!("`{tool}` is missing: apt-get install {package}"))
}

/// Builds them; where they are then.
fn build(workspace: &Path) -> anyhow::Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--package", "stage0*", "--package", "tester"]);
    command.args(["--bins", "--examples", "--message-format=json"]).current_dir(workspace);
    let built = command.output().context("cargo")?;
    if !built.status.success() {
        bail!("{}", String::from_utf8_lossy(&built.stderr));
    }
    let mut messages = built.stdout.split(|&byte| byte == b'\n');
    let program = messages.find_map(program).context("Cargo built no programs")?;
    Ok(program.parent().map(Path::to_path_buf).unwrap_or_default())
}

/// The program that a message of Cargo's tells about.
fn program(message: &[u8]) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_slice(message).ok()?;
    let is_bin = message["target"]["kind"][0] == "bin";
    message["executable"].as_str().filter(|_| is_bin).map(PathBuf::from)
}

#[test]
fn a_missing_tool_is_named() {
    let error = require(("no-such-tool", "-h", "no-such-package")).expect_err("it is missing");
    assert_eq!(error.to_string(), "`no-such-tool` is missing: apt-get install no-such-package");
    require(TOOLS[0]).expect("bash is there");
}
