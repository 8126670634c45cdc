use super::*;

fn block(page: &str) -> Block {
    blocks(page).into_iter().next().expect("a block")
}

fn commands(text: &str) -> Vec<(usize, String, String)> {
    let page = format!("# A\n```console\n{text}\n```\n");
    let steps = block(&page).steps().expect("commands");
    steps.into_iter().map(|step| (step.line, step.command, step.prints.join("|"))).collect()
}

#[test]
fn only_transcripts_and_dumps_are_taken() {
    let page =
        "```text\na\n```\n- b\n\n  ```console try\n  $ c\n  ```\n```wire stage01-bind\n> d\n```\n";
    let found = blocks(page);
    let found = found.iter().map(|block| (block.line, block.info.as_str(), block.text.as_str()));
    let expected = [(7, "console try", "$ c\n"), (10, "wire stage01-bind", "> d\n")];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn commands_and_what_they_print() {
    let table = [
        ("$ a\nb\n\nc", vec![(3, "a", "b||c")]),
        ("$ a\n$ b\nc", vec![(3, "a", ""), (4, "b", "c")]),
        ("$ a \\\n  b\nc", vec![(3, "a \\\n  b", "c")]),
        (
            "$ cat > a <<'END'\n$ b\nEND\n$ c",
            vec![(3, "cat > a <<'END'\n$ b\nEND", ""), (6, "c", "")],
        ),
    ];
    for (text, expected) in table {
        let expected = expected
            .into_iter()
            .map(|(line, command, prints)| (line, command.to_string(), prints.to_string()));
        assert_eq!(commands(text), expected.collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn each_kind() {
    let step =
        |line, command: &str| Step { line, command: command.into(), prints: vec!["b".into()] };
    let wire = |arguments: &str| Kind::Wire {
        stage: "stage01-bind".into(),
        arguments: arguments.into(),
        lines: vec!["> b".into()],
    };
    let table = [
        ("```console\n$ a\nb\n```", Kind::Commands(vec![step(2, "a")])),
        ("```console try\n$ a\nb\n```", Kind::Commands(vec![step(2, "a")])),
        ("```console server=nc\n$ a\nb\n```", Kind::Server(step(2, "a"))),
        ("```console server\nb\n```", Kind::Terminal(vec!["b".into()])),
        ("```console not-run\n$ a \\\n  b\n# c\nPS> d\n```", Kind::NotRun),
        ("```console not-run\n$ cat <<END\nb\nEND\n```", Kind::NotRun),
        ("```wire stage01-bind\n> b\n```", wire("")),
        ("```wire stage01-bind args=\"--site a\"\n> b\n```", wire("--site a")),
    ];
    for (page, kind) in table {
        assert_eq!(block(page).kind(), Ok(kind), "{page}");
    }
}

#[test]
fn what_is_wrong() {
    let table = [
        ("```console\nb\n```", "line 2: a transcript begins with `$ `"),
        ("```console\n```", "line 1: there is no command in it"),
        ("```console tri\n$ a\n```", "line 1: it should be: console, console try"),
        ("```console try server\n$ a\n```", "line 1: it should be: console, console try"),
        ("```console sever=nc\n$ a\n```", "line 1: "),
        ("```console server=nc\n$ a\n$ b\n```", "line 1: a server is one command"),
        ("```console not-run\n$ a\n\nb\n```", "line 4: `not-run` shows commands only"),
        ("```wire\n> a\n```", "line 1: it should be: wire stage03-parse"),
        (
            "```wire stage01-bind stage02-hello\n> a\n```",
            "line 1: it should be: wire stage03-parse",
        ),
    ];
    for (page, fault) in table {
        let found = block(page).kind().expect_err(page).to_string();
        assert!(found.starts_with(fault), "{found}");
    }
}
