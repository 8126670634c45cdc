//! The same bytes to ours, to httparse and to hyper, on stable Rust and without libFuzzer.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use fuzz::targets::differential;

/// Words of HTTP, right and wrong: pure chance would never put a request together.
const WORDS: &[&str] = &[
    "GET ",
    "POST ",
    "OPTIONS ",
    "BREW ",
    "get ",
    "/",
    "/a?b",
    "*",
    "x:80",
    "http://x",
    "ftp://",
    "user@",
    "#",
    "%41",
    "%",
    "ñ",
    "|",
    " ",
    "  ",
    " HTTP/1.1\r\n",
    " HTTP/1.1\r\nHost: x\r\n",
    " HTTP/1.0\r\n",
    " HTTP/1.5\r\nhost:\tx \r\n",
    "Host: x\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Expect: 100-continue\r\n",
    "Expect: x\r\n",
    "X: y\r\n",
    "X : y\r\n",
    " folded\r\n",
    ": ",
    "\r\n",
    "\n",
    "\r",
    "\r\n\r\n",
    "hello",
    "5\r\nhello\r\n",
    "5 \r\nhello\r\n",
    "5;a=\"b\"\r\nhello\r\n",
    "5;\"\r\nhello\r\n",
    "0\r\n\r\n",
    "0\r\nX: y\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
];

/// Words, and now and then any byte.
fn message(u: &mut Unstructured) -> Result<Vec<u8>> {
    let mut message = Vec::new();
    for _ in 0..u.int_in_range(0..=20)? {
        match u.ratio(1, 16)? {
            true => message.push(u.arbitrary()?),
            false => message.extend(u.choose(WORDS)?.bytes()),
        }
    }
    Ok(message)
}

#[test]
fn every_difference_is_in_the_table() {
    arbtest(|u| {
        differential::check(&message(u)?);
        Ok(())
    })
    .budget_ms(2_000);
}

#[test]
fn bytes_behind_the_last_request_do_not_cost_its_answer() {
    // Old clients send a CRLF behind the content (RFC 9112 §2.2); the server reads only the content.
    let head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 20000\r\n\r\n";
    let request = format!("{head}{}\r\n", "x".repeat(20_000));
    let record = recorder::record(request.as_bytes()).expect("reset (RFC 9112 section 9.6)");
    assert!(record.answers.starts_with(b"HTTP/1.1 200 OK\r\n"));
}
