//! Writing HTML that mdBook leaves as it is.

/// Text within an element or an attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// The HTML on one line: in Markdown a block of HTML ends at the first empty line.
pub fn one_line(html: &str) -> String {
    html.replace('\n', "&#10;")
}

/// Text in which `` `code` `` is marked, as the tester's texts have it.
pub fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_tag() {
        assert_eq!(escape(r#"a<b> & "c""#), "a&lt;b&gt; &amp; &quot;c&quot;");
    }

    #[test]
    fn code_is_marked() {
        assert_eq!(with_code("`/<a>` is"), "<code>/&lt;a&gt;</code> is");
    }

    #[test]
    fn no_empty_line_ends_the_block() {
        assert_eq!(one_line("a\n\nb"), "a&#10;&#10;b");
    }
}
