//! A dump of an exchange, held against a server.

use super::fault::Fault;
use super::pattern::{ANYTHING, difference, normalized};
use super::ports::Ports;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// How long a server may take for what it shows next. A stage's longest time limit is 10 s.
const PATIENCE: Duration = Duration::from_secs(30);

/// A side ends its half, or breaks the connection off.
const FIN: &str = "FIN";
const RST: &str = "RST";

/// Lines of one direction, one after the other.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    from_client: bool,
    lines: Vec<(usize, String)>,
}

/// Says to the server what the dump's client says, and compares what comes back.
///
/// # Errors
/// At the first run of lines that differs.
pub fn converse(
    port: u16,
    ports: &Ports,
    lines: &[(usize, String)],
    colored: bool,
) -> Result<(), Fault> {
    let runs = runs(lines)?;
    let line = lines.first().map_or(0, |(line, _)| *line);
    let failed = |error: std::io::Error| Fault::new(line, format!("no connection: {error}"));
    let stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    let mut talk = Talk { stream, ports, received: Vec::new(), end: None, loose: false, colored };
    for run in &runs {
        if run.from_client { talk.say(run)? } else { talk.hear(run)? }
    }
    talk.nothing_left(lines.last().map_or(0, |(line, _)| *line))
}

fn runs(lines: &[(usize, String)]) -> Result<Vec<Run>, Fault> {
    let mut runs: Vec<Run> = Vec::new();
    for (number, line) in lines {
        let (from_client, text) = match (line.strip_prefix("> "), line.strip_prefix("< ")) {
            (Some(text), _) => (true, text),
            (_, Some(text)) => (false, text),
            _ => return Err(Fault::new(*number, "a line of a dump begins with `> ` or `< `")),
        };
        if runs.last().is_none_or(|run| run.from_client != from_client) {
            runs.push(Run { from_client, lines: Vec::new() });
        }
        runs.last_mut().into_iter().for_each(|run| run.lines.push((*number, text.to_string())));
    }
    Ok(runs)
}

struct Talk<'a> {
    stream: TcpStream,
    ports: &'a Ports,
    received: Vec<u8>,
    /// How the server's side ended: [`FIN`] or [`RST`].
    end: Option<&'static str>,
    /// The last run ended with `…`: more of it may come.
    loose: bool,
    colored: bool,
}

impl Talk<'_> {
    fn say(&mut self, run: &Run) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        for (number, line) in run.lines.iter().filter(|(_, line)| line != FIN) {
            let line = self.ports.put_in(line);
            bytes.extend(unescape(&line).map_err(|message| Fault::new(*number, message))?);
        }
        // A server that has seen enough may have left: what it answers will tell.
        let _ = self.stream.write_all(&bytes);
        if run.lines.last().is_some_and(|(_, line)| line == FIN) {
            let _ = self.stream.shutdown(Shutdown::Write);
        }
        Ok(())
    }

    fn hear(&mut self, run: &Run) -> Result<(), Fault> {
        let expected = Script::new(run, std::mem::take(&mut self.loose))?;
        let limit = Instant::now() + PATIENCE;
        loop {
            let received = self.ports.take_out(&escape(&self.received));
            if let Some(rest) = expected.matches(&received, self.end) {
                self.received = unescape(&rest).unwrap_or_default();
                self.loose = expected.ends_loose();
                return Ok(());
            }
            if self.end.is_some() || !self.read(limit) {
                return Err(self.differs(run, &received));
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

    fn differs(&self, run: &Run, received: &str) -> Fault {
        let line = run.lines.first().map_or(0, |(line, _)| *line);
        let expected = run.lines.iter().map(|(_, line)| normalized(line)).collect::<Vec<_>>();
        let mut found =
            normalized(received).split_inclusive(r"\n").map(String::from).collect::<Vec<_>>();
        match self.end {
            Some(end) => found.push(end.to_string()),
            None => found.push(format!("(nothing more for {PATIENCE:?})")),
        }
        let difference = difference(&expected, &found, self.colored);
        Fault::new(
            line,
            format!("the server says something else (- the page, + the server):\n{difference}"),
        )
    }

    fn nothing_left(&self, line: usize) -> Result<(), Fault> {
        if self.received.is_empty() || self.loose {
            return Ok(());
        }
        let left = escape(&self.received);
        Err(Fault::new(line, format!("the server says more than that:\n+ {left}\n")))
    }
}

/// What the server says in one run, as one escaped text with `…`.
struct Script {
    /// The texts between the `…`.
    parts: Vec<String>,
    end: Option<&'static str>,
}

impl Script {
    fn new(run: &Run, loose: bool) -> Result<Script, Fault> {
        let mut text = String::from(if loose { ANYTHING } else { "" });
        let mut end = None;
        for (number, line) in &run.lines {
            match line.as_str() {
                FIN => end = Some(FIN),
                RST => end = Some(RST),
                _ if end.is_some() => {
                    return Err(Fault::new(*number, "nothing comes after the end"));
                }
                line => {
                    for part in line.split(ANYTHING) {
                        unescape(part).map_err(|message| Fault::new(*number, message))?;
                    }
                    text.push_str(line);
                }
            }
        }
        let parts = normalized(&text).split(ANYTHING).map(canonical).collect();
        Ok(Script { parts, end })
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
fn canonical(text: &str) -> String {
    unescape(text).map_or_else(|_| text.to_string(), |bytes| escape(&bytes))
}

/// `\r \n \t \\ \xNN` as bytes.
fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let (byte, length) = match after.as_bytes() {
            [b'r', ..] => (b'\r', 1),
            [b'n', ..] => (b'\n', 1),
            [b't', ..] => (b'\t', 1),
            [b'\\', ..] => (b'\\', 1),
            [b'x', ..] => (hex(after.get(1..3)).ok_or(format!(r"`\{after}` is no byte"))?, 3),
            _ => return Err(format!(r"`\{after}`: there are \r \n \t \\ \xNN")),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend(rest.as_bytes());
    Ok(bytes)
}

fn hex(digits: Option<&str>) -> Option<u8> {
    digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
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
                control if control.is_ascii_control() => {
                    text.push_str(&format!(r"\x{:02x}", control as u32))
                }
                other => text.push(other),
            }
        }
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!(r"\x{byte:02x}")));
    }
    text
}

#[cfg(test)]
mod tests;
