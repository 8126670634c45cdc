//! Which lines of a file are new since the stage before.

use crate::course::Course;
use similar::{ChangeTag, TextDiff};
use std::fs;

/// For each line of a stage's file whether it is new; `None` for a file of no stage, and for
/// the first stage, where all is.
pub fn new_lines(course: &Course, path: &str, text: &str) -> Option<Vec<bool>> {
    let (stage, file) = path.split_once('/')?;
    let before = course.before(stage)?;
    let old = fs::read_to_string(course.root.join(&before.name).join(file)).unwrap_or_default();
    Some(inserted(&old, text))
}

/// For each line of `new` whether `old` has it not.
pub fn inserted(old: &str, new: &str) -> Vec<bool> {
    let diff = TextDiff::from_lines(old, new);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Delete);
    changes.map(|change| change.tag() == ChangeTag::Insert).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_not_there() {
        assert_eq!(inserted("a\nb\nc\n", "a\nx\nc\nd\n"), [false, true, false, true]);
        assert_eq!(inserted("", "a\n"), [true]);
        assert_eq!(inserted("a\n", "a\n"), [false]);
    }
}
