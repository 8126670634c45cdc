//! Files: the site, and the folder behind `/files/`. Nothing outside of the two is ever touched.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{self, Path, PathBuf};
use std::time::SystemTime;

use cap_fs_ext::{OpenOptionsMaybeDirExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};
use cap_tempfile::TempFile;
use memmap2::MmapMut;
use mime_guess::{Mime, mime};
use tempfile::{SpooledData, SpooledTempFile};

use crate::body::Body;
use crate::request::{Refusal, Request, malformed, percent_decode};
use crate::response::{Content, Response, Status};

/// Endings that a link into the site may leave out: `/page_one` is `page_one.html`.
const ENDINGS: [&str; 6] = ["", ".html", ".txt", ".png", ".jpg", ".svg"];
/// Bytes of a file that are read before the answer: they tell whether a text is pure ASCII, and a
/// small file goes out behind the head in one piece.
const SAMPLE: u64 = 8 * 1024;
/// Bytes of an upload that are received and stored at once.
const BLOCK: usize = 256 * 1024;
/// Content that is kept in memory, in bytes.
const SPOOL: usize = 16 * 1024;

const MISSING: &str = "no such file (RFC 9110 section 15.5.5)";
const CLOSED: &str = "no file that is served (RFC 9110 section 15.5.4)";
const FULL: &str = "the disk has no room (RFC 4918 section 11.5)";
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

    /// PUT and POST: the file appears whole under its name, or not at all (RFC 9110 §9.3.4).
    ///
    /// # Errors
    /// The client broke off, or the disk has no room.
    pub fn upload(&self, request: &Request, name: &str, body: &mut Body) -> io::Result<Response> {
        let (folder, name) = self.writable(name).map_err(refusal)?;
        if request.headers.all("Content-Range").next().is_some() {
            malformed("a part of a file (RFC 9110 section 14.5)")?;
        }
        let replaced = folder.exists(&name) && request.method == "PUT";
        store(&folder, &name, body)?;
        match replaced {
            true => Ok(Response::new(Status::NO_CONTENT, Content::None)),
            false => Ok(Response::text(Status::CREATED, "").field("Location", request.path)),
        }
    }

    /// DELETE: the name is free again (RFC 9110 §9.3.5).
    pub fn delete(&self, name: &str) -> Response {
        match self.writable(name).and_then(|(folder, name)| folder.remove_file(name)) {
            Ok(()) => Response::new(Status::NO_CONTENT, Content::None),
            Err(error) => refusal(error).into(),
        }
    }

    /// The folder and the name of a file there that is, or would be; links, folders and devices
    /// stay as they are.
    fn writable(&self, path: &str) -> io::Result<(Dir, OsString)> {
        let path = relative(path)?;
        let name = path.file_name().ok_or(ErrorKind::PermissionDenied)?;
        let folder = self.dir.open_dir(Path::new(".").join(path.parent().unwrap_or(&path)));
        let folder = folder.map_err(|error| self.explain(&path, error))?;
        match folder.symlink_metadata(name) {
            Ok(metadata) if !metadata.is_file() => Err(ErrorKind::PermissionDenied.into()),
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok((folder, name.into())),
        }
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
/// is never served: this hides `.git`, uploads under way, and `..`.
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
    let mut response = Response::new(Status::OK, content);
    response.modified = Some(modified);
    Ok(response
        .field("Content-Type", &[media_type.as_ref(), charset].concat())
        .field("Last-Modified", &httpdate::fmt_http_date(modified)))
}

/// Sends the client to the folder, from where the links of its page lead to the right places.
fn add_slash(request: &Request) -> Response {
    let query = request.query.map_or(String::new(), |query| format!("?{query}"));
    Response::text(Status::MOVED_PERMANENTLY, "")
        .field("Location", &format!("{}/{query}", request.path))
}

/// Writes the content to a file that gets its name only when it is whole.
fn store(folder: &Dir, name: &OsStr, body: &mut Body) -> io::Result<()> {
    let mut file = TempFile::new(folder).map_err(refusal)?;
    copy(body, &mut file)?;
    Ok(file.replace(name).map_err(refusal)?)
}

/// Keeps the content until it is whole: a little in memory, more in a file without a name.
///
/// # Errors
/// The client broke off, or the disk has no room.
pub fn spool(body: &mut Body) -> io::Result<Content> {
    let mut spool = SpooledTempFile::new(SPOOL);
    copy(body, &mut spool)?;
    let length = spool.stream_position().map_err(failure)?;
    spool.rewind().map_err(failure)?;
    Ok(match spool.into_inner() {
        SpooledData::InMemory(content) => Content::Bytes(content.into_inner()),
        SpooledData::OnDisk(file) => Content::File { start: Vec::new(), file, length },
    })
}

fn copy(body: &mut Body, file: &mut impl Write) -> io::Result<()> {
    let mut block = MmapMut::map_anon(BLOCK).map_err(failure)?; // a heap would keep it
    while let count @ 1.. = body.read(&mut block)? {
        file.write_all(&block[..count]).map_err(failure)?;
    }
    Ok(())
}

/// What the client is told of an error of the file system.
fn refusal(error: io::Error) -> Refusal {
    match error.kind() {
        _ if is_missing(&error) => Refusal(Status::NOT_FOUND, MISSING),
        ErrorKind::PermissionDenied => Refusal(Status::FORBIDDEN, CLOSED),
        _ => failure(error),
    }
}

/// What the client is told where the disk is to blame.
fn failure(error: io::Error) -> Refusal {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Refusal(Status::INSUFFICIENT_STORAGE, FULL)
        }
        _ => Refusal(Status::INTERNAL_SERVER_ERROR, BROKEN),
    }
}
