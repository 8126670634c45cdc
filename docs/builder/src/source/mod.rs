//! Source files: where an item is, and what is new in it.

pub mod item;
pub mod marks;
pub mod outline;
pub mod places;
pub mod uses;

use crate::course::Course;
use crate::trouble::{Told, did_you_mean};
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

/// Lines of a file, from 1.
pub type Lines = RangeInclusive<usize>;

/// The text of a file of the course.
///
/// # Errors
/// If it is not there, with the names of those that are.
pub fn read(root: &Path, path: &str) -> Told<String> {
    fs::read_to_string(root.join(path)).map_err(|_| {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let names = list(&root.join(folder));
        format!("there is no file `{path}`{}", did_you_mean(name, names.iter().map(String::as_str)))
    })
}

fn list(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The lines of an item in a file, chosen by the file's ending.
///
/// # Errors
/// If it is not there, with the name of one that is like it.
pub fn find(course: &Course, path: &str, text: &str, name: &str) -> Told<Lines> {
    let found = match path.rsplit('.').next() {
        Some("rs") => course.items(path, text).and_then(|all| item::choose(&all, text, name)),
        Some("py" | "js") => outline::find(text, name),
        _ => return Err(format!("no items are found in a file like `{path}`: name it alone")),
    };
    found.map_err(|why| format!("`{path}`: {why}"))
}
