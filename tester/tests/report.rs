//! A failure is told as a small lesson, in Spanish and in English.

use tester::broken::{Breakage, Broken};
use tester::catalogue::{COURSE, Check, Text};
use tester::failure::{Failure, Piece, Problem, event, problem};
use tester::report::{Language, Place, render};

const CHECK: Check = Check {
    id: "hello-type",
    since: 2,
    until: None,
    rfc: "RFC 9110 §8.3",
    title: Text { en: "The answer says what it is", es: "La respuesta dice qué es" },
    rule: Text {
        en: "Content-Type names the kind of the content, so that a client need not guess what to do with it.",
        es: "Content-Type nombra el tipo del contenido, para que el cliente no tenga que adivinarlo.",
    },
    hints: &[Text { en: "One line of the head.", es: "Es una línea de la cabecera." }],
    waits: false,
    run: |_| Ok(()),
    broken: Breakage { how: Broken::Request(<[u8]>::to_vec), also: &[] },
};

fn place() -> Place {
    Place {
        tested: "127.0.0.1:40001".into(),
        addr: "127.0.0.1:4221".into(),
        start: Some("cargo run -p stage02-hello".into()),
    }
}

fn failure(sent: &str, received: &[u8], at: usize, problem: impl Into<Problem>) -> Failure {
    let mut failure = *Failure::new(problem);
    failure.pieces = vec![
        Piece::Sent(sent.into()),
        Piece::Received(received.to_vec()),
        Piece::Event(event::SERVER_ENDED),
    ];
    failure.at = Some(at);
    failure
}

fn example() -> Failure {
    let sent = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:40001\r\nConnection: close\r\n\r\n";
    let received =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n\xc2\xa1\xff";
    let got = "Content-Type: text/html";
    let problem = Problem::with(problem::FIELD, "Content-Type: text/plain", got);
    failure(sent, received, 36, problem)
}

const ENGLISH: &str = r"hello-type: The answer says what it is

  > GET /hello HTTP/1.1\r\n
  > Host: 127.0.0.1:40001\r\n
  > Connection: close\r\n
  > \r\n
  < HTTP/1.1 200 OK\r\n
  < Content-Type: text/html\r\n
                       ^
  < Content-Length: 2\r\n
  < \r\n
  < ¡\xff
  * the server ended its side

expected `Content-Type: text/plain`, got `Content-Type: text/html`

Rule     Content-Type names the kind of the content, so that a client need not
         guess what to do with it. (RFC 9110 §8.3)
Hint     One line of the head.
Try it   cargo run -p stage02-hello
         curl -i -H User-Agent: -H Accept: --path-as-is 'http://127.0.0.1:4221/hello'";

const SPANISH: &str = r"hello-type: La respuesta dice qué es

  > GET /hello HTTP/1.1\r\n
  > Host: 127.0.0.1:40001\r\n
  > Connection: close\r\n
  > \r\n
  < HTTP/1.1 200 OK\r\n
  < Content-Type: text/html\r\n
                       ^
  < Content-Length: 2\r\n
  < \r\n
  < ¡\xff
  * el servidor cerró su lado

se esperaba `Content-Type: text/plain`, llegó `Content-Type: text/html`

Regla    Content-Type nombra el tipo del contenido, para que el cliente no tenga
         que adivinarlo. (RFC 9110 §8.3)
Pista    Es una línea de la cabecera.
Pruébalo cargo run -p stage02-hello
         curl -i -H User-Agent: -H Accept: --path-as-is 'http://127.0.0.1:4221/hello'";

#[test]
fn a_report_in_both_languages() {
    let report = |language| render(&CHECK, &example(), &place(), language);
    assert_eq!(report(Language::English), ENGLISH);
    assert_eq!(report(Language::Spanish), SPANISH);
}

fn english(failure: &Failure) -> String {
    render(&CHECK, failure, &place(), Language::English)
}

/// The line with the caret and the one above it.
fn caret(report: &str) -> (&str, usize) {
    let lines = report.lines().collect::<Vec<_>>();
    let at = lines.iter().position(|line| line.trim() == "^").expect("a caret");
    (lines[at - 1], lines[at].len() - 1)
}

/// What is shown right above the caret.
fn above_caret(report: &str) -> String {
    let (line, column) = caret(report);
    line.chars().skip(column).collect()
}

#[test]
fn the_caret_stands_under_the_spot_whatever_is_before_it() {
    for (received, at, shown) in [
        (&b"abc\r\ndef\r\n"[..], 0, r"abc\r\n"),
        (b"abc\r\ndef\r\n", 3, r"\r\n"),
        (b"abc\r\ndef\r\n", 4, r"\n"),
        (b"abc\r\ndef\r\n", 5, r"def\r\n"),
        ("¿qué?X".as_bytes(), 7, "X"),
        ("¿qué?X".as_bytes(), 1, "¿qué?X"),
        (b"\xff\0\tX", 3, "X"),
        (b"abc", 3, ""),
        (b"abc\r\n", 5, ""),
    ] {
        let report = english(&failure("x", received, at, problem::TRAILING));
        assert_eq!(above_caret(&report), shown, "{received:?} at {at}");
    }
}

#[test]
fn long_lines_are_cut_around_the_spot() {
    let mut received = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    received.extend(std::iter::repeat_n(b'a', 5000));
    received[3000] = b'!';
    let report = english(&failure("x", &received, 3000, problem::TRAILING));
    assert!(above_caret(&report).starts_with("!aaa"), "{report}");
    assert!(report.lines().all(|line| line.chars().count() <= 80), "{report}");
}

#[test]
fn long_contents_are_cut_between_the_beginning_and_the_spot() {
    let lines = (0..1000).map(|number| format!("line {number}\r\n")).collect::<String>();
    let spot = lines.find("line 500\r").unwrap();
    let report = english(&failure("x", lines.as_bytes(), spot, problem::TRAILING));
    assert_eq!(above_caret(&report), r"line 500\r\n");
    for part in ["line 0\\r", "more lines …", "line 499\\r", "line 501\\r", "line 999\\r"] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(report.lines().count() < 45, "{report}");
}

/// The last line of the report for these bytes.
fn command(sent: &str) -> String {
    let report = english(&failure(sent, b"", 0, problem::CLOSED_EARLY));
    report.lines().last().unwrap_or_default().trim_start().to_string()
}

#[test]
fn what_curl_can_send_is_shown_with_curl() {
    let post = "POST /echo HTTP/1.1\r\nHost: 127.0.0.1:40001\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi";
    assert_eq!(
        command(post),
        "curl -i -X POST -H 'Content-Type: text/plain' -H User-Agent: -H Accept: \
         --data-binary 'hi' --path-as-is 'http://127.0.0.1:4221/echo'"
    );
    let head = "HEAD /../a?b=%20 HTTP/1.1\r\nHost: 127.0.0.1:40001\r\nUser-Agent: me\r\nAccept: */*\r\n\r\n";
    assert_eq!(
        command(head),
        "curl -iI -H 'User-Agent: me' -H 'Accept: */*' --path-as-is 'http://127.0.0.1:4221/../a?b=%20'"
    );
}

#[test]
fn what_curl_would_tidy_up_is_shown_byte_for_byte() {
    let host = "Host: 127.0.0.1:40001\r\n";
    for odd in [
        format!("GET  / HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.0\r\n{host}\r\n"),
        "GET / HTTP/1.1\r\n\r\n".to_string(),
        format!("GET / HTTP/1.1\r\n{host}A : b\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}A: b\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: 3\r\n\r\nhi"),
        format!("GET / HTTP/1.1\n{host}\n\n"),
        format!("GET /a' HTTP/1.1\r\n{host}\r\n"),
    ] {
        let command = command(&odd);
        assert!(command.starts_with("printf '"), "{command}");
        assert!(command.ends_with("' | nc 127.0.0.1 4221"), "{command}");
    }
}

#[test]
fn bytes_are_shown_as_printf_takes_them() {
    assert_eq!(
        command("50% \\ ' \t é\r\n"),
        r"printf '50%% \\ \047 \011 \303\251\r\n' | nc 127.0.0.1 4221"
    );
}

#[test]
fn long_runs_are_not_written_out() {
    let sent = format!("GET /{}0 HTTP/1.1\r\n\r\n", "a".repeat(9000));
    assert_eq!(
        command(&sent),
        r"{ printf 'GET /'; head -c 9000 /dev/zero | tr '\000' '\141'; printf '0 HTTP/1.1\r\n\r\n'; } | nc 127.0.0.1 4221"
    );
}

#[test]
fn a_command_that_nobody_could_type_is_left_out() {
    let sent = "0123456789".repeat(1000);
    assert!(command(&sent).starts_with("(then send the bytes above"));
    assert!(english(&failure(&sent, b"", 0, problem::CLOSED_EARLY)).len() < 2000);
}

#[test]
#[cfg(unix)]
fn the_command_sends_the_very_bytes() {
    let all =
        (0..=255).chain(std::iter::repeat_n(b'%', 300)).chain(*b"\\047'").collect::<Vec<u8>>();
    let mut failure = failure("", b"", 0, problem::CLOSED_EARLY);
    failure.pieces = vec![Piece::Sent(all.clone())];
    let report = english(&failure);
    let command = report.lines().last().unwrap_or_default().trim_start();
    let command = command.replace("| nc 127.0.0.1 4221", "");
    let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
    assert_eq!(output.stdout, all, "{command}");
}

#[test]
fn last_words_and_rules_of_the_course_are_told() {
    let mut failure = example();
    failure.last_words = vec!["thread 'main' panicked".into()];
    let report = render(&Check { rfc: COURSE, ..CHECK }, &failure, &place(), Language::Spanish);
    assert!(report.contains("salida de errores:\n  thread 'main' panicked\n"), "{report}");
    let plain = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains("(una regla de este curso)"), "{report}");
}

#[test]
fn languages_are_told_by_their_locale() {
    for spanish in ["es", "es_CO.UTF-8", "es-ES", "ES", "es.UTF-8"] {
        assert_eq!(Language::named(spanish), Language::Spanish, "{spanish}");
    }
    for english in ["", "C", "POSIX", "en_GB.UTF-8", "de", "est", "C.UTF-8"] {
        assert_eq!(Language::named(english), Language::English, "{english}");
    }
}
