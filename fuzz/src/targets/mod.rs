//! What must hold for all bytes. Each target is a function that panics where something does not,
//! so that both libFuzzer and `cargo test` can call it.

pub mod chunked;
pub mod differential;

pub mod fields;
pub mod head;
pub mod path;
pub mod sentence;
pub mod users;

use crate::body::Body;
use crate::connection::{Client, Patient};
use crate::reference::is_value_byte;
use crate::request::{Refusal, Request};
use crate::response::{Content, Response};

/// A target's name and its function.
pub type Target = (&'static str, fn(&[u8]));

pub const ALL: &[Target] = &[
    ("head", head::check),
    ("fields", fields::check),
    ("chunked", chunked::check),
    ("path", path::check),
    ("users", users::check),
    ("sentence", sentence::check),
    ("differential", differential::check),
];

/// A request with its content, as the stage hands both to a handler.
fn with_request<T>(
    head: &[u8],
    content: &[u8],
    act: impl FnOnce(&Request, &mut Body) -> T,
) -> Result<T, Refusal> {
    let request = Request::parse(head)?;
    let mut client: Client = Patient::client(content, &[usize::MAX]);
    let mut body = Body::new(&request, &mut client)?;
    Ok(act(&request, &mut body))
}

/// The head of POST and its like, with a length.
fn head_for(method: &str, path: &str, media_type: &str, length: usize) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {media_type}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .into_bytes()
}

/// The content of a response that has no file.
fn content(response: &Response) -> &[u8] {
    match &response.content {
        Content::Bytes(bytes) => bytes,
        _ => b"",
    }
}

/// Checks that the head of a response is one head: a status line, then these field names at most,
/// each once, and no byte that could end a line early (RFC 9112 §4 and §11.1).
fn check_response_head(response: &Response) {
    let head = response.head("Connection: close\r\n").into_bytes();
    let text = head.escape_ascii();
    let inner = head.strip_suffix(b"\r\n\r\n").expect("no empty line at the end");
    let mut names = Vec::new();
    for line in inner.split(|&byte| byte == b'\n').skip(1) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(line.iter().all(|&byte| is_value_byte(byte)), "a control byte: {text}");
        let colon = line.iter().position(|&byte| byte == b':').expect("no field line");
        names.push(line[..colon].to_ascii_lowercase());
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "a field twice: {text}");
    check_with_httparse(&head, count);
}

/// A reader that is not ours sees as many fields, and the end where it is.
fn check_with_httparse(head: &[u8], count: usize) {
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut fields);
    let parsed = response.parse(head);
    let text = head.escape_ascii();
    assert_eq!(parsed, Ok(httparse::Status::Complete(head.len())), "{text}");
    assert_eq!(response.headers.len(), count, "{text}");
}
