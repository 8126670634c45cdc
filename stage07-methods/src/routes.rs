//! Which target does what.

use std::io;

use crate::body::{Body, MAX_KEPT};
use crate::conditions;
use crate::files::{self, Folder};
use crate::request::{METHODS, Request, percent_decode};
use crate::response::{Content, Response, Status};
use crate::sentence::Sentence;
use crate::users::Users;

/// What TRACE keeps to itself: the client's secrets (RFC 9110 §9.3.8).
const SECRETS: [&str; 3] = ["Authorization", "Cookie", "Proxy-Authorization"];

/// Everything that has a target.
pub struct Routes {
    pub site: Folder,
    /// What `/files/` leads to, if anything.
    pub files: Option<Folder>,
    pub users: Users,
    pub sentence: Sentence,
}

impl Routes {
    /// Answers a request.
    ///
    /// # Errors
    /// Those of reading the content.
    pub fn answer(&self, request: &Request, body: &mut Body) -> io::Result<Response> {
        let allowed = self.methods_of(request.path);
        if request.method == "OPTIONS" {
            let response = Response::new(Status::NO_CONTENT, Content::None);
            return Ok(response.field("Allow", &allowed.join(", ")));
        }
        let current = self.get(request);
        if !allowed.contains(&request.method) {
            return Ok(refuse_method(current, allowed));
        }
        let refused = conditions::refuse(request, &current).filter(|_| allowed.contains(&"GET"));
        match (request.method, refused) {
            (_, Some(Status::NOT_MODIFIED)) => Ok(current.not_modified()),
            (_, Some(status)) => Ok(Response::error(status, conditions::WHY)),
            ("GET" | "HEAD", None) => Ok(current),
            _ => {
                drop(current); // Windows replaces no file that is open
                self.act(request, body)
            }
        }
    }

    /// What `Allow` says of a target (RFC 9110 §10.2.1).
    fn methods_of(&self, path: &str) -> &'static [&'static str] {
        match path {
            "*" => METHODS,
            "/echo" => &["POST", "OPTIONS", "TRACE"],
            "/createUser" => &["POST", "OPTIONS"],
            "/sentence" => &["GET", "HEAD", "POST", "DELETE", "OPTIONS"],
            _ if self.files.is_some() && path.starts_with("/files/") => {
                &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
            }
            _ if path.starts_with("/users/") => {
                &["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
            }
            _ => &["GET", "HEAD", "OPTIONS"],
        }
    }

    /// GET, and HEAD without the content.
    fn get(&self, request: &Request) -> Response {
        match request.path {
            "/hello" => hello(request),
            "/user-agent" => user_agent(request),
            "/headers" => headers(request),
            "/users" => self.users.list(),
            "/sentence" => self.sentence.show(request),
            path if let Some(text) = path.strip_prefix("/echo/") => echo(text),
            path if let Some(name) = path.strip_prefix("/files/") => match &self.files {
                Some(files) => files.download(name),
                None => not_found(),
            },
            path if let Some(id) = path.strip_prefix("/users/") => self.users.show(id),
            _ => self.site.page(request),
        }
    }

    /// The methods that change something, or need the content.
    fn act(&self, request: &Request, body: &mut Body) -> io::Result<Response> {
        match request.path {
            "/echo" if request.method == "TRACE" => Ok(trace(request)),
            "/echo" => echo_content(request, body),
            "/createUser" => self.users.create(request, body),
            "/sentence" if request.method == "DELETE" => Ok(self.sentence.clear()),
            "/sentence" => self.sentence.add(request, body),
            path if let Some(name) = path.strip_prefix("/files/") => match &self.files {
                Some(files) if request.method == "DELETE" => Ok(files.delete(name)),
                Some(files) => files.upload(request, name, body),
                None => Ok(not_found()),
            },
            path if let Some(id) = path.strip_prefix("/users/") => {
                self.users.change(request, id, body)
            }
            _ => Ok(not_found()),
        }
    }
}

/// 405 tells which methods there are, but only of a target that exists (RFC 9110 §15.5.6).
fn refuse_method(current: Response, allowed: &[&str]) -> Response {
    if current.status == Status::NOT_FOUND && allowed.contains(&"GET") {
        return current;
    }
    let why = "this target has other methods (RFC 9110 section 15.5.6)";
    Response::error(Status::METHOD_NOT_ALLOWED, why).field("Allow", &allowed.join(", "))
}

/// Greets in the language that the client prefers (RFC 9110 §12.5.4).
fn hello(request: &Request) -> Response {
    let (language, greeting) = match request.headers.prefers("Accept-Language", "es", "en") {
        true => ("es", "¡Hola, mundo!"),
        false => ("en", "Hello, World!"),
    };
    Response::text(Status::OK, greeting)
        .field("Content-Language", language)
        .field("Vary", "Accept-Language")
}

/// The rest of the path, decoded.
fn echo(text: &str) -> Response {
    match percent_decode(text) {
        Ok(text) => Response::text(Status::OK, text.into_owned()),
        Err(refusal) => Response::from(refusal),
    }
}

fn user_agent(request: &Request) -> Response {
    let agent = request.headers.all("User-Agent").next();
    Response::text(Status::OK, agent.unwrap_or_default())
}

/// Every field that came, a line each.
fn headers(request: &Request) -> Response {
    let mut lines = Vec::new();
    for (name, value) in request.headers.iter() {
        lines.extend([name.as_bytes(), b": ", value, b"\n"].concat());
    }
    Response::text(Status::OK, lines)
}

/// The content comes back as what it came (RFC 9110 §8.3).
fn echo_content(request: &Request, body: &mut Body) -> io::Result<Response> {
    let media_type = request.headers.get("Content-Type");
    body.limit(MAX_KEPT)?;
    Ok(Response::new(Status::OK, files::spool(body)?)
        .field("Content-Type", media_type.unwrap_or("application/octet-stream")))
}

/// The request itself comes back, as this server received it (RFC 9110 §9.3.8).
fn trace(request: &Request) -> Response {
    let is_secret = |line: &&[u8]| {
        let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
        SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret.as_bytes()))
    };
    let lines = request.head.split_inclusive(|&byte| byte == b'\n');
    let message: Vec<&[u8]> = lines.filter(|line| !is_secret(line)).collect();
    Response::new(Status::OK, Content::Bytes(message.concat()))
        .field("Content-Type", "message/http")
}

fn not_found() -> Response {
    Response::error(Status::NOT_FOUND, "nothing is at this target (RFC 9110 section 15.5.5)")
}
