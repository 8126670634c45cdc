//! The same bytes to ours, to httparse and to hyper: every difference is in the table.

use recorder::{MOST, Record, record};

use crate::differences::{Difference, find};
use crate::rules::explains;

/// Every difference has a row of the table that explains it, and every request one answer.
pub fn check(data: &[u8]) {
    let data = &data[..data.len().min(MOST)];
    // Twice, because where the machine stands still our server takes its client for a slow one.
    if unexplained(data).is_some()
        && let Some(difference) = unexplained(data)
    {
        let Difference { bytes, before, peer, ours, theirs } = difference;
        let bytes = bytes.escape_ascii();
        panic!(
            "ours {ours:?}, {peer:?} {theirs:?}, and no row says why:\n{bytes}\nafter {before:?}"
        );
    }
}

fn unexplained(data: &[u8]) -> Option<Difference<'_>> {
    let record = record(data).expect("the loopback works");
    check_answers(&record);
    let mut found = find(data, &record.messages).into_iter();
    found.find(|difference| explains(difference).is_none())
}

/// Each request that was understood is answered with 200, in order; at most one error follows, the
/// last answer, and it says that the connection closes (RFC 9112 §9.3 and §9.6).
fn check_answers(record: &Record) {
    let text = record.answers.escape_ascii();
    let (mut rest, mut good, mut closed) = (&record.answers[..], 0, false);
    while !rest.is_empty() {
        assert!(!closed, "an answer after the last one: {text}");
        let (status, length, closes) = answer(rest);
        match status {
            100 => {}
            200 => good += 1,
            _ => assert!(status >= 400 && closes, "{text}"),
        }
        closed = closes;
        let head = rest.windows(4).position(|window| window == b"\r\n\r\n").map(|place| place + 4);
        // An error that answers HEAD has no content, whatever length it names.
        let length = if closes && head == Some(rest.len()) { rest.len() } else { length };
        rest = rest.get(length..).expect("an answer is cut off");
    }
    let understood = record.messages.iter().filter(|message| message.content.is_some());
    assert_eq!(good, understood.count(), "{text}");
}

/// Status and length of an answer, and whether it is said to be the last.
fn answer(bytes: &[u8]) -> (u16, usize, bool) {
    let mut fields = [httparse::EMPTY_HEADER; 16];
    let mut response = httparse::Response::new(&mut fields);
    let parsed = response.parse(bytes).expect("no answer").unwrap();
    let value = |name: &str| {
        let mut named = response.headers.iter().filter(|field| field.name == name);
        named.next().map(|field| str::from_utf8(field.value).expect("is ASCII"))
    };
    let length = value("Content-Length").map_or(0, |length| length.parse().expect("a number"));
    let status = response.code.expect("was parsed");
    assert!(status == 100 || value("Content-Length").is_some());
    (status, parsed + length, value("Connection") == Some("close"))
}
