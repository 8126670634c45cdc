//! `{{#count lines stage03-parse}}`

use crate::course::Course;
use crate::expand::Place;
use crate::trouble::{Told, did_you_mean};
use tester::catalogue::{catalogue, for_stage};
use tester::chain::StageInfo;

const WHATS: [&str; 6] = ["added", "checks", "exercises", "lines", "new-checks", "removed"];

/// # Errors
/// If it is unknown what, or of which stage.
pub fn render(place: Place, args: &str) -> Told<String> {
    let (what, stage) =
        args.split_once(' ').map_or((args, None), |(what, stage)| (what, Some(stage)));
    let stage = stage.map(|name| find(place.course, name)).transpose()?;
    let number = match (what, stage) {
        ("exercises", None) => super::exercises::all(place.course).len(),
        ("checks", None) => catalogue().count(),
        ("checks", Some(stage)) => for_stage(stage.number).count(),
        ("new-checks", Some(stage)) => {
            catalogue().filter(|check| check.since == stage.number).count()
        }
        ("lines", Some(stage)) => stage.lines,
        ("added", Some(stage)) => stage.added,
        ("removed", Some(stage)) => stage.removed,
        _ => return Err(format!("nothing to count: `{args}`{}", did_you_mean(what, WHATS))),
    };
    Ok(number.to_string())
}

fn find<'a>(course: &'a Course, name: &str) -> Told<&'a StageInfo> {
    let names = course.stages.iter().map(|stage| stage.name.as_str());
    course
        .stage(name)
        .ok_or_else(|| format!("there is no stage `{name}`{}", did_you_mean(name, names)))
}
