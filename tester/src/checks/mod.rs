//! The checks, by area; each area belongs to the stage that introduces it.
//!
//! # How to write a check
//!
//! A check is a literal in its area's `CHECKS`; [`hello`] has small ones to begin from.
//!
//! ```
//! use tester::prelude::*;
//!
//! pub const CHECKS: &[Check] = &[Check {
//!     id: "parse-percent",
//!     since: 3,
//!     until: None,
//!     rfc: "RFC 3986 §2.1",
//!     title: Text { en: "%20 is a space", es: "%20 es un espacio" },
//!     rule: Text {
//!         en: "A % and two hexadecimal digits stand for the byte of that number.",
//!         es: "Un % y dos dígitos hexadecimales representan el byte de ese número.",
//!     },
//!     hints: &[Text {
//!         en: "Decode after you have split the target, not before.",
//!         es: "Decodifica después de partir el destino, no antes.",
//!     }],
//!     waits: false,
//!     run: |server| server.get("/echo/a%20b")?.status(200)?.body("a b")?.done(),
//!     broken: Breakage {
//!         how: Broken::Request(|request| broken::replace(request, "a%20b", "a+b")),
//!         also: &[],
//!     },
//! }];
//! ```
//!
//! * `id` begins with the area. `since` is the area's stage, or a later one. `until` is the
//!   first stage for which the check is wrong: `Some(3)` for "answers whatever it is asked".
//! * Each stage is started afresh for each check, but a proof runs all checks against one
//!   server: take names of your own (`/echo/{id}`, files named after the check), and do not
//!   count what others may have left.
//! * A check holds for every stage from `since` on. Stages before 6 serve one client at a
//!   time, so open a second connection only when the first is answered, or mark it `waits`.
//!   From stage 6 connections persist: send `Connection: close` if you expect the end.
//! * No sleeping, no measuring of time. A check that sits out a time limit of the server is
//!   `waits: true` and gives its client longer: `server.connect()?.patience(seconds(8))?`.
//!
//! # Talking
//!
//! | | |
//! |---|---|
//! | `server.get("/hello")?` | one GET with `Host` and `Connection: close`, its answer, and the end |
//! | `server.get_with("/hello", &[("Accept-Language", "es")])?` | the same with fields |
//! | `server.request("POST", "/echo", &[("Content-Type", "text/plain")], b"hi")?` | any request; `Content-Length` is added if there is a body, `Host` and `Connection` unless given |
//! | `server.raw("GET  / HTTP/1.1\r\n\r\n")?` | exactly these bytes, one answer, then the client ends its side and the server must too |
//! | `server.connect()?` | a [`Client`](crate::client::Client): `send`, `send_slowly` (packets), `send_pieces` (reads), `finish`, `reset`, `converse`; `read_response("GET")`, `read_interim(100)`, `read_to_end`, `expect_bytes`, `expect_end`, `expect_open` |
//! | `client.get("/hello")?`, `client.request(…)?` | on a connection that stays open |
//! | `server.directory()?` | the folder behind `/files/`; `?` works on `io::Result` too |
//! | `server.addr()`, `server.stage()` | for a `Host`, or for what only some stages do |
//!
//! Every answer is read strictly ([`crate::response::parse`]): the status line with its reason,
//! CRLF, field grammar, framing, from stage 4 a `Date`; and where the connection ends, that
//! nothing follows. A check need not repeat that.
//!
//! # Asserting
//!
//! On a [`Response`](crate::response::Response), chained and ended with `.done()`:
//! `status(404)`, `status_in(&[301, 308])`, `refusal(400)` (status and one plain line),
//! `field("Content-Type", "text/plain")`, `has_field`, `no_field`, `field_contains`,
//! `lists("Allow", "GET")`, `lists_no`, `body(…)`, `body_contains`, `body_lacks`,
//! `one_plain_line()`, `status_within(400..500, Text { … })`, `field_that("Location", |value| …,
//! Text { … })`, and `that(condition, Text { … })` for the rest. A `Text` is one or two sentences, as
//! a teacher would say it; `{got}` in it is the status or the value. To look yourself:
//! `code()`, `content()`, `text()`, `value("Date")`, `list("Allow")`, `message`, `interim`.
//! Outside an answer: `client.that(condition, Text { … })?`, `Err(client.fail(Text { … }))`.
//!
//! # Breaking
//!
//! Each check carries a server that fails it: a go-between ([`Broken`](crate::broken::Broken))
//! that spoils one thing on its way to or from a good stage. Its proof runs every check of
//! stage `since` through it (but those that wait): this one must fail, so must those that
//! `also` names, and no other. The narrower the better: `also` is for rules that imply each
//! other. To hit one check only, look for a mark in its request, such as a field of its own
//! (`X-Check: my-check`): a query would fail a beginner's server that does not split it off yet.
//!
//! A filter depends on its arguments alone, and on the first 4 KiB of each: it is tried out on
//! recorded traffic first, and only the checks whose traffic it would change are run.
//!
//! * `Broken::Request(|chunk| …)`: what the stage reads instead. A server that tolerates
//!   `http/1.1`: `broken::replace(chunk, "http/1.1", "HTTP/1.1")`.
//! * `Broken::Response(|sent, answer| …)`: what the client gets instead; `sent` is all it has
//!   said. Parts: `broken::{has, with_status, with_field, without_field, with_line, with_body,
//!   with_more, edit_head, plain, is_head}`. A server that takes an empty `Host`:
//!   `if broken::has(sent, "Host: \r\n") { broken::plain("200 OK", "hi") } else { answer }`.
//!   An answer of many chunks is only changed where it has its head: return `Vec::new()` for
//!   the others if they must go.
//! * `Broken::Server(|front| …)`: accepts for itself: `while let Some(client) = front.accept()`.
//!   `front.stage()` connects to the good stage; `Relay { … }.run(client, stage)` passes on,
//!   without the client's end (`client_end: false`) or the stage's (`stage_end: false`), and
//!   tells whether it was `Ending::Reset`; one after another is a server without threads.
//!   `front.relay(Relay { … })` does it for all clients at once, `front.each(|client, stage| …)`
//!   lets you choose. `broken::{read_head, answer, hang, reset}` treat a client alone. To return
//!   is to crash.
//!
//! A proof fails with the list of checks that fell or survived against expectation, and why.
//! Run yours with `cargo test -p stage03-parse --test broken parse-percent`.

pub mod bind;
pub mod body;
pub mod files;
pub mod headers;
pub mod hello;
pub mod methods;
pub mod parse;
pub mod sentence;
pub mod threads;
pub mod users;

use crate::catalogue::Check;

/// An area: its name, the stage that introduces it, its checks.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub name: &'static str,
    pub since: u8,
    pub checks: &'static [Check],
}

const fn area(name: &'static str, since: u8, checks: &'static [Check]) -> Area {
    Area { name, since, checks }
}

/// Every area, in the order of the course.
pub const AREAS: &[Area] = &[
    area("bind", 1, bind::CHECKS),
    area("hello", 2, hello::CHECKS),
    area("parse", 3, parse::CHECKS),
    area("headers", 4, headers::CHECKS),
    area("files", 5, files::CHECKS),
    area("threads", 6, threads::CHECKS),
    area("methods", 7, methods::CHECKS),
    area("body", 7, body::CHECKS),
    area("users", 7, users::CHECKS),
    area("sentence", 7, sentence::CHECKS),
];
