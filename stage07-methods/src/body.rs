//! The content of a request, by `Content-Length` or chunked (RFC 9112 §6 and §7).

use std::io::{self, BufRead, Read, Write};

use crate::connection::Client;
use crate::headers::Headers;
use crate::request::{HEAD_TOO_LARGE, Refusal, Request, is_token, malformed};
use crate::response::Status;

/// The most content that is kept for an answer, in bytes; an upload to a file may be of any size.
pub const MAX_KEPT: u64 = 16 * 1024 * 1024;
/// The longest chunk size with its extensions, and the most that all trailers may take, in bytes.
const MAX_LINE: u64 = 32 * 1024;

const TOO_LARGE: Refusal =
    Refusal(Status::CONTENT_TOO_LARGE, "more than is kept here (RFC 9110 section 15.5.14)");
const UNKNOWN_CODING: Refusal =
    Refusal(Status::NOT_IMPLEMENTED, "the one coding here is chunked (RFC 9112 section 6.1)");
const UNKNOWN_EXPECTATION: Refusal =
    Refusal(Status::EXPECTATION_FAILED, "100-continue is all (RFC 9110 section 10.1.1)");

/// The content of one request, read only when a handler asks for it.
pub struct Body<'c> {
    client: &'c mut Client,
    /// Bytes left of the content or, if it is chunked, of this chunk.
    left: u64,
    /// How much more of it somebody wants, in bytes.
    most: u64,
    /// More chunks follow.
    chunked: bool,
    /// The client waits for `100 Continue` (RFC 9110 §10.1.1).
    waiting: bool,
}

impl<'c> Body<'c> {
    /// The content that a request announces.
    ///
    /// # Errors
    /// Framing that RFC 9112 §6 forbids, and expectations that this server does not know.
    pub fn new(request: &Request, client: &'c mut Client) -> Result<Self, Refusal> {
        let left = request.headers.content_length()?.unwrap_or(0);
        let chunked = is_chunked(request)?;
        let waiting = is_waiting(request)? && (chunked || left > 0);
        Ok(Body { client, left, most: u64::MAX, chunked, waiting })
    }

    /// Whether nothing of it is still to come.
    pub fn is_read(&self) -> bool {
        self.left == 0 && !self.chunked
    }

    /// From now on more than `most` bytes are too many.
    ///
    /// # Errors
    /// 413 if so many are announced.
    pub fn limit(&mut self, most: u64) -> Result<(), Refusal> {
        self.most = most;
        if self.left > most { Err(TOO_LARGE) } else { Ok(()) }
    }

    /// The whole content, in memory.
    ///
    /// # Errors
    /// 413 over `most` bytes; else as for `read`.
    pub fn read_all(&mut self, most: u64) -> io::Result<Vec<u8>> {
        self.limit(most)?;
        let mut content = Vec::new();
        self.read_to_end(&mut content)?;
        Ok(content)
    }

    /// What comes before the next bytes: the client's permission to send, the size of a chunk.
    fn begin(&mut self) -> io::Result<()> {
        if self.waiting {
            self.waiting = false;
            self.client.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        if self.left == 0 && self.chunked { self.next_chunk() } else { Ok(()) }
    }

    /// Reads `chunk-size [ chunk-ext ] CRLF` and, behind the last chunk, the trailers (RFC 9112 §7.1).
    fn next_chunk(&mut self) -> io::Result<()> {
        let line = self.read_line()?;
        let line = String::from_utf8_lossy(&line); // a quoted string may be in any charset
        let digits = line.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(line.len());
        let (size, extensions) = line.split_at(digits);
        match u64::from_str_radix(size, 16) {
            Ok(size) if are_extensions(extensions) => self.left = size,
            _ => malformed("a chunk size that is no number (RFC 9112 section 7.1)")?,
        }
        if self.left == 0 {
            self.read_trailers()?;
            self.chunked = false;
        }
        Ok(())
    }

    /// Checks the trailers and forgets them: no handler needs any (RFC 9112 §7.1.2).
    fn read_trailers(&mut self) -> io::Result<()> {
        let mut trailers = Vec::new();
        loop {
            let line = self.read_line()?;
            trailers.extend([&line[..], b"\r\n"].concat());
            if trailers.len() > MAX_LINE as usize {
                return Err(HEAD_TOO_LARGE.into());
            }
            if line.is_empty() {
                Headers::parse(&trailers)?;
                return Ok(());
            }
        }
    }

    /// Reads a line of the framing, which ends in CRLF.
    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.client.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        self.client.get_mut().earn(line.len());
        match line.strip_suffix(b"\r\n") {
            Some(line) => Ok(line.to_vec()),
            None => malformed("a chunk or trailer line without CRLF (RFC 9112 section 7.1)")?,
        }
    }
}

impl Read for Body<'_> {
    /// # Errors
    /// A `Refusal` inside the error where the client breaks the framing or ends too early.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.begin()?;
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let count = self.client.read(&mut buffer[..most])?;
        if count == 0 {
            malformed("the content ends too early (RFC 9112 section 8)")?;
        }
        self.client.get_mut().earn(count);
        self.left -= count as u64;
        self.most = self.most.checked_sub(count as u64).ok_or(TOO_LARGE)?;
        if self.left == 0 && self.chunked && !self.read_line()?.is_empty() {
            malformed("a chunk longer than its size (RFC 9112 section 7.1)")?;
        }
        Ok(count)
    }
}

/// Whether the content is chunked: the one coding there is, once, and last (RFC 9112 §6.1).
fn is_chunked(request: &Request) -> Result<bool, Refusal> {
    let headers = &request.headers;
    let codings: Vec<&str> = headers.list("Transfer-Encoding").collect();
    let is_chunked = |coding: &&str| coding.eq_ignore_ascii_case("chunked");
    match &codings[..] {
        [] if headers.all("Transfer-Encoding").next().is_none() => Ok(false),
        _ if request.minor == 0 => malformed("a coding in HTTP/1.0 (RFC 9112 section 6.1)"),
        [only] if is_chunked(only) => Ok(true),
        [before @ .., last] if is_chunked(last) && !before.iter().any(is_chunked) => {
            Err(UNKNOWN_CODING)
        }
        _ => malformed("chunked must come last, and once (RFC 9112 section 6.3)"),
    }
}

/// Whether the client wants to hear `100 Continue` before it sends (RFC 9110 §10.1.1).
fn is_waiting(request: &Request) -> Result<bool, Refusal> {
    let expectations: Vec<&str> = request.headers.list("Expect").collect();
    match expectations.iter().all(|it| it.eq_ignore_ascii_case("100-continue")) {
        _ if request.minor == 0 => Ok(false),
        true => Ok(!expectations.is_empty()),
        false => Err(UNKNOWN_EXPECTATION),
    }
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1)
fn are_extensions(mut text: &str) -> bool {
    while !text.is_empty() {
        let Some(extension) = skip_space(text).strip_prefix(';').map(skip_space) else {
            return false;
        };
        let (name, rest) = split_word(extension);
        let rest = match skip_space(rest).strip_prefix('=').map(skip_space) {
            Some(value) => skip_value(value),
            None => Some(rest),
        };
        match rest {
            Some(rest) if is_token(name) => text = rest,
            _ => return false,
        }
    }
    true
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find([' ', '\t', '=', ';']).unwrap_or(text.len()))
}

/// What follows `chunk-ext-val = token / quoted-string` (RFC 9112 §7.1.1, RFC 9110 §5.6.4), if there is one.
fn skip_value(text: &str) -> Option<&str> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = split_word(text);
        return is_token(value).then_some(rest);
    };
    let mut escaped = false;
    for (place, character) in quoted.char_indices() {
        match character {
            '"' if !escaped => return Some(&quoted[place + 1..]),
            '\t' => escaped = false,
            _ if character.is_ascii_control() => return None,
            _ => escaped = character == '\\' && !escaped,
        }
    }
    None
}
