//! The files, for students of any name. None of these has a server, so all is graded at once.

use super::class::{Class, printed};
use super::trial;
use libtest_mimic::Trial;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;
use tester::catalogue::for_stage;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("a_spreadsheet_computes_no_name", spreadsheet),
        trial("every_name_is_whole_in_json", json),
        trial("junit_is_sound_whatever_the_names", junit),
        trial("a_name_cannot_move_the_cursor_or_the_columns", table),
        trial("the_separator_and_the_language_of_the_csv", csv_options),
        trial("a_file_is_replaced_whole", replaced),
    ]
}

/// In the order of their bytes.
fn hostile() -> Vec<&'static str> {
    let mut names =
        vec!["+1", "-2+3", "=1+1", "@SUM(A1)", "Ana;=cmd,=cmd", "José & Cía", "漢字", "＝1"];
    #[cfg(unix)] // Windows allows none of these
    names.extend([
        "\t=1",
        "\n=1",
        "\"quoted\"",
        "<b>]]>",
        "a\u{1b}[2Jb",
        "a\u{202e}b",
        "back\\slash",
    ]);
    names.sort_unstable();
    names
}

fn graded(words: &[&str]) -> (Class, String) {
    let class = Class::new();
    hostile().into_iter().for_each(|name| class.submission(name, &[]));
    // Neither of these is a student.
    class.submission(".git", &[]);
    std::fs::write(class.path().join("notes.txt"), "x").unwrap();
    let table = printed(&class.grade("out", words));
    (class, table)
}

fn spreadsheet() {
    let (class, _) = graded(&["--stages", "1"]);
    let text = class.read("out/grades.csv");
    let text = text.strip_prefix('\u{feff}').expect("Excel needs the mark");
    // Whatever a spreadsheet believes to be the separator.
    for separator in [b',', b';', b'\t'] {
        let records = records(text, separator);
        assert_eq!(records.len(), hostile().len());
        for cell in records.iter().flat_map(|record| record.iter()) {
            let computed = cell.trim_start().starts_with(['=', '+', '-', '@', '＝']);
            assert!(!computed, "a spreadsheet computes {cell:?}");
        }
    }
    let records = records(text, b',');
    let names = records.iter().map(|record| record[0].trim_start_matches('\''));
    assert_eq!(names.collect::<Vec<_>>(), hostile());
    let total = for_stage(1).count().to_string();
    assert_eq!(records[0].iter().skip(1).take(3).collect::<Vec<_>>(), ["", "0", &total]);
}

fn records(text: &str, separator: u8) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).flexible(true).from_reader(text.as_bytes());
    reader.records().collect::<Result<_, _>>().unwrap()
}

fn json() {
    let (class, _) = graded(&["--stages", "2-3"]);
    let grades: Value = serde_json::from_str(&class.read("out/grades.json")).unwrap();
    let students = grades["students"].as_array().unwrap();
    let names = students.iter().map(|student| student["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), hostile());
    let stages = serde_json::json!([
        { "stage": 2, "total": for_stage(2).count() },
        { "stage": 3, "total": for_stage(3).count() },
    ]);
    assert_eq!(grades["stages"], stages);
    assert_eq!(students[0]["problem"], "no-run-file");
    assert_eq!(students[0]["highest"], Value::Null);
}

/// The names and numbers of all elements that begin.
#[derive(Default)]
struct Junit {
    suites: Vec<String>,
    failures: usize,
    tests: Option<String>,
}

impl Junit {
    fn read(text: &str) -> Junit {
        let (mut reader, mut junit) = (Reader::from_str(text), Junit::default());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(element) => junit.take(&element),
                Event::Eof => return junit,
                _ => {}
            }
        }
    }

    fn take(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            b"testsuites" => self.tests = attribute(element, "tests"),
            b"testsuite" => self.suites.extend(attribute(element, "name")),
            b"failure" => self.failures += 1,
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).unwrap()?;
    Some(found.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned())
}

fn junit() {
    let (class, _) = graded(&["--stages", "1-2"]);
    let text = class.read("out/grades.junit.xml");
    let forbidden = |letter: char| letter.is_control() && letter != '\n';
    assert!(!text.contains(forbidden), "XML cannot hold control bytes");
    assert!(!text.contains("time"), "the same submissions would give another file");
    let junit = Junit::read(&text);
    let legal = |name: &&str| name.replace(char::is_control, "\u{fffd}");
    assert_eq!(junit.suites, hostile().iter().map(legal).collect::<Vec<_>>());
    assert_eq!(junit.failures, 2 * hostile().len());
    assert_eq!(junit.tests, Some((2 * hostile().len()).to_string()));
}

fn table() {
    let long =
        "a name that is so long that no table could ever have room for all of it, or could it?";
    let class = Class::new();
    hostile().into_iter().for_each(|name| class.submission(name, &[]));
    let wide = "漢".repeat(60);
    [long, wide.as_str()].into_iter().for_each(|name| class.submission(name, &[]));
    let table = printed(&class.grade("out", &[]));
    let odd = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
    assert!(!table.contains(odd), "{table:?}");
    let rows = table.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>();
    assert_eq!(rows.len(), 2 + hostile().len() + 2, "{table}");
    let columns = |row: &str| unicode_width::UnicodeWidthStr::width(row);
    let wrong = rows.iter().filter(|row| !row.starts_with("checks") && columns(row) != 80);
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&&str>::new(), "{table}");
    assert!(table.contains("a name that is so long…") || table.contains("a name that is so long "));
}

fn csv_options() {
    let (class, _) = graded(&["--stages", "1", "--separator", ";", "--lang", "es"]);
    let text = class.read("out/grades.csv");
    let heading = "\u{feff}\"Estudiante\";\"etapa más alta\";\"etapa 1 superadas\";\"etapa 1 de\";\
        \"Observaciones\"\n";
    assert!(text.starts_with(heading), "{text}");
    let remark = ";0;12;\"la carpeta no tiene el archivo start-server.txt\"\n";
    assert!(text.ends_with(&remark.replace("12", &for_stage(1).count().to_string())), "{text}");
}

fn replaced() {
    let (class, _) = graded(&["--stages", "1"]);
    let before = class.read("out/grades.json");
    // Whoever has opened the old file keeps it as it was: a second name stands for such a reader.
    let reader = class.folder.path().join("reader");
    std::fs::hard_link(class.folder.path().join("out/grades.json"), reader).unwrap();
    printed(&class.grade("out", &["--stages", "2"]));
    assert_ne!(class.read("out/grades.json"), before);
    assert_eq!(class.read("reader"), before, "it was written over");
    let names = super::class::names(&class.folder.path().join("out"));
    assert_eq!(
        names,
        ["grades.csv", "grades.json", "grades.junit.xml"],
        "something was left behind"
    );
}
