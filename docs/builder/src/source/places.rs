//! Where in the stages something stands: the item, and the first stage that has it there.

use super::item::Items;
use crate::course::Course;
use crate::html::escape;
use crate::trouble::Told;
use std::fs;
use std::path::PathBuf;

/// An item of a stage's source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceInCode {
    /// The first stage that has it: `stage03-parse`.
    pub stage: String,
    /// `request`
    pub module: String,
    /// `split_line`; empty for what is outside of all items.
    pub item: String,
}

impl PlaceInCode {
    /// A link to the chapter that shows it.
    pub fn link(&self) -> String {
        let name = match self.item.as_str() {
            "" => self.module.clone(),
            item => format!("{}: {item}", self.module),
        };
        format!("<a href=\"{}.md#code\"><code>{}</code></a>", self.stage, escape(&name))
    }
}

/// What a line of a source is about; none if it is about nothing of the kind.
pub type Reader<'a, T> = &'a dyn Fn(&str) -> Vec<T>;

/// All that the reader finds in the sources, with its place; each place once.
///
/// # Errors
/// A source that is not Rust.
pub fn find<T: Ord + Clone>(course: &Course, read: Reader<T>) -> Told<Vec<(T, PlaceInCode)>> {
    let mut found: Vec<(T, PlaceInCode)> = Vec::new();
    for (stage, file) in sources(course) {
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let module = file.file_stem().unwrap_or_default().to_string_lossy();
        let path = file.strip_prefix(&course.root).unwrap_or(&file).to_string_lossy();
        let items = course.items(&path, &text)?;
        for (what, item) in in_text(&text, &items, read) {
            let known = found.iter().any(|(other, place)| {
                *other == what && place.module == module && place.item == item
            });
            if !known {
                let (stage, module) = (stage.into(), module.to_string());
                found.push((what, PlaceInCode { stage, module, item }));
            }
        }
    }
    Ok(found)
}

/// The sources of all stages, in order, each with its stage.
fn sources(course: &Course) -> Vec<(&str, PathBuf)> {
    let all = course.stages.iter().flat_map(|stage| {
        let folder = course.root.join(&stage.name).join("src");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "rs"));
        files.sort();
        files.into_iter().map(|file| (stage.name.as_str(), file))
    });
    all.collect()
}

/// All that the reader finds in a text, with the item that it stands in.
fn in_text<T>(text: &str, items: &Items, read: Reader<T>) -> Vec<(T, String)> {
    let found = text.lines().enumerate().flat_map(|(at, line)| {
        let around = items.iter().filter(|(_, lines)| lines.contains(&(at + 1)));
        let inner = around.min_by_key(|(_, lines)| lines.end() - lines.start());
        let item = inner.map(|(name, _)| name.clone()).filter(|name| !BLOCKS.contains(&&**name));
        let item = item.unwrap_or_default();
        read(line).into_iter().map(move |what| (what, item.clone()))
    });
    found.collect()
}

/// What has a name, but is no item.
const BLOCKS: [&str; 3] = ["//!", "uses", "mods"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::item::all;

    #[test]
    fn the_innermost_item_is_the_place() {
        let text = "//! X\nimpl A {\n    /// X\n    fn a() {}\n    // X\n}\nfn b() {} // X X\n";
        let read = |line: &str| vec![(); line.matches('X').count()];
        let found = in_text(text, &all(text).unwrap(), &read);
        let items: Vec<String> = found.into_iter().map(|(_, item)| item).collect();
        assert_eq!(items, ["", "A::a", "impl A", "b", "b"]);
    }
}
