//! Preconditions: act only if the target is, or is not, the one the client knows (RFC 9110 §13).

use httpdate::HttpDate;

use crate::request::Request;
use crate::response::{Response, Status};

/// What the client reads beside 412.
pub const WHY: &str = "it is not what your condition says (RFC 9110 section 15.5.13)";

/// The status that answers in place of the method, if a condition says so (RFC 9110 §13.2.2).
///
/// `current` is what GET would answer now. There are no entity tags here: none that `If-Match`
/// names can be right, and none in `If-None-Match` wrong.
pub fn refuse(request: &Request, current: &Response) -> Option<Status> {
    let exists = current.status == Status::OK;
    let reads = matches!(request.method, "GET" | "HEAD");
    if !exists && !creates(request, current) {
        return None; // RFC 9110 §13.2.1: what fails anyway, fails with its own status
    }
    let stale = match request.headers.all("If-Match").next() {
        Some(tags) => tags != b"*" || !exists,
        None => changed_after(request, current, "If-Unmodified-Since") == Some(true),
    };
    let known = match request.headers.all("If-None-Match").next() {
        Some(tags) => tags == b"*" && exists,
        None => reads && changed_after(request, current, "If-Modified-Since") == Some(false),
    };
    match (stale, known) {
        (false, false) => None,
        (false, true) if reads => Some(Status::NOT_MODIFIED),
        _ => Some(Status::PRECONDITION_FAILED),
    }
}

fn creates(request: &Request, current: &Response) -> bool {
    let free = current.status == Status::NOT_FOUND && request.path.starts_with("/files/");
    free && matches!(request.method, "PUT" | "POST")
}

/// Whether the target has changed after the date in that field, if both are known.
fn changed_after(request: &Request, current: &Response, field: &str) -> Option<bool> {
    let mut dates = request.headers.all(field);
    let date = dates.next().xor(dates.next())?; // two dates are none (RFC 9110 §13.1.3)
    let date: HttpDate = str::from_utf8(date).ok()?.parse().ok()?;
    Some(HttpDate::from(current.modified?) > date)
}
