//! Counting lines of Rust, as rustfmt lays it out.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The lines that are neither blank nor only a comment.
pub(super) fn code(text: &str) -> Vec<&str> {
    let counts = |line: &&str| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with("//")
    };
    text.lines().filter(counts).collect()
}

/// Of these, the lines that say something: no import, and not closing brackets alone.
pub(super) fn statements(text: &str) -> Vec<&str> {
    let says = |line: &&str| {
        let words = line.trim_start().trim_start_matches("pub ");
        let import = words.starts_with("use ") || words.starts_with("mod ");
        !import && words.contains(char::is_alphanumeric)
    };
    code(text).into_iter().filter(says).collect()
}

/// How many lines were added and how many removed.
pub(super) fn difference(old: &[&str], new: &[&str]) -> (usize, usize) {
    let (mut added, mut removed) = (0, 0);
    for step in capture_diff_slices(Algorithm::Myers, old, new) {
        if !matches!(step, DiffOp::Equal { .. }) {
            removed += step.old_range().len();
            added += step.new_range().len();
        }
    }
    (added, removed)
}

/// Every function with its lines, from `fn` to its closing brace, which rustfmt puts
/// in the same column.
pub(super) fn functions(text: &str) -> Vec<(usize, &str)> {
    let lines = text.lines().collect::<Vec<_>>();
    let heads = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line, name(line)?)));
    let lengths = heads.filter_map(|(at, line, name)| {
        if line.ends_with('}') {
            return Some((1, name));
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = lines[at..].iter().position(|line| line.strip_prefix(indent) == Some("}"))?;
        Some((end + 1, name))
    });
    lengths.collect()
}

/// The name of the function that begins on this line.
fn name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let words = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe"];
    let begins = before.split_whitespace().all(|word| words.contains(&word));
    let name = after.split(['(', '<']).next()?;
    (begins && !after.ends_with(';')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Docs.\n\nuse std::io;\n\n/// Says so.\npub fn long(\n    a: u8,\n) -> u8 {\n    \
                          // why\n    a\n}\n\nimpl X {\n    fn one() {}\n    fn two() {\n    }\n}\n";

    #[test]
    fn comments_and_blank_lines_are_no_code() {
        assert_eq!(code(SOURCE).len(), 11);
        assert!(code(SOURCE).iter().all(|line| !line.contains("//")));
    }

    #[test]
    fn imports_and_lone_brackets_say_nothing() {
        let said = [
            "pub fn long(",
            "    a: u8,",
            ") -> u8 {",
            "    a",
            "impl X {",
            "    fn one() {}",
            "    fn two() {",
        ];
        assert_eq!(statements(SOURCE), said);
    }

    #[test]
    fn a_function_is_counted_from_fn_to_its_brace() {
        assert_eq!(functions(SOURCE), [(6, "long"), (1, "one"), (2, "two")]);
    }

    #[test]
    fn a_changed_line_is_one_added_and_one_removed() {
        assert_eq!(difference(&["a", "b", "c"], &["a", "B", "c", "d"]), (2, 1));
        assert_eq!(difference(&[], &["a"]), (1, 0));
    }
}
