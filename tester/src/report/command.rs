//! The command that sends the same bytes: curl if it can, else printf and nc.

use super::layout::{DEEP, WIDTH};
use crate::catalogue::Text;
use crate::failure::problem;
use crate::response::find;

/// From how many equal bytes on a run of them is written as `head | tr`.
const RUN: usize = 100;

/// The longest command worth showing, in bytes: nobody types more, and few terminals take it.
const LONGEST: usize = 4000;

/// How wide a command may be before it is broken; a single word stays whole.
const ROOM: usize = WIDTH - DEEP;

/// What shows the bytes of an answer that a terminal does not.
pub(super) const VISIBLE: &str = " | cat -v";

/// A command line for a POSIX shell that sends `sent` to `addr` (`HOST:PORT`), and shows
/// what is wrong; `None` if it would be too long.
pub(super) fn of(sent: &[u8], addr: &str, wrong: Text) -> Option<String> {
    let curl = curl(sent, addr).filter(|_| !HIDDEN.contains(&wrong) && !INVISIBLE.contains(&wrong));
    let visible = if INVISIBLE.contains(&wrong) { VISIBLE } else { "" };
    let command = curl.unwrap_or_else(|| netcat(sent, addr, visible));
    (command.len() <= LONGEST).then_some(command)
}

/// What curl passes over in silence.
const HIDDEN: [Text; 5] =
    [problem::TRAILING, problem::STILL_OPEN, problem::NOT_OPEN, problem::REASON, problem::REPEATED];

/// What neither curl nor a terminal shows.
const INVISIBLE: [Text; 5] =
    [problem::BARE_LF, problem::BARE_CR, problem::FIELD_NAME, problem::FIELD_VALUE, problem::CHUNK];

/// `None` if these are not exactly one request that curl can make.
fn curl(sent: &[u8], addr: &str) -> Option<String> {
    let end = find(sent, b"\r\n\r\n")?;
    let plain = |text: &&str| text.split("\r\n").all(is_plain);
    let head = std::str::from_utf8(&sent[..end]).ok().filter(plain)?;
    let body = std::str::from_utf8(&sent[end + 4..]).ok().filter(|body| is_plain(body))?;
    let (line, fields) = head.split_once("\r\n")?;
    let (method, rest) = line.split_once(' ')?;
    let target = rest.strip_suffix(" HTTP/1.1").filter(|target| is_path(target))?;
    let mut words = vec![format!("curl -i{}", method_flag(method, body)?)];
    words.extend(field_flags(fields, addr, body, tells_of_fields(method, target))?);
    words.extend((!body.is_empty()).then(|| format!("--data-binary '{body}'")));
    words.extend(target.contains("/.").then(|| "--path-as-is".to_string()));
    words.push(quoted(&format!("http://{addr}{target}")));
    Some(broken(&words))
}

/// Whether the answer depends on the fields that curl adds by itself.
fn tells_of_fields(method: &str, target: &str) -> bool {
    let tells = ["/headers", "/user-agent", "/sentence"];
    method == "TRACE" || tells.iter().any(|path| target.starts_with(path))
}

/// As one word of a shell's, with quotation marks only where it takes some.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/:._-%".contains(&byte);
    if word.bytes().all(plain) { word.into() } else { format!("'{word}'") }
}

/// These words of a command, on several lines if they do not fit on one.
fn broken(words: &[String]) -> String {
    let (mut line, mut column) = (String::new(), 0);
    for (number, word) in words.iter().enumerate() {
        let width = word.chars().count();
        let more = if number + 1 < words.len() { 2 } else { 0 };
        if number > 0 && column + 1 + width + more > ROOM {
            line += " \\\n  ";
            column = 2;
        } else if number > 0 {
            line.push(' ');
            column += 1;
        }
        line += word;
        column += width;
    }
    line
}

fn is_plain(text: &str) -> bool {
    let plain = |letter: char| letter == ' ' || letter.is_ascii_graphic() && letter != '\'';
    text.chars().all(plain) && !text.starts_with('@')
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
/// `None` if curl would send others.
fn field_flags(fields: &str, addr: &str, body: &str, all: bool) -> Option<Vec<String>> {
    let fields = fields.split("\r\n").map(|line| line.split_once(": "));
    let fields = fields.collect::<Option<Vec<_>>>()?;
    let says = |wanted: &str| fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let flags = fields.iter().map(|(name, value)| field_flag(name, value, addr, body));
    let mut flags = flags.collect::<Option<Vec<_>>>()?;
    flags.retain(|flag| !flag.is_empty());
    let own = [("User-Agent", all), ("Accept", all), ("Content-Type", !body.is_empty())];
    let own = own.iter().filter(|(name, matters)| *matters && !says(name));
    flags.extend(own.map(|(name, _)| format!("-H {name}:")));
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
        // Something that is no host, curl might tidy up.
        "host" if !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) => None,
        "connection" | "content-length" | "transfer-encoding" | "expect" => None,
        _ if name.contains([' ', ':']) || value.trim() != value || value.is_empty() => None,
        _ => Some(format!("-H '{name}: {value}'")),
    }
}

fn netcat(sent: &[u8], addr: &str, visible: &str) -> String {
    let (host, port) = addr.rsplit_once(':').unwrap_or((addr, ""));
    let host = host.trim_matches(['[', ']']);
    let to = format!("nc {host} {port}{visible}");
    let parts = runs(sent).into_iter().map(part).collect::<Vec<_>>();
    match parts.as_slice() {
        [] => format!("nc -v {host} {port}"),
        [one] if one.len() + 3 + to.len() <= ROOM => format!("{one} | {to}"),
        [one] if one.starts_with("head") => format!("{one} |\n  {to}"),
        [_] => format!("{} |\n  {to}", line_by_line(sent)),
        _ => format!("{{ {}; }} |\n  {to}", parts.join(";\n  ")),
    }
}

/// `printf` with an argument for each line: `%b` takes octal numbers as `\0101`.
fn line_by_line(sent: &[u8]) -> String {
    let mut command = String::from("printf '%b'");
    let mut argument = String::new();
    for (at, byte) in sent.iter().enumerate() {
        argument += &argument_escape(*byte);
        let line_ends = *byte == b'\n' || at + 1 == sent.len();
        if line_ends || argument.len() > ROOM - ARGUMENT {
            command += &format!(" \\\n  '{argument}'");
            argument.clear();
        }
    }
    command
}

/// What an argument takes besides its own signs: two spaces, two quotation marks, ` \\` behind it,
/// and the longest escape.
const ARGUMENT: usize = 2 + 2 + 2 + 5;

/// As POSIX printf takes it in an argument for `%b`.
fn argument_escape(byte: u8) -> String {
    match escape(byte) {
        octal if octal.starts_with('\\') && octal.len() == 4 => octal.replacen('\\', "\\0", 1),
        percent if percent == "%%" => "%".into(),
        other => other,
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
        _ => printf(bytes),
    }
}

fn printf(bytes: &[u8]) -> String {
    let format = bytes.iter().map(|byte| escape(*byte)).collect::<String>();
    let simple = format!("printf '{format}'");
    if simple.len() <= ROOM { simple } else { line_by_line(bytes) }
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
