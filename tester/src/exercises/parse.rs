//! Chapter 3: the request line.

use super::prelude::*;

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "3.1",
            since: 3,
            until: None,
            rfc: COURSE,
            title: Text { en: "GET /health is answered with OK", es: "GET /health recibe OK" },
            rule: Text {
                en: "At `/health` there is a plain text, `OK`: whoever watches over the server asks there whether it lives.",
                es: "En `/health` hay un texto plano, `OK`: quien vigila el servidor pregunta ahí si sigue vivo.",
            },
            hints: &[
                Text {
                    en: "One place decides which target gets which response: it needs one more case.",
                    es: "Hay un solo lugar que decide qué respuesta recibe cada destino: necesita un caso más.",
                },
                Text {
                    en: "Rust: an arm of the `match` in `routes::answer`, beside that of `/hello`. Python: one more `if path == '/health'`, or an entry in your table of routes.",
                    es: "Rust: un brazo del `match` de `routes::answer`, junto al de `/hello`. Python: otro `if path == '/health'`, o una entrada en tu tabla de rutas.",
                },
            ],
            waits: false,
            run: |server| {
                plain(&server.get("/health")?)?.body("OK")?;
                server.get("/healthy")?.status(404)?.done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "3.2",
            since: 3,
            until: None,
            rfc: "RFC 9110 §15.5.1",
            title: Text { en: "GET /add/2/3 is answered with 5", es: "GET /add/2/3 recibe 5" },
            rule: Text {
                en: "The sum of the two whole numbers in the path; 400 for anything else there, and for a sum over 9223372036854775807.",
                es: "La suma de los dos números enteros de la ruta; 400 para cualquier otra cosa, y para una suma mayor que 9223372036854775807.",
            },
            hints: &[
                Text {
                    en: "Everything in the path comes from a stranger: each step from text to number, and the sum itself, can go wrong. All that goes wrong ends in the same 400.",
                    es: "Todo lo que hay en la ruta viene de un desconocido: cada paso de texto a número, y la propia suma, puede salir mal. Todo lo que sale mal acaba en el mismo 400.",
                },
                Text {
                    en: "Rust: `split_once('/')`, `parse::<i64>().ok()`, and `checked_add`, which gives `None` where `+` would crash. Python: `int` takes `1_000` too, so ask `isascii` and `isdigit` first; and its numbers have no end, so compare the sum with `2**63 - 1`.",
                    es: "Rust: `split_once('/')`, `parse::<i64>().ok()` y `checked_add`, que da `None` donde `+` haría caer el programa. Python: `int` acepta también `1_000`, así que pregunta antes con `isascii` e `isdigit`; y sus números no tienen fin, así que compara la suma con `2**63 - 1`.",
                },
            ],
            waits: false,
            run: |server| {
                for (target, sum) in SUMS {
                    plain(&server.get(target)?)?.body(sum)?;
                }
                NO_SUMS.iter().try_for_each(|target| server.get(target)?.status(400)?.done())
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "3.3",
            since: 3,
            until: None,
            rfc: "RFC 3986 §3.4",
            title: Text {
                en: "GET /greet?name=Ana says hello to Ana",
                es: "GET /greet?name=Ana saluda a Ana",
            },
            rule: Text {
                en: "The query is a list of parameters with `&` between; in a value `+` is a space and `%41` a byte. Without a name it is `Hello, World!`.",
                es: "La consulta es una lista de parámetros separados por `&`; en un valor, `+` es un espacio y `%41` un byte. Sin nombre, es `Hello, World!`.",
            },
            hints: &[
                Text {
                    en: "The order matters: split at `&`, then each part at its first `=`, then make `+` a space, and decode the `%` last: what is encoded divides nothing.",
                    es: "Importa el orden: corta por `&`, luego cada parte por su primer `=`, luego convierte `+` en espacio y decodifica los `%` al final: lo que va codificado no separa nada.",
                },
                Text {
                    en: "Rust: keep the query in `Request` instead of throwing it away; `split('&')`, `split_once('=')`, `find`, `replace('+', \" \")` and then the `percent_decode` that you have. Python: the same by hand with `partition`, or `urllib.parse.parse_qs`. Name the charset where the answer is not ASCII.",
                    es: "Rust: guarda la consulta en `Request` en vez de tirarla; `split('&')`, `split_once('=')`, `find`, `replace('+', \" \")` y luego el `percent_decode` que ya tienes. Python: lo mismo a mano con `partition`, o `urllib.parse.parse_qs`. Di el charset cuando la respuesta no sea ASCII.",
                },
            ],
            waits: false,
            run: |server| {
                for (target, greeting) in GREETINGS {
                    plain(&server.get(target)?)?.body(greeting)?;
                }
                plain(&server.get("/greet?name=Jos%C3%A9")?)?
                    .field_contains("Content-Type", "charset=utf-8")?
                    .body("Hello, José!")?;
                server.get("/greet?name=100%")?.status(400)?.done()
            },
            broken: UNTOUCHED,
        },
    },
];

const SUMS: [(&str, &str); 5] = [
    ("/add/2/3", "5"),
    ("/add/3/2", "5"),
    ("/add/0/0", "0"),
    ("/add/40000000000/2", "40000000002"),
    ("/add/9223372036854775806/1", "9223372036854775807"),
];

const NO_SUMS: [&str; 11] = [
    "/add/two/3",
    "/add/2/three",
    "/add/2",
    "/add/2/",
    "/add//3",
    "/add/2/3/4",
    "/add/2.5/1",
    "/add/1_000/1",
    "/add/9223372036854775807/1",
    "/add/9223372036854775807/9223372036854775807",
    "/add/99999999999999999999999999/1",
];

const GREETINGS: [(&str, &str); 8] = [
    ("/greet?name=Ana", "Hello, Ana!"),
    ("/greet", "Hello, World!"),
    ("/greet?name=", "Hello, World!"),
    ("/greet?surname=Eva&page=2", "Hello, World!"),
    ("/greet?page=2&name=Eva&last", "Hello, Eva!"),
    ("/greet?name=Ana+Luz", "Hello, Ana Luz!"),
    ("/greet?name=1%2B1", "Hello, 1+1!"),
    ("/greet?name=Ana%26Eva%3Dtwo&page=2", "Hello, Ana&Eva=two!"),
];

/// 200 with a plain text.
pub(super) fn plain(response: &Response) -> Verdict<&Response> {
    let is_plain = |value: &str| {
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case("text/plain")
    };
    response.status(200)?.field_that("Content-Type", is_plain, NOT_PLAIN)
}

const NOT_PLAIN: Text = Text {
    en: "This is plain text, so Content-Type should be text/plain, but it is `{got}`.",
    es: "Esto es texto plano, así que Content-Type debería ser text/plain, pero es `{got}`.",
};
