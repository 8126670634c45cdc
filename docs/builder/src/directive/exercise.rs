//! `{{#exercise 3.2}}`: an exercise, with what helps if it asks for code.

use super::diff;
use crate::course::Course;
use crate::expand::Place;
use crate::html::escape;
use crate::language::{Language, text};
use crate::source::read;
use crate::trouble::Told;
use tester::catalogue::Text;

/// An exercise's number: the chapter, and which one there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exercise {
    chapter: u8,
    number: u8,
}

impl Exercise {
    /// # Errors
    /// If it is no number like `3.2`.
    pub fn new(id: &str) -> Told<Exercise> {
        let parsed = id.split_once('.').and_then(|(chapter, number)| {
            Some(Exercise { chapter: chapter.parse().ok()?, number: number.parse().ok()? })
        });
        parsed.ok_or_else(|| format!("`{id}` is no exercise's number like `3.2`"))
    }

    pub fn id(self) -> String {
        format!("{}.{}", self.chapter, self.number)
    }

    pub fn opening(self, place: Place) -> String {
        let (id, word) = (self.id(), place.course.language.of(EXERCISE));
        format!(
            "<div class=\"exercise\" id=\"exercise-{id}\"><p class=\"exercise-id\">{word} {id}</p>"
        )
    }

    /// What stands below its text: for one that asks for code the command, hints and solution.
    ///
    /// # Errors
    /// A solution that is no good diff.
    pub fn closing(self, place: Place) -> Told<String> {
        let path = format!("docs/exercises/{}.diff", self.id());
        if !place.course.root.join(&path).is_file() {
            return Ok("</div>".into());
        }
        let language = place.course.language;
        let solution = read(&place.course.root, &path)?;
        let stage = stage_of(place.course, &solution)
            .ok_or_else(|| format!("`{path}` changes no stage"))?;
        let command = command(&self.id(), stage);
        let solution = solution_html(&solution, language);
        Ok(format!("{command}{solution}</div>"))
    }
}

fn command(id: &str, stage: &str) -> String {
    let command = format!("httpcourse exercise {id} -- cargo run -q -p {stage}");
    format!(
        "<div class=\"console\"><pre><code class=\"nohighlight\"><span class=\"prompt\">$ </span>\
         <kbd>{command}</kbd>\n</code></pre></div>"
    )
}

/// The stage that a solution changes.
fn stage_of<'a>(course: &'a Course, solution: &str) -> Option<&'a str> {
    let file = solution.lines().find_map(|line| line.strip_prefix("+++ b/"))?;
    Some(&course.stage(file.split('/').next()?)?.name)
}

fn solution_html(solution: &str, language: Language) -> String {
    let files: String = diff::from_unified(solution).iter().map(|file| file.figure("")).collect();
    let summary = escape(language.of(SOLUTION));
    format!("<details class=\"fold solution\"><summary>{summary}</summary>{files}</details>")
}

const EXERCISE: Text = text("Exercise", "Ejercicio");
const SOLUTION: Text = text("Solution", "Solución");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(Exercise::new("10.1").unwrap().id(), "10.1");
        for wrong in ["", "3", "3.", "a.1", "3.2.1"] {
            assert!(Exercise::new(wrong).is_err(), "{wrong}");
        }
        assert!(Exercise::new("3.2").unwrap() < Exercise::new("10.1").unwrap());
    }
}
