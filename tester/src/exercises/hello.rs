//! Chapter 2: one request, one response.

use super::prelude::*;

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "2.1",
            since: 2,
            until: None,
            rfc: "RFC 9110 §8.5",
            title: Text {
                en: "Each response says that it is in English",
                es: "Cada respuesta dice que está en inglés",
            },
            rule: Text {
                en: "Content-Language names the language of those for whom the content is meant; here it is `en`.",
                es: "Content-Language nombra el idioma de las personas a las que va dirigido el contenido; aquí es `en`.",
            },
            hints: &[
                Text {
                    en: "Where does the response get its Content-Type? One field more goes the same way.",
                    es: "¿De dónde saca la respuesta su Content-Type? Un campo más va por el mismo camino.",
                },
                Text {
                    en: "A line `Content-Language: en` with \\r\\n behind it, before the empty line (Rust: `Response::field` adds it; Python: one more entry in the list of fields).",
                    es: "Una línea `Content-Language: en` con \\r\\n detrás, antes de la línea vacía (Rust: la añade `Response::field`; Python: una entrada más en la lista de campos).",
                },
            ],
            waits: false,
            run: |server| {
                for target in ["/", "/hello", "/anything/at?all"] {
                    let response = server.get(target)?;
                    let english = |value: &str| value.eq_ignore_ascii_case("en");
                    response.status(200)?.field_that("Content-Language", english, NOT_ENGLISH)?;
                }
                Ok(())
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "2.2",
            since: 2,
            until: None,
            rfc: COURSE,
            title: Text {
                en: "Each response has the number of its request",
                es: "Cada respuesta lleva el número de su petición",
            },
            rule: Text {
                en: "Request-Number is 1 in the first response since the server was started, 2 in the next, and so on; who asks nothing is not counted.",
                es: "Request-Number es 1 en la primera respuesta desde que arrancó el servidor, 2 en la siguiente, y así; a quien no pide nada no se le cuenta.",
            },
            hints: &[
                Text {
                    en: "The number must outlive the connection: keep it where the server waits for the next client. Count when you answer, not when somebody connects.",
                    es: "El número debe sobrevivir a la conexión: guárdalo donde el servidor espera al siguiente cliente. Cuenta al responder, no cuando alguien se conecta.",
                },
                Text {
                    en: "Rust: a variable before the loop around `accept`, lent to `serve` as `&mut u64`, and `to_string` for the field's value. Python: an attribute of the server, or `itertools.count(1)` with `next` and `str`.",
                    es: "Rust: una variable antes del bucle de `accept`, prestada a `serve` como `&mut u64`, y `to_string` para el valor del campo. Python: un atributo del servidor, o `itertools.count(1)` con `next` y `str`.",
                },
            ],
            waits: false,
            run: |server| {
                let first = server.get("/")?;
                let start = if server.is_ours() { 1 } else { number(&first)? };
                numbered(&first, start)?;
                numbered(&server.get("/again")?, start + 1)?;
                let mut answered = 0;
                for no_request in ["", "GET / HTTP/1.1\r\nHost: half"] {
                    let mut client = server.connect()?;
                    client.send(no_request)?;
                    client.finish();
                    answered += u64::from(client.read_to_end().is_ok_and(|said| !said.is_empty()));
                }
                // A server may answer half a request, with an error, and may count that.
                let next = server.get("/hello")?;
                let counted = number(&next)?.saturating_sub(start + 2).min(answered);
                numbered(&next, start + 2 + counted)?;
                (3..12)
                    .try_for_each(|count| numbered(&server.get("/hello")?, start + count + counted))
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "2.3",
            since: 2,
            until: None,
            rfc: "RFC 6585 §5",
            title: Text {
                en: "A head over 32 KiB gets 431, and a line that says why",
                es: "Una cabecera de más de 32 KiB recibe 431 y una línea que dice por qué",
            },
            rule: Text {
                en: "431 says that the head is larger than this server wants to keep; the limit is the server's choice, and the connection closes because the rest is unread.",
                es: "Un 431 dice que la cabecera es mayor de lo que este servidor quiere guardar; el límite lo elige el servidor, y la conexión se cierra porque queda el resto sin leer.",
            },
            hints: &[
                Text {
                    en: "Whoever reads the head knows whether it ended or was cut off at the limit: let it tell whoever answers.",
                    es: "Quien lee la cabecera sabe si terminó o si se cortó en el límite: que se lo diga a quien responde.",
                },
                Text {
                    en: "Rust: `io::Result<bool>` from `read_head`, a second `Status` and a `match` in `serve`. Python: raise an exception of your own and answer where you catch it. Do not wait for the rest before you answer; but read it afterwards (`linger`), or closing becomes a reset and the answer is lost.",
                    es: "Rust: un `io::Result<bool>` de `read_head`, otro `Status` y un `match` en `serve`. Python: lanza una excepción propia y responde donde la atrapas. No esperes al resto antes de responder; pero léelo después (`linger`), o cerrar será un reset y la respuesta se perderá.",
                },
            ],
            waits: false,
            run: |server| {
                let one = format!("X-Big: {}\r\n", "b".repeat(33 << 10));
                let many = format!("X-Many: {}\r\n", "m".repeat(490)).repeat(67);
                for fields in [&one, &many] {
                    server.raw(get(&format!("{fields}\r\n")))?.refusal(431)?;
                }
                let within = format!("X-Large: {}\r\n\r\n", "l".repeat(31 << 10));
                server.raw(get(&within))?.status(200)?;
                // It is too large already, and need not end to be refused.
                let mut endless = server.connect()?;
                endless.send(get(&many))?;
                endless.read_response("GET")?.refusal(431)?.done()
            },
            broken: UNTOUCHED,
        },
    },
];

const NOT_ENGLISH: Text = Text {
    en: "Content-Language should be `en`, but it is `{got}`.",
    es: "Content-Language debería ser `en`, pero es `{got}`.",
};

fn get(rest: &str) -> String {
    format!("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{rest}")
}

fn number(response: &Response) -> Verdict<u64> {
    let number = response.value("Request-Number").and_then(|value| value.parse().ok());
    number.map_or_else(|| response.has_field("Request-Number").map(|_| 1), Ok)
}

fn numbered(response: &Response, number: u64) -> Verdict {
    response.status(200)?.field("Request-Number", &number.to_string())?.done()
}
