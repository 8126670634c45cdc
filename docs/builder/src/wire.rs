//! The dump of an exchange: who sends which bytes.

use crate::trouble::Told;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Server,
}

/// A line of a dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub side: Side,
    /// What stands behind `> ` or `< `, escapes and all.
    pub text: &'a str,
}

/// What one side sends before the other one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn<'a> {
    pub side: Side,
    pub lines: Vec<&'a str>,
}

/// That side has ended, in good order or by a reset.
pub const ENDS: [&str; 2] = ["FIN", "RST"];

/// The turns of a dump.
///
/// # Errors
/// A line that begins with neither `>` nor `<`.
pub fn turns<'a>(body: &[&'a str]) -> Told<Vec<Turn<'a>>> {
    let mut turns: Vec<Turn> = Vec::new();
    for raw in body {
        let Line { side, text } = line(raw)?;
        match turns.last_mut() {
            Some(turn) if turn.side == side => turn.lines.push(text),
            _ => turns.push(Turn { side, lines: vec![text] }),
        }
    }
    Ok(turns)
}

fn line(raw: &str) -> Told<Line<'_>> {
    let (side, text) = match raw.split_at_checked(1) {
        Some((">", text)) => (Side::Client, text),
        Some(("<", text)) => (Side::Server, text),
        _ => return Err(format!("in a dump a line begins with `>` or `<`, not so `{raw}`")),
    };
    Ok(Line { side, text: text.strip_prefix(' ').unwrap_or(text) })
}

/// A line cut into what is to be read as it is and the escapes between, which are `true`.
///
/// # Errors
/// An escape that is none of `\r \n \t \\ \xNN`.
pub fn escapes(text: &str) -> Told<Vec<(bool, &str)>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find('\\') {
        if at > 0 {
            parts.push((false, &rest[..at]));
        }
        let length = escape_length(&rest[at..]);
        let length = length.ok_or_else(|| format!("no escape of a dump: `{}`", &rest[at..]))?;
        parts.push((true, &rest[at..at + length]));
        rest = &rest[at + length..];
    }
    if !rest.is_empty() {
        parts.push((false, rest));
    }
    Ok(parts)
}

fn escape_length(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [_, b'r' | b'n' | b't' | b'\\', ..] => Some(2),
        [_, b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_side_are_one_turn() {
        let turns = turns(&["> a\\r\\n", ">", "< b", "> FIN"]).unwrap();
        let expected = [
            (Side::Client, vec!["a\\r\\n", ""]),
            (Side::Server, vec!["b"]),
            (Side::Client, vec!["FIN"]),
        ];
        assert_eq!(
            turns.into_iter().map(|turn| (turn.side, turn.lines)).collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn a_line_has_a_side() {
        assert!(turns(&["a"]).is_err());
        assert!(turns(&[""]).is_err());
    }

    #[test]
    fn escapes_are_told_from_text() {
        assert_eq!(escapes(r"a\r\n").unwrap(), [(false, "a"), (true, r"\r"), (true, r"\n")]);
        assert_eq!(escapes(r"\x0gb\\").err(), Some(r"no escape of a dump: `\x0gb\\`".into()));
        assert_eq!(escapes(r"\x0Ab").unwrap(), [(true, r"\x0A"), (false, "b")]);
        assert!(escapes(r"end\").is_err());
    }
}
