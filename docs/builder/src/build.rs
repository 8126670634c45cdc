//! Builds the book of a language with mdBook, within this process.

use crate::language::{Language, code};
use crate::preprocess::Directives;
use anyhow::Result;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use std::path::Path;

/// Builds into `destination/en` or `destination/es`.
///
/// # Errors
/// What is wrong with the pages, or a file that cannot be read or written.
pub fn build(root: &Path, language: Language, destination: &Path) -> Result<()> {
    let folder = root.canonicalize()?.join("docs").join(code(language));
    let mut config = Config::from_disk(folder.join("book.toml"))?;
    config.build.build_dir = destination.join(code(language));
    if !root.join("docs/theme").is_dir() {
        config.set("output.html.theme", "src")?; // mdBook's own
    }
    let mut book = MDBook::load_with_config(&folder, config)?;
    // It replaces the command of the same name: no second process.
    book.with_preprocessor(Directives);
    book.build()
}
