//! `grade merge`: joins what belongs together, and says what does not.

use super::class::{Class, printed, refused};
use super::trial;
use libtest_mimic::Trial;
use std::fs;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("more_shares_than_students_are_joined", many_shares),
        trial("what_does_not_belong_together_is_named", refusals),
        trial("all_that_is_wrong_is_said_at_once_in_spanish", spanish),
        trial("what_grade_has_not_written_is_refused", foreign),
    ]
}

/// Five students without a server, in so many shares: `1/grades.json` and so on.
fn class_in(shares: usize) -> Class {
    let class = Class::new();
    ["a", "b", "c", "d", "é"].into_iter().for_each(|name| class.submission(name, &[]));
    share(&class, shares, "");
    class
}

fn share(class: &Class, shares: usize, prefix: &str) {
    for number in 1..=shares {
        let share = format!("{number}/{shares}");
        let out = format!("{prefix}{number}");
        printed(&class.grade(&out, &["--stages", "1", "--shard", &share]));
    }
}

fn merge(class: &Class, files: &[&str], words: &[&str]) -> std::process::Output {
    let files = files.iter().map(|file| format!("{file}/grades.json")).collect::<Vec<_>>();
    let mut command = class.command(&["merge", "--out", "merged"]);
    command.args(files).args(words).output().unwrap()
}

fn many_shares() {
    let class = class_in(8);
    let table = printed(&merge(&class, &["8", "7", "6", "5", "4", "3", "2", "1"], &[]));
    let names = table.lines().skip(2).take(5).map(|line| line.chars().next().unwrap());
    assert_eq!(names.collect::<String>(), "abcdé");
    printed(&class.grade("whole", &["--stages", "1"]));
    assert_eq!(class.read("merged/grades.json"), class.read("whole/grades.json"));
    let nobody = class.run(&["merge", "8/grades.json", "--out", "x"]);
    assert!(refused(&nobody, 3).contains("share 1/8 is missing"));
}

/// Changes share 2 by replacing words in its JSON.
fn altered(class: &Class, from: &str, to: &str) {
    let text = class.read("2/grades.json");
    assert!(text.contains(from), "{from} is not in {text}");
    fs::write(class.folder.path().join("2/grades.json"), text.replace(from, to)).unwrap();
}

/// What is altered in share 2, and what is then said.
const ALTERED: [(&str, &str, &str); 7] = [
    ("\"version\": \"", "\"version\": \"9", "2/grades.json comes from another tester than 1/"),
    ("\"catalogue\": \"", "\"catalogue\": \"f", "comes from another tester than 1/"),
    ("\"students\": 5", "\"students\": 6", "another list of submissions than 1/grades.json"),
    ("\"names\": \"", "\"names\": \"f", "another list of submissions than 1/grades.json"),
    ("\"name\": \"b\"", "\"name\": \"a\"", "this submission is there twice: a"),
    (
        "\"name\": \"b\"",
        "\"name\": \"z\"",
        "the shares hold 5 submissions, the class had 5, and not under",
    ),
    ("\"of\": 3", "\"of\": 4", "2/grades.json is one of 4 shares, 1/grades.json one of 3"),
];

fn says(class: &Class, files: &[&str], expected: &str) {
    let said = refused(&merge(class, files, &[]), 3);
    assert!(said.contains(expected), "expected {expected:?} in {said}");
    assert!(!class.folder.path().join("merged").exists(), "something was written");
}

fn refusals() {
    let class = class_in(3);
    says(&class, &["1", "3"], "share 2/3 is missing");
    says(&class, &["1", "2", "3", "1"], "share 1/3 is there twice: 1/grades.json, 1/grades.json");
    says(&class, &["1", "2", "3", "1"], "this submission is there twice: a\n");
    for (from, to, expected) in ALTERED {
        let class = class_in(3);
        altered(&class, from, to);
        says(&class, &["1", "2", "3"], expected);
    }
    let class = class_in(2);
    printed(&class.grade("2", &["--stages", "2", "--shard", "2/2"]));
    says(&class, &["1", "2"], "2/grades.json has other stages than 1/grades.json");
}

fn spanish() {
    let class = class_in(4);
    altered(&class, "\"version\": \"", "\"version\": \"9");
    let said = refused(&merge(&class, &["1", "2", "1"], &["--lang", "es"]), 3);
    for expected in [
        "2/grades.json viene de otro tester que 1/grades.json",
        "la parte 1/4 está dos veces: 1/grades.json, 1/grades.json",
        "falta la parte 3/4",
        "falta la parte 4/4",
        "esta entrega está dos veces: a",
    ] {
        assert!(said.contains(expected), "expected {expected:?} in {said}");
    }
}

/// What is altered in share 2, so that grade cannot have written it.
const FOREIGN: [(&str, &str); 10] = [
    ("\"format\": 1", "\"format\": 2"),
    ("\"passed\": 0", "\"passed\": 1000"),
    ("\"passed\": 0", "\"passed\": -1"),
    ("\"number\": 2", "\"number\": 0"),
    ("\"number\": 2", "\"number\": 3"),
    ("\"number\": 2,\n    \"of\": 2", "\"number\": 2,\n    \"of\": 99999999999"),
    ("\"stage\": 1", "\"stage\": 300"),
    ("\"stage\": 1", "\"stage\": 8"),
    (
        "\"failed\": []",
        "\"failed\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\"]",
    ),
    ("]", "}"),
];

fn foreign() {
    let class = class_in(2);
    for (from, to) in FOREIGN {
        let before = class.read("2/grades.json");
        altered(&class, from, to);
        let said = refused(&merge(&class, &["1", "2"], &[]), 3);
        assert!(said.contains("2/grades.json is no result that grade has written"), "{to}: {said}");
        fs::write(class.folder.path().join("2/grades.json"), before).unwrap();
    }
    let said = refused(&merge(&class, &["1", "missing"], &[]), 3);
    assert!(said.contains("missing/grades.json cannot be read"), "{said}");
}
