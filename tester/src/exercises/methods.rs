//! Chapter 7: methods and content.

use super::prelude::*;
use crate::checks::users::{JSON, MERGE_PATCH, create, json, named};
use serde_json::Value;
use std::thread;
use std::time::Duration;

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "7.1",
            since: 7,
            until: None,
            rfc: "RFC 5789 §3.1",
            title: Text {
                en: "OPTIONS tells in which format a user is patched",
                es: "OPTIONS dice en qué formato se modifica un usuario",
            },
            rule: Text {
                en: "Accept-Patch lists the formats that PATCH takes here, `application/merge-patch+json`; where there is no PATCH it is not said.",
                es: "Accept-Patch enumera los formatos que admite PATCH aquí, `application/merge-patch+json`; donde no hay PATCH no se dice.",
            },
            hints: &[
                Text {
                    en: "The answer to OPTIONS is made in one place, which knows the path and its methods.",
                    es: "La respuesta a OPTIONS se hace en un solo lugar, que conoce la ruta y sus métodos.",
                },
                Text {
                    en: "Rust: in `Routes::answer`, one more field if the path `starts_with(\"/users/\")`; `*` knows PATCH too, but is no user. Python: `path.startswith('/users/')` where you write `Allow`.",
                    es: "Rust: en `Routes::answer`, un campo más si la ruta cumple `starts_with(\"/users/\")`; `*` también conoce PATCH, pero no es un usuario. Python: `path.startswith('/users/')` donde escribes `Allow`.",
                },
            ],
            waits: false,
            run: |server| {
                let user = create(server, "exercise-7.1", r#"{"Nombre": "Exercise 7.1"}"#)?;
                let response = server.request("OPTIONS", &user, &[], b"")?;
                response.status_in(&[200, 204])?.lists("Accept-Patch", MERGE_PATCH.1)?;
                let other = server.request("OPTIONS", "/hello", &[], b"")?;
                other.status_in(&[200, 204])?.no_field("Accept-Patch")?.done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "7.2",
            since: 7,
            until: None,
            rfc: "RFC 3986 §3.4",
            title: Text {
                en: "GET /users?nombre=Ana lists the users with that name",
                es: "GET /users?nombre=Ana da los usuarios con ese nombre",
            },
            rule: Text {
                en: "With the parameter `nombre` the list has only the users with exactly this name, and is `[]` if there is none; without it, all.",
                es: "Con el parámetro `nombre`, la lista tiene solo a los usuarios que se llaman exactamente así, y es `[]` si no hay ninguno; sin él, a todos.",
            },
            hints: &[
                Text {
                    en: "First find and decode the parameter, then leave out of the list whose name differs. Compare the names themselves, not the JSON text.",
                    es: "Primero busca y decodifica el parámetro, después deja fuera de la lista a quien se llame de otro modo. Compara los nombres, no el texto JSON.",
                },
                Text {
                    en: "Rust: `split('&')`, `split_once('=')`, `percent_decode`, and a `filter` before the `collect` in `Users::list`, with `is_none_or`. Python: `urllib.parse.parse_qs` and a list comprehension with `if`.",
                    es: "Rust: `split('&')`, `split_once('=')`, `percent_decode`, y un `filter` antes del `collect` de `Users::list`, con `is_none_or`. Python: `urllib.parse.parse_qs` y una lista por comprensión con `if`.",
                },
            ],
            waits: false,
            run: |server| {
                let before = names(server, "?nombre=Jos%C3%A9%20Exercise")?.len();
                for name in [
                    "José Exercise",
                    "José Exercise",
                    "José",
                    "josé exercise",
                    "Eva & José Exercise",
                ] {
                    create(server, "exercise-7.2", &format!(r#"{{"Nombre": "{name}"}}"#))?;
                }
                only(server, "?nombre=Jos%C3%A9%20Exercise", "José Exercise", before + 2)?;
                only(server, "?page=1&nombre=Jos%C3%A9%20Exercise&x", "José Exercise", before + 2)?;
                only(server, "?nombre=Jos%C3%A9+Exercise", "José Exercise", before + 2)?;
                let found = names(server, "?nombre=Eva%20%26%20Jos%C3%A9%20Exercise")?;
                let everybody = names(server, "?page=1")?;
                let response = server.get("/users?nombre=Nobody%20of%20the%20exercise")?;
                response.status(200)?;
                response.that(json(&response)? == Value::Array(Vec::new()), NOT_EMPTY)?;
                let whole =
                    found.iter().all(|name| name == "Eva & José Exercise") && !found.is_empty();
                response.that(whole, NOT_DECODED)?;
                response.that(everybody.len() >= before + 5, NOT_ALL)?.done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "7.3",
            since: 7,
            until: None,
            rfc: "RFC 9110 §13.1.1",
            title: Text {
                en: "With If-Match nobody overwrites what somebody else changed",
                es: "Con If-Match nadie pisa los cambios de otra persona",
            },
            rule: Text {
                en: "A user has an ETag that changes with it; PUT, PATCH and DELETE whose If-Match names no current one get 412, and nothing happens.",
                es: "Cada usuario tiene un ETag que cambia con él; un PUT, PATCH o DELETE cuyo If-Match no nombra el actual recibe 412, y no pasa nada.",
            },
            hints: &[
                Text {
                    en: "The tag may be anything that differs when the content does, in quotation marks: a number that each change increases, or a hash of the JSON. Between looking at the tag and changing the user nobody may come: do both behind the same lock.",
                    es: "La etiqueta puede ser cualquier cosa que cambie cuando cambia el contenido, entre comillas: un número que sube con cada cambio, o un hash del JSON. Entre mirar la etiqueta y cambiar el usuario no puede colarse nadie: haz las dos cosas sin soltar el candado (lock).",
                },
                Text {
                    en: "If-Match is a list, and `*` fits anything that is there. Rust: `DefaultHasher` and `{:x}`, an `etag` in `Response` for conditions.rs, and the same question once more in `replace`, while it holds the `MutexGuard`. Python: `hashlib.sha256(content).hexdigest()`, and one `with lock:` around the comparison and the change.",
                    es: "If-Match es una lista, y `*` vale para todo lo que exista. Rust: `DefaultHasher` y `{:x}`, un `etag` en `Response` para conditions.rs, y la misma pregunta otra vez en `replace`, mientras tiene el `MutexGuard`. Python: `hashlib.sha256(content).hexdigest()`, y un solo `with lock:` alrededor de la comparación y el cambio.",
                },
            ],
            waits: false,
            run: |server| {
                let user = create(server, "exercise-7.3", r#"{"Nombre": "First"}"#)?;
                let first = tag(server, &user)?;
                for method in ["PUT", "PATCH", "DELETE"] {
                    for stale in ["\"never-given\"", "\"one\", \"other\"", &format!("W/{first}")] {
                        change(server, method, &user, stale, "Stale")?.status(412)?;
                        named(server.get(&user)?.field("ETag", &first)?, "First")?;
                    }
                }
                let second = changed(server, "PUT", &user, &first, "Second")?;
                change(server, "PUT", &user, &first, "Stale")?.status(412)?;
                let both = format!("\"other\", {second}");
                let third = changed(server, "PATCH", &user, &both, "Third")?;
                changed(server, "PUT", &user, "*", "Fourth")?;
                change(server, "DELETE", &user, &third, "")?.status(412)?;
                overtaken(server, &user)?;
                race(server, &user)?;
                let last = tag(server, &user)?;
                change(server, "DELETE", &user, &last, "")?.status_in(&[200, 204])?;
                server.get(&user)?.status(404)?.done()
            },
            broken: UNTOUCHED,
        },
    },
];

/// The names in the list of users.
fn names(server: &Server, query: &str) -> Verdict<Vec<String>> {
    let response = server.get(&format!("/users{query}"))?;
    response.status(200)?;
    let Value::Array(users) = json(&response)? else { return Err(response.fail(NO_LIST)) };
    let name = |user: &Value| user.get("Nombre").and_then(Value::as_str).map(String::from);
    users.iter().map(name).collect::<Option<_>>().ok_or_else(|| response.fail(NO_LIST))
}

/// So many users, and all of this name.
fn only(server: &Server, query: &str, name: &str, count: usize) -> Verdict {
    let names = names(server, query)?;
    let response = server.get(&format!("/users{query}"))?;
    response.that(names.iter().all(|other| other == name), OTHERS)?;
    response.that(names.len() == count, TOO_FEW)?.done()
}

const NO_LIST: Text = Text {
    en: "This should be a JSON array of users, each with its Nombre.",
    es: "Esto debería ser un array JSON de usuarios, cada uno con su Nombre.",
};
const OTHERS: Text = Text {
    en: "Some of these users have another name than the one that was asked for.",
    es: "Algunos de estos usuarios no se llaman como se pidió.",
};
const TOO_FEW: Text = Text {
    en: "These are not all the users with this name, or somebody is there twice.",
    es: "Estos no son todos los usuarios con ese nombre, o alguno está dos veces.",
};
const NOT_EMPTY: Text = Text {
    en: "Nobody has this name, so the list should be empty: `[]`.",
    es: "Nadie se llama así, de modo que la lista debería estar vacía: `[]`.",
};
const NOT_DECODED: Text = Text {
    en: "Before, the tester asked for `Eva%20%26%20Jos%C3%A9%20Exercise` and did not get the user who is called so: `%26` is an & that divides nothing.",
    es: "Antes, el tester pidió `Eva%20%26%20Jos%C3%A9%20Exercise` y no recibió al usuario que se llama así: `%26` es un & que no separa nada.",
};
const NOT_ALL: Text = Text {
    en: "Before, the tester asked for `/users?page=1`, without `nombre`, and did not get all users.",
    es: "Antes, el tester pidió `/users?page=1`, sin `nombre`, y no recibió a todos los usuarios.",
};

/// The user's tag, a strong one.
fn tag(server: &Server, user: &str) -> Verdict<String> {
    let response = server.get(user)?;
    let strong = |value: &str| value.len() > 2 && value.starts_with('"') && value.ends_with('"');
    response.status(200)?.field_that("ETag", strong, NOT_STRONG)?;
    Ok(response.value("ETag").unwrap_or_default().to_string())
}

const NOT_STRONG: Text = Text {
    en: "An ETag is a text in quotation marks, here without `W/` before it, because If-Match never fits a weak one; but this is `{got}`.",
    es: "Un ETag es un texto entre comillas, aquí sin `W/` delante, porque If-Match nunca coincide con uno débil; pero este es `{got}`.",
};

/// A change to the user's name, if it is still that of this tag.
fn change(server: &Server, method: &str, user: &str, tag: &str, name: &str) -> Verdict<Response> {
    let media_type = if method == "PATCH" { MERGE_PATCH } else { JSON };
    let content = format!(r#"{{"Nombre": "{name}"}}"#);
    let content = if method == "DELETE" { "" } else { &content };
    server.request(method, user, &[media_type, ("If-Match", tag)], content.as_bytes())
}

/// The change takes place; gives the new tag.
fn changed(server: &Server, method: &str, user: &str, before: &str, name: &str) -> Verdict<String> {
    change(server, method, user, before, name)?.status_in(&[200, 204])?;
    let response = server.get(user)?;
    named(&response, name)?.field_that("ETag", |value| !before.contains(value), SAME)?;
    tag(server, user)
}

const SAME: Text = Text {
    en: "The user has changed, but its ETag is still `{got}`.",
    es: "El usuario cambió, pero su ETag sigue siendo `{got}`.",
};

/// Two know the same tag; whose head comes first is the last to send the content.
fn overtaken(server: &Server, user: &str) -> Verdict {
    let tag = tag(server, user)?;
    let content = r#"{"Nombre": "Slow"}"#;
    let mut slow = server.connect()?;
    slow.send(format!(
        "PUT {user} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nIf-Match: {tag}\r\n\
         Content-Length: {}\r\n\r\n",
        JSON.1,
        content.len()
    ))?;
    slow.pause(MOMENT)?;
    changed(server, "PUT", user, &tag, "Fast")?;
    slow.send(content)?;
    slow.read_response("PUT")?.status(412)?;
    named(&server.get(user)?, "Fast")?.done()
}

/// In which a server has read a head.
const MOMENT: Duration = Duration::from_millis(50);

/// How many want to change the user at once.
const RIVALS: usize = 20;

/// All know the same tag; for all but the first to come it is not the current one any more.
fn race(server: &Server, user: &str) -> Verdict {
    let tag = &tag(server, user)?;
    let codes = thread::scope(|scope| {
        let rival = |number| {
            let name = format!("Rival {number}");
            scope.spawn(move || Ok(change(server, "PUT", user, tag, &name)?.code()))
        };
        let rivals = (0..RIVALS).map(rival).collect::<Vec<_>>();
        rivals.into_iter().filter_map(|rival| rival.join().ok()).collect::<Verdict<Vec<u16>>>()
    })?;
    let won = codes.iter().filter(|code| [200, 204].contains(*code)).count();
    let response = server.get(user)?;
    response.that(won == 1 && codes.iter().all(|code| [200, 204, 412].contains(code)), LOST)?.done()
}

const LOST: Text = Text {
    en: "Before, 20 clients sent a PUT at once, all with the same tag. One should have got through and the others 412, but it was not so: some overwrote what another had just changed.",
    es: "Antes, 20 clientes enviaron a la vez un PUT, todos con la misma etiqueta. Uno debería haber pasado y los demás recibir 412, pero no fue así: alguno pisó lo que otro acababa de cambiar.",
};
