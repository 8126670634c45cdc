//! What the served book has besides its pages: the page that leads to the reader's language, and the
//! course's own site, so that the requests of the book have something to ask for.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The page at `/`, by the theme.
const ROOT: &str = "docs/theme/root.html";

/// The site that every stage serves.
const SITE: &str = "stage05-files/public";

/// Copies both into the built book; the site's own first page gives way.
///
/// # Errors
/// A file that cannot be read or written.
pub fn copy(root: &Path, built: &Path) -> Result<()> {
    copy_folder(&root.join(SITE), built)?;
    let page = root.join(ROOT);
    fs::copy(&page, built.join("index.html")).with_context(|| page.display().to_string())?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), &place).with_context(|| place.display().to_string())?;
        }
    }
    Ok(())
}
