//! Parts of stage 7, each on its own, beside `httparse` on the same bytes: `cargo bench -p bench`.

#![allow(dead_code, reason = "the modules of the stage are here to be called, not all of them are")]

#[path = "../../stage07-methods/src/body.rs"]
mod body;
#[path = "../../stage07-methods/src/headers.rs"]
mod headers;
#[path = "../../stage07-methods/src/request.rs"]
mod request;
#[path = "../../stage07-methods/src/response.rs"]
mod response;

/// Takes the place of the stage's connection: the bytes come from memory.
mod connection {
    use std::io::{self, BufReader, Cursor, Read, Write};

    pub type Client = BufReader<Patient>;

    pub struct Patient(pub Cursor<Vec<u8>>);

    impl Patient {
        pub fn earn(&mut self, _: usize) {}
    }

    impl Read for Patient {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Patient {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}

use std::hint::black_box;
use std::io::{self, BufReader, Cursor};
use std::mem::MaybeUninit;

use body::Body;
use connection::{Client, Patient};
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use request::Request;
use response::{Response, Status};

/// As Firefox sends it.
const BROWSER: &str = "GET /page_two HTTP/1.1\r\nHost: 127.0.0.1:4221\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\
    Accept-Language: es-CO,es;q=0.8,en-US;q=0.5,en;q=0.3\r\n\
    Accept-Encoding: gzip, deflate, br, zstd\r\nConnection: keep-alive\r\n\
    Referer: http://127.0.0.1:4221/\r\nUpgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\n\
    Sec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-User: ?1\r\n\
    Priority: u=0, i\r\n\r\n";
const CURL: &str = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:4221\r\nUser-Agent: curl/7.88.1\r\n\
    Accept: */*\r\n\r\n";
/// The most that stage 7 takes.
const MAX_FIELDS: usize = 100;
const MAX_HEAD: usize = 32 * 1024;
/// The chunked content: so many chunks, each so long.
const CHUNKS: usize = 64;
const CHUNK: usize = 1024;

/// As many fields as are allowed, and with them as many bytes.
fn largest() -> String {
    let mut head = "GET / HTTP/1.1\r\nHost: 127.0.0.1:4221\r\n".to_string();
    for number in 1..MAX_FIELDS {
        let fields_left = MAX_FIELDS - number;
        let room = (MAX_HEAD - 2 - head.len()) / fields_left;
        let name = format!("Field-{number}: ");
        head += &format!("{name}{}\r\n", "v".repeat(room - name.len() - 2));
    }
    head + "\r\n"
}

fn heads(criterion: &mut Criterion) {
    let largest = largest();
    assert!(largest.len() <= MAX_HEAD && largest.len() > MAX_HEAD - MAX_FIELDS);
    let heads = [("browser", BROWSER), ("curl", CURL), ("largest", largest.as_str())];
    let mut group = criterion.benchmark_group("head");
    for (name, head) in heads {
        let head = head.as_bytes();
        group.throughput(Throughput::Bytes(head.len() as u64));
        group.bench_function(format!("{name}/stage07"), |bencher| {
            bencher.iter(|| Request::parse(black_box(head)).map(|it| it.path.len()));
        });
        group.bench_function(format!("{name}/httparse"), |bencher| {
            bencher.iter(|| parse_with_httparse(black_box(head)));
        });
        assert!(Request::parse(head).is_ok() && parse_with_httparse(head), "{name}");
    }
}

fn parse_with_httparse(head: &[u8]) -> bool {
    let mut fields = [const { MaybeUninit::uninit() }; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut []);
    let parsed = request.parse_with_uninit_headers(head, &mut fields);
    parsed.is_ok_and(|status| status.is_complete())
}

fn chunked() -> Vec<u8> {
    let chunk = format!("{CHUNK:x}\r\n{}\r\n", "c".repeat(CHUNK));
    (chunk.repeat(CHUNKS) + "0\r\n\r\n").into_bytes()
}

fn bodies(criterion: &mut Criterion) {
    let content = chunked();
    let mut group = criterion.benchmark_group("chunked");
    group.throughput(Throughput::Bytes(content.len() as u64));
    body_of_stage(&mut group, &content);
    group.bench_function("64 chunks of 1 KiB/httparse", |bencher| {
        bencher.iter(|| copy_with_httparse(black_box(&content)));
    });
    assert_eq!(copy_with_httparse(&content), Some(CHUNKS * CHUNK));
    group.finish();
}

fn body_of_stage<M: criterion::measurement::Measurement>(
    group: &mut BenchmarkGroup<M>,
    content: &[u8],
) {
    let head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let Ok(request) = Request::parse(head) else { panic!("the head is right") };
    let client = || BufReader::new(Patient(Cursor::new(content.to_vec())));
    let read = |mut client: Client| read_body(&request, &mut client);
    assert_eq!(read(client()).ok(), Some(CHUNKS * CHUNK));
    group.bench_function("64 chunks of 1 KiB/stage07", |bencher| {
        bencher.iter_batched(client, read, BatchSize::SmallInput);
    });
}

fn read_body(request: &Request, client: &mut Client) -> io::Result<usize> {
    let mut body = Body::new(request, client)?;
    Ok(body.read_all(body::MAX_KEPT)?.len())
}

/// What a server would do around `httparse`, with all bytes in memory already.
fn copy_with_httparse(mut bytes: &[u8]) -> Option<usize> {
    let mut content = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(bytes)
        else {
            return None;
        };
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            return Some(content.len());
        }
        content.extend_from_slice(bytes.get(start..start + size)?);
        bytes = bytes.get(start + size + 2..)?;
    }
}

/// The head of the answer to `/hello`, with its date.
fn responses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("response");
    group.bench_function("hello/stage07", |bencher| {
        bencher.iter(|| {
            Response::text(Status::OK, black_box("Hello, World!"))
                .field("Content-Language", "en")
                .field("Vary", "Accept-Language")
                .head("")
        });
    });
    group.finish();
}

criterion_group!(parts, heads, bodies, responses);
criterion_main!(parts);
