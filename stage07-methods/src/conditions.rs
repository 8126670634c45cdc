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
    let date = |name| request.headers.get(name)?.parse::<HttpDate>().ok();
    let matches = |tags: &str| tags == "*" && current.status == Status::OK;
    let modified = current.modified.map(HttpDate::from);
    let safe = matches!(request.method, "GET" | "HEAD");
    let changed = match request.headers.get("If-Match") {
        Some(tags) => !matches(tags),
        None => modified.zip(date("If-Unmodified-Since")).is_some_and(|(now, then)| now > then),
    };
    let known = match request.headers.get("If-None-Match") {
        Some(tags) => matches(tags),
        None => {
            safe && modified.zip(date("If-Modified-Since")).is_some_and(|(now, then)| now <= then)
        }
    };
    match (changed, known) {
        (false, false) => Ok(()),
        (false, true) if safe => Err(Response::new(Status::NOT_MODIFIED, Content::None)),
        _ => Err(Response::error(Status::PRECONDITION_FAILED, FAILED)),
    }
}
