//! The chapters after the stages; what is changed is the last one.

use super::prelude::*;
use super::threads::next_is;
use std::fs;
use std::thread;

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "8.1",
            since: 7,
            until: None,
            rfc: "RFC 9110 §9.3",
            title: Text {
                en: "/counter is read, counted up, set and set back",
                es: "/counter se lee, se aumenta, se fija y se pone a cero",
            },
            rule: Text {
                en: "GET reads the number, POST adds one, PUT sets it to what it sends, DELETE sets it back to 0; any other method gets 405, and Allow says which there are.",
                es: "GET lee el número, POST suma uno, PUT lo cambia por el que envía, DELETE lo devuelve a 0; cualquier otro método recibe 405, y Allow dice cuáles hay.",
            },
            hints: &[
                Text {
                    en: "Say first which methods `/counter` has: 405, Allow and OPTIONS then come by themselves. POST is the only one that is not idempotent: two of them at once must add two.",
                    es: "Di primero qué métodos tiene `/counter`: el 405, Allow y OPTIONS salen entonces solos. POST es el único que no es idempotente: dos a la vez tienen que sumar dos.",
                },
                Text {
                    en: "Rust: an `AtomicU64` in a module of its own, as users.rs and sentence.rs are: `load`, `fetch_add`, `store`; `Body::read_all` and `parse` for PUT, with a 4xx for what is no number. Python: a number and a `threading.Lock`; `isascii` and `isdigit` before `int`, which does not take every digit.",
                    es: "Rust: un `AtomicU64` en un módulo propio, como users.rs y sentence.rs: `load`, `fetch_add`, `store`; `Body::read_all` y `parse` para PUT, con un 4xx si no es un número. Python: un número y un `threading.Lock`; `isascii` e `isdigit` antes de `int`, que no acepta cualquier dígito.",
                },
            ],
            waits: false,
            run: |server| {
                if server.is_ours() {
                    counter_is(server, 0)?;
                }
                act(server, "DELETE", "")?;
                counter_is(server, 0)?;
                act(server, "POST", "")?;
                act(server, "POST", "")?;
                counter_is(server, 2)?;
                for _ in 0..2 {
                    act(server, "PUT", "40")?;
                    counter_is(server, 40)?;
                }
                for content in ["forty", "", "4 2", "4x", "²"] {
                    put(server, content)?.status_within(400..500, NOT_REFUSED)?;
                }
                post_at_once(server)?;
                counter_is(server, 60)?;
                let other = server.request("PATCH", "/counter", &[], b"")?;
                other.status(405)?.lists("Allow", "GET")?.lists("Allow", "POST")?;
                other
                    .lists("Allow", "PUT")?
                    .lists("Allow", "DELETE")?
                    .lists_no("Allow", "PATCH")?;
                act(server, "DELETE", "")?;
                counter_is(server, 0)
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "10.1",
            since: 7,
            until: None,
            rfc: "RFC 6265 §4",
            title: Text {
                en: "GET /visits tells each visitor how often they came",
                es: "GET /visits le dice a cada visitante cuántas veces vino",
            },
            rule: Text {
                en: "The visitor keeps the number, in the cookie `visits`, and brings it along; each answer gives it back, one more. What is no number is no cookie of ours.",
                es: "El número lo guarda el visitante, en la cookie `visits`, y lo trae consigo; cada respuesta se lo devuelve con uno más. Lo que no es un número no es una cookie nuestra.",
            },
            hints: &[
                Text {
                    en: "The server remembers nothing: it reads the number from `Cookie`, adds one, and sends it as content and in `Set-Cookie`. In `Cookie` there may be others: `a=1; visits=4`.",
                    es: "El servidor no recuerda nada: lee el número de `Cookie`, suma uno y lo envía como contenido y en `Set-Cookie`. En `Cookie` puede haber otras: `a=1; visits=4`.",
                },
                Text {
                    en: "Rust: `split(';')`, `trim_ascii`, `split_once('=')`, `parse().ok()`, and `saturating_add`, for visitors can send any number. Python: `http.cookies` gives up on some cookies of others, so split by hand; `isascii` and `isdigit` before `int`.",
                    es: "Rust: `split(';')`, `trim_ascii`, `split_once('=')`, `parse().ok()` y `saturating_add`, porque un visitante puede mandar cualquier número. Python: `http.cookies` se rinde ante algunas cookies ajenas, así que corta a mano; `isascii` e `isdigit` antes de `int`.",
                },
            ],
            waits: false,
            run: |server| {
                visit(&server.get("/visits")?, 1)?;
                for (cookies, count) in VISITORS {
                    visit(&server.get_with("/visits", &[("Cookie", cookies)])?, count)?;
                }
                let boast = [("Cookie", "visits=18446744073709551615")];
                server.get_with("/visits", &boast)?.status(200)?.done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "11.1",
            since: 7,
            until: None,
            rfc: "RFC 9111 §5.2.2",
            title: Text {
                en: "Each answer with a file says how long it may be kept",
                es: "Cada respuesta con un archivo dice cuánto puede guardarse",
            },
            rule: Text {
                en: "A file of the site may be used for a minute without asking, `Cache-Control: max-age=60`; one of `/files/` only after asking, `no-cache`.",
                es: "Un archivo del sitio puede usarse un minuto sin preguntar, `Cache-Control: max-age=60`; uno de `/files/`, solo tras preguntar, `no-cache`.",
            },
            hints: &[
                Text {
                    en: "Files of both kinds are sent by the same code, but asked for by two functions: each knows which kind it is. That something is missing should not be kept.",
                    es: "Los archivos de ambos tipos los envía el mismo código, pero los piden dos funciones: cada una sabe de qué tipo son. Que algo falte no debería guardarse.",
                },
                Text {
                    en: "Rust: in files.rs, `.map(|response| response.field(…))` after the `and_then` of `page` and of `download`, so that errors stay as they are. Python: one more argument for the function that sends a file.",
                    es: "Rust: en files.rs, `.map(|response| response.field(…))` tras el `and_then` de `page` y el de `download`, para que los errores queden como están. Python: un argumento más para la función que envía un archivo.",
                },
            ],
            waits: false,
            run: |server| {
                fs::write(server.directory()?.join("exercise-11.1.txt"), "new every day")?;
                for target in ["/", "/page_one", "/image_user_one"] {
                    let response = server.get(target)?;
                    response.status(200)?.lists("Cache-Control", "max-age=60")?;
                    let modified = response.has_field("Last-Modified")?.value("Last-Modified");
                    let since = [("If-Modified-Since", modified.unwrap_or_default())];
                    server
                        .get_with(target, &since)?
                        .status(304)?
                        .lists("Cache-Control", "max-age=60")?;
                }
                server
                    .get("/files/exercise-11.1.txt")?
                    .status(200)?
                    .lists("Cache-Control", "no-cache")?;
                let missing = server.get("/exercise-11.1-is-not-here")?;
                missing.status(404)?.lists_no("Cache-Control", "max-age=60")?.done()
            },
            broken: UNTOUCHED,
        },
    },
];

fn counter_is(server: &Server, expected: u64) -> Verdict {
    next_is(&server.get("/counter")?, expected)
}

fn put(server: &Server, content: &str) -> Verdict<Response> {
    let fields = [("Content-Type", "text/plain"), ("Content-Length", &content.len().to_string())];
    server.request("PUT", "/counter", &fields, content.as_bytes())
}

fn act(server: &Server, method: &str, content: &str) -> Verdict {
    let response = match method {
        "PUT" => put(server, content)?,
        _ => server.request(method, "/counter", &[], b"")?,
    };
    let fine: &[u16] = if method == "POST" { &[200, 201, 204, 303] } else { &[200, 204] };
    response.status_in(fine)?.done()
}

const NOT_REFUSED: Text = Text {
    en: "What was sent is no number, so the status should be a 4xx, but it is {got}.",
    es: "Lo que se envió no es un número, así que el estado debería ser un 4xx, pero es {got}.",
};

/// Twenty POST, all at once.
fn post_at_once(server: &Server) -> Verdict {
    thread::scope(|scope| {
        let posts = (0..20).map(|_| scope.spawn(|| act(server, "POST", ""))).collect::<Vec<_>>();
        posts.into_iter().filter_map(|post| post.join().ok()).collect()
    })
}

const VISITORS: [(&str, u64); 8] = [
    ("visits=1", 2),
    ("visits=41", 42),
    ("theme=dark; visits=4; lang=es", 5),
    ("myvisits=9; visits2=8", 1),
    ("visits=often", 1),
    ("visits=", 1),
    ("visits=1.5", 1),
    ("visits", 1),
];

/// The number as content, and as a cookie for the next time.
fn visit(response: &Response, count: u64) -> Verdict {
    next_is(response, count)?;
    let cookie = response.has_field("Set-Cookie")?.value("Set-Cookie").unwrap_or_default();
    let mut parts = cookie.split(';').map(str::trim);
    let pair = parts.next() == Some(&format!("visits={count}"));
    let attributes = parts.map(|part| part.to_ascii_lowercase()).collect::<Vec<_>>();
    let wanted = ["path=/visits", "httponly", "samesite=lax"];
    let all = wanted.iter().all(|wanted| attributes.iter().any(|part| part == wanted));
    response.field_that("Set-Cookie", |_| pair, NOT_COUNTED)?;
    response.field_that("Set-Cookie", |_| all, NO_ATTRIBUTE)?.done()
}

const NOT_COUNTED: Text = Text {
    en: "Set-Cookie should begin with `visits=` and the number that is the content, but it is `{got}`.",
    es: "Set-Cookie debería empezar por `visits=` y el número del contenido, pero es `{got}`.",
};
const NO_ATTRIBUTE: Text = Text {
    en: "Set-Cookie should say `Path=/visits`, `HttpOnly` and `SameSite=Lax`, but it is `{got}`.",
    es: "Set-Cookie debería decir `Path=/visits`, `HttpOnly` y `SameSite=Lax`, pero es `{got}`.",
};
