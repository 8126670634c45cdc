//! Shows bytes: one line of the wire a line, `\r\n` visible, a caret under the spot.

use super::{Language, WIDTH};
use crate::failure::Piece;

/// A byte or letter as it is shown, and where it stands among all that was received.
struct Cell {
    shown: String,
    at: usize,
}

/// One line on the wire.
struct Line {
    mark: &'static str,
    cells: Vec<Cell>,
    /// Which cell the caret goes under; one past the last if that is where more was due.
    caret: Option<usize>,
}

/// How many lines at the beginning and at the end of each piece are shown, and around the caret.
const FIRST: usize = 12;
const LAST: usize = 2;
const AROUND: usize = 2;

/// The whole conversation, without a line feed at its end.
pub(super) fn render(pieces: &[Piece], at: Option<usize>, language: Language) -> String {
    let mut shown = Vec::new();
    let mut received = 0;
    let total = pieces.iter().map(received_by).sum::<usize>();
    for piece in pieces {
        match piece {
            Piece::Event(text) => shown.push(format!("  * {}", language.of(*text))),
            Piece::Sent(bytes) => shown.extend(show(lines(bytes, "> ", 0), language)),
            Piece::Received(bytes) => {
                let mut lines = lines(bytes, "< ", received);
                received += bytes.len();
                let here = at.filter(|at| *at < received || received == total);
                place_caret(&mut lines, here.filter(|at| *at >= received - bytes.len()));
                shown.extend(show(lines, language));
            }
        }
    }
    shown.join("\n")
}

fn received_by(piece: &Piece) -> usize {
    match piece {
        Piece::Received(bytes) => bytes.len(),
        _ => 0,
    }
}

fn lines(bytes: &[u8], mark: &'static str, start: usize) -> Vec<Line> {
    let mut at = start;
    let split = bytes.split_inclusive(|&byte| byte == b'\n');
    let line = |bytes: &[u8]| {
        let cells = cells(bytes, at);
        at += bytes.len();
        Line { mark, cells, caret: None }
    };
    split.map(line).collect()
}

fn cells(bytes: &[u8], mut at: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            cells.push(Cell { shown: visible(letter), at });
            at += letter.len_utf8();
        }
        for byte in chunk.invalid() {
            cells.push(Cell { shown: format!("\\x{byte:02x}"), at });
            at += 1;
        }
    }
    cells
}

fn visible(letter: char) -> String {
    match letter {
        '\r' => "\\r".into(),
        '\n' => "\\n".into(),
        '\t' => "\\t".into(),
        '\\' => "\\\\".into(),
        letter if letter.is_ascii_control() => format!("\\x{:02x}", u32::from(letter)),
        letter if letter.is_control() => letter.escape_unicode().to_string(),
        letter => letter.into(),
    }
}

fn place_caret(lines: &mut [Line], at: Option<usize>) {
    let Some(at) = at else { return };
    let holds = |line: &Line| line.cells.first().is_some_and(|first| first.at <= at);
    if let Some(line) = lines.iter_mut().rev().find(|line| holds(line)) {
        line.caret = Some(line.cells.iter().take_while(|cell| cell.at < at).count());
        // A spot inside a letter of several bytes belongs to that letter.
        if let Some(caret) = line.caret.as_mut()
            && line.cells.get(*caret).is_some_and(|cell| cell.at > at)
        {
            *caret -= 1;
        }
    }
}

/// The lines worth showing, and how much was left out between them.
fn show(lines: Vec<Line>, language: Language) -> Vec<String> {
    let spot = lines.iter().position(|line| line.caret.is_some());
    let (count, mut shown, mut hidden) = (lines.len(), Vec::new(), 0);
    for (number, line) in lines.iter().enumerate() {
        let near = spot.is_some_and(|spot| spot.abs_diff(number) <= AROUND);
        if number < FIRST || number + LAST >= count || near {
            shown.extend(left_out(&mut hidden, language));
            shown.push(show_line(line));
        } else {
            hidden += 1;
        }
    }
    shown
}

fn left_out(hidden: &mut usize, language: Language) -> Option<String> {
    let count = std::mem::take(hidden);
    let lines = if language.is_spanish() { "líneas más" } else { "more lines" };
    (count > 0).then(|| format!("  … {count} {lines} …"))
}

/// The line, cut to the width around its caret, and the caret below it.
fn show_line(line: &Line) -> String {
    let room = WIDTH - 6;
    let from = window(&line.cells, line.caret.unwrap_or(0), room);
    let mut shown = format!("  {}{}", line.mark, if from > 0 { "…" } else { "" });
    let mut column = shown.chars().count();
    let mut caret = None;
    for (number, cell) in line.cells.iter().enumerate().skip(from) {
        if column + cell.shown.chars().count() > room + 4 {
            shown.push('…');
            break;
        }
        caret = caret.or((line.caret == Some(number)).then_some(column));
        shown += &cell.shown;
        column += cell.shown.chars().count();
    }
    match line.caret {
        Some(_) => format!("{shown}\n{:1$}^", "", caret.unwrap_or(column)),
        None => shown,
    }
}

/// Which cell to begin with, so that the caret is seen with a little before it.
fn window(cells: &[Cell], caret: usize, room: usize) -> usize {
    let width = |cells: &[Cell]| cells.iter().map(|cell| cell.shown.chars().count()).sum::<usize>();
    let before = &cells[..caret.min(cells.len())];
    if width(before) + 12 < room {
        return 0;
    }
    (0..before.len()).find(|from| width(&before[*from..]) < room / 2).unwrap_or(before.len())
}
