//! Too many clients for what the system gives: each is answered in the end, and none at the cost
//! of the server.
//!
//! Windows has neither the limits nor the signals.
#![cfg(unix)]

mod running;

#[cfg(target_os = "linux")]
use std::collections::BTreeSet;
#[cfg(target_os = "linux")]
use std::ffi::OsString;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use running::{PATIENCE, Running};
use tester::client::Client;
use tester::server::Server;

/// Clients that say nothing: more than there are descriptors.
const SILENT: usize = 64;
/// With these there are more than 500; all at once would not find a place in the queue.
const GOOD: usize = 4;
const AT_ONCE: usize = 110;

/// The stage under `ulimit -n 64`, with no descriptor left, and the clients that hold them.
fn without_descriptors() -> (Running, Client, Vec<TcpStream>) {
    let stage = Running::limited("ulimit -n 64", &[]);
    let mut kept = stage.server.connect().unwrap();
    kept.get("/hello").unwrap().status(200).unwrap();
    let silent = (0..SILENT).map(|_| TcpStream::connect(stage.server.addr()).unwrap()).collect();
    let line = stage.lines.recv_timeout(PATIENCE).expect("it says that something is wrong");
    assert!(line.starts_with("cannot accept: "), "{line}");
    (stage, kept, silent)
}

/// Until the silent ones are dropped `accept` can only fail: the server waits, it does not spin.
#[test]
fn more_clients_than_descriptors() {
    let (stage, mut kept, _silent) = without_descriptors();
    let page = kept.get("/page_one").unwrap().code();
    assert!(page == 200 || page >= 500, "a file that is there, but cannot be opened: {page}");
    let server = &stage.server;
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| (0..GOOD).for_each(|_| assert_eq!(hello(server), 200)));
        }
    });
    // A pause of 100 ms for each of 16 threads makes a hundred lines a second; a loop, a million.
    let lines = stage.lines.try_iter().count();
    assert!(lines < 5_000, "{lines} lines about it");
    #[cfg(target_os = "linux")] // elsewhere there is no such file
    assert!(processor_time(&stage) < Duration::from_millis(500), "{:?}", processor_time(&stage));
    // The silent ones go one after the other, and each holds its descriptor until then.
    let end = Instant::now() + PATIENCE;
    while stage.get("/page_one").code() != 200 {
        assert!(Instant::now() < end, "it does not recover");
    }
}

fn hello(server: &Server) -> u16 {
    server.get("/hello").unwrap().code()
}

/// What the stage has used of it, as `/proc` says in hundredths of a second.
#[cfg(target_os = "linux")]
fn processor_time(stage: &Running) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", stage.id())).unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    let fields = after_name.split_whitespace().skip(11).take(2);
    let ticks: u64 = fields.map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// Four that never finish their heads hold the four threads, until they do.
#[test]
fn more_clients_than_threads() {
    let stage = Running::start(&["--threads".as_ref(), "4".as_ref()]);
    let mut clients: Vec<Client> = (0..40).map(|_| stage.server.connect().unwrap()).collect();
    let (slow, good) = clients.split_at_mut(4);
    for client in slow.iter_mut() {
        client.send("GET /hello HTTP/1.1\r\nHost: x\r\n").unwrap();
    }
    for client in good.iter_mut() {
        client.write_request("GET", "/hello", &[], b"", true).unwrap();
    }
    for client in slow.iter_mut() {
        client.send("Connection: close\r\n\r\n").unwrap();
    }
    for mut client in clients {
        client.read_response("GET").unwrap().status(200).unwrap();
        client.expect_end().unwrap();
    }
}

/// Those of the stage that are there whatever happens: the first one, and two that wait for signals.
#[cfg(target_os = "linux")]
const LASTING: usize = 3;

/// No other thread stays for as long as the server runs, and keeps what it once needed.
#[test]
#[cfg(target_os = "linux")] // elsewhere threads have no folder
fn threads_are_relieved() {
    let stage = Running::start(&[]);
    stage.get("/hello");
    let first = threads(&stage);
    (0..2_000).for_each(|_| drop(stage.get("/hello")));
    let stayed: Vec<_> = threads(&stage).intersection(&first).cloned().collect();
    assert!(first.len() > LASTING && stayed.len() <= LASTING, "{first:?}, later {stayed:?}");
}

/// Until the first is sent away, each of these clients asks for a thread of its own.
#[test]
#[cfg(target_os = "linux")]
fn no_more_threads_than_allowed() {
    let stage = Running::start(&["--threads".as_ref(), "2".as_ref()]);
    let silent: Vec<_> = (0..4).map(|_| stage.server.connect().unwrap()).collect();
    silent.into_iter().next().unwrap().read_to_end().unwrap();
    let threads = threads(&stage);
    assert!(threads.len() <= LASTING + 1, "{threads:?}");
}

#[cfg(target_os = "linux")]
fn threads(stage: &Running) -> BTreeSet<OsString> {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", stage.id())).unwrap();
    tasks.map(|task| task.unwrap().file_name()).collect()
}

/// Clients that call at the same moment.
#[cfg(target_os = "linux")]
const BURST: usize = 1_000;

/// While the server is stopped nobody is taken from the queue: who gets no place in it is not
/// connected, and would have to knock again a second later.
#[test]
#[cfg(target_os = "linux")] // others allow no queue as long as this
fn a_burst() {
    let most = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
    assert!(most.trim().parse::<usize>().unwrap() > BURST, "net.core.somaxconn is {most}");
    rlimit::increase_nofile_limit(4 * BURST as u64).unwrap();
    let stage = Running::start(&[]);
    stage.signal("STOP");
    let knock = |_| stage.server.connect();
    let clients: Result<Vec<Client>, _> = (0..BURST).map(knock).collect();
    stage.signal("CONT");
    for client in &mut clients.expect("a place in the queue") {
        client.write_request("GET", "/hello", &[], b"", true).unwrap();
        client.read_response("GET").unwrap().status(200).unwrap();
    }
}
