//! Builds both books with mdBook, within this process, and looks at what came out.

use crate::course::Course;
use crate::figures;
use crate::language::{BOTH, Language, code};
use crate::links::{self, Broken};
use crate::preprocess::Directives;
use crate::site;
use crate::trouble::Trouble;
use crate::warnings::Warnings;
use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static WARNINGS: LazyLock<Warnings> = LazyLock::new(Warnings::default);

/// Where the built book is, below the course's folder.
pub const BUILT: &str = "target/book";

/// So many mistakes of a built page are told at once.
const SHOWN: usize = 10;

/// Where it is made; it takes the place of the one before when it is whole.
const NEXT: &str = "target/book-next";

/// Builds all of the book into [`BUILT`], and tells how long each language took.
///
/// # Errors
/// All that is wrong with the pages; the book that was built before stays as it is.
pub fn build_all(root: &Path, tell: impl FnMut(Language, Duration)) -> Result<()> {
    let next = root.join(NEXT);
    if next.exists() {
        fs::remove_dir_all(&next)?;
    }
    build_into(root, &next, tell)?;
    replace(&next, &root.join(BUILT))
}

/// Builds all of the book into a folder that is not there yet or empty.
///
/// # Errors
/// All that is wrong with the pages.
pub fn build_into(
    root: &Path,
    folder: &Path,
    mut tell: impl FnMut(Language, Duration),
) -> Result<()> {
    let _ = tracing::subscriber::set_global_default(&*WARNINGS);
    let mut wrong = Vec::new();
    for language in BOTH {
        let start = Instant::now();
        match build(root, language, folder) {
            Ok(()) => tell(language, start.elapsed()),
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    if wrong.is_empty() {
        site::copy(root, folder)?;
        wrong = check(root, folder)?;
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

/// Builds the book of one language into `destination/en` or `destination/es`.
///
/// # Errors
/// What is wrong with the pages, or a file that cannot be read or written.
pub fn build(root: &Path, language: Language, destination: &Path) -> Result<()> {
    let folder = root.canonicalize()?.join("docs").join(code(language));
    let mut config = Config::from_disk(folder.join("book.toml"))?;
    config.build.build_dir = destination.join(code(language));
    let mut book = MDBook::load_with_config(&folder, config)?;
    // It replaces the command of the same name: no second process.
    book.with_preprocessor(Directives);
    WARNINGS.take();
    book.build()?;
    match WARNINGS.take() {
        warnings if warnings.is_empty() => Ok(()),
        warnings => bail!("{}", warnings.join("\n")),
    }
}

/// Puts the new book in the place of the old one, entry by entry: whoever serves the folder keeps
/// it.
fn replace(next: &Path, built: &Path) -> Result<()> {
    fs::create_dir_all(built)?;
    let old = next.with_extension("old");
    for entry in fs::read_dir(next)? {
        let entry = entry?;
        let place = built.join(entry.file_name());
        if place.is_dir() {
            fs::rename(&place, &old)?;
        }
        fs::rename(entry.path(), &place).with_context(|| place.display().to_string())?;
        if old.is_dir() {
            fs::remove_dir_all(&old)?;
        }
    }
    fs::remove_dir(next)?;
    Ok(())
}

/// What is wrong with what was built.
fn check(root: &Path, built: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let broken = links::check(built)?;
    let in_pages = broken.iter().any(|broken| !broken.page.ends_with("print.html"));
    for language in BOTH {
        let course = Course::read(root, language)?;
        wrong.extend(figures::troubles(&course).iter().map(Trouble::to_string));
        let own = broken.iter().filter(|broken| broken.page.starts_with(code(language)));
        // What is wrong in a page is wrong in the page for print, too.
        let own = own.filter(|broken| !in_pages || !broken.page.ends_with("print.html"));
        wrong.extend(tell_broken(&course, own));
    }
    let root_pages = broken.iter().filter(|broken| broken.page == Path::new("index.html"));
    wrong.extend(root_pages.map(|broken| format!("{}: {}", broken.page.display(), says(broken))));
    Ok(wrong)
}

/// The mistakes of each page, the first ones of many: one cause, such as a page that is not written
/// yet, can break hundreds of links.
fn tell_broken<'a>(course: &Course, all: impl Iterator<Item = &'a Broken>) -> Vec<String> {
    let all: Vec<&Broken> = all.collect();
    let pages = all.chunk_by(|one, next| one.page == next.page);
    let told = pages.flat_map(|broken| {
        let shown = broken.iter().take(SHOWN).map(|broken| in_source(course, broken).to_string());
        let more = broken.len().checked_sub(SHOWN).filter(|more| *more > 0);
        let more = more.map(|more| format!("{}: and {more} more", broken[0].page.display()));
        shown.chain(more)
    });
    told.collect()
}

fn says(broken: &Broken) -> String {
    format!("`{}`: {}", broken.what, broken.why)
}

/// The mistake with its place in the page as it is written, as far as that is known.
fn in_source(course: &Course, broken: &Broken) -> Trouble {
    let name = broken.page.file_stem().unwrap_or_default().to_string_lossy();
    let Some(page) = course.page(&name) else {
        return Trouble { page: broken.page.display().to_string(), line: 0, what: says(broken) };
    };
    let written = broken.what.replace(".html", ".md");
    let line = page.text.lines().position(|line| line.contains(&written));
    Trouble { page: page.path.clone(), line: line.map_or(0, |at| at + 1), what: says(broken) }
}
