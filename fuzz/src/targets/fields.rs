//! Any bytes as the value of a field: one that a client sends, and one that the server sends back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::conditions;
use crate::headers::Headers;
use crate::reference::{is_host, is_value_byte, trim};
use crate::request::Request;
use crate::response::{Response, Status};
use crate::routes::Routes;
use crate::targets::{check_response_head, content, with_request};

/// When the target of the preconditions has changed, in seconds after 1970.
const MODIFIED: u64 = 784_111_777;
/// A name without a meaning, for those values whose meaning is not asked for.
const NAME: &str = "X-Any";

/// Every line of the data is the value of a field line; together they are one field.
pub fn check(data: &[u8]) {
    let values: Vec<&[u8]> = data.split(|&byte| byte == b'\n').collect();
    let lines = lines(NAME, &values);
    match Headers::parse(&lines) {
        Ok(headers) => {
            assert_eq!(headers.all(NAME).collect::<Vec<_>>(), trimmed(&values));
            assert_eq!(headers.get(NAME), str::from_utf8(trim(values[0])).ok());
            check_list(&headers, &values);
            check_preferences(&values);
            check_meaning(trim(values[0]));
            check_conditions(trim(values[0]));
        }
        Err(refusal) => {
            let control = values.iter().any(|value| !value.iter().all(|&byte| is_value_byte(byte)));
            assert!(control || values.len() > 100, "{refusal:?}");
        }
    }
    check_responses(&String::from_utf8_lossy(data));
}

fn lines(name: &str, values: &[&[u8]]) -> Vec<u8> {
    let line = |value: &&[u8]| [name.as_bytes(), b": ", value, b"\r\n"].concat();
    let lines = values.iter().map(line).collect::<Vec<_>>().concat();
    [lines, b"\r\n".to_vec()].concat()
}

fn trimmed<'v>(values: &[&'v [u8]]) -> Vec<&'v [u8]> {
    values.iter().map(|value| trim(value)).collect()
}

/// Several lines are one list with commas between (RFC 9110 §5.3); its members are not empty.
fn check_list(headers: &Headers, values: &[&[u8]]) {
    let members: Vec<&str> = headers.list(NAME).collect();
    for member in &members {
        assert!(
            !member.is_empty()
                && !member.contains(',')
                && trim(member.as_bytes()) == member.as_bytes()
        );
        assert!(headers.has(NAME, &member.to_ascii_uppercase()), "{member:?}");
    }
    assert!(!headers.has(NAME, "") && !headers.has(NAME, "no,member"));
    if values.iter().all(|value| str::from_utf8(value).is_ok()) {
        let joined = lines(NAME, &[&values.join(&b','), b"", b" , ,\t,"]);
        let joined = Headers::parse(&joined).expect("no byte that is not in the lines");
        assert_eq!(joined.list(NAME).collect::<Vec<_>>(), members);
    }
}

/// To prefer is an order: no two before each other, none before itself; case, other languages and
/// empty members change nothing (RFC 9110 §12.4.2 and §12.5).
fn check_preferences(values: &[&[u8]]) {
    let preferred = preferred(values);
    let loud: Vec<Vec<u8>> = values.iter().map(|value| value.to_ascii_uppercase()).collect();
    let loud: Vec<&[u8]> = loud.iter().map(Vec::as_slice).collect();
    assert_eq!(self::preferred(&loud), preferred, "case changes what is preferred");
    let more = [values, &[b", tlh;q=0.5, x/y", b""]].concat();
    if more.len() <= 100 {
        assert_eq!(self::preferred(&more), preferred, "another range changes what is preferred");
    }
    for pair in preferred.chunks(2) {
        assert!(pair != [true, true], "each preferred to the other");
    }
}

/// For each offer, whether it is preferred to the other of its pair.
fn preferred(values: &[&[u8]]) -> Vec<bool> {
    let lines = lines(NAME, values);
    let headers = Headers::parse(&lines).expect("it was good before");
    let prefers = |(this, that)| headers.prefers(NAME, this, that);
    assert!(!prefers(("es", "es")), "preferred to itself");
    [("es", "en"), ("en", "es"), ("text/plain", "text/html"), ("text/html", "text/plain")]
        .map(prefers)
        .to_vec()
}

/// What a single value means as a length, a host, and a media type.
fn check_meaning(value: &[u8]) {
    let length = lines("Content-Length", &[value]);
    let length = Headers::parse(&length).expect("it was good before").content_length();
    assert_eq!(length.ok().flatten(), number(value), "{}", value.escape_ascii());
    let host = lines("host", &[value]);
    let host = Headers::parse(&host).expect("it was good before").check_host(1);
    assert_eq!(host.is_ok(), str::from_utf8(value).is_ok_and(is_host), "{}", value.escape_ascii());
    let media_type = lines("CONTENT-TYPE", &[value]);
    let media_type = Headers::parse(&media_type).expect("it was good before");
    let sent = value.split(|&byte| byte == b';').next().map(trim).unwrap_or_default();
    let is_json = sent.eq_ignore_ascii_case(b"application/json") && str::from_utf8(value).is_ok();
    assert_eq!(media_type.is_type("application/json"), is_json, "{}", value.escape_ascii());
}

/// `1*DIGIT` that fits.
fn number(value: &[u8]) -> Option<u64> {
    let digit = |byte: u8| char::from(byte).to_digit(10).map(u64::from);
    let add = |sum: u64, &byte: &u8| sum.checked_mul(10)?.checked_add(digit(byte)?);
    value.iter().try_fold(0, add).filter(|_| !value.is_empty())
}

/// RFC 9110 §13: 304 only for who reads, 412 else; and what is no date says nothing.
fn check_conditions(value: &[u8]) {
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        let reads = method.len() < 5 && method != "PUT";
        let status = |field: &str| refuse(method, field, value).map(|status| status.0);
        let date = str::from_utf8(value).ok().and_then(|text| httpdate::parse_http_date(text).ok());
        let changed = date.map(|date| modified() > date);
        let since = status("If-Modified-Since");
        assert_eq!(since, (reads && changed == Some(false)).then_some(304));
        assert_eq!(status("If-Unmodified-Since"), (changed == Some(true)).then_some(412));
        let star = value == b"*";
        assert_eq!(status("If-Match"), (!star).then_some(412));
        assert_eq!(status("If-None-Match"), star.then_some(if reads { 304 } else { 412 }));
    }
}

fn refuse(method: &str, field: &str, value: &[u8]) -> Option<Status> {
    let line = format!("{method} /files/x HTTP/1.1\r\nHost: x\r\n");
    let head = [line.as_bytes(), &lines(field, &[value])].concat();
    let request = Request::parse(&head).expect("it was good before");
    let mut current = Response::text(Status::OK, "there");
    current.modified = Some(modified());
    conditions::refuse(&request, &current)
}

fn modified() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(MODIFIED)
}

/// Whatever value goes into a response, its head stays one head (RFC 9112 §11.1).
fn check_responses(value: &str) {
    check_response_head(&Response::text(Status::OK, "").field(NAME, value));
    let error = Response::error(Status::BAD_REQUEST, value);
    check_response_head(&error);
    check_response_head(&error.field("Location", value).field("Allow", value));
    let line = value.split('\n').next().unwrap_or_default();
    for (method, path) in
        [("POST", "/echo"), ("TRACE", "/echo"), ("GET", "/headers"), ("GET", "/user-agent")]
    {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Type: {line}\r\n\
             User-Agent: {line}\r\nCookie: {line}\r\n\r\n"
        );
        let _ = with_request(head.as_bytes(), b"ok", |request, body| {
            let response = routes().answer(request, body).expect("the content is there");
            check_response_head(&response);
            check_reflection(request, &response);
        });
    }
}

/// What the client sent comes back as it was, but its secrets do not (RFC 9110 §9.3.8).
fn check_reflection(request: &Request, response: &Response) {
    let agent = request.headers.all("User-Agent").next().unwrap_or_default();
    match (request.method, request.path) {
        (_, "/user-agent") => assert_eq!(content(response), agent),
        ("POST", _) => assert_eq!(content(response), b"ok"),
        ("TRACE", _) => {
            let lower = content(response).to_ascii_lowercase();
            assert!(!lower.split(|&byte| byte == b'\n').any(|line| line.starts_with(b"cookie")));
        }
        _ => assert!(content(response).starts_with(b"Host: x\nContent-Length: 2\n")),
    }
}

fn routes() -> &'static Routes {
    &super::path::site().routes
}
