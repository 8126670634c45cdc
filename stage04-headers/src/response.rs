//! Responses (RFC 9112 §4): a status line, field lines, an empty line, the content.

use std::time::SystemTime;

use crate::request::Refusal;

/// A status code with its reason phrase (RFC 9110 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(pub u16, pub &'static str);

impl Status {
    pub const OK: Status = Status(200, "OK");
    pub const BAD_REQUEST: Status = Status(400, "Bad Request");
    pub const NOT_FOUND: Status = Status(404, "Not Found");
    pub const URI_TOO_LONG: Status = Status(414, "URI Too Long");
    pub const FIELDS_TOO_LARGE: Status = Status(431, "Request Header Fields Too Large");
    pub const NOT_IMPLEMENTED: Status = Status(501, "Not Implemented");
    pub const VERSION_NOT_SUPPORTED: Status = Status(505, "HTTP Version Not Supported");
}

pub struct Response {
    pub status: Status,
    /// Complete field lines, each with its CRLF.
    fields: String,
    pub content: Vec<u8>,
}

impl Response {
    /// A response without fields.
    pub fn new(status: Status, content: Vec<u8>) -> Response {
        Response { status, fields: String::with_capacity(128), content }
    }

    /// Plain text; its charset is named only where it is not ASCII.
    pub fn text(status: Status, text: impl Into<Vec<u8>>) -> Response {
        let text = text.into();
        let utf8 = !text.is_ascii() && str::from_utf8(&text).is_ok();
        let media_type = if utf8 { "text/plain; charset=utf-8" } else { "text/plain" };
        Response::new(status, text).field("Content-Type", media_type)
    }

    /// An error, explained in one plain line; `why` cites the section.
    pub fn error(status: Status, why: &str) -> Response {
        Response::text(status, format!("{} {}: {why}\n", status.0, status.1))
    }

    /// Adds a field line. A value that could end the line early is left out (RFC 9112 §11.1).
    pub fn field(mut self, name: &str, value: &str) -> Response {
        if !value.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
            self.fields.extend([name, ": ", value, "\r\n"]);
        }
        self
    }

    /// The status line, the field lines and the empty line, ready to be sent.
    pub fn head(&self) -> String {
        let Status(code, reason) = self.status;
        let length = self.content.len();
        let date = httpdate::fmt_http_date(SystemTime::now());
        let mut head = String::with_capacity(256);
        head.extend(["HTTP/1.1 ", &code.to_string(), " ", reason, "\r\n"]);
        head.extend(["Date: ", &date, "\r\n"]);
        head.extend(["Content-Length: ", &length.to_string(), "\r\n"]);
        head.extend([&self.fields, "Connection: close\r\n\r\n"]);
        head
    }
}

impl From<Refusal> for Response {
    fn from(Refusal(status, why): Refusal) -> Response {
        Response::error(status, why)
    }
}
