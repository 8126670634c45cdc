//! The end of a siege: a table of what was seen, what was wanted, and whether it held.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};
use tester::report::Language;

/// What was found out; nothing in it can be lost by printing it.
pub struct Report {
    language: Language,
    rows: Vec<Row>,
    /// Lines below the table.
    notes: Vec<String>,
    /// Everything that was measured.
    data: Value,
}

struct Row {
    what: String,
    seen: String,
    wanted: String,
    /// Nothing where it only informs.
    holds: Option<bool>,
}

impl Report {
    pub fn new(language: Language) -> Report {
        Report { language, rows: Vec::new(), notes: Vec::new(), data: json!({}) }
    }

    /// Something that must hold.
    pub fn judge(&mut self, what: String, seen: String, wanted: String, holds: bool) {
        self.rows.push(Row { what, seen, wanted, holds: Some(holds) });
    }

    /// Something that is good to know.
    pub fn inform(&mut self, what: String, seen: String) {
        self.rows.push(Row { what, seen, wanted: String::new(), holds: None });
    }

    /// A line below the table.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Figures for the JSON.
    pub fn record(&mut self, name: &str, value: Value) {
        self.data[name] = value;
    }

    /// Whether all held.
    pub fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.holds != Some(false))
    }

    /// The table, the notes, and the verdict.
    pub fn render(&self) -> String {
        let width = |of: fn(&Row) -> &str| {
            self.rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0)
        };
        let (what, seen) = (width(|row| &row.what), width(|row| &row.seen));
        let line = |row: &Row| {
            let line =
                format!("{} {:what$}  {:seen$}  {}", row.mark(), row.what, row.seen, row.wanted);
            line.trim_end().to_string()
        };
        let mut lines: Vec<String> = self.rows.iter().map(line).collect();
        lines.extend(self.notes.iter().cloned());
        lines.push(String::new());
        lines.push(self.verdict().to_string());
        lines.join("\n")
    }

    fn verdict(&self) -> &'static str {
        match (self.holds(), self.language.is_spanish()) {
            (true, false) => "It held.",
            (true, true) => "Resistió.",
            (false, false) => "It did not hold: see the lines with ✗.",
            (false, true) => "No resistió: mira las líneas con ✗.",
        }
    }

    /// Writes all figures and the rows of the table.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_json(&self, path: &Path) -> anyhow::Result<()> {
        let row = |row: &Row| json!({ "what": row.what, "seen": row.seen, "wanted": row.wanted, "holds": row.holds });
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        let all = json!({ "holds": self.holds(), "rows": rows, "data": self.data });
        fs::write(path, format!("{all:#}\n")).with_context(|| path.display().to_string())
    }
}

impl Row {
    fn mark(&self) -> &'static str {
        match self.holds {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "·",
        }
    }
}

/// A number with its thousands set apart, the way the language does it.
pub fn thousands(number: f64, language: Language) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(if language.is_spanish() { '\u{a0}' } else { ',' });
        }
        text.push(digit);
    }
    if number < 0.0 { format!("-{text}") } else { text }
}

/// Bytes as MiB.
pub fn mib(bytes: f64) -> String {
    format!("{:.2} MiB", bytes / 1024.0 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(holds: [bool; 2]) -> Report {
        let mut report = Report::new(Language::Spanish);
        let row = |text: &str| [text.to_string(), "1".into(), "≥ 0".into()];
        for (what, holds) in ["añada", "ñ"].into_iter().zip(holds) {
            let [what, seen, wanted] = row(what);
            report.judge(what, seen, wanted, holds);
        }
        report.inform("por saber".into(), "2".into());
        report
    }

    #[test]
    fn one_that_fails_is_enough() {
        assert!(report([true, true]).holds());
        assert!(!report([true, false]).holds());
        assert!(report([true, false]).render().ends_with("No resistió: mira las líneas con ✗."));
    }

    #[test]
    fn columns_are_as_wide_as_their_letters() {
        let text = report([true, false]).render();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["✓ añada      1  ≥ 0", "✗ ñ          1  ≥ 0", "· por saber  2"]);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(thousands(1_234_567.0, Language::English), "1,234,567");
        assert_eq!(thousands(999.0, Language::English), "999");
        assert_eq!(thousands(-1000.0, Language::Spanish), "-1\u{a0}000");
    }
}
