//! Responses (RFC 9112 §4): a status line, field lines, an empty line, the content.

/// A status code with its reason phrase (RFC 9110 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(pub u16, pub &'static str);

impl Status {
    pub const OK: Status = Status(200, "OK");
}

pub struct Response {
    status: Status,
    /// Complete field lines, each with its CRLF.
    fields: String,
    pub content: Vec<u8>,
}

impl Response {
    /// A response without fields.
    pub fn new(status: Status, content: Vec<u8>) -> Response {
        Response { status, fields: String::with_capacity(128), content }
    }

    /// Plain text.
    pub fn text(status: Status, text: impl Into<Vec<u8>>) -> Response {
        let text = text.into();
        Response::new(status, text).field("Content-Type", "text/plain")
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
        let mut head = String::with_capacity(256);
        head.extend(["HTTP/1.1 ", &code.to_string(), " ", reason, "\r\n"]);
        head.extend(["Content-Length: ", &length.to_string(), "\r\n"]);
        head.extend([&self.fields, "Connection: close\r\n\r\n"]);
        head
    }
}
