//! The results as files: CSV for spreadsheets, JSON for programs (and `merge`), JUnit XML for
//! systems that run tests. Each appears whole or not at all.

use super::Stop;
use super::results::{Grades, Mark, Student};
use super::table::said;
use super::words::{self, fill};
use crate::catalogue::catalogue;
use crate::report::Language;
use csv::{QuoteStyle, WriterBuilder};
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;
use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// The names of the files.
pub const CSV: &str = "grades.csv";
pub const JSON: &str = "grades.json";
pub const JUNIT: &str = "grades.junit.xml";

/// Finds out whether results can be written there, before hours are spent on them.
///
/// # Errors
/// If they cannot.
pub fn prepare(out: &Path, language: Language) -> Result<(), Stop> {
    let prepare = || fs::create_dir_all(out).and_then(|()| NamedTempFile::new_in(out));
    prepare().map(drop).map_err(|error| cannot_write(out, &error, language))
}

/// Writes all three into this folder, which is made if it is not there.
///
/// # Errors
/// If that is not possible.
pub fn write(out: &Path, grades: &Grades, separator: u8, language: Language) -> Result<(), Stop> {
    let write = || {
        fs::create_dir_all(out)?;
        // All are made before the first is put in its place.
        let files = [
            (CSV, csv(grades, separator, language)?),
            (JSON, json(grades)?),
            (JUNIT, junit(grades, language)?),
        ];
        files.iter().try_for_each(|(name, content)| put(out, name, content))
    };
    write().map_err(|error| cannot_write(out, &error, language))
}

fn cannot_write(out: &Path, error: &io::Error, language: Language) -> Stop {
    let values: [(&str, &dyn Display); 2] = [("error", error), ("path", &out.display())];
    Stop::failed(fill(language.of(words::CANNOT_WRITE), &values))
}

/// Writes beside, and renames: nobody ever sees half a file.
fn put(out: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let mut file = readable(NamedTempFile::new_in(out)?)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(out.join(name))?;
    Ok(())
}

/// A temporary file is its owner's only; grades may be read by whoever may read the folder.
fn readable(file: NamedTempFile) -> io::Result<NamedTempFile> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    Ok(file)
}

fn json(grades: &Grades) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(grades)?;
    text.push(b'\n');
    Ok(text)
}

/// Two columns a stage: `12/24` in one cell would become the 24th of December.
fn csv(grades: &Grades, separator: u8, language: Language) -> io::Result<Vec<u8>> {
    // Without this mark Excel takes UTF-8 for something else, and María for MarÃ­a.
    let file = Vec::from("\u{feff}");
    // Every text is quoted: a `;` in a name must not begin a cell, whatever the reader splits at.
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        .quote_style(QuoteStyle::NonNumeric)
        .from_writer(file);
    writer.write_record(heading(grades, language))?;
    for student in &grades.students {
        let highest = student.highest.map_or(String::new(), |stage| stage.to_string());
        let mut record = vec![harmless(&student.name), highest];
        for mark in &student.stages {
            record.extend([mark.passed.to_string(), mark.total.to_string()]);
        }
        record.push(said(student, language).join("; "));
        writer.write_record(record)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn heading(grades: &Grades, language: Language) -> Vec<String> {
    let mut heading = vec![language.of(words::STUDENT).into(), language.of(words::HIGHEST).into()];
    for stage in &grades.stages {
        for text in [words::PASSED, words::OF] {
            heading.push(fill(language.of(text), &[("stage", &stage.stage)]));
        }
    }
    heading.push(language.of(words::REMARKS).into());
    heading
}

/// A spreadsheet computes what begins like this, even if it came from a student: an
/// apostrophe in front makes it text.
fn harmless(name: &str) -> String {
    let computed = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if name.trim_start().starts_with(computed) || name.starts_with(computed) {
        format!("'{name}")
    } else {
        name.into()
    }
}

type Xml = Writer<Vec<u8>>;

/// A suite for each student, a test for each stage.
fn junit(grades: &Grades, language: Language) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let marks = grades.students.iter().flat_map(|student| &student.stages);
    let counts = Counts::of(marks);
    let suites = writer.create_element("testsuites").with_attribute(("name", "httpcourse"));
    suites.with_attributes(counts.attributes()).write_inner_content(|writer| {
        grades.students.iter().try_for_each(|student| suite(writer, student, language))
    })?;
    let mut text = writer.into_inner();
    text.push(b'\n');
    Ok(text)
}

struct Counts {
    tests: String,
    failures: String,
}

impl Counts {
    fn of<'a>(marks: impl Iterator<Item = &'a Mark>) -> Counts {
        let (whole, failing): (Vec<_>, Vec<_>) = marks.partition(|mark| mark.is_whole());
        let tests = (whole.len() + failing.len()).to_string();
        Counts { tests, failures: failing.len().to_string() }
    }

    fn attributes(&self) -> [(&str, &str); 3] {
        [("tests", &self.tests), ("failures", &self.failures), ("errors", "0")]
    }
}

fn suite(writer: &mut Xml, student: &Student, language: Language) -> io::Result<()> {
    let (name, counts) = (legal(&student.name), Counts::of(student.stages.iter()));
    let element = writer.create_element("testsuite").with_attribute(("name", name.as_str()));
    element.with_attributes(counts.attributes()).write_inner_content(|writer| {
        student.stages.iter().try_for_each(|mark| test(writer, student, mark, language))
    })?;
    Ok(())
}

fn test(writer: &mut Xml, student: &Student, mark: &Mark, language: Language) -> io::Result<()> {
    let class = legal(&student.name);
    let name = fill(language.of(words::STAGE), &[("stage", &mark.stage)]);
    let element = writer.create_element("testcase").with_attribute(("name", name.as_str()));
    let element = element.with_attribute(("classname", class.as_str()));
    if mark.is_whole() {
        return element.write_empty().map(drop);
    }
    let values: [(&str, &dyn Display); 2] = [("passed", &mark.passed), ("total", &mark.total)];
    let message = fill(language.of(words::FAILING), &values);
    element.write_inner_content(|writer| {
        let failure = writer.create_element("failure");
        let failure = failure.with_attribute(("message", message.as_str()));
        failure.write_text_content(BytesText::new(&details(student, mark, language))).map(drop)
    })?;
    Ok(())
}

/// Why the stage was not done to its end, and the checks that failed, a line each.
fn details(student: &Student, mark: &Mark, language: Language) -> String {
    let why = student.problem.map(|problem| problem.text());
    let why = why.or_else(|| mark.note.map(|note| note.text()));
    let mut lines = Vec::from_iter(why.map(|text| language.of(text).to_string()));
    for id in &mark.failed {
        let title = catalogue().find(|check| check.id == id).map(|check| check.title);
        lines.push(format!("{}: {}", legal(id), title.map_or("", |title| language.of(title))));
    }
    let left = mark.total - mark.passed - mark.failed.len();
    if left > 0 {
        lines.push(fill(language.of(words::NOT_RUN), &[("count", &left)]));
    }
    lines.join("\n")
}

/// XML can carry no control bytes, escaped or not.
fn legal(text: &str) -> String {
    let allowed = |letter: char| {
        let forbidden = letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
        if forbidden { char::REPLACEMENT_CHARACTER } else { letter }
    };
    text.chars().map(allowed).collect()
}
