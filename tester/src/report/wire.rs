//! Shows bytes: one line of the wire a line, `\r\n` visible, a caret under the spot.

use super::layout::{DEEP, WIDTH};
use super::style::{Style, paint};
use super::{Language, Telling};
use crate::visible;

/// A byte or letter as it is shown, and where it stands.
struct Cell {
    shown: String,
    at: usize,
    /// Whether it is shown by other signs than its own.
    escaped: bool,
}

impl Cell {
    fn width(&self) -> usize {
        self.shown.chars().count()
    }
}

/// One line on the wire.
struct Line<'a> {
    bytes: &'a [u8],
    /// At which of its bytes the caret goes; one past the last if that is where more was due.
    caret: Option<usize>,
}

/// Where in the bytes the caret is; both are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Byte {
        line: usize,
        byte: usize,
    },
    /// Behind the last one.
    End,
}

pub(super) fn place(bytes: &[u8], at: usize) -> Place {
    if at >= bytes.len() {
        return Place::End;
    }
    let before = &bytes[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    Place::Byte { line, byte: at - start + 1 }
}

/// How many columns bytes have.
const ROOM: usize = WIDTH - DEEP;

/// How many lines at the beginning and at the end are shown, and around the caret.
const FIRST: usize = 12;
const LAST: usize = 2;
const AROUND: usize = 2;

/// The lines worth showing, and how many were left out between them.
pub(super) fn show(bytes: &[u8], caret: Option<usize>, telling: Telling) -> Vec<String> {
    let lines = lines(bytes, caret);
    let spot = lines.iter().position(|line| line.caret.is_some());
    let (count, mut shown, mut hidden) = (lines.len(), Vec::new(), 0);
    for (number, line) in lines.iter().enumerate() {
        let near = spot.is_some_and(|spot| spot.abs_diff(number) <= AROUND);
        // One line alone takes no more room than the words for it.
        if number < FIRST || number + LAST >= count || near || count <= FIRST + LAST + 1 {
            shown.extend(left_out(&mut hidden, telling.language));
            shown.extend(show_line(line, telling.style));
        } else {
            hidden += 1;
        }
    }
    shown
}

/// What the server printed, safe for a terminal, in lines that fit; the beginning of a long one.
pub(super) fn harmless(line: &str) -> Vec<String> {
    let cells = cells(line.trim_end().as_bytes(), 0);
    let mut shown = vec![String::new()];
    for cell in cells {
        let full = shown.last().is_some_and(|row| row.chars().count() + cell.width() >= ROOM);
        if full && shown.len() == ROWS {
            shown[ROWS - 1].push('…');
            return shown;
        }
        if full {
            shown.push(String::new());
        }
        if let Some(row) = shown.last_mut() {
            row.push_str(&cell.shown);
        }
    }
    shown
}

/// How many rows a line that the server printed may take.
const ROWS: usize = 3;

fn lines(bytes: &[u8], caret: Option<usize>) -> Vec<Line<'_>> {
    let mut start = 0;
    let split = bytes.split_inclusive(|&byte| byte == b'\n');
    let line = |line| {
        let end = start + <[u8]>::len(line);
        let here = |at: &usize| (start..end).contains(at) || *at == end && end == bytes.len();
        let caret = caret.filter(here).map(|at| at - start);
        start = end;
        Line { bytes: line, caret }
    };
    split.map(line).collect()
}

fn cells(bytes: &[u8], mut at: usize) -> Vec<Cell> {
    let cell = |(shown, length): (String, usize)| {
        let escaped = shown.len() > length;
        let cell = Cell { shown, at, escaped };
        at += length;
        cell
    };
    visible::letters(bytes).map(cell).collect()
}

fn left_out(hidden: &mut usize, language: Language) -> Option<String> {
    let count = std::mem::take(hidden);
    let lines = if language.is_spanish() { "líneas más" } else { "more lines" };
    (count > 0).then(|| format!("… {count} {lines} …"))
}

/// The line, cut to the width around its caret, and the caret below it.
fn show_line(line: &Line, style: Style) -> Vec<String> {
    let cells = cells_around(line);
    let spot = line.caret.map(|at| spot(&cells, at));
    let from = window(&cells, spot.unwrap_or(0));
    let cut = cells.get(from).is_some_and(|cell| cell.at > 0);
    let mut shown = String::from(if cut { "…" } else { "" });
    let (mut column, mut caret) = (usize::from(cut), None);
    for (number, cell) in cells.iter().enumerate().skip(from) {
        if column + cell.width() >= ROOM {
            shown.push('…');
            break;
        }
        let here = spot == Some(number);
        caret = caret.or(here.then_some(column));
        shown += &paint_cell(cell, here, style);
        column += cell.width();
    }
    let below = line.caret.map(|_| under(caret.unwrap_or(column), style));
    [Some(shown), below].into_iter().flatten().collect()
}

/// The part of the line that can be seen at most: a line may be megabytes long.
fn cells_around(line: &Line) -> Vec<Cell> {
    const MOST: usize = 4 * WIDTH; // a letter has up to four bytes
    let near = line.caret.unwrap_or(0).saturating_sub(MOST);
    let inside = |at: &usize| line.bytes.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    // Not within a letter.
    let start = (near..near + 4).find(|at| !inside(at)).unwrap_or(near);
    let end = line.bytes.len().min(start + 2 * MOST);
    let mut cells = cells(&line.bytes[start..end], start);
    if let Some(last) = cells.last_mut().filter(|last| last.shown == " ") {
        // Nobody sees a space where nothing follows.
        *last = Cell { shown: "\\x20".into(), escaped: true, ..*last };
    }
    cells
}

/// The cell with this byte: a byte inside a letter of several belongs to that letter.
fn spot(cells: &[Cell], at: usize) -> usize {
    let before = cells.iter().take_while(|cell| cell.at < at).count();
    let inside = cells.get(before).is_some_and(|next| next.at > at);
    before - usize::from(inside && before > 0)
}

fn paint_cell(cell: &Cell, wrong: bool, style: Style) -> String {
    match cell {
        _ if wrong => paint(style.wrong, &cell.shown),
        Cell { escaped: true, shown, .. } => paint(style.escape, shown),
        Cell { shown, .. } => shown.clone(),
    }
}

fn under(column: usize, style: Style) -> String {
    format!("{:column$}{}", "", paint(style.wrong, "^"))
}

/// Which cell to begin with, so that the caret is seen with a little before it.
fn window(cells: &[Cell], caret: usize) -> usize {
    let before = &cells[..caret.min(cells.len())];
    let widths = before.iter().rev().scan(0, |width, cell| {
        *width += cell.width();
        Some(*width)
    });
    let widths = widths.collect::<Vec<_>>();
    if cells.first().is_none_or(|first| first.at == 0)
        && widths.last().is_none_or(|all| all + 12 < ROOM)
    {
        return 0;
    }
    before.len() - widths.iter().take_while(|width| **width < ROOM / 2).count()
}
