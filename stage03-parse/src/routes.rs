//! Which target does what.

use crate::request::{Request, percent_decode};
use crate::response::{Response, Status};

/// Answers a request.
pub fn answer(request: &Request) -> Response {
    match request.path {
        "/" | "/hello" => Response::text(Status::OK, "Hello, World!"),
        path if let Some(text) = path.strip_prefix("/echo/") => echo(text),
        _ => not_found(),
    }
}

/// The rest of the path, decoded.
fn echo(text: &str) -> Response {
    match percent_decode(text) {
        Ok(text) => Response::text(Status::OK, text.into_owned()),
        Err(refusal) => Response::from(refusal),
    }
}

fn not_found() -> Response {
    Response::error(Status::NOT_FOUND, "nothing is at this target (RFC 9110 section 15.5.5)")
}
