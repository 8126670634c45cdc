//! A dump of an exchange, held against a server.

use super::fault::Fault;
use super::pattern::{ANYTHING, difference, normalized};
use super::ports::Ports;
use crate::trouble::Told;
use crate::wire::{ENDS, Side, Turn, escapes, turns};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// A side ends its half, or breaks the connection off.
const FIN: &str = ENDS[0];
const RST: &str = ENDS[1];

/// Says to the server what the dump's client says, and compares what comes back. The dump begins on
/// line `at` of its page.
///
/// # Errors
/// Where it differs first.
pub fn converse(
    port: u16,
    ports: &Ports,
    (mut at, lines): (usize, &[String]),
    patience: Duration,
) -> Result<(), Fault> {
    let lines = lines.iter().map(String::as_str).collect::<Vec<_>>();
    let turns = turns(&lines).map_err(|message| Fault::new(at, message))?;
    let stream =
        connect(port).map_err(|error| Fault::new(at, format!("no connection: {error}")))?;
    let mut talk = Talk { stream, ports, received: Vec::new(), end: None, loose: false, patience };
    for Turn { side, lines } in &turns {
        let is_client = *side == Side::Client;
        let done = if is_client { talk.say(lines) } else { talk.hear(lines) };
        done.map_err(|message| Fault::new(at, message))?;
        at += lines.len();
    }
    talk.nothing_left().map_err(|message| Fault::new(at - 1, message))
}

fn connect(port: u16) -> Told<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port));
    let failed = |error: io::Error| format!("no connection: {error}");
    stream.and_then(|stream| stream.set_nodelay(true).map(|()| stream)).map_err(failed)
}

struct Talk<'a> {
    stream: TcpStream,
    ports: &'a Ports,
    received: Vec<u8>,
    /// How the server's side ended: [`FIN`] or [`RST`].
    end: Option<&'static str>,
    /// The last turn ended with `…`: more of it may come.
    loose: bool,
    patience: Duration,
}

impl Talk<'_> {
    fn say(&mut self, lines: &[&str]) -> Told<()> {
        let text = lines.iter().filter(|line| **line != FIN).copied().collect::<String>();
        // A server that has seen enough may have left: what it answers will tell.
        let _ = self.stream.write_all(&unescape(&self.ports.put_in(&text))?);
        if lines.last() == Some(&FIN) {
            let _ = self.stream.shutdown(Shutdown::Write);
        }
        Ok(())
    }

    fn hear(&mut self, lines: &[&str]) -> Told<()> {
        let expected = Script::new(lines, std::mem::take(&mut self.loose))?;
        let limit = Instant::now() + self.patience;
        loop {
            let received = self.ports.take_out(&escape(&self.received));
            if let Some(rest) = expected.matches(&received, self.end) {
                self.received = unescape(&rest)?;
                self.loose = expected.ends_loose();
                return Ok(());
            }
            if self.end.is_some() || !self.read(limit) {
                return Err(self.differs(lines, &received));
            }
        }
    }

    /// Waits for more; `false` if none comes in time.
    fn read(&mut self, limit: Instant) -> bool {
        let left = limit.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let mut buffer = [0; 16 * 1024];
        if self.stream.set_read_timeout(Some(left)).is_err() {
            return false;
        }
        match self.stream.read(&mut buffer) {
            Ok(0) => self.end = Some(FIN),
            Ok(count) => self.received.extend(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => self.end = Some(RST),
            Err(_) => return false,
        }
        true
    }

    fn differs(&self, lines: &[&str], received: &str) -> String {
        let expected =
            lines.iter().map(|line| canonical(line).unwrap_or_else(|_| line.to_string()));
        let expected = expected.map(|line| normalized(&line)).collect::<Vec<_>>();
        let received = normalized(received);
        let mut found = received.split_inclusive(r"\n").map(String::from).collect::<Vec<_>>();
        found.push(match self.end {
            Some(end) => end.to_string(),
            None => format!("(nothing more for {:?})", self.patience),
        });
        let difference = difference(&expected, &found);
        format!("the server says something else (- the page, + the server):\n{difference}")
    }

    fn nothing_left(&self) -> Told<()> {
        if self.received.is_empty() || self.loose {
            return Ok(());
        }
        Err(format!("the server says more than that:\n+ {}\n", escape(&self.received)))
    }
}

/// What the server says in one turn, as one escaped text with `…`.
struct Script {
    /// The texts between the `…`.
    parts: Vec<String>,
    end: Option<&'static str>,
}

impl Script {
    fn new(lines: &[&str], loose: bool) -> Told<Script> {
        let (end, lines) = match lines {
            [before @ .., "FIN"] => (Some(FIN), before),
            [before @ .., "RST"] => (Some(RST), before),
            _ => (None, lines),
        };
        let text = if loose { ANYTHING } else { "" }.to_string() + &lines.concat();
        let parts = normalized(&text);
        let parts = parts.split(ANYTHING).map(canonical);
        Ok(Script { parts: parts.collect::<Told<_>>()?, end })
    }

    fn ends_loose(&self) -> bool {
        self.end.is_none()
            && self.parts.last().is_some_and(String::is_empty)
            && self.parts.len() > 1
    }

    /// What is left of the received text behind this; nothing if it does not match (yet).
    fn matches(&self, received: &str, ended: Option<&str>) -> Option<String> {
        let received = normalized(received);
        let (first, others) = self.parts.split_first()?;
        let mut rest = received.strip_prefix(first.as_str())?;
        if let (Some(end), Some((last, middle))) = (self.end, others.split_last()) {
            for part in middle {
                rest = after(rest, part)?;
            }
            return (ended == Some(end) && rest.ends_with(last.as_str())).then(String::new);
        }
        for part in others {
            rest = after(rest, part)?;
        }
        let done = self.end.is_none() || (ended == self.end && rest.is_empty());
        done.then(|| rest.to_string())
    }
}

fn after<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.find(part).map(|at| &text[at + part.len()..])
}

/// The same text, escaped as [`escape`] does it.
fn canonical(text: &str) -> Told<String> {
    Ok(escape(&unescape(text)?))
}

/// What the escapes stand for.
fn unescape(text: &str) -> Told<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in escapes(text)? {
        match part {
            (false, plain) => bytes.extend(plain.bytes()),
            (true, r"\r") => bytes.push(b'\r'),
            (true, r"\n") => bytes.push(b'\n'),
            (true, r"\t") => bytes.push(b'\t'),
            (true, r"\\") => bytes.push(b'\\'),
            (true, hex) => {
                let digits = hex.trim_start_matches(r"\x");
                bytes.push(
                    u8::from_str_radix(digits, 16).map_err(|error| format!("`{hex}`: {error}"))?,
                );
            }
        }
    }
    Ok(bytes)
}

/// Bytes as a page shows them; text that is not ASCII as it is.
fn escape(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\r' => text.push_str(r"\r"),
                '\n' => text.push_str(r"\n"),
                '\t' => text.push_str(r"\t"),
                '\\' => text.push_str(r"\\"),
                '\0'..='\x1f' | '\x7f' => text.push_str(&hex(character as u8)),
                other => text.push(other),
            }
        }
        chunk.invalid().iter().for_each(|byte| text.push_str(&hex(*byte)));
    }
    text
}

fn hex(byte: u8) -> String {
    format!(r"\x{byte:02x}")
}

#[cfg(test)]
mod tests;
