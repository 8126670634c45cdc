//! The submissions in a folder, and how each wants to be started.

use super::Stop;
use super::results::{Problem, Shard};
use super::words::{self, fill};
use crate::report::Language;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The file in each submission whose one line starts the server. A name that no program has
/// another use for, visible, and with an ending that every editor can open and none adds to.
pub const RUN_FILE: &str = "start-server.txt";

/// More than one line can need.
const MAX_RUN_FILE: u64 = 64 << 10;

/// One student's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub name: String,
    pub folder: PathBuf,
}

/// The sub-folders, sorted by the bytes of their names, so in the same order on every machine.
/// Hidden ones (`.git`) are none.
///
/// # Errors
/// If the folder cannot be read, or a name is no Unicode.
pub fn list(class: &Path, language: Language) -> Result<Vec<Submission>, Stop> {
    let unreadable = |error: io::Error| {
        let class = class.display().to_string();
        Stop::failed(fill(language.of(words::NO_CLASS), &[("error", &error), ("path", &class)]))
    };
    let mut submissions = Vec::new();
    for entry in fs::read_dir(class).map_err(unreadable)? {
        let folder = entry.map_err(unreadable)?.path();
        let name = folder.file_name().unwrap_or_default();
        if folder.is_dir() && !name.as_encoded_bytes().starts_with(b".") {
            submissions.push(submission(folder, language)?);
        }
    }
    submissions.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(submissions)
}

fn submission(folder: PathBuf, language: Language) -> Result<Submission, Stop> {
    let name = folder.file_name().and_then(|name| name.to_str()).map(String::from);
    let name = name.ok_or_else(|| {
        Stop::failed(fill(language.of(words::BAD_NAME), &[("path", &folder.display())]))
    })?;
    Ok(Submission { name, folder })
}

impl Shard {
    /// This share's part of a sorted list: every `of`-th, so that each is in exactly one share.
    pub fn part<T>(self, sorted: Vec<T>) -> Vec<T> {
        let first = self.number.saturating_sub(1);
        sorted.into_iter().skip(first).step_by(self.of.max(1)).collect()
    }
}

impl Submission {
    /// The command in the run file, as words.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn command(&self) -> Result<Vec<String>, Problem> {
        let path = self.folder.join(RUN_FILE);
        let metadata = fs::metadata(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Problem::NoRunFile,
            _ => Problem::Unreadable,
        })?;
        // Opening a pipe would wait for somebody to write.
        if !metadata.is_file() {
            return Err(Problem::Unreadable);
        }
        parse(&read(&path).map_err(|_| Problem::Unreadable)?)
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_RUN_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Result<Vec<String>, Problem> {
    let text = decode(bytes).ok_or(Problem::NotText)?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.next().ok_or(Problem::NoCommand)?;
    if lines.next().is_some() {
        return Err(Problem::ManyLines);
    }
    let command = words_of(line)?;
    if command.first().is_none_or(String::is_empty) {
        return Err(Problem::NoCommand);
    }
    let takes_address = |word: &String| word.contains("{addr}") || word.contains("{port}");
    if command.iter().any(takes_address) { Ok(command) } else { Err(Problem::NoAddress) }
}

/// UTF-8, or the UTF-16 that PowerShell's `>` writes.
fn decode(bytes: &[u8]) -> Option<String> {
    let units = |from_bytes: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| from_bytes([pair[0], pair[1]]));
        String::from_utf16(&units.collect::<Vec<_>>()).ok()
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => units(u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok()?.into(),
        _ => std::str::from_utf8(bytes).ok()?.into(),
    };
    (!text.contains('\0')).then_some(text)
}

/// Words between spaces; `"…"` keeps spaces together. Nothing else is special, so that a line
/// means the same on every system.
fn words_of(line: &str) -> Result<Vec<String>, Problem> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for character in line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            space if space.is_whitespace() && !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    if quoted { Err(Problem::OpenQuote) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Result<Vec<String>, Problem> {
        parse(line.as_bytes())
    }

    #[test]
    fn a_line_is_split_at_spaces_that_are_not_quoted() {
        let words = command("\"my python\" -u  se\"rv er\".py {addr} \"\" C:\\x\r\n\r\n").unwrap();
        assert_eq!(words, ["my python", "-u", "serv er.py", "{addr}", "", "C:\\x"]);
    }

    #[test]
    fn a_file_that_windows_wrote_can_be_read() {
        let line = "node «ñ».js --port {port}\r\n";
        let units = || format!("\u{feff}{line}").encode_utf16().collect::<Vec<_>>();
        let little: Vec<u8> = units().iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units().iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked = format!("\u{feff}{line}").into_bytes();
        for bytes in [little, big, marked] {
            assert_eq!(parse(&bytes).unwrap(), ["node", "«ñ».js", "--port", "{port}"]);
        }
    }

    #[test]
    fn what_cannot_be_a_command_is_told_apart() {
        let cases: [(&[u8], Problem); 8] = [
            (b"", Problem::NoCommand),
            (b" \r\n\r\n", Problem::NoCommand),
            (b"\"\" {addr}", Problem::NoCommand),
            (b"a {addr}\nb {addr}", Problem::ManyLines),
            (b"a \"{addr}", Problem::OpenQuote),
            (b"python3 server.py 4221", Problem::NoAddress),
            (b"a {addr} \xf1", Problem::NotText),
            (b"a {addr} \0", Problem::NotText),
        ];
        for (bytes, problem) in cases {
            assert_eq!(parse(bytes), Err(problem), "{bytes:?}");
        }
    }

    #[test]
    fn every_submission_is_in_exactly_one_share() {
        for (students, of) in [(0, 3), (1, 1), (2, 8), (7, 3), (100, 8)] {
            let part = |number| Shard { number, of }.part((0..students).collect());
            let mut all: Vec<usize> = (1..=of).flat_map(part).collect();
            all.sort_unstable();
            assert_eq!(all, Vec::from_iter(0..students), "{students} in {of} shares");
        }
    }
}
