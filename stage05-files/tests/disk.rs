//! What a disk can hold, and what may become of a file while it is being sent.

mod running;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use running::{PATIENCE, Running, escaped};
use tester::client::Client;

/// Bytes that no socket takes at once: of a file of this size some is still to be sent.
const WIDE: usize = 32 << 20;

/// Names that every system takes, some of them as long as a name may be: 255 bytes.
fn names() -> Vec<String> {
    let mut names: Vec<String> =
        ["a b  c", "100%", "%41", "a+b", "a&b=c;d", "~", "🦀", "é", "e\u{301}"]
            .map(String::from)
            .into();
    names.extend(["a".repeat(255), format!("{}a", "é".repeat(127))]);
    #[cfg(unix)] // elsewhere they are separators, or forbidden
    names.extend(
        ["a\nb", "a\r\nX-Injected: yes", "\t", "\u{1b}[2J", "a\\b", "C:", "?", "#", "<i>\"'"]
            .map(String::from),
    );
    names
}

#[test]
fn names_of_every_kind() {
    let folder = tempfile::tempdir().unwrap();
    for name in names() {
        fs::write(folder.path().join(&name), &name).unwrap();
    }
    let stage = Running::with_files(folder.path());
    for name in names() {
        let answer = stage.get(&format!("/files/{}", escaped(&name)));
        assert_eq!((answer.code(), answer.text()), (200, name));
    }
}

#[test]
fn names_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Running::with_files(folder.path());
    for name in ["a".repeat(256), "%C3%A9".repeat(128), "a/".repeat(2000)] {
        for target in [format!("/files/{name}"), format!("/{name}")] {
            let answer = stage.get(&target);
            assert!((400..500).contains(&answer.code()), "{target}: {}", answer.code());
        }
    }
}

/// Such names cannot be asked for: targets are text. They must not hide those beside them.
#[test]
#[cfg(target_os = "linux")] // others store names as UTF-8 or UTF-16
fn names_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    for name in [&b"caf\xE9"[..], b"\xFF", b"caf", "caf\u{FFFD}".as_bytes()] {
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
    let stage = Running::with_files(folder.path());
    for (target, code) in [("caf", 200), ("caf%EF%BF%BD", 200), ("caf%E9", 404), ("%FF", 404)] {
        assert_eq!(stage.get(&format!("/files/{target}")).code(), code, "{target}");
    }
}

/// Most of them are further names of others: that is quicker, and a folder has the names only.
#[test]
fn a_hundred_thousand_files() {
    let folder = tempfile::tempdir().unwrap();
    let at = |number: usize| folder.path().join(number.to_string());
    for number in 0..100_000 {
        match number % 1_000 {
            0 => fs::write(at(number), "content").unwrap(),
            further => fs::hard_link(at(number - further), at(number)).unwrap(),
        }
    }
    let path = folder.path().as_os_str();
    let stage = Running::start(&["--directory".as_ref(), path, "--site".as_ref(), path]);
    for folder in ["/files/", "/"] {
        for (name, codes) in
            [("0", 200..201), ("99999", 200..201), ("100000", 400..500), ("", 400..500)]
        {
            let code = stage.get(&format!("{folder}{name}")).code();
            assert!(codes.contains(&code), "{folder}{name}: {code}");
        }
    }
}

/// A large file of which the first bytes have arrived; the rest waits until the client reads.
fn half_sent(stage: &Running, file: &Path) -> Client {
    fs::write(file, vec![b'o'; WIDE]).unwrap();
    let mut client = stage.server.connect().unwrap();
    client.write_request("GET", "/files/file", &[], b"", true).unwrap();
    client.expect_bytes(b"HTTP/1.1 200 ").unwrap();
    client
}

/// How many of the old bytes came; nothing else may.
fn old_bytes(client: &mut Client) -> usize {
    // A server that breaks off may reset the connection.
    let Ok(bytes) = client.read_to_end() else { return 0 };
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    assert!(bytes[head..].iter().all(|&byte| byte == b'o'), "bytes of another file");
    bytes.len() - head
}

/// The file is changed in this way while it is sent; then the server still works.
fn meanwhile(change: impl FnOnce(&Path)) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let stage = Running::with_files(folder.path());
    let file = folder.path().join("file");
    let mut client = half_sent(&stage, &file);
    change(&file);
    let received = old_bytes(&mut client);
    assert_eq!(stage.get("/hello").code(), 200);
    received
}

#[test]
#[cfg(unix)] // Windows replaces and deletes no file that is open
fn a_file_replaced_while_it_is_sent() {
    let received = meanwhile(|file| {
        let other = file.with_extension("new");
        fs::write(&other, vec![b'n'; WIDE]).unwrap();
        fs::rename(other, file).unwrap();
    });
    assert_eq!(received, WIDE);
}

#[test]
#[cfg(unix)]
fn a_file_deleted_while_it_is_sent() {
    assert_eq!(meanwhile(|file| fs::remove_file(file).unwrap()), WIDE);
}

#[test]
fn a_file_truncated_while_it_is_sent() {
    let received = meanwhile(|file| {
        let file = File::options().write(true).open(file).unwrap();
        file.set_len(WIDE as u64 - 1).unwrap();
    });
    assert!(received < WIDE, "what is missing was made up");
}

/// Whoever reads earns time for the rest: without it this would last longer than an answer may.
#[test]
fn a_slow_reader_gets_it_all() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), vec![b'o'; WIDE]).unwrap();
    let (stage, clock) = (Running::with_files(folder.path()), Running::start(&[]));
    let mut client = TcpStream::connect(stage.server.addr()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.write_all(b"GET /files/file HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = vec![0; WIDE / 4 * 3];
    for part in answer.chunks_mut(WIDE / 4) {
        let mut silent = clock.server.connect().unwrap();
        silent.read_to_end().unwrap(); // until it is sent away
        client.read_exact(part).unwrap();
    }
    client.read_to_end(&mut answer).unwrap();
    assert!(answer.ends_with(&vec![b'o'; WIDE]), "{} bytes", answer.len());
}
