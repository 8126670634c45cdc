//! The same bytes to three readers: where does one take a request that another does not?

use recorder::routes::Message;

use crate::peers;
use crate::reference;

/// What a reader makes of a message, beside what ours does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accepts,
    Rejects,
    /// It accepts, but has understood something else.
    Differs,
    /// Not its business: httparse reads no content.
    Unseen,
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    Httparse,
    Hyper,
}

/// One message about which ours and a peer do not agree.
#[derive(Debug)]
pub struct Difference<'b> {
    /// The bytes of the message, and all that follows.
    pub bytes: &'b [u8],
    /// The message before, about which all agreed.
    pub before: Option<Message>,
    pub peer: Peer,
    pub ours: Verdict,
    pub theirs: Verdict,
}

/// What each of the three makes of the first message of these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdicts {
    pub ours: Verdict,
    pub httparse: Verdict,
    pub hyper: Verdict,
}

/// The first message about which they do not agree, once for each peer that does not. `ours` is what
/// the stage has understood.
pub fn find<'b>(bytes: &'b [u8], ours: &[Message]) -> Vec<Difference<'b>> {
    let hyper = peers::hyper(bytes);
    let (mut rest, mut before) = (bytes, None);
    for place in 0.. {
        let (ours, hyper) = (ours.get(place), hyper.get(place));
        let found = differ(rest, before, [judge_head(ours, rest, before), judge(ours, hyper)]);
        match ours.and_then(|ours| skip(rest, ours)) {
            Some(next) if found.is_empty() => (rest, before) = (next, ours),
            _ => return found,
        }
    }
    unreachable!("some message is the last");
}

/// The differences in what ours and httparse, and ours and hyper, make of a message.
fn differ<'b>(
    bytes: &'b [u8],
    before: Option<&Message>,
    verdicts: [(Verdict, Verdict); 2],
) -> Vec<Difference<'b>> {
    let judged = [Peer::Httparse, Peer::Hyper].into_iter().zip(verdicts);
    let found = judged.filter(|(_, (ours, theirs))| ours != theirs && *theirs != Verdict::Unseen);
    let difference = |(peer, (ours, theirs))| {
        let before = before.cloned();
        Difference { bytes, before, peer, ours, theirs }
    };
    found.map(difference).collect()
}

/// What all three make of the first message.
pub fn verdicts(bytes: &[u8]) -> Verdicts {
    let ours = recorder::record(bytes).expect("the loopback works").messages;
    let (first, hyper) = (ours.first(), peers::hyper(bytes));
    let (ours, hyper) = judge(first, hyper.first());
    let httparse = match ours {
        Verdict::Rejects if first.is_some() => Verdict::Unseen, // it failed in the content
        _ => judge_head(first, bytes, None).1,
    };
    Verdicts { ours, httparse, hyper }
}

/// A message is accepted with its content, or not at all.
fn judge(ours: Option<&Message>, theirs: Option<&Message>) -> (Verdict, Verdict) {
    let whole = |message: &&Message| message.content.is_some();
    compare(ours.filter(whole), theirs.filter(whole))
}

/// httparse sees heads. After the last one it cannot know that the connection is over.
fn judge_head(
    ours: Option<&Message>,
    bytes: &[u8],
    before: Option<&Message>,
) -> (Verdict, Verdict) {
    if before.is_some_and(closes) {
        return (Verdict::Rejects, Verdict::Unseen);
    }
    let ours = ours.map(|ours| Message { content: None, ..ours.clone() });
    compare(ours.as_ref(), peers::httparse(bytes).as_ref())
}

fn compare(ours: Option<&Message>, theirs: Option<&Message>) -> (Verdict, Verdict) {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours != theirs => (Verdict::Accepts, Verdict::Differs),
        _ => (verdict(ours), verdict(theirs)),
    }
}

fn verdict(message: Option<&Message>) -> Verdict {
    if message.is_some() { Verdict::Accepts } else { Verdict::Rejects }
}

/// Whether no message follows this one (RFC 9112 §9.3).
fn closes(message: &Message) -> bool {
    let has = |option: &str| {
        let values = message.fields.iter().filter(|(name, _)| name == "connection");
        let options = values.flat_map(|(_, value)| value.split(|&byte| byte == b','));
        options.map(reference::trim).any(|other| other.eq_ignore_ascii_case(option.as_bytes()))
    };
    has("close") || (message.minor == 0 && !has("keep-alive"))
}

/// What follows a message that ours has understood, so that its head is strict; nothing, if that
/// is nothing.
fn skip<'b>(mut bytes: &'b [u8], message: &Message) -> Option<&'b [u8]> {
    while let Some(rest) = bytes.strip_prefix(b"\r\n") {
        bytes = rest;
    }
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let value = |name| message.fields.iter().find(|(other, _)| other == name);
    let rest = match (value("transfer-encoding"), value("content-length")) {
        (Some(_), _) => reference::chunked(&bytes[end..])?.1,
        (None, Some((_, length))) => {
            bytes[end..].get(str::from_utf8(length).ok()?.parse().ok()?..)?
        }
        (None, None) => &bytes[end..],
    };
    (!rest.is_empty()).then_some(rest)
}
