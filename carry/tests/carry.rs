//! `cargo carry` in a repository of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn git(folder: &Path, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=a", "-c", "user.email=a@example", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").args(identity).args(arguments).current_dir(folder).status();
    assert!(status.expect("git is needed").success(), "git {arguments:?}");
}

/// Three stages, committed; each adds a line of its own at the end.
fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut text = String::from("one\ntwo\nthree\nfour\nfive\nsix\n");
    for stage in ["stage01-a", "stage02-b", "stage03-c"] {
        text.push_str(&format!("{stage}\n"));
        fs::create_dir_all(folder.path().join(stage)).unwrap();
        fs::write(folder.path().join(stage).join("main.rs"), &text).unwrap();
    }
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "stages"]);
    folder
}

fn carry(folder: &Path, stage: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carry"));
    command.arg(stage).current_dir(folder).output().unwrap()
}

#[test]
fn a_fix_reaches_every_later_stage_and_no_earlier_one() {
    let folder = repository();
    let read = |stage: &str| fs::read_to_string(folder.path().join(stage).join("main.rs")).unwrap();
    let fixed = read("stage02-b").replace("two", "zwei");
    fs::write(folder.path().join("stage02-b/main.rs"), fixed).unwrap();
    fs::write(folder.path().join("stage02-b/new.rs"), "new\n").unwrap();
    let output = carry(folder.path(), "stage02-b");
    assert!(output.status.success(), "{output:?}");
    assert!(read("stage01-a").contains("two"));
    assert_eq!(
        read("stage03-c"),
        "one\nzwei\nthree\nfour\nfive\nsix\nstage01-a\nstage02-b\nstage03-c\n"
    );
    assert!(folder.path().join("stage03-c/new.rs").exists());
}

#[test]
fn a_conflict_is_named_and_nothing_goes_further() {
    let folder = repository();
    let path = folder.path().join("stage02-b/main.rs");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("two", "dos")).unwrap();
    git(folder.path(), &["commit", "--quiet", "--all", "--message", "stage 2 says dos"]);
    let path = folder.path().join("stage01-a/main.rs");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("two", "zwei")).unwrap();
    let output = carry(folder.path(), "stage01-a");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(error.contains("stage02-b/main.rs has conflicts"), "{error}");
    let third = fs::read_to_string(folder.path().join("stage03-c/main.rs")).unwrap();
    assert!(third.contains("two"), "went on past the conflict: {third}");
}

#[test]
fn nothing_to_carry_is_said() {
    let folder = repository();
    for (stage, reason) in
        [("stage01-a", "nothing has changed"), ("stage09-z", "there is no stage09-z")]
    {
        let output = carry(folder.path(), stage);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(reason), "{error}");
    }
}
