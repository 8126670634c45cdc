//! Preconditions: act only if the target is, or is not, the one the client knows (RFC 9110 §13).

use httpdate::HttpDate;

use crate::request::Request;
use crate::response::{Content, Response, Status};

const FAILED: &str = "it is not what your condition says (RFC 9110 section 15.5.13)";

/// Lets the method go on, or answers in its place (RFC 9110 §13.2.2).
///
/// `current` is what GET would answer now. There are no entity tags here: none that `If-Match`
/// names can be right, and none in `If-None-Match` wrong.
pub fn check(request: &Request, current: &Response) -> Result<(), Response> {
    let matches = |tags: &str| tags == "*" && current.status == Status::OK;
    let safe = matches!(request.method, "GET" | "HEAD");
    let changed = match request.headers.get("If-Match") {
        Some(tags) => !matches(tags),
        None => changed_after(request, current, "If-Unmodified-Since") == Some(true),
    };
    let known = match request.headers.get("If-None-Match") {
        Some(tags) => matches(tags),
        None => safe && changed_after(request, current, "If-Modified-Since") == Some(false),
    };
    match (changed, known) {
        (false, false) => Ok(()),
        (false, true) if safe => Err(Response::new(Status::NOT_MODIFIED, Content::None)),
        _ => Err(Response::error(Status::PRECONDITION_FAILED, FAILED)),
    }
}

/// Whether the target has changed after the date in that field, if it and the date are known.
fn changed_after(request: &Request, current: &Response, field: &str) -> Option<bool> {
    let date: HttpDate = request.headers.get(field)?.parse().ok()?;
    Some(HttpDate::from(current.modified?) > date)
}
