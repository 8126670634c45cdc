//! The table of students by stages, for a terminal.

use super::results::{Grades, Student};
use super::words::{self, fill};
use crate::report::{Language, wrap};
use std::iter::once;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest table, in columns.
const WIDTH: usize = 80;

/// The width of a stage's column, and of the last one.
const STAGE: usize = 5;
const WHOLE: usize = 8;

/// The table, what it means, and the remarks; ends in a line feed.
pub fn render(grades: &Grades, language: Language) -> String {
    if grades.students.is_empty() {
        return format!("{}\n", language.of(words::NOBODY));
    }
    let names = grades.students.iter().map(|student| shown(&student.name)).collect::<Vec<_>>();
    let longest = names.iter().map(|name| name.width()).max().unwrap_or_default();
    let room = longest.clamp(words_width(language), name_room(grades));
    let mut lines = head(grades, room, language);
    for (name, student) in names.iter().zip(&grades.students) {
        let passed = student.stages.iter().map(|mark| mark.passed.to_string());
        let highest = student.highest.map_or("-".into(), |stage| stage.to_string());
        lines.push(row(name, room, passed, &highest));
    }
    lines.extend([String::new(), wrap(language.of(words::LEGEND), 0)]);
    lines.extend(remarks(grades, language));
    lines.join("\n") + "\n"
}

fn words_width(language: Language) -> usize {
    language.of(words::STUDENT).width().max(language.of(words::CHECKS).width())
}

fn name_room(grades: &Grades) -> usize {
    WIDTH - WHOLE - STAGE * grades.stages.len()
}

/// Two lines: the stages, and how many checks each has.
fn head(grades: &Grades, room: usize, language: Language) -> Vec<String> {
    let stages = grades.stages.iter().map(|stage| stage.stage.to_string());
    let totals = grades.stages.iter().map(|stage| format!("/{}", stage.total));
    let (student, checks) = (language.of(words::STUDENT), language.of(words::CHECKS));
    let totals = row(checks, room, totals, "").trim_end().to_string();
    vec![row(student, room, stages, language.of(words::WHOLE)), totals]
}

fn row(name: &str, room: usize, cells: impl Iterator<Item = String>, last: &str) -> String {
    let cells = cells.map(|cell| format!("{cell:>STAGE$}")).collect::<String>();
    format!("{}{cells}{last:>WHOLE$}", fit(name, room))
}

/// Exactly so many columns: cut, or filled with spaces.
fn fit(name: &str, room: usize) -> String {
    let mut fitting = name.to_string();
    if name.width() > room {
        fitting.clear();
        let mut left = room.saturating_sub(1);
        for letter in name.chars() {
            let width = letter.width().unwrap_or_default();
            if width > left {
                break;
            }
            left -= width;
            fitting.push(letter);
        }
        fitting.push('…');
    }
    let padding = room.saturating_sub(fitting.width());
    fitting + &" ".repeat(padding)
}

/// A name as it can be printed: what would move a terminal's cursor, or turn the direction of
/// writing, is spelt out.
pub fn shown(name: &str) -> String {
    let turns = |letter| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spelt = |letter: char| -> String {
        if letter.is_control() || turns(letter) {
            letter.escape_default().collect()
        } else {
            letter.into()
        }
    };
    name.chars().map(spelt).collect()
}

fn remarks(grades: &Grades, language: Language) -> Vec<String> {
    let all = grades.students.iter().flat_map(|student| of(student, language));
    let all = all.collect::<Vec<_>>();
    if all.is_empty() {
        return all;
    }
    let title = format!("{}:", language.of(words::REMARKS));
    once(String::new())
        .chain(once(title))
        .chain(all.into_iter().map(|line| format!("  {}", wrap(&line, 4))))
        .collect()
}

fn of(student: &Student, language: Language) -> Vec<String> {
    let name = shown(&student.name);
    said(student, language).into_iter().map(|remark| format!("{name}: {remark}")).collect()
}

/// The remarks on a student, each with the stages that it is about.
pub fn said(student: &Student, language: Language) -> Vec<String> {
    let say = |(stages, text): (Vec<u8>, _)| match stages.as_slice() {
        [] => language.of(text).to_string(),
        [stage] => {
            let stage = fill(language.of(words::STAGE), &[("stage", stage)]);
            format!("{stage}: {}", language.of(text))
        }
        stages => {
            let stages = stages.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
            let stages = fill(language.of(words::STAGES), &[("stages", &stages)]);
            format!("{stages}: {}", language.of(text))
        }
    };
    student.remarks().into_iter().map(say).collect()
}
