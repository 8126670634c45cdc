use super::*;
use anstream::adapter::strip_str;

fn lines(text: &str) -> Vec<&str> {
    text.split('|').collect()
}

/// What a page shows, what came, and whether that is the same.
/// A page (`|` ends a line), what was found, and whether it is the same.
const MATCHES: &[(&str, &str, bool)] = &[
    ("a|b", "a\nb\n", true),
    ("a|b", "a\nb", true),
    ("a|b|", "a\r\nb\r\n\r\n", true),
    ("a|b", "a\n\nb\n", false),
    ("a|b", "a\n", false),
    ("a", "a\nb\n", false),
    ("", "", true),
    ("", "a\n", false),
    ("…", "", true),
    ("…", "a\nb\n", true),
    ("…|c", "a\nb\nc\n", true),
    ("…|c", "a\nb\n", false),
    ("a|…|c", "a\nc\n", true),
    ("a|…|c", "a\nb\nb\nc\n", true),
    ("a|…|b|…|c", "a\nx\nb\ny\nb\nc\n", true),
    ("a|…|c", "a\nb\n", false),
    ("a … c", "a b c\n", true),
    ("a … c", "a b d\n", false),
    ("…c", "abc\n", true),
    ("a…", "abc\n", true),
    ("a…b…c", "a b b c\n", true),
    ("a…b…c", "a c\n", false),
    ("ab…bc", "abc\n", false),
    ("a.c", "abc\n", false),
    ("Date: Sat, 21 Nov 2026 21:06:22 GMT", "Date: Sun, 01 Jan 2023 00:00:00 GMT\n", true),
    ("Date: yesterday", "Date: Sun, 01 Jan 2023 00:00:00 GMT\n", false),
    ("User-Agent: curl/8.1", "User-Agent: curl/7.88.1\n", true),
    (
        "Content-Length: 9|User-Agent: curl/8.1",
        "Content-Length: 12\nUser-Agent: curl/7.88.1\n",
        true,
    ),
    ("Content-Length: 9|x", "Content-Length: 12\nx\n", false),
    ("to 127.0.0.1:40000", "to 127.0.0.1:51234\n", true),
    ("to 127.0.0.1:4000", "to 127.0.0.1:4001\n", false),
    ("failed after 0 ms", "failed after 12 ms\n", true),
];

#[test]
fn what_matches() {
    for &(page, found, same) in MATCHES {
        assert_eq!(Expected::new(&lines(page)).matches(found), same, "{page:?} and {found:?}");
    }
}

#[test]
fn a_difference_shows_only_what_differs() {
    let expected = Expected::new(&lines("a 1…|b|c"));
    let difference = expected.difference("a 1 and 2\nd\nc\n");
    assert_eq!(strip_str(&difference).to_string(), "  a 1…\n- b\n+ d\n  c\n");
    assert!(difference.contains("\u{1b}[31m- b"), "{difference:?}");
}
