//! A small server with `hyper` and `tokio`: `peer-hyper ADDR FOLDER [--pipeline]`.
//!
//! `--pipeline` collects the answers to pipelined requests. It is not for files: hyper then keeps
//! all that the client has not read yet in memory.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::TryStreamExt;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_util::io::ReaderStream;

/// Bytes of a file that are read and sent at once, as in the stages.
const BLOCK: usize = 256 * 1024;

/// Short answers need no box.
type Content = Either<Full<Bytes>, BoxBody<Bytes, io::Error>>;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, folder, rest @ ..] = arguments.as_slice() else {
        return Err(io::Error::other("usage: peer-hyper ADDR FOLDER"));
    };
    // As many threads as there are cores to run on.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).pipeline_flush(rest.iter().any(|it| it == "--pipeline"));
    runtime.block_on(listen(address, http, Arc::from(Path::new(folder))))
}

async fn listen(address: &str, http: http1::Builder, folder: Arc<Path>) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (folder, http) = (Arc::clone(&folder), http.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &folder));
            // An error means that the client is gone.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(request: Request<Incoming>, folder: &Path) -> io::Result<Response<Content>> {
    let target = request.uri().path();
    let file = target.strip_prefix("/files/").map(|name| folder.join("files").join(name));
    match (request.method(), file) {
        (&Method::GET, None) if target == "/hello" => Ok(hello()),
        (&Method::GET, Some(path)) => match File::open(path).await {
            Ok(file) => download(file).await,
            Err(_) => Ok(empty(StatusCode::NOT_FOUND)),
        },
        (&Method::POST, Some(path)) => upload(request.into_body(), path).await,
        (&Method::POST, None) if target == "/echo" => Ok(echo(request.into_body())),
        _ => Ok(empty(StatusCode::NOT_FOUND)),
    }
}

fn empty(status: StatusCode) -> Response<Content> {
    let mut response = Response::new(Either::Left(Full::default()));
    *response.status_mut() = status;
    response
}

fn hello() -> Response<Content> {
    let mut response = Response::new(Either::Left(Full::from("Hello, World!")));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

async fn download(file: File) -> io::Result<Response<Content>> {
    let length = file.metadata().await?.len();
    let blocks = ReaderStream::with_capacity(file, BLOCK).map_ok(Frame::data);
    let mut response = Response::new(Either::Right(BodyExt::boxed(StreamBody::new(blocks))));
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    Ok(response)
}

/// Stores the content beside the file, then renames it, as the stages and nginx do.
async fn upload(mut body: Incoming, target: PathBuf) -> io::Result<Response<Content>> {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let unique = format!("upload-{}", LAST.fetch_add(1, Ordering::Relaxed));
    let part = target.with_file_name(unique);
    let mut file = File::create(&part).await?;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(io::Error::other)?.into_data() {
            file.write_all(&data).await?;
        }
    }
    file.flush().await?;
    fs::rename(part, target).await?;
    Ok(empty(StatusCode::CREATED))
}

/// The content goes back while it comes in.
fn echo(body: Incoming) -> Response<Content> {
    let length = body.size_hint().exact();
    let content = BodyExt::boxed(body.map_err(io::Error::other));
    let mut response = Response::new(Either::Right(content));
    if let Some(length) = length {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    response
}
