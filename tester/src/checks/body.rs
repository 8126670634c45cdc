//! Stage 7: the content of a request, by `Content-Length` and in chunks.

use crate::prelude::*;

/// A request behind another, or inside it. Nobody may ever answer this one.
const SMUGGLED: &str =
    "GET /echo/I-was-smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// A genuine request.
const NEXT: &str = "GET /echo/genuine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

const CHUNKED: &str = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n";

/// The most content that a server keeps in memory, in bytes.
const LIMIT: usize = 16 << 20;

/// `POST /echo?{check}` with these field lines, and then `rest` as it is.
fn post(check: &str, fields: &str, rest: impl AsRef<[u8]>) -> Vec<u8> {
    let head = format!("POST /echo?{check} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n");
    [head.as_bytes(), rest.as_ref()].concat()
}

/// These chunks are `content`, and nothing is left of them for a next request.
fn reads(server: &Server, check: &str, chunks: impl AsRef<[u8]>, content: &str) -> Verdict {
    let fields = format!("{CHUNKED}Connection: close\r\n");
    server.raw(post(check, &fields, chunks))?.status(200)?.body(content)?.done()
}

/// Each of these is no chunked content: 400, and the connection ends with what came behind it.
fn refuses(server: &Server, check: &str, broken: &[&str]) -> Verdict {
    broken.iter().try_for_each(|chunks| {
        let request = post(check, CHUNKED, chunks.to_string() + SMUGGLED);
        server.raw(request)?.refusal(400)?.done()
    })
}

/// With each of these field lines nobody can tell where the content ends: 400 or 501, and
/// the connection ends.
fn refuses_framing(server: &Server, check: &str, fields: &[&[u8]]) -> Verdict {
    fields.iter().try_for_each(|fields| {
        let head = format!("POST /echo?{check} HTTP/1.1\r\nHost: localhost\r\n");
        let rest = format!("\r\n5\r\nhello\r\n0\r\n\r\n{SMUGGLED}");
        let request = [head.as_bytes(), fields, rest.as_bytes()].concat();
        server.raw(request)?.status_in(&[400, 501])?.one_plain_line()?.done()
    })
}

/// One answer to `request`, whose content nobody reads, and then none but to a genuine request.
fn leaves_unread(server: &Server, request: String, statuses: &[u16]) -> Verdict {
    let mut client = server.connect()?;
    client.send(request)?;
    client.read_response("POST")?.status_in(statuses)?;
    client.send(NEXT)?;
    client.finish();
    let rest = client.read_to_end()?;
    let answers = rest.windows(5).filter(|word| word == b"HTTP/").count();
    let genuine = answers == 1 && broken::has(&rest, "\r\n\r\ngenuine");
    client.that(rest.is_empty() || genuine, Text {
        en: "something in the content of the first request was answered as if it were a request",
        es: "algo del contenido de la primera petición se respondió como si fuera otra petición",
    })
}

/// A request for `leaves_unread`: the smuggled request is its content.
fn around_smuggled(request_line: &str, fields: &str) -> String {
    let length = SMUGGLED.len();
    format!(
        "{request_line}\r\nHost: localhost\r\n{fields}Content-Length: {length}\r\n\r\n{SMUGGLED}"
    )
}

/// The server ends the connection, without an answer or with one that says it was the client.
fn expect_no_success(client: &mut Client) -> Verdict {
    let rest = client.read_to_end()?;
    let refused = [&b"HTTP/1.1 4"[..], b"HTTP/1.1 5"].iter().any(|error| rest.starts_with(error));
    client.that(
        rest.is_empty() || refused,
        Text {
            en: "content that is not complete was taken for a whole request",
            es: "un contenido incompleto se tomó por una petición entera",
        },
    )
}

/// An error that can be told from the head alone comes at once, without 100 before it.
fn refuses_unsent(server: &Server, head: &str, status: u16) -> Verdict {
    let response = server.raw(head)?;
    response.status(status)?;
    response.that(response.interim.is_empty(), Text {
        en: "100 asks for the content, and then it was refused: the error should come instead of 100",
        es: "el 100 pide el contenido y después se rechazó: el error debería ir en lugar del 100",
    })?;
    Ok(())
}

pub const CHECKS: &[Check] = &[
    Check {
        id: "body-echo-text",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.2",
        title: Text {
            en: "POST /echo returns the content exactly as it came",
            es: "POST /echo devuelve el contenido tal como llegó",
        },
        rule: Text {
            en: "The content is the Content-Length bytes after the empty line, spaces and line ends included.",
            es: "El contenido son los bytes que dice Content-Length tras la línea vacía, con sus espacios y saltos de línea.",
        },
        hints: &[
            Text {
                en: "Nothing is trimmed here: unlike a field's value, content has no optional whitespace.",
                es: "Aquí no se recorta nada: a diferencia del valor de un campo, el contenido no tiene espacios opcionales.",
            },
            Text {
                en: "Count bytes from Content-Length; do not look for a line end.",
                es: "Cuenta los bytes que dice Content-Length; no busques un salto de línea.",
            },
        ],
        waits: false,
        run: |server| {
            let text = " two lines,\r\nand a space \n";
            let fields = [("Content-Type", "text/plain")];
            server
                .request("POST", "/echo?body-echo-text", &fields, text.as_bytes())?
                .status(200)?
                .body(text)?
                .done()
        },
        broken: Breakage {
            // A server that reads content as it reads lines.
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-echo-text") {
                    broken::with_body(answer, " two lines,\r\nand a space")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-echo-binary",
        since: 7,
        until: None,
        rfc: "RFC 9110 §6.4",
        title: Text {
            en: "Content may hold any byte, also what is no UTF-8",
            es: "El contenido admite cualquier byte, también lo que no es UTF-8",
        },
        rule: Text {
            en: "Content is bytes, not text: all 256 values pass through unchanged.",
            es: "El contenido son bytes, no texto: los 256 valores pasan sin cambios.",
        },
        hints: &[
            Text {
                en: "Keep it in a `Vec<u8>`; a conversion to `String` loses what is no UTF-8.",
                es: "Guárdalo en un `Vec<u8>`; al convertirlo a `String` se pierde lo que no es UTF-8.",
            },
            Text {
                en: "A zero byte ends a string in C, but never content.",
                es: "Un byte cero termina una cadena en C, pero nunca un contenido.",
            },
        ],
        waits: false,
        run: |server| {
            let bytes: Vec<u8> = (0..=255).collect();
            let fields = [("Content-Type", "application/octet-stream")];
            server
                .request("POST", "/echo?body-echo-binary", &fields, &bytes)?
                .status(200)?
                .body(&bytes)?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-echo-binary") {
                    broken::with_body(
                        answer,
                        String::from_utf8_lossy(&(0..=255).collect::<Vec<u8>>()).as_bytes(),
                    )
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-echo-empty",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.2",
        title: Text {
            en: "Content-Length: 0 is content too, and it comes back empty",
            es: "Content-Length: 0 también es un contenido, y vuelve vacío",
        },
        rule: Text {
            en: "A content of no bytes is complete as soon as the head is.",
            es: "Un contenido de cero bytes está completo en cuanto lo está la cabecera.",
        },
        hints: &[
            Text {
                en: "Do not call `read` when nothing is left to read: it would wait for the next request.",
                es: "No llames a `read` si ya no queda nada que leer: se quedaría esperando la siguiente petición.",
            },
            Text {
                en: "Empty is not missing: an answer of `Content-Length: 0` is right here.",
                es: "Vacío no es ausente: aquí lo correcto es responder con `Content-Length: 0`.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("Content-Type", "text/plain"), ("Content-Length", "0")];
            server
                .request("POST", "/echo?body-echo-empty", &fields, b"")?
                .status(200)?
                .body("")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-echo-empty") {
                    broken::plain("400 Bad Request", "no content")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-no-length",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "Without Content-Length or chunks, a request has no content",
            es: "Sin Content-Length ni trozos, una petición no tiene contenido",
        },
        rule: Text {
            en: "A request that announces no content ends with its head; the server does not wait for the client's end.",
            es: "Una petición que no anuncia contenido acaba con su cabecera; el servidor no espera a que el cliente termine.",
        },
        hints: &[
            Text {
                en: "Only an answer may last until the connection ends; a request never does.",
                es: "Solo una respuesta puede durar hasta que se cierre la conexión; una petición, nunca.",
            },
            Text {
                en: "No Content-Length means zero bytes. 411 (Length Required) is allowed too.",
                es: "Si falta Content-Length son cero bytes. También se admite un 411 (Length Required).",
            },
        ],
        waits: false,
        run: |server| {
            let response = server.request(
                "POST",
                "/echo?body-no-length",
                &[("Content-Type", "text/plain")],
                b"",
            )?;
            match response.code() {
                411 => response.done(),
                _ => response.status(200)?.body("")?.done(),
            }
        },
        broken: Breakage {
            // Reads until the end of a connection that the client does not end.
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-no-length") { Vec::new() } else { answer }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-content-type",
        since: 7,
        until: None,
        rfc: "RFC 9110 §8.3",
        title: Text {
            en: "POST /echo returns the Content-Type with all its parameters",
            es: "POST /echo devuelve el Content-Type con todos sus parámetros",
        },
        rule: Text {
            en: "The same content has the same media type, and the parameters are part of it.",
            es: "El mismo contenido tiene el mismo tipo, y los parámetros forman parte de él.",
        },
        hints: &[
            Text {
                en: "Send the field's value back as it came; there is no need to take it apart.",
                es: "Devuelve el valor del campo tal como vino; no hace falta desmontarlo.",
            },
            Text {
                en: "A `;` may stand inside a quoted parameter, so cutting at `;` is wrong anyway.",
                es: "Puede haber un `;` dentro de un parámetro entre comillas, así que cortar por `;` tampoco valdría.",
            },
        ],
        waits: false,
        run: |server| {
            let media_types = ["text/html; charset=utf-8", "application/x-course;a=\"b; c\""];
            media_types.iter().try_for_each(|media_type| {
                let fields = [("Content-Type", *media_type)];
                let response =
                    server.request("POST", "/echo?body-content-type", &fields, b"<p>")?;
                response.status(200)?.field("Content-Type", media_type)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-content-type") {
                    broken::with_field(answer, "Content-Type", "text/html")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-echo-large",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.2",
        title: Text {
            en: "A mebibyte of content comes back whole",
            es: "Un mebibyte de contenido vuelve entero",
        },
        rule: Text {
            en: "The content ends where Content-Length says, however many reads and writes that takes.",
            es: "El contenido termina donde dice Content-Length, hagan falta las lecturas y escrituras que hagan falta.",
        },
        hints: &[
            Text {
                en: "One `read` gives at most what fits the buffer: go on until you have them all.",
                es: "Un `read` da como mucho lo que cabe en el búfer: sigue hasta tenerlo todo.",
            },
            Text {
                en: "`write` may write a part only; `write_all` writes everything.",
                es: "`write` puede escribir solo una parte; `write_all` lo escribe todo.",
            },
        ],
        waits: true,
        run: |server| {
            let bytes: Vec<u8> = (0..1_u32 << 20).map(|number| (number % 251) as u8).collect();
            let fields = [("Content-Type", "application/octet-stream")];
            server
                .request("POST", "/echo?body-echo-large", &fields, &bytes)?
                .status(200)?
                .body(&bytes)?
                .done()
        },
        broken: Breakage {
            // Writes once and takes that for all.
            how: Broken::Response(|sent, answer| {
                match broken::has(&sent[..sent.len().min(256)], "?body-echo-large") {
                    true if broken::is_head(&answer) => broken::with_body(answer, "one read of it"),
                    true => Vec::new(),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-cut-anywhere",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.2",
        title: Text {
            en: "Content that arrives in several packets is one content",
            es: "Un contenido que llega en varios paquetes es uno solo",
        },
        rule: Text {
            en: "Packets mean nothing: the content is complete when Content-Length bytes have come.",
            es: "Los paquetes no significan nada: el contenido está completo cuando han llegado los bytes de Content-Length.",
        },
        hints: &[
            Text {
                en: "Count what came behind the head already, then read the rest in a loop.",
                es: "Cuenta lo que ya vino detrás de la cabecera y lee el resto en un bucle.",
            },
            Text {
                en: "`read_exact` does that loop for you.",
                es: "`read_exact` hace ese bucle por ti.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let fields = "Content-Type: text/plain\r\nContent-Length: 13\r\nConnection: close\r\n";
            let request = post("body-cut-anywhere", fields, "Hello, World!");
            let (most, last) = request.split_at(request.len() - 5);
            let (head, middle) = most.split_at(most.len() - 6);
            client.send_pieces(&[head, middle, last])?;
            client.read_response("POST")?.status(200)?.body("Hello, World!")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-cut-anywhere") {
                    broken::with_body(answer, "He")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-next-request",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3.2",
        title: Text {
            en: "The byte after the content begins the next request",
            es: "El byte que sigue al contenido empieza la siguiente petición",
        },
        rule: Text {
            en: "A server may have read more than one request at once; what it read beyond the content belongs to the next.",
            es: "Un servidor puede haber leído más de una petición de golpe; lo que leyó más allá del contenido es de la siguiente.",
        },
        hints: &[
            Text {
                en: "Keep one buffer for the whole connection, not one for each request.",
                es: "Ten un solo búfer para toda la conexión, no uno por petición.",
            },
            Text {
                en: "Take exactly Content-Length bytes out of it, not one more or less.",
                es: "Saca de él exactamente los bytes de Content-Length, ni uno más ni uno menos.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let fields = "Content-Type: text/plain\r\nContent-Length: 17\r\n";
            client.send(post(
                "body-next-request",
                fields,
                format!("GET / HTTP/1.1\r\n\n{NEXT}"),
            ))?;
            client.read_response("POST")?.status(200)?.body("GET / HTTP/1.1\r\n\n")?;
            client.read_response("GET")?.status(200)?.body("genuine")?;
            client.expect_end()
        },
        broken: Breakage {
            // Takes one byte too many, so that the next request begins with `ET`.
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n\nGET /echo/genuine", "\r\n\nET /echo/genuine")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-keeps-connection",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "After content that was read, the connection goes on",
            es: "Después de un contenido leído, la conexión sigue",
        },
        rule: Text {
            en: "Content that has been read whole loses no place: the connection stays open for more requests.",
            es: "Un contenido leído por completo no hace perder el sitio: la conexión sigue abierta para más peticiones.",
        },
        hints: &[
            Text {
                en: "Close only if content is left unread, or the client asked for it.",
                es: "Cierra solo si queda contenido sin leer o si el cliente lo pidió.",
            },
            Text {
                en: "Stage 6 closed after every request with content, because nobody read it. Now somebody does.",
                es: "La etapa 6 cerraba tras toda petición con contenido porque nadie lo leía. Ahora alguien lo lee.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            for content in ["first", "second"] {
                let fields = [("Content-Type", "text/plain")];
                let response = client.request(
                    "POST",
                    "/echo?body-keeps-connection",
                    &fields,
                    content.as_bytes(),
                )?;
                response.status(200)?.body(content)?;
            }
            client.get("/echo/third")?.status(200)?.body("third")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "?body-keeps-connection HTTP/1.1\r\n",
                    "?body-keeps-connection HTTP/1.1\r\nConnection: close\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk is its size in hexadecimal, and that many bytes",
            es: "Un trozo es su tamaño en hexadecimal y luego esos bytes",
        },
        rule: Text {
            en: "Content with Transfer-Encoding: chunked comes in chunks, and the framing is no part of the content.",
            es: "Un contenido con Transfer-Encoding: chunked llega en trozos (chunks), y ese envoltorio no es parte del contenido.",
        },
        hints: &[
            Text {
                en: "Read a line, take the size from it, read that many bytes and then the CRLF behind them.",
                es: "Lee una línea, saca de ella el tamaño, lee esos bytes y después el CRLF que los sigue.",
            },
            Text {
                en: "A chunk of size 0 is the last one.",
                es: "El trozo de tamaño 0 es el último.",
            },
        ],
        waits: false,
        run: |server| reads(server, "body-chunked=1", "5\r\nhello\r\n0\r\n\r\n", "hello"),
        broken: Breakage {
            // Takes the chunks for the content.
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-chunked=1") {
                    broken::with_body(answer, "5\r\nhello\r\n0\r\n\r\n")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-many",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "The content is all chunks, one after the other",
            es: "El contenido son todos los trozos, uno tras otro",
        },
        rule: Text {
            en: "However many chunks there are, their data makes one content; line ends inside the data are data.",
            es: "Haya los trozos que haya, sus datos forman un solo contenido; los saltos de línea dentro de los datos son datos.",
        },
        hints: &[
            Text {
                en: "Go on until the chunk of size 0; only that one ends the content.",
                es: "Sigue hasta el trozo de tamaño 0; solo ese termina el contenido.",
            },
            Text {
                en: "Inside a chunk count bytes; do not look for lines.",
                es: "Dentro de un trozo cuenta bytes; no busques líneas.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-chunked-many",
                "1\r\nh\r\n4\r\nello\r\n5\r\n\r\n0\r\n\r\n1\r\n!\r\n0\r\n\r\n",
                "hello\r\n0\r\n!",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-chunked-many") {
                    broken::with_body(answer, "h")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-empty",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "Chunked content may be nothing but its last chunk",
            es: "Un contenido en trozos puede ser solo el último trozo",
        },
        rule: Text {
            en: "A chunked content of no bytes is `0`, CRLF, CRLF.",
            es: "Un contenido en trozos de cero bytes es `0`, CRLF, CRLF.",
        },
        hints: &[
            Text {
                en: "The loop must be able to end before it has seen any data.",
                es: "El bucle debe poder terminar antes de haber visto dato alguno.",
            },
            Text {
                en: "After the last chunk comes no data and no CRLF for it, only the empty line.",
                es: "Tras el último trozo no hay datos ni CRLF que los cierre, solo la línea vacía.",
            },
        ],
        waits: false,
        run: |server| reads(server, "body-chunked-empty", "0\r\n\r\n", ""),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-chunked-empty") {
                    broken::plain("400 Bad Request", "no content")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-hexadecimal",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size is hexadecimal: 10 is sixteen",
            es: "El tamaño de un trozo es hexadecimal: 10 es dieciséis",
        },
        rule: Text {
            en: "The digits of a chunk's size are hexadecimal.",
            es: "Las cifras del tamaño de un trozo son hexadecimales.",
        },
        hints: &[
            Text {
                en: "`u64::from_str_radix(digits, 16)`, but look at the digits first: it accepts a `+`.",
                es: "`u64::from_str_radix(cifras, 16)`, pero mira antes las cifras: acepta un `+`.",
            },
            Text {
                en: "Content-Length is decimal, chunk sizes are not.",
                es: "Content-Length es decimal; los tamaños de los trozos, no.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-chunked-hexadecimal",
                "10\r\nsixteen bytes...\r\n0\r\n\r\n",
                "sixteen bytes...",
            )
        },
        broken: Breakage {
            // A server that reads it as decimal: ten.
            how: Broken::Request(|request| {
                broken::replace(request, "10\r\nsixteen", "a\r\nsixteen")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-case",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size may use a to f as well as A to F",
            es: "El tamaño de un trozo vale en minúsculas (a-f) y mayúsculas (A-F)",
        },
        rule: Text {
            en: "Hexadecimal digits are the same in lower and in upper case.",
            es: "Las cifras hexadecimales valen lo mismo en minúscula y en mayúscula.",
        },
        hints: &[
            Text {
                en: "`HEXDIG` in the RFC's grammar means either case.",
                es: "`HEXDIG`, en la gramática del RFC, admite las dos.",
            },
            Text {
                en: "`is_ascii_hexdigit` and `from_str_radix` know both.",
                es: "`is_ascii_hexdigit` y `from_str_radix` conocen ambas.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-chunked-case",
                "a\r\n0123456789\r\nB\r\nabcdefghijk\r\n0\r\n\r\n",
                "0123456789abcdefghijk",
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\nB\r\nabcdefghijk", "\r\nG\r\nabcdefghijk")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-zeros",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size may begin with zeros",
            es: "El tamaño de un trozo puede empezar por ceros",
        },
        rule: Text {
            en: "`0005` is five, and `000` is the last chunk: a size is a number, not a word.",
            es: "`0005` es cinco y `000` es el último trozo: un tamaño es un número, no una palabra.",
        },
        hints: &[
            Text {
                en: "Compare the number with 0, not the line with `0`.",
                es: "Compara el número con 0, no la línea con `0`.",
            },
            Text {
                en: "Limit the length of the line, not the number of digits to what fits.",
                es: "Limita la longitud de la línea, no las cifras a las justas.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-chunked-zeros",
                "00000000000000000005\r\nhello\r\n000\r\n\r\n",
                "hello",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-chunked-zeros") {
                    broken::plain("400 Bad Request", "more than 16 digits")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-ignored",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.1",
        title: Text {
            en: "Chunk extensions that nobody knows are ignored",
            es: "Las extensiones de trozo que nadie conoce se ignoran",
        },
        rule: Text {
            en: "Behind a chunk's size may stand extensions, `;name` or `;name=value`; what is unknown is skipped.",
            es: "Tras el tamaño de un trozo puede haber extensiones, `;nombre` o `;nombre=valor`; lo desconocido se salta.",
        },
        hints: &[
            Text {
                en: "The size ends at the first byte that is no digit.",
                es: "El tamaño termina en el primer byte que no es una cifra.",
            },
            Text {
                en: "The last chunk may have extensions too.",
                es: "El último trozo también puede llevar extensiones.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-extension-ignored",
                "2;flag\r\nhe\r\n3;a=1;b=two\r\nllo\r\n0;last\r\n\r\n",
                "hello",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-extension-ignored") {
                    broken::plain("400 Bad Request", "unknown extension")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-quoted",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.1",
        title: Text {
            en: "An extension's value may be quoted, with ; and \\\" inside",
            es: "El valor de una extensión puede ir entre comillas, con ; y \\\" dentro",
        },
        rule: Text {
            en: "Between quotes a `;` separates nothing, and a backslash takes the next byte as it is.",
            es: "Entre comillas un `;` no separa nada, y una barra invertida toma el byte siguiente tal cual.",
        },
        hints: &[
            Text {
                en: "Walk through the quoted string byte by byte instead of splitting the line at `;`.",
                es: "Recorre la cadena entre comillas byte a byte en vez de partir la línea por `;`.",
            },
            Text {
                en: "`\\\"` does not end the string; `\\\\` is one backslash, so `\\\\\"` does.",
                es: "`\\\"` no termina la cadena; `\\\\` es una sola barra, así que `\\\\\"` sí.",
            },
        ],
        waits: false,
        run: |server| {
            let chunks = "2;a=\"x;y\"\r\nhe\r\n3;b=\"say \\\"hi\\\"; \\\\\";c\r\nllo\r\n0\r\n\r\n";
            reads(server, "body-extension-quoted", chunks, "hello")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-extension-quoted") {
                    broken::plain("400 Bad Request", "an extension that is no token")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-not-ascii",
        since: 7,
        until: None,
        rfc: "RFC 9110 §5.6.4",
        title: Text {
            en: "A quoted extension may hold bytes that are not ASCII",
            es: "Una extensión entre comillas admite bytes que no son ASCII",
        },
        rule: Text {
            en: "A quoted string may hold any byte from 0x80 up, whether it is UTF-8 or not.",
            es: "Una cadena entre comillas admite todo byte desde 0x80, sea UTF-8 o no.",
        },
        hints: &[
            Text {
                en: "`obs-text` in the RFC's grammar means these bytes.",
                es: "`obs-text`, en la gramática del RFC, son esos bytes.",
            },
            Text {
                en: "Check bytes; a conversion to text would refuse what the grammar allows.",
                es: "Revisa bytes; convertir a texto rechazaría lo que la gramática permite.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-extension-not-ascii",
                b"2;a=\"\xc3\xb1\"\r\nhe\r\n3;a=\"\xf1\"\r\nllo\r\n0\r\n\r\n",
                "hello",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-extension-not-ascii") {
                    broken::plain("400 Bad Request", "not UTF-8")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-spaces",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.1",
        title: Text {
            en: "Spaces around ; and = of an extension are allowed",
            es: "Se admiten espacios alrededor del ; y el = de una extensión",
        },
        rule: Text {
            en: "Where the grammar says BWS, a recipient accepts spaces and tabs, and forgets them.",
            es: "Donde la gramática dice BWS, quien recibe acepta espacios y tabuladores, y los olvida.",
        },
        hints: &[
            Text {
                en: "BWS is “bad whitespace”: nobody should send it, everybody must read it.",
                es: "BWS es «espacio malo»: nadie debería enviarlo, todos deben leerlo.",
            },
            Text {
                en: "A space is only good if a `;` follows; behind a bare size there is none.",
                es: "Un espacio solo vale si lo sigue un `;`; tras un tamaño a secas no hay ninguno.",
            },
        ],
        waits: false,
        run: |server| {
            reads(
                server,
                "body-extension-spaces",
                "2 ; a\r\nhe\r\n3\t; b = \"c\" ;d=\te\r\nllo\r\n0\r\n\r\n",
                "hello",
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-extension-spaces") {
                    broken::plain("400 Bad Request", "whitespace")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-trailers",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.2",
        title: Text {
            en: "Field lines after the last chunk are accepted",
            es: "Se aceptan líneas de campo después del último trozo",
        },
        rule: Text {
            en: "Between the last chunk and the empty line may stand field lines: the trailers.",
            es: "Entre el último trozo y la línea vacía puede haber líneas de campo: los campos finales (trailers).",
        },
        hints: &[
            Text {
                en: "After size 0, read lines until one is empty.",
                es: "Tras el tamaño 0, lee líneas hasta que una esté vacía.",
            },
            Text {
                en: "You may forget them; but they must be read, or the next request would begin with them.",
                es: "Puedes olvidarlas, pero hay que leerlas: si no, la siguiente petición empezaría por ellas.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let chunks = format!("5\r\nhello\r\n0\r\nX-One: 1\r\nX-Two:\r\n\r\n{NEXT}");
            client.send(post("body-trailers", CHUNKED, chunks))?;
            client.read_response("POST")?.status(200)?.body("hello")?;
            client.read_response("GET")?.status(200)?.body("genuine")?;
            client.expect_end()
        },
        broken: Breakage {
            // Forgets to read them.
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "0\r\nX-One: 1\r\nX-Two:\r\n\r\n",
                    "0\r\n\r\nX-One: 1\r\nX-Two:\r\n\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-trailers-apart",
        since: 7,
        until: None,
        rfc: "RFC 9110 §6.5.1",
        title: Text {
            en: "A trailer does not change what the head has said",
            es: "Un campo final no cambia lo que dijo la cabecera",
        },
        rule: Text {
            en: "Trailers are never merged into the head: a Content-Type behind the content says nothing about it.",
            es: "Los campos finales nunca se mezclan con la cabecera: un Content-Type tras el contenido no dice nada de él.",
        },
        hints: &[
            Text {
                en: "Parse trailers into a list of their own, or into none.",
                es: "Lee los campos finales en una lista aparte, o en ninguna.",
            },
            Text {
                en: "Who could add fields late could get past whatever was decided by the head.",
                es: "Quien pudiera añadir campos tarde se saltaría todo lo que se decidió con la cabecera.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = format!("{CHUNKED}Connection: close\r\n");
            let chunks = "5\r\nhello\r\n0\r\nContent-Type: text/html\r\n\r\n";
            let response = server.raw(post("body-trailers-apart", &fields, chunks))?;
            response.status(200)?.field("Content-Type", "text/plain")?.body("hello")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-trailers-apart") {
                    broken::with_field(answer, "Content-Type", "text/html")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-byte-by-byte",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "Chunks that come byte by byte are the same chunks",
            es: "Los trozos que llegan byte a byte son los mismos trozos",
        },
        rule: Text {
            en: "Where packets begin and end has nothing to do with where chunks do.",
            es: "Dónde empiezan y acaban los paquetes no tiene nada que ver con dónde lo hacen los trozos.",
        },
        hints: &[
            Text {
                en: "A read may end inside a size, between CR and LF, or inside the data.",
                es: "Una lectura puede acabar en medio de un tamaño, entre CR y LF o en medio de los datos.",
            },
            Text {
                en: "Read lines and counted bytes through one buffered reader.",
                es: "Lee las líneas y los bytes contados a través de un mismo lector con búfer.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let chunks = format!("5;a=\"b\"\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n{NEXT}");
            client.send_slowly(post("body-chunked-byte-by-byte", CHUNKED, chunks), 1)?;
            client.read_response("POST")?.status(200)?.body("hello world")?;
            client.read_response("GET")?.status(200)?.body("genuine")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-chunked-byte-by-byte") {
                    broken::plain("400 Bad Request", "half a chunk")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-cut",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk may be cut between its CR and its LF",
            es: "Un trozo puede llegar cortado entre su CR y su LF",
        },
        rule: Text {
            en: "A line of the framing is complete when its LF has come, not when the packet ends.",
            es: "Una línea del envoltorio está completa cuando llega su LF, no cuando termina el paquete.",
        },
        hints: &[
            Text {
                en: "If the CR is the last byte you have, you know nothing yet: read on.",
                es: "Si el CR es el último byte que tienes, aún no sabes nada: sigue leyendo.",
            },
            Text {
                en: "`read_until(b'\\n', …)` waits for the rest of the line.",
                es: "`read_until(b'\\n', …)` espera al resto de la línea.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let head = post("body-chunked-cut", &format!("{CHUNKED}Connection: close\r\n"), "5\r");
            client.send_pieces(&[&head, b"\nhel", b"lo\r", b"\n0\r\n\r"])?;
            client.expect_open()?;
            client.send("\n")?;
            client.read_response("POST")?.status(200)?.body("hello")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-chunked-cut") {
                    broken::with_body(answer, "hel")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunked-next-request",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3.2",
        title: Text {
            en: "The byte after the chunks begins the next request",
            es: "El byte que sigue a los trozos empieza la siguiente petición",
        },
        rule: Text {
            en: "Chunked content ends with the empty line after the last chunk; the next byte belongs to the next request.",
            es: "Un contenido en trozos acaba en la línea vacía tras el último; el byte siguiente es de la próxima petición.",
        },
        hints: &[
            Text {
                en: "Read the empty line too, and nothing beyond it.",
                es: "Lee también la línea vacía, y nada más allá.",
            },
            Text {
                en: "What your buffer holds beyond it must not be thrown away.",
                es: "No tires lo que el búfer ya tenga de más.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(post(
                "body-chunked-next-request",
                CHUNKED,
                format!("2\r\nhi\r\n0\r\n\r\n{NEXT}"),
            ))?;
            client.read_response("POST")?.status(200)?.body("hi")?;
            client.read_response("GET")?.status(200)?.body("genuine")?;
            client.expect_end()
        },
        broken: Breakage {
            // Takes one byte too many, so that the next request begins with `ET`.
            how: Broken::Request(|request| {
                broken::replace(request, "hi\r\n0\r\n\r\nGET", "hi\r\n0\r\n\r\nET")
            }),
            also: &[],
        },
    },
];
