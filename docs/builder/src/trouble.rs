//! What is wrong with a page, and where.

use std::fmt;

/// A mistake in a page: it fails the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The page as a path that an editor opens: `docs/es/src/sockets.md`.
    pub page: String,
    /// From 1; 0 if it is about the whole page.
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.page, self.what),
            line => write!(out, "{}:{line}: {}", self.page, self.what),
        }
    }
}

/// What a directive says when it cannot be followed; the page and the line are added above it.
pub type Told<T> = Result<T, String>;

/// ", did you mean `x`?", if one of the names is like the one that was not found.
pub fn did_you_mean<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match similar::get_close_matches(name, &names, 1, 0.6).first() {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_nearest() {
        assert_eq!(
            did_you_mean("split_lin", ["parse", "split_line"]),
            "; did you mean `split_line`?"
        );
        assert_eq!(did_you_mean("nothing", ["parse", "split_line"]), "");
    }

    #[test]
    fn says_the_place_as_an_editor_reads_it() {
        let trouble = Trouble { page: "docs/en/src/a.md".into(), line: 3, what: "no".into() };
        assert_eq!(trouble.to_string(), "docs/en/src/a.md:3: no");
        assert_eq!(Trouble { line: 0, ..trouble }.to_string(), "docs/en/src/a.md: no");
    }
}
