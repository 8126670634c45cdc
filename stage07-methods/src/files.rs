//! Files: the site, and the folder behind `/files/`. Nothing outside of the two is ever touched.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use mime_guess::{Mime, mime};

use crate::body::Body;
use crate::request::{Refusal, Request, malformed, percent_decode};
use crate::response::{Content, Response, Status};

/// Endings that a link into the site may leave out: `/page_one` is `page_one.html`.
const ENDINGS: [&str; 6] = ["", ".html", ".txt", ".png", ".jpg", ".svg"];
/// How much of a text decides whether its charset is named, in bytes.
const SAMPLE: u64 = 8 * 1024;
/// Bytes of an upload that are received and stored at once.
const BLOCK: u64 = 64 * 1024;

const MISSING: &str = "no such file (RFC 9110 section 15.5.5)";
const CLOSED: &str = "no file that is served (RFC 9110 section 15.5.4)";
const FULL: &str = "the disk has no room (RFC 4918 section 11.5)";
const BROKEN: &str = "the disk failed (RFC 9110 section 15.6.1)";

/// A folder whose files are served.
pub struct Folder {
    /// Free of symbolic links, so that it can be compared with.
    root: PathBuf,
}

impl Folder {
    /// # Errors
    /// There is no such folder, or it cannot be read.
    pub fn open(path: &Path) -> io::Result<Folder> {
        fs::read_dir(path)?;
        Ok(Folder { root: path.canonicalize()? })
    }

    /// A page of the site: a file, or the `index.html` of a folder.
    pub fn page(&self, request: &Request) -> Response {
        let path = request.path.strip_prefix('/').unwrap_or_default();
        let found = match self.find(path.strip_suffix('/').unwrap_or(path), &ENDINGS) {
            Ok(found) if found.is_dir() && request.path.ends_with('/') => {
                self.find(&format!("{path}index.html"), &[""])
            }
            Ok(found) if found.is_dir() => return add_slash(request),
            Ok(_) if request.path.ends_with('/') => Err(ErrorKind::NotFound.into()),
            found => found,
        };
        let media_type = |path: &Path| mime_guess::from_path(path).first_or_octet_stream();
        let answer = found.and_then(|path| respond(&path, &media_type(&path)));
        answer.unwrap_or_else(|error| refusal(error).into())
    }

    /// A file as it is, for the client to save.
    pub fn download(&self, name: &str) -> Response {
        let found = self.find(name, &[""]);
        let answer = found.and_then(|path| respond(&path, &mime::APPLICATION_OCTET_STREAM));
        answer.unwrap_or_else(|error| refusal(error).into())
    }

    /// Finds the file that a path names, with the first of the endings that leads to one.
    fn find(&self, path: &str, endings: &[&str]) -> io::Result<PathBuf> {
        let path = self.root.join(relative(path)?);
        for ending in endings {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            match self.resolve(Path::new(&name)) {
                Err(error) if is_missing(&error) => {}
                found => return found,
            }
        }
        Err(ErrorKind::NotFound.into())
    }

    /// Follows symbolic links, but not out of the folder.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        match path.canonicalize() {
            Ok(real) if real.starts_with(&self.root) => Ok(real),
            Err(error) if is_missing(&error) => Err(error),
            _ => Err(ErrorKind::PermissionDenied.into()), // outside, or links in a circle
        }
    }

    /// PUT and POST: the file appears whole under its name, or not at all (RFC 9110 §9.3.4).
    ///
    /// # Errors
    /// The client broke off, or the disk has no room.
    pub fn upload(&self, request: &Request, name: &str, body: &mut Body) -> io::Result<Response> {
        let target = self.writable(name).map_err(refusal)?;
        if request.headers.all("Content-Range").next().is_some() {
            malformed("a part of a file (RFC 9110 section 14.5)")?;
        }
        let replaced = target.exists() && request.method == "PUT";
        store(&target, body)?;
        match replaced {
            true => Ok(Response::new(Status::NO_CONTENT, Content::None)),
            false => Ok(Response::text(Status::CREATED, "").field("Location", request.path)),
        }
    }

    /// DELETE: the name is free again (RFC 9110 §9.3.5).
    pub fn delete(&self, name: &str) -> Response {
        match self.writable(name).and_then(fs::remove_file) {
            Ok(()) => Response::new(Status::NO_CONTENT, Content::None),
            Err(error) => refusal(error).into(),
        }
    }

    /// Where a file of that name is, or would be; links, folders and devices stay as they are.
    fn writable(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.root.join(relative(name)?);
        self.resolve(path.parent().unwrap_or(&self.root))?;
        match fs::symlink_metadata(&path) {
            Ok(metadata) if !metadata.is_file() => Err(ErrorKind::PermissionDenied.into()),
            _ => Ok(path),
        }
    }
}

/// The path of a target as one of the file system.
fn relative(path: &str) -> io::Result<PathBuf> {
    let mut relative = PathBuf::new();
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
    let mut components = Path::new(name).components();
    let is_one_name = components.next() == Some(Component::Normal(name.as_ref()));
    let stream = cfg!(windows) && name.contains(':');
    is_one_name && components.next().is_none() && !name.starts_with('.') && !stream
}

fn is_missing(error: &io::Error) -> bool {
    use ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput)
}

/// The response with the content of a file.
fn respond(path: &Path, media_type: &Mime) -> io::Result<Response> {
    if !path.metadata()?.is_file() {
        return Err(ErrorKind::PermissionDenied.into()); // to open a pipe would mean to wait
    }
    let mut file = File::open(path)?;
    let metadata = file.metadata()?; // of this file, whatever has the name by now
    let needs_charset = media_type.type_() == mime::TEXT && !starts_in_ascii(&mut file)?;
    let charset = if needs_charset { "; charset=utf-8" } else { "" };
    // Never later than Date (RFC 9110 §8.8.2.1), nor before the calendar of this library.
    let modified = metadata.modified()?.clamp(SystemTime::UNIX_EPOCH, SystemTime::now());
    let mut response = Response::new(Status::OK, Content::File(file, metadata.len()));
    response.modified = Some(modified);
    Ok(response
        .field("Content-Type", &format!("{media_type}{charset}"))
        .field("Last-Modified", &httpdate::fmt_http_date(modified)))
}

/// Looks at the beginning: pure ASCII needs no charset.
fn starts_in_ascii(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(SAMPLE).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start.is_ascii())
}

/// Sends the client to the folder, from where the links of its page lead to the right places.
fn add_slash(request: &Request) -> Response {
    let query = request.query.map_or(String::new(), |query| format!("?{query}"));
    Response::text(Status::MOVED_PERMANENTLY, "")
        .field("Location", &format!("{}/{query}", request.path))
}

/// Writes the content beside the target, then renames it; after an error nothing is left of it.
fn store(target: &Path, body: &mut Body) -> io::Result<()> {
    let folder = target.parent().unwrap_or(target);
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)] // for all whom the umask lets, like any new file
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.prefix(".upload-").tempfile_in(folder);
    let mut file = file.map_err(refusal)?;
    let mut block = Vec::new();
    while body.take(BLOCK).read_to_end(&mut block)? > 0 {
        file.write_all(&block).map_err(refusal)?;
        block.clear();
    }
    file.persist(target).map_err(|failed| refusal(failed.error))?;
    Ok(())
}

/// What the client is told of an error of the file system.
fn refusal(error: io::Error) -> Refusal {
    match error.kind() {
        _ if is_missing(&error) => Refusal(Status::NOT_FOUND, MISSING),
        ErrorKind::PermissionDenied => Refusal(Status::FORBIDDEN, CLOSED),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Refusal(Status::INSUFFICIENT_STORAGE, FULL)
        }
        _ => Refusal(Status::INTERNAL_SERVER_ERROR, BROKEN),
    }
}
