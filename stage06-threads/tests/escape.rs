//! Ways out of the two folders: each must answer 4xx, at once, and never with what is outside.
//!
//! The catalogue tries those that can be tried on anybody's server, one by one. Here are their
//! combinations, and what an administrator may have put into the folder.

mod running;

use running::{Place, escaped};

/// What stands for a step up: escaped, escaped twice, in more bytes than needed, in signs that
/// look like it, and with what some systems cut off.
const STEPS: [&str; 14] = [
    "..",
    "%2e%2e",
    ".%2E",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%uff0e%uff0e",
    "%ef%bc%8e%ef%bc%8e",
    "..;",
    "..%00",
    "..%20",
    "..%09",
    "...",
    "..%3f",
];

/// What stands for a separator, of either kind of system.
const SEPARATORS: [&str; 13] = [
    "/",
    "//",
    "/./",
    "%2f",
    "%252F",
    "\\",
    "%5c",
    "%255c",
    "%c0%af",
    "%e0%80%af",
    "%c1%9c",
    "%ef%bc%8f",
    "%e2%88%95",
];

#[test]
fn up_by_every_spelling() {
    let place = Place::new();
    for prefix in ["/files/", "/files//", "/files/folder/", "/", "//", "/folder/"] {
        for step in STEPS {
            for separator in SEPARATORS {
                let up = format!("{step}{separator}");
                place.refused(&format!("{prefix}{up}secret{separator}file"));
                place.refused(&format!("{prefix}{up}{up}secret{separator}file"));
            }
        }
    }
}

/// What may stand in front of an absolute path: nothing, another root, a scheme, a host.
const ROOTS: [&str; 16] = [
    "/files/",
    "/files",
    "/",
    "",
    "/%2f",
    "/files/%2f",
    "/files/%00",
    "/files/file%00",
    "file://",
    "file:",
    "http://x/..",
    "http://x/files/..",
    "http://../",
    "//x/..",
    "~",
    "file:///",
];

#[test]
fn absolute_paths() {
    let place = Place::new();
    let secret = place.path("secret").join("file");
    let secret = secret.to_str().unwrap().replace('\\', "/").replace(' ', "%20");
    for root in ROOTS {
        place.refused(&format!("{root}{secret}"));
        place.refused(&format!("{root}{}", escaped(&secret)));
    }
}

/// What means more to Windows than a name: drives, devices, streams of a file.
const WINDOWS: [&str; 14] = [
    "C:%5c",
    "C:/file",
    "C:file",
    "C:",
    "%5c%5c.%5cC:%5c",
    "%5c%5c%3f%5cC:%5c",
    "//./C:/",
    "file::$DATA",
    "CON",
    "NUL",
    "aux.txt",
    "file:stream",
    "file.%20/",
    "GLOBALROOT",
];

#[test]
fn drives_devices_and_streams() {
    let place = Place::new();
    for name in WINDOWS {
        place.refused(&format!("/files/{name}"));
        place.refused(&format!("/{name}"));
    }
}

#[test]
fn names_that_the_disk_would_cut() {
    let place = Place::new();
    for name in [
        "file%00",
        "file%00.txt",
        "%00",
        "%00file",
        "folder%00/file",
        "file/",
        "file/.",
        "file/../file",
    ] {
        place.refused(&format!("/files/{name}"));
        place.refused(&format!("/{name}"));
    }
}

#[test]
#[cfg(target_os = "linux")] // other systems may have names that differ in case for one
fn case_matters() {
    let place = Place::new();
    for target in ["/files/FILE", "/files/Folder/file", "/FILES/file", "/File", "/FOLDER/file"] {
        place.refused(target);
    }
}

/// A name that is there, and would be a field line if it were sent as it is.
#[test]
#[cfg(unix)] // Windows has no such names
fn a_folder_cannot_write_fields() {
    let place = Place::new();
    let name = "folder\r\nX-Injected: yes\r\n\r\n";
    std::fs::create_dir(place.path("site").join(name)).unwrap();
    let answer = place.stage.get(&format!("/{}?a=%0D%0AX-Injected:yes", escaped(name)));
    answer.status(301).unwrap().no_field("X-Injected").unwrap();
    let location = format!("/{}/?a=%0D%0AX-Injected:yes", escaped(name));
    answer.field("Location", &location).unwrap();
}

#[cfg(unix)] // making links needs rights on Windows, and it has no pipes in folders
mod links {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::path::Path;
    use std::process::Command;

    use super::running::{PUBLIC, Place, Running};

    /// Some lead out by way of others.
    const OUT: [&str; 8] = [
        "../secret/file",
        "../secret/../file",
        "link-1",
        "link-2",
        "link-4",
        "folder/../../file",
        "/dev/zero",
        "/dev/tty",
    ];

    #[test]
    fn lead_nowhere_outside() {
        let place = Place::new();
        for (number, to) in OUT.iter().enumerate() {
            symlink(to, place.path(&format!("files/link-{number}"))).unwrap();
            symlink(to, place.path(&format!("site/link-{number}"))).unwrap();
        }
        symlink(place.path("secret/file"), place.path("files/absolute")).unwrap();
        for number in 0..OUT.len() {
            place.refused(&format!("/files/link-{number}"));
            place.refused(&format!("/link-{number}"));
        }
        place.refused("/files/absolute");
        symlink("self", place.path("files/self")).unwrap();
        symlink("self", place.path("site/self")).unwrap();
        place.refused("/files/self/x");
        place.refused("/self/x");
    }

    #[test]
    fn lead_into_no_folder_outside() {
        let place = Place::new();
        let links =
            [("up", ".."), ("secret", "../secret"), ("root", "/"), ("proc", "/proc/self/root")];
        for (name, to) in links {
            symlink(to, place.path("files").join(name)).unwrap();
            symlink(to, place.path("site").join(name)).unwrap();
        }
        let targets = "up/file up/secret/file secret/file secret/ secret root/etc/passwd \
                       proc/etc/passwd up/files/../file";
        for target in targets.split(' ') {
            place.refused(&format!("/files/{target}"));
            place.refused(&format!("/{target}"));
        }
    }

    /// The site looks for a page under several names: each of them may be a link.
    #[test]
    fn stand_in_for_no_page() {
        let place = Place::new();
        symlink("../secret.html", place.path("site/page.html")).unwrap();
        symlink("../../secret.html", place.path("site/folder/index.html")).unwrap();
        for target in ["/page", "/page.html", "/folder/", "/folder/index", "/folder/index.html"] {
            place.refused(target);
        }
    }

    /// Whether links within the folder are followed is the server's choice, but it must end.
    #[test]
    fn lead_round_in_circles() {
        let place = Place::new();
        let (here, back) = (place.path("files/here"), place.path("files/back"));
        symlink(".", here).unwrap();
        symlink(place.path("files"), back).unwrap();
        for target in [
            "here/file".into(),
            "back/file".into(),
            format!("{}file", "here/".repeat(1000)),
            format!("{}file", "here/back/".repeat(20)),
        ] {
            let answer = place.stage.get(&format!("/files/{target}"));
            let public = answer.code() == 200 && answer.text() == PUBLIC;
            assert!(public || (400..500).contains(&answer.code()), "{target}: {answer:?}");
        }
    }

    #[test]
    fn what_is_no_file() {
        let place = Place::new();
        for folder in ["files", "site"] {
            let pipe = place.path(folder).join("pipe.html");
            assert!(Command::new("mkfifo").arg(pipe).status().expect("mkfifo").success());
        }
        let _files = UnixListener::bind(place.path("files/socket")).unwrap();
        let _site = UnixListener::bind(place.path("site/socket")).unwrap();
        for target in ["/files/pipe.html", "/pipe.html", "/pipe", "/files/socket", "/socket"] {
            place.refused(target);
        }
    }

    /// A folder full of devices: reading some of them never ends, or waits for a key.
    #[test]
    fn devices() {
        let devices = Path::new("/dev");
        let stage = Running::with_files(devices);
        for name in ["null", "zero", "random", "tty", "full", "stdin", "fd/0"] {
            let answer = stage.get(&format!("/files/{name}"));
            assert!((400..500).contains(&answer.code()), "{name}: {}", answer.code());
        }
    }
}
