//! Uploads when things go wrong: under each name there is the old content or the new, and outside
//! of the folder nothing has changed.

mod running;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use running::{Place, Running, escaped};
use tester::server::Server;

/// Bytes of an upload; every one of them is the same letter.
const NEW: usize = 256 * 1024;
/// Bytes of what is there before.
const OLD: usize = 100;
/// Uploads at the same time, to as many names.
const UPLOADS: usize = 100;

/// Uploads another letter each time, until the server is gone.
fn upload_again_and_again(server: &Server, name: usize, done: &mpsc::Sender<()>) {
    for letter in (b'a'..=b'n').cycle() {
        let answer = server.request("PUT", &format!("/files/{name}"), &[], &[letter; NEW]);
        let Ok(answer) = answer else { return };
        answer.status_in(&[201, 204]).unwrap();
        let _ = done.send(());
    }
}

/// A folder in which every second file is there already, and the server killed while all of them
/// are being uploaded.
fn killed_in_the_middle() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in (0..UPLOADS).step_by(2) {
        fs::write(folder.path().join(name.to_string()), [b'o'; OLD]).unwrap();
    }
    let mut stage = Running::with_files(folder.path());
    let (sender, done) = mpsc::channel();
    let server = stage.server.clone();
    thread::scope(|scope| {
        for name in 0..UPLOADS {
            let (server, sender) = (&server, sender.clone());
            scope.spawn(move || upload_again_and_again(server, name, &sender));
        }
        assert_eq!(done.iter().take(UPLOADS).count(), UPLOADS);
        stage.kill();
    });
    folder
}

#[test]
fn killed_and_started_again() {
    let folder = killed_in_the_middle();
    let stage = Running::with_files(folder.path());
    for name in 0..UPLOADS {
        let target = format!("/files/{name}");
        let file = stage.get(&target);
        let whole = match file.content() {
            old @ [b'o', ..] => old.len() == OLD,
            new => new.len() == NEW && new.iter().all(|letter| *letter == new[0]),
        };
        let none = file.code() == 404 && name % 2 == 1;
        assert!(none || file.code() == 200 && whole, "{target}: {} bytes", file.content().len());
        stage.ask("PUT", &target, b"next").status_in(&[201, 204]).unwrap();
        assert_eq!(stage.get(&target).text(), "next");
    }
    // Killed between giving a file its name and giving it the right one, there is a whole file.
    for left in names(folder.path()).iter().filter(|name| name.parse::<usize>().is_err()) {
        let length = fs::metadata(folder.path().join(left)).unwrap().len();
        assert_eq!(length, NEW as u64, "{left} is a part of a file");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn names_of_every_kind() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Running::with_files(folder.path());
    let long = ["a".repeat(255), format!("{}a", "é".repeat(127))];
    let odd = ["a b  c", "100%", "%41", "🦀", "e\u{301}"].map(String::from);
    #[cfg(unix)] // elsewhere they are forbidden
    let odd = [&odd[..], &["a\r\nX-Injected: yes", "a\\b", "C:", "?#", "\u{1b}"].map(String::from)]
        .concat();
    for name in long.iter().chain(&odd) {
        let target = format!("/files/{}", escaped(name));
        let answer = stage.ask("PUT", &target, name.as_bytes());
        answer.status(201).unwrap().field("Location", &target).unwrap();
        answer.no_field("X-Injected").unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), *name);
        stage.ask("DELETE", &target, b"").status(204).unwrap();
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn names_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Running::with_files(folder.path());
    for name in [&[b'a'; 256][..], "é".repeat(128).as_bytes(), b"\xFF", b"a\0b", b".hidden", b""] {
        for method in ["PUT", "POST", "DELETE"] {
            let answer = stage.ask(method, &format!("/files/{}", escaped(name)), b"content");
            assert!((400..500).contains(&answer.code()), "{name:?}: {}", answer.code());
        }
    }
    assert!(names(folder.path()).is_empty());
}

/// The files that are there, but for those of the folder that clients may fill.
fn outside(place: &Place) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![place.path("")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (kind, path) = (entry.file_type().unwrap(), entry.path());
            if kind.is_dir() && !path.ends_with("files") {
                folders.push(path);
            } else if kind.is_file() {
                files.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    files
}

const UP: &str =
    ".. %2e%2e %252e%252e %c0%ae%c0%ae %ef%bc%8e%ef%bc%8e ..%00 ..%20 ..; folder/../..";
const SEPARATORS: &str = "/ // %2f %252f \\ %5c %c0%af %ef%bc%8f";

/// Some of these are names like any other on some systems; then they may be used.
fn ways_out(place: &Place) -> Vec<String> {
    let secret = escaped(place.path("secret/file").to_str().unwrap());
    let mut targets = vec![format!("/files/{secret}"), format!("/files//{secret}")];
    targets.extend(["/file", "/site/file", "/%66iles/../file"].map(String::from));
    for up in UP.split(' ') {
        for separator in SEPARATORS.split(' ') {
            targets.push(format!("/files/{up}{separator}file"));
            targets.push(format!("/files/{up}{separator}secret{separator}new"));
            targets.push(format!("/files/{up}{separator}secret{separator}file"));
        }
    }
    targets
}

#[test]
fn no_way_out() {
    let place = Place::new();
    let before = outside(&place);
    for target in ways_out(&place) {
        for method in ["PUT", "POST", "DELETE"] {
            let answer = place.stage.ask(method, &target, b"content");
            assert!((200..500).contains(&answer.code()), "{method} {target}: {}", answer.code());
            assert_eq!(outside(&place), before, "{method} {target}");
        }
    }
}

/// Links, pipes and sockets are not the client's: they stay, and so does what they lead to.
#[test]
#[cfg(unix)] // making links needs rights on Windows, and it has no pipes in folders
fn what_is_no_file() {
    let place = Place::new();
    let (at, before) = (|name: &str| place.path("files").join(name), outside(&place));
    for (name, to) in
        [("link", "../secret/file"), ("dead", "../new"), ("up", ".."), ("away", "../secret")]
    {
        std::os::unix::fs::symlink(to, at(name)).unwrap();
    }
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(at("pipe")).status();
    assert!(pipe.expect("mkfifo").success());
    for name in "link dead up away up/file up/new away/file away/new socket pipe folder".split(' ')
    {
        for method in ["PUT", "POST", "DELETE"] {
            let code = place.stage.ask(method, &format!("/files/{name}"), b"content").code();
            assert!((400..500).contains(&code), "{method} {name}: {code}");
        }
    }
    assert_eq!((outside(&place), names(&place.path("files")).len()), (before, 8));
}

/// The folder goes away while something is uploaded to it.
#[test]
#[cfg(unix)] // Windows removes no folder in which a file is open
fn without_its_folder() {
    let place = Place::new();
    let mut client = place.stage.server.connect().unwrap();
    let fields = [("Content-Length", "7"), ("Expect", "100-continue")];
    client.write_request("PUT", "/files/folder/new", &fields, b"", true).unwrap();
    client.read_interim(100).unwrap();
    fs::remove_dir_all(place.path("files/folder")).unwrap();
    client.send("content").unwrap();
    let answer = client.read_response("PUT").unwrap();
    assert!(answer.code() >= 400, "{}", answer.code());
    assert_eq!(place.stage.get("/files/file").code(), 200);
    assert_eq!(names(&place.path("files")), ["file"]);
}

/// More than the limit, in whichever unit this shell counts its blocks: 512 or 1,024 bytes.
const TOO_LARGE: usize = 3 << 20;

/// What does not fit is refused and leaves nothing; what fits is stored.
fn refuses_what_does_not_fit(stage: &Running, folder: &Path) {
    for name in ["new", "old"] {
        let target = format!("/files/{name}");
        if name == "old" {
            stage.ask("PUT", &target, b"old").status(201).unwrap();
        }
        stage.ask("PUT", &target, &vec![b'x'; TOO_LARGE]).refusal(507).unwrap();
    }
    assert_eq!(names(folder), ["old"]);
    assert_eq!(fs::read(folder.join("old")).unwrap(), b"old");
}

/// The stage has a small disk of its own, which goes when it ends.
#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs the right to mount: cargo test -p stage07-methods --test uploads -- --ignored"]
fn larger_than_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=1m tmpfs \"$2\" && exec \"$0\" \"$@\"";
    let mut command = std::process::Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script]);
    command
        .arg(tester::server::Stage::calling().unwrap().binary)
        .arg("--directory")
        .arg(folder.path());
    let stage = Running::spawn(&mut command);
    let seen_by_it = format!("/proc/{}/root{}", stage.id(), folder.path().display());
    refuses_what_does_not_fit(&stage, Path::new(&seen_by_it));
}

/// The signal that comes with this limit ends whoever does not expect it.
#[test]
#[cfg(unix)] // Windows knows no such limit
fn larger_than_a_file_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--directory".as_ref(), folder.path().as_os_str()];
    let stage = Running::limited("ulimit -f 1024", &flags);
    refuses_what_does_not_fit(&stage, folder.path());
}
