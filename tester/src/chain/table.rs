//! The table of stages in the READMEs, computed from the sources.

use super::StageInfo;
use crate::report::Language;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

const BEGIN: &str = "<!-- stages -->";
const END: &str = "<!-- /stages -->";

/// What came of comparing a README's table with the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Current,
    Rewritten,
    /// The table as it should be.
    Stale(String),
    /// The file has no `<!-- stages -->` followed by `<!-- /stages -->`.
    NoMarkers,
}

/// Compares what stands between the two markers in this file with the table of these stages,
/// and with `update` writes it there.
///
/// # Errors
/// If the file cannot be read or written.
pub fn check_table(
    readme: &Path,
    stages: &[StageInfo],
    language: Language,
    update: bool,
) -> io::Result<Outcome> {
    let text = fs::read_to_string(readme)?;
    let Some((before, rest)) = text.split_once(BEGIN) else { return Ok(Outcome::NoMarkers) };
    let Some((found, after)) = rest.split_once(END) else { return Ok(Outcome::NoMarkers) };
    let table = table(stages, language);
    if found.replace("\r\n", "\n").trim() == table.trim() {
        return Ok(Outcome::Current);
    }
    if !update {
        return Ok(Outcome::Stale(table));
    }
    fs::write(readme, format!("{before}{BEGIN}\n{table}{END}{after}"))?;
    Ok(Outcome::Rewritten)
}

fn table(stages: &[StageInfo], language: Language) -> String {
    let spanish = language.is_spanish();
    let head = match spanish {
        true => "| Etapa | Qué añade | Líneas | Nuevas | Quitadas |",
        false => "| Stage | What it adds | Lines | New | Removed |",
    };
    let mut table = format!("{head}\n|---|---|--:|--:|--:|\n");
    for stage in stages {
        let StageInfo { name, lines, added, removed, .. } = stage;
        let concept = if spanish { &stage.concepto } else { &stage.concept };
        let _ =
            writeln!(table, "| [{name}]({name}/) | {concept} | {lines} | {added} | {removed} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> StageInfo {
        StageInfo {
            number: 2,
            name: "stage02-hello".into(),
            concept: "an answer".into(),
            concepto: "una respuesta".into(),
            lines: 90,
            added: 60,
            removed: 5,
            statements: 70,
            changes: Vec::new(),
            longest: (20, "`run` in src/main.rs".into()),
        }
    }

    #[test]
    fn a_stale_table_is_found_and_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let readme = folder.path().join("README.es.md");
        fs::write(&readme, "antes\n<!-- stages -->\nviejo\n<!-- /stages -->\ndespués\n").unwrap();
        let check = |update| check_table(&readme, &[stage()], Language::Spanish, update).unwrap();
        assert!(matches!(check(false), Outcome::Stale(table) if table.contains("una respuesta")));
        assert_eq!(check(true), Outcome::Rewritten);
        assert_eq!(check(false), Outcome::Current);
        let text = fs::read_to_string(&readme).unwrap();
        assert!(text.starts_with("antes\n") && text.ends_with("\ndespués\n"));
        assert!(text.contains("| [stage02-hello](stage02-hello/) | una respuesta | 90 | 60 | 5 |"));
    }

    #[test]
    fn a_file_without_markers_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let readme = folder.path().join("README.md");
        fs::write(&readme, "nothing here\n").unwrap();
        let outcome = check_table(&readme, &[stage()], Language::English, true).unwrap();
        assert_eq!(outcome, Outcome::NoMarkers);
    }
}
