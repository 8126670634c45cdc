//! `{{#minutes 10}}` below a section's heading, `{{#minutes}}` below a page's title.

use crate::expand::Place;
use crate::language::{Language, text};
use crate::page;
use crate::trouble::Told;
use tester::catalogue::Text;

/// # Errors
/// If it is no number, or there is nothing to add up.
pub fn render(place: Place, args: &str) -> Told<String> {
    let language = place.course.language;
    if !args.is_empty() {
        let minutes: usize =
            args.parse().map_err(|_| format!("`{args}` is no number of minutes"))?;
        return Ok(format!("<p class=\"minutes\">{}</p>", duration(minutes)));
    }
    match page::minutes(&place.page.text) {
        0 => Err("no section of this page has `{{#minutes N}}` right below its heading".into()),
        sum => Ok(format!("<p class=\"minutes total\">{}</p>", total(sum, language))),
    }
}

fn total(minutes: usize, language: Language) -> String {
    language.of(TOTAL).replace("{}", &duration(minutes))
}

/// `45 min`, `1 h 5 min`: the same in both languages.
pub fn duration(minutes: usize) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

const TOTAL: Text = text("{} in class", "{} en clase");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (minutes, says) in [(45, "45 min"), (60, "1 h"), (95, "1 h 35 min")] {
            assert_eq!(duration(minutes), says);
        }
    }
}
