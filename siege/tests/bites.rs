//! The good clients bite: with a stage that is right every conversation passes, and behind a
//! go-between that spoils one thing those fail that it concerns.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::thread;
use std::time::Duration;

use fastrand::Rng;
use siege::cli::Choice;
use siege::good::{ALL, Conversation, Guest, PATIENCE, World, describe};
use siege::server::{SITE, Server};
use tester::broken::{Broken, Proxy, is_head, replace, with_field, with_more, without_field};
use tester::report::Language;

/// A fault, and the conversations that must notice it; no name means all of them.
struct Fault {
    what: &'static str,
    how: Broken,
    noticed_by: &'static [&'static str],
}

const FAULTS: &[Fault] = &[
    Fault { what: "nothing", how: Broken::Response(|_, answer| answer), noticed_by: &["nobody"] },
    Fault {
        what: "the last byte is wrong",
        how: Broken::Response(|_, mut answer| {
            if let Some(byte) = answer.last_mut() {
                *byte ^= 1;
            }
            answer
        }),
        noticed_by: &[],
    },
    Fault {
        what: "the last byte is missing, and not counted",
        how: Broken::Response(|_, answer| shorten(answer)),
        noticed_by: &["page", "hello", "echo-path", "echo-content", "file", "pieces", "pipeline"],
    },
    Fault {
        what: "one more byte after the answer",
        how: Broken::Response(|_, answer| with_more(answer, b"!")),
        noticed_by: &["whole-site", "pipeline", "file", "user", "sentence", "http-1.0", "mirror"],
    },
    Fault {
        what: "another success",
        how: Broken::Response(|_, answer| restate(answer)),
        noticed_by: &[],
    },
    Fault {
        what: "another media type",
        how: Broken::Response(|_, answer| with_field(answer, "Content-Type", "text/troff")),
        noticed_by: &[
            "page",
            "whole-site",
            "hello",
            "echo-path",
            "echo-content",
            "echo-chunked",
            "echo-expect",
            "file",
            "user",
            "sentence",
            "errors",
            "mirror",
        ],
    },
    Fault {
        what: "the content of the answer before",
        how: Broken::Request(|request| replace(request, "/echo/good", "/echo/bad")),
        noticed_by: &["pipeline", "http-1.0"],
    },
    Fault {
        what: "no language",
        how: Broken::Response(|_, answer| without_field(answer, "Content-Language")),
        noticed_by: &["hello"],
    },
    Fault {
        what: "nothing is deleted",
        how: Broken::Request(|request| replace(request, "DELETE ", "OPTIONS ")),
        noticed_by: &["file", "user", "sentence", "errors"],
    },
    Fault {
        what: "nothing is patched",
        how: Broken::Request(|request| replace(request, "PATCH ", "GET ")),
        noticed_by: &["user"],
    },
    Fault {
        what: "the second upload is stored elsewhere",
        how: Broken::Response(|_, answer| replace(&answer, "204 No Content", "200 OK")),
        noticed_by: &["file", "user", "sentence", "options"],
    },
    Fault {
        what: "no Allow",
        how: Broken::Response(|_, answer| without_field(answer, "Allow")),
        noticed_by: &["options", "errors"],
    },
    Fault {
        what: "conditions are not read",
        how: Broken::Request(|request| replace(request, "If-", "Of-")),
        noticed_by: &["conditions"],
    },
    Fault {
        what: "visitors write HTML",
        how: Broken::Response(|_, answer| lengthen(replace(&answer, "&lt;b>", "<b>"))),
        noticed_by: &["sentence"],
    },
    Fault {
        what: "TRACE tells secrets",
        how: Broken::Request(|request| replace(request, "Authorization: Basic", "Other: Basic")),
        noticed_by: &["mirror"],
    },
    Fault {
        what: "another interim answer",
        how: Broken::Response(|_, answer| replace(&answer, "100 Continue", "102 Processing")),
        noticed_by: &["echo-expect"],
    },
    Fault {
        what: "it closes and does not say so",
        how: Broken::Request(|request| {
            replace(request, "\r\nHost:", "\r\nConnection: close\r\nHost:")
        }),
        noticed_by: &["whole-site", "pipeline", "user", "file", "echo-path", "head"],
    },
];

/// Takes the last byte of the content away, in a head's `Content-Length` too.
fn shorten(mut answer: Vec<u8>) -> Vec<u8> {
    if !is_head(&answer) || answer.ends_with(b"\r\n\r\n") {
        return answer;
    }
    answer.pop();
    lengthen(answer)
}

/// Mends the length of a small answer whose content was changed.
fn lengthen(answer: Vec<u8>) -> Vec<u8> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").map(|end| end + 4);
    match end.filter(|_| is_head(&answer)) {
        Some(end) if end < answer.len() => {
            let length = (answer.len() - end).to_string();
            with_field(answer, "Content-Length", &length)
        }
        _ => answer,
    }
}

/// A status beside the right one: 201 for 200, 405 for 404.
fn restate(mut answer: Vec<u8>) -> Vec<u8> {
    if is_head(&answer)
        && let Some(digit) = answer.get_mut(11)
    {
        *digit = if *digit == b'9' { b'8' } else { *digit + 1 };
    }
    answer
}

/// Enough for an answer that will not come.
const HASTE: Duration = Duration::from_secs(2);

#[test]
fn each_fault_is_noticed() {
    thread::scope(|scope| {
        for fault in FAULTS {
            scope.spawn(|| fault.check());
        }
    });
}

impl Fault {
    fn check(&self) {
        let choice = Choice { addr: None, stage: 7, threads: 1024, debug: true };
        let stage = Server::open(&choice, true, Language::English).expect("stage 7 starts");
        let proxy = Proxy::start(self.how, stage.addr).expect("a free port");
        let patience = if self.is_none() { PATIENCE } else { HASTE };
        let world = World::new(proxy.addr(), patience, Path::new(SITE)).expect("the site");
        thread::scope(|scope| {
            for conversation in ALL {
                scope.spawn(|| self.is_noticed_by(conversation, &world));
            }
        });
    }

    fn is_noticed_by(&self, conversation: &Conversation, world: &World) {
        let name = format!("good-{}", conversation.name);
        let mut guest = Guest::new(world, &name, Rng::with_seed(1));
        // Some faults show only where something has been before.
        let verdict = guest.talk(*conversation).and_then(|()| guest.talk(*conversation));
        let what = format!("{}: {}", self.what, conversation.name);
        match verdict {
            Ok(()) => assert!(!self.concerns(conversation.name), "{what} is fooled"),
            Err(it) => assert!(!self.is_none(), "{what}: {}", describe(&it, Language::English)),
        }
    }

    fn is_none(&self) -> bool {
        self.noticed_by == ["nobody"]
    }

    fn concerns(&self, name: &str) -> bool {
        self.noticed_by.is_empty() || self.noticed_by.contains(&name)
    }
}

#[test]
fn faults_name_conversations_that_exist() {
    let names = FAULTS.iter().flat_map(|fault| fault.noticed_by).filter(|name| **name != "nobody");
    for name in names {
        assert!(ALL.iter().any(|conversation| conversation.name == *name), "{name}");
    }
}
