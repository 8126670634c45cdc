//! Responses (RFC 9112 §4): a status line, field lines, an empty line, the content.

use std::fs::File;
use std::time::SystemTime;

use crate::request::Refusal;

/// A status code with its reason phrase (RFC 9110 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(pub u16, pub &'static str);

impl Status {
    pub const OK: Status = Status(200, "OK");
    pub const CREATED: Status = Status(201, "Created");
    pub const NO_CONTENT: Status = Status(204, "No Content");
    pub const MOVED_PERMANENTLY: Status = Status(301, "Moved Permanently");
    pub const SEE_OTHER: Status = Status(303, "See Other");
    pub const NOT_MODIFIED: Status = Status(304, "Not Modified");
    pub const BAD_REQUEST: Status = Status(400, "Bad Request");
    pub const FORBIDDEN: Status = Status(403, "Forbidden");
    pub const NOT_FOUND: Status = Status(404, "Not Found");
    pub const METHOD_NOT_ALLOWED: Status = Status(405, "Method Not Allowed");
    pub const REQUEST_TIMEOUT: Status = Status(408, "Request Timeout");
    pub const PRECONDITION_FAILED: Status = Status(412, "Precondition Failed");
    pub const CONTENT_TOO_LARGE: Status = Status(413, "Content Too Large");
    pub const URI_TOO_LONG: Status = Status(414, "URI Too Long");
    pub const UNSUPPORTED_MEDIA_TYPE: Status = Status(415, "Unsupported Media Type");
    pub const EXPECTATION_FAILED: Status = Status(417, "Expectation Failed");
    pub const UNPROCESSABLE_CONTENT: Status = Status(422, "Unprocessable Content");
    pub const FIELDS_TOO_LARGE: Status = Status(431, "Request Header Fields Too Large");
    pub const INTERNAL_SERVER_ERROR: Status = Status(500, "Internal Server Error");
    pub const NOT_IMPLEMENTED: Status = Status(501, "Not Implemented");
    pub const VERSION_NOT_SUPPORTED: Status = Status(505, "HTTP Version Not Supported");
    pub const INSUFFICIENT_STORAGE: Status = Status(507, "Insufficient Storage");
}

/// What follows the head of a response.
pub enum Content {
    /// Nothing, and no `Content-Length` either: 204 and 304 (RFC 9110 §8.6).
    None,
    Bytes(Vec<u8>),
    /// What was already read of a file, the rest, and the length of both in bytes.
    File {
        start: Vec<u8>,
        file: File,
        length: u64,
    },
}

/// A response whose framing is still to be written: length and connection come last.
pub struct Response {
    pub status: Status,
    /// Complete field lines, each with its CRLF.
    fields: String,
    pub content: Content,
    /// When what is answered last changed, if that is known.
    pub modified: Option<SystemTime>,
}

impl Response {
    /// A response without fields.
    pub fn new(status: Status, content: Content) -> Response {
        Response { status, fields: String::with_capacity(128), content, modified: None }
    }

    /// The same without its content and the fields that describe it (RFC 9110 §15.4.5).
    pub fn not_modified(self) -> Response {
        let rest = |it: &&str| !it.starts_with("Content-") || it.starts_with("Content-Location");
        let fields = self.fields.split_inclusive("\r\n").filter(rest).collect();
        Response { status: Status::NOT_MODIFIED, content: Content::None, fields, ..self }
    }

    /// Plain text; its charset is named only where it is not ASCII.
    pub fn text(status: Status, text: impl Into<Vec<u8>>) -> Response {
        let text = text.into();
        let utf8 = !text.is_ascii() && str::from_utf8(&text).is_ok();
        let media_type = if utf8 { "text/plain; charset=utf-8" } else { "text/plain" };
        Response::new(status, Content::Bytes(text)).field("Content-Type", media_type)
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
    pub fn head(&self, connection: &str) -> String {
        let Status(code, reason) = self.status;
        let length = match &self.content {
            Content::None => None,
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::File { length, .. } => Some(*length),
        };
        let date = httpdate::fmt_http_date(SystemTime::now());
        let mut head = String::with_capacity(256);
        head.extend(["HTTP/1.1 ", &code.to_string(), " ", reason, "\r\n"]);
        head.extend(["Date: ", &date, "\r\n"]);
        // The pages of the site say which stage sent them.
        head.extend(["Server: ", env!("CARGO_PKG_NAME"), "\r\n"]);
        if let Some(length) = length {
            head.extend(["Content-Length: ", &length.to_string(), "\r\n"]);
        }
        head.extend([&self.fields, connection, "\r\n"]);
        head
    }
}

impl From<Refusal> for Response {
    fn from(Refusal(status, why): Refusal) -> Response {
        Response::error(status, why)
    }
}
