//! Good clients: conversations whose every answer is known beforehand, to the byte.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};
use tester::catalogue::Text;
use tester::client::Client;
use tester::failure::{Failure, Piece, Problem, Verdict};
use tester::report::Language;
use tester::response::{Response, quote};

/// How long an answer may take; the machine is busy, and slowness is not what is judged here.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// A connection that has rested for longer is not used again: the server may just be closing it.
const FRESH: Duration = Duration::from_secs(2);
/// Requests on one connection at most.
const USES: usize = 25;

/// What every good client knows of the server.
pub struct World {
    addr: SocketAddr,
    patience: Duration,
    site: Vec<Page>,
    /// All visitors share the sentence, so one at a time may look whether it is right.
    sentence: Mutex<()>,
}

struct Page {
    target: String,
    content: Vec<u8>,
    media_type: &'static str,
}

impl World {
    /// A server, how long it may take for an answer, and the folder of the site that it serves.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn new(addr: SocketAddr, patience: Duration, site: &Path) -> std::io::Result<World> {
        let mut pages = Vec::new();
        collect(site, "/", &mut pages)?;
        Ok(World { addr, patience, site: pages, sentence: Mutex::new(()) })
    }
}

/// Every file of a folder, under each of its names.
fn collect(folder: &Path, prefix: &str, pages: &mut Vec<Page>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), pages)?;
            continue;
        }
        let (content, media_type) = (fs::read(&path)?, media_type(&name));
        pages.extend(names(&name).map(|name| Page {
            target: format!("{prefix}{name}"),
            content: content.clone(),
            media_type,
        }));
    }
    Ok(())
}

/// What a file is called in a target: some endings may be left out, an index altogether.
fn names(name: &str) -> impl Iterator<Item = &str> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let short = ["html", "txt", "png", "jpg", "svg"].contains(&ending).then_some(stem);
    [Some(name), short, (name == "index.html").then_some("")].into_iter().flatten()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html",
        "css" => "text/css",
        "js" => "text/javascript",
        "txt" => "text/plain",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// A conversation.
#[derive(Clone, Copy)]
pub struct Conversation {
    pub name: &'static str,
    pub talk: fn(&mut Guest) -> Verdict,
}

/// All there are.
pub const ALL: &[Conversation] = &[
    Conversation { name: "page", talk: page },
    Conversation { name: "whole-site", talk: whole_site },
    Conversation { name: "hello", talk: hello },
    Conversation { name: "echo-path", talk: echo_path },
    Conversation { name: "echo-content", talk: echo_content },
    Conversation { name: "echo-chunked", talk: echo_chunked },
    Conversation { name: "echo-expect", talk: echo_expect },
    Conversation { name: "file", talk: file },
    Conversation { name: "user", talk: user },
    Conversation { name: "sentence", talk: sentence },
    Conversation { name: "head", talk: head },
    Conversation { name: "options", talk: options },
    Conversation { name: "pipeline", talk: pipeline },
    Conversation { name: "conditions", talk: conditions },
    Conversation { name: "errors", talk: errors },
    Conversation { name: "mirror", talk: mirror },
    Conversation { name: "pieces", talk: pieces },
    Conversation { name: "http-1.0", talk: http_1_0 },
];

/// One good client. It keeps its connection from conversation to conversation, mostly.
pub struct Guest<'w> {
    world: &'w World,
    pub rng: Rng,
    /// No other client has this one.
    name: String,
    /// How many names it has thought of.
    names: usize,
    kept: Option<Kept>,
}

/// A connection that can be used again.
struct Kept {
    client: Client,
    uses: usize,
    last: Instant,
}

const NOT_LISTED: Text =
    Text { en: "the list lacks {expected}: {got}", es: "a la lista le falta {expected}: {got}" };

impl<'w> Guest<'w> {
    pub fn new(world: &'w World, name: &str, rng: Rng) -> Guest<'w> {
        Guest { world, rng, name: name.to_string(), names: 0, kept: None }
    }

    /// Holds this conversation.
    ///
    /// # Errors
    /// The first answer that was not what it should be.
    pub fn talk(&mut self, conversation: Conversation) -> Verdict {
        let verdict = (conversation.talk)(self);
        if verdict.is_err() {
            self.kept = None;
        }
        verdict
    }

    /// One of all conversations.
    pub fn choose(&mut self) -> Conversation {
        ALL[self.rng.usize(..ALL.len())]
    }

    fn connect(&self) -> Verdict<Client> {
        Client::connect(self.world.addr, 7, self.world.patience)
    }

    /// A connection without anything on its way: the one from before, or a new one.
    fn line(&mut self) -> Verdict<Kept> {
        let fits = |kept: &Kept| kept.uses < USES && kept.last.elapsed() < FRESH;
        match self.kept.take().filter(fits) {
            Some(kept) => Ok(kept),
            None => Ok(Kept { client: self.connect()?, uses: 0, last: Instant::now() }),
        }
    }

    /// Asks, on any connection; now and then it is the last request there.
    fn ask(
        &mut self,
        method: &str,
        target: &str,
        fields: &[(&str, &str)],
        content: &[u8],
    ) -> Verdict<Response> {
        let close = self.rng.u8(..) < 32;
        let mut kept = self.line()?;
        kept.client.write_request(method, target, fields, content, close)?;
        let response = kept.client.read_response(method)?;
        match response.list("Connection").contains(&"close") {
            false if close => drop(response.lists("Connection", "close")?),
            false => self.keep(kept),
            true if close => kept.client.expect_end()?,
            // Content that nobody read is a reason to close; else there is none.
            true if content.is_empty() => drop(response.lists_no("Connection", "close")?),
            true => kept.client.expect_end()?,
        }
        Ok(response)
    }

    fn keep(&mut self, kept: Kept) {
        self.kept = Some(Kept { uses: kept.uses + 1, last: Instant::now(), ..kept });
    }

    fn get(&mut self, target: &str) -> Verdict<Response> {
        self.ask("GET", target, &[], b"")
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("{}-{}", self.name, self.names)
    }

    fn page(&mut self) -> &'w Page {
        &self.world.site[self.rng.usize(..self.world.site.len())]
    }

    /// Random bytes; mostly few, sometimes very many.
    fn content(&mut self) -> Vec<u8> {
        let most = match self.rng.u8(..) {
            0..4 => 4 << 20,
            4..64 => 256 << 10,
            _ => 4 << 10,
        };
        let mut content = vec![0; self.rng.usize(1..most)];
        self.rng.fill(&mut content);
        content
    }

    /// A word of letters of many alphabets.
    fn word(&mut self) -> String {
        let length = self.rng.usize(1..20);
        (0..length).map(|_| self.rng.char('0'..='ƒ')).filter(|it| it.is_alphanumeric()).collect()
    }
}

fn page(guest: &mut Guest) -> Verdict {
    let page = guest.page();
    check_page(&guest.get(&page.target)?, page)
}

fn check_page(response: &Response, page: &Page) -> Verdict {
    response.status(200)?.body(&page.content)?.field_contains("Content-Type", page.media_type)?;
    response.field("Content-Length", &page.content.len().to_string())?;
    response.has_field("Last-Modified")?.done()
}

fn whole_site(guest: &mut Guest) -> Verdict {
    let mut pages: Vec<&Page> = guest.world.site.iter().collect();
    guest.rng.shuffle(&mut pages);
    let mut client = guest.connect()?;
    for page in pages {
        check_page(&client.get(&page.target)?, page)?;
    }
    Ok(())
}

fn hello(guest: &mut Guest) -> Verdict {
    let choices = [
        ("en", "en", "Hello, World!"),
        ("es", "es", "¡Hola, mundo!"),
        ("es-CO,es;q=0.9,en;q=0.8", "es", "¡Hola, mundo!"),
        ("fr, es;q=0.2, en;q=0.1", "es", "¡Hola, mundo!"),
        ("en-GB, es;q=0.9", "en", "Hello, World!"),
    ];
    let (accepted, language, greeting) = choices[guest.rng.usize(..choices.len())];
    let response = guest.ask("GET", "/hello", &[("Accept-Language", accepted)], b"")?;
    response.status(200)?.body(greeting)?.field("Content-Language", language)?;
    response.lists("Vary", "Accept-Language")?.field_contains("Content-Type", "text/plain")?.done()
}

fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn echo_path(guest: &mut Guest) -> Verdict {
    let text = format!("{} & {}", guest.word(), guest.word());
    let response = guest.get(&format!("/echo/{}", escape(&text)))?;
    let media_type = if text.is_ascii() { "text/plain" } else { "text/plain; charset=utf-8" };
    response.status(200)?.body(&text)?.field("Content-Type", media_type)?.done()
}

const ECHOED: &str = "application/x-siege; part=1";

fn check_echo(response: &Response, content: &[u8]) -> Verdict {
    response.status(200)?.body(content)?.field("Content-Type", ECHOED)?.done()
}

fn echo_content(guest: &mut Guest) -> Verdict {
    let content = guest.content();
    let response = guest.ask("POST", "/echo", &[("Content-Type", ECHOED)], &content)?;
    check_echo(&response, &content)
}

const CHUNKED: [(&str, &str); 2] = [("Content-Type", ECHOED), ("Transfer-Encoding", "chunked")];

fn echo_chunked(guest: &mut Guest) -> Verdict {
    let content = guest.content();
    let chunked = chunk(&content, &mut guest.rng);
    let response = guest.ask("POST", "/echo", &CHUNKED, &chunked)?;
    check_echo(&response, &content)
}

/// Cuts content into chunks of any size, with extensions and a trailer here and there.
fn chunk(mut content: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut chunked = Vec::new();
    while !content.is_empty() {
        let least = content.len().div_ceil(50); // not thousands of them
        let (chunk, rest) = content.split_at(rng.usize(least..=content.len()));
        let extension = if rng.u8(..4) == 0 { ";a=\"b;\\\"\"" } else { "" };
        chunked.extend(format!("{:x}{extension}\r\n", chunk.len()).bytes());
        chunked.extend(chunk);
        chunked.extend(b"\r\n");
        content = rest;
    }
    let trailer = if rng.bool() { "X-Trailer: yes\r\n" } else { "" };
    chunked.extend(format!("0\r\n{trailer}\r\n").bytes());
    chunked
}

fn echo_expect(guest: &mut Guest) -> Verdict {
    let content = guest.content();
    let length = content.len().to_string();
    let fields =
        [("Content-Type", ECHOED), ("Expect", "100-continue"), ("Content-Length", &*length)];
    let mut kept = guest.line()?;
    kept.client.write_request("POST", "/echo", &fields, b"", false)?;
    kept.client.read_interim(100)?;
    kept.client.send(&content)?;
    check_echo(&kept.client.read_response("POST")?, &content)?;
    guest.keep(kept);
    Ok(())
}

/// A file's whole life.
fn file(guest: &mut Guest) -> Verdict {
    let target = format!("/files/{}", guest.name());
    let (first, second) = (guest.content(), guest.content());
    guest.ask("PUT", &target, &[], &first)?.status(201)?.field("Location", &target)?;
    check_file(&guest.get(&target)?, &first)?;
    if guest.rng.bool() {
        guest.ask("PUT", &target, &[], &second)?.status(204)?.body("")?;
    } else {
        let chunked = chunk(&second, &mut guest.rng);
        guest.ask("POST", &target, &CHUNKED, &chunked)?.status(201)?;
    }
    check_file(&guest.get(&target)?, &second)?;
    let length = second.len().to_string();
    guest.ask("HEAD", &target, &[], b"")?.status(200)?.field("Content-Length", &length)?;
    guest.ask("DELETE", &target, &[], b"")?.status(204)?.body("")?;
    guest.get(&target)?.refusal(404)?.done()
}

fn check_file(response: &Response, content: &[u8]) -> Verdict {
    response.status(200)?.body(content)?.field("Content-Type", "application/octet-stream")?;
    response.has_field("Last-Modified")?.done()
}

const JSON: [(&str, &str); 1] = [("Content-Type", "application/json")];

/// A user's whole life.
fn user(guest: &mut Guest) -> Verdict {
    let (name, other) = (guest.word() + "ñ", guest.word() + "z");
    let sent = json!({ "Nombre": name, "edad": 30 }).to_string();
    let created = guest.ask("POST", "/createUser", &JSON, sent.as_bytes())?;
    let target = created.status(201)?.value("Location").unwrap_or_default().to_string();
    let id: u64 = target.strip_prefix("/users/").and_then(|id| id.parse().ok()).unwrap_or(0);
    check_json(&created, &json!({ "Nombre": name, "edad": 30, "id": id }))?;
    let wanted = json!({ "Nombre": other, "id": id });
    let patch = json!({ "Nombre": other, "edad": null }).to_string();
    let patched = guest.ask("PATCH", &target, &JSON, patch.as_bytes())?;
    check_json(patched.status(200)?, &wanted)?;
    check_json(guest.get(&target)?.status(200)?, &wanted)?;
    check_listed(&guest.get("/users")?, &wanted)?;
    guest.ask("DELETE", &target, &[], b"")?.status(204)?.body("")?;
    guest.get(&target)?.refusal(404)?.done()
}

fn parse_json(response: &Response) -> Value {
    serde_json::from_slice(response.content()).unwrap_or_default()
}

fn check_json(response: &Response, wanted: &Value) -> Verdict {
    response.field("Content-Type", "application/json")?;
    if parse_json(response) == *wanted { Ok(()) } else { response.body(wanted.to_string())?.done() }
}

fn check_listed(response: &Response, user: &Value) -> Verdict {
    response.status(200)?.field("Content-Type", "application/json")?;
    let listed = parse_json(response).as_array().is_some_and(|users| users.contains(user));
    if listed {
        return Ok(());
    }
    Err(response.fail(Problem::with(NOT_LISTED, user, quote(response.content()))))
}

const PLAIN: [(&str, &str); 1] = [("Content-Type", "text/plain")];
const FORM: [(&str, &str); 1] = [("Content-Type", "application/x-www-form-urlencoded")];

/// Writes the sentence anew and looks at it in both of its shapes.
fn sentence(guest: &mut Guest) -> Verdict {
    let world = guest.world;
    let _alone = world.sentence.lock().unwrap_or_else(PoisonError::into_inner);
    guest.ask("DELETE", "/sentence", &[], b"")?.status(204)?;
    let words = [guest.word() + "a", format!("<b>&{}", guest.word()), guest.word() + "z"];
    for (place, word) in words.iter().enumerate() {
        let response = if place == 1 {
            let form = format!("word={}", escape(word));
            guest.ask("POST", "/sentence", &FORM, form.as_bytes())?
        } else {
            guest.ask("POST", "/sentence", &PLAIN, word.as_bytes())?
        };
        response.status(303)?.field("Location", "/sentence")?;
    }
    let text = guest.ask("GET", "/sentence", &[("Accept", "text/plain")], b"")?;
    text.status(200)?.body(words.join(" "))?.lists("Vary", "Accept")?;
    let escaped = words.join(" ").replace('&', "&amp;").replace('<', "&lt;");
    let page = guest.get("/sentence")?;
    page.status(200)?.field_contains("Content-Type", "text/html")?.body_contains(&escaped)?.done()
}

/// HEAD says what GET says, and sends no content.
fn head(guest: &mut Guest) -> Verdict {
    let page = guest.page();
    let get = guest.get(&page.target)?;
    let head = guest.ask("HEAD", &page.target, &[], b"")?;
    head.status(200)?.body("")?;
    for name in ["Content-Type", "Content-Length", "Last-Modified"] {
        head.field(name, get.value(name).unwrap_or_default())?;
    }
    Ok(())
}

fn options(guest: &mut Guest) -> Verdict {
    let choices = [
        ("*", "TRACE"),
        ("/echo", "POST"),
        ("/createUser", "POST"),
        ("/files/x", "PUT"),
        ("/users/1", "PATCH"),
        ("/sentence", "DELETE"),
        ("/hello", "HEAD"),
    ];
    let (target, method) = choices[guest.rng.usize(..choices.len())];
    let response = guest.ask("OPTIONS", target, &[], b"")?;
    response.status(204)?.lists("Allow", method)?.lists("Allow", "OPTIONS")?;
    response.no_field("Content-Length")?.done()
}

/// Many requests at once; the answers come in order.
fn pipeline(guest: &mut Guest) -> Verdict {
    let count = guest.rng.usize(2..=32);
    let words: Vec<String> = (0..count).map(|_| guest.name()).collect();
    let mut kept = guest.line()?;
    for (place, word) in words.iter().enumerate() {
        match place % 3 {
            0 => kept.client.write_request("GET", &format!("/echo/{word}"), &[], b"", false)?,
            1 => kept.client.write_request("POST", "/echo", &PLAIN, word.as_bytes(), false)?,
            _ => kept.client.write_request("HEAD", &format!("/echo/{word}"), &[], b"", false)?,
        }
    }
    for (place, word) in words.iter().enumerate() {
        let (method, content) = [("GET", word.as_str()), ("POST", word), ("HEAD", "")][place % 3];
        let response = kept.client.read_response(method)?;
        response.status(200)?.body(content)?;
        response.field("Content-Length", &word.len().to_string())?;
    }
    guest.keep(kept);
    Ok(())
}

const LONG_AGO: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

fn conditions(guest: &mut Guest) -> Verdict {
    let page = guest.page();
    let modified = guest.get(&page.target)?.value("Last-Modified").unwrap_or_default().to_string();
    let same = guest.ask("GET", &page.target, &[("If-Modified-Since", &modified)], b"")?;
    same.status(304)?.body("")?.field("Last-Modified", &modified)?;
    let newer = guest.ask("GET", &page.target, &[("If-Modified-Since", LONG_AGO)], b"")?;
    check_page(&newer, page)?;
    let stale = guest.ask("GET", &page.target, &[("If-Unmodified-Since", LONG_AGO)], b"")?;
    stale.refusal(412)?;
    let target = format!("/files/{}", guest.name());
    guest.ask("PUT", &target, &[("If-Match", "*")], b"I shouldn't be stored.")?.refusal(412)?;
    guest.get(&target)?.refusal(404)?.done()
}

fn errors(guest: &mut Guest) -> Verdict {
    let name = guest.name();
    guest.get(&format!("/nothing/{name}"))?.refusal(404)?;
    guest.ask("DELETE", "/hello", &[], b"")?.refusal(405)?.lists("Allow", "GET")?;
    guest.ask("POST", "/createUser", &JSON, b"{\"Nombre\":")?.refusal(400)?;
    guest.ask("POST", "/createUser", &PLAIN, b"{\"Nombre\":\"x\"}")?.refusal(415)?;
    guest.ask("POST", "/createUser", &JSON, b"{\"Nombre\":\"\"}")?.refusal(422)?;
    let mut client = guest.connect()?;
    client.request("BREW", "/pot", &[], b"")?.refusal(501)?.lists("Connection", "close")?;
    client.expect_end()
}

/// What the server says of the request itself.
fn mirror(guest: &mut Guest) -> Verdict {
    let name = guest.name();
    let fields = [("User-Agent", &*name), ("X-Siege", "a, b"), ("Authorization", "Basic x")];
    guest.ask("GET", "/user-agent", &fields, b"")?.status(200)?.body(&name)?;
    let headers = guest.ask("GET", "/headers", &fields, b"")?;
    headers.status(200)?.body_contains(format!("User-Agent: {name}\nX-Siege: a, b\n"))?;
    let traced = guest.ask("TRACE", "/echo", &fields, b"")?;
    traced.status(200)?.field("Content-Type", "message/http")?.body_lacks("Basic")?;
    traced.body_contains(format!("User-Agent: {name}\r\nX-Siege: a, b\r\n"))?.done()
}

/// A request in pieces, each a packet of its own.
fn pieces(guest: &mut Guest) -> Verdict {
    let word = guest.name();
    let request = format!("GET /echo/{word} HTTP/1.1\r\nHost: siege\r\n\r\n");
    let (first, rest) = request.split_at(guest.rng.usize(1..request.len()));
    let mut kept = guest.line()?;
    kept.client.send_pieces(&[first.as_bytes(), rest.as_bytes()])?;
    kept.client.read_response("GET")?.status(200)?.body(&word)?;
    guest.keep(kept);
    Ok(())
}

fn http_1_0(guest: &mut Guest) -> Verdict {
    let word = guest.name();
    let mut client = guest.connect()?;
    client.send(format!("GET /echo/{word} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))?;
    client.read_response("GET")?.status(200)?.body(&word)?.lists("Connection", "keep-alive")?;
    client.send(format!("GET /echo/{word} HTTP/1.0\r\n\r\n"))?;
    client.read_response("GET")?.status(200)?.body(&word)?;
    client.expect_end()
}

/// A failure in one line: what was wrong, what was last sent, what came.
pub fn describe(failure: &Failure, language: Language) -> String {
    let problem = failure.problem.say(language.is_spanish());
    let sent = failure.pieces.iter().rev().find_map(Piece::as_sent).unwrap_or_default();
    let sent = sent.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let after = language.of(Text { en: "after", es: "tras" });
    format!("{problem} ({after} {})", quote(sent))
}
