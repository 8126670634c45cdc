//! What a server prints: read at once, so that it never waits for us, and its end kept.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How much of the output goes into a file at most, in bytes.
pub const KEPT: usize = 1 << 20;

/// How much of its end is kept for the last lines, in bytes.
const TAIL: usize = 16 << 10;

/// How many lines are shown at most, and how many columns of each.
const LINES: usize = 12;
const COLUMNS: usize = 200;

/// The end of what was printed.
type Tail = Mutex<VecDeque<u8>>;

#[derive(Debug)]
pub struct Output {
    tail: Arc<Tail>,
    /// Hangs up when nobody can print any more.
    open: Mutex<Receiver<()>>,
}

impl Output {
    /// The pipe's end is for the server: both its outputs, so that lines keep their order.
    ///
    /// # Errors
    /// The file cannot be written, or no pipe be had.
    pub fn open(file: Option<&Path>) -> io::Result<(Output, PipeWriter)> {
        let file = file.map(File::create).transpose()?;
        let (reader, writer) = io::pipe()?;
        let (sender, open) = channel();
        let tail = Arc::default();
        let kept = Arc::clone(&tail);
        // Nobody waits for this thread: a grandchild may keep the pipe open.
        thread::spawn(move || keep(reader, &kept, file, sender));
        Ok((Output { tail, open: Mutex::new(open) }, writer))
    }

    /// The last lines. If more may come, waits for them no longer than that.
    pub fn last_lines(&self, within: Duration) -> Vec<String> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = open.recv_timeout(within); // nothing is ever sent: it is over, or time is up
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = tail.iter().copied().collect::<Vec<u8>>();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().filter(|line| !line.trim().is_empty()).map(presentable);
        let lines = lines.collect::<Vec<_>>();
        lines[lines.len().saturating_sub(LINES)..].to_vec()
    }
}

/// Signs that would move a terminal's cursor or change its colours are written out.
fn presentable(line: &str) -> String {
    let mut shown = String::new();
    for letter in line.trim_end().chars().take(COLUMNS) {
        match letter {
            '\t' => shown += "    ",
            letter if letter.is_control() => shown.extend(letter.escape_default()),
            letter => shown.push(letter),
        }
    }
    if line.trim_end().chars().count() > COLUMNS { shown + " …" } else { shown }
}

fn keep(mut pipe: PipeReader, tail: &Tail, mut file: Option<File>, _open: Sender<()>) {
    let (mut buffer, mut room) = ([0; 8192], KEPT);
    loop {
        match pipe.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => {
                write(&mut file, &mut room, &buffer[..count]);
                let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
                tail.extend(&buffer[..count]);
                let excess = tail.len().saturating_sub(TAIL);
                tail.drain(..excess);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// Stops writing when the file is full, or cannot be written any more.
fn write(file: &mut Option<File>, room: &mut usize, bytes: &[u8]) {
    let Some(open) = file else { return };
    let fitting = &bytes[..bytes.len().min(*room)];
    *room -= fitting.len();
    let written = open.write_all(fitting);
    if fitting.len() < bytes.len() {
        let _ = open.write_all("\n…\n".as_bytes());
    }
    if written.is_err() || fitting.len() < bytes.len() {
        *file = None;
    }
}
