use super::*;
use anstream::adapter::strip_str;
use std::io::BufRead;
use std::net::TcpListener;
use std::thread;

/// How long a server that says nothing more is waited for; none does where the dump is right.
const SHORT: Duration = Duration::from_millis(100);

/// A server that reads up to an empty line, says this, and ends (or waits for the client's end).
fn server(says: &'static [u8], ends: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut lines = io::BufReader::new(stream.try_clone().expect("a clone")).lines();
        while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        let _ = stream.write_all(says);
        if !ends {
            let _ = lines.next();
        }
    });
    port
}

fn fault(says: &'static [u8], ends: bool, dump: &str) -> String {
    let lines = dump.lines().map(str::to_string).collect::<Vec<_>>();
    let patience = if ends { Duration::from_secs(10) } else { SHORT };
    let done = converse(server(says, ends), &Ports::default(), (7, &lines), patience);
    done.map_or_else(|fault| strip_str(&fault.to_string()).to_string(), |()| "right".into())
}

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 21:06:22 GMT\r\n\r\nol\xc3\xa9\xff";

/// What the page shows of `ANSWER`, and how the fault begins.
const DUMPS: [(&str, &str); 13] = [
    (
        r"< HTTP/1.1 200 OK\r\n|< Date: Sun, 01 Jan 2023 00:00:00 GMT\r\n|< \r\n|< olé\xff|< FIN",
        "right",
    ),
    (r"< HTTP/1.1 200 OK\r\n|< …|< FIN", "right"),
    (r"< …|< \r\n\r\n|< ol\xc3\xa9\xff|< FIN", "right"),
    (r"< HTTP/1.1 200 OK\r\n|< …|< \r\n|< ol…|< FIN", "right"),
    (r"< HTTP/1.1 200 OK\r\n|< …", "right"),
    (r"< HTTP/1.1 200 OK\r\n", "line 8: the server says more than that:\n+ Date: "),
    (r"< HTTP/1.1 404 Not Found\r\n|< …|< FIN", "line 8: the server says something else"),
    (r"< HTTP/1.1 200 OK\r\n|< \r\n|< …|< FIN", "line 8: the server says something else"),
    (r"< …|< ole|< FIN", "line 8: the server says something else"),
    (r"< …|< olé|< FIN", "line 8: the server says something else"),
    (r"< …|< RST", "line 8: the server says something else"),
    (r"< HTTP/1.1\q", "line 8: "),
    (r"HTTP/1.1", "line 7: "),
];

#[test]
fn what_a_server_says_is_compared() {
    for (dump, expected) in DUMPS {
        let found = fault(ANSWER, true, &format!("> \\r\\n|{dump}").replace('|', "\n"));
        assert!(found.starts_with(expected), "{dump}\n{found}");
    }
}

#[test]
fn a_difference_shows_both_sides() {
    let found = fault(b"a\r\nb\r\n", true, "> \\r\\n\n< a\\r\\n\n< c\\r\\n\n< FIN");
    assert!(found.ends_with("  a\\r\\n\n- c\\r\\n\n+ b\\r\\n\n  FIN\n"), "{found}");
    let found = fault("é\r\nb".as_bytes(), true, "> \\r\\n\n< \\xc3\\xa9\\r\\n\n< FIN");
    assert!(found.ends_with("  é\\r\\n\n+ b\n  FIN\n"), "{found}");
}

#[test]
fn who_says_nothing_more_is_not_waited_for_without_end() {
    let found = fault(b"a", false, "> \\r\\n\n< a\n< FIN");
    assert!(found.ends_with("  a\n- FIN\n+ (nothing more for 100ms)\n"), "{found}");
}

#[test]
fn turns_are_taken() {
    let dump = "> a\\r\\n\n> \\r\\n\n< x…\n> b\\r\\n\n< z\n< FIN";
    assert_eq!(fault(b"x y z", true, dump), "right");
}
