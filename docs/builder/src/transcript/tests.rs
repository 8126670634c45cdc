use super::*;
use anstream::adapter::strip_str;
use std::time::Duration;

/// What is wrong with a page that needs no stage.
fn faults(page: &str, patience: Duration) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let programs = Programs::in_folder(folder.path());
    let setting =
        Setting { workspace: folder.path(), programs: &programs, language: "es", patience };
    let report = run(page, setting).expect("a session");
    report.faults.iter().map(|fault| strip_str(&fault.to_string()).to_string()).collect()
}

/// Pages, and how the faults begin that are found in them.
const PAGES: [(&str, &[&str]); 12] = [
    ("# A\n", &[]),
    ("```console\n$ echo a\na\n$ echo b >&2; echo c\nb\nc\n```", &[]),
    ("```console\n$ echo a > b\n```\n\n```console\n$ cat b\na\n```", &[]),
    ("```console\n$ printf $TESTER_LANG\nes\n```", &[]),
    ("```console not-run\n$ exit 1\n```", &[]),
    // Whatever stays in the background goes, and is not waited for.
    ("```console\n$ sleep 1000 & echo a\na\n```", &[]),
    (
        "```console\n$ echo a\nb\n```",
        &["line 2: `echo a` prints something else (- the page, + \
        the program):\n- b\n+ a\n"],
    ),
    (
        "```console\n$ echo a\n$ echo b\n```",
        &["line 2: `echo a` prints", "line 3: `echo b` prints"],
    ),
    ("```console\n$ no-such-program\n```", &["line 2: `no-such-program` prints something else"]),
    ("```console\n$ cargo run -p no-such-stage\n```", &["line 2: `cargo run"]),
    ("a\n\n```console server\na\n```", &["line 4: no server runs"]),
    ("```console what\n$ a\n```", &["line 1: it should be"]),
];

#[test]
fn pages_are_run() {
    for (page, expected) in PAGES {
        let found = faults(page, PATIENCE);
        let right = found.len() == expected.len()
            && found.iter().zip(expected).all(|(found, begin)| found.starts_with(begin));
        assert!(right, "{page}\n{found:#?}");
    }
}

#[test]
fn who_does_not_end_is_ended() {
    let found = faults("```console\n$ echo a; sleep 1000\na\n```", Duration::from_millis(300));
    assert_eq!(
        found,
        ["line 2: `echo a; sleep 1000` still runs after 300ms. It has printed:\na\n"]
    );
}

/// A terminal is another program's than the one that asks.
#[test]
fn a_server_of_whatever_kind_has_a_terminal() {
    let page = |prints: &str| {
        format!(
            "```console server=nc\n$ nc -l 127.0.0.1 4221\n```\n\
             ```console\n$ echo 'a 4221' | nc -N 127.0.0.1 4221\n```\n\
             ```console server\n{prints}\n```\n"
        )
    };
    assert_eq!(faults(&page("a 4221"), PATIENCE), Vec::<String>::new());
    let found = faults(&page("b"), Duration::from_secs(1));
    let expected = "line 8: the server's terminal shows something else (- the page, + the \
                    server):\n- b\n+ a 4221\n";
    assert_eq!(found, [expected]);
}

#[test]
fn a_server_that_ends_does_not_listen() {
    let found = faults("```console server=a\n$ echo a\na\n```", PATIENCE);
    assert_eq!(found, ["line 2: `echo a` does not listen on port 4221. It has printed:\na\n"]);
}
