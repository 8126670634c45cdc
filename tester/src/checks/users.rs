//! Stage 7: users, a collection with JSON in and out.

use serde_json::Value;

use crate::prelude::*;

pub(crate) const JSON: (&str, &str) = ("Content-Type", "application/json");
pub(crate) const MERGE_PATCH: (&str, &str) = ("Content-Type", "application/merge-patch+json");

/// The content of an answer, which must be JSON and say so.
pub(crate) fn json(response: &Response) -> Verdict<Value> {
    let media_type = response.value("Content-Type").and_then(|value| value.split(';').next());
    if !media_type.is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json")) {
        response.field("Content-Type", "application/json")?;
    }
    serde_json::from_slice(response.content()).map_err(|_| {
        response.fail(Text {
            en: "The content should be JSON, but it cannot be read as such.",
            es: "El contenido debería ser JSON, pero no se puede leer como tal.",
        })
    })
}

/// The content is a user of this name.
pub(crate) fn named<'a>(response: &'a Response, name: &str) -> Verdict<&'a Response> {
    let user = json(response)?;
    response.that(
        user.get("Nombre").and_then(Value::as_str) == Some(name),
        Text {
            en: "The user's Nombre is not the one that was sent.",
            es: "El Nombre del usuario no es el que se envió.",
        },
    )
}

/// `POST /createUser?{check}` with this content as JSON.
fn post(server: &Server, check: &str, content: impl AsRef<[u8]>) -> Verdict<Response> {
    server.request("POST", &format!("/createUser?{check}"), &[JSON], content.as_ref())
}

/// Whoever can hold an odd user need not show it to the checks that read the list: our own reader
/// of JSON has limits, too.
fn take_back(server: &Server, created: &Response) -> Verdict {
    match created.value("Location") {
        Some(user) if created.code() == 201 => server.request("DELETE", user, &[], b"")?.done(),
        _ => Ok(()),
    }
}

/// Creates a user and gives its target.
pub(crate) fn create(server: &Server, check: &str, user: &str) -> Verdict<String> {
    let response = post(server, check, user)?;
    let host = format!("http://{}", server.addr());
    let target = |location: &str| location.strip_prefix(&host).unwrap_or(location).to_string();
    response.status(201)?.field_that(
        "Location",
        |location| {
            let target = target(location);
            target.strip_prefix("/users/").is_some_and(|id| !id.is_empty() && !id.contains('/'))
        },
        Text {
            en: "Location should be /users/ and the new user's id, but it is `{got}`.",
            es: "Location debería ser /users/ y el id del nuevo usuario, pero es `{got}`.",
        },
    )?;
    Ok(target(response.value("Location").unwrap_or_default()))
}

/// A request with content to a user; `mark` names the check for its broken server.
fn change(
    server: &Server,
    method: &str,
    user: &str,
    mark: &str,
    media_type: (&str, &str),
    content: &str,
) -> Verdict<Response> {
    server.request(method, &format!("{user}?{mark}"), &[media_type], content.as_bytes())
}

/// Changed: 200 with the user, or 204.
fn changed(response: &Response) -> Verdict {
    response.status_in(&[200, 204])?.done()
}

/// The user as it is now.
fn now(server: &Server, user: &str) -> Verdict<(Response, Value)> {
    let response = server.get(user)?;
    response.status(200)?;
    let json = json(&response)?;
    Ok((response, json))
}

/// The user still has this name.
fn unchanged(server: &Server, user: &str, name: &str) -> Verdict {
    named(&server.get(user)?, name)?.done()
}

/// Whether the list of all users has one of this name.
fn listed(server: &Server, check: &str, name: &str) -> Verdict<(Response, bool)> {
    let response = server.get(&format!("/users?{check}"))?;
    response.status(200)?;
    let Value::Array(users) = json(&response)? else {
        return Err(response.fail(Text {
            en: "The list of all users should be a JSON array, `[…]`.",
            es: "La lista de todos los usuarios debería ser un array JSON, `[…]`.",
        }));
    };
    let found = users.iter().any(|user| user.get("Nombre").and_then(Value::as_str) == Some(name));
    Ok((response, found))
}

/// The numbers in an error's line; what it cites is the same for the same error.
fn place(response: &Response) -> String {
    let text = response.text();
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '.');
    words
        .filter(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The content as it is refused: this status, and one plain line.
fn refused(server: &Server, check: &str, contents: &[&str], status: u16) -> Verdict {
    contents.iter().try_for_each(|content| post(server, check, content)?.refusal(status)?.done())
}

pub const CHECKS: &[Check] = &[
    Check {
        id: "users-create",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.3",
        title: Text {
            en: "POST /createUser creates a user: 201",
            es: "POST /createUser crea un usuario: 201",
        },
        rule: Text {
            en: "201 says that something new exists, and the answer shows it.",
            es: "El 201 dice que existe algo nuevo, y la respuesta lo muestra.",
        },
        hints: &[
            Text {
                en: "Read the content as JSON and take `Nombre` from it.",
                es: "Lee el contenido como JSON y saca de él `Nombre`.",
            },
            Text {
                en: "200 would say that it worked, but not that there is a new user.",
                es: "Un 200 diría que salió bien, pero no que hay un usuario nuevo.",
            },
        ],
        waits: false,
        run: |server| post(server, "users-create=1", r#"{"Nombre": "Ada"}"#)?.status(201)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-create=1") {
                    broken::with_status(answer, "200 OK")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-create-location",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.3.2",
        title: Text {
            en: "201 comes with Location: /users/{id}, and the user is there",
            es: "El 201 trae Location: /users/{id}, y allí está el usuario",
        },
        rule: Text {
            en: "Location names the target of what was created; a GET there gives it.",
            es: "Location nombra el destino de lo creado; un GET allí lo devuelve.",
        },
        hints: &[
            Text {
                en: "Choose the id first, then store the user, then write Location.",
                es: "Primero elige el id, después guarda el usuario y luego escribe Location.",
            },
            Text {
                en: "Location holds a target, such as `/users/7`, not only the number.",
                es: "Location lleva un destino, como `/users/7`, no solo el número.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-create-location", r#"{"Nombre": "Grace"}"#)?;
            named(server.get(&user)?.status(200)?, "Grace")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-create-location") {
                    broken::with_field(answer, "Location", "/users/0")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-create-json",
        since: 7,
        until: None,
        rfc: "RFC 8259 §11",
        title: Text {
            en: "The new user comes back as application/json",
            es: "El usuario nuevo vuelve como application/json",
        },
        rule: Text {
            en: "The answer to /createUser is the user: a JSON object with its Nombre.",
            es: "La respuesta a /createUser es el usuario: un objeto JSON con su Nombre.",
        },
        hints: &[
            Text {
                en: "Say `Content-Type: application/json`, or a browser will not treat it as JSON.",
                es: "Di `Content-Type: application/json`; si no, el navegador no lo tratará como JSON.",
            },
            Text {
                en: "Let a library write the JSON: quoting by hand goes wrong sooner or later.",
                es: "Deja que una biblioteca escriba el JSON: entrecomillar a mano sale mal tarde o temprano.",
            },
        ],
        waits: false,
        run: |server| {
            let response = post(server, "users-create-json", r#"{"Nombre": "Alan"}"#)?;
            named(response.status(201)?, "Alan")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-create-json") {
                    broken::with_field(answer, "Content-Type", "text/plain")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-name-utf8",
        since: 7,
        until: None,
        rfc: "RFC 8259 §8.1",
        title: Text {
            en: "A Nombre in any script comes back as it was",
            es: "Un Nombre en cualquier escritura vuelve tal cual",
        },
        rule: Text {
            en: "JSON is UTF-8, so a name may have any letters, also such that take four bytes.",
            es: "JSON es UTF-8, así que un nombre admite cualquier letra, también las que ocupan cuatro bytes.",
        },
        hints: &[
            Text {
                en: "Content-Length counts the bytes of the JSON, not its letters.",
                es: "Content-Length cuenta los bytes del JSON, no sus letras.",
            },
            Text {
                en: "Do not convert to another encoding on the way.",
                es: "No conviertas a otra codificación por el camino.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-name-utf8", r#"{"Nombre": "Ñandú 日本 🦀"}"#)?;
            named(&server.get(&user)?, "Ñandú 日本 🦀")?.done()
        },
        broken: Breakage {
            // Keeps what fits in Latin-1.
            how: Broken::Request(|request| broken::replace(request, "日本 🦀", "?????? ????")),
            also: &[],
        },
    },
    Check {
        id: "users-name-escapes",
        since: 7,
        until: None,
        rfc: "RFC 8259 §7",
        title: Text {
            en: "Escapes in a Nombre stand for their letters",
            es: "Los escapes de un Nombre representan sus letras",
        },
        rule: Text {
            en: "`\\u00f1` is ñ, two such units may be one letter, and a quote inside a name is written `\\\"` again on the way out.",
            es: "`\\u00f1` es ñ, dos de esas unidades pueden ser una sola letra, y una comilla vuelve a salir como `\\\"`.",
        },
        hints: &[
            Text {
                en: "Take the name out of parsed JSON, not out of the bytes.",
                es: "Saca el nombre del JSON ya leído, no de los bytes.",
            },
            Text {
                en: "Without escaping on the way out, a quote in a name ends the string early.",
                es: "Si al escribir no escapas, una comilla del nombre cierra la cadena antes de tiempo.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(
                server,
                "users-name-escapes",
                r#"{"\u004eombre": "\u00d1o \"\ud83e\udd80\" \\ \/"}"#,
            )?;
            named(&server.get(&user)?, r#"Ño "🦀" \ /"#)?.done()
        },
        broken: Breakage {
            // Does not know that two units may be one letter.
            how: Broken::Request(|request| {
                broken::replace(request, "\\ud83e\\udd80", "\\u003f\\u003f")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-name-html",
        since: 7,
        until: None,
        rfc: "RFC 8259 §7",
        title: Text {
            en: "A Nombre that looks like HTML is kept as it is, and sent as JSON",
            es: "Un Nombre con pinta de HTML se guarda tal cual y se envía como JSON",
        },
        rule: Text {
            en: "In JSON `<` and `&` are letters like others; escaping is for pages, at the moment they are written.",
            es: "En JSON `<` y `&` son letras como las demás; se escapan en las páginas, en el momento de escribirlas.",
        },
        hints: &[
            Text {
                en: "Store what was sent; escape when you write HTML, and only then.",
                es: "Guarda lo que se envió; escapa al escribir HTML, y solo entonces.",
            },
            Text {
                en: "As `application/json` no browser takes it for a page.",
                es: "Como `application/json`, ningún navegador lo toma por una página.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-name-html", r#"{"Nombre": "<b>Tim & Co</b>"}"#)?;
            named(&server.get(&user)?, "<b>Tim & Co</b>")?.done()
        },
        broken: Breakage {
            // Takes out what looks like a tag.
            how: Broken::Request(|request| {
                broken::replace(request, "<b>Tim & Co</b>", "   Tim & Co    ")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-ids-differ",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Every user has an id of its own",
            es: "Cada usuario tiene su propio id",
        },
        rule: Text {
            en: "Two users, even of the same name, have two targets.",
            es: "Dos usuarios, aunque se llamen igual, tienen dos destinos.",
        },
        hints: &[
            Text {
                en: "Count up, and never give an id twice.",
                es: "Cuenta hacia arriba y no des nunca un id dos veces.",
            },
            Text { en: "The name is no id.", es: "El nombre no es un id." },
        ],
        waits: false,
        run: |server| {
            let first = create(server, "users-ids-differ", r#"{"Nombre": "Twin"}"#)?;
            let response = post(server, "users-ids-differ&again", r#"{"Nombre": "Twin"}"#)?;
            response
                .status(201)?
                .that(
                    !response.value("Location").is_some_and(|second| second.ends_with(&first)),
                    Text {
                        en: "Both users got the same target; each should have its own.",
                        es: "Los dos usuarios recibieron el mismo destino; cada uno debería tener el suyo.",
                    },
                )?
                .done()
        },
        broken: Breakage {
            // There is only ever one user: the newest.
            how: Broken::Response(|sent, answer| match broken::has(sent, "?users-ids-differ") {
                true => broken::with_field(answer, "Location", "/users/1"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "users-not-json",
        since: 7,
        until: None,
        rfc: "RFC 8259 §2",
        title: Text {
            en: "Content that is no JSON is refused with 400",
            es: "Un contenido que no es JSON se rechaza con 400",
        },
        rule: Text {
            en: "What breaks the grammar of JSON cannot be understood at all: 400.",
            es: "Lo que rompe la gramática de JSON no se puede entender en absoluto: 400.",
        },
        hints: &[
            Text {
                en: "422 is for JSON that can be read but makes no user.",
                es: "El 422 es para un JSON que se lee bien pero no forma un usuario.",
            },
            Text {
                en: "Single quotes, a comma too many, names without quotes: all of that is no JSON.",
                es: "Comillas simples, una coma de más, nombres sin comillas: nada de eso es JSON.",
            },
        ],
        waits: false,
        run: |server| {
            let contents = [
                "Nombre=Ada",
                "{'Nombre': 'Ada'}",
                r#"{"Nombre": "Ada",}"#,
                r#"{"Nombre": "Ada""#,
                r#"{Nombre: "Ada"}"#,
                "{\"Nombre\": \"A\tda\"}",
            ];
            refused(server, "users-not-json", &contents, 400)
        },
        broken: Breakage {
            // A reader that forgives the last comma.
            how: Broken::Request(|request| {
                broken::replace(request, "{\"Nombre\": \"Ada\",}", "{\"Nombre\": \"Ada\" }")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-not-json-where",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "The refusal of bad JSON says where it is bad",
            es: "El rechazo de un JSON mal escrito dice dónde está el fallo",
        },
        rule: Text {
            en: "The error's line names the place, by line and column or by offset.",
            es: "La línea del error nombra el lugar, por línea y columna o por posición.",
        },
        hints: &[
            Text {
                en: "Your JSON library knows the place: put its message into the answer.",
                es: "Tu biblioteca de JSON conoce el lugar: pon su mensaje en la respuesta.",
            },
            Text {
                en: "The same mistake two lines further down must be told from this one.",
                es: "El mismo error dos líneas más abajo debe poder distinguirse de este.",
            },
        ],
        waits: false,
        run: |server| {
            let early = post(server, "users-not-json-where", "{\"Nombre\": nobody}")?;
            let late = post(
                server,
                "users-not-json-where",
                "{\n\n\"Edad\": \"cien\",   \"Nombre\": nobody}",
            )?;
            early.refusal(400)?;
            late.refusal(400)?.that(place(&early) != place(&late), Text {
                en: "The line should say where the JSON is bad, but it says the same for two different places.",
                es: "La línea debería decir dónde falla el JSON, pero dice lo mismo de dos lugares distintos.",
            })?;
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-not-json-where") {
                    broken::plain("400 Bad Request", "not JSON (RFC 8259 section 2)")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-empty",
        since: 7,
        until: None,
        rfc: "RFC 8259 §2",
        title: Text {
            en: "No content at all is no JSON: 400",
            es: "La falta de contenido tampoco es JSON: 400",
        },
        rule: Text {
            en: "A JSON text holds a value; empty or blank content is none.",
            es: "Un texto JSON contiene un valor; un contenido vacío o en blanco no tiene ninguno.",
        },
        hints: &[
            Text {
                en: "Do not take nothing for `null` or `{}`.",
                es: "No tomes un contenido vacío por `null` ni por `{}`.",
            },
            Text {
                en: "`Content-Length: 0` leads here, and so does no Content-Length.",
                es: "Aquí se llega con `Content-Length: 0` y también sin Content-Length.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [JSON, ("Content-Length", "0")];
            server.request("POST", "/createUser?users-empty", &fields, b"")?.refusal(400)?;
            refused(server, "users-empty", &[" \r\n\t"], 400)
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-empty") {
                    broken::with_status(answer, "422 Unprocessable Content")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-trailing",
        since: 7,
        until: None,
        rfc: "RFC 8259 §2",
        title: Text {
            en: "Anything behind the JSON is refused with 400",
            es: "Cualquier cosa detrás del JSON se rechaza con 400",
        },
        rule: Text {
            en: "The content is one JSON value; after it only whitespace may stand.",
            es: "El contenido es un solo valor JSON; detrás solo puede haber espacio en blanco.",
        },
        hints: &[
            Text {
                en: "A parser that stops when its value is complete must be asked whether anything is left.",
                es: "A un analizador (parser) que para al completar su valor hay que preguntarle si queda algo.",
            },
            Text {
                en: "Two objects in a row are not one object.",
                es: "Dos objetos seguidos no son un objeto.",
            },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                "users-trailing",
                &[r#"{"Nombre": "Ada"} {"Nombre": "Eve"}"#, r#"{"Nombre": "Ada"}]"#],
                400,
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?users-trailing") {
                true => broken::replace(request, "}]", "} "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-not-utf8",
        since: 7,
        until: None,
        rfc: "RFC 8259 §8.1",
        title: Text {
            en: "JSON that is not UTF-8 is refused with 400",
            es: "Un JSON que no es UTF-8 se rechaza con 400",
        },
        rule: Text {
            en: "JSON is sent in UTF-8; other bytes are an error, not question marks.",
            es: "JSON se envía en UTF-8; otros bytes son un error, no signos de interrogación.",
        },
        hints: &[
            Text {
                en: "Do not convert lossily before you parse.",
                es: "No conviertas con pérdidas antes de analizar.",
            },
            Text {
                en: "Strict decoding says so (Rust: `from_utf8`; Python: `decode()`); `from_utf8_lossy` and `errors='replace'` hide it.",
                es: "La decodificación estricta lo dice (Rust: `from_utf8`; Python: `decode()`); `from_utf8_lossy` y `errors='replace'` lo esconden.",
            },
        ],
        waits: false,
        run: |server| {
            let contents: [&[u8]; 2] =
                [b"{\"Nombre\": \"Jos\xe9\"}", b"{\"Nombre\": \"\xed\xa0\x80\"}"];
            contents.iter().try_for_each(|content| {
                post(server, "users-not-utf8", content)?.refusal(400)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, b"\"Jos\xe9\"", "\"Jos?\"")),
            also: &[],
        },
    },
    Check {
        id: "users-deep",
        since: 7,
        until: None,
        rfc: "RFC 8259 §9",
        title: Text {
            en: "JSON nested a hundred thousand deep does no harm",
            es: "Un JSON con cien mil niveles no hace daño",
        },
        rule: Text {
            en: "A parser that calls itself needs a limit, or one client overflows the stack and ends the server.",
            es: "Un analizador (parser) que se llama a sí mismo necesita un límite: si no, un cliente desborda la pila y acaba con el servidor.",
        },
        hints: &[
            Text {
                en: "In C, Go and Rust a stack overflow ends the program: limit the depth before. In Python and Java it is an error that you can catch.",
                es: "En C, Go y Rust, desbordar la pila mata el programa: limita antes la profundidad. En Python y Java puedes capturar ese error.",
            },
            Text {
                en: "Good JSON libraries have such a limit; see that it is not switched off.",
                es: "Las buenas bibliotecas de JSON traen ese límite; mira que no esté desactivado.",
            },
        ],
        waits: false,
        run: |server| {
            // What is too long for a server never reaches its parser; and what that still takes may be
            // too deep for what merges.
            [100_000, 10_000, 1_000].iter().try_for_each(|&depth| {
                let deep =
                    format!(r#"{}"Deep"{}"#, r#"{"Nombre":"#.repeat(depth), "}".repeat(depth));
                let user = format!(r#"{{"Nombre": "Deep", "x": {deep}}}"#);
                let response = post(server, "users-deep", user)?;
                response.status_in(&[201, 400, 413, 422])?;
                take_back(server, &response)?;
                let user = create(server, "users-deep", r#"{"Nombre": "Shallow"}"#)?;
                let patched = change(server, "PATCH", &user, "users-deep", JSON, &deep)?;
                patched.status_in(&[200, 204, 400, 413, 422])?;
                server.request("DELETE", &user, &[], b"")?.status_in(&[200, 204])?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-deep") {
                    broken::plain("500 Internal Server Error", "stack overflow")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-huge-number",
        since: 7,
        until: None,
        rfc: "RFC 8259 §6",
        title: Text {
            en: "A number that is too large does no harm",
            es: "Un número demasiado grande no hace daño",
        },
        rule: Text {
            en: "JSON sets no limit to numbers, so a server must live with those it cannot hold: refuse or keep, but never fail.",
            es: "JSON no pone límite a los números, así que hay que convivir con los que no caben: rechazar o guardar, nunca fallar.",
        },
        hints: &[
            Text {
                en: "Converting `1e400` or forty digits to an integer can overflow: handle the error.",
                es: "Convertir `1e400` o cuarenta dígitos a un entero puede desbordarlo: trata el error.",
            },
            Text {
                en: "500 means that the fault is yours.",
                es: "Un 500 significa que el fallo es tuyo.",
            },
        ],
        waits: false,
        run: |server| {
            let digits = "9".repeat(400);
            ["1e400", "-1e-400", &digits].iter().try_for_each(|number| {
                let response = post(
                    server,
                    "users-huge-number",
                    format!(r#"{{"Nombre": "Big", "n": {number}}}"#),
                )?;
                response.status_in(&[201, 400, 413, 422])?;
                take_back(server, &response)
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-huge-number") {
                    broken::plain("500 Internal Server Error", "overflow")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-type-plain",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.16",
        title: Text {
            en: "JSON sent as text/plain is refused with 415",
            es: "Un JSON enviado como text/plain se rechaza con 415",
        },
        rule: Text {
            en: "The Content-Type says what the content is, and /createUser reads application/json only.",
            es: "Content-Type dice qué es el contenido, y /createUser solo lee application/json.",
        },
        hints: &[
            Text {
                en: "Do not guess from the content: what looks like JSON may be meant as text.",
                es: "No adivines por el contenido: lo que parece JSON puede ser solo texto.",
            },
            Text {
                en: "A page of another site may send text/plain without asking, but not JSON: this check protects you.",
                es: "Una página de otro sitio puede enviar text/plain sin permiso, pero JSON no: esta comprobación te protege.",
            },
        ],
        waits: false,
        run: |server| {
            let content = br#"{"Nombre": "Ada"}"#;
            ["text/plain", "text/json", "application/jsonp", "application/xml"].iter().try_for_each(
                |media_type| {
                    let fields = [("Content-Type", *media_type)];
                    server
                        .request("POST", "/createUser?users-type-plain", &fields, content)?
                        .refusal(415)?
                        .done()
                },
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "?users-type-plain HTTP/1.1\r\n",
                    "?users-type-plain HTTP/1.1\r\nContent-Type: application/json\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "users-type-form",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.16",
        title: Text {
            en: "A form sent to /createUser is refused with 415",
            es: "Un formulario enviado a /createUser se rechaza con 415",
        },
        rule: Text {
            en: "A form is another media type than JSON, and its content another grammar.",
            es: "Un formulario no es del mismo tipo que JSON, y su contenido sigue otra gramática.",
        },
        hints: &[
            Text {
                en: "Look at Content-Type before you parse: 415, not 400.",
                es: "Mira Content-Type antes de leer el contenido: 415, no 400.",
            },
            Text {
                en: "`application/x-www-form-urlencoded` is what a page's form sends.",
                es: "`application/x-www-form-urlencoded` es lo que envía el formulario de una página.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("Content-Type", "application/x-www-form-urlencoded")];
            server
                .request("POST", "/createUser?users-type-form", &fields, b"Nombre=Ada")?
                .refusal(415)?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?users-type-form") {
                    broken::with_status(answer, "400 Bad Request")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-type-missing",
        since: 7,
        until: None,
        rfc: "RFC 9110 §8.3",
        title: Text {
            en: "JSON without a Content-Type is refused with 415",
            es: "Un JSON sin Content-Type se rechaza con 415",
        },
        rule: Text {
            en: "Content that does not say what it is cannot be known to be JSON.",
            es: "De un contenido que no dice qué es no se puede saber que sea JSON.",
        },
        hints: &[
            Text {
                en: "A missing field is not a right one: begin with “no”, and let application/json make it “yes”.",
                es: "Un campo que falta no es uno correcto: parte del «no» y deja que application/json lo vuelva «sí».",
            },
            Text {
                en: "RFC 9110 §8.3 suggests taking it for application/octet-stream.",
                es: "RFC 9110 §8.3 sugiere tomarlo por application/octet-stream.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .request("POST", "/createUser?users-type-missing", &[], br#"{"Nombre": "Ada"}"#)?
                .refusal(415)?
                .done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "?users-type-missing HTTP/1.1\r\n",
                    "?users-type-missing HTTP/1.1\r\nContent-Type: application/json\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "users-type-parameters",
        since: 7,
        until: None,
        rfc: "RFC 9110 §8.3.1",
        title: Text {
            en: "application/json; charset=utf-8 is application/json",
            es: "application/json; charset=utf-8 es application/json",
        },
        rule: Text {
            en: "Parameters behind the media type do not make another type of it.",
            es: "Los parámetros que siguen al tipo no lo convierten en otro.",
        },
        hints: &[
            Text {
                en: "Compare what stands before the first `;`, without the spaces around it.",
                es: "Compara lo que va antes del primer `;`, sin los espacios de alrededor.",
            },
            Text {
                en: "Many clients add the charset by themselves.",
                es: "Muchos clientes añaden el charset por su cuenta.",
            },
        ],
        waits: false,
        run: |server| {
            [
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json ; x=y",
            ]
            .iter()
            .try_for_each(|media_type| {
                let fields = [("Content-Type", *media_type)];
                let content = br#"{"Nombre": "Ada"}"#;
                server
                    .request("POST", "/createUser?users-type-parameters", &fields, content)?
                    .status(201)?
                    .done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Content-Type: application/json ; x=y\r\n",
                    "Content-Type: application/json+x\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "users-type-case",
        since: 7,
        until: None,
        rfc: "RFC 9110 §8.3.1",
        title: Text {
            en: "Application/JSON is application/json",
            es: "Application/JSON es application/json",
        },
        rule: Text {
            en: "Media types are the same in any letter case.",
            es: "Los tipos de contenido son los mismos en mayúsculas o minúsculas.",
        },
        hints: &[
            Text {
                en: "Compare without regard to case.",
                es: "Compara sin distinguir mayúsculas de minúsculas.",
            },
            Text {
                en: "Both halves, type and subtype, are case-insensitive.",
                es: "Vale para las dos mitades, tipo y subtipo.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("Content-Type", "Application/JSON")];
            let content = br#"{"Nombre": "Ada"}"#;
            server
                .request("POST", "/createUser?users-type-case", &fields, content)?
                .status(201)?
                .done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Content-Type: Application/JSON\r\n",
                    "Content-Type: Application/JS\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "users-no-name",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "JSON without a Nombre is refused with 422",
            es: "Un JSON sin Nombre se rechaza con 422",
        },
        rule: Text {
            en: "The content can be read, but there is no user in it: 422.",
            es: "El contenido se puede leer, pero en él no hay un usuario: 422.",
        },
        hints: &[
            Text {
                en: "Names of members are compared exactly: `nombre` is not `Nombre`.",
                es: "Los nombres de los miembros se comparan exactamente: `nombre` no es `Nombre`.",
            },
            Text { en: "400 is for what is no JSON.", es: "El 400 es para lo que no es JSON." },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                "users-no-name",
                &[
                    "{}",
                    r#"{"nombre": "Ada"}"#,
                    r#"{"Name": "Ada"}"#,
                    r#"{"x": {"Nombre": "Ada"}}"#,
                ],
                422,
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "{\"nombre\": \"Ada\"}", "{\"Nombre\": \"Ada\"}")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-name-type",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "A Nombre that is no string is refused with 422",
            es: "Un Nombre que no es una cadena se rechaza con 422",
        },
        rule: Text {
            en: "Nombre is a string: numbers, null, true, arrays and objects are none.",
            es: "Nombre es una cadena: los números, null, true, los arrays y los objetos no lo son.",
        },
        hints: &[
            Text { en: "Do not convert: 42 is not \"42\".", es: "No conviertas: 42 no es \"42\"." },
            Text {
                en: "Ask the parsed value whether it is a string.",
                es: "Pregunta al valor ya leído si es una cadena.",
            },
        ],
        waits: false,
        run: |server| {
            ["42", "null", "true", "[\"Ada\"]", "{\"Nombre\": \"Ada\"}"].iter().try_for_each(
                |name| {
                    refused(server, "users-name-type", &[&format!("{{\"Nombre\": {name}}}")], 422)
                },
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "{\"Nombre\": 42}", "{\"Nombre\":\"4\"}")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-name-empty",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "An empty Nombre is refused with 422",
            es: "Un Nombre vacío se rechaza con 422",
        },
        rule: Text {
            en: "A name has at least one letter.",
            es: "Un nombre tiene al menos una letra.",
        },
        hints: &[
            Text {
                en: "That the member is there and is a string is not all.",
                es: "No basta con que el miembro esté y sea una cadena.",
            },
            Text {
                en: "Say in the error's line what was wrong with it.",
                es: "Di en la línea del error qué tenía de malo.",
            },
        ],
        waits: false,
        run: |server| refused(server, "users-name-empty", &[r#"{"Nombre": ""}"#], 422),
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?users-name-empty") {
                true => broken::replace(request, ": \"\"}", ":\"?\"}"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-name-blank",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "A Nombre of nothing but spaces is refused with 422",
            es: "Un Nombre que solo tiene espacios se rechaza con 422",
        },
        rule: Text {
            en: "Spaces alone are no usable name.",
            es: "Unos espacios solos no son un nombre utilizable.",
        },
        hints: &[
            Text {
                en: "Look whether anything is left after trimming.",
                es: "Mira si queda algo después de recortar.",
            },
            Text {
                en: "A tab, written `\\t` in JSON, is a space too.",
                es: "Un tabulador, escrito `\\t` en JSON, también es espacio.",
            },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                "users-name-blank",
                &[r#"{"Nombre": "   "}"#, r#"{"Nombre": " \t\n"}"#],
                422,
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "{\"Nombre\": \"   \"}", "{\"Nombre\": \" _ \"}")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-not-object",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "JSON that is no object is refused with 422",
            es: "Un JSON que no es un objeto se rechaza con 422",
        },
        rule: Text {
            en: "A user is an object; arrays, strings, numbers and null are JSON, but no user.",
            es: "Un usuario es un objeto; los arrays, las cadenas, los números y null son JSON, pero no un usuario.",
        },
        hints: &[
            Text {
                en: "Check what kind of value it is before you ask for its members.",
                es: "Comprueba de qué clase es el valor antes de pedirle miembros.",
            },
            Text {
                en: "It is JSON, so 400 would say something untrue.",
                es: "Es JSON, así que un 400 diría algo que no es verdad.",
            },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                "users-not-object",
                &[r#"[{"Nombre": "Ada"}]"#, r#""Nombre""#, "42", "null", "[]"],
                422,
            )
        },
        broken: Breakage {
            // Takes the first of the array.
            how: Broken::Request(|request| {
                broken::replace(request, "[{\"Nombre\": \"Ada\"}]", " {\"Nombre\": \"Ada\"} ")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-list",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "GET /users is an array of all users",
            es: "GET /users es un array con todos los usuarios",
        },
        rule: Text {
            en: "The collection is a JSON array, and each user that was created is in it.",
            es: "La colección es un array JSON, y en él está cada usuario creado.",
        },
        hints: &[
            Text {
                en: "The array stays an array when it has no member, or one.",
                es: "El array sigue siendo un array cuando no tiene elementos o tiene uno.",
            },
            Text {
                en: "Take the same users from the same place as /users/{id} does.",
                es: "Toma los mismos usuarios del mismo sitio que /users/{id}.",
            },
        ],
        waits: false,
        run: |server| {
            create(server, "users-list", r#"{"Nombre": "Listed One"}"#)?;
            create(server, "users-list", r#"{"Nombre": "Listed Two"}"#)?;
            for name in ["Listed One", "Listed Two"] {
                let (response, found) = listed(server, "users-list", name)?;
                response.that(
                    found,
                    Text {
                        en: "A user that was created is not in the list.",
                        es: "Un usuario creado no está en la lista.",
                    },
                )?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\"Listed Two\"", "\"Listed One\"")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-head",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "HEAD of a user is its GET without the content",
            es: "HEAD de un usuario es su GET sin el contenido",
        },
        rule: Text {
            en: "HEAD answers with the head that GET would have.",
            es: "HEAD responde con la misma cabecera que tendría GET.",
        },
        hints: &[
            Text {
                en: "Make the answer as for GET, and leave its content out when you write it.",
                es: "Prepara la respuesta como para GET y deja fuera el contenido al escribirla.",
            },
            Text {
                en: "Content-Length, if you send it, is that of GET and not 0.",
                es: "Content-Length, si lo envías, es el de GET y no 0.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-head", r#"{"Nombre": "Headless"}"#)?;
            for target in [format!("{user}?users-head"), "/users?users-head".to_string()] {
                let get = server.get(&target)?;
                let head = server.request("HEAD", &target, &[], b"")?;
                head.status(200)?
                    .field("Content-Type", get.value("Content-Type").unwrap_or_default())?;
                if let (Some(_), Some(length)) =
                    (head.value("Content-Length"), get.value("Content-Length"))
                {
                    head.field("Content-Length", length)?;
                }
            }
            server.request("HEAD", "/users/0?users-head", &[], b"")?.status(404)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match sent.starts_with(b"HEAD ") && broken::has(sent, "?users-head") {
                    true => broken::with_field(answer, "Content-Length", "0"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-unknown",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "A user that does not exist is 404",
            es: "Un usuario que no existe es un 404",
        },
        rule: Text {
            en: "An id that was never given has nothing behind it: 404.",
            es: "Un id que nunca se dio no tiene nada detrás: 404.",
        },
        hints: &[
            Text {
                en: "Whatever is no id at all, such as letters or a huge number, is 404 too, not 400 or 500.",
                es: "Lo que ni siquiera es un id, como letras o un número enorme, también es 404, no 400 ni 500.",
            },
            Text {
                en: "Parsing the number may fail or overflow: handle that as “not there”.",
                es: "Leer el número puede fallar o desbordarse: trátalo como «no está».",
            },
        ],
        waits: false,
        run: |server| {
            let ids = [
                "0",
                "-1",
                "999999999",
                "18446744073709551616",
                "99999999999999999999999999",
                "nobody",
                "1.0",
                "%00",
                "null",
            ];
            ids.iter().try_for_each(|id| {
                server.get(&format!("/users/{id}?users-unknown"))?.refusal(404)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "/18446744073709551616?users-unknown") {
                    broken::plain("500 Internal Server Error", "overflow")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-one-target",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A user has one target: /users/01 is not /users/1",
            es: "Un usuario tiene un solo destino: /users/01 no es /users/1",
        },
        rule: Text {
            en: "Only the id as it was given leads to the user, not other ways to write the same number.",
            es: "Solo el id tal como se dio lleva al usuario, no otras formas de escribir el mismo número.",
        },
        hints: &[
            Text {
                en: "Number parsers take `01` and `+1`: write the number back and compare.",
                es: "Las funciones que leen números aceptan `01` y `+1`: vuelve a escribir el número y compara.",
            },
            Text {
                en: "Two targets for one thing are two entries in every cache.",
                es: "Dos destinos para una sola cosa son dos entradas en cada caché.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-one-target", r#"{"Nombre": "Only One"}"#)?;
            let id = user.rsplit('/').next().unwrap_or_default();
            [format!("0{id}"), format!("+{id}"), format!("{id}.0"), format!("%20{id}")]
                .iter()
                .try_for_each(|id| {
                    server.get(&format!("/users/{id}?users-one-target"))?.refusal(404)?.done()
                })
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?users-one-target") {
                true => broken::replace(request, "/users/0", "/users/"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-put",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text { en: "PUT replaces a user", es: "PUT sustituye a un usuario" },
        rule: Text {
            en: "After PUT the user is what was sent, and nothing of the old one is left.",
            es: "Después de un PUT, el usuario es lo que se envió, y del anterior no queda nada.",
        },
        hints: &[
            Text {
                en: "Do not merge: a member that is not in the new content is gone.",
                es: "No combines: un miembro que no está en el contenido nuevo desaparece.",
            },
            Text {
                en: "The id stays: it belongs to the target.",
                es: "El id se queda: pertenece al destino.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-put", r#"{"Nombre": "Before", "Ciudad": "Cali"}"#)?;
            changed(&change(server, "PUT", &user, "users-put=1", JSON, r#"{"Nombre": "After"}"#)?)?;
            let (response, json) = now(server, &user)?;
            named(&response, "After")?
                .that(
                    json.get("Ciudad").is_none(),
                    Text {
                        en: "PUT replaces the whole user, but a member of the old one is still there.",
                        es: "PUT reemplaza al usuario entero, pero un miembro del anterior sigue ahí.",
                    },
                )?
                .done()
        },
        broken: Breakage {
            // Merges.
            how: Broken::Request(|request| match broken::has(request, "?users-put=1") {
                true => broken::replace(request, "PUT ", "PATCH "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-put-unusable",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "PUT of what is no user is refused with 422 and changes nothing",
            es: "Un PUT que no es un usuario se rechaza con 422 y no cambia nada",
        },
        rule: Text {
            en: "PUT asks for the same as creating does; if it fails, the old user stays.",
            es: "PUT exige lo mismo que crear; si falla, queda el usuario anterior.",
        },
        hints: &[
            Text {
                en: "Check first, and store only what has passed.",
                es: "Comprueba primero y guarda solo lo que superó la comprobación.",
            },
            Text {
                en: "Use one function for what makes a user, here and in /createUser.",
                es: "Usa una sola función para decidir qué es un usuario, aquí y en /createUser.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-put-unusable", r#"{"Nombre": "Steady"}"#)?;
            ["{}", r#"{"Nombre": ""}"#, r#"{"Nombre": 7}"#, r#"["Nombre"]"#].iter().try_for_each(
                |content| {
                    change(server, "PUT", &user, "users-put-unusable", JSON, content)?
                        .refusal(422)?;
                    unchanged(server, &user, "Steady")
                },
            )
        },
        broken: Breakage {
            // Stores it, and then finds that it is wrong.
            how: Broken::Request(|request| match broken::has(request, "?users-put-unusable") {
                true => broken::replace(request, "{\"Nombre\": 7}", "{\"Nombre\":\"7\"}"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-put-not-json",
        since: 7,
        until: None,
        rfc: "RFC 8259 §2",
        title: Text {
            en: "PUT of what is no JSON is refused with 400 and changes nothing",
            es: "Un PUT que no es JSON se rechaza con 400 y no cambia nada",
        },
        rule: Text {
            en: "What cannot be read cannot replace anything.",
            es: "Lo que no se puede leer no puede sustituir nada.",
        },
        hints: &[
            Text {
                en: "Parse before you touch the old user.",
                es: "Lee el contenido antes de tocar al usuario anterior.",
            },
            Text { en: "Half an object is no object.", es: "Medio objeto no es un objeto." },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-put-not-json", r#"{"Nombre": "Firm"}"#)?;
            change(server, "PUT", &user, "users-put-not-json", JSON, r#"{"Nombre": "Half"#)?
                .refusal(400)?;
            unchanged(server, &user, "Firm")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "PUT /users") {
                    if broken::has(sent, "?users-put-not-json") {
                        broken::with_status(answer, "422 Unprocessable Content")
                    } else {
                        answer
                    }
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-put-type",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.16",
        title: Text {
            en: "PUT of another type than JSON is refused with 415",
            es: "Un PUT de otro tipo que no sea JSON se rechaza con 415",
        },
        rule: Text {
            en: "PUT reads application/json only, as creating does.",
            es: "PUT solo lee application/json, igual que al crear.",
        },
        hints: &[
            Text {
                en: "Check Content-Type for every method that reads JSON.",
                es: "Comprueba Content-Type en todo método que lea JSON.",
            },
            Text {
                en: "A merge patch is for PATCH; it is no whole user.",
                es: "Un merge patch es para PATCH; no es un usuario entero.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-put-type", r#"{"Nombre": "Typed"}"#)?;
            let content = r#"{"Nombre": "Untyped"}"#;
            for media_type in [("Content-Type", "text/plain"), MERGE_PATCH] {
                change(server, "PUT", &user, "users-put-type", media_type, content)?
                    .refusal(415)?;
            }
            unchanged(server, &user, "Typed")
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                match broken::has(request, "?users-put-type HTTP/1.1") {
                    true => broken::replace(request, "text/plain", "application/json"),
                    false => request.to_vec(),
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-patch",
        since: 7,
        until: None,
        rfc: "RFC 7396 §2",
        title: Text {
            en: "PATCH changes the members it names and keeps the others",
            es: "PATCH cambia los miembros que nombra y conserva los demás",
        },
        rule: Text {
            en: "A merge patch holds only what changes: new members are added, old ones replaced, the rest stays.",
            es: "Un merge patch trae solo lo que cambia: añade miembros nuevos, sustituye los que había y deja el resto.",
        },
        hints: &[
            Text {
                en: "Go through the patch's members, not through the user's.",
                es: "Recorre los miembros del parche, no los del usuario.",
            },
            Text {
                en: "An array is replaced whole; patches merge objects only.",
                es: "Un array se sustituye entero; los parches solo combinan objetos.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(
                server,
                "users-patch",
                r#"{"Nombre": "Rosa", "Ciudad": "Bogotá", "Notas": ["a", "b"]}"#,
            )?;
            let patch = r#"{"Ciudad": "Madrid", "Edad": "30", "Notas": ["c"]}"#;
            changed(&change(server, "PATCH", &user, "users-patch=1", MERGE_PATCH, patch)?)?;
            let (response, json) = now(server, &user)?;
            let notes = Value::from(vec!["c"]);
            let texts = [("Ciudad", "Madrid"), ("Edad", "30")];
            let right = texts
                .iter()
                .all(|(name, text)| json.get(name).and_then(Value::as_str) == Some(text));
            named(&response, "Rosa")?
                .that(
                    right && json.get("Notas") == Some(&notes),
                    Text {
                        en: "The user is not what the merge patch should have made of it.",
                        es: "El usuario no es el que debía resultar del merge patch.",
                    },
                )?
                .done()
        },
        broken: Breakage {
            // Adds, but does not replace.
            how: Broken::Request(|request| {
                broken::replace(request, "{\"Ciudad\": \"Madrid\"", "{\"Pueblo\": \"Madrid\"")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-patch-null",
        since: 7,
        until: None,
        rfc: "RFC 7396 §2",
        title: Text {
            en: "In a PATCH null removes a member",
            es: "En un PATCH, null quita un miembro",
        },
        rule: Text {
            en: "`null` in a merge patch means: take this member away.",
            es: "`null` en un merge patch significa: quita este miembro.",
        },
        hints: &[
            Text {
                en: "Do not store the null: the member must be gone afterwards.",
                es: "No guardes el null: después el miembro ya no debe estar.",
            },
            Text {
                en: "A null for a member that is not there changes nothing.",
                es: "Un null para un miembro que no está no cambia nada.",
            },
        ],
        waits: false,
        run: |server| {
            let user =
                create(server, "users-patch-null", r#"{"Nombre": "Luz", "Ciudad": "Lima"}"#)?;
            let patch = r#"{"Ciudad": null, "Nada": null}"#;
            changed(&change(server, "PATCH", &user, "users-patch-null", MERGE_PATCH, patch)?)?;
            let (response, json) = now(server, &user)?;
            let gone = json.get("Ciudad").is_none() && json.get("Nada").is_none();
            named(&response, "Luz")?
                .that(
                    gone,
                    Text {
                        en: "The `null` in the patch should have removed this member, but it is still there.",
                        es: "El `null` del parche debería haber quitado este miembro, pero sigue ahí.",
                    },
                )?
                .done()
        },
        broken: Breakage {
            // An empty value in its place.
            how: Broken::Request(|request| {
                broken::replace(request, "{\"Ciudad\": null,", "{\"Ciudad\": \"\"  ,")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-patch-nested",
        since: 7,
        until: None,
        rfc: "RFC 7396 §2",
        title: Text {
            en: "PATCH merges objects inside objects",
            es: "PATCH combina también los objetos que hay dentro de objetos",
        },
        rule: Text {
            en: "A merge patch works the same way at every depth.",
            es: "Un merge patch funciona igual a cualquier profundidad.",
        },
        hints: &[
            Text {
                en: "If both values are objects, merge them: the function calls itself.",
                es: "Si los dos valores son objetos, combínalos: la función se llama a sí misma.",
            },
            Text {
                en: "If the old value is no object, begin with an empty one; nulls inside the patch are never stored.",
                es: "Si el valor anterior no es un objeto, empieza con uno vacío; los null del parche nunca se guardan.",
            },
        ],
        waits: false,
        run: |server| {
            let old =
                r#"{"Nombre": "Eva", "Casa": {"Calle": "Sol", "Piso": "2"}, "Foto": "x.png"}"#;
            let user = create(server, "users-patch-nested", old)?;
            let patch =
                r#"{"Casa": {"Piso": null, "Puerta": "B"}, "Foto": {"Url": "y.png", "Alt": null}}"#;
            changed(&change(server, "PATCH", &user, "users-patch-nested", MERGE_PATCH, patch)?)?;
            let (response, json) = now(server, &user)?;
            let inner = |outer: &str, name: &str| {
                json.get(outer).and_then(|outer| outer.get(name)).cloned()
            };
            let text = |text: &str| Some(Value::from(text));
            let house =
                inner("Casa", "Calle") == text("Sol") && inner("Casa", "Puerta") == text("B");
            let photo = inner("Foto", "Url") == text("y.png") && inner("Foto", "Alt").is_none();
            response.that(house && inner("Casa", "Piso").is_none() && photo, Text {
                en: "The objects inside the user are not what the merge patch should have made of them.",
                es: "Los objetos de dentro del usuario no son los que debían resultar del merge patch.",
            })?.done()
        },
        broken: Breakage {
            // Merges the outermost object only: the inner one is replaced.
            how: Broken::Request(|request| {
                broken::replace(request, "{\"Piso\": null,", "{\"Calle\":null,")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-patch-type",
        since: 7,
        until: None,
        rfc: "RFC 5789 §2.2",
        title: Text {
            en: "PATCH reads application/merge-patch+json and application/json only",
            es: "PATCH solo lee application/merge-patch+json y application/json",
        },
        rule: Text {
            en: "The Content-Type says which kind of patch it is; a kind that is not known gets 415.",
            es: "Content-Type dice qué clase de parche es; una clase desconocida recibe un 415.",
        },
        hints: &[
            Text {
                en: "Other patch formats exist, such as application/json-patch+json: same letters, another meaning.",
                es: "Hay otros formatos, como application/json-patch+json: se parecen, pero significan otra cosa.",
            },
            Text {
                en: "Parameters and letter case do not matter here either.",
                es: "Aquí tampoco importan ni los parámetros ni las mayúsculas.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-patch-type", r#"{"Nombre": "Paz"}"#)?;
            for (media_type, name) in [
                ("application/merge-patch+json", "Paz A"),
                ("application/json", "Paz B"),
                ("Application/Merge-Patch+JSON; charset=utf-8", "Paz C"),
            ] {
                let patch = format!(r#"{{"Nombre": "{name}"}}"#);
                changed(&change(
                    server,
                    "PATCH",
                    &user,
                    "users-patch-type=good",
                    ("Content-Type", media_type),
                    &patch,
                )?)?;
                unchanged(server, &user, name)?;
            }
            for media_type in
                ["text/plain", "application/json-patch+json", "application/x-www-form-urlencoded"]
            {
                let patch = r#"{"Nombre": "Guerra"}"#;
                change(
                    server,
                    "PATCH",
                    &user,
                    "users-patch-type=bad",
                    ("Content-Type", media_type),
                    patch,
                )?
                .refusal(415)?;
            }
            unchanged(server, &user, "Paz C")
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?users-patch-type=bad") {
                true => broken::replace(request, "text/plain", "application/json"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-patch-unusable",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "A PATCH that would leave no user is refused with 422",
            es: "Un PATCH que no deja un usuario se rechaza con 422",
        },
        rule: Text {
            en: "What comes out of a patch must still be a user; if it is none, the old one stays as it was.",
            es: "Lo que resulta de un parche debe seguir siendo un usuario; si no, el anterior queda como estaba.",
        },
        hints: &[
            Text {
                en: "Patch a copy, check it, and only then put it in place.",
                es: "Aplica el parche a una copia, compruébala y solo entonces ponla en su sitio.",
            },
            Text {
                en: "A patch that is no object replaces everything (RFC 7396), so it leaves no user.",
                es: "Un parche que no es un objeto lo sustituye todo (RFC 7396), así que no deja ningún usuario.",
            },
        ],
        waits: false,
        run: |server| {
            let user =
                create(server, "users-patch-unusable", r#"{"Nombre": "Sol", "Ciudad": "Quito"}"#)?;
            let patches = [
                r#"{"Ciudad": "Loja", "Nombre": null}"#,
                r#"{"Nombre": 5}"#,
                r#"{"Nombre": {"x": 1}}"#,
                "[1]",
                "null",
            ];
            for patch in patches {
                change(server, "PATCH", &user, "users-patch-unusable", MERGE_PATCH, patch)?
                    .refusal(422)?;
            }
            let (response, json) = now(server, &user)?;
            named(&response, "Sol")?
                .that(
                    json.get("Ciudad").and_then(Value::as_str) == Some("Quito"),
                    Text {
                        en: "The patch was refused, but it has changed the user all the same.",
                        es: "El parche se rechazó, pero cambió al usuario de todos modos.",
                    },
                )?
                .done()
        },
        broken: Breakage {
            // Leaves the name out instead of refusing.
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "{\"Ciudad\": \"Loja\", \"Nombre\": null}",
                    "{\"Ciudad\": \"Loja\", \"Nothing\":null}",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "users-patch-not-json",
        since: 7,
        until: None,
        rfc: "RFC 8259 §2",
        title: Text {
            en: "A PATCH that is no JSON is refused with 400 and changes nothing",
            es: "Un PATCH que no es JSON se rechaza con 400 y no cambia nada",
        },
        rule: Text {
            en: "A patch that cannot be read is applied nowhere, not even in part.",
            es: "Un parche que no se puede leer no se aplica, ni siquiera en parte.",
        },
        hints: &[
            Text {
                en: "Parse the whole patch before you apply its first member.",
                es: "Lee el parche entero antes de aplicar su primer miembro.",
            },
            Text {
                en: "Say where it is bad, as for /createUser.",
                es: "Di dónde falla, como en /createUser.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-patch-not-json", r#"{"Nombre": "Mar"}"#)?;
            change(
                server,
                "PATCH",
                &user,
                "users-patch-not-json",
                MERGE_PATCH,
                r#"{"Nombre": "Río", "x": }"#,
            )?
            .refusal(400)?;
            unchanged(server, &user, "Mar")
        },
        broken: Breakage {
            // Applies what it could read.
            how: Broken::Request(|request| {
                broken::replace(request, "\"Río\", \"x\": }", "\"Río\"       }")
            }),
            also: &[],
        },
    },
    Check {
        id: "users-delete",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.5",
        title: Text { en: "DELETE takes a user away: 204", es: "DELETE quita a un usuario: 204" },
        rule: Text {
            en: "After DELETE the user is gone: its target is 404.",
            es: "Después de DELETE el usuario ya no está: su destino es un 404.",
        },
        hints: &[
            Text {
                en: "204 has no content, and no Content-Length either.",
                es: "Un 204 no lleva contenido, y tampoco Content-Length.",
            },
            Text {
                en: "A second DELETE finds nothing: 404.",
                es: "Un segundo DELETE no encuentra nada: 404.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-delete", r#"{"Nombre": "Passing"}"#)?;
            server.request("DELETE", &format!("{user}?users-delete"), &[], b"")?.status(204)?;
            server.get(&user)?.refusal(404)?;
            server.request("DELETE", &user, &[], b"")?.refusal(404)?.done()
        },
        broken: Breakage {
            // Says so, but does nothing.
            how: Broken::Request(|request| match broken::has(request, "?users-delete HTTP/1.1") {
                true => broken::replace(request, "DELETE ", "OPTIONS "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "users-delete-list",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.5",
        title: Text {
            en: "A user that was deleted is no longer in the list",
            es: "Un usuario borrado ya no está en la lista",
        },
        rule: Text {
            en: "The list and the single users show the same state.",
            es: "La lista y cada usuario muestran el mismo estado.",
        },
        hints: &[
            Text {
                en: "Keep users in one place only.",
                es: "Guarda los usuarios en un solo sitio.",
            },
            Text {
                en: "A list made earlier and kept is out of date now.",
                es: "Una lista hecha antes y guardada ya no está al día.",
            },
        ],
        waits: false,
        run: |server| {
            let user = create(server, "users-delete-list", r#"{"Nombre": "Unlisted"}"#)?;
            server.request("DELETE", &user, &[], b"")?.status(204)?;
            let (response, found) = listed(server, "users-delete-list", "Unlisted")?;
            response
                .that(
                    !found,
                    Text {
                        en: "A user that was deleted is still in the list.",
                        es: "Un usuario que se borró sigue en la lista.",
                    },
                )?
                .done()
        },
        broken: Breakage {
            // A list made earlier.
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /users?users-delete-list") {
                    broken::with_body(answer, "[{\"Nombre\":\"Unlisted\"}]")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "users-unknown-change",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "PUT, PATCH and DELETE of a user that does not exist are 404",
            es: "PUT, PATCH y DELETE de un usuario que no existe dan 404",
        },
        rule: Text {
            en: "Only /createUser makes users; the other methods need one that exists, and a condition such as If-Match does not turn the 404 into a 412.",
            es: "Solo /createUser crea usuarios; los demás métodos necesitan uno que exista, y una condición como If-Match no convierte el 404 en un 412.",
        },
        hints: &[
            Text {
                en: "PUT may create elsewhere, but here the server gives the ids.",
                es: "En otros sitios PUT puede crear, pero aquí los id los da el servidor.",
            },
            Text { en: "Look for the user first.", es: "Busca primero al usuario." },
        ],
        waits: false,
        run: |server| {
            let content = r#"{"Nombre": "Nobody"}"#;
            for target in ["/users/0", "/users/999999999", "/users/nobody"] {
                change(server, "PUT", target, "users-unknown-change", JSON, content)?
                    .refusal(404)?;
                change(server, "PATCH", target, "users-unknown-change", MERGE_PATCH, content)?
                    .refusal(404)?;
                server
                    .request("DELETE", &format!("{target}?users-unknown-change"), &[], b"")?
                    .refusal(404)?;
                server.get(target)?.refusal(404)?;
            }
            let fields = [JSON, ("If-Match", "*")];
            let target = "/users/0?users-unknown-change";
            server.request("PUT", target, &fields, content.as_bytes())?.refusal(404)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "PUT /users/999999999?users-unknown-change") {
                    broken::plain("201 Created", "{}")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
];
