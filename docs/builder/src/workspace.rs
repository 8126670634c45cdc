//! Where the course is.

use anyhow::{Context, Result};
use std::env;
use std::path::{Path, PathBuf};

/// The folder of the course that the current folder belongs to: the nearest one upwards with
/// `docs/en/book.toml`.
///
/// # Errors
/// If no folder upwards has it.
pub fn root() -> Result<PathBuf> {
    let here = env::current_dir()?;
    let root = here.ancestors().find(|folder| is_root(folder));
    root.map(Path::to_path_buf)
        .with_context(|| format!("{} is not within the course's folder", here.display()))
}

fn is_root(folder: &Path) -> bool {
    folder.join("docs/en/book.toml").is_file()
}
