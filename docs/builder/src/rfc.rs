//! `RFC 9112 §3.2` in a text becomes a link.

use crate::html::escape;
use mdbook_markdown::pulldown_cmark::{Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use regex::{Captures, Regex};
use std::sync::LazyLock;

static RFC: LazyLock<Regex> = LazyLock::new(|| {
    let blank = r"[ \u{a0}\u{202f}]";
    let section = format!(r"(?:{blank}§{blank}?([0-9]+(?:\.[0-9]+)*))?");
    Regex::new(&format!(r"\bRFC{blank}([0-9]{{3,5}}){section}")).expect("a good pattern")
});

/// Where a section can be read.
pub fn address(number: &str, section: Option<&str>) -> String {
    let fragment = section.map(|section| format!("#section-{section}")).unwrap_or_default();
    format!("https://www.rfc-editor.org/rfc/rfc{number}{fragment}")
}

/// Text as HTML, its RFCs as links.
pub fn linked(text: &str) -> String {
    link(&escape(text))
}

/// Text that is HTML or Markdown already.
pub fn link(text: &str) -> String {
    let anchor = |found: &Captures| {
        let section = found.get(2).map(|section| section.as_str());
        format!(r#"<a class="rfc" href="{}">{}</a>"#, address(&found[1], section), &found[0])
    };
    RFC.replace_all(text, anchor).into_owned()
}

/// The page with its RFCs as links, but those in code, in headings and within other links.
pub fn link_page(markdown: &str) -> String {
    let mut linked = String::with_capacity(markdown.len());
    let (mut done, mut closed) = (0, 0);
    for (event, range) in new_cmark_parser(markdown, &MarkdownOptions::default()).into_offset_iter()
    {
        match event {
            Event::Start(tag) if is_closed(&tag) => closed += 1,
            Event::End(TagEnd::Link | TagEnd::Heading(_) | TagEnd::CodeBlock) => closed -= 1,
            Event::Text(_) if closed == 0 && range.start >= done => {
                linked.push_str(&markdown[done..range.start]);
                linked.push_str(&link(&markdown[range.clone()]));
                done = range.end;
            }
            _ => {}
        }
    }
    linked + &markdown[done..]
}

/// Whether no link may stand in it.
fn is_closed(tag: &Tag) -> bool {
    matches!(tag, Tag::Link { .. } | Tag::Heading { .. } | Tag::CodeBlock(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_become_links() {
        let table = [
            ("RFC 9112 §3.2", "rfc9112#section-3.2"),
            ("RFC 9112\u{a0}§3.2.", "rfc9112#section-3.2"),
            ("RFC 3986", "rfc3986"),
        ];
        for (text, end) in table {
            let expected = format!("href=\"https://www.rfc-editor.org/rfc/{end}\"");
            assert!(link(text).contains(&expected), "{}", link(text));
        }
    }

    #[test]
    fn only_text_is_linked() {
        for kept in [
            "# RFC 9112\n",
            "`RFC 9112`\n",
            "[RFC 9112](a.md)\n",
            "```\nRFC 9112\n```\n",
            "<b title=\"RFC 9112\">\n",
        ] {
            assert_eq!(link_page(kept), kept);
        }
        assert!(link_page("- *RFC 9112* | b\n").contains("</a>* | b"));
    }
}
