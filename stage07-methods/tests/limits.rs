//! The limits that the stage names: so much is taken, and one more is refused.

mod running;

use running::Running;

const JSON: &str = "application/json";

/// The status that answers this content, sent to this target.
fn post(stage: &Running, target: &str, media_type: &str, content: &str) -> u16 {
    let fields = [("Content-Type", media_type)];
    stage.server.request("POST", target, &fields, content.as_bytes()).unwrap().code()
}

/// `text` with spaces behind it, so many bytes together.
fn padded(text: &str, length: usize) -> String {
    format!("{text:length$}")
}

#[test]
fn json() {
    let stage = Running::start(&[]);
    for (length, code) in [(16 * 1024, 201), (16 * 1024 + 1, 413)] {
        let user = padded(r#"{"Nombre": "Ana"}"#, length);
        assert_eq!(post(&stage, "/createUser", JSON, &user), code, "{length} bytes");
    }
}

#[test]
fn a_name() {
    let stage = Running::start(&[]);
    for (count, code) in [(200, 201), (201, 422)] {
        let user = format!(r#"{{"Nombre": "{}"}}"#, "ñ".repeat(count));
        assert_eq!(post(&stage, "/createUser", JSON, &user), code, "{count} characters");
    }
}

#[test]
fn a_record() {
    let record = |filler: &str| format!(r#"{{"Nombre":"Ana","filler":"{filler}","id":1}}"#);
    for (length, code) in [(4 * 1024, 201), (4 * 1024 + 1, 422)] {
        let stage = Running::start(&[]); // the first user of each has the id 1
        let user = record(&"x".repeat(length - record("").len()));
        assert_eq!(post(&stage, "/createUser", JSON, &user), code, "{length} bytes");
    }
}

#[test]
fn a_form() {
    let stage = Running::start(&[]);
    for (length, code) in [(4 * 1024, 303), (4 * 1024 + 1, 413)] {
        let word = padded("word", length);
        assert_eq!(post(&stage, "/sentence", "text/plain", &word), code, "{length} bytes");
    }
}

#[test]
fn a_word() {
    let stage = Running::start(&[]);
    for (count, code) in [(64, 303), (65, 422)] {
        let word = "ñ".repeat(count);
        assert_eq!(post(&stage, "/sentence", "text/plain", &word), code, "{count} characters");
    }
}

/// All but the first word bring a space with them: 64 bytes each.
#[test]
fn a_sentence() {
    let stage = Running::start(&[]);
    let add = |length| post(&stage, "/sentence", "text/plain", &"x".repeat(length));
    assert_eq!(add(64), 303);
    for words in 1..16 * 1024 / 64 {
        assert_eq!(add(63), 303, "after {words} words");
    }
    assert_eq!(add(1), 422, "16 KiB are full");
}

/// The empty line behind them counts as well.
#[test]
fn trailers() {
    let stage = Running::start(&[]);
    for (length, code) in [(32 * 1024, 200), (32 * 1024 + 1, 431)] {
        let trailers = format!("One: {}\r\nTwo: ", "x".repeat(16 * 1024));
        let rest = "x".repeat(length - trailers.len() - "\r\n\r\n".len());
        let request = format!(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
             Connection: close\r\n\r\n5\r\nhello\r\n0\r\n{trailers}{rest}\r\n\r\n"
        );
        assert_eq!(stage.server.raw(request).unwrap().code(), code, "{length} bytes");
    }
}
