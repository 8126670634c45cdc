//! Any bytes behind a head that announces content.

use std::io::Read;

use crate::body::Body;
use crate::connection::Patient;
use crate::reference;
use crate::request::{Refusal, Request};

const CHUNKED: &str = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
const WAITING: &str = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
                       Expect: 100-continue\r\n\r\n";
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// What was read: the content, the bytes behind it, and what the server wrote.
type Outcome = Result<(Vec<u8>, Vec<u8>), Refusal>;

/// However the bytes are cut, they say what the reference says, and what follows stays unread.
pub fn check(data: &[u8]) {
    let expected = reference::chunked(data).map(|(content, rest)| (content, rest.to_vec()));
    let whole = read(CHUNKED, data, &[usize::MAX], usize::MAX, b"");
    let status = whole.as_ref().map_or_else(|refusal| refusal.0.0, |_| 200);
    assert!(matches!(status, 200 | 400 | 431), "{status}");
    assert_eq!(whole.clone().ok(), expected, "stage and reference differ");
    for (sizes, step) in [(&[1][..], 1), (&[2, 3, 1, 7], 5), (&sizes(data), 3)] {
        assert_eq!(read(CHUNKED, data, sizes, step, b""), whole, "cut at {sizes:?}, {step}");
    }
    assert_eq!(read(WAITING, data, &[5, 1], 64, CONTINUE), whole, "waiting for 100");
    check_length(data);
}

/// Cuts that follow from the data, so that every input has others.
fn sizes(data: &[u8]) -> Vec<usize> {
    let sizes = data.iter().map(|&byte| usize::from(byte) % 13 + 1);
    sizes.chain([1]).take(32).collect()
}

fn read(head: &str, data: &[u8], sizes: &[usize], step: usize, first: &[u8]) -> Outcome {
    let request = Request::parse(head.as_bytes()).expect("a good head");
    let mut client = Patient::client(data, sizes);
    let mut body = Body::new(&request, &mut client)?;
    assert!(!body.is_read(), "nothing has been read yet");
    let content = read_steps(&mut body, step);
    assert!(content.is_err() || body.is_read(), "read, but not said to be");
    assert_eq!(client.get_ref().written, first);
    let mut rest = Vec::new();
    client.read_to_end(&mut rest).expect("memory does not fail");
    Ok((content?, rest))
}

/// Reads so many bytes at once, to the end, and once more.
fn read_steps(body: &mut Body, step: usize) -> Result<Vec<u8>, Refusal> {
    let mut content = Vec::new();
    let mut buffer = vec![0; step.min(4096)];
    let refusal = |error: std::io::Error| error.downcast::<Refusal>().expect("a refusal");
    loop {
        match body.read(&mut buffer).map_err(refusal)? {
            0 => break,
            count => content.extend(&buffer[..count]),
        }
    }
    assert_eq!(body.read(&mut buffer).map_err(refusal), Ok(0), "the end is no end");
    Ok(content)
}

/// The same by `Content-Length`: so many bytes and no more (RFC 9112 §6.3).
fn check_length(data: &[u8]) {
    for length in [0, 1, data.len() / 2, data.len(), data.len() + 1] {
        let head = format!("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        let request = Request::parse(head.as_bytes()).expect("a good head");
        let mut client = Patient::client(data, &[3, 1, 4]);
        let mut body = Body::new(&request, &mut client).expect("good framing");
        assert_eq!(body.is_read(), length == 0);
        let content = read_steps(&mut body, 7);
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).expect("memory does not fail");
        match data.split_at_checked(length) {
            Some((before, after)) => {
                assert_eq!((&content.unwrap()[..], &rest[..]), (before, after))
            }
            None => assert_eq!(content.unwrap_err().0.0, 400),
        }
    }
}
