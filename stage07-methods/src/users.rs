//! Users: a collection in memory, with JSON in and out.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use crate::body::Body;
use crate::request::Request;
use crate::response::{Content, Response, Status};

/// Enough for a class; without a limit strangers could fill the memory.
const MAX_USERS: usize = 1_000;
/// The longest JSON that is read, in bytes: a tree of it takes a hundred times the room.
const MAX_JSON: u64 = 16 * 1024;
/// The longest record, in bytes of JSON.
const MAX_RECORD: usize = 4 * 1024;
/// The longest name, in characters.
const MAX_NAME: usize = 200;

const TOO_MANY: &str = "there are too many users (RFC 4918 section 11.5)";
const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// A JSON object; it has an `id` and a `Nombre`.
type User = Map<String, Value>;

/// All users; every connection sees the same.
#[derive(Default)]
pub struct Users {
    collection: Mutex<Collection>,
}

#[derive(Default)]
struct Collection {
    by_id: BTreeMap<u64, User>,
    /// The last id that was given, so that none is given twice.
    last: u64,
}

impl Users {
    /// GET `/users`.
    pub fn list(&self) -> Response {
        let users = self.lock();
        let users: Vec<&User> = users.by_id.values().collect();
        json(Status::OK, serde_json::to_string(&users).unwrap_or_default())
    }

    /// GET `/users/{id}`.
    pub fn show(&self, id: &str) -> Response {
        match parse_id(id).and_then(|id| self.lock().by_id.get(&id).map(to_json)) {
            Some(user) => json(Status::OK, user),
            None => no_such_user(),
        }
    }

    /// POST `/createUser`.
    ///
    /// # Errors
    /// Those of reading the content; so too for `change`.
    pub fn create(&self, request: &Request, body: &mut Body) -> io::Result<Response> {
        let created = read_json(request, body, &[JSON])?.and_then(|value| self.insert(value));
        Ok(created.unwrap_or_else(|refusal| refusal))
    }

    /// PUT, PATCH and DELETE `/users/{id}`.
    pub fn change(&self, request: &Request, id: &str, body: &mut Body) -> io::Result<Response> {
        let Some(id) = parse_id(id).filter(|id| self.lock().by_id.contains_key(id)) else {
            return Ok(no_such_user());
        };
        let changed = match request.method {
            "DELETE" => {
                self.lock().by_id.remove(&id);
                Ok(Response::new(Status::NO_CONTENT, Content::None))
            }
            "PATCH" => read_json(request, body, &[MERGE_PATCH, JSON])?
                .and_then(|patch| self.replace(id, |user| merge(user, patch))),
            _ => read_json(request, body, &[JSON])?
                .and_then(|value| self.replace(id, |user| *user = value)),
        };
        Ok(changed.unwrap_or_else(|refusal| refusal))
    }

    fn insert(&self, value: Value) -> Result<Response, Response> {
        let mut users = self.lock();
        if users.by_id.len() >= MAX_USERS {
            return Err(Response::error(Status::INSUFFICIENT_STORAGE, TOO_MANY));
        }
        let id = users.last + 1;
        let user = check_user(value, id)?;
        users.last = id;
        let response = json(Status::CREATED, to_json(&user));
        users.by_id.insert(id, user);
        Ok(response.field("Location", &format!("/users/{id}")))
    }

    /// Changes a user, if the result is one still.
    fn replace(&self, id: u64, change: impl FnOnce(&mut Value)) -> Result<Response, Response> {
        let mut users = self.lock();
        let user = users.by_id.get_mut(&id).ok_or_else(no_such_user)?;
        let mut value = Value::Object(user.clone());
        change(&mut value);
        *user = check_user(value, id)?;
        Ok(json(Status::OK, to_json(user)))
    }

    /// Each change is one step, so a panic elsewhere leaves nothing half done behind the lock.
    fn lock(&self) -> MutexGuard<'_, Collection> {
        self.collection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One user has one target, so `01` and `+1` are not `1`.
fn parse_id(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id: &u64| id.to_string() == text)
}

/// Reads content that must be JSON of one of these media types; the inner error answers the client.
fn read_json(
    request: &Request,
    body: &mut Body,
    media_types: &[&str],
) -> io::Result<Result<Value, Response>> {
    if !media_types.iter().any(|media_type| request.headers.is_type(media_type)) {
        let why = format!("send {} (RFC 9110 section 15.5.16)", media_types.join(" or "));
        return Ok(Err(Response::error(Status::UNSUPPORTED_MEDIA_TYPE, &why)));
    }
    let content = body.read_all(MAX_JSON)?;
    Ok(serde_json::from_slice(&content).map_err(|error| {
        Response::error(Status::BAD_REQUEST, &format!("not JSON: {error} (RFC 8259 section 2)"))
    }))
}

/// A user is an object with a usable `Nombre`; its `id` is ours to give.
fn check_user(value: Value, id: u64) -> Result<User, Response> {
    let Value::Object(mut user) = value else {
        return Err(unusable("a user is an object"));
    };
    let name = user.get("Nombre").and_then(Value::as_str).unwrap_or_default();
    let blank = name.trim().is_empty() || name.contains(char::is_control);
    if blank || name.chars().count() > MAX_NAME {
        return Err(unusable("Nombre must be a text of 1 to 200 characters"));
    }
    user.insert("id".to_string(), id.into());
    if to_json(&user).len() > MAX_RECORD {
        return Err(unusable("a user takes at most 4 KiB"));
    }
    Ok(user)
}

/// JSON merge patch: members replace members, `null` removes them (RFC 7396 §2).
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    let mut members = match target.take() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
    *target = Value::Object(members);
}

/// A map with texts for keys can always be written, so there is no error to speak of.
fn to_json(user: &User) -> String {
    serde_json::to_string(user).unwrap_or_default()
}

fn json(status: Status, text: String) -> Response {
    Response::new(status, Content::Bytes(text.into_bytes())).field("Content-Type", JSON)
}

fn unusable(why: &str) -> Response {
    Response::error(Status::UNPROCESSABLE_CONTENT, &format!("{why} (RFC 9110 section 15.5.21)"))
}

fn no_such_user() -> Response {
    Response::error(Status::NOT_FOUND, "there is no such user (RFC 9110 section 15.5.5)")
}
