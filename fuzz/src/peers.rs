//! Two readers that are not ours: httparse, which reads heads, and hyper, which is a whole server.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io::Read as _;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use recorder::routes::Message;

const MAX_FIELDS: usize = 100;
/// Nothing ever waits, so a server that has not finished after so many turns never will.
const TURNS: usize = 100_000;

/// The head that these bytes begin with, if httparse thinks that they do.
pub fn httparse(bytes: &[u8]) -> Option<Message> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    request.parse(bytes).ok().filter(httparse::Status::is_complete)?;
    let (path, query) = split_target(request.path?);
    let fields = request.headers.iter().map(|field| (field.name, field.value));
    Some(Message {
        method: request.method?.to_string(),
        path,
        query,
        minor: request.version?,
        fields: sorted(fields),
        content: None,
    })
}

/// Path and query of a target; httparse leaves it whole.
fn split_target(target: &str) -> (String, Option<String>) {
    let (target, query) = match target.split_once('?') {
        Some((target, query)) => (target, Some(query.to_string())),
        None => (target, None),
    };
    let path = match target.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => {
            rest.find('/').map_or("/", |slash| &rest[slash..])
        }
        _ => target,
    };
    (path.to_string(), query)
}

fn sorted<'m>(fields: impl Iterator<Item = (&'m str, &'m [u8])>) -> Vec<(String, Vec<u8>)> {
    let lower = |(name, value): (&str, &[u8])| (name.to_ascii_lowercase(), value.to_vec());
    let mut fields: Vec<_> = fields.map(lower).collect();
    fields.sort_by(|(one, _), (other, _)| one.cmp(other));
    fields
}

/// All requests that a hyper server finds in these bytes before it closes the connection.
pub fn hyper(bytes: &[u8]) -> Vec<Message> {
    let seen = RefCell::new(Vec::new());
    let service = service_fn(async |request: Request<Incoming>| {
        let message = message(request).await;
        seen.borrow_mut().push(message);
        Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
    });
    // The client has ended its side; it still wants its answers.
    let mut server = http1::Builder::new();
    let connection = pin!(server.half_close(true).serve_connection(Wire { bytes }, service));
    run(connection);
    seen.take()
}

/// What ends the connection is no matter: whether a request was understood says enough.
fn run(mut connection: Pin<&mut impl Future>) {
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..TURNS {
        if connection.as_mut().poll(&mut context).is_ready() {
            return;
        }
    }
    panic!("hyper does not finish");
}

async fn message(request: Request<Incoming>) -> Message {
    let (head, content) = request.into_parts();
    let fields = head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Message {
        method: head.method.to_string(),
        path: head.uri.path().to_string(),
        query: head.uri.query().map(str::to_string),
        minor: u8::from(head.version != Version::HTTP_10),
        fields: sorted(fields),
        content: content.collect().await.ok().map(|content| content.to_bytes().to_vec()),
    }
}

/// A connection whose bytes are all here; what the server sends is not kept.
struct Wire<'b> {
    bytes: &'b [u8],
}

impl Read for Wire<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        mut buffer: ReadBufCursor,
    ) -> Poll<std::io::Result<()>> {
        let mut piece = vec![0; buffer.remaining()];
        let count = self.bytes.read(&mut piece)?;
        buffer.put_slice(&piece[..count]);
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire<'_> {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
