//! `{{#status 404}}`: where in the stages a status is chosen.

use crate::course::Course;
use crate::expand::Place;
use crate::source::read;
use crate::trouble::Told;
use regex::Regex;
use std::sync::LazyLock;

static CONSTANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"pub const ([A-Z_]+): Status = Status\(([0-9]{3}),").expect("a good pattern")
});
static USE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bStatus::([A-Z_]+)").expect("a good pattern"));

/// # Errors
/// If no stage has such a status, or none chooses it.
pub fn render(place: Place, code: &str) -> Told<String> {
    let name = name(place.course, code)?;
    let places = place.course.statuses()?.iter().filter(|(used, _)| *used == name);
    let links: Vec<String> = places.map(|(_, place)| place.link()).collect();
    match links.is_empty() {
        true => Err(format!("no stage says `Status::{name}`")),
        false => Ok(links.join(", ")),
    }
}

/// What the stages call the status.
fn name(course: &Course, code: &str) -> Told<String> {
    let last = course.stages.last().ok_or("there are no stages")?;
    let text = read(&course.root, &format!("{}/src/response.rs", last.name))?;
    let mut constants = CONSTANT.captures_iter(&text);
    let found = constants.find(|constant| &constant[2] == code);
    found.map(|found| found[1].into()).ok_or_else(|| format!("no stage has a status `{code}`"))
}

/// The statuses that a line of code chooses; a comment chooses none.
pub fn used(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    USE.captures_iter(code).map(|found| found[1].to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_in_a_line() {
        assert_eq!(used("Refusal(Status::NOT_FOUND, Status::OK)"), ["NOT_FOUND", "OK"]);
        assert!(used("/// [`Status::OK`]").is_empty());
        assert!(used("pub const OK: Status = Status(200, \"OK\");").is_empty());
    }
}
