//! Asked to stop while there is much to do: each request whose head had arrived is answered.
//!
//! Windows has no such signal for another process.
#![cfg(unix)]

mod running;

use running::Running;
use tester::client::Client;

/// As many as find a place in the queue.
const CLIENTS: usize = 100;

/// The answer, whole, and the end of the connection; then the client leaves too.
fn is_answered(mut client: Client) {
    client.read_response("GET").unwrap().status(200).unwrap();
    client.expect_end().unwrap();
}

/// Four of them are being served, the others wait.
#[test]
fn clients_in_the_queue() {
    let mut stage = Running::start(&["--threads".as_ref(), "4".as_ref()]);
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| stage.server.connect().unwrap()).collect();
    for client in &mut clients {
        client.write_request("GET", "/bigfile", &[], b"", false).unwrap();
    }
    stage.signal("TERM");
    clients.into_iter().for_each(is_answered);
    assert_eq!(stage.ended().code(), Some(0));
}

/// Each has had an answer, and has just sent its next request.
#[test]
fn connections_that_are_kept() {
    let mut stage = Running::start(&[]);
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| stage.server.connect().unwrap()).collect();
    for client in &mut clients {
        client.get("/hello").unwrap().status(200).unwrap();
    }
    for client in &mut clients {
        client.write_request("GET", "/bigfile", &[], b"", false).unwrap();
    }
    stage.signal("TERM");
    clients.into_iter().for_each(is_answered);
    assert_eq!(stage.ended().code(), Some(0));
}
