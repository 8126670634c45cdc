//! The sentence that all visitors write together, a word each time.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::body::Body;
use crate::request::{Request, percent_decode};
use crate::response::{Content, Response, Status};

const PAGE: &str = include_str!("sentence.html");
/// The longest word, in characters.
const MAX_WORD: usize = 64;
/// The longest content that may hold a word, in bytes.
const MAX_FORM: u64 = 4 * 1024;
/// The longest sentence, in bytes.
const MAX_SENTENCE: usize = 16 * 1024;

const NO_TEXT: &str = "send a form or text/plain (RFC 9110 section 15.5.16)";
const NO_WORD: &str = "send one word, while there is room (RFC 9110 section 15.5.21)";

/// The sentence; every connection sees the same.
#[derive(Default)]
pub struct Sentence {
    words: Mutex<String>,
}

impl Sentence {
    /// GET: a page, or plain text for a client that prefers it (RFC 9110 §12.5.1).
    pub fn show(&self, request: &Request) -> Response {
        let sentence = self.lock().clone();
        let response = match request.headers.prefers("Accept", "text/plain", "text/html") {
            true => Response::text(Status::OK, sentence),
            false => page(&sentence),
        };
        response.field("Vary", "Accept")
    }

    /// POST one word, by form or as plain text; the answer leads back to the sentence.
    ///
    /// # Errors
    /// Those of reading the content.
    pub fn add(&self, request: &Request, body: &mut Body) -> io::Result<Response> {
        let is_form = request.headers.is_type("application/x-www-form-urlencoded");
        if !is_form && !request.headers.is_type("text/plain") {
            return Ok(Response::error(Status::UNSUPPORTED_MEDIA_TYPE, NO_TEXT));
        }
        // What is no UTF-8 is no word either.
        let content = String::from_utf8(body.read_all(MAX_FORM)?).unwrap_or_default();
        let text = if is_form { form_value(&content) } else { Some(content) };
        let mut sentence = self.lock();
        let word = text.as_deref().and_then(one_word).filter(|_| sentence.len() < MAX_SENTENCE);
        let Some(word) = word else {
            return Ok(Response::error(Status::UNPROCESSABLE_CONTENT, NO_WORD));
        };
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(word);
        Ok(Response::text(Status::SEE_OTHER, "").field("Location", "/sentence"))
    }

    /// DELETE empties it.
    pub fn clear(&self) -> Response {
        self.lock().clear();
        Response::new(Status::NO_CONTENT, Content::None)
    }

    fn lock(&self) -> MutexGuard<'_, String> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a visitor wrote is text: no character of it may become part of the page.
fn page(sentence: &str) -> Response {
    let text = sentence.replace('&', "&amp;").replace('<', "&lt;");
    Response::new(Status::OK, Content::Bytes(PAGE.replace("{{sentence}}", &text).into_bytes()))
        .field("Content-Type", "text/html; charset=utf-8")
}

/// The value of the form's first input, whatever its name is: `word=hola` is `hola`.
fn form_value(form: &str) -> Option<String> {
    let (_, value) = form.split('&').next()?.split_once('=')?;
    let value = value.replace('+', " ");
    let value = percent_decode(&value).ok()?;
    String::from_utf8(value.into_owned()).ok()
}

/// The text without the space around it, if it is one word.
fn one_word(text: &str) -> Option<&str> {
    let word = text.trim();
    let fits = (1..=MAX_WORD).contains(&word.chars().count());
    let odd = |letter: char| letter.is_whitespace() || letter.is_control();
    (fits && !word.contains(odd)).then_some(word)
}
