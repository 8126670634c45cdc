//! Files: the site, and the folder behind `/files/`. Nothing outside of the two is ever touched.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{self, Path, PathBuf};
use std::time::SystemTime;

use cap_fs_ext::{OpenOptionsMaybeDirExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};
use mime_guess::{Mime, mime};

use crate::request::{Refusal, Request, percent_decode};
use crate::response::{Content, Response, Status};

/// Endings that a link into the site may leave out: `/page_one` is `page_one.html`.
const ENDINGS: [&str; 6] = ["", ".html", ".txt", ".png", ".jpg", ".svg"];
/// Bytes of a file that are read before the answer: they tell whether a text is pure ASCII, and a
/// small file goes out behind the head in one piece.
const SAMPLE: u64 = 8 * 1024;

const MISSING: &str = "no such file (RFC 9110 section 15.5.5)";
const CLOSED: &str = "no file that is served (RFC 9110 section 15.5.4)";
const BROKEN: &str = "the disk failed (RFC 9110 section 15.6.1)";

/// A folder whose files are served.
pub struct Folder {
    /// Opens nothing outside of itself: no `..`, no symbolic link leads out.
    dir: Dir,
}

impl Folder {
    /// # Errors
    /// There is no such folder, or it cannot be read.
    pub fn open(path: &Path) -> io::Result<Folder> {
        fs::read_dir(path)?;
        Ok(Folder { dir: Dir::open_ambient_dir(path, ambient_authority())? })
    }

    /// A page of the site: a file, or the `index.html` of a folder.
    pub fn page(&self, request: &Request) -> Response {
        let path = request.path.strip_prefix('/').unwrap_or_default();
        let found = match self.find(path.strip_suffix('/').unwrap_or(path), &ENDINGS) {
            Ok(found) if found.metadata.is_dir() && request.path.ends_with('/') => {
                self.find(&format!("{path}index.html"), &[""])
            }
            Ok(found) if found.metadata.is_dir() => return add_slash(request),
            Ok(_) if request.path.ends_with('/') => Err(ErrorKind::NotFound.into()),
            found => found,
        };
        let media_type = |found: &Found| mime_guess::from_path(&found.name).first_or_octet_stream();
        let answer = found.and_then(|found| respond(&media_type(&found), found));
        answer.unwrap_or_else(|error| refusal(error).into())
    }

    /// A file as it is, for the client to save.
    pub fn download(&self, name: &str) -> Response {
        let found = self.find(name, &[""]);
        let answer = found.and_then(|found| respond(&mime::APPLICATION_OCTET_STREAM, found));
        answer.unwrap_or_else(|error| refusal(error).into())
    }

    /// Opens the file that a path names, with the first of the endings that leads to one.
    fn find(&self, path: &str, endings: &[&str]) -> io::Result<Found> {
        let path = relative(path)?;
        for ending in endings {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            match self.open_file(name.into()) {
                Err(error) if is_missing(&error) => {}
                found => return found,
            }
        }
        Err(ErrorKind::NotFound.into())
    }

    fn open_file(&self, name: PathBuf) -> io::Result<Found> {
        let mut options = OpenOptions::new();
        options.read(true).maybe_dir(true).nonblock(true); // nobody waits for a pipe
        let file = self.dir.open_with(&name, &options);
        let file = file.map_err(|error| self.explain(&name, error))?;
        Ok(Found { metadata: file.metadata()?, file: file.into_std(), name })
    }

    /// If it is a socket, say, or there is a link on the way that leads nowhere, nobody may have it.
    fn explain(&self, name: &Path, error: io::Error) -> io::Error {
        let is_odd = |path| {
            let found = self.dir.symlink_metadata(path);
            found.is_ok_and(|found| !found.is_file() && !found.is_dir())
        };
        let denied = !is_missing(&error) && name.ancestors().any(is_odd);
        if denied { ErrorKind::PermissionDenied.into() } else { error }
    }
}

/// An open file or folder.
struct Found {
    file: File,
    metadata: Metadata,
    name: PathBuf,
}

/// The path of a target as one of the file system.
fn relative(path: &str) -> io::Result<PathBuf> {
    let mut relative = PathBuf::from(".");
    // An empty path would be split into one empty segment.
    for segment in path.split('/').filter(|_| !path.is_empty()) {
        let name = percent_decode(segment)?;
        let name = str::from_utf8(&name).ok().filter(|name| is_served(name));
        relative.push(name.ok_or(ErrorKind::NotFound)?);
    }
    Ok(relative)
}

/// Whether it is one name, with no separator, drive or stream in it. One that begins with a dot
/// is never served: this hides `.git` and `..`.
fn is_served(name: &str) -> bool {
    let drive_or_stream = cfg!(windows) && name.contains(':');
    let is_one_name = !name.is_empty() && !name.contains(path::is_separator) && !drive_or_stream;
    is_one_name && !name.starts_with('.')
}

fn is_missing(error: &io::Error) -> bool {
    use ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput)
}

/// The response with the content of a file.
fn respond(media_type: &Mime, found: Found) -> io::Result<Response> {
    let Found { mut file, metadata, .. } = found;
    if !metadata.is_file() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let mut start = vec![0; metadata.len().min(SAMPLE) as usize];
    let count = file.read(&mut start)?;
    start.truncate(count);
    let needs_charset = media_type.type_() == mime::TEXT && !start.is_ascii();
    let charset = if needs_charset { "; charset=utf-8" } else { "" };
    // Never later than Date (RFC 9110 §8.8.2.1), nor before the calendar of this library.
    let modified = metadata.modified()?.into_std();
    let modified = modified.clamp(SystemTime::UNIX_EPOCH, SystemTime::now());
    let content = Content::File { start, file, length: metadata.len() };
    Ok(Response::new(Status::OK, content)
        .field("Content-Type", &[media_type.as_ref(), charset].concat())
        .field("Last-Modified", &httpdate::fmt_http_date(modified)))
}

/// Sends the client to the folder, from where the links of its page lead to the right places.
fn add_slash(request: &Request) -> Response {
    let query = request.query.map_or(String::new(), |query| format!("?{query}"));
    Response::text(Status::MOVED_PERMANENTLY, "")
        .field("Location", &format!("{}/{query}", request.path))
}

/// What the client is told of an error of the file system.
fn refusal(error: io::Error) -> Refusal {
    match error.kind() {
        _ if is_missing(&error) => Refusal(Status::NOT_FOUND, MISSING),
        ErrorKind::PermissionDenied => Refusal(Status::FORBIDDEN, CLOSED),
        _ => Refusal(Status::INTERNAL_SERVER_ERROR, BROKEN),
    }
}
