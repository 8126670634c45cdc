//! Finding a function or class of a Python or JavaScript file by its name and indentation.

use super::Lines;
use crate::trouble::{Told, did_you_mean};

/// The lines of `name` or `Class.method`, decorators and comments right above included.
///
/// # Errors
/// If it is not there.
pub fn find(text: &str, name: &str) -> Told<Lines> {
    let lines: Vec<&str> = text.lines().collect();
    let Some((class, method)) = name.split_once('.') else {
        return within(&lines, 0, name);
    };
    let outer = within(&lines, 0, class)?;
    let inner = &lines[..*outer.end()];
    within(inner, *outer.start(), method)
}

/// The item among the lines from `skip` on.
fn within(lines: &[&str], skip: usize, name: &str) -> Told<Lines> {
    let named = |line: &&str| defined(line).is_some_and(|defined| defined == name);
    let Some(head) = lines.iter().skip(skip).position(named).map(|at| at + skip) else {
        let names = lines.iter().filter_map(|line| defined(line));
        return Err(format!("has no `{name}`{}", did_you_mean(name, names)));
    };
    Ok(start(lines, head) + 1..=end(lines, head) + 1)
}

/// What a line defines.
fn defined(line: &str) -> Option<&str> {
    const WORDS: [&str; 6] = ["export ", "default ", "async ", "static ", "get ", "set "];
    let mut line = line.trim_start();
    while let Some(rest) = WORDS.iter().find_map(|word| line.strip_prefix(word)) {
        line = rest;
    }
    const HEADS: [&str; 5] = ["def ", "class ", "function ", "const ", "let "];
    let name = match HEADS.iter().find_map(|head| line.strip_prefix(head)) {
        Some(rest) => rest,
        None if line.ends_with(") {") || line.contains(" = ") => line,
        None => return None,
    };
    let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '#');
    Some(&name[..end.unwrap_or(name.len())])
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The first of the decorators and comments right above.
fn start(lines: &[&str], head: usize) -> usize {
    let above = |line: &&&str| {
        let text = line.trim_start();
        let marks = ["@", "#", "//", "/**", "*"];
        indent(line) >= indent(lines[head]) && marks.iter().any(|mark| text.starts_with(mark))
    };
    head - lines[..head].iter().rev().take_while(above).count()
}

/// The last line that is indented deeper than the head, or closes it.
fn end(lines: &[&str], head: usize) -> usize {
    let closes = |line: &str| line.trim_start().starts_with(['}', ')', ']']);
    let mut last = head;
    for (at, line) in lines.iter().enumerate().skip(head + 1) {
        if line.trim().is_empty() {
            continue;
        }
        if indent(line) <= indent(lines[head]) {
            return if indent(line) == indent(lines[head]) && closes(line) { at } else { last };
        }
        last = at;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    const PYTHON: &str = "\
import re

LIMIT = 8192

# Why.
@cached
def parse(line):
    if line:

        return 1
    return 2


class Request:
    def parse(self):
        pass

    def other(self): pass
";

    const JAVASCRIPT: &str = "\
/** Why. */
export function parse(line) {
  return {
    line,
  };
}

export class Headers {
  get(name) {
    return 1;
  }
}
";

    #[test]
    fn functions_and_classes() {
        let table = [
            (PYTHON, "LIMIT", 3..=3),
            (PYTHON, "parse", 5..=11),
            (PYTHON, "Request", 14..=18),
            (PYTHON, "Request.parse", 15..=16),
            (PYTHON, "Request.other", 18..=18),
            (JAVASCRIPT, "parse", 1..=6),
            (JAVASCRIPT, "Headers", 8..=12),
            (JAVASCRIPT, "Headers.get", 9..=11),
        ];
        for (text, name, lines) in table {
            assert_eq!(find(text, name), Ok(lines), "{name}");
        }
    }

    #[test]
    fn what_is_gone_is_said() {
        assert_eq!(find(PYTHON, "pars").unwrap_err(), "has no `pars`; did you mean `parse`?");
    }
}
