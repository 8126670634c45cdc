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

#[test]
fn an_echo_of_any_text() {
    let pair = Pair::start();
    let mut url = reqwest::Url::parse(&pair.url("/echo/")).unwrap();
    url.path_segments_mut().unwrap().pop_if_empty().push("¿dos + dos? 100% / #1");
    let response = pair.client.get(url).send().unwrap();
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.text().unwrap(), "¿dos + dos? 100% / #1");
}

#[test]
fn nothing_there() {
    assert_eq!(Pair::start().get("/echos/1").status(), 404);
}

#[test]
fn fields_arrive() {
    let pair = Pair::start();
    let request = pair.client.get(pair.url("/user-agent"));
    assert_eq!(
        request.header("User-Agent", "curso/1.0").send().unwrap().text().unwrap(),
        "curso/1.0"
    );
    let request = pair.client.get(pair.url("/headers"));
    let lines = request.header("X-Course", "HTTP").send().unwrap().text().unwrap();
    assert!(lines.lines().any(|line| line.eq_ignore_ascii_case("x-course: HTTP")), "{lines}");
}

#[test]
fn hello_in_spanish() {
    let pair = Pair::start();
    let request = pair.client.get(pair.url("/hello"));
    let response = request.header("Accept-Language", "es-CO,es;q=0.9,en;q=0.8").send().unwrap();
    assert_eq!(response.headers()["content-language"], "es");
    assert_eq!(response.text().unwrap(), "¡Hola, mundo!");
}

#[test]
fn pages_and_downloads() {
    let pair = Pair::start();
    let page = pair.get("/page_one");
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().unwrap().contains("<img"));
    assert_eq!(pair.get("/images").url().path(), "/images/", "the redirect was not followed");
    let content: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    std::fs::write(pair.server.directory().unwrap().join("three megabytes"), &content).unwrap();
    assert!(pair.get("/files/three%20megabytes").bytes().unwrap() == content);
}
