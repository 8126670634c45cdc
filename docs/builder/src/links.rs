//! Looks at the built books: every link leads somewhere, every fragment is there, no id is twice.

use crate::trouble::did_you_mean;
use anyhow::{Context, Result};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What a page refers to, and what can be referred to in it.
#[derive(Debug, Default)]
struct Html {
    ids: BTreeSet<String>,
    /// Ids that are there more than once.
    twice: Vec<String>,
    links: BTreeSet<String>,
    /// What its links are relative to, if not to its own folder.
    base: Option<String>,
}

/// A mistake in a built page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// From the folder that was built: `es/sockets.html`.
    pub page: PathBuf,
    /// The link or the id.
    pub what: String,
    pub why: String,
}

/// Everything that is wrong in the pages below a folder.
///
/// # Errors
/// A file that cannot be read.
pub fn check(built: &Path) -> Result<Vec<Broken>> {
    let mut pages = BTreeMap::new();
    read_all(built, built, &mut pages)?;
    let mut broken = Vec::new();
    for (path, html) in &pages {
        let of_page =
            |what: &str, why: String| Broken { page: path.clone(), what: what.into(), why };
        broken.extend(html.twice.iter().map(|id| of_page(id, "this id is there twice".into())));
        for link in &html.links {
            let why = dead(built, &pages, path, html, link);
            broken.extend(why.map(|why| of_page(link, why)));
        }
    }
    Ok(broken)
}

fn read_all(root: &Path, folder: &Path, pages: &mut BTreeMap<PathBuf, Html>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(root, &path, pages)?;
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let name = path.strip_prefix(root).unwrap_or(&path);
            pages.insert(name.to_path_buf(), Html::parse(&text));
        }
    }
    Ok(())
}

/// Why a link leads nowhere; `None` if it leads somewhere, or to another host.
fn dead(
    built: &Path,
    pages: &BTreeMap<PathBuf, Html>,
    from: &Path,
    html: &Html,
    link: &str,
) -> Option<String> {
    if has_scheme(link) {
        return None;
    }
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    let Some(target) = file(built, &resolve(from, html.base.as_deref(), path)) else {
        return Some("there is no such file".into());
    };
    let page = pages.get(&target).filter(|_| !fragment.is_empty())?;
    page.lacks(fragment).map(|why| format!("{} {why}", target.display()))
}

/// `https:`, `mailto:`
fn has_scheme(link: &str) -> bool {
    link.starts_with("//")
        || link.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.chars().all(|letter| letter.is_ascii_alphabetic())
        })
}

/// The file that is served at a path, if there is one: a folder's is its `index.html`, and the
/// stages find `page_one.html` at `/page_one`.
fn file(built: &Path, path: &Path) -> Option<PathBuf> {
    let folder = built.join(path).is_dir().then(|| path.join("index.html"));
    let named = ["html", "png", "jpg", "txt"].map(|ending| path.with_extension(ending));
    let candidates = folder.into_iter().chain([path.to_path_buf()]).chain(named);
    candidates.into_iter().find(|file| built.join(file).is_file())
}

/// The path from the root, without `.` and `..`.
fn resolve(from: &Path, base: Option<&str>, path: &str) -> PathBuf {
    let folder = from.parent().unwrap_or(Path::new(""));
    let start = match (path.strip_prefix('/'), base) {
        (Some(path), _) => PathBuf::from(path),
        (None, _) if path.is_empty() => from.to_path_buf(),
        (None, Some(base)) => Path::new(base.trim_start_matches('/')).join(path),
        (None, None) => folder.join(path),
    };
    let mut resolved = PathBuf::new();
    for component in start.components() {
        match component {
            Component::ParentDir => drop(resolved.pop()),
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    resolved
}

impl Html {
    fn parse(text: &str) -> Html {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(text));
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    /// In words, if this id is not there.
    fn lacks(&self, id: &str) -> Option<String> {
        let near = || did_you_mean(id, self.ids.iter().map(String::as_str));
        (!self.ids.contains(id)).then(|| format!("has no id `{id}`{}", near()))
    }

    fn take(&mut self, tag: &Tag) {
        let is_base = &*tag.name == "base";
        for attribute in &tag.attrs {
            let value = attribute.value.to_string();
            match &*attribute.name.local {
                "id" if !self.ids.insert(value.clone()) => self.twice.push(value),
                "href" if is_base => self.base = Some(value),
                "href" | "src" => drop(self.links.insert(value)),
                _ => {}
            }
        }
    }
}

#[derive(Default)]
struct Sink(RefCell<Html>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.0.borrow_mut().take(&tag);
            return match &*tag.name {
                "script" => {
                    TokenSinkResult::RawData(html5ever::tokenizer::states::RawKind::ScriptData)
                }
                "style" => TokenSinkResult::RawData(html5ever::tokenizer::states::RawKind::Rawtext),
                _ => TokenSinkResult::Continue,
            };
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(pages: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in pages {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn links_that_lead_somewhere() {
        let page = r##"<a href="b.html#x">1</a><a href="#y" id="y">2</a><a href="../es/c.html?q#x">3</a>
            <a href="https://example.org/#no">4</a><img src="/page_one"><a href="../es/">5</a><a href="#">6</a>
            <script>var a = '<a href="gone">';</script>"##;
        let folder = built(&[
            ("en/a.html", page),
            ("en/b.html", "<p id=x>"),
            ("es/c.html", "<p id=\"x\">"),
            ("es/index.html", ""),
            ("page_one.html", ""),
        ]);
        assert_eq!(check(folder.path()).unwrap(), []);
    }

    #[test]
    fn links_that_lead_nowhere_and_ids_that_are_twice() {
        let page = r##"<a href="b.html#probelm"></a><a href="gone.html"></a><i id="y"></i><b id="y"></b>"##;
        let folder = built(&[("en/a.html", page), ("en/b.html", "<p id=problem>")]);
        let found = check(folder.path()).unwrap();
        let found: Vec<(&str, &str)> =
            found.iter().map(|broken| (broken.what.as_str(), broken.why.as_str())).collect();
        let expected = [
            ("y", "this id is there twice"),
            ("b.html#probelm", "en/b.html has no id `probelm`; did you mean `problem`?"),
            ("gone.html", "there is no such file"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_base_changes_what_links_are_relative_to() {
        let page = r#"<base href="/en/"><a href="b.html"></a>"#;
        let folder = built(&[("en/deep/a.html", page), ("en/b.html", "")]);
        assert_eq!(check(folder.path()).unwrap(), []);
    }
}
