//! The go-between passes everything on but for its one fault, and the client tells what it sees.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use tester::broken::{Broken, Ending, Proxy, Relay, plain, with_body, with_field, without_field};
use tester::broken::{edit_head, hang, has, read_head, replace, reset, with_more, with_status};
use tester::failure::problem;
use tester::prelude::{Server, Verdict, seconds};

/// A server that treats each client in this way, in a thread of its own, until the test ends.
fn serve(treat: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || treat(client));
        }
    });
    addr
}

fn echo(mut client: TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        if client.write_all(&buffer[..count]).is_err() {
            return;
        }
    }
}

fn hello(mut client: TcpStream) {
    let head = read_head(&mut client);
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let _ = client.write_all(&plain("200 OK", line));
    hang_up(client);
}

/// Ends, and waits for the client to end.
fn hang_up(client: TcpStream) {
    let _ = client.shutdown(std::net::Shutdown::Write);
    hang(client);
}

/// A view of this server through a broken one.
fn through(broken: Broken, stage: u8, treat: fn(TcpStream)) -> (Server, Proxy) {
    let proxy = Proxy::start(broken, serve(treat)).unwrap();
    (Server::running(proxy.addr(), stage, None).patience(seconds(10)), proxy)
}

const FAITHFUL: Broken = Broken::Server(|front| front.relay(Relay::FAITHFUL));

#[track_caller]
fn fails<T>(verdict: Verdict<T>, text: tester::catalogue::Text) -> Box<tester::failure::Failure> {
    let Err(failure) = verdict else { panic!("should fail: {}", text.en) };
    assert_eq!(failure.problem.text, text);
    failure
}

#[test]
fn a_faithful_relay_is_not_noticed() {
    let (server, _proxy) = through(FAITHFUL, 1, echo);
    let mut client = server.connect().unwrap();
    for byte in 0..=255 {
        client.send([byte]).unwrap();
        client.expect_bytes(&[byte]).unwrap();
    }
    client.finish();
    client.expect_end().unwrap();
    let large = (0..1_000_000_u32).map(|number| number as u8).collect::<Vec<_>>();
    assert!(server.connect().unwrap().converse(&large).unwrap() == large);
    server.alive().unwrap();
}

#[test]
fn many_clients_pass_at_once_and_one_after_another() {
    let (server, _proxy) = through(FAITHFUL, 1, echo);
    let mut clients = (0..100).map(|_| server.connect().unwrap()).collect::<Vec<_>>();
    for client in &mut clients {
        client.send("all at once").unwrap();
    }
    for client in &mut clients {
        client.expect_bytes(b"all at once").unwrap();
    }
    for _ in 0..1000 {
        server.alive().unwrap();
    }
}

#[test]
fn a_servers_reset_passes_through() {
    let (server, _proxy) = through(FAITHFUL, 6, |mut client| {
        read_head(&mut client);
        reset(client);
    });
    fails(server.get("/"), problem::RESET);
}

#[test]
fn a_server_may_crash_over_a_reset() {
    let ending = Broken::Server(|front| {
        let Some(client) = front.accept() else { return };
        let ending = Relay::FAITHFUL.run(client, front.stage().unwrap());
        assert_eq!(ending, Ending::Reset);
    });
    let (server, _proxy) = through(ending, 1, echo);
    let mut client = server.connect().unwrap();
    client.send("a").unwrap();
    client.expect_bytes(b"a").unwrap();
    client.reset();
    // The broken server has crashed: that is what a check may look for.
    while server.alive().is_ok() {}
    fails(server.alive(), problem::NOT_ANSWERING);
}

#[test]
fn requests_and_answers_are_changed() {
    let louder = Broken::Request(|request| request.to_ascii_uppercase());
    let (server, _proxy) = through(louder, 3, hello);
    server.get("/a").unwrap().body("GET /A HTTP/1.1").unwrap();
    let (server, _proxy) = through(
        Broken::Response(|sent, answer| match has(sent, "/b") {
            true => with_status(answer, "404 Not Found"),
            false => answer,
        }),
        3,
        hello,
    );
    server.get("/a").unwrap().status(200).unwrap();
    let failure = fails(server.get("/b").unwrap().status(200).map(drop), problem::STATUS);
    assert_eq!((failure.at, &failure.problem.got[..]), (Some(9), "404 (Not Found)"));
}

#[test]
fn an_answers_head_comes_in_one_chunk() {
    let answer = Broken::Response(|_, answer| with_field(answer, "Content-Type", "a/b"));
    let (server, _proxy) = through(answer, 3, |mut client| {
        read_head(&mut client);
        for piece in plain("200 OK", "in many pieces").chunks(3) {
            let _ = client.write_all(piece);
        }
        hang_up(client);
    });
    server.get("/").unwrap().field("Content-Type", "a/b").unwrap().body("in many pieces").unwrap();
}

#[test]
fn ends_can_be_kept_back() {
    let open = Broken::Server(|front| front.relay(Relay { stage_end: false, ..Relay::FAITHFUL }));
    let (server, _proxy) = through(open, 3, hello);
    fails(server.patience(seconds(1)).get("/"), problem::STILL_OPEN);
    let deaf = Broken::Server(|front| front.relay(Relay { client_end: false, ..Relay::FAITHFUL }));
    let (server, _proxy) = through(deaf, 1, echo);
    let mut client = server.patience(seconds(1)).connect().unwrap();
    client.finish();
    fails(client.expect_end(), problem::STILL_OPEN);
}

#[test]
fn a_proof_that_is_over_lets_nobody_in() {
    let (server, proxy) = through(FAITHFUL, 1, echo);
    server.alive().unwrap();
    drop(proxy);
    while server.alive().is_ok() {}
}

#[test]
fn the_client_tells_what_it_sees() {
    let late = Server::running(serve(hang), 3, None).patience(seconds(1));
    fails(late.get("/"), problem::NO_ANSWER);
    let silent = Server::running(serve(hang_up), 3, None);
    fails(silent.get("/"), problem::CLOSED_SILENT);
    let cut = Server::running(
        serve(|mut client| {
            read_head(&mut client);
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab");
            hang_up(client);
        }),
        3,
        None,
    );
    let failure = fails(cut.get("/"), problem::LENGTH_NOT_REACHED);
    assert_eq!((failure.at, &failure.problem.got[..]), (Some(40), "2 bytes"));
}

#[test]
fn the_client_tells_what_is_too_much_and_who_is_not_there() {
    let more = Broken::Response(|_, answer| with_more(answer, "I am one too many."));
    let (server, _proxy) = through(more, 3, hello);
    fails(server.get("/"), problem::TRAILING);
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    fails(Server::running(gone, 3, None).get("/"), problem::REFUSED);
}

#[test]
fn answers_on_one_connection_are_read_one_by_one() {
    let server = Server::running(
        serve(|mut client| {
            read_head(&mut client);
            let ok = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
            let all = format!("HTTP/1.1 100 Continue\r\n\r\n{ok}a{ok}b{ok}");
            let _ = client.write_all(all.as_bytes());
            hang_up(client);
        }),
        3,
        None,
    );
    let mut client = server.connect().unwrap();
    let first = client.get("/").unwrap();
    assert_eq!((first.interim.as_slice(), first.content()), (&[100][..], &b"a"[..]));
    client.read_response("GET").unwrap().body("b").unwrap();
    client.read_response("HEAD").unwrap().body("").unwrap();
    client.expect_end().unwrap();
}

#[test]
fn parts_of_broken_servers() {
    let answer = || b"HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\n\r\nA: 3".to_vec();
    let head = |lines: &str| format!("HTTP/1.1 200 OK\r\n{lines}\r\nA: 3").into_bytes();
    assert_eq!(without_field(answer(), "A"), head(""));
    assert_eq!(with_field(answer(), "A", "x"), head("A: x\r\n"));
    assert_eq!(with_field(answer(), "B", "x"), head("A: 1\r\na: 2\r\nB: x\r\n"));
    let expected = b"HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nContent-Length: 2\r\n\r\nhi";
    assert_eq!(with_body(answer(), "hi"), expected);
    assert_eq!(edit_head(b"no head".to_vec(), Vec::clear), b"no head");
    assert_eq!(with_more(b"no head".to_vec(), "x"), b"no head");
    assert_eq!(replace(b"aXbXX", "X", "yy"), b"ayybyyyy");
    assert_eq!(replace(b"abc", "", "y"), b"abc");
}
