//! Small pages, and what is wrong with them.

pub struct Small {
    pub name: &'static str,
    pub page: &'static str,
    /// How the fault begins, if there is one.
    pub fault: Option<&'static str>,
}

pub const ALL: [Small; 11] = [
    Small { name: "right", page: RIGHT, fault: None },
    Small {
        name: "terminal",
        page: TERMINAL,
        fault: Some(
            "line 12: the server's terminal shows something else (- the page, + the server):\n\
             + GET /a HTTP/1.1 -> 404 Not Found\n  GET /b HTTP/1.1 -> 404 Not Found\n",
        ),
    },
    Small {
        name: "first_line",
        page: FIRST_LINE,
        fault: Some("line 2: `cargo run -q -p stage01-bind` prints something else"),
    },
    Small {
        name: "bad_flag",
        page: BAD_FLAG,
        fault: Some("line 2: `cargo run -q -p stage01-bind -- --no` does not listen on port 4221"),
    },
    Small { name: "stopped", page: STOPPED, fault: None },
    Small { name: "one_at_a_time", page: ONE_AT_A_TIME, fault: None },
    Small { name: "two_ports", page: TWO_PORTS, fault: None },
    Small { name: "length_of_the_port", page: LENGTH_OF_THE_PORT, fault: None },
    Small { name: "dump", page: DUMP, fault: None },
    Small {
        name: "wrong_dump",
        page: WRONG_DUMP,
        fault: Some("line 3: the server says something else"),
    },
    Small { name: "no_stage", page: NO_STAGE, fault: Some("line 2: stage09-none does not listen") },
];

const RIGHT: &str = "\
```console server=stage03-parse
$ cargo run -q -p stage03-parse
listening on http://127.0.0.1:4221
```
```console
$ curl -si http://localhost:4221/echo/a
HTTP/1.1 200 OK
…

a
$ cargo run -q -p stage03-parse
stage03-parse: cannot listen on 127.0.0.1:4221: …
```
```console server
GET /echo/a HTTP/1.1 -> 200 OK
```
";

const TERMINAL: &str = "\
```console server=stage03-parse
$ cargo run -q -p stage03-parse
…
```
```console
$ curl -s -o a http://127.0.0.1:4221/a
$ curl -s -o b http://127.0.0.1:4221/b
```
```text
```
```console server
GET /b HTTP/1.1 -> 404 Not Found
```
";

const FIRST_LINE: &str = "\
```console server=stage01-bind
$ cargo run -q -p stage01-bind
listening on http://127.0.0.1:4221
```
";

const BAD_FLAG: &str = "\
```console server=stage01-bind
$ cargo run -q -p stage01-bind -- --no
```
";

const STOPPED: &str = "\
```console server=stage06-threads
$ cargo run -q -p stage06-threads
…
```
```console server
^C
```
```console
$ curl -s http://127.0.0.1:4221/ || echo gone
gone
$ curl http://127.0.0.1:4221/
curl: (7) Failed to connect to 127.0.0.1 port 4221 after 0 ms: …
```
";

const ONE_AT_A_TIME: &str = "\
```console server=stage01-bind
$ cargo run -q -p stage01-bind
…
```
```console server=stage02-hello
$ cargo run -q -p stage02-hello
listening on http://127.0.0.1:4221
```
```console
$ curl -s http://127.0.0.1:4221/
Hello, World!
```
";

const TWO_PORTS: &str = "\
```console server=stage02-hello
$ cargo run -q -p stage02-hello
…
```
```console server=stage03-parse
$ cargo run -q -p stage03-parse -- 127.0.0.1:8080
listening on http://127.0.0.1:8080
```
```console
$ curl -s http://127.0.0.1:4221/a
Hello, World!
$ curl -s http://127.0.0.1:8080/echo/4221
4221
```
";

/// The port comes back in `Host`: `Host: 127.0.0.1:4221\nUser-Agent: a\nAccept: */*\n`.
const LENGTH_OF_THE_PORT: &str = "\
```console server=stage04-headers
$ cargo run -q -p stage04-headers
…
```
```console
$ curl -si -A a http://127.0.0.1:4221/headers | grep Length
Content-Length: 47
```
";

const DUMP: &str = "\
```wire stage03-parse
> GET /hello HTTP/1.1\\r\\n\\r\\n
< HTTP/1.1 200 OK\\r\\n
< …
< \\r\\n
< Hello, World!
< FIN
```
";

const WRONG_DUMP: &str = "\
```wire stage05-files args=\"--directory .\"
> GET /files/a HTTP/1.0\\r\\n\\r\\n
< HTTP/1.1 200 OK\\r\\n
< …
< FIN
```
";

const NO_STAGE: &str = "\
```wire stage09-none
> a
```
";
