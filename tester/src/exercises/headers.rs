//! Chapter 4: header fields.

use super::parse::plain;
use super::prelude::*;

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "4.1",
            since: 4,
            until: None,
            rfc: "RFC 9110 §12.5.4",
            title: Text {
                en: "/hello speaks Portuguese too",
                es: "/hello también habla portugués",
            },
            rule: Text {
                en: "Of the three languages of `/hello` the client gets the one to which its Accept-Language gives the greatest weight; `Olá, mundo!` is Portuguese, `pt`.",
                es: "De los tres idiomas de `/hello`, el cliente recibe aquel al que su Accept-Language da más peso; `Olá, mundo!` es portugués, `pt`.",
            },
            hints: &[
                Text {
                    en: "Portuguese wins if the client prefers it to both of the others; else all is as it was.",
                    es: "Gana el portugués si el cliente lo prefiere a los otros dos; si no, todo queda como estaba.",
                },
                Text {
                    en: "Rust: one more `if` before the choice in `hello`, which asks `prefers` twice. Python: `max` over the three, with the weight as its `key`; mind that the first of equals wins.",
                    es: "Rust: un `if` más antes de la elección en `hello`, que pregunta dos veces a `prefers`. Python: `max` entre los tres, con el peso como `key`; ten en cuenta que entre iguales gana el primero.",
                },
            ],
            waits: false,
            run: |server| {
                for (wanted, language, greeting) in GREETINGS {
                    let response = server.get_with("/hello", &[("Accept-Language", wanted)])?;
                    plain(&response)?
                        .body(greeting)?
                        .field("Content-Language", language)?
                        .lists("Vary", "Accept-Language")?;
                }
                server.get("/hello")?.status(200)?.body("Hello, World!")?.done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "4.2",
            since: 4,
            until: None,
            rfc: "RFC 9110 §5.1",
            title: Text {
                en: "GET /headers/accept gives the values of that one field",
                es: "GET /headers/accept da los valores de ese campo",
            },
            rule: Text {
                en: "The values of every line with that name, one a line, in the order they came; the case of the name does not matter. 404 if the request has no such field.",
                es: "Los valores de cada línea con ese nombre, uno por línea, en el orden en que llegaron; da igual si el nombre va en mayúsculas. 404 si la petición no tiene ese campo.",
            },
            hints: &[
                Text {
                    en: "`/headers` goes through all the fields already: keep those whose name is the one in the path. A field that is there with an empty value is still there.",
                    es: "`/headers` ya recorre todos los campos: quédate con los que se llaman como dice la ruta. Un campo con el valor vacío también está.",
                },
                Text {
                    en: "Rust: an arm with `strip_prefix(\"/headers/\")`, and `Headers::all`, which compares with `eq_ignore_ascii_case`. Python: compare `name.lower()`; a `dict` keeps only one of two lines with the same name, a list of pairs keeps both.",
                    es: "Rust: un brazo con `strip_prefix(\"/headers/\")`, y `Headers::all`, que compara con `eq_ignore_ascii_case`. Python: compara `name.lower()`; un `dict` guarda solo una de dos líneas con el mismo nombre, una lista de pares guarda las dos.",
                },
            ],
            waits: false,
            run: |server| {
                let pets =
                    [("X-Pet", "cat"), ("X-Other", "tree"), ("x-pet", "dog, bird"), ("X-None", "")];
                for target in ["/headers/X-Pet", "/headers/x-pet", "/headers/X-PET"] {
                    lines(&server.get_with(target, &pets)?, &["cat", "dog, bird"])?;
                }
                lines(&server.get_with("/headers/x-other", &pets)?, &["tree"])?;
                plain(&server.get_with("/headers/x-none", &pets)?)?;
                for target in ["/headers/accept", "/headers/x-pe", "/headers/x-pets", "/headers/"] {
                    server.get_with(target, &pets)?.status(404)?;
                }
                server
                    .get_with("/headers", &pets)?
                    .status(200)?
                    .body_contains("X-Other: tree")?
                    .done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "4.3",
            since: 4,
            until: None,
            rfc: "RFC 7617 §2",
            title: Text {
                en: "/secret is only for ana, who knows the password",
                es: "/secret es solo para ana, que sabe la contraseña",
            },
            rule: Text {
                en: "Without the right user and password it is 401, and WWW-Authenticate says how to ask: `Basic realm=\"course\"`. With them it is 200.",
                es: "Sin el usuario y la contraseña correctos es un 401, y WWW-Authenticate dice cómo pedirlo: `Basic realm=\"course\"`. Con ellos, un 200.",
            },
            hints: &[
                Text {
                    en: "The client sends `Authorization: Basic` and `ana:1234` in Base64, which is no encryption: `printf ana:1234 | base64` shows it. The case of `Basic` does not matter, that of the rest does.",
                    es: "El cliente envía `Authorization: Basic` y `ana:1234` en Base64, que no es ningún cifrado: `printf ana:1234 | base64` lo muestra. En `Basic` da igual usar mayúsculas; en lo demás, no.",
                },
                Text {
                    en: "Each text has one form only in Base64: compare what came with what should come, and you need not decode. Rust: `split_once(' ')`, `eq_ignore_ascii_case`, a new `Status`. Python: `partition(' ')`; `base64.b64decode` fails on nonsense, which is a 401 too.",
                    es: "Cada texto tiene una sola forma en Base64: compara lo que llega con lo que debería llegar y no hace falta decodificar. Rust: `split_once(' ')`, `eq_ignore_ascii_case`, un `Status` nuevo. Python: `partition(' ')`; `base64.b64decode` falla si llega un disparate, y eso también es un 401.",
                },
            ],
            waits: false,
            run: |server| {
                asks_who(&server.get("/secret")?)?;
                for credentials in STRANGERS {
                    asks_who(&server.get_with("/secret", &[("Authorization", credentials)])?)?;
                }
                for credentials in ["Basic YW5hOjEyMzQ=", "basic YW5hOjEyMzQ="] {
                    let response = server.get_with("/secret", &[("Authorization", credentials)])?;
                    plain(&response)?.body("The secret")?;
                }
                asks_who(&server.get("/secret")?)
            },
            broken: UNTOUCHED,
        },
    },
];

const HELLO: &str = "Hello, World!";
const HOLA: &str = "¡Hola, mundo!";
const OLA: &str = "Olá, mundo!";

const GREETINGS: [(&str, &str, &str); 8] = [
    ("pt", "pt", OLA),
    ("pt-BR, en;q=0.5", "pt", OLA),
    ("es;q=0.5, pt;q=0.9, en;q=0.8", "pt", OLA),
    ("pt;q=0.5, es;q=0.9, en;q=0.1", "es", HOLA),
    ("en, pt;q=0.5, es;q=0.2", "en", HELLO),
    ("es", "es", HOLA),
    ("de", "en", HELLO),
    ("pt;q=0", "en", HELLO),
];

/// A plain text of these lines; the last one may lack its end.
fn lines(response: &Response, expected: &[&str]) -> Verdict {
    let text = plain(response)?.text();
    if text.lines().eq(expected.iter().copied()) {
        return Ok(());
    }
    response.body(expected.join("\n") + "\n")?.done()
}

/// Other users, other passwords, other schemes, and nonsense.
const STRANGERS: [&str; 10] = [
    "Basic YW5hOjEyMzQ1", // ana:12345
    "Basic YW5hOg==",     // ana:
    "Basic YW5h",         // ana
    "Basic ZXZhOjEyMzQ=", // eva:1234
    "Basic QW5hOjEyMzQ=", // Ana:1234
    "Basic yw5hojeymzq=", // other bytes: here the case matters
    "Bearer YW5hOjEyMzQ=",
    "Basic",
    "YW5hOjEyMzQ=",
    "Basic \u{a1}?!",
];

/// 401, and how to ask.
fn asks_who(response: &Response) -> Verdict {
    let basic = |value: &str| {
        let value = value.to_ascii_lowercase();
        value.starts_with("basic ") && value.contains("realm=\"course\"")
    };
    response.status(401)?.field_that("WWW-Authenticate", basic, NOT_BASIC)?.done()
}

const NOT_BASIC: Text = Text {
    en: "WWW-Authenticate should say `Basic realm=\"course\"`, but it is `{got}`.",
    es: "WWW-Authenticate debería decir `Basic realm=\"course\"`, pero es `{got}`.",
};
