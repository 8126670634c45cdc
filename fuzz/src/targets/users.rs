//! Any bytes as JSON: the first line makes a user, the others change it, each as PATCH and as PUT.

use serde_json::{Map, Value};

use crate::request::Refusal;
use crate::response::Response;
use crate::targets::{check_response_head, content, head_for, with_request};
use crate::users::Users;

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Users are what serde_json and json-patch say they should be; what is refused changes nothing.
pub fn check(data: &[u8]) {
    let mut bodies = data.split(|&byte| byte == b'\n');
    let users = Users::default();
    let first = bodies.next().unwrap_or_default();
    let user = check_create(&users, first);
    let Some(mut user) = user else {
        assert_eq!(content(&users.list()), b"[]");
        return;
    };
    for body in bodies.take(8) {
        user = check_change(&users, user, "PATCH", MERGE_PATCH, body);
        user = check_change(&users, user, "PUT", JSON, body);
        user = check_change(&users, user, "PATCH", JSON, body);
    }
    check_unknown(&users, first);
    assert_eq!(change(&users, "DELETE", "/users/1", JSON, b"").unwrap().status.0, 204);
    assert_eq!(content(&users.list()), b"[]");
}

/// POST: the user is what was sent, with an `id`.
fn check_create(users: &Users, body: &[u8]) -> Option<Value> {
    let head = head_for("POST", "/createUser", JSON, body.len());
    let response = with_request(&head, body, |request, body| {
        users.create(request, body).map_err(|error| error.downcast::<Refusal>().expect("a refusal"))
    });
    let response = response.expect("a good head").expect("a short body");
    let (status, user) = expected(serde_json::from_slice(body).ok());
    check_answer(&response, if status == 200 { 201 } else { status }, user.as_ref());
    user.inspect(|user| check_shown(users, user))
}

/// The status that this value leads to as a user, and the user.
fn expected(value: Option<Value>) -> (u16, Option<Value>) {
    let Some(value) = value else { return (400, None) };
    match usable(value) {
        Some(user) => (200, Some(user)),
        None => (422, None),
    }
}

fn usable(value: Value) -> Option<Value> {
    let Value::Object(mut user) = value else { return None };
    let name = user.get("Nombre")?.as_str()?;
    let letters = name.chars().filter(|letter| !letter.is_control()).count();
    let fits = letters == name.chars().count() && letters <= 200 && !name.trim().is_empty();
    user.insert("id".to_string(), 1.into());
    let user = Value::Object(user);
    (fits && user.to_string().len() <= 4096).then_some(user)
}

fn check_answer(response: &Response, status: u16, user: Option<&Value>) {
    check_response_head(response);
    let text = String::from_utf8_lossy(content(response));
    assert_eq!(response.status.0, status, "{text}");
    let json = text.starts_with('{');
    assert_eq!(json, user.is_some(), "{text}");
    assert!(!json || text.bytes().all(|byte| byte >= b' '), "RFC 8259 section 7: {text}");
    if let Some(user) = user {
        assert_eq!(text, user.to_string());
    }
}

/// GET shows the user alone, and in the list.
fn check_shown(users: &Users, user: &Value) {
    check_answer(&users.show("1"), 200, Some(user));
    let list = users.list();
    check_response_head(&list);
    assert_eq!(String::from_utf8_lossy(content(&list)), format!("[{user}]"));
}

/// One change, and the same once more, which changes nothing: both methods are idempotent here.
fn check_change(users: &Users, old: Value, method: &str, media_type: &str, body: &[u8]) -> Value {
    let sent: Option<Value> = serde_json::from_slice(body).ok();
    let wanted = sent.map(|sent| match method {
        "PATCH" => merged(old.clone(), &sent),
        _ => sent,
    });
    let (status, user) = expected(wanted);
    for _ in 0..2 {
        let response = change(users, method, "/users/1", media_type, body).expect("a short body");
        check_answer(&response, status, user.as_ref());
    }
    let now = user.unwrap_or(old);
    check_shown(users, &now);
    now
}

/// RFC 7396, as others have written it.
fn merged(mut old: Value, patch: &Value) -> Value {
    json_patch::merge(&mut old, patch);
    old
}

fn change(
    users: &Users,
    method: &str,
    path: &str,
    media_type: &str,
    body: &[u8],
) -> Result<Response, Refusal> {
    let head = head_for(method, path, media_type, body.len());
    let id = path.strip_prefix("/users/").expect("a path of a user");
    with_request(&head, body, |request, body| {
        users.change(request, id, body).map_err(|error| error.downcast().expect("a refusal"))
    })?
}

/// No other text is the id of that user.
fn check_unknown(users: &Users, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    for id in ["01", "+1", "1 ", "2", "", &text] {
        let status = if id == "1" { 200 } else { 404 };
        assert_eq!(users.show(id).status.0, status, "{id:?}");
    }
    let nobody = Value::Object(Map::new()).to_string();
    assert_eq!(change(users, "PUT", "/users/01", JSON, nobody.as_bytes()).unwrap().status.0, 404);
}
