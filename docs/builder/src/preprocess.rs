//! mdBook's side: a preprocessor that replaces the directives of every page.

use crate::course::Course;
use crate::expand::{Place, expand};
use crate::language::Language;
use crate::trouble::Trouble;
use anyhow::{Context, Result, bail};
use mdbook_preprocessor::book::{Book, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use std::io;
use std::path::{Path, PathBuf};

/// What mdBook calls `book`, after the table in book.toml.
#[derive(Debug)]
pub struct Directives;

impl Preprocessor for Directives {
    fn name(&self) -> &str {
        "book"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let language = context.config.book.language.as_deref().unwrap_or_default();
        let root = context.root.ancestors().nth(2).map(Path::to_path_buf);
        let root = root.with_context(|| format!("{} is no docs/en", context.root.display()))?;
        let course = Course::read(&root, Language::named(language))?;
        let mut troubles = Vec::new();
        book.for_each_chapter_mut(|chapter| troubles.extend(chapter_of(&course, chapter)));
        if troubles.is_empty() {
            return Ok(book);
        }
        let lines: Vec<String> = troubles.iter().map(Trouble::to_string).collect();
        bail!("{}", lines.join("\n"))
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool> {
        Ok(renderer == "html")
    }
}

fn chapter_of(course: &Course, chapter: &mut Chapter) -> Vec<Trouble> {
    let name = chapter.source_path.clone().unwrap_or_default().with_extension("");
    let page = course.page(&name.to_string_lossy());
    let Some(page) = page else { return Vec::new() };
    // The theme's template wants the page's own address, and cannot make it from `.md`.
    chapter.path = chapter.path.take().map(|path| path.with_extension("html"));
    match expand(Place { course, page }) {
        Ok(text) => {
            chapter.content = text;
            Vec::new()
        }
        Err(troubles) => troubles,
    }
}

/// Reads the book as mdBook writes it to the standard input, and writes it back.
///
/// # Errors
/// What is wrong with the pages.
pub fn run(input: impl io::Read, output: impl io::Write) -> Result<()> {
    let (mut context, book) = parse_input(input)?;
    context.root = absolute(&context.root)?;
    let book = Directives.run(&context, book)?;
    serde_json::to_writer(output, &book)?;
    Ok(())
}

/// The folder with links and dots resolved, so that the folders above it are known.
fn absolute(folder: &Path) -> Result<PathBuf> {
    folder.canonicalize().with_context(|| folder.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mdbook_preprocessor::config::Config;
    use std::fs;

    /// What mdBook hands to a preprocessor, and what it gets back.
    fn through(page: &str) -> Result<Book> {
        let root = tempfile::tempdir()?;
        let pages = root.path().join("docs/es/src");
        fs::create_dir_all(&pages)?;
        fs::write(pages.join("SUMMARY.md"), "- [A](a.md)\n")?;
        fs::write(pages.join("a.md"), page)?;
        let mut config = Config::default();
        config.book.language = Some("es".into());
        let context = PreprocessorContext::new(root.path().join("docs/es"), config, "html".into());
        let chapter = Chapter::new("A", page.into(), "a.md", Vec::new());
        let input = serde_json::to_vec(&(context, Book::new_with_items(vec![chapter.into()])))?;
        let mut output = Vec::new();
        run(&input[..], &mut output)?;
        Ok(serde_json::from_slice(&output)?)
    }

    #[test]
    fn mdbook_gets_its_book_back_with_the_directives_replaced() {
        let book = through("{{#box goal}}\nx\n{{/box}}\n").unwrap();
        let chapter = book.chapters().next().unwrap();
        assert!(chapter.content.contains("<div class=\"box goal\">"), "{}", chapter.content);
        assert_eq!(chapter.path.as_deref(), Some(Path::new("a.html")));
        assert_eq!(chapter.source_path.as_deref(), Some(Path::new("a.md")));
    }

    #[test]
    fn mdbook_is_told_what_is_wrong() {
        let error = through("x\n{{#bxo}}\n").unwrap_err().to_string();
        assert_eq!(error, "docs/es/src/a.md:2: there is no directive `bxo`; did you mean `box`?");
    }
}
