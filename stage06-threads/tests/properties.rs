//! Properties: they hold for all bytes, not only for those that somebody thought of.

#![allow(dead_code, reason = "the modules of the stage are here to be called, not all of them are")]

#[path = "../src/connection.rs"]
mod connection;
#[path = "../src/files.rs"]
mod files;
#[path = "../src/headers.rs"]
mod headers;
#[path = "../src/request.rs"]
mod request;
#[path = "../src/response.rs"]
mod response;
#[path = "../src/routes.rs"]
mod routes;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use tester::server::{Server, Stage};

/// Words of HTTP, right and wrong: pure chance would never put a request together.
const WORDS: &[&str] = &[
    "GET ",
    "get ",
    "HEAD ",
    "POST ",
    "OPTIONS ",
    "/hello",
    "/echo/",
    "/echo",
    "*",
    "?a=b",
    "%41",
    "%4",
    "http://",
    "localhost",
    " HTTP/1.1",
    " HTTP/1.0",
    " HTTP/2.0",
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "Host: x\r\n",
    "Host:",
    "Content-Length: 3\r\n",
    "Content-Length: 0\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Expect: 100-continue\r\n",
    "\r\n\r\n",
    "abc",
    "3\r\nabc\r\n",
    "0\r\n\r\n",
    ";a=\"b\"",
    "5",
    "GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: x\r\n",
];

/// Words, and now and then any byte.
fn message(u: &mut Unstructured) -> Result<Vec<u8>> {
    let mut message = Vec::new();
    for _ in 0..u.int_in_range(0..=24)? {
        match u.ratio(1, 12)? {
            true => message.push(u.arbitrary()?),
            false => message.extend(u.choose(WORDS)?.bytes()),
        }
    }
    Ok(message)
}

/// All that comes back for these pieces, but for the dates.
fn answers(server: &Server, pieces: &[&[u8]]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answers = Vec::new();
    // The server may have said all it has to say, and closed, before the last piece is out.
    let sent = pieces.iter().try_for_each(|piece| stream.write_all(piece));
    let ended = sent.and_then(|()| stream.shutdown(Shutdown::Write));
    match ended.and_then(|()| stream.read_to_end(&mut answers)) {
        Ok(_) => without_dates(&answers),
        Err(error) => panic!("{error} after {:?}", answers.escape_ascii().to_string()),
    }
}

fn without_dates(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    lines.filter(|line| !line.starts_with(b"Date: ")).flatten().copied().collect()
}

#[test]
fn cutting_the_bytes_changes_nothing() {
    let server = Stage::calling().unwrap().start().unwrap();
    arbtest(|u| {
        let message = message(u)?;
        let mut pieces = Vec::new();
        let mut rest = message.as_slice();
        while !rest.is_empty() {
            let (piece, left) = rest.split_at(u.int_in_range(1..=rest.len())?);
            pieces.push(piece);
            rest = left;
        }
        let whole = answers(&server, &[&message]);
        let cut = answers(&server, &pieces);
        assert_eq!(whole.escape_ascii().to_string(), cut.escape_ascii().to_string());
        Ok(())
    })
    .budget_ms(1_000);
    server.alive().unwrap();
}

#[test]
fn no_bytes_make_the_parser_panic() {
    arbtest(|u| {
        let _ = request::Request::parse(&message(u)?);
        let _ = request::Request::parse(u.arbitrary()?);
        Ok(())
    })
    .budget_ms(500);
}

#[test]
fn what_is_escaped_comes_back() {
    arbtest(|u| {
        let bytes: Vec<u8> = u.arbitrary()?;
        let escaped: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        assert_eq!(request::percent_decode(&escaped).unwrap(), bytes);
        Ok(())
    });
}

#[test]
fn a_strict_reader_understands_every_response() {
    arbtest(|u| {
        let (content, value): (Vec<u8>, String) = (u.arbitrary()?, u.arbitrary()?);
        let response = response::Response::text(response::Status::OK, content.clone());
        let mut bytes = response.field("X-Any", &value).head("").into_bytes();
        bytes.extend(&content);
        let rules = tester::response::Rules { head: false, stage: 6, only_http: false };
        let (message, length) = tester::response::parse(&bytes, rules, true).unwrap().unwrap();
        assert_eq!((message.body, length), (content, bytes.len()));
        Ok(())
    });
}

type Fields = Vec<(String, String)>;

/// Field lines as a client may write them, and what they mean.
fn field_lines(u: &mut Unstructured) -> Result<(Vec<u8>, Fields)> {
    let (mut lines, mut fields) = (Vec::new(), Fields::new());
    for _ in 0..u.int_in_range(0..=20)? {
        let name = u.choose(&["Host", "x-y", "!#$%&'*+-.^_`|~09az"])?.to_string();
        let value: String = u.arbitrary()?;
        let value = value.replace(char::is_control, "").trim_ascii().to_string();
        let space = u.choose(&["", " ", "\t", "  \t "])?;
        lines.extend(format!("{name}:{space}{value}{space}\r\n").bytes());
        fields.push((name, value));
    }
    lines.extend(b"\r\n");
    Ok((lines, fields))
}

#[test]
fn fields_come_out_as_they_went_in() {
    arbtest(|u| {
        let (lines, fields) = field_lines(u)?;
        let headers = headers::Headers::parse(&lines).unwrap();
        let parsed = headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8(value.to_vec()).unwrap()));
        assert_eq!(parsed.collect::<Vec<_>>(), fields);
        Ok(())
    });
}

/// What attackers put together; to it comes the absolute path of the secret.
const STEPS: &[&str] = &[
    "/", "//", "..", ".", "%2e", "%2E%2e", "%2f", "%5c", "\\", "%00", "secret", "inside", "folder",
    "public", "C:", ":",
];

/// A folder with a secret beside the folder `inside`, which is served.
fn secret_beside_a_folder() -> tempfile::TempDir {
    let outside = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(outside.path().join("inside/folder")).unwrap();
    std::fs::write(outside.path().join("secret"), "SECRET").unwrap();
    std::fs::write(outside.path().join("inside/public"), "public").unwrap();
    outside
}

fn steps(u: &mut Unstructured, secret: &str) -> Result<String> {
    let mut path = String::from("/");
    for _ in 0..u.int_in_range(0..=12)? {
        path.push_str(if u.ratio(1, 16)? { secret } else { u.choose(STEPS)? });
    }
    Ok(path)
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let outside = secret_beside_a_folder();
    let folder = files::Folder::open(&outside.path().join("inside")).unwrap();
    let secret = outside.path().join("secret").display().to_string().replace(' ', "%20");
    arbtest(|u| {
        let path = steps(u, &secret)?;
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        let request = request::Request::parse(head.as_bytes()).unwrap();
        for response in [folder.page(&request), folder.download(request.path)] {
            let response::Content::File { start, .. } = response.content else { continue };
            assert_eq!(start, b"public", "{path}");
        }
        Ok(())
    })
    .budget_ms(500);
}
