//! What each directive stands for: one module for each.

pub mod attempt;
pub mod block;
pub mod boxed;
pub mod checks;
pub mod code;
pub mod console;
pub mod count;
pub mod diff;
pub mod exercise;
pub mod exercises;
pub mod figure;
pub mod minutes;
pub mod peers;
pub mod rfc_map;
pub mod stages;
pub mod status;
pub mod wire;

use crate::expand::Place;
use crate::fence::Info;
use crate::html::{escape, one_line};
use crate::piece::Fence;
use crate::trouble::{Told, did_you_mean};

/// The directives that stand alone on a line.
const ALONE: [&str; 9] =
    ["checks", "code", "diff", "exercises", "figure", "minutes", "peers", "rfc-map", "stages"];

/// The directives with an end.
const BLOCKS: [&str; 4] = ["block", "box", "exercise", "fold"];

pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// A directive that stands alone on a line.
///
/// # Errors
/// In words, if it is unknown or cannot be followed.
pub fn alone(place: Place, name: &str, args: &str) -> Told<String> {
    let html = match name {
        "checks" => checks::render(place, args),
        "code" => code::render(place, args),
        "diff" => diff::render(place, args),
        "exercises" => exercises::render(place, args),
        "figure" => figure::render(place, args),
        "minutes" => minutes::render(place, args),
        "peers" => peers::render(place, args),
        "rfc-map" => rfc_map::render(place, args),
        "stages" => stages::render(place, args),
        _ => {
            let near = did_you_mean(name, ALONE.into_iter().chain(BLOCKS));
            return Err(format!("there is no directive `{name}`{near}"));
        }
    };
    Ok(one_line(&html?))
}

/// A directive within a line.
///
/// # Errors
/// As [`alone`].
pub fn inline(place: Place, name: &str, args: &str) -> Told<String> {
    match name {
        "count" => count::render(place, args),
        "status" => status::render(place, args),
        _ => Err(format!("there is no directive `{name}`")),
    }
}

/// A fenced block that is more than code; `None` if it is left to mdBook.
///
/// # Errors
/// A block without an end, an unknown option.
pub fn fence(place: Place, fence: &Fence) -> Told<Option<String>> {
    if !fence.closed {
        return Err("a fenced block that does not end".into());
    }
    let html = match fence.info.split(' ').next() {
        Some("console") => console::render(place, &Info::parse(fence.info)?, &fence.body)?,
        Some("wire") => wire::render(place, &Info::parse(fence.info)?, &fence.body)?,
        _ => return Ok(None),
    };
    Ok(Some(one_line(&html)))
}

/// A directive with an end, while it is open.
#[derive(Debug)]
pub enum Open {
    Block(block::Block),
    Box(boxed::Kind, String),
    Exercise(exercise::Exercise),
    Fold(String),
}

impl Open {
    /// # Errors
    /// What it is called with makes no sense.
    pub fn new(place: Place, name: &str, args: &str) -> Told<Open> {
        match name {
            "block" => Ok(Open::Block(block::Block::new(place, args)?)),
            "box" => boxed::parse(place, args).map(|(kind, title)| Open::Box(kind, title)),
            "exercise" => Ok(Open::Exercise(exercise::Exercise::new(args)?)),
            _ if args.is_empty() => Err("`{{#fold}}` needs a title".into()),
            _ => Ok(Open::Fold(args.into())),
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            Open::Block(_) => "block",
            Open::Box(..) => "box",
            Open::Exercise(_) => "exercise",
            Open::Fold(_) => "fold",
        }
    }

    /// What stands before the Markdown within.
    ///
    /// # Errors
    /// If it cannot be told.
    pub fn opening(&self, place: Place) -> Told<String> {
        let html = match self {
            Open::Block(block) => block.opening(place)?,
            Open::Box(kind, title) => boxed::opening(kind, title),
            Open::Exercise(exercise) => exercise.opening(place),
            Open::Fold(title) => {
                format!("<details class=\"fold\"><summary>{}</summary>", escape(title))
            }
        };
        Ok(one_line(&html))
    }

    /// What stands behind it.
    ///
    /// # Errors
    /// If it cannot be told.
    pub fn closing(&self, place: Place) -> Told<String> {
        match self {
            Open::Block(_) | Open::Box(..) => Ok("</div>".into()),
            Open::Exercise(exercise) => Ok(one_line(&exercise.closing(place)?)),
            Open::Fold(_) => Ok("</details>".into()),
        }
    }
}
