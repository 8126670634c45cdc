//! The chain: each stage against the one before.
//!
//! What a stage may do to its predecessor stands in the `[package.metadata.stage]` of its
//! Cargo.toml; every other file under `src/` and `tests/` is byte-identical to the stage before.
//!
//! What is counted: the lines of the `.rs` files under `src/` that are neither blank nor only a
//! comment (`//`, `///`, `//!`; there are no `/* */` in the stages), compared as they stand,
//! indentation included. A changed line is one removed and one added. Unit tests are not
//! counted: a file called `tests.rs`, and a file from a line `#[cfg(test)]` on.
//!
//! The budgets are about what there is to read and to explain, so they leave out two kinds of
//! lines that ask for neither: imports (`use`, `mod`) and closing brackets alone on a line. They
//! are aims ("about 150"), so a sixth more is still within them. The tables of the READMEs
//! leave nothing out.

mod source;
mod table;

pub use table::{Outcome, check_table};

use source::{code, difference, functions, statements};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// About how many lines a stage adds at most.
pub const MAX_ADDED: usize = 150;

/// The same for the stage that is made fast as well: its sockets are set up once, its answers
/// leave together.
pub const MAX_ADDED_FAST: usize = 185;

/// The number of that stage.
pub const FAST: u8 = 6;

/// The same for the last stage, the finale.
pub const MAX_ADDED_LAST: usize = 400;

/// The number of the last stage.
pub const LAST: u8 = 7;

/// Up to this many lines a stage may remove or change, however short the one before is;
/// of a longer one a tenth.
pub const FREE_REMOVED: usize = 6;

/// What the README and the book tell of a stage.
#[derive(Debug, Clone)]
pub struct StageInfo {
    pub number: u8,
    /// The package and its folder: `stage03-parse`.
    pub name: String,
    /// The one concept it adds, in English.
    pub concept: String,
    /// The same in Spanish.
    pub concepto: String,
    /// Lines of code (see the module for what is counted).
    pub lines: usize,
    /// Of these, the lines that the stage before did not have.
    pub added: usize,
    /// Lines of the stage before that this one has no more.
    pub removed: usize,
    /// Of its lines, those that the budgets count; so too in `changes`.
    pub statements: usize,
    /// What it adds and removes, by file.
    pub changes: Vec<FileChange>,
    /// Its longest function: lines from `fn` to the closing brace, and where.
    pub longest: (usize, String),
}

/// How many lines that the budgets count a file gained and lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// From the stage's folder: `src/main.rs`.
    pub file: String,
    pub added: usize,
    pub removed: usize,
}

impl StageInfo {
    /// How many lines it may add: the aim and a sixth.
    pub fn may_add(&self) -> usize {
        let aim = match self.number {
            FAST => MAX_ADDED_FAST,
            LAST => MAX_ADDED_LAST,
            _ => MAX_ADDED,
        };
        aim + aim / 6
    }

    /// What the budgets count: lines added and removed.
    pub fn spent(&self) -> (usize, usize) {
        sum(&self.changes)
    }
}

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All stages of the workspace in this folder, in order.
///
/// # Errors
/// In words, if a file cannot be read or a Cargo.toml has no good `[package.metadata.stage]`.
pub fn stages(root: &Path) -> Result<Vec<StageInfo>, String> {
    let stages = read_stages(root)?;
    Ok(with_previous(&stages).map(|(previous, stage)| stage.info(previous)).collect())
}

/// Every breach of the chain's rules, in words; empty when all is well.
///
/// # Errors
/// As [`stages`].
pub fn violations(root: &Path) -> Result<Vec<String>, String> {
    let stages = read_stages(root)?;
    let mut violations = Vec::new();
    for (index, (previous, stage)) in with_previous(&stages).enumerate() {
        if usize::from(stage.number) != index + 1 {
            violations.push(format!("{}: its number should be {}", stage.name, index + 1));
        }
        if let Some(previous) = previous {
            violations.extend(stage.undeclared(previous));
        }
    }
    let infos = with_previous(&stages).map(|(previous, stage)| stage.info(previous));
    violations.extend(over_budget(&infos.collect::<Vec<_>>()));
    Ok(violations)
}

/// The table of all budgets, with the files of the stages that exceed theirs; `None` if none does.
fn over_budget(infos: &[StageInfo]) -> Option<String> {
    let mut table = String::from("lines to read     added  (at most)  removed  (at most)\n");
    let mut over = false;
    let mut before = None;
    for info in infos {
        let (may_add, may_remove) = (info.may_add(), before.map_or(0, may_remove));
        let (name, (added, removed)) = (&info.name, info.spent());
        let _ = writeln!(table, "{name:16} {added:6} {may_add:10} {removed:8} {may_remove:10}");
        if added > may_add || removed > may_remove {
            over = true;
            for FileChange { file, added, removed } in &info.changes {
                let _ = writeln!(table, "  over: {file:20} +{added} -{removed}");
            }
        }
        before = Some(info.statements);
    }
    over.then_some(table)
}

/// How many lines may go from a stage of so many.
fn may_remove(lines: usize) -> usize {
    FREE_REMOVED.max(lines / 10)
}

/// A stage as it is on disk.
struct Stage {
    number: u8,
    name: String,
    concept: String,
    concepto: String,
    adds: BTreeSet<String>,
    changes: BTreeSet<String>,
    removes: BTreeSet<String>,
    /// All files under `src/` and `tests/`, by their path from the stage's folder.
    files: BTreeMap<String, Vec<u8>>,
}

fn with_previous(stages: &[Stage]) -> impl Iterator<Item = (Option<&Stage>, &Stage)> {
    let previous = std::iter::once(None).chain(stages.iter().map(Some));
    previous.zip(stages)
}

fn read_stages(root: &Path) -> Result<Vec<Stage>, String> {
    let mut folders = list(root)?;
    folders.retain(|path| is_stage(path));
    let mut stages = folders.iter().map(|path| Stage::read(path)).collect::<Result<Vec<_>, _>>()?;
    stages.sort_by_key(|stage| stage.number);
    Ok(stages)
}

fn is_stage(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("stage") && path.join("Cargo.toml").is_file()
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>();
    paths.sort();
    Ok(paths)
}

impl Stage {
    fn read(folder: &Path) -> Result<Stage, String> {
        let manifest = folder.join("Cargo.toml");
        let wrong = |what: &dyn std::fmt::Display| format!("{}: {what}", manifest.display());
        let text = fs::read_to_string(&manifest).map_err(|error| wrong(&error))?;
        let table: Table = text.parse().map_err(|error| wrong(&error))?;
        let stage = Stage::from_manifest(&table)
            .ok_or_else(|| wrong(&"no name, or no complete [package.metadata.stage]"))?;
        let mut files = BTreeMap::new();
        for part in ["src", "tests"] {
            read_files(&folder.join(part), part, &mut files)?;
        }
        Ok(Stage { files, ..stage })
    }

    fn from_manifest(manifest: &Table) -> Option<Stage> {
        let package = manifest.get("package")?;
        let stage = package.get("metadata")?.get("stage")?;
        let text = |key| stage.get(key).and_then(Value::as_str).map(str::to_string);
        Some(Stage {
            number: u8::try_from(stage.get("number")?.as_integer()?).ok()?,
            name: package.get("name")?.as_str()?.to_string(),
            concept: text("concept")?,
            concepto: text("concepto")?,
            adds: names(stage.get("adds"))?,
            changes: names(stage.get("changes"))?,
            removes: stage
                .get("removes")
                .map_or(Some(BTreeSet::new()), |list| names(Some(list)))?,
            files: BTreeMap::new(),
        })
    }

    /// What differs from the stage before although the manifest does not say so, or the reverse.
    fn undeclared(&self, previous: &Stage) -> Vec<String> {
        let mut breaches = Vec::new();
        let names = self.files.keys().chain(previous.files.keys()).collect::<BTreeSet<_>>();
        for file in names {
            let is = fate(previous.files.get(file), self.files.get(file));
            let says = self.says(file);
            if is != says {
                breaches.push(format!("{}: {file} {is}; by its Cargo.toml it {says}", self.name));
            }
        }
        let named = self.adds.iter().chain(&self.changes).chain(&self.removes);
        let unknown = named
            .filter(|file| !self.files.contains_key(*file) && !previous.files.contains_key(*file));
        breaches.extend(unknown.map(|file| format!("{}: there is no {file}", self.name)));
        breaches
    }

    fn says(&self, file: &str) -> &'static str {
        let lists = [(&self.adds, ADDED), (&self.changes, CHANGED), (&self.removes, REMOVED)];
        lists.into_iter().find(|(list, _)| list.contains(file)).map_or(SAME, |(_, says)| says)
    }

    fn info(&self, previous: Option<&Stage>) -> StageInfo {
        let plain = sum(&self.differences(previous, code));
        StageInfo {
            number: self.number,
            name: self.name.clone(),
            concept: self.concept.clone(),
            concepto: self.concepto.clone(),
            lines: self.files.keys().map(|file| code(self.rust(file)).len()).sum(),
            added: plain.0,
            removed: plain.1,
            statements: self.files.keys().map(|file| statements(self.rust(file)).len()).sum(),
            changes: self.differences(previous, statements),
            longest: self.longest(),
        }
    }

    /// Lines added and removed, for each file of both stages in which there are any.
    fn differences(&self, previous: Option<&Stage>, count: Count) -> Vec<FileChange> {
        let before = previous.iter().flat_map(|stage| stage.files.keys());
        let names = self.files.keys().chain(before).collect::<BTreeSet<_>>();
        let changes = names.into_iter().map(|file| {
            let old = previous.map(|stage| count(stage.rust(file))).unwrap_or_default();
            let (added, removed) = difference(&old, &count(self.rust(file)));
            FileChange { file: file.clone(), added, removed }
        });
        changes.filter(|change| change.added + change.removed > 0).collect()
    }

    fn longest(&self) -> (usize, String) {
        let all = self.files.keys().flat_map(|file| {
            let functions = functions(self.rust(file)).into_iter();
            functions.map(move |(lines, name)| (lines, format!("`{name}` in {file}")))
        });
        all.max().unwrap_or_default()
    }

    /// The text of a source file of the program, without its unit tests.
    fn rust(&self, file: &str) -> &str {
        let is = file.starts_with("src/") && file.ends_with(".rs") && !file.ends_with("/tests.rs");
        let bytes = self.files.get(file).filter(|_| is);
        let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        text.find("#[cfg(test)]").map_or(text, |tests| &text[..tests])
    }
}

/// Which lines of a source file count.
type Count = fn(&str) -> Vec<&str>;

fn sum(changes: &[FileChange]) -> (usize, usize) {
    let sum = |part: fn(&FileChange) -> usize| changes.iter().map(part).sum();
    (sum(|change| change.added), sum(|change| change.removed))
}

const ADDED: &str = "is added";
const CHANGED: &str = "is changed";
const REMOVED: &str = "is removed";
const SAME: &str = "stays as it was";

/// What became of a file from one stage to the next.
fn fate(before: Option<&Vec<u8>>, now: Option<&Vec<u8>>) -> &'static str {
    match (before, now) {
        (None, _) => ADDED,
        (_, None) => REMOVED,
        (before, now) if before == now => SAME,
        _ => CHANGED,
    }
}

fn names(list: Option<&Value>) -> Option<BTreeSet<String>> {
    let names = list?.as_array()?.iter().map(|name| name.as_str().map(str::to_string));
    names.collect()
}

/// Adds the files below `folder` to `files`, by paths that begin with `prefix`. A folder that
/// is not there has none.
fn read_files(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    let paths = if folder.is_dir() { list(folder)? } else { Vec::new() };
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}/{name}");
        if path.is_dir() {
            read_files(&path, &name, files)?;
        } else {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(())
}
