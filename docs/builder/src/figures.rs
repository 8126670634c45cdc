//! Drawings that no page shows, or that are not whole.

use crate::course::Course;
use crate::directive::figure::{fits, labels};
use crate::language::{BOTH, code};
use crate::piece::{What, pieces};
use crate::trouble::Trouble;
use std::collections::BTreeSet;
use std::fs;

/// The drawings' folder.
pub const FOLDER: &str = "docs/figures";

/// What is wrong with the drawings, as far as no page says so.
pub fn troubles(course: &Course) -> Vec<Trouble> {
    let used: BTreeSet<&str> = course.pages.iter().flat_map(|page| figures(&page.text)).collect();
    let entries = fs::read_dir(course.root.join(FOLDER)).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names.iter().filter_map(|name| trouble(course, name, &used)).collect()
}

/// The drawings that a page shows.
pub fn figures(text: &str) -> Vec<&str> {
    let pieces = pieces(text).into_iter().filter_map(|piece| match piece.what {
        What::Directive { name: "figure", args } => Some(args),
        _ => None,
    });
    pieces.collect()
}

fn trouble(course: &Course, file: &str, used: &BTreeSet<&str>) -> Option<Trouble> {
    let page = format!("{FOLDER}/{file}");
    let says = |what: String| Some(Trouble { page: page.clone(), line: 0, what });
    let Some((name, ending @ ("svg" | "toml"))) = file.rsplit_once('.') else {
        return says("is no drawing".into());
    };
    if !used.contains(name) {
        return says(format!("no page of docs/{} shows it", code(course.language)));
    }
    if ending == "svg" {
        return None; // the page that shows it has looked at it
    }
    misfit(course, name).and_then(says)
}

/// Whether the labels of both languages fit.
fn misfit(course: &Course, name: &str) -> Option<String> {
    let read = |ending| {
        let path = course.root.join(FOLDER).join(format!("{name}.{ending}"));
        fs::read_to_string(path).unwrap_or_default()
    };
    let labels = match labels(&read("toml")) {
        Ok(labels) => labels,
        Err(why) => return Some(why),
    };
    let languages = BOTH.map(code);
    if let Some(other) = labels.keys().find(|known| !languages.contains(&known.as_str())) {
        return Some(format!("[{other}] is no language of the book"));
    }
    let svg = read("svg");
    labels.iter().find_map(|(language, labels)| {
        fits(&svg, labels).err().map(|why| format!("[{language}]: {why}"))
    })
}
