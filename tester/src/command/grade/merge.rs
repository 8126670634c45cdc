//! Joins the shares of a class.

use super::Stop;
use super::options::COURSE;
use super::results::{Class, FORMAT, Grades, Shard, Stage, Student};
use super::words::{self, fill};
use crate::report::Language;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

/// The grades in this file.
///
/// # Errors
/// It cannot be read, or [`Grades`] were never written like this.
pub fn read(path: &Path, language: Language) -> Result<Grades, Stop> {
    let shown = path.display();
    let stop = |text, error: String| {
        Stop::failed(fill(language.of(text), &[("error", &error), ("path", &shown)]))
    };
    let text = fs::read(path).map_err(|error| stop(words::CANNOT_READ, error.to_string()))?;
    let grades: Grades = serde_json::from_slice(&text)
        .map_err(|error| stop(words::NOT_GRADES, error.to_string()))?;
    if is_consistent(&grades) {
        Ok(grades)
    } else {
        Err(stop(words::NOT_GRADES, language.of(words::INCONSISTENT).into()))
    }
}

fn is_consistent(grades: &Grades) -> bool {
    let Shard { number, of } = grades.shard;
    let stages = grades.stages.iter().map(|stage| stage.stage);
    grades.format == FORMAT
        && Shard::new(number, of).is_some()
        && stages.clone().all(|stage| COURSE.contains(&stage))
        && stages.is_sorted_by(|one, next| one < next)
        && grades.students.iter().all(|student| fits(student, &grades.stages))
}

fn fits(student: &Student, stages: &[Stage]) -> bool {
    let own = student.stages.iter().map(|mark| Stage { stage: mark.stage, total: mark.total });
    let counts = |passed, failed, total| passed <= total && failed <= total - passed;
    own.eq(stages.iter().copied())
        && student.stages.iter().all(|it| counts(it.passed, it.failed.len(), it.total))
}

/// All shares as one class.
///
/// # Errors
/// All that speaks against it, a line each.
pub fn join(files: Vec<(PathBuf, Grades)>, language: Language) -> Result<Grades, Stop> {
    let mut against = differences(&files, language);
    against.extend(shares(&files, language));
    let Some(first) = files.first().map(|(_, grades)| grades.clone()) else {
        return Err(Stop::usage(language.of(words::NO_FILES).into()));
    };
    let students = files.into_iter().flat_map(|(_, grades)| grades.students).collect::<Vec<_>>();
    let mut students = Vec::from_iter(students.into_iter().map(recount));
    students.sort_by(|one, other| one.name.cmp(&other.name));
    against.extend(twice(&students, language));
    if against.is_empty() {
        against.extend(incomplete(&students, &first.class, language));
    }
    if against.is_empty() {
        Ok(Grades { shard: Shard::WHOLE, students, ..first })
    } else {
        Err(Stop::failed(against.join("\n")))
    }
}

/// What follows from the marks is worked out again, not taken on trust.
fn recount(student: Student) -> Student {
    Student::new(&student.name, student.problem, student.stages)
}

/// Where a file differs from the first in what all must have in common.
fn differences(files: &[(PathBuf, Grades)], language: Language) -> Vec<String> {
    let Some((first, others)) = files.split_first() else { return Vec::new() };
    others.iter().flat_map(|other| differences_of(first, other, language)).collect()
}

fn differences_of(
    (first, common): &(PathBuf, Grades),
    (other, grades): &(PathBuf, Grades),
    language: Language,
) -> Vec<String> {
    let (of, others) = (common.shard.of, grades.shard.of);
    let rules = [
        (grades.tester == common.tester, words::OTHER_TESTER),
        (grades.stages == common.stages, words::OTHER_STAGES),
        (others == of, words::OTHER_SHARDS),
        (grades.class == common.class, words::OTHER_CLASS),
    ];
    let (first, other) = (first.display(), other.display());
    let values: [(&str, &dyn Display); 4] =
        [("of", &of), ("others", &others), ("first", &first), ("other", &other)];
    let broken = rules.into_iter().filter(|(same, _)| !same);
    broken.map(|(_, text)| fill(language.of(text), &values)).collect()
}

/// Shares that are there twice, and those that are not there.
fn shares(files: &[(PathBuf, Grades)], language: Language) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<Shard, &Path> = BTreeMap::new();
    for (path, Grades { shard, .. }) in files {
        if let Some(first) = seen.insert(*shard, path) {
            let Shard { number, of } = shard;
            let (first, other) = (first.display(), path.display());
            let values: [(&str, &dyn Display); 4] =
                [("number", number), ("of", of), ("first", &first), ("other", &other)];
            found.push(fill(language.of(words::SHARD_TWICE), &values));
        }
    }
    let of = files.first().map_or(0, |(_, grades)| grades.shard.of);
    let missing = (1..=of).filter(|&number| !seen.contains_key(&Shard { number, of }));
    let text = language.of(words::SHARD_MISSING);
    found.extend(missing.map(|number| fill(text, &[("number", &number), ("of", &of)])));
    found
}

/// The students must be sorted.
fn twice(students: &[Student], language: Language) -> Vec<String> {
    let pairs = students.windows(2).filter(|pair| pair[0].name == pair[1].name);
    let text = language.of(words::STUDENT_TWICE);
    pairs.map(|pair| fill(text, &[("name", &super::table::shown(&pair[0].name))])).collect()
}

fn incomplete(students: &[Student], class: &Class, language: Language) -> Option<String> {
    let names = students.iter().map(|student| student.name.as_str()).collect::<Vec<_>>();
    let values: [(&str, &dyn Display); 2] =
        [("found", &students.len()), ("expected", &class.students)];
    (Class::new(&names) != *class).then(|| fill(language.of(words::STUDENTS_MISSING), &values))
}
