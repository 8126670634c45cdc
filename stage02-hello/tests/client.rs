//! A client library that people use agrees with this stage.

use std::time::Duration;

use reqwest::blocking::{Client, Response};
use tester::server::{Server, Stage};

/// A running stage and a client for it.
struct Pair {
    server: Server,
    client: Client,
}

impl Pair {
    fn start() -> Pair {
        let server = Stage::calling().unwrap().start().unwrap();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(20));
        Pair { server, client: client.build().unwrap() }
    }

    fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.server.addr())
    }

    fn get(&self, target: &str) -> Response {
        self.client.get(self.url(target)).send().unwrap()
    }
}

#[test]
fn hello() {
    let response = Pair::start().get("/hello");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(response.text().unwrap(), "Hello, World!");
}
