//! The ways to be wrong.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use tester::broken::{self, Broken, Relay, hang, read_head, reset, with_field, without_field};
use tester::catalogue::Text;
use tester::failure::problem;

/// One way to be wrong.
pub struct Case {
    /// The files' name.
    pub name: &'static str,
    pub how: How,
}

/// How it comes about, and what it must come to.
pub enum How {
    /// The check's own broken server, with the problem that it shows.
    Own { check: &'static str, problem: Text },
    /// Another server that fails the check.
    Other { check: &'static str, server: Broken, problem: Text },
    /// No server is there.
    Gone { check: &'static str },
    /// This program as a server that fails the check.
    Program { check: &'static str, way: &'static str, problem: Text },
    /// This program as a server that does not get so far.
    Start { way: &'static str },
    /// A trouble that would hang on this very machine, made up.
    Trouble { kind: &'static str },
}

/// Stands for any problem, such as one for which a check has words of its own.
pub const OWN_WORDS: Text = Text { en: "", es: "" };

const fn own(name: &'static str, check: &'static str, problem: Text) -> Case {
    Case { name, how: How::Own { check, problem } }
}

const fn other(name: &'static str, check: &'static str, problem: Text, server: Broken) -> Case {
    Case { name, how: How::Other { check, server, problem } }
}

const fn start(name: &'static str, way: &'static str) -> Case {
    Case { name, how: How::Start { way } }
}

const fn trouble(name: &'static str, kind: &'static str) -> Case {
    Case { name, how: How::Trouble { kind } }
}

pub const CASES: &[Case] = &[
    own("bytes-lost", "bind-every-byte", problem::BYTES),
    other(
        "not-http",
        "hello-status-line",
        problem::VERSION,
        Broken::Server(|front| {
            front.each(|client, _| say(client, b"Hello, World!"));
        }),
    ),
    own("line-feed-alone", "hello-line-ends", problem::BARE_LF),
    other(
        "length-missing",
        "hello-content-length",
        problem::FIELD_MISSING,
        Broken::Response(|_, answer| without_field(answer, "Content-Length")),
    ),
    other(
        "length-too-long",
        "hello-body",
        problem::LENGTH_NOT_REACHED,
        Broken::Response(|_, answer| with_field(answer, "Content-Length", "15")),
    ),
    other(
        "length-too-short",
        "hello-body",
        problem::TRAILING,
        Broken::Response(|_, answer| with_field(answer, "Content-Length", "5")),
    ),
    own("length-of-letters", "parse-length-bytes", problem::TRAILING),
    own("content-wrong", "hello-body", problem::BODY),
    own("type-wrong", "hello-content-type", problem::FIELD),
    own("status-wrong", "parse-not-found", problem::STATUS),
    own("percent-not-decoded", "parse-percent", problem::BODY),
    own("date-missing", "headers-date", problem::NO_DATE),
    own("host-missing-accepted", "headers-host-missing", problem::STATUS),
    own("fold-accepted", "headers-obs-fold", problem::STATUS),
    own("two-lengths-accepted", "headers-length-and-coding", problem::STATUS),
    other(
        "smuggled",
        "body-both-framings",
        problem::TRAILING,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                read_head(&mut client);
                let smuggled = hello("HTTP/1.1 200 OK").replace("Hello, World!", "I-was-smuggled");
                let smuggled = smuggled.replace("Length: 13", "Length: 14");
                say(client, hello("HTTP/1.1 200 OK") + &smuggled);
            });
        }),
    ),
    own("traversal-served", "files-dotdot", OWN_WORDS),
    own("redirect-wrong", "files-folder-location", OWN_WORDS),
    own("chunks-as-content", "body-chunked", problem::BODY),
    other(
        "chunk-too-long",
        "hello-content-type",
        problem::CHUNK_NOT_REACHED,
        Broken::Response(|_, answer| chunked(answer, "13\r\nHello, World!\r\n0\r\n\r\n")),
    ),
    other(
        "chunk-too-short",
        "hello-content-type",
        problem::CHUNK,
        Broken::Response(|_, answer| chunked(answer, "a\r\nHello, World!\r\n0\r\n\r\n")),
    ),
    other(
        "kept-open",
        "hello-end",
        problem::STILL_OPEN,
        Broken::Server(|front| front.relay(Relay { stage_end: false, ..Relay::FAITHFUL })),
    ),
    other(
        "no-end",
        "hello-content-type",
        problem::NO_LENGTH,
        Broken::Server(|front| {
            let response = |_: &[u8], answer| without_field(answer, "Content-Length");
            front.relay(Relay { stage_end: false, response, ..Relay::FAITHFUL });
        }),
    ),
    own("closed-wrongly", "threads-persist", problem::FIELD_UNEXPECTED),
    other(
        "closed-unannounced",
        "threads-persist",
        problem::NOT_OPEN,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                read_head(&mut client);
                say(client, hello("HTTP/1.1 200 OK"));
            });
        }),
    ),
    other(
        "out-of-order",
        "threads-pipeline",
        problem::BODY,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                read_head(&mut client);
                let with = |word: &str| {
                    let answer = hello("HTTP/1.1 200 OK").replace("Hello, World!", word);
                    answer.replace("Length: 13", &format!("Length: {}", word.len()))
                };
                say(client, with("two") + &with("threads-pipeline") + &with("three"));
            });
        }),
    ),
    own("pipelined-forgotten", "threads-pipeline", problem::NO_ANSWER),
    own("head-with-content", "methods-head", problem::HEAD_CONTENT),
    own("allow-missing", "methods-405-allow", problem::FIELD_MISSING),
    own("json-forgiven", "users-not-json", problem::STATUS),
    other(
        "reset",
        "threads-persist-404",
        problem::RESET,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                read_head(&mut client);
                reset(client);
            });
        }),
    ),
    other(
        "closed-without-answer",
        "hello-body",
        problem::CLOSED_SILENT,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                read_head(&mut client);
                say(client, b"");
            });
        }),
    ),
    other(
        "closed-in-the-middle",
        "hello-body",
        problem::CLOSED_EARLY,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                read_head(&mut client);
                say(client, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Le");
            });
        }),
    ),
    other(
        "no-answer",
        "hello-body",
        problem::NO_ANSWER,
        Broken::Server(|front| {
            front.each(|client, _| hang(client));
        }),
    ),
    other(
        "half-an-answer",
        "hello-body",
        problem::STALLED,
        Broken::Server(|front| {
            front.each(|mut client, _| {
                // No empty line, so that the head goes on.
                let _ = client.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n");
                hang(client);
            });
        }),
    ),
    other(
        "next-client-forgotten",
        "hello-body",
        problem::NOT_ANSWERING,
        Broken::Server(|front| {
            front.accept().map(|client| Relay::FAITHFUL.run(client, front.stage().unwrap()));
            while let Some(client) = front.accept() {
                hang(client);
            }
        }),
    ),
    other(
        "next-client-after-reset",
        "bind-next-after-reset",
        problem::RESET,
        Broken::Server(|front| {
            let (Some(client), Ok(stage)) = (front.accept(), front.stage()) else { return };
            Relay::FAITHFUL.run(client, stage);
            while let Some(mut client) = front.accept() {
                let _ = client.read(&mut [0; 4096]);
                reset(client);
            }
        }),
    ),
    other(
        "slow-beside-silent",
        "threads-silent",
        problem::NO_ANSWER,
        Broken::Server(|front| {
            while let Some(client) = front.accept() {
                let Ok(stage) = front.stage() else { return };
                Relay::FAITHFUL.run(client, stage);
            }
        }),
    ),
    Case { name: "refused", how: How::Gone { check: "hello-body" } },
    Case {
        name: "crash",
        how: How::Program { check: "hello-not-text", way: "crash", problem: problem::DIED },
    },
    trouble("start-no-such-command", "no such command"),
    trouble("start-not-executable", "not executable"),
    trouble("start-port-taken", "taken"),
    trouble("start-port-lingers", "lingers"),
    trouble("start-other-address", "other address"),
    trouble("start-nobody-there", "nobody there"),
    start("start-ends-with-error", "ends"),
    start("start-ends-well", "returns"),
    start("start-other-port", "elsewhere"),
    start("start-listens-nowhere", "nowhere"),
];

/// Says these bytes, ends, and reads until the client is gone.
fn say(mut client: TcpStream, bytes: impl AsRef<[u8]>) {
    let _ = client.write_all(bytes.as_ref());
    let _ = client.shutdown(Shutdown::Write);
    while matches!(client.read(&mut [0; 4096]), Ok(1..)) {}
}

fn hello(line: &str) -> String {
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
    let fields = "Content-Type: text/plain\r\nContent-Length: 13";
    format!("{line}\r\n{date}\r\n{fields}\r\n\r\nHello, World!")
}

/// The answer with these chunks for its content.
fn chunked(answer: Vec<u8>, chunks: &str) -> Vec<u8> {
    let answer = without_field(answer, "Content-Length");
    let answer = broken::with_line(answer, "Transfer-Encoding: chunked");
    broken::replace(&answer, "Hello, World!", chunks)
}
