//! What people read about grading: the same in both languages, and true.

use super::class::httpcourse;
use super::trial;
use libtest_mimic::Trial;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use tester::catalogue::for_stage;

const PAGES: [&str; 2] = ["GRADING.md", "GRADING.es.md"];

pub fn trials() -> Vec<Trial> {
    vec![
        trial("both_pages_have_the_same_parts", twins),
        trial("links_lead_somewhere_and_to_the_twin_first", links),
        trial("help_and_pages_name_the_same_options", options),
        trial("the_tables_in_the_pages_have_the_totals_of_today", totals),
        trial("no_sentence_was_forgotten_in_translation", languages),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn help(lang: &str) -> String {
    let output = httpcourse().args(["grade", "--help", "--lang", lang]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What each line is, without its words.
fn shape(page: &str) -> Vec<String> {
    let kind = |line: &str| match line.trim_start() {
        "" => None,
        heading if heading.starts_with('#') => Some(heading.split(' ').next()?.to_string()),
        item if item.starts_with("- ") => Some("-".into()),
        row if row.starts_with('|') => Some(format!("row of {}", row.matches('|').count())),
        _ if line.starts_with("    ") => Some("code".into()),
        _ => Some("text".into()),
    };
    let mut shape = page.lines().filter_map(kind).collect::<Vec<_>>();
    shape.dedup_by(|one, other| one == other && one == "text");
    shape
}

fn twins() {
    let [english, spanish] = PAGES.map(page);
    assert_eq!(shape(&english), shape(&spanish));
}

fn targets(page: &str) -> Vec<&str> {
    page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

fn links() {
    let [english, spanish] = PAGES.map(page);
    let (english, spanish) = (targets(&english), targets(&spanish));
    assert_eq!((english[0], spanish[0]), (PAGES[1], PAGES[0]));
    assert_eq!(english[1..], spanish[1..]);
    for target in english {
        assert!(folder().join(target).exists(), "{target} is not there");
    }
}

/// The words that begin with `--`, but not those of docker, cargo and the students' servers.
fn named(text: &str) -> BTreeSet<String> {
    let of_others = ["--rm", "--network", "--memory", "--cpus", "--pids-limit", "--cap-drop"];
    let of_others =
        [&of_others[..], &["--security-opt", "--user", "--locked", "--path", "--directory"]]
            .concat();
    let words = text.split(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    let options = words.filter(|word| word.len() > 3 && word.starts_with("--"));
    options.filter(|word| !of_others.contains(word)).map(String::from).collect()
}

fn options() {
    let [english, spanish] = ["en", "es"].map(help);
    let known = named(&english);
    assert_eq!(known, named(&spanish));
    assert!(known.len() >= 9, "{english}");
    for (name, help) in PAGES.into_iter().zip([english, spanish]) {
        let page = page(name);
        let strange = named(&page).into_iter().filter(|option| !known.contains(option));
        assert_eq!(strange.collect::<Vec<_>>(), Vec::<String>::new(), "{name}");
        assert_eq!(docker(&help), docker(&page), "the container's limits in {name}");
    }
}

/// The first seven options of the command with a container.
fn docker(text: &str) -> Vec<&str> {
    let command = text.split("docker run").nth(1).expect("there is no docker run");
    command.split_whitespace().filter(|word| word.starts_with("--")).take(7).collect()
}

fn totals() {
    let totals = (1..=3).map(|stage| format!("/{}", for_stage(stage).count()));
    let totals = totals.collect::<Vec<_>>().join("  ");
    for name in PAGES {
        assert!(page(name).contains(&totals), "{name} should have a table with {totals}");
    }
}

/// A sentence that was forgotten in translation.
fn languages() {
    let english = [" the ", " and ", " of the ", " which "];
    let spanish = [" el ", " los ", " una ", " que "];
    let forgotten = |text: &str, words: &[&str]| {
        let lines = text.lines().filter(|line| !line.starts_with("    "));
        let found = lines.filter(|line| words.iter().any(|word| line.contains(word)));
        found.map(String::from).collect::<Vec<_>>()
    };
    for (english_text, spanish_text) in [(page(PAGES[0]), page(PAGES[1])), (help("en"), help("es"))]
    {
        assert_eq!(forgotten(&english_text, &spanish), Vec::<String>::new());
        assert_eq!(forgotten(&spanish_text, &english), Vec::<String>::new());
    }
}
