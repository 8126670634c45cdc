//! Hostile clients: what they send is wrong on purpose, or they break off when it hurts.
//!
//! The server owes them little: an answer with the right status where there can be one, never
//! a 500, never what is not theirs, and an end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use fastrand::Rng;
use socket2::SockRef;
use tester::response::{find, quote};

use crate::server::{LARGE, SECRET};

/// How long the server may leave an attacker without a byte and without an end.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most that is read of an answer, in bytes.
const MOST: u64 = 4 << 20;
/// What stands in a request that hides inside another one: nobody may see it answered.
const SMUGGLED: &str = "I-should-not-be-answered";

/// What an attack comes to: `Err` says in English what the server did wrong.
pub type Outcome = Result<(), String>;

/// A way to attack.
#[derive(Clone, Copy)]
pub struct Attack {
    pub name: &'static str,
    pub run: fn(SocketAddr, &mut Rng) -> Outcome,
}

/// All there are.
pub const ALL: &[Attack] = &[
    Attack { name: "noise", run: noise },
    Attack { name: "broken-head", run: broken_head },
    Attack { name: "mutant", run: mutant },
    Attack { name: "smuggling", run: smuggling },
    Attack { name: "oversized", run: oversized },
    Attack { name: "oversized-content", run: oversized_content },
    Attack { name: "break-off", run: break_off },
    Attack { name: "break-off-reading", run: break_off_reading },
    Attack { name: "half-closed", run: half_closed },
    Attack { name: "traversal", run: traversal },
    Attack { name: "json-bomb", run: json_bomb },
];

/// One of all attacks.
pub fn choose(rng: &mut Rng) -> Attack {
    ALL[rng.usize(..ALL.len())]
}

fn connect(addr: SocketAddr) -> Result<TcpStream, String> {
    let stream = TcpStream::connect_timeout(&addr, PATIENCE).map_err(|it| it.to_string())?;
    let patient = stream.set_read_timeout(Some(PATIENCE));
    let patient = patient.and(stream.set_write_timeout(Some(PATIENCE)));
    patient.map_err(|error| error.to_string())?;
    Ok(stream)
}

/// Sends these bytes, ends this side, and reads to the end of the other.
fn exchange(addr: SocketAddr, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut stream = connect(addr)?;
    // The server may have closed before it has read all; what it said counts.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    match stream.take(MOST).read_to_end(&mut answer) {
        Err(error) if is_timeout(&error) => Err(format!("no end after {}", quote(bytes))),
        _ => Ok(answer), // a reset is an end too
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// The status of the first answer, if there is one.
fn status(answer: &[u8]) -> Option<u16> {
    let digits = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    str::from_utf8(digits).ok()?.parse().ok()
}

/// Whatever it is, it is an answer, and no confession.
fn check(sent: &[u8], answer: &[u8]) -> Outcome {
    let wrong = match status(answer) {
        _ if find(answer, SECRET.as_bytes()).is_some() => "the secret",
        _ if answer.is_empty() => return Ok(()),
        None => "no HTTP",
        Some(500) => "500",
        Some(_) => return Ok(()),
    };
    Err(format!("{wrong} in answer to {}: {}", quote(sent), quote(answer)))
}

/// The one answer has one of these statuses, and nothing follows it.
fn check_status(sent: &[u8], answer: &[u8], wanted: &[u16]) -> Outcome {
    check(sent, answer)?;
    let is_one = status(answer).is_some_and(|status| wanted.contains(&status));
    if is_one && (1..answer.len()).all(|place| status(&answer[place..]).is_none()) {
        return Ok(());
    }
    Err(format!("{wanted:?} wanted in answer to {}: {}", quote(sent), quote(answer)))
}

fn noise(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let mut bytes = vec![0; rng.usize(1..8192)];
    rng.fill(&mut bytes);
    if rng.bool() {
        bytes.extend(b"\r\n\r\n");
    }
    check(&bytes, &exchange(addr, &bytes)?)
}

/// Heads that break one rule each.
const BROKEN: &[(&str, u16)] = &[
    ("GET /hello\r\n\r\n", 400),
    ("GET  /hello HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (" GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /hello HTTP/1.1 \r\nHost: x\r\n\r\n", 400),
    ("GET /hello http/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /hello HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("GET /hello HTTP/1.1\nHost: x\n\n", 400),
    ("GET /hello HTTP/1.1\rHost: x\r\r\n\r\n", 400),
    ("GET /hel\0lo HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /% HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET hello HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /ñ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /#x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("G(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x, y\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: a\rb\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nÑ: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: b", 400),
    ("GET / HT", 400),
    ("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nContent-Length: 1\r\n\r\nx", 417),
    ("\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03\r\n\r\n", 400),
    ("SSH-2.0-OpenSSH_9.9\r\n\r\n", 400),
];

fn broken_head(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let (head, status) = BROKEN[rng.usize(..BROKEN.len())];
    // What follows has lost its place, so it is no request.
    let follows = format!("GET /echo/{SMUGGLED} HTTP/1.1\r\nHost: x\r\n\r\n");
    let ends = head.ends_with("\r\n\r\n") || head.ends_with("\n\n");
    let sent = head.to_string() + if ends && rng.bool() { &follows } else { "" };
    check_status(sent.as_bytes(), &exchange(addr, sent.as_bytes())?, &[status])
}

/// Good requests, to be spoilt; none of them changes what others see.
const TEMPLATES: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n",
    "GET /echo/abc%20def HTTP/1.1\r\nHost: localhost:4221\r\nConnection: keep-alive\r\n\r\n",
    "HEAD /bigfile HTTP/1.1\r\nHost: localhost\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /hello HTTP/1.0\r\nConnection: keep-alive, close\r\nAccept-Language: es;q=0.5, *;q=0.1\r\n\r\n",
    "GET http://localhost/headers?a=b HTTP/1.1\r\nHost: localhost\r\nX: y\r\n\r\n",
    "TRACE /echo HTTP/1.1\r\nHost: localhost\r\nCookie: secret\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nabcd\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
];

fn mutant(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let template = TEMPLATES[rng.usize(..TEMPLATES.len())];
    let mut bytes = template.as_bytes().repeat(rng.usize(1..4));
    for _ in 0..rng.usize(1..6) {
        mutate(&mut bytes, rng);
    }
    let answer = exchange(addr, &bytes)?;
    // A 100 may come first, which is an answer too.
    check(&bytes, &answer)
}

/// Bytes that mean something in HTTP, and some that never should.
const SIGNS: &[u8] = b"\r\n\t :;,/?#%\"=*0aZ\0\x7f\x80\xff";

fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let place = rng.usize(..bytes.len().max(1)).min(bytes.len().saturating_sub(1));
    let sign = SIGNS[rng.usize(..SIGNS.len())];
    match (rng.u8(..6), bytes.get_mut(place)) {
        (0, Some(byte)) => *byte = sign,
        (1, Some(byte)) => *byte ^= 1 << rng.u8(..8),
        (2, Some(_)) => drop(bytes.remove(place)),
        (3, Some(_)) => bytes.truncate(place),
        (4, Some(_)) => {
            let end = (place + rng.usize(1..64)).min(bytes.len());
            bytes.extend_from_within(place..end);
        }
        _ => bytes.insert(place, sign),
    }
}

/// Framing that two servers in a row could understand differently.
const FRAMINGS: &[(&str, &[u16])] = &[
    ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", &[400]),
    ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", &[400]),
    ("Content-Length: 0\r\nContent-Length: 5\r\n", &[400]),
    ("Content-Length: 5\r\nContent-Length: 5\r\n", &[400]),
    ("Content-Length: 0, 5\r\n", &[400]),
    ("Content-Length: +5\r\n", &[400]),
    ("Content-Length: -5\r\n", &[400]),
    ("Content-Length: 0x5\r\n", &[400]),
    ("Content-Length: 5 5\r\n", &[400]),
    ("Content-Length:\r\n", &[400]),
    ("Content-Length : 5\r\n", &[400]),
    ("Content-Length: 99999999999999999999999999\r\n", &[400]),
    ("Transfer-Encoding: xchunked\r\n", &[400, 501]),
    ("Transfer-Encoding : chunked\r\n", &[400]),
    ("Transfer-Encoding: chunked, identity\r\n", &[400, 501]),
    ("Transfer-Encoding: identity, chunked\r\n", &[400, 501]),
    ("Transfer-Encoding: chunked, chunked\r\n", &[400]),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", &[400]),
    ("Transfer-Encoding: \x0bchunked\r\n", &[400]),
    ("Transfer-Encoding: chunked\r\n\x20folded\r\n", &[400]),
    ("Transfer-Encoding:\r\n", &[400, 501]),
    ("X: y\rTransfer-Encoding: chunked\r\n", &[400]),
    ("X: y\nTransfer-Encoding: chunked\r\n", &[400]),
];

/// Chunked content that is no such thing.
const CHUNKS: &[&str] = &[
    "5\nhello\r\n0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "-1\r\nhello\r\n0\r\n\r\n",
    " 5\r\nhello\r\n0\r\n\r\n",
    "\r\n5\r\nhello\r\n0\r\n\r\n",
    "g\r\nhello\r\n0\r\n\r\n",
    "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "4\r\nhello\r\n0\r\n\r\n",
    "6\r\nhello\r\n0\r\n\r\n",
    "5;a=\x01\r\nhello\r\n0\r\n\r\n",
    "5;\nhello\r\n0\r\n\r\n",
    "5\r\nhello0\r\n\r\n",
    "0\r\nTrailer without colon\r\n\r\n",
    "0\r\n folded: yes\r\n\r\n",
];

fn smuggling(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let hidden = format!("GET /echo/{SMUGGLED} HTTP/1.1\r\nHost: x\r\n\r\n");
    let head = "POST /echo HTTP/1.1\r\nHost: x\r\n";
    let (sent, wanted) = if rng.bool() {
        let (framing, wanted) = FRAMINGS[rng.usize(..FRAMINGS.len())];
        (format!("{head}{framing}\r\n0\r\n\r\n{hidden}"), wanted)
    } else {
        let chunks = CHUNKS[rng.usize(..CHUNKS.len())];
        (format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}{hidden}"), &[400][..])
    };
    let answer = exchange(addr, sent.as_bytes())?;
    if find(&answer, SMUGGLED.as_bytes()).is_some() {
        return Err(format!("it answered what was hidden in {}", quote(sent.as_bytes())));
    }
    check_status(sent.as_bytes(), &answer, wanted)
}

/// Heads with too much of something.
fn oversized(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let size = rng.usize(40_000..80_000);
    let many = |text: &str| text.repeat(size / text.len());
    let get = "GET / HTTP/1.1\r\nHost: x\r\n";
    let (sent, wanted) = match rng.u8(..7) {
        0 => (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", many("a")), &[414][..]),
        1 => (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(9_000)), &[414][..]),
        2 => (format!("{get}X: {}\r\n\r\n", many("a")), &[431][..]),
        3 => (format!("{get}{}\r\n", many("X: y\r\n")), &[431][..]),
        4 => (format!("{get}{}\r\n", "X: y\r\n".repeat(101)), &[431][..]),
        5 => (format!("{} / HTTP/1.1\r\nHost: x\r\n\r\n", many("A")), &[501][..]),
        _ => (format!("{get}{}: y\r\n\r\n", many("N")), &[431][..]),
    };
    check_status(sent.as_bytes(), &exchange(addr, sent.as_bytes())?, wanted)
}

/// Content that is, or says it is, more than fits.
fn oversized_content(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
    let chunked = format!("{post}Transfer-Encoding: chunked\r\n\r\n");
    let mebibyte = || format!("100000\r\n{}\r\n", "m".repeat(1 << 20));
    let (sent, wanted) = match rng.u8(..32) {
        0 => (chunked + &mebibyte().repeat(17) + "0\r\n\r\n", 413),
        1..10 => (format!("{post}Content-Length: 18446744073709551615\r\n\r\n{chunked}"), 413),
        10..20 => (format!("{chunked}1;{}\r\nx\r\n0\r\n\r\n", "a".repeat(40_000)), 400),
        20..26 => (format!("{chunked}0\r\n{}\r\n", "X: y\r\n".repeat(101)), 431),
        _ => (format!("{chunked}0\r\nX: {}\r\n\r\n", "a".repeat(40_000)), 400),
    };
    let answer = exchange(addr, sent.as_bytes())?;
    // A server that has stopped reading may cut off the answer of one that goes on sending.
    if answer.is_empty() { Ok(()) } else { check_status(sent.as_bytes(), &answer, &[wanted]) }
}

/// Requests of every kind, broken off anywhere, in one of four ways.
fn break_off(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let upload = "PUT /files/broken HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
    let bytes = match rng.usize(..TEMPLATES.len() + 3) {
        number if number < TEMPLATES.len() => TEMPLATES[number].to_string(),
        _ => upload.to_string() + &"half".repeat(10_000),
    };
    let bytes = bytes.as_bytes();
    let sent = &bytes[..rng.usize(..=bytes.len())];
    let mut stream = connect(addr)?;
    let _ = stream.write_all(sent); // it may have been refused before it was all sent
    if rng.bool() {
        leave(stream, rng);
        return Ok(());
    }
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = vec![0; 4096];
    let count = stream.read(&mut answer).unwrap_or(0);
    check(sent, &answer[..count])
}

/// Ends a connection: both sides of it, with a reset, or by just closing.
fn leave(stream: TcpStream, rng: &mut Rng) {
    match rng.u8(..3) {
        0 => drop(stream.shutdown(Shutdown::Both)),
        1 => drop(SockRef::from(&stream).set_linger(Some(Duration::ZERO))), // closing resets
        _ => {}
    }
}

/// Answers larger than any buffer, left in the middle.
fn break_off_reading(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let target = if rng.bool() { LARGE } else { "/bigfile" };
    let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
    let sent = request.repeat(rng.usize(1..50));
    let mut stream = connect(addr)?;
    stream.write_all(sent.as_bytes()).map_err(|error| error.to_string())?;
    let mut bytes = vec![0; rng.usize(64..200_000)];
    let count = stream.read(&mut bytes).unwrap_or(0);
    leave(stream, rng);
    check(sent.as_bytes(), &bytes[..count])
}

/// Ending one's side is no attack: the answer comes all the same.
fn half_closed(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let count = rng.usize(1..20);
    let sent = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".repeat(count);
    let answer = exchange(addr, sent.as_bytes())?;
    let greetings = answer.windows(13).filter(|bytes| bytes == b"Hello, World!").count();
    match greetings == count && answer.ends_with(b"Hello, World!") {
        true => Ok(()),
        false => Err(format!("{greetings} of {count} answers after a half-close")),
    }
}

/// Ways out of a folder.
const WAYS_OUT: &[&str] = &[
    "../secret.txt",
    "%2e%2e/secret.txt",
    "..%2fsecret.txt",
    "%2e%2e%2fsecret.txt",
    "..%5csecret.txt",
    "..\\secret.txt",
    "x/../../secret.txt",
    "./../secret.txt",
    "%252e%252e/secret.txt",
    "..%00/secret.txt",
    "secret.txt%00",
    "%c0%ae%c0%ae/secret.txt",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "../../../../../../etc/passwd",
    ".",
    "..",
    "%2e",
    "",
];

fn traversal(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let prefix = ["/", "/files/", "/files//", "http://x/files/", "/images/"][rng.usize(..5)];
    let method = ["GET", "DELETE", "PUT"][rng.usize(..3)];
    // The root of the site, or a folder of it, is no way out.
    let ways = if prefix.contains("files") { WAYS_OUT } else { &WAYS_OUT[..15] };
    let way = ways[rng.usize(..ways.len())];
    let length = if method == "PUT" { "Content-Length: 0\r\n" } else { "" };
    let sent = format!("{method} {prefix}{way} HTTP/1.1\r\nHost: x\r\n{length}\r\n");
    let answer = exchange(addr, sent.as_bytes())?;
    check_status(sent.as_bytes(), &answer, &[400, 403, 404, 405])
}

/// JSON that is deep, long or not what it seems; none of it may become a user.
fn json_bomb(addr: SocketAddr, rng: &mut Rng) -> Outcome {
    let (content, wanted) = match rng.u8(..6) {
        0 => ("[".repeat(16_000), &[400][..]),
        1 => ("{\"Nombre\":".repeat(1_600), &[400][..]),
        2 => (format!("{{\"Nombre\":1{}}}", "0".repeat(5_000)), &[400, 422][..]),
        3 => (format!("{{\"Nombre\":\"{}\"}}", "x".repeat(70_000)), &[413][..]),
        4 => (format!("{{\"Nombre\":\"{}\"}}", "x".repeat(2_000)), &[422][..]),
        _ => ("{\"Nombre\":\"\\ud800\"}".to_string(), &[400][..]),
    };
    let sent = format!(
        "POST /createUser HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{content}",
        content.len()
    );
    check_status(sent.as_bytes(), &exchange(addr, sent.as_bytes())?, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_judged() {
        let bad = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        assert!(check_status(b"", bad, &[400]).is_ok());
        assert!(check_status(b"", bad, &[404]).is_err(), "another status");
        assert!(check_status(b"", &bad.repeat(2), &[400]).is_err(), "two answers");
        assert!(check_status(b"", b"", &[400]).is_err(), "none");
        assert!(check(b"", b"").is_ok(), "noise deserves no answer");
        assert!(check(b"", b"HTTP/1.1 500 Internal Server Error\r\n\r\n").is_err());
        assert!(check(b"", b"<html>").is_err());
        assert!(check(b"", format!("HTTP/1.1 200 OK\r\n\r\n{SECRET}").as_bytes()).is_err());
    }

    #[test]
    fn mutants_differ_and_nothing_is_too_short_to_mutate() {
        let mut rng = Rng::with_seed(1);
        let mut bytes = Vec::new();
        for _ in 0..10_000 {
            mutate(&mut bytes, &mut rng);
            bytes.truncate(100);
        }
        let mutants: std::collections::HashSet<Vec<u8>> = (0..100)
            .map(|_| {
                let mut mutant = TEMPLATES[0].as_bytes().to_vec();
                mutate(&mut mutant, &mut rng);
                mutant
            })
            .collect();
        assert!(mutants.len() > 80, "{}", mutants.len());
    }
}
