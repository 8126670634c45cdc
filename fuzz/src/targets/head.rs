//! Any bytes as the head of a request.

use crate::reference::{has_whole_escapes, is_host, is_token, is_value_byte};
use crate::request::{Refusal, Request};
use crate::response::Response;
use crate::targets::check_response_head;

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
const MAX_FIELDS: usize = 100;

/// What a head says: two heads that say the same are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meaning {
    method: String,
    path: String,
    query: Option<String>,
    minor: u8,
    fields: Vec<(String, Vec<u8>)>,
}

/// What is refused gets a proper error; what is accepted keeps the rules, still says the same when
/// it is written in another way, and is refused when a rule is broken on purpose.
pub fn check(data: &[u8]) {
    match parse(data) {
        Err(refusal) => check_refusal(refusal),
        Ok(meaning) => {
            check_words(&meaning);
            check_fields(&meaning);
            check_framing(&meaning);
            check_end(data, &meaning);
            check_rewritten(&meaning);
            check_broken(&meaning);
        }
    }
}

fn parse(head: &[u8]) -> Result<Meaning, Refusal> {
    let request = Request::parse(head)?;
    let fields = request.headers.iter().map(|(name, value)| (name.to_string(), value.to_vec()));
    Ok(Meaning {
        method: request.method.to_string(),
        path: request.path.to_string(),
        query: request.query.map(str::to_string),
        minor: request.minor,
        fields: fields.collect(),
    })
}

fn check_refusal(refusal: Refusal) {
    assert!(matches!(refusal.0.0, 400 | 414 | 431 | 501 | 505), "{refusal:?}");
    assert!(refusal.1.contains("(RFC "), "cites no section: {refusal:?}");
    check_response_head(&Response::from(refusal));
}

/// RFC 9112 §3: a known method, a target in one of the forms that a server without CONNECT has.
fn check_words(meaning: &Meaning) {
    let Meaning { method, path, query, minor, .. } = meaning;
    assert!(METHODS.contains(&method.as_str()), "{meaning:?}");
    assert!(*minor <= 1, "{meaning:?}");
    match path.as_str() {
        "*" => assert!(method == "OPTIONS" && query.is_none(), "{meaning:?}"),
        _ => assert!(path.starts_with('/') && !path.contains('?'), "{meaning:?}"),
    }
    // These break RFC 3986, but no server in use refuses them: browsers send `|` and the like.
    let lenient = b"!$&'()*+,;=:@/?\"<>[\\]^`{|}";
    assert!(has_whole_escapes(path, lenient), "{meaning:?}");
    assert!(has_whole_escapes(query.as_deref().unwrap_or_default(), lenient), "{meaning:?}");
}

/// RFC 9112 §5: names are tokens; values have no control bytes, nor space around them.
fn check_fields(meaning: &Meaning) {
    assert!(meaning.fields.len() <= MAX_FIELDS);
    for (name, value) in &meaning.fields {
        assert!(is_token(name.as_bytes()), "{name:?}");
        assert!(value.iter().all(|&byte| is_value_byte(byte)), "{}", value.escape_ascii());
        let space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
        assert!(!space(value.first()) && !space(value.last()), "{}", value.escape_ascii());
    }
}

/// RFC 9112 §3.2 and §6.3: one `Host` that is one, one length that is a number, or chunked.
fn check_framing(meaning: &Meaning) {
    let hosts = values(meaning, "host");
    assert!(hosts.len() == 1 || (hosts.is_empty() && meaning.minor == 0), "{meaning:?}");
    for host in hosts {
        assert!(str::from_utf8(host).is_ok_and(is_host), "{meaning:?}");
    }
    let lengths = values(meaning, "content-length");
    assert!(lengths.len() + values(meaning, "transfer-encoding").len().min(1) <= 1, "{meaning:?}");
    for length in lengths {
        assert!(!length.is_empty() && length.iter().all(u8::is_ascii_digit), "{meaning:?}");
        let text = String::from_utf8_lossy(length);
        let short = text.trim_start_matches('0');
        assert!(short.len() < 20 || (short.len() == 20 && short <= "18446744073709551615"));
    }
}

fn values<'m>(meaning: &'m Meaning, name: &str) -> Vec<&'m [u8]> {
    let named = meaning.fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_slice()).collect()
}

/// The head ends with its empty line: less is no head, and more is not its concern.
fn check_end(data: &[u8], meaning: &Meaning) {
    let end = data.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("no empty line") + 4;
    assert_eq!(parse(&data[..end]).as_ref(), Ok(meaning));
    let more = [&data[..end], b"GET /secret HTTP/1.1\r\n"].concat();
    assert_eq!(parse(&more).as_ref(), Ok(meaning));
    for cut in [1, 2, 3, 4, end / 2, end - 1] {
        assert!(parse(&data[..end - cut]).is_err(), "a part of a head was accepted");
    }
    let bare =
        data[..end].iter().zip(&data[1..]).any(|(&one, &next)| one == b'\r' && next != b'\n');
    assert!(!bare && !data[..end].contains(&0), "a bare CR or NUL was accepted");
}

/// Space around values and the case of names mean nothing (RFC 9112 §5, RFC 9110 §5.1).
fn check_rewritten(meaning: &Meaning) {
    for (before, after) in [("", ""), (" ", ""), ("\t", " \t "), ("  ", "\t")] {
        let written = write(meaning, before, after);
        assert_eq!(parse(&written).as_ref(), Ok(meaning), "{}", written.escape_ascii());
    }
    for change in [str::to_ascii_uppercase, str::to_ascii_lowercase] {
        let mut changed = meaning.clone();
        changed.fields.iter_mut().for_each(|(name, _)| *name = change(name));
        assert_eq!(parse(&write(&changed, " ", "")).as_ref(), Ok(&changed));
    }
    check_absolute(meaning);
    let mut more = meaning.clone();
    more.fields.push(("X-More".to_string(), b"\xff, \"\x80".to_vec()));
    let fits = more.fields.len() <= MAX_FIELDS;
    assert_eq!(parse(&write(&more, "", "")).ok(), fits.then_some(more));
}

/// An absolute-form target means its path (RFC 9112 §3.2.2).
fn check_absolute(meaning: &Meaning) {
    let absolute = Meaning { path: format!("HTTP://[::1]:80{}", meaning.path), ..meaning.clone() };
    match parse(&write(&absolute, " ", "")) {
        Err(refusal) if refusal.0.0 != 414 => assert_eq!(meaning.path, "*", "{refusal:?}"),
        found => assert!(found.is_err() || found.as_ref() == Ok(meaning), "{found:?}"),
    }
}

fn write(meaning: &Meaning, before: &str, after: &str) -> Vec<u8> {
    let Meaning { method, path, query, minor, fields } = meaning;
    let query = query.as_ref().map_or(String::new(), |query| format!("?{query}"));
    let mut bytes = format!("{method} {path}{query} HTTP/1.{minor}\r\n").into_bytes();
    for (name, value) in fields {
        bytes.extend([name.as_bytes(), b":", before.as_bytes(), value, after.as_bytes()].concat());
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes
}

/// Each of these breaks one rule of a head that was good; the status tells which.
fn check_broken(meaning: &Meaning) {
    let good = write(meaning, " ", "");
    let method = meaning.method.as_bytes();
    for broken in [&meaning.method.to_ascii_lowercase(), "BREW"] {
        assert_refused(501, &replace(&good, method, broken.as_bytes()));
    }
    let version = format!(" HTTP/1.{}\r\n", meaning.minor);
    for (status, broken) in [(505, " HTTP/2.0\r\n"), (400, "\r\n")] {
        assert_refused(status, &replace(&good, version.as_bytes(), broken.as_bytes()));
    }
    for broken in [version.to_ascii_lowercase(), version.replace('\r', "")] {
        assert_refused(400, &replace(&good, version.as_bytes(), broken.as_bytes()));
    }
    for before in [" ", "#part", "%4g", "\u{e9}", "\0"] {
        let broken = format!("{before}{version}");
        assert_refused(400, &replace(&good, version.as_bytes(), broken.as_bytes()));
    }
    check_broken_lines(&good, &version);
    check_broken_fields(meaning);
}

/// Lines that make a good head a bad one.
fn check_broken_lines(good: &[u8], version: &str) {
    for line in [
        " folded: line\r\n",
        "no colon\r\n",
        "Host: two\r\nHost: hosts\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
    ] {
        let broken = format!("{version}{line}");
        assert_refused(400, &replace(good, version.as_bytes(), broken.as_bytes()));
    }
}

/// Names and values of fields that no request may have.
const BROKEN_FIELDS: [(&str, &[u8]); 10] = [
    ("", b"no name"),
    ("X ", b"space before the colon"),
    ("X", b"NUL \0"),
    ("X", b"folded\r\n line"),
    ("X", b"bare \r CR"),
    ("X", b"bare\nLF: CR"),
    ("\u{e9}", b"no token"),
    ("Host", b"user@host"),
    ("Content-Length", b"+1"),
    ("Content-Length", b"18446744073709551616"),
];

fn check_broken_fields(meaning: &Meaning) {
    for (name, value) in BROKEN_FIELDS {
        let mut broken = meaning.clone();
        let same = |(other, _): &(String, Vec<u8>)| !other.eq_ignore_ascii_case(name);
        broken.fields.retain(same);
        broken.fields.insert(0, (name.to_string(), value.to_vec()));
        assert_refused(400, &write(&broken, " ", ""));
    }
    if meaning.minor == 1 {
        let mut broken = meaning.clone();
        broken.fields.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
        assert_refused(400, &write(&broken, " ", ""));
    }
}

/// Refused with that status, or because it has become too large.
fn assert_refused(status: u16, head: &[u8]) {
    match parse(head) {
        Err(Refusal(found, _)) if found.0 == status || matches!(found.0, 414 | 431) => {}
        result => panic!("not {status} but {result:?}: {}", head.escape_ascii()),
    }
}

/// The first `old` becomes `new`.
fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let place = bytes.windows(old.len()).position(|window| window == old).expect("is there");
    [&bytes[..place], new, &bytes[place + old.len()..]].concat()
}
