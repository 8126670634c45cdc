//! The other half of the proof: attacks notice a credulous server, slow clients are dropped
//! by a stage and say so, and the command runs from end to end.
#![cfg(target_os = "linux")]

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use fastrand::Rng;
use siege::cli::Choice;
use siege::drip::{Drip, Kind};
use siege::hostile::{ALL, Outcome};
use siege::server::Server;
use siege::slow::is_in_time;
use tester::report::Language;

/// A server that answers whatever comes with the same bytes, until the test is over.
fn always(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let addr = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || say(client, answer));
        }
    });
    addr
}

fn say(mut client: TcpStream, answer: &str) {
    // A client that has gone is as good as one that has listened.
    let _ = client.read(&mut [0; 65536]);
    let _ = client.write_all(answer.as_bytes()).and_then(|()| client.shutdown(Shutdown::Write));
    let _ = std::io::copy(&mut client, &mut std::io::sink());
}

/// What an attack says of a server, most often.
fn attacked(name: &str, addr: SocketAddr) -> Vec<Outcome> {
    let attack = ALL.iter().find(|attack| attack.name == name).expect(name);
    let mut rng = Rng::with_seed(3);
    (0..20).map(|_| (attack.run)(addr, &mut rng)).collect()
}

#[test]
fn who_takes_everything_is_found_out() {
    let yes = always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for name in ["broken-head", "smuggling", "oversized", "traversal", "json-bomb", "half-closed"] {
        assert!(attacked(name, yes).iter().all(Result::is_err), "{name} is content");
    }
}

#[test]
fn who_answers_twice_is_found_out() {
    let twice = always(
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nI-should-not-be-answered",
    );
    for name in ["broken-head", "smuggling", "oversized", "traversal", "json-bomb"] {
        assert!(attacked(name, twice).iter().all(Result::is_err), "{name} is content");
    }
}

#[test]
fn who_fails_is_found_out() {
    let fault = always("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
    for name in ["noise", "mutant", "oversized-content", "break-off-reading"] {
        assert!(attacked(name, fault).iter().all(Result::is_err), "{name} is content");
    }
    assert!(attacked("break-off", fault).iter().any(Result::is_err), "break-off is content");
}

#[test]
fn a_stage_drops_slow_clients_of_every_kind() {
    let choice = Choice { addr: None, stage: 7, threads: 1024, debug: true };
    let stage = Server::open(&choice, true, Language::English).expect("stage 7 starts");
    let drip = Drip::start(stage.addr, &Kind::ALL, 10).expect("a poll");
    assert!(drip.gather(), "all are connected");
    let outcomes = drip.drain();
    let kinds: HashSet<Kind> = outcomes.iter().map(|outcome| outcome.kind).collect();
    assert_eq!(kinds.len(), Kind::ALL.len());
    for outcome in outcomes {
        assert!(!outcome.stayed, "{outcome:?}");
        assert_eq!(outcome.status, outcome.kind.hears().then_some(408), "{outcome:?}");
    }
}

#[test]
fn who_drops_slow_clients_at_once_is_found_out() {
    let hasty = always("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    let drip = Drip::start(hasty, &[Kind::Head, Kind::Upload, Kind::Echo], 3).expect("a poll");
    drip.gather();
    let outcomes = drip.drain();
    assert!(outcomes.len() >= 3 && !outcomes.iter().any(is_in_time), "{outcomes:?}");
}

#[test]
fn a_short_soak_from_end_to_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let json = folder.path().join("figures.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_siege"));
    // Without slow clients: how long they take is not for a test to judge.
    command.args(["soak", "--minutes", "0.05", "--debug", "--slow", "0", "--lang", "en", "--json"]);
    let output = command.arg(&json).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with("It held.\n"), "{said}");
    let figures = std::fs::read(json).expect("the figures");
    let figures: serde_json::Value = serde_json::from_slice(&figures).expect("JSON");
    assert_eq!(figures["holds"], true);
    assert!(figures["data"]["good"][0].as_u64() > Some(0), "{figures}");
}

#[test]
fn nobody_at_the_address() {
    // Bound and closed again, so that nobody else has it right now.
    let addr = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
    let addr = addr.expect("a free port").to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_siege"));
    let output = command.args(["soak", "--lang", "es", "--addr", &addr]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with(&format!("siege: nadie escucha en {addr}")), "{said}");
}
