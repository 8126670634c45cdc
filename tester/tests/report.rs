//! A failure is told as a small lesson, in Spanish and in English.

use tester::broken::{Breakage, Broken};
use tester::catalogue::{COURSE, Check, Text};
use tester::failure::{Failure, Piece, Problem, event, problem};
use tester::report::{Language, Place, Style, Telling, book, render};

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
    hints: &[
        Text { en: "One line of the head.", es: "Es una línea de la cabecera." },
        Text { en: "It is the first field.", es: "Es el primer campo." },
    ],
    waits: false,
    run: |_| Ok(()),
    broken: Breakage { how: Broken::Request(<[u8]>::to_vec), also: &[] },
};

fn place() -> Place {
    Place {
        tested: "127.0.0.1:40001".into(),
        addr: "127.0.0.1:4221".into(),
        start: Some("cargo run -p stage02-hello".into()),
        again: Some("cargo test -p stage02-hello --test checks -- --exact hello-type".into()),
        next_hint: Some("TESTER_HINTS=2".into()),
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

const ENGLISH: &str = r"hello-type (stage 2)
Goal: The answer says what it is

1.  The tester connected to 127.0.0.1:40001.
2.  The tester sent:
      GET /hello HTTP/1.1\r\n
      Host: 127.0.0.1:40001\r\n
      Connection: close\r\n
      \r\n
3.  The server answered:
      HTTP/1.1 200 OK\r\n
      Content-Type: text/html\r\n
                         ^
      Content-Length: 2\r\n
      \r\n
      ¡\xff
4.  The server ended its side.

5.  What is wrong, at the ^ in step 3 (line 2, byte 20):
    It should be `Content-Type: text/plain`, but it is
    `Content-Type: text/html`.

6.  The rule: Content-Type names the kind of the content, so that a client need
    not guess what to do with it.
    Source: RFC 9110 §8.3.
    Book (cargo book): http://127.0.0.1:4222/en/stage02-hello.html#hello

7.  Hint 1 of 2: One line of the head.
    There is another hint: run it again with TESTER_HINTS=2.

8.  To see it yourself, start the server:
      cargo run -p stage02-hello
    and then, in another terminal, say the same to it:
      curl -i http://127.0.0.1:4221/hello

9.  When you have mended it, run this check again:
      cargo test -p stage02-hello --test checks -- --exact hello-type";

const SPANISH: &str = r"hello-type (etapa 2)
Objetivo: La respuesta dice qué es

1.  El tester se conectó a 127.0.0.1:40001.
2.  El tester envió:
      GET /hello HTTP/1.1\r\n
      Host: 127.0.0.1:40001\r\n
      Connection: close\r\n
      \r\n
3.  El servidor respondió:
      HTTP/1.1 200 OK\r\n
      Content-Type: text/html\r\n
                         ^
      Content-Length: 2\r\n
      \r\n
      ¡\xff
4.  El servidor cerró su lado.

5.  Qué está mal, donde está el ^ del paso 3 (línea 2, byte 20):
    Debería ser `Content-Type: text/plain`, pero es `Content-Type: text/html`.

6.  La regla: Content-Type nombra el tipo del contenido, para que el cliente no
    tenga que adivinarlo.
    Fuente: RFC 9110 §8.3.
    Libro (cargo book): http://127.0.0.1:4222/es/stage02-hello.html#hello

7.  Pista 1 de 2: Es una línea de la cabecera.
    Hay otra pista: ejecútalo otra vez con TESTER_HINTS=2.

8.  Para verlo por tu cuenta, arranca el servidor:
      cargo run -p stage02-hello
    y después, en otra terminal, dile lo mismo:
      curl -i http://127.0.0.1:4221/hello

9.  Cuando lo hayas arreglado, repite esta comprobación:
      cargo test -p stage02-hello --test checks -- --exact hello-type";

#[test]
fn a_report_in_both_languages() {
    let report = |language| render(&CHECK, &example(), &place(), Telling::plain(language));
    assert_eq!(report(Language::English), ENGLISH);
    assert_eq!(report(Language::Spanish), SPANISH);
}

fn english(failure: &Failure) -> String {
    render(&CHECK, failure, &place(), Telling::plain(Language::English))
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
    assert!(report.lines().count() < 55, "{report}");
}

/// The command that the report of this failure ends with, where the server runs already.
fn last_command(failure: &Failure) -> String {
    let place = Place { start: None, again: None, ..place() };
    let report = render(&CHECK, failure, &place, Telling::plain(Language::English));
    let command = report.split("To see it yourself:\n").nth(1).expect("a command").lines();
    command.map(|line| line.strip_prefix("      ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The command for these bytes.
fn command(sent: &str) -> String {
    last_command(&failure(sent, b"", 0, problem::CLOSED_EARLY))
}

/// As [`command`], on one line.
fn on_one_line(sent: &str) -> String {
    command(sent).replace(" \\\n  ", " ").replace("|\n  ", "| ").replace(";\n  ", "; ")
}

#[test]
fn what_curl_can_send_is_shown_with_curl() {
    assert_eq!(
        command("GET /hello HTTP/1.1\r\nHost: 127.0.0.1:40001\r\nConnection: close\r\n\r\n"),
        "curl -i http://127.0.0.1:4221/hello"
    );
    let post = "POST /echo HTTP/1.1\r\nHost: 127.0.0.1:40001\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi";
    assert_eq!(
        command(post),
        "curl -i -X POST -H 'Content-Type: text/plain' --data-binary 'hi' \\\n  \
         http://127.0.0.1:4221/echo"
    );
    let head = "HEAD /../a?b=%20 HTTP/1.1\r\nHost: 127.0.0.1:40001\r\nUser-Agent: me\r\nAccept: */*\r\n\r\n";
    assert_eq!(
        command(head),
        "curl -iI -H 'User-Agent: me' -H 'Accept: */*' --path-as-is \\\n  \
         'http://127.0.0.1:4221/../a?b=%20'"
    );
    // Where the answer tells of the fields, curl adds none of its own.
    let fields = "GET /headers HTTP/1.1\r\nHost: 127.0.0.1:40001\r\n\r\n";
    let bare = "curl -i -H User-Agent: -H Accept: http://127.0.0.1:4221/headers";
    assert_eq!(command(fields), bare);
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
        let command = on_one_line(&odd);
        assert!(command.starts_with("printf "), "{command}");
        assert!(command.ends_with("' | nc 127.0.0.1 4221"), "{command}");
    }
}

#[test]
fn what_curl_does_not_show_is_shown_byte_for_byte() {
    let sent = "GET / HTTP/1.1\r\nHost: 127.0.0.1:40001\r\n\r\n";
    let printf = r"printf 'GET / HTTP/1.1\r\nHost: 127.0.0.1:4221\r\n\r\n' | nc 127.0.0.1 4221";
    let command = |problem: Text| last_command(&failure(sent, b"HTTP/1.1 200 OK\n", 15, problem));
    assert!(command(problem::STATUS).starts_with("curl -i "));
    let in_one_line = |command: String| command.split_whitespace().collect::<Vec<_>>().join(" ");
    let broken = r"printf '%b' \ 'GET / HTTP/1.1\r\n' \ 'Host: 127.0.0.1:4221\r\n' \ '\r\n' | nc 127.0.0.1 4221";
    assert_ne!(printf, broken);
    assert_eq!(in_one_line(command(problem::TRAILING)), broken);
    let visible = in_one_line(command(problem::BARE_LF));
    assert_eq!(visible, format!(r"{broken} | cat -v There, ^M stands for the byte \r."));
}

#[test]
fn a_client_that_says_nothing_can_be_imitated() {
    assert_eq!(last_command(&Failure::new(problem::CLOSED_SILENT)), "nc -v 127.0.0.1 4221");
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
        on_one_line(&sent),
        r"{ printf 'GET /'; head -c 9000 /dev/zero | tr '\000' '\141'; printf '0 HTTP/1.1\r\n\r\n'; } | nc 127.0.0.1 4221"
    );
}

#[test]
fn a_command_that_nobody_could_type_is_left_out() {
    let sent = "0123456789".repeat(1000);
    assert!(command(&sent).starts_with("(send the bytes above"));
    assert!(english(&failure(&sent, b"", 0, problem::CLOSED_EARLY)).len() < 2000);
}

#[test]
#[cfg(unix)]
fn the_command_sends_the_very_bytes() {
    let all =
        (0..=255).chain(std::iter::repeat_n(b'%', 300)).chain(*b"\\047'").collect::<Vec<u8>>();
    let mut failure = failure("", b"", 0, problem::CLOSED_EARLY);
    failure.pieces = vec![Piece::Sent(all.clone())];
    assert_eq!(said_by(&last_command(&failure)), all);
    // Without the long run it is told line by line.
    let all = (0..=255).chain(*b"\\047'%\n7").collect::<Vec<u8>>();
    failure.pieces = vec![Piece::Sent(all.clone())];
    assert_eq!(said_by(&last_command(&failure)), all);
}

/// What the shell would hand to `nc`.
#[cfg(unix)]
fn said_by(command: &str) -> Vec<u8> {
    let (said, _) = command.rsplit_once('|').unwrap_or_default();
    std::process::Command::new("sh").args(["-c", said]).output().unwrap().stdout
}

#[test]
fn last_words_and_rules_of_the_course_are_told() {
    let mut failure = example();
    failure.last_words = vec!["thread 'main' panicked".into()];
    let report = render(
        &Check { rfc: COURSE, ..CHECK },
        &failure,
        &place(),
        Telling::plain(Language::Spanish),
    );
    assert!(report.contains("escribió:\n      thread 'main' panicked\n"), "{report}");
    assert!(report.contains("Fuente: una regla de este curso."), "{report}");
}

#[test]
fn what_the_server_printed_is_harmless_to_a_terminal() {
    let mut failure = example();
    failure.last_words = vec!["\x1b[31mred\x07".into(), "x".repeat(5000)];
    let report = english(&failure);
    assert!(report.contains("      \\x1b[31mred\\x07\n"), "{report}");
    assert!(report.lines().all(|line| line.chars().count() <= 80), "{report}");
    assert!(report.contains("x…\n"), "{report}");
}

#[test]
fn hints_come_one_by_one() {
    let tell = |hints, place: &Place| {
        let telling = Telling { hints, ..Telling::plain(Language::English) };
        render(&CHECK, &example(), place, telling)
    };
    let (first, both) = (tell(1, &place()), tell(2, &place()));
    assert!(first.contains("Hint 1 of 2: One") && !first.contains("It is the first field"));
    assert!(both.contains("\n8.  Hint 2 of 2: It is the first field.\n\n"), "{both}");
    assert!(!both.contains("another hint") && tell(9, &place()) == both);
    // Nobody is told to ask for more where nobody can.
    let silent = Place { next_hint: None, ..place() };
    assert!(!tell(1, &silent).contains("another hint"));
}

#[test]
fn a_fault_of_form_is_taught_by_the_check_that_is_about_it() {
    for problem in [
        problem::BARE_LF,
        problem::BARE_CR,
        problem::VERSION,
        problem::STATUS_CODE,
        problem::REASON,
        problem::LENGTH_DIGITS,
        problem::LENGTH_NOT_REACHED,
        problem::NO_DATE,
        problem::DATE,
    ] {
        let report = english(&failure("x", b"HTTP/1.1 200 OK\n", 15, problem));
        assert!(report.starts_with("hello-type (stage 2)\n"), "{report}");
        assert!(!report.contains("Content-Type names the kind"), "{report}");
        assert!(!report.contains("One line of the head."), "{report}");
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let coloured = Telling { style: Style::COLOURED, ..Telling::plain(Language::English) };
    let coloured = render(&CHECK, &example(), &place(), coloured);
    assert!(coloured.contains("\x1b["));
    let parts = coloured.split('\x1b').enumerate();
    let plain = parts.map(|(number, part)| match number {
        0 => part,
        _ => part.split_once('m').unwrap_or_default().1,
    });
    assert_eq!(plain.collect::<String>(), ENGLISH);
}

#[test]
fn long_conversations_are_told_from_both_ends() {
    let mut failure = example();
    let talk = |number: u32| {
        let sent = Piece::Sent(format!("question {number}").into());
        [sent, Piece::Received(format!("answer {number}").into())]
    };
    failure.pieces = (1..=20).flat_map(talk).collect();
    failure.at = Some("answer 1".len() * 9 + "answer 10".len() * 11);
    let report = english(&failure);
    assert!(report.contains("\n6-37. The conversation went on like this.\n38. The tester sent:\n"));
    assert!(report.contains("\n42. What is wrong, at the end of step 41:\n"), "{report}");
    // Where it went wrong is always told.
    failure.at = Some("answer 1".len() * 6);
    let report = english(&failure);
    assert!(report.contains("at the ^ in step 15 (line 1, byte 1):"), "{report}");
    assert!(report.contains("\n15. The server answered:\n      answer 7\n      ^\n"), "{report}");
}

#[test]
fn the_page_of_the_book_is_named_as_it_will_be() {
    assert_eq!(book::page(&CHECK).as_deref(), Some("stage02-hello.html#hello"));
    for check in tester::catalogue::catalogue() {
        let page = book::page(check).expect("a chapter");
        let (chapter, area) = page.split_once(".html#").expect("a file and a place in it");
        let stage = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        assert!(std::path::Path::new(stage).join(chapter).is_dir(), "{}: {page}", check.id);
        assert_eq!(area, check.area());
    }
    let exercise = |id| book::page(&tester::exercises::find(id).expect("an exercise").check);
    assert_eq!(exercise("3.2").as_deref(), Some("stage03-parse.html#exercise-3.2"));
    assert_eq!(exercise("10.1").as_deref(), Some("cookies.html#exercise-10.1"));
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
