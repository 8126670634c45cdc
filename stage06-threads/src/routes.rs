//! Which target does what.

use crate::files::Folder;
use crate::request::{Request, percent_decode};
use crate::response::{Response, Status};

/// Everything that has a target.
pub struct Routes {
    pub site: Folder,
    /// What `/files/` leads to, if anything.
    pub files: Option<Folder>,
}

impl Routes {
    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Response {
        match request.path {
            "/hello" => hello(request),
            "/user-agent" => user_agent(request),
            "/headers" => headers(request),
            path if let Some(text) = path.strip_prefix("/echo/") => echo(text),
            path if let Some(name) = path.strip_prefix("/files/") => match &self.files {
                Some(files) => files.download(name),
                None => not_found(),
            },
            _ => self.site.page(request),
        }
    }
}

/// Greets in the language that the client prefers (RFC 9110 §12.5.4).
fn hello(request: &Request) -> Response {
    let (language, greeting) = match request.headers.prefers("Accept-Language", "es", "en") {
        true => ("es", "¡Hola, mundo!"),
        false => ("en", "Hello, World!"),
    };
    Response::text(Status::OK, greeting)
        .field("Content-Language", language)
        .field("Vary", "Accept-Language")
}

/// The rest of the path, decoded.
fn echo(text: &str) -> Response {
    match percent_decode(text) {
        Ok(text) => Response::text(Status::OK, text.into_owned()),
        Err(refusal) => Response::from(refusal),
    }
}

fn user_agent(request: &Request) -> Response {
    let agent = request.headers.all("User-Agent").next();
    Response::text(Status::OK, agent.unwrap_or_default())
}

/// Every field that came, a line each.
fn headers(request: &Request) -> Response {
    let mut lines = Vec::new();
    for (name, value) in request.headers.iter() {
        lines.extend([name.as_bytes(), b": ", value, b"\n"].concat());
    }
    Response::text(Status::OK, lines)
}

fn not_found() -> Response {
    Response::error(Status::NOT_FOUND, "nothing is at this target (RFC 9110 section 15.5.5)")
}
