//! Any bytes as words for the sentence: each line is sent as plain text and as a form.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::request::Refusal;
use crate::sentence::Sentence;
use crate::targets::{check_response_head, content, head_for, with_request};

const TEXT: &str = "text/plain";
const FORM: &str = "application/x-www-form-urlencoded";
/// What the page has before and behind the sentence, for which we look once.
const FRAME: (&str, &str) = ("<blockquote class=\"sentence\" lang=\"\">", "</blockquote>");

/// The sentence is the words that were accepted; on the page they are text, never a tag.
pub fn check(data: &[u8]) {
    let sentence = Sentence::default();
    let mut words: Vec<String> = Vec::new();
    for line in data.split(|&byte| byte == b'\n').take(32) {
        if let Some(word) = check_line(&sentence, line) {
            words.extend([word.clone(), word]);
        }
        let before = read(&sentence, TEXT);
        if add(&sentence, FORM, line) == 303 {
            words.push(check_added(&before, &read(&sentence, TEXT)));
        }
    }
    check_page(&sentence, &words);
    check_response_head(&sentence.clear());
    check_page(&sentence, &[]);
}

/// The same word as text and, encoded by a library, as a form.
fn check_line(sentence: &Sentence, line: &[u8]) -> Option<String> {
    let word = str::from_utf8(line).ok().map(str::trim).filter(|word| is_word(word));
    let status = if word.is_some() { 303 } else { 422 };
    assert_eq!(add(sentence, TEXT, line), status, "{}", line.escape_ascii());
    let word = word?;
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("word", word).finish();
    assert_eq!(add(sentence, FORM, form.as_bytes()), 303, "{form}");
    Some(word.to_string())
}

fn is_word(text: &str) -> bool {
    let fits = |letter: char| !letter.is_whitespace() && !letter.is_control();
    (1..=64).contains(&text.chars().count()) && text.chars().all(fits)
}

fn add(sentence: &Sentence, media_type: &str, body: &[u8]) -> u16 {
    let head = head_for("POST", "/sentence", media_type, body.len());
    let response = with_request(&head, body, |request, body| {
        sentence.add(request, body).map_err(|error| error.downcast::<Refusal>().expect("a refusal"))
    });
    response.expect("a good head").expect("a short body").status.0
}

/// What a form has added to the sentence.
fn check_added(before: &str, after: &str) -> String {
    let added = after.strip_prefix(before).expect("the sentence before has changed");
    let word = added.strip_prefix(' ').unwrap_or(added);
    assert!(is_word(word), "{word:?}");
    assert_eq!(added.starts_with(' '), !before.is_empty());
    word.to_string()
}

fn read(sentence: &Sentence, media_type: &str) -> String {
    let head = format!("GET /sentence HTTP/1.1\r\nHost: x\r\nAccept: {media_type}\r\n\r\n");
    let response = with_request(head.as_bytes(), b"", |request, _| sentence.show(request));
    let response = response.expect("a good head");
    String::from_utf8(content(&response).to_vec()).expect("words are UTF-8")
}

/// The page is the same page, but for the text in its one place.
fn check_page(sentence: &Sentence, words: &[String]) {
    assert_eq!(read(sentence, TEXT), words.join(" "));
    let page = read(sentence, "text/html");
    static EMPTY: LazyLock<String> = LazyLock::new(|| read(&Sentence::default(), "text/html"));
    let (before, after) = EMPTY.split_once(FRAME.0).expect("the page has the frame");
    let inner = page.strip_prefix(before).and_then(|rest| rest.strip_prefix(FRAME.0));
    let inner = inner.and_then(|rest| rest.strip_suffix(after)).expect("the page has changed");
    assert!(!inner.contains('<'), "a tag: {inner:?}");
    assert!(after.starts_with(FRAME.1));
    assert_eq!(unescape(inner), words.join(" "));
}

/// What a browser shows for this text.
fn unescape(html: &str) -> Cow<'_, str> {
    html.replace("&lt;", "<").replace("&amp;", "&").into()
}
