//! The command as a student meets it: what it says, in both languages, and what stays behind.

#[path = "httpcourse/wrong.rs"]
mod wrong;

use libtest_mimic::{Arguments, Trial};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::iter;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// Each with a folder and servers of its own.
const TESTS: &[(&str, fn())] = &[
    (
        "a_stage_that_passes_is_0_and_leads_to_the_next",
        a_stage_that_passes_is_0_and_leads_to_the_next,
    ),
    (
        "a_failure_is_1_and_stops_there_unless_all_are_wanted",
        a_failure_is_1_and_stops_there_unless_all_are_wanted,
    ),
    (
        "the_checks_that_are_named_are_run_and_no_others",
        the_checks_that_are_named_are_run_and_no_others,
    ),
    ("a_program_that_is_not_there", a_program_that_is_not_there),
    (
        "a_server_that_ends_before_it_listens_is_quoted",
        a_server_that_ends_before_it_listens_is_quoted,
    ),
    (
        "a_server_on_another_port_is_named_and_stopped",
        a_server_on_another_port_is_named_and_stopped,
    ),
    (
        "a_server_that_listens_nowhere_is_not_waited_for_for_ever",
        a_server_that_listens_nowhere_is_not_waited_for_for_ever,
    ),
    ("a_server_on_the_other_loopback_is_told_apart", a_server_on_the_other_loopback_is_told_apart),
    ("a_port_that_somebody_else_has_is_not_tested", a_port_that_somebody_else_has_is_not_tested),
    ("an_address_where_nobody_is", an_address_where_nobody_is),
    (
        "a_child_that_keeps_the_pipe_holds_nobody_up_and_is_stopped",
        a_child_that_keeps_the_pipe_holds_nobody_up_and_is_stopped,
    ),
    ("the_servers_children_end_with_it", the_servers_children_end_with_it),
    (
        "a_server_that_talks_without_end_is_tested_all_the_same",
        a_server_that_talks_without_end_is_tested_all_the_same,
    ),
    (
        "a_crash_is_told_with_the_last_words_and_the_server_started_again",
        a_crash_is_told_with_the_last_words_and_the_server_started_again,
    ),
    ("a_server_that_hangs_is_no_hang", a_server_that_hangs_is_no_hang),
    (
        "a_server_that_runs_already_is_tested_and_left_alone",
        a_server_that_runs_already_is_tested_and_left_alone,
    ),
    ("what_cannot_be_understood_is_2_and_named", what_cannot_be_understood_is_2_and_named),
    (
        "help_fits_a_terminal_and_names_every_option_in_both_languages",
        help_fits_a_terminal_and_names_every_option_in_both_languages,
    ),
    ("the_catalogue_is_listed_by_stage", the_catalogue_is_listed_by_stage),
    ("the_exercises_are_listed_by_stage", the_exercises_are_listed_by_stage),
    (
        "an_exercise_is_run_with_hints_until_it_is_solved",
        an_exercise_is_run_with_hints_until_it_is_solved,
    ),
    ("what_goes_over_udp_is_told_and_tried_so", what_goes_over_udp_is_told_and_tried_so),
    ("an_exercise_leads_to_no_other_stage", an_exercise_leads_to_no_other_stage),
    (
        "colours_are_for_terminals_and_whoever_wants_them",
        colours_are_for_terminals_and_whoever_wants_them,
    ),
    ("it_goes_on_where_the_student_stopped", it_goes_on_where_the_student_stopped),
    ("each_hint_is_one_more_until_the_check_passes", each_hint_is_one_more_until_the_check_passes),
    ("a_broken_progress_file_is_named_and_kept", a_broken_progress_file_is_named_and_kept),
    (
        "the_progress_file_is_all_that_is_left_in_the_folder",
        the_progress_file_is_all_that_is_left_in_the_folder,
    ),
    (
        "a_change_of_a_file_is_a_new_run_that_says_what_is_new",
        a_change_of_a_file_is_a_new_run_that_says_what_is_new,
    ),
    (
        "what_was_seen_before_a_server_could_not_be_started_again_is_told",
        what_was_seen_before_a_server_could_not_be_started_again_is_told,
    ),
    #[cfg(target_os = "linux")]
    ("what_slips_out_of_the_group_ends_too", what_slips_out_of_the_group_ends_too),
    ("what_the_server_writes_is_no_change", what_the_server_writes_is_no_change),
    #[cfg(unix)]
    ("ctrl_c_ends_the_server_with_its_children", ctrl_c_ends_the_server_with_its_children),
    (
        "the_stages_are_called_what_their_packages_say",
        the_stages_are_called_what_their_packages_say,
    ),
];

/// Most tests wait for something.
const THREADS: usize = 12;

fn main() -> ExitCode {
    wrong::serve_if_asked();
    let tests = TESTS.iter().map(|(name, test)| {
        Trial::test(*name, move || {
            test();
            Ok(())
        })
    });
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    libtest_mimic::run(&arguments, tests.collect()).exit_code()
}

/// How long whatever should happen may take on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A student's folder, and an ear for the processes that run in it.
struct Folder {
    folder: TempDir,
    ear: SocketAddr,
    processes: Receiver<TcpStream>,
}

/// What came of a run.
struct Seen {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Folder {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let ear = listener.local_addr().unwrap();
        let (sender, processes) = channel();
        thread::spawn(move || {
            let mut clients = listener.incoming().flatten();
            while clients.next().is_some_and(|process| sender.send(process).is_ok()) {}
        });
        Folder { folder: TempDir::new().unwrap(), ear, processes }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("httpcourse"));
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TESTER_LANG", "TESTER_HINTS"] {
            command.env_remove(name);
        }
        let ear = self.ear.to_string();
        command.args(words).current_dir(self.folder.path()).env("TELL", ear).env("LC_ALL", "C");
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> Seen {
        seen(self.command(words).output().unwrap())
    }

    /// As [`Folder::run`], with one of the servers of `examples/wrong.rs` at a free port.
    fn test(&self, words: &[&str], way: &str) -> Seen {
        self.run(&[words, &["--"], &refs(&wrong(way)), &["{addr}"]].concat())
    }

    /// Watches this folder; the server does what `way.txt` says.
    fn watch(&self) -> (Killed, Reader) {
        let server = wrong("@way.txt");
        let options = &["1", "--watch", "--lang", "en", "--"];
        let words = [&options[..], &refs(&server), &["{addr}"]].concat();
        let mut command = self.command(&words);
        let mut watching = Killed(command.stdout(Stdio::piped()).spawn().unwrap());
        let lines = Reader::new(watching.0.stdout.take().unwrap());
        (watching, lines)
    }

    /// The next process that is ready.
    #[track_caller]
    fn next_process(&self) -> TcpStream {
        self.processes.recv_timeout(DEADLINE).expect("no process was ready")
    }

    /// What the next process said when it was ready; it has ended now.
    #[track_caller]
    fn next_ended(&self) -> String {
        ended(self.next_process())
    }
}

/// What the process said; it has ended.
#[track_caller]
fn ended(mut process: TcpStream) -> String {
    process.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut said = String::new();
    // It has no time to say good-bye: a reset is an end too.
    let ended = process.read_to_string(&mut said);
    assert!(ended.is_ok() || !is_late(&ended), "it still runs: {said}");
    said
}

fn refs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn is_late(ended: &std::io::Result<usize>) -> bool {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    ended.as_ref().is_err_and(|error| [TimedOut, WouldBlock].contains(&error.kind()))
}

fn seen(output: Output) -> Seen {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap_or(-1);
    Seen { code, out: text(output.stdout), err: text(output.stderr) }
}

/// The command line of a server that goes wrong in this way, up to its address.
fn wrong(way: &str) -> [String; 3] {
    let test = std::env::current_exe().unwrap();
    [test.to_str().unwrap().into(), wrong::WRONG.into(), way.into()]
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

fn a_stage_that_passes_is_0_and_leads_to_the_next() {
    let folder = Folder::new();
    let seen = folder.test(&["1", "--lang", "en"], "right");
    assert_eq!((seen.code, &seen.err[..]), (0, ""), "{}", seen.out);
    has(&seen.out, &["Stage 1: sockets\n", "Stage 1 passed: 12 checks.\n", "stage 2"]);
    assert_eq!(folder.next_ended(), "right");
    let seen = folder.test(&["1", "--lang", "es"], "right");
    has(&seen.out, &["Etapa 1: los sockets\n", "Etapa 1 superada: 12 comprobaciones.\n"]);
    has(&seen.out, &["etapa 2"]);
}

fn a_failure_is_1_and_stops_there_unless_all_are_wanted() {
    let folder = Folder::new();
    let first = folder.test(&["1", "--lang", "en"], "shouts");
    assert_eq!(first.code, 1, "{}{}", first.out, first.err);
    has(&first.out, &["bind-echo", "0 checks passed, 1 failed, 11 still to come"]);
    assert!(!first.out.contains("bind-every-byte"), "{}", first.out);
    let all = folder.test(&["1", "--all", "--lang", "en"], "shouts");
    assert_eq!(all.code, 1);
    has(&all.out, &["bind-echo", "These failed too:\n", "    bind-every-byte: ", " failed.\n"]);
    assert!(!all.out.contains("still to come"), "{}", all.out);
    let todas = folder.test(&["1", "--all", "--lang", "es"], "shouts");
    has(&todas.out, &["También fallaron estas:\n", "    bind-every-byte: ", " mal.\n"]);
}

fn the_checks_that_are_named_are_run_and_no_others() {
    let folder = Folder::new();
    let two = ["--check", "bind-empty", "--check", "bind-end", "--lang", "en"];
    let seen = folder.test(&two, "right");
    assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
    has(&seen.out, &["Passed: 2 checks.\n"]);
    let seen = folder.test(&["--check=bind-echo", "--lang=en"], "shouts");
    assert_eq!(seen.code, 1);
    has(&seen.out, &["bind-echo", "0 checks passed, 1 failed.\n"]);
    // A check of a later stage brings its stage with it.
    let seen = folder.test(&["--check", "parse-echo", "--lang", "en"], "right");
    has(&seen.out, &["Stage 3: "]);
}

/// What stands in the output for each trouble, whatever the language: it is on standard error.
#[track_caller]
fn trouble_with(way: &str, parts: &[&str]) -> Folder {
    let addr = lonely().to_string();
    let words = ["--wait", "5", "--addr", &addr, "--"];
    trouble(&[&words, &refs(&wrong(way))[..], &["{addr}"]].concat(), parts)
}

/// An address where nobody listens, nor will by chance: from 32768 on a port may be given to any
/// other test that asks for one, and then this one would meet a stranger.
fn lonely() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + (std::process::id() % 10_000) as u16;
    let ports = iter::repeat_with(|| first + NEXT.fetch_add(1, Ordering::Relaxed));
    let mut addrs = ports.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    addrs.find(|addr| TcpListener::bind(addr).is_ok()).unwrap()
}

#[track_caller]
fn trouble(words: &[&str], parts: &[&str]) -> Folder {
    let folder = Folder::new();
    let mut said = Vec::new();
    for language in ["en", "es"] {
        let seen = folder.run(&[&["1", "--lang", language], words].concat());
        assert_eq!(seen.code, 3, "{}{}", seen.out, seen.err);
        has(&seen.err, parts);
        assert!(!seen.err.contains('\u{1b}'), "{:?}", seen.err);
        said.push(seen.err);
    }
    assert_ne!(said[0], said[1]);
    folder
}

fn a_program_that_is_not_there() {
    trouble(&["--", "no-such-program-anywhere"], &["no-such-program-anywhere"]);
}

fn a_server_that_ends_before_it_listens_is_quoted() {
    let parts = ["to standard output", "[31mstandard error", "3"];
    trouble_with("ends", &parts);
}

fn a_server_on_another_port_is_named_and_stopped() {
    let folder = Folder::new();
    for language in ["en", "es"] {
        let addr = lonely().to_string();
        let seen = folder.test(&["1", "--lang", language, "--addr", &addr], "elsewhere");
        assert_eq!(seen.code, 3, "{}{}", seen.out, seen.err);
        has(&seen.err, &[&folder.next_ended()]);
    }
}

fn a_server_that_listens_nowhere_is_not_waited_for_for_ever() {
    let folder = trouble_with("deaf", &["127.0.0.1:"]);
    for _ in 0..2 {
        assert_eq!(folder.next_ended(), "deaf");
    }
}

fn a_server_on_the_other_loopback_is_told_apart() {
    if TcpListener::bind("[::1]:0").is_err() {
        return; // a machine without IPv6 cannot have such a server
    }
    trouble_with("six", &["[::1]:"]);
}

fn a_port_that_somebody_else_has_is_not_tested() {
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let addr = other.local_addr().unwrap().to_string();
    let server = wrong("right");
    let words = [&["--addr", &addr, "--"], &refs(&server)[..], &[&addr]].concat();
    let folder = trouble(&words, &[&addr]);
    let seen = folder.run(&[&["1"], &words[..]].concat());
    let words = seen.err.split_whitespace().collect::<String>(); // lines break within words
    assert!(!words.contains("AddrInUse"), "it was started all the same: {}", seen.err);
    other.set_nonblocking(true).unwrap();
    while let Ok((client, _)) = other.accept() {
        let said = BufReader::new(client).bytes().count();
        assert_eq!(said, 0, "the stranger was asked something");
    }
}

fn an_address_where_nobody_is() {
    let addr = lonely().to_string();
    trouble(&["--addr", &addr], &[&addr]);
}

fn a_child_that_keeps_the_pipe_holds_nobody_up_and_is_stopped() {
    let folder = trouble_with("orphans", &["4"]);
    // One that was stopped before it was ready has not told.
    folder.processes.try_iter().for_each(|process| drop(ended(process)));
}

fn the_servers_children_end_with_it() {
    let folder = Folder::new();
    let seen = folder.test(&["1", "--lang", "en"], "parent");
    assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
    let mut ended = [folder.next_ended(), folder.next_ended()];
    ended.sort();
    assert_eq!(ended, ["parent", "right"]);
}

#[cfg(target_os = "linux")] // the others give orphans to the system
fn what_slips_out_of_the_group_ends_too() {
    let folder = Folder::new();
    let seen = folder.test(&["1", "--lang", "en"], "daemons");
    assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
    let mut ended = [folder.next_ended(), folder.next_ended()];
    ended.sort();
    assert_eq!(ended, ["daemon", "daemons"]);
}

fn a_server_that_talks_without_end_is_tested_all_the_same() {
    let folder = Folder::new();
    let seen = folder.test(&["1", "--lang", "en"], "talks");
    assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
}

fn a_crash_is_told_with_the_last_words_and_the_server_started_again() {
    let folder = Folder::new();
    let seen = folder.test(&["1", "--all", "--lang", "en"], "crashes");
    assert_eq!(seen.code, 1, "{}{}", seen.out, seen.err);
    has(&seen.out, &["I cannot bear this", "7", "12 failed.\n"]);
    // For each check a server that works.
    for _ in 0..12 {
        assert_eq!(folder.next_ended(), "crashes");
    }
}

fn what_was_seen_before_a_server_could_not_be_started_again_is_told() {
    let folder = Folder::new();
    fs::write(folder.path("way.txt"), "once").unwrap();
    let seen = folder.test(&["1", "--all", "--lang", "en"], "@way.txt");
    assert_eq!(seen.code, 1, "{}{}", seen.out, seen.err);
    // The first life ended in a check, the second at its start.
    has(&seen.out, &["bind-echo", "I cannot bear this", "to standard output"]);
    has(&seen.out, &["0 checks passed, 1 failed, 11 still to come."]);
}

fn a_server_that_hangs_is_no_hang() {
    let folder = Folder::new();
    let seen = folder.test(&["1", "--lang", "en"], "hangs");
    assert_eq!(seen.code, 1, "{}{}", seen.out, seen.err);
    assert_eq!(folder.next_ended(), "hangs");
}

fn a_server_that_runs_already_is_tested_and_left_alone() {
    let folder = Folder::new();
    let mut server = {
        let [test, wrong, right] = wrong("right");
        let mut command = Command::new(test);
        command.args([&wrong, &right, "127.0.0.1:0"]);
        command
    };
    let server = server.stdout(Stdio::piped()).spawn().unwrap();
    let mut server = Killed(server);
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim().strip_prefix("listening on ").unwrap();
    let seen = folder.run(&["1", "--addr", addr, "--lang", "en"]);
    assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
    assert!(TcpStream::connect(addr).is_ok());
}

/// Ends with the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Lines may break anywhere between words.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Command lines that make no sense, and what of them is named.
const MISUSES: &[(&[&str], &str)] = &[
    (&["0"], "0"),
    (&["8"], "8"),
    (&["1", "2", "--", "x"], "2"),
    (&["python3", "server.py"], "python3"),
    (&["1", "--loud", "--", "x"], "--loud"),
    (&["1", "-x", "--", "x"], "-x"),
    (&["1", "--all=yes", "--", "x"], "--all"),
    (&["1", "--check"], "--check"),
    (&["1", "--check", "bind-ecco", "--", "x"], "bind-ecco"),
    (&["1", "--check", "users-create", "--", "x"], "users-create"),
    (&["--check", "bind-echo", "--check", "parse-echo", "--", "x"], "bind-echo"),
    (&["1", "--addr", "nowhere", "--", "x"], "nowhere"),
    (&["1", "--addr", "127.0.0.1:0", "--", "x"], "{addr}"),
    (&["1", "--wait", "0", "--", "x"], "0"),
    (&["1", "--site", "no/such/folder", "--", "x"], "folder"),
    (&["1", "--lang", "fr", "--", "x"], "fr"),
    (&["1", "--"], "--"),
    (&["1"], "httpcourse 1 -- "),
    (&["--all"], "httpcourse 1 -- "),
    (&["list", "9"], "9"),
    (&["exercise", "9.9", "--", "x"], "9.9"),
    (&["exercise", "3.2", "1", "--", "x"], "1"),
    (&["exercise", "1", "--", "x"], "1"),
    (&["exercise", "--", "x"], "httpcourse exercise 3.2 -- "),
    (&["exercise", "--hint"], "httpcourse exercise 3.2 -- "),
    (&["exercise", "3.2"], "httpcourse exercise 3.2 -- "),
    (&["exercise", "3.2", "--check", "parse-echo", "--", "x"], "--check"),
    (&["exercise", "3.2", "--all", "--", "x"], "--all"),
    (&["3.2", "--", "x"], "httpcourse exercise 3.2 -- "),
];

fn what_cannot_be_understood_is_2_and_named() {
    let folder = Folder::new();
    for (words, named) in MISUSES {
        let english = folder.run(words);
        assert_eq!(english.code, 2, "{words:?}: {}{}", english.out, english.err);
        has(&unbroken(&english.err), &[named, "--help"]);
        let spanish = seen(folder.command(words).env("TESTER_LANG", "es").output().unwrap());
        assert_eq!(spanish.code, 2, "{words:?}");
        has(&unbroken(&spanish.err), &[named, "--help"]);
        assert_ne!(english.err, spanish.err, "{words:?}");
        assert!(!folder.path("httpcourse.toml").exists(), "{words:?}");
    }
}

fn help_fits_a_terminal_and_names_every_option_in_both_languages() {
    let folder = Folder::new();
    let [english, spanish] =
        ["en", "es"].map(|language| folder.run(&["--help", "--lang", language]));
    assert_ne!(english.out, spanish.out);
    for help in [english, spanish] {
        assert_eq!(help.code, 0);
        let wide = help.out.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None);
        has(&help.out, &["--check", "--all", "--watch", "--hint", "--addr", "--site", "grade"]);
        has(&help.out, &["--directory", "--wait", "--lang", "--plain", "--version", "list"]);
        has(&help.out, &["httpcourse exercise ", "httpcourse exercise 3.2"]);
        has(&help.out, &["NO_COLOR", "httpcourse.toml", "{addr}", "{port}", "{site}", "130"]);
    }
}

fn the_catalogue_is_listed_by_stage() {
    let folder = Folder::new();
    let all = folder.run(&["list", "--lang", "en"]);
    assert_eq!(all.code, 0);
    let ids = all.out.lines().filter(|line| line.starts_with("    ") && line.contains(": "));
    assert_eq!(ids.count(), tester::catalogue::catalogue().count());
    let first = folder.run(&["list", "1", "--lang", "es"]);
    assert!(first.out.starts_with("Etapa 1: los sockets, 12 comprobaciones\n    bind-echo: "));
    let wide = all.out.lines().chain(first.out.lines()).find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
}

fn the_exercises_are_listed_by_stage() {
    let folder = Folder::new();
    for (language, size) in [("en", "half an hour"), ("es", "media hora")] {
        let list = folder.run(&["exercise", "--lang", language]);
        assert_eq!((list.code, &list.err[..]), (0, ""));
        for exercise in tester::exercises::exercises() {
            has(&list.out, &[&format!("\n    {}: ", exercise.id())]);
        }
        has(&unbroken(&list.out), &["3: ", size, "httpcourse exercise 3.2 -- "]);
        assert_eq!(list.out.lines().find(|line| line.chars().count() > 80), None);
    }
    assert!(!folder.path("httpcourse.toml").exists());
}

fn an_exercise_is_run_with_hints_until_it_is_solved() {
    let folder = Folder::new();
    let seen = folder.test(&["exercise", "1.2", "--lang", "en"], "right");
    assert_eq!(seen.code, 1, "{}{}", seen.out, seen.err);
    has(
        &seen.out,
        &["Exercise 1.2, on stage 1: sockets\n", "exercise 1.2 (stage 1)\n", "Hint 1 of 2"],
    );
    has(&seen.out, &["\n      httpcourse exercise 1.2\n", "Exercise 1.2 is not solved yet.\n"]);
    assert!(!seen.out.contains("Hint 2 of 2"), "{}", seen.out);
    let more = folder.run(&["exercise", "1.2", "--hint", "--lang", "es"]);
    assert_eq!(more.code, 1, "the command is remembered: {}", more.err);
    has(&more.out, &["Ejercicio 1.2, sobre la etapa 1: los sockets\n", "Pista 2 de 2"]);
    let solved = folder.test(&["exercise", "1.2", "--lang", "en"], "many");
    assert_eq!((solved.code, &solved.err[..]), (0, ""), "{}", solved.out);
    has(&solved.out, &["Exercise 1.2 is solved.\n", "`httpcourse 1`"]);
    let resuelto = folder.test(&["--lang", "es", "exercise", "1.2"], "many");
    has(&resuelto.out, &["Ejercicio 1.2, resuelto.\n", "`httpcourse 1`"]);
}

fn what_goes_over_udp_is_told_and_tried_so() {
    let folder = Folder::new();
    let seen = folder.test(&["exercise", "1.3", "--lang", "en"], "right");
    assert_eq!(seen.code, 1, "{}{}", seen.out, seen.err);
    has(&seen.out, &["a UDP socket", " | nc -u -w 1 127.0.0.1 4221\n"]);
    assert!(!seen.out.contains("The tester connected"), "{}", seen.out);
}

fn an_exercise_leads_to_no_other_stage() {
    let folder = Folder::new();
    assert_eq!(folder.test(&["1"], "many").code, 0);
    assert_eq!(folder.test(&["exercise", "1.2"], "many").code, 0);
    let next = folder.run(&["--lang", "en"]);
    has(&next.out, &["12 of 12 checks", "passed", "Stage 2: one request"]);
}

fn colours_are_for_terminals_and_whoever_wants_them() {
    let folder = Folder::new();
    let run = |names: &[(&str, &str)], words: &[&str]| {
        let server = wrong("right");
        let words = [words, &["--"], &refs(&server)[..], &["{addr}"]].concat();
        let seen = seen(folder.command(&words).envs(names.iter().copied()).output().unwrap());
        assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
        seen.out.contains('\u{1b}') || seen.err.contains('\u{1b}')
    };
    assert!(!run(&[], &["1"]), "none in a pipe");
    assert!(run(&[("CLICOLOR_FORCE", "1")], &["1"]), "where they are forced");
    assert!(!run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &["1"]), "NO_COLOR");
    assert!(!run(&[("CLICOLOR_FORCE", "1")], &["1", "--plain"]), "--plain");
}

fn it_goes_on_where_the_student_stopped() {
    let folder = Folder::new();
    let fresh = folder.run(&["--lang", "en"]);
    assert_eq!(fresh.code, 0);
    has(&fresh.out, &["  1 sockets", "12 checks", "you are here", "httpcourse 1 -- "]);
    assert!(!folder.path("httpcourse.toml").exists());

    assert_eq!(folder.test(&["--lang", "en"], "shouts").code, 1);
    let again = folder.run(&["--lang", "en"]);
    assert_eq!(again.code, 1, "the command is remembered: {}", again.err);
    has(&again.out, &["  1 sockets", "you are here", "Stage 1: sockets\n", "bind-echo"]);

    assert_eq!(folder.test(&["1", "--lang", "en"], "right").code, 0);
    let next = folder.run(&["--lang", "en"]);
    has(&next.out, &["12 of 12 checks", "passed", "Stage 2: one request"]);
    let spanish = folder.run(&["--lang", "es"]);
    has(&spanish.out, &["12 de 12 comprobaciones", "superada", "estás aquí", "Etapa 2: "]);

    looks_back_do_not_lead_back(&folder);
}

fn looks_back_do_not_lead_back(folder: &Folder) {
    folder.run(&["--check", "bind-echo"]);
    has(&folder.run(&["--lang", "en"]).out, &["Stage 2: one request"]);
    folder.test(&["1"], "right");
    has(&folder.run(&["--lang", "en"]).out, &["Stage 2: one request"]);
}

fn each_hint_is_one_more_until_the_check_passes() {
    let folder = Folder::new();
    let hints = || {
        let text = fs::read_to_string(folder.path("httpcourse.toml")).unwrap();
        let line = text.lines().find(|line| line.starts_with("bind-echo = ")).map(String::from);
        line.map(|line| line["bind-echo = ".len()..].parse::<usize>().unwrap())
    };
    folder.test(&["1"], "shouts");
    assert_eq!(hints(), Some(1));
    folder.run(&[]);
    assert_eq!(hints(), Some(1), "only --hint gives another");
    folder.run(&["--hint"]);
    assert_eq!(hints(), Some(2));
    let all = tester::catalogue::catalogue().find(|check| check.id == "bind-echo").unwrap().hints;
    (0..all.len()).for_each(|_| drop(folder.run(&["--hint"])));
    assert_eq!(hints(), Some(all.len()), "there are no more");
    folder.test(&["1"], "right");
    assert_eq!(hints(), None);
}

fn a_broken_progress_file_is_named_and_kept() {
    let folder = Folder::new();
    let path = folder.path("httpcourse.toml");
    for broken in ["stage = ", "stage = 9", "stage = 1\nwhat = 2", "\u{0}"] {
        fs::write(&path, broken).unwrap();
        for (language, says) in [("en", "cannot be read"), ("es", "no se puede leer")] {
            let seen = folder.test(&["1", "--lang", language], "right");
            assert_eq!(seen.code, 0, "{}{}", seen.out, seen.err);
            has(&unbroken(&seen.err), &["httpcourse.toml", says]);
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
    }
}

fn the_progress_file_is_all_that_is_left_in_the_folder() {
    let folder = Folder::new();
    folder.test(&["1"], "right");
    let names = fs::read_dir(folder.folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(names, ["httpcourse.toml"]);
}

fn what_the_server_writes_is_no_change() {
    let folder = Folder::new();
    fs::write(folder.path("way.txt"), "logs").unwrap();
    let (_watching, lines) = folder.watch();
    lines.until("Waiting for a file");
    // The first time it might have been the student.
    has(&lines.until("Waiting for a file"), &["Changed: log.txt\n"]);
    fs::write(folder.path("way.txt"), "shouts").unwrap();
    let next = lines.until("Waiting for a file");
    has(&next, &["Changed: way.txt\n"]);
    // What it wrote once may be written by the student again.
    fs::write(folder.path("log.txt"), "by hand").unwrap();
    has(&lines.until("Waiting for a file"), &["Changed: log.txt\n"]);
}

/// Reads the output of a program that goes on, until a line says this.
struct Reader(Receiver<String>);

impl Reader {
    fn new(output: impl Read + Send + 'static) -> Reader {
        let (sender, lines) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Reader(lines)
    }

    #[track_caller]
    fn until(&self, says: &str) -> String {
        let mut text = String::new();
        loop {
            match self.0.recv_timeout(DEADLINE) {
                Ok(line) => text += &(line.clone() + "\n"),
                Err(_) => panic!("never said `{says}`:\n{text}"),
            }
            if text.lines().last().is_some_and(|line| line.contains(says)) {
                return text;
            }
        }
    }
}

/// Changes that are not the student's.
fn write_what_is_no_work(folder: &Folder) {
    for ignored in ["httpcourse.toml", ".hidden", "way.txt~"] {
        fs::write(folder.path(ignored), "stage = 1").unwrap();
    }
    fs::create_dir(folder.path("__pycache__")).unwrap();
    fs::write(folder.path("__pycache__").join("way.pyc"), "x").unwrap();
}

fn a_change_of_a_file_is_a_new_run_that_says_what_is_new() {
    let folder = Folder::new();
    fs::write(folder.path("way.txt"), "shouts").unwrap();
    let (_watching, lines) = folder.watch();
    has(&lines.until("Waiting for a file"), &["bind-echo", "1 failed"]);

    write_what_is_no_work(&folder);
    fs::write(folder.path("way.txt"), "right").unwrap(); // the change that counts
    let next = lines.until("Waiting for a file");
    has(&next, &["Changed: way.txt\n", "Stage 1 passed", "these pass: bind-echo."]);
    // A file in a new folder counts too.
    fs::create_dir(folder.path("src")).unwrap();
    has(&lines.until("Waiting for a file"), &["Changed: src\n", "Nothing has changed"]);
    fs::write(folder.path("src").join("new.txt"), "x").unwrap();
    let changed = Path::new("src").join("new.txt");
    has(&lines.until("Waiting for a file"), &[&format!("Changed: {}\n", changed.display())]);

    fs::write(folder.path("way.txt"), "ends").unwrap();
    lines.until("Waiting for a file");
    fs::write(folder.path("way.txt"), "shouts").unwrap();
    has(&lines.until("Waiting for a file"), &["these fail: bind-echo."]);
}

#[cfg(unix)]
fn ctrl_c_ends_the_server_with_its_children() {
    use rustix::process::{Pid, Signal, kill_process};
    for signal in [Signal::INT, Signal::TERM] {
        let folder = Folder::new();
        let server = wrong("parent");
        let words = [&["5", "--"][..], &refs(&server), &["127.0.0.1:0"]].concat();
        let temporary = folder.path("temporary");
        fs::create_dir(&temporary).unwrap();
        let mut command = folder.command(&words);
        command.env("TMPDIR", &temporary);
        let mut child =
            Killed(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let processes = [(); 2].map(|()| folder.next_process());
        let pid = Pid::from_raw(child.0.id().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
        assert_eq!(child.0.wait().unwrap().code(), Some(130));
        processes.into_iter().for_each(|process| drop(ended(process)));
        let left = fs::read_dir(&temporary).unwrap().count();
        assert_eq!(left, 0, "the folder behind /files/ is still there");
    }
}

fn the_stages_are_called_what_their_packages_say() {
    use tester::chain::{stages, workspace};
    let said = stages(&workspace()).unwrap();
    let said = said.iter().map(|stage| (stage.concept.clone(), stage.concepto.clone()));
    let here = tester::command::words::STAGES.map(|text| (text.en.into(), text.es.into()));
    assert_eq!(said.collect::<Vec<_>>(), here);
}
