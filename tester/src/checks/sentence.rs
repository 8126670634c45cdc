//! Stage 7: the sentence that all visitors write together.

use crate::prelude::*;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const PLAIN: (&str, &str) = ("Content-Type", "text/plain");

/// Makes it empty: other checks may have written.
fn clear(server: &Server) -> Verdict {
    server.request("DELETE", "/sentence", &[], b"")?.status(204)?.done()
}

/// The page, as a browser asks for it.
fn page(server: &Server, check: &str) -> Verdict<Response> {
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let response = server.get_with(&format!("/sentence?{check}"), &[("Accept", accept)])?;
    response.status(200)?.field_contains("Content-Type", "text/html")?;
    Ok(response)
}

/// The sentence alone.
fn plain(server: &Server, check: &str) -> Verdict<Response> {
    let target = format!("/sentence?{check}");
    let response = server.get_with(&target, &[("Accept", "text/plain")])?;
    response.status(200)?.field_contains("Content-Type", "text/plain")?;
    Ok(response)
}

/// Holds if the sentence is this, with or without a line end.
fn reads(server: &Server, check: &str, sentence: &str) -> Verdict {
    let response = plain(server, check)?;
    let text = response.text();
    if text.trim_end_matches(['\r', '\n']) == sentence {
        return Ok(());
    }
    response.body(sentence)?.done()
}

/// Sends content to `/sentence?{check}`.
fn post(
    server: &Server,
    check: &str,
    media_type: (&str, &str),
    content: &str,
) -> Verdict<Response> {
    server.request("POST", &format!("/sentence?{check}"), &[media_type], content.as_bytes())
}

/// Sends a word as the page's form would; `value` is already encoded.
fn submit(server: &Server, check: &str, value: &str) -> Verdict<Response> {
    let name = field_name(&page(server, check)?.text());
    post(server, check, FORM, &format!("{name}={value}"))
}

/// The name of the form's input, as far as it is plain to see; `word` otherwise.
fn field_name(page: &str) -> String {
    let form = page.split_once("<form").map_or("", |(_, rest)| rest);
    let input = ["<input", "<textarea"].iter().find_map(|tag| form.split_once(tag));
    let input = input.and_then(|(_, rest)| rest.split('>').next()).unwrap_or_default();
    let name = input.split_once(" name=").map_or("word", |(_, rest)| rest);
    let end = |letter: char| letter.is_whitespace() || "\"'/".contains(letter);
    name.trim_start_matches(['"', '\'']).split(end).next().unwrap_or("word").to_string()
}

/// A word that was taken: 303 back to the sentence.
fn taken(response: &Response) -> Verdict {
    response.status(303)?.done()
}

/// A word that was not: 400 or 422, and one plain line.
fn refused(response: &Response) -> Verdict {
    response.status_in(&[400, 422])?.one_plain_line()?.done()
}

/// The word `odd` is in the sentence as it was sent, and `raw` does not occur in the page.
fn shown_as_text(server: &Server, check: &str, odd: &str, raw: &str) -> Verdict {
    clear(server)?;
    taken(&post(server, check, PLAIN, odd)?)?;
    reads(server, check, odd)?;
    page(server, check)?.body_lacks(raw)?;
    clear(server)
}

pub const CHECKS: &[Check] = &[
    Check {
        id: "sentence-page",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "GET /sentence is a page with a form to add a word",
            es: "GET /sentence es una página con un formulario para añadir una palabra",
        },
        rule: Text {
            en: "A browser gets HTML with a form whose method is post.",
            es: "Un navegador recibe HTML con un formulario cuyo método es post.",
        },
        hints: &[
            Text {
                en: "`<form method=\"post\" action=\"/sentence\">` with one input and a button is all it takes.",
                es: "Basta con `<form method=\"post\" action=\"/sentence\">`, un input y un botón.",
            },
            Text {
                en: "A form without a method sends GET, and GET must not change anything.",
                es: "Un formulario sin `method` envía GET, y un GET no debe cambiar nada.",
            },
        ],
        waits: false,
        run: |server| {
            let page = page(server, "sentence-page")?;
            let text = page.text().to_ascii_lowercase().replace(['"', '\''], "");
            let form = text.split_once("<form").and_then(|(_, rest)| rest.split('>').next());
            page.that(
                form.is_some_and(|form| form.contains("method=post")),
                Text {
                    en: "The page should have a form whose method is post, but it has none.",
                    es: "La página debería tener un formulario cuyo método sea post, pero no tiene ninguno.",
                },
            )?
            .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?sentence-page") {
                    broken::replace(&answer, "method=\"post\"", "method=\"get\" ")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-plain",
        since: 7,
        until: None,
        rfc: "RFC 9110 §12.5.1",
        title: Text {
            en: "A client that prefers text/plain gets the sentence alone",
            es: "Un cliente que prefiere text/plain recibe solo la frase",
        },
        rule: Text {
            en: "Accept says which media types a client likes; the same target answers in the one it prefers.",
            es: "Accept dice qué tipos le gustan al cliente; el mismo destino responde en el que prefiere.",
        },
        hints: &[
            Text {
                en: "Keep the sentence apart from the page: the page is one way to show it.",
                es: "Guarda la frase aparte de la página: la página es una forma de mostrarla.",
            },
            Text {
                en: "Two representations of one thing: Content-Type tells which one came.",
                es: "Dos representaciones de una misma cosa: Content-Type dice cuál llegó.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            taken(&post(server, "sentence-plain", PLAIN, "alone")?)?;
            plain(server, "sentence-plain=1")?.body_lacks("<")?;
            reads(server, "sentence-plain", "alone")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?sentence-plain=1") {
                    broken::with_body(
                        broken::with_field(answer, "Content-Type", "text/html"),
                        "<p>alone",
                    )
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-weights",
        since: 7,
        until: None,
        rfc: "RFC 9110 §12.4.2",
        title: Text {
            en: "The weights in Accept decide, not the order",
            es: "Deciden los pesos de Accept, no el orden",
        },
        rule: Text {
            en: "`q` is a weight from 0 to 1, and 1 if it is missing; the type with the larger weight wins.",
            es: "`q` es un peso de 0 a 1, y vale 1 si falta; gana el tipo con más peso.",
        },
        hints: &[
            Text {
                en: "Find the weight of each of your two types, then compare.",
                es: "Busca el peso de cada uno de tus dos tipos y después compara.",
            },
            Text {
                en: "`text/*` and `*/*` give their weight to types that are not named themselves.",
                es: "`text/*` y `*/*` dan su peso a los tipos que no se nombran.",
            },
        ],
        waits: false,
        run: |server| {
            let cases = [
                ("text/html;q=0.4, text/plain;q=0.9", "text/plain"),
                ("text/plain;q=0.2, text/html", "text/html"),
                ("text/html;q=0.3, text/*;q=0.8", "text/plain"),
                ("text/plain; q=0.500, */*; q=0.501", "text/html"),
                ("text/html;q=0, text/plain", "text/plain"),
                ("TEXT/HTML, text/plain;q=0.9", "text/html"),
            ];
            cases.iter().try_for_each(|(accept, expected)| {
                let response =
                    server.get_with("/sentence?sentence-weights", &[("Accept", accept)])?;
                response.status(200)?.field_contains("Content-Type", expected)?.done()
            })
        },
        broken: Breakage {
            // Reads the first type and forgets the weights.
            how: Broken::Request(|request| match broken::has(request, "?sentence-weights") {
                true => broken::replace(request, "text/html;q=0.4, ", "text/html, "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-any",
        since: 7,
        until: None,
        rfc: "RFC 9110 §12.5.1",
        title: Text {
            en: "Without a preference, the sentence comes as the page",
            es: "Sin preferencias, la frase llega como página",
        },
        rule: Text {
            en: "No Accept, or `*/*`, means that anything will do: then it is the page.",
            es: "Sin Accept, o con `*/*`, vale cualquier cosa: entonces es la página.",
        },
        hints: &[
            Text {
                en: "Plain text only for a client that likes it better than HTML.",
                es: "Texto plano solo para quien lo prefiere a HTML.",
            },
            Text { en: "Equal is not better.", es: "Igual no es mejor." },
        ],
        waits: false,
        run: |server| {
            server
                .get("/sentence?sentence-any")?
                .status(200)?
                .field_contains("Content-Type", "text/html")?;
            let response = server.get_with("/sentence?sentence-any", &[("Accept", "*/*")])?;
            response.status(200)?.field_contains("Content-Type", "text/html")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "?sentence-any HTTP/1.1\r\n",
                    "?sentence-any HTTP/1.1\r\nAccept: text/plain\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-form",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.4.4",
        title: Text {
            en: "A word sent by form is answered with 303 back to the sentence",
            es: "Una palabra enviada por formulario recibe un 303 hacia la frase",
        },
        rule: Text {
            en: "After a POST, 303 sends the browser back with a GET, so that reloading does not send the word again.",
            es: "Tras un POST, el 303 manda al navegador de vuelta con un GET: así, recargar no envía la palabra otra vez.",
        },
        hints: &[
            Text {
                en: "303 See Other, and Location says where: /sentence.",
                es: "303 See Other, y Location dice a dónde: /sentence.",
            },
            Text {
                en: "302 would do in most browsers; 303 says it without doubt.",
                es: "Un 302 serviría en casi todos los navegadores; el 303 lo dice sin lugar a dudas.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            let response = submit(server, "sentence-form", "posted")?;
            taken(&response)?;
            let host = format!("http://{}", server.addr());
            let back = |location: &str| {
                let path = location.strip_prefix(&host).unwrap_or(location);
                path.split(['?', '#']).next() == Some("/sentence")
            };
            response.field_that(
                "Location",
                back,
                Text {
                    en: "Location should lead back to /sentence, but it is `{got}`.",
                    es: "Location debería llevar de vuelta a /sentence, pero es `{got}`.",
                },
            )?;
            reads(server, "sentence-form", "posted")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "POST /sentence?sentence-form") {
                    broken::with_field(answer, "Location", "/")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-form-encoded",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "In a form, %C3%B1 is ñ", es: "En un formulario, %C3%B1 es ñ" },
        rule: Text {
            en: "A form's values are percent-encoded UTF-8.",
            es: "Los valores de un formulario van en UTF-8 codificado con %.",
        },
        hints: &[
            Text {
                en: "Split at `&` and `=` first, then decode name and value.",
                es: "Parte primero por `&` y `=`, y después decodifica nombre y valor.",
            },
            Text {
                en: "`%26` is a `&` of the value, not the beginning of the next field.",
                es: "`%26` es un `&` del valor, no el comienzo del siguiente campo.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            taken(&submit(server, "sentence-form-encoded", "ma%C3%B1ana%3D%26%2c")?)?;
            reads(server, "sentence-form-encoded", "mañana=&,")
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?sentence-form-encoded") {
                true => broken::replace(request, "%C3%B1", "%3F%3F"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-form-plus",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "In a form, + is a space and %2B is +",
            es: "En un formulario, + es un espacio y %2B es +",
        },
        rule: Text {
            en: "Forms write a space as `+`, so `a+b` is two words, and `a%2Bb` is one.",
            es: "Los formularios escriben el espacio como `+`: `a+b` son dos palabras y `a%2Bb` es una.",
        },
        hints: &[
            Text {
                en: "Replace `+` before you decode the percents, not after.",
                es: "Reemplaza el `+` antes de decodificar los %, no después.",
            },
            Text {
                en: "This holds for forms only; in a path `+` is a plus.",
                es: "Solo vale para formularios; en una ruta, `+` es un signo más.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            refused(&submit(server, "sentence-form-plus", "one+two")?)?;
            taken(&submit(server, "sentence-form-plus", "one%2Btwo")?)?;
            reads(server, "sentence-form-plus", "one+two")
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "=one+two", "=one-two")),
            also: &[],
        },
    },
    Check {
        id: "sentence-text",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A word may be sent as text/plain, and is taken as it is",
            es: "Una palabra puede enviarse como text/plain, y se toma tal cual",
        },
        rule: Text {
            en: "text/plain has no encoding of its own: `%20` and `+` are the letters that stand there.",
            es: "text/plain no tiene codificación propia: `%20` y `+` son los caracteres que ahí están.",
        },
        hints: &[
            Text { en: "Decode forms only.", es: "Decodifica solo los formularios." },
            Text {
                en: "Parameters such as charset=utf-8 do not change the type.",
                es: "Parámetros como charset=utf-8 no cambian el tipo.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            taken(&post(server, "sentence-text=1", PLAIN, "a%20b+c=d&e")?)?;
            let media_type = ("Content-Type", "Text/Plain; charset=utf-8");
            taken(&post(server, "sentence-text=2", media_type, "¡olé!")?)?;
            reads(server, "sentence-text", "a%20b+c=d&e ¡olé!")
        },
        broken: Breakage {
            // Decodes it like a form.
            how: Broken::Request(|request| broken::replace(request, "a%20b+c=d&e", "a b c=d&e  ")),
            also: &[],
        },
    },
    Check {
        id: "sentence-order",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Words stay in the order they came, one space between",
            es: "Las palabras quedan en orden de llegada, separadas por un espacio",
        },
        rule: Text {
            en: "Each word goes to the end of the sentence, one space after the word before.",
            es: "Cada palabra va al final de la frase, a un espacio de la anterior.",
        },
        hints: &[
            Text {
                en: "No space before the first word, none behind the last.",
                es: "Ni espacio antes de la primera palabra ni después de la última.",
            },
            Text {
                en: "The same word may come twice.",
                es: "La misma palabra puede venir dos veces.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            for word in ["this", "order", "is", "this", "order"] {
                taken(&post(server, "sentence-order", PLAIN, word)?)?;
            }
            reads(server, "sentence-order", "this order is this order")
        },
        broken: Breakage {
            // Keeps each word once.
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-order") {
                    broken::with_body(answer, "this order is")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-page-shows",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "The page shows the sentence", es: "La página muestra la frase" },
        rule: Text {
            en: "What was written is in the page as well as in the plain text.",
            es: "Lo escrito está en la página igual que en el texto plano.",
        },
        hints: &[
            Text {
                en: "Build the page anew for each request, or at least its sentence.",
                es: "Construye la página de nuevo en cada petición, o al menos su frase.",
            },
            Text {
                en: "Content-Length changes with the sentence.",
                es: "Content-Length cambia con la frase.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            for word in ["visible", "here"] {
                taken(&post(server, "sentence-page-shows", PLAIN, word)?)?;
            }
            page(server, "sentence-page-shows")?.body_contains("visible here")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-page-shows") {
                    broken::replace(&answer, "visible", "obscure")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-charset",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "The plain sentence says charset=utf-8 when it needs to",
            es: "La frase en texto plano dice charset=utf-8 cuando hace falta",
        },
        rule: Text {
            en: "Plain text that is not ASCII says in which encoding it is.",
            es: "Un texto plano que no es ASCII dice en qué codificación está.",
        },
        hints: &[
            Text {
                en: "`text/plain; charset=utf-8` as soon as one letter is not ASCII.",
                es: "`text/plain; charset=utf-8` en cuanto una letra no sea ASCII.",
            },
            Text {
                en: "Without it a client may guess, and show Ã± for ñ.",
                es: "Sin eso, un cliente puede adivinar y mostrar Ã± en lugar de ñ.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            taken(&post(server, "sentence-charset", PLAIN, "año")?)?;
            plain(server, "sentence-charset")?
                .field_contains("Content-Type", "charset=utf-8")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-charset") {
                    broken::with_field(answer, "Content-Type", "text/plain")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-type",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.16",
        title: Text {
            en: "A word sent as any other type is refused with 415",
            es: "Una palabra enviada con cualquier otro tipo se rechaza con 415",
        },
        rule: Text {
            en: "/sentence reads forms and text/plain; what else may be inside it cannot know.",
            es: "/sentence lee formularios y text/plain; de lo demás no puede saber qué contiene.",
        },
        hints: &[
            Text {
                en: "Compare the whole type: text/html begins with text/ too.",
                es: "Compara el tipo entero: text/html también empieza por text/.",
            },
            Text {
                en: "Look at the type before you read the content.",
                es: "Mira el tipo antes de leer el contenido.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            ["application/json", "text/html", "multipart/form-data; boundary=x", "text/plainer"]
                .iter()
                .try_for_each(|media_type| {
                    post(server, "sentence-type", ("Content-Type", media_type), "word")?
                        .refusal(415)?
                        .done()
                })?;
            reads(server, "sentence-type", "")
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?sentence-type") {
                true => broken::replace(request, "text/html", "text/plain"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-empty-word",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text { en: "An empty word is refused", es: "Una palabra vacía se rechaza" },
        rule: Text {
            en: "A word has at least one letter; an empty field or blank content adds nothing.",
            es: "Una palabra tiene al menos una letra; un campo vacío o un contenido en blanco no añaden nada.",
        },
        hints: &[
            Text {
                en: "Look what is left after trimming.",
                es: "Mira qué queda después de recortar.",
            },
            Text {
                en: "A browser checks `required` for you, but not every client is a browser.",
                es: "El navegador comprueba `required` por ti, pero no todo cliente es un navegador.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            for value in ["", "+", "%20", "%0D%0A"] {
                refused(&submit(server, "sentence-empty-word", value)?)?;
            }
            for content in [" ", "\r\n"] {
                refused(&post(server, "sentence-empty-word", PLAIN, content)?)?;
            }
            reads(server, "sentence-empty-word", "")
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?sentence-empty-word") {
                true => broken::replace(request, "=%20", "=%5F"),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-one-word",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "More than one word at a time is refused",
            es: "Más de una palabra a la vez se rechaza",
        },
        rule: Text {
            en: "Each visitor adds one word: nothing with a space, a tab or a line end inside.",
            es: "Cada visitante añade una palabra: nada con un espacio, un tabulador o un fin de línea dentro.",
        },
        hints: &[
            Text {
                en: "Refuse the whole content, do not take its first word.",
                es: "Rechaza el contenido entero; no te quedes con su primera palabra.",
            },
            Text {
                en: "Not only the space separates words.",
                es: "No solo el espacio separa palabras.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            for content in ["two words", "two\twords", "two\r\nwords", "two\nwords"] {
                refused(&post(server, "sentence-one-word", PLAIN, content)?)?;
            }
            refused(&submit(server, "sentence-one-word", "two%20words")?)?;
            reads(server, "sentence-one-word", "")
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "two\twords", "two-words")),
            also: &[],
        },
    },
    Check {
        id: "sentence-not-text",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.21",
        title: Text {
            en: "Bytes that are no UTF-8 are refused as a word",
            es: "Unos bytes que no son UTF-8 se rechazan como palabra",
        },
        rule: Text {
            en: "The page is UTF-8, so a word that is not would break it for all visitors.",
            es: "La página es UTF-8, así que una palabra que no lo es la estropearía para todos.",
        },
        hints: &[
            Text {
                en: "Check when it comes in, not when you show it.",
                es: "Compruébalo al entrar, no al mostrarlo.",
            },
            Text {
                en: "In a form they come as `%FF`: check after decoding.",
                es: "En un formulario llegan como `%FF`: comprueba después de decodificar.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            refused(&submit(server, "sentence-not-text", "%FF%FE")?)?;
            let response =
                server.request("POST", "/sentence?sentence-not-text", &[PLAIN], b"\xff\xfe")?;
            refused(&response)?;
            reads(server, "sentence-not-text", "")
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "=%FF%FE", "=%3F%3F")),
            also: &[],
        },
    },
    Check {
        id: "sentence-delete",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.5",
        title: Text { en: "DELETE empties the sentence: 204", es: "DELETE vacía la frase: 204" },
        rule: Text {
            en: "After DELETE no word is left, and the next one is the first.",
            es: "Después de DELETE no queda ninguna palabra, y la siguiente es la primera.",
        },
        hints: &[
            Text {
                en: "The target stays: an empty sentence is not 404.",
                es: "El destino se queda: una frase vacía no es un 404.",
            },
            Text { en: "A 204 has no content.", es: "Un 204 no lleva contenido." },
        ],
        waits: false,
        run: |server| {
            taken(&post(server, "sentence-delete", PLAIN, "short-lived")?)?;
            server.request("DELETE", "/sentence?sentence-delete", &[], b"")?.status(204)?;
            reads(server, "sentence-delete", "")?;
            taken(&post(server, "sentence-delete", PLAIN, "first")?)?;
            reads(server, "sentence-delete", "first")
        },
        broken: Breakage {
            // Says so, but does nothing.
            how: Broken::Request(|request| {
                match broken::has(request, "?sentence-delete HTTP/1.1") {
                    true => broken::replace(request, "DELETE ", "OPTIONS "),
                    false => request.to_vec(),
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-shared",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "All visitors see the same sentence",
            es: "Todos los visitantes ven la misma frase",
        },
        rule: Text {
            en: "There is one sentence: what one connection adds, another reads.",
            es: "Hay una sola frase: lo que añade una conexión lo lee otra.",
        },
        hints: &[
            Text {
                en: "Keep it where all connections reach it, behind a lock (Rust: `Mutex`; Python: `threading.Lock`).",
                es: "Guárdala donde lleguen todas las conexiones, tras un candado (Rust: `Mutex`; Python: `threading.Lock`).",
            },
            Text {
                en: "Cookies or sessions have nothing to do here.",
                es: "Aquí no hacen falta ni cookies ni sesiones.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            let (mut ana, mut luis) = (server.connect()?, server.connect()?);
            let target = "/sentence?sentence-shared";
            ana.request("POST", target, &[PLAIN], b"we")?.status(303)?;
            luis.request("POST", target, &[PLAIN, ("Cookie", "luis=1")], b"both")?.status(303)?;
            let accept = [("Accept", "text/plain")];
            for client in [&mut ana, &mut luis] {
                client
                    .request("GET", target, &accept, b"")?
                    .status(200)?
                    .body_contains("we both")?;
            }
            Ok(())
        },
        broken: Breakage {
            // To each his own.
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-shared") {
                    broken::with_body(
                        answer,
                        if broken::has(sent, "Cookie") { "both" } else { "we" },
                    )
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-no-script",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A word that looks like a tag is shown, not obeyed",
            es: "Una palabra con pinta de etiqueta se muestra, no se obedece",
        },
        rule: Text {
            en: "What a visitor writes is text: in the page its `<` is escaped, so that no tag begins there.",
            es: "Lo que escribe un visitante es texto: en la página, su `<` va escapado y ahí no empieza ninguna etiqueta.",
        },
        hints: &[
            Text {
                en: "Replace `<` by `&lt;` at the moment you write the page.",
                es: "Cambia `<` por `&lt;` en el momento de escribir la página.",
            },
            Text {
                en: "If this goes wrong, one visitor's word is a program in every other visitor's browser.",
                es: "Si esto falla, la palabra de un visitante es un programa en el navegador de los demás.",
            },
        ],
        waits: false,
        run: |server| {
            shown_as_text(
                server,
                "sentence-no-script",
                "<script>alert(1)</script>",
                "<script>alert(1)",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-no-script") {
                    if broken::has(&answer, "text/html") {
                        broken::with_body(answer, "<p><script>alert(1)</script>")
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
        id: "sentence-no-entity",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A word with & is shown as it was written",
            es: "Una palabra con & se muestra como se escribió",
        },
        rule: Text {
            en: "`&` is escaped too, or `&lt;` in a word would be shown as `<`.",
            es: "El `&` también se escapa; si no, un `&lt;` en una palabra se mostraría como `<`.",
        },
        hints: &[
            Text {
                en: "Replace `&` first, or you will escape your own escapes.",
                es: "Reemplaza primero el `&`, o escaparás lo que ya escapaste.",
            },
            Text { en: "`&` becomes `&amp;`.", es: "`&` se convierte en `&amp;`." },
        ],
        waits: false,
        run: |server| {
            shown_as_text(server, "sentence-no-entity", "&lt;entity&gt;", "&lt;entity&gt;")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-no-entity") {
                    broken::replace(&answer, "&amp;lt;entity&amp;gt;", "&lt;entity&gt;<!-- -->")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "sentence-no-attribute",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A word with quotes cannot leave its place in the page",
            es: "Una palabra con comillas no puede salirse de su sitio en la página",
        },
        rule: Text {
            en: "Whoever writes quotes and an angle bracket gets them shown, wherever in the page the sentence stands.",
            es: "Si alguien escribe comillas y un `>`, se muestran tal cual, esté donde esté la frase en la página.",
        },
        hints: &[
            Text {
                en: "In an attribute escape `\"` and `'` as well: there they would end the value.",
                es: "En un atributo escapa también `\"` y `'`: ahí cerrarían el valor.",
            },
            Text {
                en: "Escape everywhere the sentence is written, a title or an attribute included.",
                es: "Escapa en todo lugar donde escribas la frase, también en un título o un atributo.",
            },
        ],
        waits: false,
        run: |server| {
            shown_as_text(
                server,
                "sentence-no-attribute",
                "\"'><img/src=x/onerror=alert(2)>",
                "<img/src=x",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "GET /sentence?sentence-no-attribute") {
                    if broken::has(&answer, "text/html") {
                        broken::with_body(answer, "<p title=\"\"'><img/src=x/onerror=alert(2)>\">")
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
        id: "sentence-head",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "HEAD of the sentence is its GET without the content",
            es: "HEAD de la frase es su GET sin el contenido",
        },
        rule: Text {
            en: "HEAD answers with the head that GET would have, in the type the client prefers.",
            es: "HEAD responde con la cabecera que tendría GET, en el tipo que prefiere el cliente.",
        },
        hints: &[
            Text {
                en: "Choose the representation for HEAD just as for GET.",
                es: "Elige la representación para HEAD igual que para GET.",
            },
            Text {
                en: "Content-Length, if you send it, is that of GET.",
                es: "Content-Length, si lo envías, es el de GET.",
            },
        ],
        waits: false,
        run: |server| {
            clear(server)?;
            taken(&post(server, "sentence-head", PLAIN, "headless")?)?;
            ["text/html", "text/plain"].iter().try_for_each(|media_type| {
                let fields = [("Accept", *media_type)];
                let get = server.get_with("/sentence?sentence-head", &fields)?;
                let head = server.request("HEAD", "/sentence?sentence-head", &fields, b"")?;
                head.status(200)?.field_contains("Content-Type", media_type)?;
                match (head.value("Content-Length"), get.value("Content-Length")) {
                    (Some(_), Some(length)) => head.field("Content-Length", length)?.done(),
                    _ => Ok(()),
                }
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match sent.starts_with(b"HEAD /sentence?sentence-head") {
                    true => broken::with_field(answer, "Content-Length", "0"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
];
