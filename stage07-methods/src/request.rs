//! Requests: the request line (RFC 9112 §3), and why a request can be refused.

use std::borrow::Cow;
use std::{error, fmt, io};

use crate::headers::{self, Headers};
use crate::response::Status;

/// The longest target, in bytes; RFC 9112 §3 recommends lines of 8,000 at least.
const MAX_TARGET: usize = 8 * 1024;

/// The head is more than this server wants to keep.
pub const HEAD_TOO_LARGE: Refusal =
    Refusal(Status::FIELDS_TOO_LARGE, "a head over 32 KiB or 100 fields (RFC 6585 section 5)");
/// The target is longer than 8 KiB.
pub const LONG_TARGET: Refusal =
    Refusal(Status::URI_TOO_LONG, "a target over 8 KiB (RFC 9110 section 15.5.15)");
/// The method is none of ours.
pub const UNKNOWN_METHOD: Refusal =
    Refusal(Status::NOT_IMPLEMENTED, "this server has no such method (RFC 9110 section 15.6.2)");
const UNKNOWN_VERSION: Refusal =
    Refusal(Status::VERSION_NOT_SUPPORTED, "this server speaks HTTP/1.1 (RFC 9110 section 15.6.6)");

/// The methods that this server knows; CONNECT is for proxies (RFC 9110 §9.3.6).
pub const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/// Why a request gets an error instead of an answer: the status, and what was wrong, with the
/// section that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub Status, pub &'static str);

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.1)
    }
}

impl error::Error for Refusal {}

/// Bytes are read through `std::io`, so a refusal travels inside its error.
impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, refusal)
    }
}

/// The error that most broken rules lead to.
pub fn malformed<T>(why: &'static str) -> Result<T, Refusal> {
    Err(Refusal(Status::BAD_REQUEST, why))
}

/// A request head; it borrows from the bytes that were read.
pub struct Request<'a> {
    /// The head, as it was sent.
    pub head: &'a [u8],
    pub method: &'a str,
    /// The path of the target, still with its escapes.
    pub path: &'a str,
    /// What follows the `?` of the target.
    pub query: Option<&'a str>,
    /// The minor version: 0 for HTTP/1.0, 1 for all that came after.
    pub minor: u8,
    /// The field lines.
    pub headers: Headers<'a>,
}

impl<'a> Request<'a> {
    /// Parses a head, from its request line to its empty line.
    ///
    /// # Errors
    /// The first rule of RFC 9112 §2 to §6 that the head breaks.
    pub fn parse(head: &'a [u8]) -> Result<Request<'a>, Refusal> {
        let (line, fields) = split_line(head)?;
        let (method, target, version) = split_request_line(line)?;
        let minor = parse_version(version)?;
        let headers = Headers::parse(fields)?;
        headers.check_host(minor)?;
        headers.content_length()?; // only checked
        if !METHODS.contains(&method) {
            return Err(UNKNOWN_METHOD);
        }
        let (target, query) = match target.split_once('?') {
            Some((target, query)) => (target, Some(query)),
            None => (target, None),
        };
        let path = match (method, target) {
            ("OPTIONS", "*") if query.is_none() => target, // RFC 9112 §3.2.4
            _ => find_path(target)?,
        };
        Ok(Request { head, method, path, query, minor, headers })
    }
}

/// Splits off the first line and its CRLF (RFC 9112 §2.2).
///
/// # Errors
/// A line that does not end, or not in CRLF.
pub fn split_line(bytes: &[u8]) -> Result<(&[u8], &[u8]), Refusal> {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
        return malformed("a line that does not end (RFC 9112 section 2.2)");
    };
    let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
    match line.strip_suffix(b"\r") {
        Some(line) => Ok((line, rest)),
        None => malformed("a line that ends in LF without CR (RFC 9112 section 2.2)"),
    }
}

/// `request-line = method SP request-target SP HTTP-version` (RFC 9112 §3)
fn split_request_line(line: &[u8]) -> Result<(&str, &str, &str), Refusal> {
    let Ok(line) = str::from_utf8(line) else {
        return malformed("a request line that is not ASCII (RFC 9112 section 3)");
    };
    let words = line.split_once(' ').map(|(method, rest)| (method, rest.rsplit_once(' ')));
    let Some((method, Some((target, version)))) = words else {
        return malformed("not three words with a space between (RFC 9112 section 3)");
    };
    if !is_token(method) {
        return malformed("a method that is no token (RFC 9112 section 3.1)");
    }
    if target.len() > MAX_TARGET {
        return Err(LONG_TARGET);
    }
    if !target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
        return malformed("a byte that no target may hold (RFC 9112 section 3.2)");
    }
    percent_decode(target)?; // only checked: a route decodes what it needs
    Ok((method, target, version))
}

/// The minor version of `"HTTP/" DIGIT "." DIGIT` (RFC 9112 §2.3).
fn parse_version(version: &str) -> Result<u8, Refusal> {
    match version.strip_prefix("HTTP/").map(str::as_bytes) {
        Some([b'1', b'.', minor @ b'0'..=b'9']) => Ok(u8::from(*minor != b'0')),
        Some([b'0'..=b'9', b'.', b'0'..=b'9']) => Err(UNKNOWN_VERSION),
        _ => malformed("a version that is not HTTP/1.1 or like it (RFC 9112 section 2.3)"),
    }
}

/// The path of a target in origin-form or absolute-form (RFC 9112 §3.2.1 and §3.2.2).
fn find_path(target: &str) -> Result<&str, Refusal> {
    if target.starts_with('/') {
        return Ok(target);
    }
    let rest = match target.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
        _ => return malformed("a target that is no path and no http URI (RFC 9112 section 3.2)"),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if !headers::is_host(authority) {
        return malformed("a target that names no host (RFC 9110 section 4.2.1)");
    }
    Ok(if path.is_empty() { "/" } else { path })
}

/// Decodes every `%41` (RFC 3986 §2.1).
///
/// # Errors
/// A `%` without two digits behind it.
pub fn percent_decode(text: &str) -> Result<Cow<'_, [u8]>, Refusal> {
    if !text.contains('%') {
        return Ok(text.as_bytes().into());
    }
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.map(|code| u8::from_str_radix(code, 16)) {
            Some(Ok(byte)) => bytes.push(byte),
            _ => return malformed("a % without two digits behind it (RFC 3986 section 2.1)"),
        }
        bytes.extend(part.bytes().skip(2));
    }
    Ok(bytes.into())
}

/// `token = 1*tchar` (RFC 9110 §5.6.2)
pub fn is_token(word: &str) -> bool {
    let tchar = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !word.is_empty() && word.bytes().all(tchar)
}
