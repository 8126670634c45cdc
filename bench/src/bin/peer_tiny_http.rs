//! A small server with `tiny_http`: `peer-tiny-http ADDR FOLDER`.

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server};

/// Threads that answer, for each core: one that waits for a disk or a client holds up no other.
const THREADS: usize = 16;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, folder, ..] = arguments.as_slice() else {
        return Err("usage: peer-tiny-http ADDR FOLDER".into());
    };
    let server = Server::http(address)?;
    let threads = thread::available_parallelism()?.get() * THREADS;
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for request in server.incoming_requests() {
                    let _ = answer(request, Path::new(folder)); // the client is gone
                }
            });
        }
    });
    Ok(())
}

fn answer(request: Request, folder: &Path) -> io::Result<()> {
    let target = request.url().split('?').next().unwrap_or_default().to_string();
    let file = target.strip_prefix("/files/").map(|name| folder.join("files").join(name));
    match (request.method(), file) {
        (Method::Get, Some(path)) => match File::open(path) {
            Ok(file) => request.respond(whole(Response::from_file(file))),
            Err(_) => request.respond(Response::empty(404)),
        },
        (Method::Get | Method::Head, None) => match text(&request, &target) {
            Some(text) => request.respond(plain(text)),
            None => request.respond(Response::empty(404)),
        },
        (Method::Post, Some(path)) => upload(request, &path),
        (Method::Post, None) if target == "/echo" => echo(request),
        _ => request.respond(Response::empty(404)),
    }
}

fn echo(mut request: Request) -> io::Result<()> {
    let mut content = Vec::new();
    match request.as_reader().read_to_end(&mut content) {
        Ok(_) => request.respond(whole(Response::from_data(content))),
        Err(_) => request.respond(Response::empty(400)),
    }
}

/// What is plain text at this target.
fn text(request: &Request, target: &str) -> Option<String> {
    let fields = request.headers().iter();
    match target {
        "/hello" => Some("Hello, World!".into()),
        "/headers" => Some(fields.map(|it| format!("{}: {}\n", it.field, it.value)).collect()),
        "/user-agent" => {
            let mut agents = fields.filter(|it| it.field.equiv("User-Agent"));
            Some(agents.next().map(|it| it.value.to_string()).unwrap_or_default())
        }
        _ => target.strip_prefix("/echo/").map(str::to_string),
    }
}

/// With a length, as from the others; without this, longer content would be chunked.
fn whole<R: io::Read>(response: Response<R>) -> Response<R> {
    response.with_chunked_threshold(usize::MAX)
}

fn plain(text: String) -> Response<io::Cursor<Vec<u8>>> {
    let response = whole(Response::from_data(text));
    match Header::from_bytes("Content-Type", "text/plain") {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

/// Stores the content beside the file, then renames it, as the stages and nginx do.
fn upload(mut request: Request, target: &Path) -> io::Result<()> {
    let unique = format!("upload-{:?}", thread::current().id());
    let part = target.with_file_name(unique);
    io::copy(request.as_reader(), &mut File::create(&part)?)?;
    fs::rename(part, target)?;
    request.respond(Response::empty(201))
}
