//! Any bytes as the path of a request, against a folder that has a secret beside it.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::files::Folder;
use crate::reference::percent_decode;
use crate::request::Refusal;
use crate::response::{Content, Response};
use crate::routes::Routes;
use crate::sentence::Sentence;
use crate::targets::{check_response_head, with_request};
use crate::users::Users;

const SECRET: &str = "SECRET: I shouldn't be read.";
/// What an upload brings.
const UPLOADED: &[u8] = b"uploaded";
/// All files that may be served; the content of each is its path.
const PUBLIC: [&str; 6] = [
    "index.html",
    "page.html",
    "folder/index.html",
    "folder/a b.txt",
    "folder/deep/x",
    "\u{f1}.txt",
];

/// The site and the folder for uploads, with all that must not be touched.
pub struct Site {
    outside: TempDir,
    pub routes: Routes,
}

/// The one site of this process.
pub fn site() -> &'static Site {
    static SITE: LazyLock<Site> = LazyLock::new(|| Site::build().expect("a temporary folder"));
    &SITE
}

impl Site {
    fn build() -> std::io::Result<Site> {
        let outside = tempfile::tempdir()?;
        let root = outside.path();
        fs::write(root.join("secret"), SECRET)?;
        for folder in ["site", "uploads"] {
            fs::create_dir_all(root.join(folder).join("folder/deep"))?;
            lay_traps(root, &root.join(folder))?;
        }
        for name in PUBLIC {
            fs::write(root.join("site").join(name), name)?;
        }
        let routes = Routes {
            site: Folder::open(&root.join("site"))?,
            files: Some(Folder::open(&root.join("uploads"))?),
            users: Users::default(),
            sentence: Sentence::default(),
        };
        Ok(Site { outside, routes })
    }

    /// What lies beside the two folders; it must stay as it is.
    fn check_outside(&self) {
        let entries = fs::read_dir(self.outside.path()).expect("it is ours");
        assert_eq!(entries.count(), 3, "something new outside");
        let secret = fs::read_to_string(self.outside.path().join("secret"));
        assert_eq!(secret.expect("it is ours"), SECRET);
    }
}

/// Links out, links in a circle, hidden files, and a pipe that nobody writes to.
fn lay_traps(root: &Path, folder: &Path) -> std::io::Result<()> {
    symlink(root.join("secret"), folder.join("out"))?;
    symlink("../secret", folder.join("out.html"))?;
    symlink("..", folder.join("up"))?;
    symlink("/etc", folder.join("folder/etc"))?;
    symlink("circle", folder.join("circle"))?;
    fs::write(folder.join(".hidden"), SECRET)?;
    fs::create_dir(folder.join(".git"))?;
    fs::write(folder.join(".git/config"), SECRET)?;
    let made = Command::new("mkfifo").arg(folder.join("pipe")).status();
    assert!(made.expect("mkfifo (coreutils) is needed").success());
    symlink("pipe", folder.join("folder/to-pipe"))
}

/// GET never finds the secret, and never waits; an upload is found again under its name, and
/// nothing else ever changes. The data is a path, with or without the first slash.
pub fn check(data: &[u8]) {
    if data.iter().any(|&byte| matches!(byte, b' ' | b'\r' | b'\n')) {
        return; // it would not be the path only; that is for `head`
    }
    let path = data.strip_prefix(b"/").unwrap_or(data);
    for (method, prefix) in [("GET", "/"), ("HEAD", "/files/"), ("GET", "http://x/")] {
        let Ok(response) = ask(method, prefix, path) else { continue };
        check_answer(response, path);
    }
    if let Ok(response) = ask("PUT", "/files/", path) {
        match response.status.0 {
            201 | 204 => check_upload(path),
            status => assert!(matches!(status, 403 | 404), "{status}"),
        }
        site().check_outside();
    }
    check_one_root(path);
}

fn ask(method: &str, prefix: &str, path: &[u8]) -> Result<Response, Refusal> {
    let line = [method.as_bytes(), b" ", prefix.as_bytes(), path].concat();
    let head = [&line[..], b" HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n"].concat();
    with_request(&head, UPLOADED, |request, body| {
        site().routes.answer(request, body).map_err(|error| error.downcast().expect("a refusal"))
    })?
}

/// A file of the site, whole, or an error that says nothing about the disk.
fn check_answer(response: Response, path: &[u8]) {
    check_response_head(&response);
    let status = response.status.0;
    match response.content {
        Content::File { start, file, length } => {
            let content = String::from_utf8(read(&start, file, length)).expect("a name");
            let name = PUBLIC.contains(&content.as_str());
            assert!(name, "{content:?} for {}", path.escape_ascii());
            check_name(&content, path);
        }
        Content::Bytes(content) => {
            let root = site().outside.path().as_os_str().as_encoded_bytes();
            let told = content.windows(root.len()).any(|window| window == root);
            assert!(!told || status == 200, "the error tells where the folder is");
        }
        Content::None => {}
    }
}

/// All that is sent of a file.
fn read(start: &[u8], mut file: File, length: u64) -> Vec<u8> {
    let mut content = start.to_vec();
    file.read_to_end(&mut content).expect("it is ours");
    assert_eq!(content.len() as u64, length);
    content
}

/// The path names that file: decoded it is the file's, but for an ending or the index.
fn check_name(file: &str, path: &[u8]) {
    let path = path.split(|&byte| byte == b'?').next().unwrap_or_default();
    let path = percent_decode(path).expect("it was accepted");
    let rest = file.as_bytes().strip_prefix(&path[..]);
    assert!(
        matches!(rest, Some(b"" | b".html" | b".txt" | b"index.html")),
        "{file:?} for {}",
        path.escape_ascii()
    );
}

/// What was uploaded is there, and after DELETE it is not.
fn check_upload(path: &[u8]) {
    let ask = |method| ask(method, "/files/", path).expect("it was accepted before");
    match ask("GET").content {
        Content::File { start, file, length } => assert_eq!(read(&start, file, length), UPLOADED),
        _ => panic!("the upload is not there"),
    }
    assert_eq!(ask("PUT").status.0, 204, "the second time it replaces");
    assert_eq!(ask("DELETE").status.0, 204);
    assert_eq!(ask("GET").status.0, 404);
}

/// The folder itself, asked directly: the same rules, whatever the router sends there.
fn check_one_root(path: &[u8]) {
    let Ok(name) = str::from_utf8(path) else { return };
    let plain = site().routes.site.download(name);
    let status = plain.status;
    let found = matches!(plain.content, Content::File { .. });
    check_answer(plain, path);
    if let Some(escaped) = escape_all(name) {
        let other = site().routes.site.download(&escaped);
        assert_eq!(other.status, status, "{escaped}");
        assert_eq!(matches!(other.content, Content::File { .. }), found, "{escaped}");
        check_answer(other, path);
    }
}

/// The same path with every byte escaped that is no slash: it means the same (RFC 3986 §6.2.2.2).
fn escape_all(path: &str) -> Option<String> {
    let escape = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    let segments = path.split('/').map(|segment| percent_decode(segment.as_bytes()).map(escape));
    segments.collect::<Option<Vec<String>>>().map(|segments| segments.join("/"))
}
