//! The command that sends the same bytes: curl if it can, else printf and nc.

use crate::response::find;
use std::fmt::Write as _;

/// From how many equal bytes on a run of them is written as `head | tr`.
const RUN: usize = 100;

/// The longest command worth showing, in bytes: nobody types more, and few terminals take it.
const LONGEST: usize = 4000;

/// A command line for a POSIX shell that sends `sent` to `addr` (`HOST:PORT`); `None` if it
/// would be too long.
pub(super) fn of(sent: &[u8], addr: &str) -> Option<String> {
    let command = curl(sent, addr).unwrap_or_else(|| netcat(sent, addr));
    (command.len() <= LONGEST).then_some(command)
}

/// `None` if these are not exactly one request that curl can make.
fn curl(sent: &[u8], addr: &str) -> Option<String> {
    let end = find(sent, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&sent[..end]).ok().filter(|head| is_plain(head, "\r\n"))?;
    let body = std::str::from_utf8(&sent[end + 4..]).ok().filter(|body| is_plain(body, ""))?;
    let (line, fields) = head.split_once("\r\n")?;
    let (method, rest) = line.split_once(' ')?;
    let target = rest.strip_suffix(" HTTP/1.1").filter(|target| is_path(target))?;
    let mut command = format!("curl -i{}", method_flag(method, body)?);
    command += &field_flags(fields, addr, body)?;
    if !body.is_empty() {
        let _ = write!(command, " --data-binary '{body}'");
    }
    let _ = write!(command, " --path-as-is 'http://{addr}{target}'");
    Some(command)
}

fn is_plain(text: &str, besides: &str) -> bool {
    let plain = |letter: char| letter == ' ' || letter.is_ascii_graphic() && letter != '\'';
    text.chars().all(|letter| plain(letter) || besides.contains(letter)) && !text.starts_with('@')
}

/// A path that curl takes as it stands: no glob, no fragment.
fn is_path(target: &str) -> bool {
    target.starts_with('/') && !target.contains([' ', '#', '[', ']', '{', '}'])
}

fn method_flag(method: &str, body: &str) -> Option<String> {
    match method {
        _ if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) => None,
        "GET" if body.is_empty() => Some(String::new()),
        "HEAD" => Some("I".into()),
        method => Some(format!(" -X {method}")),
    }
}

/// The fields beyond those that curl sends by itself, and the end of those that were not sent.
fn field_flags(fields: &str, addr: &str, body: &str) -> Option<String> {
    let fields = fields.split("\r\n").map(|line| line.split_once(": "));
    let fields = fields.collect::<Option<Vec<_>>>()?;
    let says = |wanted: &str| fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let flags = fields.iter().map(|(name, value)| field_flag(name, value, addr, body));
    let mut flags = flags.collect::<Option<String>>()?;
    let own = ["User-Agent", "Accept", "Content-Type"].into_iter().filter(|name| !says(name));
    let own = own.filter(|name| *name != "Content-Type" || !body.is_empty());
    flags.extend(own.map(|name| format!(" -H {name}:")));
    let framed = body.is_empty() || says("Content-Length");
    (framed && says("Host")).then_some(flags)
}

/// Nothing for a field that curl sends by itself; `None` if it would send another.
fn field_flag(name: &str, value: &str, addr: &str, body: &str) -> Option<String> {
    match name.to_ascii_lowercase().as_str() {
        "host" if value == addr => Some(String::new()),
        "connection" if value == "close" => Some(String::new()),
        "content-length" if value == body.len().to_string() && !body.is_empty() => {
            Some(String::new())
        }
        "host" | "connection" | "content-length" | "transfer-encoding" | "expect" => None,
        _ if name.contains([' ', ':']) || value.trim() != value || value.is_empty() => None,
        _ => Some(format!(" -H '{name}: {value}'")),
    }
}

fn netcat(sent: &[u8], addr: &str) -> String {
    let (host, port) = addr.rsplit_once(':').unwrap_or((addr, ""));
    let host = host.trim_matches(['[', ']']);
    let parts = runs(sent).into_iter().map(part).collect::<Vec<_>>();
    match parts.as_slice() {
        [one] => format!("{one} | nc {host} {port}"),
        _ => format!("{{ {}; }} | nc {host} {port}", parts.join("; ")),
    }
}

/// The bytes cut up into long runs of one byte and what stands between them.
fn runs(sent: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    for run in sent.chunk_by(|one, next| one == next) {
        if run.len() >= RUN {
            parts.extend([&sent[start..at], run].into_iter().filter(|part| !part.is_empty()));
            start = at + run.len();
        }
        at += run.len();
    }
    parts.extend(Some(&sent[start..]).filter(|rest| !rest.is_empty()));
    parts
}

fn part(bytes: &[u8]) -> String {
    match bytes {
        [byte, rest @ ..] if bytes.len() >= RUN && rest.iter().all(|other| other == byte) => {
            format!("head -c {} /dev/zero | tr '\\000' '{}'", bytes.len(), octal(*byte))
        }
        _ => format!("printf '{}'", bytes.iter().map(|byte| escape(*byte)).collect::<String>()),
    }
}

/// As POSIX printf takes it in its format, between single quotes.
fn escape(byte: u8) -> String {
    match byte {
        b'\r' => "\\r".into(),
        b'\n' => "\\n".into(),
        b'%' => "%%".into(),
        b'\\' => "\\\\".into(),
        b' '..=b'~' if byte != b'\'' => char::from(byte).into(),
        _ => octal(byte),
    }
}

fn octal(byte: u8) -> String {
    format!("\\{byte:03o}")
}
