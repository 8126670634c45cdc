//! `{{#exercise 3.2}}`: an exercise, with what helps if it asks for code.

use super::diff;
use crate::expand::Place;
use crate::html::with_code;
use crate::language::{Language, text};
use crate::rfc;
use crate::source::read;
use crate::trouble::Told;
use tester::catalogue::Text;
use tester::exercises;

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
    /// A solution that is not there.
    pub fn closing(self, place: Place) -> Told<String> {
        let Some(asked) = exercises::find(&self.id()) else { return Ok("</div>".into()) };
        let course = place.course;
        let stage = course.stages.iter().find(|stage| stage.number == asked.stage());
        let stage = stage.ok_or_else(|| format!("there is no stage {}", asked.stage()))?;
        let solution = read(&course.root, &asked.solution())?;
        Ok(format!(
            "{}{}{}</div>",
            command(asked.id(), &stage.name),
            hints(asked.check.hints, course.language),
            solution_html(&solution, course.language)
        ))
    }
}

fn command(id: &str, stage: &str) -> String {
    let command = format!("httpcourse exercise {id} -- cargo run -q -p {stage} -- {{addr}}");
    format!(
        "<div class=\"console\"><pre><code class=\"nohighlight\"><span class=\"prompt\">$ </span>\
         <kbd>{command}</kbd>\n</code></pre></div>"
    )
}

fn hints(hints: &[Text], language: Language) -> String {
    let hints = hints.iter().zip(HINTS).map(|(hint, name)| {
        let (name, hint) = (language.of(name), rfc::link(&with_code(language.of(*hint))));
        format!("<details class=\"fold hint\"><summary>{name}</summary><p>{hint}</p></details>")
    });
    hints.collect()
}

fn solution_html(solution: &str, language: Language) -> String {
    let files: String = diff::from_unified(solution).iter().map(|file| file.figure("")).collect();
    let summary = language.of(SOLUTION);
    format!("<details class=\"fold solution\"><summary>{summary}</summary>{files}</details>")
}

const EXERCISE: Text = text("Exercise", "Ejercicio");
const HINTS: [Text; 2] =
    [text("First hint", "Primera pista"), text("Second hint", "Segunda pista")];
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
