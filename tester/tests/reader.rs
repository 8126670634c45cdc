//! The strict reader refuses what breaks the rules, where it breaks them, and takes the rest.

use tester::catalogue::Text;
use tester::failure::problem;
use tester::response::{Message, Rules, is_imf_fixdate, parse};

const GET: Rules = Rules { head: false, stage: 3, only_http: false };
const HEAD: Rules = Rules { head: true, stage: 3, only_http: false };
const DATED: Rules = Rules { head: false, stage: 4, only_http: false };

/// Answers that must be refused: what is wrong, and before which bytes it shows.
const REFUSED: &[(&str, Text, &str)] = &[
    ("hello", problem::VERSION, "hello"),
    ("HTTP/1.0 200 OK\r\n\r\n", problem::VERSION, "0 200"),
    ("HTTP/1.1  200 OK\r\n\r\n", problem::STATUS_CODE, " 200"),
    ("http/1.1 200 OK\r\n\r\n", problem::VERSION, "http"),
    ("HTTP/1.1 20 OK\r\n\r\n", problem::STATUS_CODE, " OK"),
    ("HTTP/1.1 2000 OK\r\n\r\n", problem::STATUS_CODE, "0 OK"),
    ("HTTP/1.1 099 No\r\n\r\n", problem::STATUS_CODE, " No"),
    ("HTTP/1.1 600 No\r\n\r\n", problem::STATUS_CODE, " No"),
    ("HTTP/1.1 200\r\n\r\n", problem::STATUS_CODE, "\r\n\r\n"),
    ("HTTP/1.1 \r\n\r\n", problem::STATUS_CODE, "\r\n\r\n"),
    ("HTTP/1.1 200 \r\n\r\n", problem::REASON, "\r\n\r\n"),
    ("HTTP/1.1 200  OK\r\n\r\n", problem::REASON, " OK"),
    ("HTTP/1.1 200 O\u{1}K\r\n\r\n", problem::FIELD_VALUE, "\u{1}"),
    ("HTTP/1.1 200 OK\n\n", problem::BARE_LF, "\n\n"),
    ("HTTP/1.1 200 OK\r\nA: b\n\r\n", problem::BARE_LF, "\n\r\n"),
    ("HTTP/1.1 200 OK\r\nA: b\r\n\n", problem::BARE_LF, "\n"),
    ("HTTP/1.1 200 O\rK\r\n\r\n", problem::BARE_CR, "\rK"),
    ("HTTP/1.1 200 OK\r\nA: b\r\r\n\r\n", problem::BARE_CR, "\r\r\n"),
    ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", problem::FIELD_NAME, " : b"),
    ("HTTP/1.1 200 OK\r\n: b\r\n\r\n", problem::FIELD_NAME, ": b"),
    ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", problem::FIELD_NAME, " c"),
    ("HTTP/1.1 200 OK\r\nA\r\n\r\n", problem::FIELD_NAME, "\r\n\r\n"),
    ("HTTP/1.1 200 OK\r\nA(: b\r\n\r\n", problem::FIELD_NAME, "(:"),
    ("HTTP/1.1 200 OK\r\nA: \0b\r\n\r\n", problem::FIELD_VALUE, "\0b"),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: y\r\ncontent-length: 0\r\n\r\n",
        problem::REPEATED,
        "content-length",
    ),
    ("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", problem::LENGTH_DIGITS, "+1"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na", problem::LENGTH_DIGITS, "1, 1"),
    ("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", problem::LENGTH_DIGITS, "\r\n\r\n"),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        problem::LENGTH_DIGITS,
        "999",
    ),
    (
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        problem::LENGTH_FORBIDDEN,
        "Content-Length",
    ),
    (
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        problem::LENGTH_FORBIDDEN,
        "Transfer",
    ),
    (
        "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
        problem::LENGTH_FORBIDDEN,
        "Content-Length",
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        problem::LENGTH_AND_CODING,
        "Transfer",
    ),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", problem::CODING, "gzip"),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        problem::CODING,
        "chunked, ",
    ),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        problem::CHUNK,
        "x1",
    ),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        problem::CHUNK,
        "b\r\n0",
    ),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", problem::CHUNK, "\r\n"),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
        problem::BARE_LF,
        "\na",
    ),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\n", problem::CHUNK, "\r\n"),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA : b\r\n\r\n",
        problem::FIELD_NAME,
        " : b",
    ),
    ("HTTP/1.1 200 OK\r\nDate: Sun, 6 Nov 1994 08:49:37 GMT\r\n\r\n", problem::DATE, "Sun"),
    ("HTTP/1.1 200 OK\r\nDate: Mon, 06 Nov 1994 08:49:37 GMT\r\n\r\n", problem::DATE, "Mon"),
];

/// Where `before` begins in the answer: there the fault should be seen, or at one of these
/// places if there are several.
fn place(answer: &str, before: &str) -> Vec<usize> {
    answer.match_indices(before).map(|(at, _)| at).collect()
}

#[test]
fn broken_answers_are_refused_where_they_break() {
    for (answer, wrong, before) in REFUSED {
        let fault = parse(answer.as_bytes(), GET, true).expect_err(answer);
        assert_eq!(fault.problem.text, *wrong, "{answer:?}");
        assert!(place(answer, before).contains(&fault.at), "{answer:?} at {}", fault.at);
    }
}

fn good(answer: &str, rules: Rules) -> Message {
    let parsed = parse(answer.as_bytes(), rules, true).unwrap_or_else(|fault| panic!("{fault:?}"));
    parsed.unwrap_or_else(|| panic!("{answer:?} is complete")).0
}

/// Answers that must pass, and their content.
const GOOD: &[(&str, Rules, &str)] = &[
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", GET, "hi"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 002\r\n\r\nhi", GET, "hi"),
    ("HTTP/1.1 200 OK\r\nContent-Length:2 \t\r\n\r\nhi", GET, "hi"),
    ("HTTP/1.1 200 OK\r\nA:\r\n\r\nuntil the end", GET, "until the end"),
    ("HTTP/1.1 404 No está aquí\r\nContent-Length: 0\r\n\r\n", GET, ""),
    ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", HEAD, ""),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", HEAD, ""),
    ("HTTP/1.1 204 No Content\r\n\r\n", GET, ""),
    ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", GET, ""),
    ("HTTP/1.1 100 Continue\r\n\r\n", GET, ""),
    (
        "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1;a=b\r\nh\r\n0A\r\n0123456789\r\n000\r\nT: x\r\n\r\n",
        GET,
        "h0123456789",
    ),
    ("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", DATED, ""),
    (
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n",
        DATED,
        "",
    ),
];

#[test]
fn good_answers_pass() {
    for (answer, rules, body) in GOOD {
        let message = good(answer, *rules);
        assert_eq!(String::from_utf8_lossy(&message.body), *body, "{answer:?}");
    }
}

#[test]
fn an_answer_is_taken_apart() {
    let message =
        good("HTTP/1.1 201 Created now\r\nA:  b c \r\nA: d\r\nContent-Length: 1\r\n\r\nx", GET);
    assert_eq!((message.status, message.reason.as_str()), (201, "Created now"));
    let fields = message.fields.iter().map(|field| (&field.name[..], &field.value[..]));
    assert_eq!(fields.collect::<Vec<_>>(), [("A", "b c"), ("A", "d"), ("Content-Length", "1")]);
    assert_eq!((message.fields[0].at, message.fields[0].value_at), (26, 30));
    assert_eq!(message.body_at, 63);
}

#[test]
fn what_follows_an_answer_is_left_for_the_next() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    ] {
        let both = format!("{answer}HTTP/1.1 500 I am another.\r\n\r\n");
        let (_, used) = parse(both.as_bytes(), GET, false).unwrap().unwrap();
        assert_eq!(used, answer.len());
    }
}

#[test]
fn a_date_is_asked_for_from_stage_4_on_but_not_of_servers_in_trouble() {
    let answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    let fault = parse(answer.as_bytes(), DATED, true).unwrap_err();
    assert_eq!((fault.problem.text, fault.at), (problem::NO_DATE, answer.len() - 2));
    good(answer, GET);
    good("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", DATED);
}

#[test]
fn only_one_form_of_date_is_sent() {
    assert!(is_imf_fixdate("Sun, 06 Nov 1994 08:49:37 GMT"));
    for date in [
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sat, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "",
    ] {
        assert!(!is_imf_fixdate(date), "{date:?}");
    }
}

/// Reads the way a client does when the network hands over these prefixes one after another.
fn read_in_steps(answer: &[u8], step: usize) -> Result<usize, usize> {
    for end in (0..answer.len()).step_by(step) {
        match parse(&answer[..end], GET, false) {
            Err(fault) => return Err(fault.at),
            Ok(Some((_, used))) => return Ok(used),
            Ok(None) => {}
        }
    }
    match parse(answer, GET, true) {
        Err(fault) => Err(fault.at),
        Ok(parsed) => Ok(parsed.map_or(0, |(_, used)| used)),
    }
}

#[test]
fn how_an_answer_is_cut_into_packets_changes_nothing() {
    let good =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\r\n\r\n0\r\nT: x\r\n\r\nHTTP";
    let answers = REFUSED.iter().map(|(answer, ..)| *answer).chain([good]);
    for answer in answers {
        let whole = read_in_steps(answer.as_bytes(), usize::MAX);
        for step in 1..answer.len() {
            assert_eq!(read_in_steps(answer.as_bytes(), step), whole, "{answer:?} by {step}");
        }
    }
}

/// What only this course asks of every answer: a server that nobody here wrote is not held to it.
#[test]
fn http_alone_asks_for_less() {
    let ours = ["HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 \r\n\r\n", "HTTP/1.1 404 No\r\n\r\n"];
    let http = Rules { only_http: true, ..DATED };
    for answer in ours {
        assert!(parse(answer.as_bytes(), DATED, true).is_err(), "{answer}");
        assert!(parse(answer.as_bytes(), http, true).is_ok(), "{answer}");
    }
    let never =
        ["HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: now\r\n\r\n"];
    for answer in never {
        assert!(parse(answer.as_bytes(), http, true).is_err(), "{answer}");
    }
}
