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
        en: "Something in the content of the first request was answered as if it were a request of its own.",
        es: "Algo del contenido de la primera petición se respondió como si fuera otra petición.",
    })
}

/// What a server may say to a POST for a page: which of these is right is for another check.
const UNWANTED: &[u16] = &[200, 400, 404, 405, 411, 413, 501];

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
            en: "The content was not complete, and still the server took it for a whole request.",
            es: "El contenido no estaba completo y, aun así, el servidor lo tomó por una petición entera.",
        },
    )
}

/// An error that can be told from the head alone comes at once, without 100 before it.
fn refuses_unsent(server: &Server, head: &str, status: u16) -> Verdict {
    let response = server.raw(head)?;
    response.status(status)?;
    response.that(response.interim.is_empty(), Text {
        en: "With 100 the server asked for the content, and then it refused it: the error should come instead of the 100.",
        es: "Con 100 el servidor pidió el contenido y después lo rechazó: el error debería ir en lugar del 100.",
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
            es: "El contenido son los bytes que dice Content-Length tras la línea vacía, con sus espacios y fines de línea.",
        },
        hints: &[
            Text {
                en: "Nothing is trimmed here: unlike a field's value, content has no optional whitespace.",
                es: "Aquí no se recorta nada: a diferencia del valor de un campo, el contenido no tiene espacios opcionales.",
            },
            Text {
                en: "Count bytes from Content-Length; do not look for a line end.",
                es: "Cuenta los bytes que dice Content-Length; no busques un fin de línea.",
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
                en: "Keep it as bytes from beginning to end; making text of it loses what is no UTF-8.",
                es: "Guárdalo como bytes de principio a fin; convertirlo en texto pierde lo que no es UTF-8.",
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
                en: "Do not read when nothing is left to read: you would wait for the next request.",
                es: "No leas si ya no queda nada que leer: te quedarías esperando la siguiente petición.",
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
            es: "Sin Content-Length ni fragmentos, una petición no tiene contenido",
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
                es: "Si falta Content-Length, son cero bytes. También se admite un 411 (Length Required).",
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
                es: "Devuelve el valor del campo tal como vino; no hace falta desglosarlo.",
            },
            Text {
                en: "A `;` may stand inside a quoted parameter, so cutting at `;` is wrong anyway.",
                es: "Puede haber un `;` dentro de un parámetro entre comillas, así que cortar por `;` tampoco valdría.",
            },
        ],
        waits: false,
        run: |server| {
            let media_types =
                ["text/html; charset=utf-8", "application/x-course;a=\"b; c\"", "text/html;\ta=b"];
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
                en: "One read gives at most what fits the buffer: go on until you have them all.",
                es: "Una lectura da como mucho lo que cabe en el búfer: sigue hasta tenerlo todo.",
            },
            Text {
                en: "A write may take a part only: go on until all is out (Rust: `write_all`; Python: `sendall`).",
                es: "Una escritura puede aceptar solo una parte: insiste hasta que salga todo (Rust: `write_all`; Python: `sendall`).",
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
                en: "Ask each time for what is still missing, never for more.",
                es: "Pide cada vez lo que aún falta, nunca más.",
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
            es: "Tras un contenido leído por completo se sabe dónde sigue todo: la conexión queda abierta para más peticiones.",
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
            es: "Un fragmento (chunk) es su tamaño en hexadecimal y luego esos bytes",
        },
        rule: Text {
            en: "Content with Transfer-Encoding: chunked comes in chunks, and the framing is no part of the content.",
            es: "Un contenido con Transfer-Encoding: chunked llega en fragmentos (chunks); lo que los delimita no es parte del contenido.",
        },
        hints: &[
            Text {
                en: "Read a line, take the size from it, read that many bytes and then the CRLF behind them.",
                es: "Lee una línea, saca de ella el tamaño, lee esos bytes y después el CRLF que los sigue.",
            },
            Text {
                en: "A chunk of size 0 is the last one.",
                es: "El fragmento de tamaño 0 es el último.",
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
            es: "El contenido son todos los fragmentos, uno tras otro",
        },
        rule: Text {
            en: "However many chunks there are, their data makes one content; line ends inside the data are data.",
            es: "Haya los fragmentos que haya, sus datos forman un solo contenido; los fines de línea dentro de los datos son datos.",
        },
        hints: &[
            Text {
                en: "Go on until the chunk of size 0; only that one ends the content.",
                es: "Sigue hasta el fragmento de tamaño 0; solo ese termina el contenido.",
            },
            Text {
                en: "Inside a chunk count bytes; do not look for lines.",
                es: "Dentro de un fragmento cuenta bytes; no busques líneas.",
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
            es: "Un contenido en fragmentos puede ser solo el último fragmento",
        },
        rule: Text {
            en: "A chunked content of no bytes is `0`, CRLF, CRLF.",
            es: "Un contenido en fragmentos, si tiene cero bytes, es `0`, CRLF, CRLF.",
        },
        hints: &[
            Text {
                en: "The loop must be able to end before it has seen any data.",
                es: "El bucle debe poder terminar antes de haber visto dato alguno.",
            },
            Text {
                en: "After the last chunk comes no data and no CRLF for it, only the empty line.",
                es: "Tras el último fragmento no hay datos ni CRLF que los cierre, solo la línea vacía.",
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
            es: "El tamaño de un fragmento es hexadecimal: 10 es dieciséis",
        },
        rule: Text {
            en: "The digits of a chunk's size are hexadecimal.",
            es: "Los dígitos del tamaño de un fragmento son hexadecimales.",
        },
        hints: &[
            Text {
                en: "Read the number in base 16: `from_str_radix(digits, 16)` in Rust, `int(digits, 16)` in Python. Look at the digits first: both accept a `+`.",
                es: "Lee el número en base 16: `from_str_radix(digits, 16)` en Rust, `int(digits, 16)` en Python. Mira antes los dígitos: ambas aceptan un `+`.",
            },
            Text {
                en: "Content-Length is decimal, chunk sizes are not.",
                es: "Content-Length es decimal; los tamaños de los fragmentos, no.",
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
            es: "El tamaño de un fragmento vale en minúsculas (a-f) y mayúsculas (A-F)",
        },
        rule: Text {
            en: "Hexadecimal digits are the same in lower and in upper case.",
            es: "Los dígitos hexadecimales valen lo mismo en minúscula y en mayúscula.",
        },
        hints: &[
            Text {
                en: "`HEXDIG` in the RFC's grammar means either case.",
                es: "`HEXDIG`, en la gramática del RFC, admite las dos.",
            },
            Text {
                en: "Functions that read hexadecimal know both (Rust: `from_str_radix(digits, 16)`; Python: `int(digits, 16)`).",
                es: "Las funciones que leen hexadecimal aceptan las dos formas (Rust: `from_str_radix(digits, 16)`; Python: `int(digits, 16)`).",
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
            es: "El tamaño de un fragmento puede empezar por ceros",
        },
        rule: Text {
            en: "`0005` is five, and `000` is the last chunk: a size is a number, not a word.",
            es: "`0005` es cinco y `000` es el último fragmento: un tamaño es un número, no una palabra.",
        },
        hints: &[
            Text {
                en: "Compare the number with 0, not the line with `0`.",
                es: "Compara el número con 0, no la línea con `0`.",
            },
            Text {
                en: "Limit the length of the line, not the number of digits to what fits.",
                es: "Limita la longitud de la línea, no el número de dígitos.",
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
            es: "Las extensiones de fragmento que nadie conoce se ignoran",
        },
        rule: Text {
            en: "Behind a chunk's size may stand extensions, `;name` or `;name=value`; what is unknown is skipped.",
            es: "Tras el tamaño de un fragmento puede haber extensiones, `;nombre` o `;nombre=valor`; lo desconocido se salta.",
        },
        hints: &[
            Text {
                en: "The size ends at the first byte that is no digit.",
                es: "El tamaño termina en el primer byte que no es un dígito.",
            },
            Text {
                en: "The last chunk may have extensions too.",
                es: "El último fragmento también puede llevar extensiones.",
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
            en: "Between quotes a `;` separates nothing, a tab is allowed, and a backslash takes the next byte as it is.",
            es: "Entre comillas un `;` no separa nada, se permite el tabulador, y una barra invertida toma el byte siguiente tal cual.",
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
            let chunks =
                "2;a=\"x;\ty\"\r\nhe\r\n3;b=\"say \\\"hi\\\"; \\\\\";c\r\nllo\r\n0\r\n\r\n";
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
            es: "Se aceptan líneas de campo después del último fragmento",
        },
        rule: Text {
            en: "Between the last chunk and the empty line may stand field lines: the trailers.",
            es: "Entre el último fragmento y la línea vacía puede haber líneas de campo: los campos finales (tráiler).",
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
                es: "Guarda los campos finales en una lista aparte, o en ninguna.",
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
            es: "Los fragmentos que llegan byte a byte son los mismos fragmentos",
        },
        rule: Text {
            en: "Where packets begin and end has nothing to do with where chunks do.",
            es: "Dónde empiezan y acaban los paquetes no tiene nada que ver con dónde lo hacen los fragmentos.",
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
            es: "Un fragmento puede llegar cortado entre su CR y su LF",
        },
        rule: Text {
            en: "A line of the framing is complete when its LF has come, not when the packet ends.",
            es: "Una línea de tamaño, o la vacía del final, está completa cuando llega su LF, no cuando termina el paquete.",
        },
        hints: &[
            Text {
                en: "If the CR is the last byte you have, you know nothing yet: read on.",
                es: "Si el CR es el último byte que tienes, aún no sabes nada: sigue leyendo.",
            },
            Text {
                en: "Gather bytes until the LF is there, however many reads it takes (Rust: `read_until`; Python: `recv` in a loop).",
                es: "Junta bytes hasta que llegue el LF, con cuantas lecturas haga falta (Rust: `read_until`; Python: `recv` en un bucle).",
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
            es: "El byte que sigue a los fragmentos empieza la siguiente petición",
        },
        rule: Text {
            en: "Chunked content ends with the empty line after the last chunk; the next byte belongs to the next request.",
            es: "Un contenido en fragmentos acaba en la línea vacía tras el último; el byte siguiente es de la próxima petición.",
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
    Check {
        id: "body-chunk-size-empty",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk without a size is refused",
            es: "Un fragmento sin tamaño se rechaza",
        },
        rule: Text {
            en: "A chunk's size has at least one digit; an empty line is no zero.",
            es: "El tamaño de un fragmento tiene al menos un dígito; una línea vacía no es un cero.",
        },
        hints: &[
            Text {
                en: "Do not fall back to 0 when the number cannot be parsed.",
                es: "No recurras al 0 cuando el número no se pueda leer.",
            },
            Text {
                en: "An extension alone, `;a`, has no size either.",
                es: "Una extensión sola, `;a`, tampoco tiene tamaño.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-size-empty",
                &["\r\nhello\r\n0\r\n\r\n", ";a\r\nhello\r\n0\r\n\r\n"],
            )
        },
        broken: Breakage {
            // Takes the empty line for a last chunk.
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "\r\n\r\n\r\nhello\r\n0\r\n",
                    "\r\n\r\n5\r\nhello\r\n0\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-sign",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size with a sign is refused",
            es: "Un tamaño de fragmento con signo se rechaza",
        },
        rule: Text {
            en: "A chunk's size is digits only: `+5` and `-5` are no sizes.",
            es: "El tamaño de un fragmento son solo dígitos: ni `+5` ni `-5` valen.",
        },
        hints: &[
            Text {
                en: "Number parsers of most languages accept a sign: check the bytes first.",
                es: "En casi todos los lenguajes, las funciones que leen números aceptan un signo: revisa antes los bytes.",
            },
            Text {
                en: "`from_str_radix(\"+5\", 16)` in Rust and `int(\"+5\", 16)` in Python give 5.",
                es: "`from_str_radix(\"+5\", 16)` en Rust e `int(\"+5\", 16)` en Python dan 5.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-size-sign",
                &[
                    "+5\r\nhello\r\n0\r\n\r\n",
                    "-5\r\nhello\r\n0\r\n\r\n",
                    "5\r\nhello\r\n-0\r\n\r\n",
                ],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n+5\r\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-prefix",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size of 0x5 is refused",
            es: "Un tamaño de fragmento como 0x5 se rechaza",
        },
        rule: Text {
            en: "A chunk's size is hexadecimal without saying so: `0x` in front of it is wrong.",
            es: "El tamaño de un fragmento es hexadecimal sin decirlo: un `0x` delante es un error.",
        },
        hints: &[
            Text {
                en: "Two servers that read `0x5` as 0 and as 5 can be played against each other.",
                es: "Si un servidor lee `0x5` como 0 y otro como 5, un atacante puede aprovecharlo.",
            },
            Text {
                en: "`strtol(…, 16)` in C and `int(…, 16)` in Python accept the prefix.",
                es: "`strtol(…, 16)` en C e `int(…, 16)` en Python aceptan el prefijo.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-size-prefix",
                &["0x5\r\nhello\r\n0\r\n\r\n", "0X5\r\nhello\r\n0\r\n\r\n"],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n0x5\r\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-space",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A space around a chunk's size is refused",
            es: "Un espacio alrededor del tamaño de un fragmento se rechaza",
        },
        rule: Text {
            en: "No space or tab stands before a chunk's size, and none between the size and the line's end.",
            es: "Ni antes del tamaño de un fragmento ni entre el tamaño y el fin de la línea hay espacios o tabuladores.",
        },
        hints: &[
            Text {
                en: "Do not trim the line before you read the number.",
                es: "No recortes la línea antes de leer el número.",
            },
            Text {
                en: "Behind the size a space is allowed only if an extension follows: `5 ;a`.",
                es: "Tras el tamaño solo se admite un espacio si sigue una extensión: `5 ;a`.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-size-space",
                &[
                    " 5\r\nhello\r\n0\r\n\r\n",
                    "\t5\r\nhello\r\n0\r\n\r\n",
                    "5 \r\nhello\r\n0\r\n\r\n",
                ],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n 5\r\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-overflow",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size over 64 bits is refused, not cut down",
            es: "Un tamaño de fragmento de más de 64 bits se rechaza, no se recorta",
        },
        rule: Text {
            en: "A size too large for the server's numbers is an error; cut to 64 bits it would be another, small one.",
            es: "Un tamaño que no cabe en los números del servidor es un error; recortado a 64 bits sería otro, pequeño.",
        },
        hints: &[
            Text {
                en: "Where numbers overflow, check each step (Rust: `checked_mul`); where they have no limit, as in Python, set one yourself.",
                es: "Donde los números desbordan, comprueba cada paso (Rust: `checked_mul`); donde no tienen límite, como en Python, ponlo tú.",
            },
            Text {
                en: "`10000000000000005` has 17 digits: without its first one it says 5.",
                es: "`10000000000000005` tiene 17 dígitos: sin el primero dice 5.",
            },
        ],
        waits: false,
        run: |server| {
            ["10000000000000005", "fffffffffffffffffffffff5"].iter().try_for_each(|size| {
                let chunks = format!("{size}\r\nhello\r\n0\r\n\r\n{SMUGGLED}");
                let response = server.raw(post("body-chunk-size-overflow", CHUNKED, chunks))?;
                response.status_in(&[400, 413])?.one_plain_line()?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n10000000000000005\r\n", "\r\n5\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-negative",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size of 64 bits is huge, and never negative",
            es: "Un tamaño de fragmento de 64 bits es enorme, nunca negativo",
        },
        rule: Text {
            en: "`ffffffffffffffff` is the largest number of 64 bits, not -1: its chunk is never complete.",
            es: "`ffffffffffffffff` es el mayor número de 64 bits, no -1: su fragmento nunca está completo.",
        },
        hints: &[
            Text {
                en: "A signed number of 64 bits (`long` in C or Java) may turn negative here: use an unsigned one, or refuse what it cannot hold.",
                es: "Un número de 64 bits con signo (`long` en C o Java) puede volverse negativo aquí: usa uno sin signo, o rechaza lo que no le quepa.",
            },
            Text {
                en: "Do not reserve memory for what a size promises; and mind that adding 2 for CRLF may overflow.",
                es: "No reserves memoria por lo que promete un tamaño, y ojo: sumarle 2 por el CRLF puede desbordar.",
            },
        ],
        waits: false,
        run: |server| {
            ["ffffffffffffffff", "8000000000000005"].iter().try_for_each(|size| {
                let mut client = server.connect()?;
                let chunks = format!("{size}\r\nhello\r\n0\r\n\r\n{SMUGGLED}");
                client.send(post("body-chunk-size-negative", CHUNKED, chunks))?;
                client.finish();
                expect_no_success(&mut client)
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n8000000000000005\r\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-letters",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size with anything but digits is refused",
            es: "Un tamaño de fragmento con algo más que dígitos se rechaza",
        },
        rule: Text {
            en: "Behind the digits of a chunk's size comes the line's end or an extension, nothing else.",
            es: "Tras los dígitos del tamaño de un fragmento viene el fin de la línea o una extensión, nada más.",
        },
        hints: &[
            Text {
                en: "Reading digits as far as they go is not enough: look at what follows them.",
                es: "No basta con leer dígitos mientras los haya: mira qué los sigue.",
            },
            Text {
                en: "`5g`, `5,5`, `5.0` and `5_0` are no numbers here.",
                es: "Aquí `5g`, `5,5`, `5.0` y `5_0` no son números.",
            },
        ],
        waits: false,
        run: |server| {
            let sizes = ["5g", "five", "5,5", "5.0", "5_0", "5h", "\u{665}", "5\x0b", "5\0"];
            sizes.iter().try_for_each(|size| {
                refuses(
                    server,
                    "body-chunk-size-letters",
                    &[&format!("{size}\r\nhello\r\n0\r\n\r\n")],
                )
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n5g\r\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-lf",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's size that ends in LF without CR is refused",
            es: "Un tamaño de fragmento que acaba en LF sin CR se rechaza",
        },
        rule: Text {
            en: "The line with a chunk's size ends in CRLF; a bare LF does not end it.",
            es: "La línea con el tamaño de un fragmento termina en CRLF; un LF suelto no la termina.",
        },
        hints: &[
            Text {
                en: "If you read up to LF, look whether CR stands before it.",
                es: "Si lees hasta el LF, mira que delante haya un CR.",
            },
            Text {
                en: "A proxy that reads on to the next CRLF sees another content than you do: that gap is what smugglers use.",
                es: "Un proxy que siga hasta el próximo CRLF ve un contenido distinto del tuyo: por ese hueco entra el contrabando.",
            },
        ],
        waits: false,
        run: |server| {
            let broken =
                ["5\nhello\r\n0\r\n\r\n", "5;a\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\n\r\n"];
            refuses(server, "body-chunk-size-lf", &broken)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n5\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-size-cr",
        since: 7,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A CR alone in the line of a chunk's size is refused",
            es: "Un CR suelto en la línea del tamaño de un fragmento se rechaza",
        },
        rule: Text {
            en: "A CR that no LF follows ends no line and has no place inside one.",
            es: "Un CR sin LF detrás no termina una línea ni tiene sitio dentro de ella.",
        },
        hints: &[
            Text {
                en: "Check the byte after each CR before you go on.",
                es: "Comprueba el byte que sigue a cada CR antes de continuar.",
            },
            Text {
                en: "Stripping `\\r` from the line's end may strip more than one.",
                es: "Al quitar `\\r` del final de la línea podrías quitar más de uno.",
            },
        ],
        waits: false,
        run: |server| {
            let broken = [
                "5\rhello\r\n0\r\n\r\n",
                "5\r\r\nhello\r\n0\r\n\r\n",
                "5;a\rb\r\nhello\r\n0\r\n\r\n",
            ];
            refuses(server, "body-chunk-size-cr", &broken)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n5\r\r\nhello", "\r\n5\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-data-no-end",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's data without CRLF behind it is refused",
            es: "Los datos de un fragmento sin CRLF detrás se rechazan",
        },
        rule: Text {
            en: "CRLF follows the data of each chunk; the next size cannot come right behind the data.",
            es: "A los datos de cada fragmento los sigue CRLF; el siguiente tamaño no puede venir pegado a los datos.",
        },
        hints: &[
            Text {
                en: "Read two bytes after the data, and compare them with CRLF.",
                es: "Lee dos bytes después de los datos y compáralos con CRLF.",
            },
            Text {
                en: "To skip two bytes without looking is the usual mistake.",
                es: "Saltarse dos bytes sin mirarlos es el error habitual.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-data-no-end",
                &["5\r\nhello0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n"],
            )
        },
        broken: Breakage {
            // Skips two bytes without looking.
            how: Broken::Request(|request| {
                broken::replace(request, "\r\nhelloXX0", "\r\nhello\r\n0")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-data-lf",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunk's data with only LF behind it is refused",
            es: "Los datos de un fragmento con solo un LF detrás se rechazan",
        },
        rule: Text {
            en: "The data of a chunk is followed by CR and LF, not by LF alone or CR alone.",
            es: "A los datos de un fragmento los siguen CR y LF, no un LF ni un CR sueltos.",
        },
        hints: &[
            Text {
                en: "The two bytes behind the data must be exactly 13 and 10.",
                es: "Los dos bytes tras los datos deben ser exactamente 13 y 10.",
            },
            Text {
                en: "A reader that skips “an end of line” is too kind.",
                es: "Un lector que se salta «un fin de línea» es demasiado permisivo.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-data-lf",
                &["5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0\r\n\r\n", "5\r\nhello\n\r0\r\n\r\n"],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\nhello\n0\r\n", "\r\nhello\r\n0\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-too-long",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "Data longer than its chunk's size is refused",
            es: "Unos datos más largos que el tamaño de su fragmento se rechazan",
        },
        rule: Text {
            en: "A chunk holds as many bytes as its size says; if more come before the CRLF, the framing is broken.",
            es: "Un fragmento tiene los bytes que dice su tamaño; si vienen más antes del CRLF, la delimitación (framing) está rota.",
        },
        hints: &[
            Text {
                en: "Do not look for the CRLF: count, and then demand it.",
                es: "No busques el CRLF: cuenta, y entonces exígelo.",
            },
            Text {
                en: "What is too much could be the beginning of anything: answer 400 and close.",
                es: "Lo que sobra podría ser el comienzo de cualquier cosa: responde 400 y cierra.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-too-long",
                &["5\r\nhello!\r\n0\r\n\r\n", "5\r\nhello world\r\n0\r\n\r\n"],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\nhello!\r\n0", "\r\nhello\r\n0")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-chunk-too-short",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "Data shorter than its chunk's size is refused",
            es: "Unos datos más cortos que el tamaño de su fragmento se rechazan",
        },
        rule: Text {
            en: "The size counts, not the line's end: of `6 hello CRLF` the CR is data, and then the CRLF is missing.",
            es: "Manda el tamaño y no el fin de línea: en `6 hello CRLF` el CR es un dato, y entonces falta el CRLF.",
        },
        hints: &[
            Text {
                en: "Count first; whatever stands behind the counted bytes must be CRLF.",
                es: "Primero cuenta; lo que siga a los bytes contados debe ser CRLF.",
            },
            Text {
                en: "Reading the data as a line finds nothing wrong here.",
                es: "Si lees los datos como una línea, aquí no notarás nada raro.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                "body-chunk-too-short",
                &["6\r\nhello\r\n0\r\n\r\n", "7\r\nhello\r\n0\r\n\r\n"],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n6\r\nhello\r\n0", "\r\n5\r\nhello\r\n0")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-bad",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.1",
        title: Text {
            en: "A chunk extension that breaks the grammar is refused",
            es: "Una extensión de fragmento que rompe la gramática se rechaza",
        },
        rule: Text {
            en: "An extension is `;` and a token, or `;`, a token, `=` and a token or a quoted string.",
            es: "Una extensión es `;` y un token, o bien `;`, un token, `=` y un token o una cadena entre comillas.",
        },
        hints: &[
            Text {
                en: "To ignore an extension you must still find out where it ends.",
                es: "Para ignorar una extensión hay que averiguar igualmente dónde termina.",
            },
            Text {
                en: "Behind `;` a name must follow, behind `=` a value, and each quote needs its partner.",
                es: "Tras `;` debe ir un nombre, tras `=` un valor, y cada comilla necesita su pareja.",
            },
        ],
        waits: false,
        run: |server| {
            let extensions = [
                ";",
                ";=x",
                ";a=",
                ";a b",
                ";a=b c",
                ";a=\"x",
                ";a=\"x\"y",
                ";a=x\"y\"",
                ";a,b",
                ";;a",
                ";a=b=c",
            ];
            extensions.iter().try_for_each(|extension| {
                refuses(
                    server,
                    "body-extension-bad",
                    &[&format!("5{extension}\r\nhello\r\n0\r\n\r\n")],
                )
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n5;a=\"x\r\nhello", "\r\n5;a=x\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-control",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.1",
        title: Text {
            en: "A control byte in a chunk extension is refused",
            es: "Un byte de control en una extensión de fragmento se rechaza",
        },
        rule: Text {
            en: "Of the control bytes only the tab may stand in an extension, quoted or not.",
            es: "De los bytes de control, en una extensión solo cabe el tabulador, con comillas o sin ellas.",
        },
        hints: &[
            Text {
                en: "`qdtext` and `quoted-pair` in RFC 9110 §5.6.4 list what may stand between quotes.",
                es: "`qdtext` y `quoted-pair`, en RFC 9110 §5.6.4, dicen qué puede ir entre comillas.",
            },
            Text {
                en: "A backslash does not make a control byte legal.",
                es: "Una barra invertida no hace válido un byte de control.",
            },
        ],
        waits: false,
        run: |server| {
            let extensions = [";a=\x01", ";a=\"\0\"", ";a=\"\x7f\"", ";a=\"\\\x01\"", ";\x0ca"];
            extensions.iter().try_for_each(|extension| {
                refuses(
                    server,
                    "body-extension-control",
                    &[&format!("5{extension}\r\nhello\r\n0\r\n\r\n")],
                )
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n5;a=\x01\r\nhello", "\r\n5;a=1\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-backslash",
        since: 7,
        until: None,
        rfc: "RFC 9110 §5.6.4",
        title: Text {
            en: "A backslash outside quotes is refused in an extension",
            es: "En una extensión, una barra invertida fuera de comillas se rechaza",
        },
        rule: Text {
            en: "A backslash escapes a byte inside a quoted string only; in a token it has no place.",
            es: "La barra invertida solo escapa un byte dentro de una cadena entre comillas; en un token no tiene sitio.",
        },
        hints: &[
            Text {
                en: "Know whether you are inside quotes before you treat `\\` as an escape.",
                es: "Averigua si estás dentro de las comillas antes de tratar `\\` como escape.",
            },
            Text {
                en: "Dropping all `\\\"` from the line first also drops those that open nothing.",
                es: "Quitar primero todos los `\\\"` de la línea quita también los que no abren nada.",
            },
        ],
        waits: false,
        run: |server| {
            [";\\\"a", ";a\\\\b", ";a=\\\"x"].iter().try_for_each(|extension| {
                refuses(
                    server,
                    "body-extension-backslash",
                    &[&format!("5{extension}\r\nhello\r\n0\r\n\r\n")],
                )
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n5;\\\"a\r\nhello", "\r\n5;a\r\nhello")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-extension-too-long",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.1",
        title: Text {
            en: "A chunk extension without end is refused",
            es: "Una extensión de fragmento interminable se rechaza",
        },
        rule: Text {
            en: "What the server must read only to ignore it has a limit, too: beyond it comes a 4xx.",
            es: "También tiene un límite lo que el servidor lee solo para ignorarlo: pasado ese límite, un 4xx.",
        },
        hints: &[
            Text {
                en: "Limit the length of the line with the size, as you limit the head.",
                es: "Limita la longitud de la línea del tamaño, igual que limitas la cabecera.",
            },
            Text {
                en: "Do not let a line grow in memory for as long as the client likes.",
                es: "No dejes que una línea crezca en memoria tanto como quiera el cliente.",
            },
        ],
        waits: false,
        run: |server| {
            let chunks = format!("5;a={}\r\nhello\r\n0\r\n\r\n{SMUGGLED}", "x".repeat(128 << 10));
            let response = server.raw(post("body-extension-too-long", CHUNKED, chunks))?;
            response.status_in(&[400, 413, 431])?.one_plain_line()?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-extension-too-long") {
                    broken::plain("200 OK", "hello")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-trailer-bad",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.2",
        title: Text {
            en: "A trailer that is no field line is refused",
            es: "Un campo final que no es una línea de campo se rechaza",
        },
        rule: Text {
            en: "Trailers obey the grammar of field lines: a token, a colon right behind it, a value without controls.",
            es: "Los campos finales siguen la gramática de los campos: un token, dos puntos pegados a él y un valor sin bytes de control.",
        },
        hints: &[
            Text {
                en: "Use the parser that reads the head's field lines.",
                es: "Usa la misma función que lee los campos de la cabecera.",
            },
            Text {
                en: "If you throw trailers away, still look at them: a line that is none shows that the framing is lost.",
                es: "Aunque los descartes, míralos: si una línea no es un campo, ya no se sabe dónde está nada.",
            },
        ],
        waits: false,
        run: |server| {
            let lines = ["no colon", "X : y", ": y", "X Y: z", "X: a\0b", "X: a\rb"];
            lines.iter().try_for_each(|line| {
                refuses(
                    server,
                    "body-trailer-bad",
                    &[&format!("5\r\nhello\r\n0\r\n{line}\r\n\r\n")],
                )
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n0\r\nX : y\r\n", "\r\n0\r\nX: y\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-trailer-lf",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1.2",
        title: Text {
            en: "A trailer or an end that uses LF without CR is refused",
            es: "Un campo final o un cierre que usa LF sin CR se rechaza",
        },
        rule: Text {
            en: "The lines behind the last chunk end in CRLF, the empty one too; the RFC would let a server take LF alone, but this course refuses it, so that all agree where the content ends.",
            es: "Las líneas tras el último fragmento terminan en CRLF, también la vacía; el RFC permitiría aceptar un LF solo, pero este curso lo rechaza, para que todos coincidan en dónde termina el contenido.",
        },
        hints: &[
            Text {
                en: "The rules of the head hold for the trailers: CRLF, or 400.",
                es: "Las reglas de la cabecera valen aquí también: CRLF, o 400.",
            },
            Text {
                en: "Functions for lines (Rust: `lines`; Python: `splitlines`) take both ends of line without telling.",
                es: "Las funciones de líneas (Rust: `lines`; Python: `splitlines`) aceptan los dos fines de línea sin avisar.",
            },
        ],
        waits: false,
        run: |server| {
            let ends = ["\n", "X: y\n\r\n", "X: y\r\n\n"];
            ends.iter().try_for_each(|end| {
                refuses(server, "body-trailer-lf", &[&format!("5\r\nhello\r\n0\r\n{end}")])
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n0\r\nX: y\n\r\n", "\r\n0\r\nX: y\r\n\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-trailer-fold",
        since: 7,
        until: None,
        rfc: "RFC 9112 §5.2",
        title: Text {
            en: "A trailer folded over two lines is refused",
            es: "Un campo final partido en dos líneas se rechaza",
        },
        rule: Text {
            en: "A line that begins with a space continues no trailer, as it continues no field of the head; the RFC would let a server put a space in place of the fold, but this course answers 400.",
            es: "Una línea que empieza por un espacio no continúa ningún campo, ni en la cabecera ni al final; el RFC permitiría poner un espacio en lugar del pliegue, pero este curso responde 400.",
        },
        hints: &[
            Text {
                en: "This old way of folding lines (obs-fold) was given up because readers disagreed about it.",
                es: "Esta vieja forma de partir líneas (obs-fold) se abandonó porque no todos la leían igual.",
            },
            Text {
                en: "The first trailer cannot begin with a space either.",
                es: "El primer campo final tampoco puede empezar por un espacio.",
            },
        ],
        waits: false,
        run: |server| {
            let folded =
                ["5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n", "5\r\nhello\r\n0\r\n\tX: y\r\n\r\n"];
            refuses(server, "body-trailer-fold", &folded)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\nX: y\r\n z\r\n", "\r\nX: y z\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-trailers-too-long",
        since: 7,
        until: None,
        rfc: "RFC 6585 §5",
        title: Text {
            en: "Trailers without end are refused",
            es: "Unos campos finales interminables se rechazan",
        },
        rule: Text {
            en: "The limits for the field lines of the head hold for those behind the content as well; the RFC leaves them to the server, but without any the memory is the limit.",
            es: "Los límites de los campos de la cabecera valen también para los que van tras el contenido; el RFC los deja al servidor, pero sin ninguno el límite es la memoria.",
        },
        hints: &[
            Text {
                en: "Count the bytes of all trailers together, not only of each line.",
                es: "Cuenta los bytes de todos los campos finales juntos, no solo los de cada línea.",
            },
            Text {
                en: "431 says that the fields are too large.",
                es: "Un 431 dice que los campos son demasiado grandes.",
            },
        ],
        waits: false,
        run: |server| {
            let trailers = format!("X: {}\r\n", "y".repeat(1000)).repeat(128);
            let chunks = format!("5\r\nhello\r\n0\r\n{trailers}\r\n{SMUGGLED}");
            let response = server.raw(post("body-trailers-too-long", CHUNKED, chunks))?;
            response.status_in(&[400, 413, 431])?.one_plain_line()?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-trailers-too-long") {
                    broken::plain("200 OK", "hello")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-case",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7",
        title: Text {
            en: "Transfer-Encoding: CHUNKED is chunked",
            es: "Transfer-Encoding: CHUNKED es chunked",
        },
        rule: Text {
            en: "Names of transfer codings are the same in any letter case.",
            es: "Los nombres de las codificaciones de transferencia son los mismos en mayúsculas o minúsculas.",
        },
        hints: &[
            Text {
                en: "Compare without regard to case.",
                es: "Compara sin distinguir mayúsculas de minúsculas.",
            },
            Text {
                en: "A server that does not recognise it takes the chunks for a next request.",
                es: "Un servidor que no lo reconoce toma los fragmentos por la siguiente petición.",
            },
        ],
        waits: false,
        run: |server| {
            ["CHUNKED", "Chunked"].iter().try_for_each(|coding| {
                let fields = format!("Transfer-Encoding: {coding}\r\nConnection: close\r\n");
                let request = post("body-coding-case", &fields, "5\r\nhello\r\n0\r\n\r\n");
                server.raw(request)?.status(200)?.body("hello")?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding: CHUNKED",
                    "Transfer-Encoding: CHUNKED?",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-unknown",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.1",
        title: Text {
            en: "A transfer coding that the server does not know is refused",
            es: "Una codificación de transferencia que el servidor no conoce se rechaza",
        },
        rule: Text {
            en: "This server decodes `chunked` and nothing else: with `gzip` it can tell neither end nor content.",
            es: "Este servidor decodifica `chunked` y nada más: con `gzip` no conoce ni el final ni el contenido.",
        },
        hints: &[
            Text {
                en: "501 says that you do not know the coding; 400, that chunked must come last.",
                es: "Un 501 dice que no conoces la codificación; un 400, que chunked debe ir al final.",
            },
            Text {
                en: "Not knowing where the content ends, close the connection after the answer.",
                es: "Si no sabes dónde acaba el contenido, cierra la conexión tras responder.",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 3] = [
                b"Transfer-Encoding: gzip\r\n",
                b"Transfer-Encoding: gzip, chunked\r\n",
                b"Transfer-Encoding: identity\r\n",
            ];
            refuses_framing(server, "body-coding-unknown", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding: gzip, chunked\r\n",
                    "Transfer-Encoding: chunked\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-not-last",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "A coding after chunked is refused",
            es: "Una codificación después de chunked se rechaza",
        },
        rule: Text {
            en: "Only chunked as the last coding tells where a request's content ends.",
            es: "Solo chunked como última codificación dice dónde acaba el contenido de una petición.",
        },
        hints: &[
            Text {
                en: "To find `chunked` somewhere in the value is not enough.",
                es: "No basta con encontrar `chunked` en algún lugar del valor.",
            },
            Text {
                en: "RFC 9112 §6.3 asks for 400 and the end of the connection.",
                es: "RFC 9112 §6.3 pide un 400 y el fin de la conexión.",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 2] = [
                b"Transfer-Encoding: chunked, gzip\r\n",
                b"Transfer-Encoding: chunked, identity\r\n",
            ];
            refuses_framing(server, "body-coding-not-last", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding: chunked, gzip\r\n",
                    "Transfer-Encoding: chunked\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-twice",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.1",
        title: Text {
            en: "Content chunked twice is refused",
            es: "Un contenido fragmentado dos veces (chunked, chunked) se rechaza",
        },
        rule: Text {
            en: "Chunked is applied once at most, so `chunked, chunked` is an error.",
            es: "Chunked se aplica una vez como mucho, así que `chunked, chunked` es un error.",
        },
        hints: &[
            Text {
                en: "Split the value at its commas and count.",
                es: "Parte el valor por las comas y cuenta.",
            },
            Text {
                en: "Of two servers one could decode once and the other twice.",
                es: "De dos servidores, uno podría decodificar una vez y el otro dos.",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 2] = [
                b"Transfer-Encoding: chunked, chunked\r\n",
                b"Transfer-Encoding: chunked,Chunked\r\n",
            ];
            refuses_framing(server, "body-coding-twice", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding: chunked, chunked\r\n",
                    "Transfer-Encoding: chunked\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-two-lines",
        since: 7,
        until: None,
        rfc: "RFC 9110 §5.3",
        title: Text {
            en: "Two Transfer-Encoding lines count as one list",
            es: "Dos líneas Transfer-Encoding cuentan como una sola lista",
        },
        rule: Text {
            en: "Lines of the same name are one list, in order: `gzip` in one and `chunked` in the next are two codings.",
            es: "Las líneas del mismo nombre son una lista, en orden: `gzip` en una y `chunked` en la siguiente son dos.",
        },
        hints: &[
            Text {
                en: "Looking at the first line only, or at the last only, misses the other coding.",
                es: "Si miras solo la primera línea, o solo la última, se te escapa la otra codificación.",
            },
            Text {
                en: "Collect all lines of that name before you judge.",
                es: "Reúne todas las líneas de ese nombre antes de juzgar.",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 3] = [
                b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                b"Transfer-Encoding: chunked\r\nX: y\r\ntransfer-encoding: chunked\r\n",
            ];
            refuses_framing(server, "body-coding-two-lines", &fields)
        },
        broken: Breakage {
            // Keeps the last line of a name.
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: chunked\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-empty",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "An empty Transfer-Encoding is refused",
            es: "Un Transfer-Encoding vacío se rechaza",
        },
        rule: Text {
            en: "A Transfer-Encoding that does not end in chunked leaves the content's length unknown, even if it is empty.",
            es: "Un Transfer-Encoding que no acaba en chunked deja sin saber la longitud del contenido, aunque esté vacío.",
        },
        hints: &[
            Text {
                en: "The field is there, so it must say chunked.",
                es: "El campo está, así que debe decir chunked.",
            },
            Text {
                en: "To treat it as absent means to read the content as a request.",
                es: "Tratarlo como ausente es leer el contenido como si fuera una petición.",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 3] = [
                b"Transfer-Encoding:\r\n",
                b"Transfer-Encoding: \t \r\n",
                b"Transfer-Encoding: ,\r\n",
            ];
            refuses_framing(server, "body-coding-empty", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Transfer-Encoding:\r\n", "Transfer-Encoding: chunked\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-like-chunked",
        since: 7,
        until: None,
        rfc: "RFC 9112 §11.2",
        title: Text {
            en: "What only looks like chunked is refused",
            es: "Lo que solo se parece a chunked se rechaza",
        },
        rule: Text {
            en: "A coding's name is compared whole: `xchunked`, `\"chunked\"` or `chunked;q=1` are not chunked.",
            es: "El nombre de una codificación se compara entero: `xchunked`, `\"chunked\"` o `chunked;q=1` no son chunked.",
        },
        hints: &[
            Text {
                en: "To ask whether the value contains `chunked`, or begins with it, is how request smuggling begins.",
                es: "Preguntar si el valor contiene `chunked`, o empieza así: por ahí entra el contrabando de peticiones.",
            },
            Text {
                en: "Chunked has no parameters: treat them as an error (RFC 9112 §7.1).",
                es: "Chunked no tiene parámetros: trátalos como un error (RFC 9112 §7.1).",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 8] = [
                b"Transfer-Encoding: xchunked\r\n",
                b"Transfer-Encoding: chunkedx\r\n",
                b"Transfer-Encoding: \"chunked\"\r\n",
                b"Transfer-Encoding: chunked;q=1\r\n",
                b"Transfer-Encoding: x chunked\r\n",
                b"Transfer-Encoding: chunked chunked\r\n",
                b"Transfer-Encoding: chun\xc2\xb5ked\r\n",
                b"Transfer-Encoding: chunked\xc2\xa0\r\n",
            ];
            refuses_framing(server, "body-coding-like-chunked", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding: xchunked\r\n",
                    "Transfer-Encoding: chunked\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-hidden",
        since: 7,
        until: None,
        rfc: "RFC 9112 §11.2",
        title: Text {
            en: "Transfer-Encoding cannot be hidden by odd spaces or controls",
            es: "Transfer-Encoding no se esconde con espacios ni bytes de control raros",
        },
        rule: Text {
            en: "A field line that breaks the grammar is refused and not passed over; the RFC would let a server mend a fold or take LF alone, but where the framing depends on it this course refuses both.",
            es: "Una línea de campo que rompe la gramática se rechaza, no se pasa por alto; el RFC permitiría arreglar un pliegue o aceptar un LF solo, pero donde de ello depende la delimitación este curso rechaza ambos.",
        },
        hints: &[
            Text {
                en: "If one reader sees the field and another does not, they disagree about where the content ends.",
                es: "Si un lector ve el campo y otro no, no coinciden en dónde termina el contenido.",
            },
            Text {
                en: "No space before the colon, none before the name, no control byte in the value.",
                es: "Ni espacio antes de los dos puntos ni antes del nombre, ni bytes de control en el valor.",
            },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 7] = [
                b"Transfer-Encoding : chunked\r\n",
                b"Transfer-Encoding\t: chunked\r\n",
                b"X: y\r\n Transfer-Encoding: chunked\r\n",
                b"X: y\nTransfer-Encoding: chunked\r\n",
                b"Transfer-Encoding: \x0bchunked\r\n",
                b"Transfer-Encoding: chunked\0\r\n",
                b"Transfer-Encoding:\r\n chunked\r\n",
            ];
            refuses_framing(server, "body-coding-hidden", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Transfer-Encoding : chunked\r\n",
                    "Transfer-Encoding: chunked\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-not-text",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "A Transfer-Encoding line that is no text is not passed over",
            es: "Una línea Transfer-Encoding que no es texto no se pasa por alto",
        },
        rule: Text {
            en: "A value with bytes that are no UTF-8 is still a value: with it the coding is not just chunked.",
            es: "Un valor con bytes que no son UTF-8 sigue siendo un valor: con él, la codificación ya no es solo chunked.",
        },
        hints: &[
            Text {
                en: "If you skip values that cannot be converted to text, you judge a message that nobody sent.",
                es: "Si te saltas los valores que no se pueden convertir a texto, juzgas un mensaje que nadie envió.",
            },
            Text { en: "Compare bytes.", es: "Compara bytes." },
        ],
        waits: false,
        run: |server| {
            let fields: [&[u8]; 2] = [
                b"Transfer-Encoding: \xff\r\nTransfer-Encoding: chunked\r\n",
                b"Transfer-Encoding: chunked\r\nTransfer-Encoding: \xe9\r\n",
            ];
            refuses_framing(server, "body-coding-not-text", &fields)
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, b"Transfer-Encoding: \xff\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-coding-old-version",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.1",
        title: Text {
            en: "Transfer-Encoding in HTTP/1.0 is refused",
            es: "Transfer-Encoding en HTTP/1.0 se rechaza",
        },
        rule: Text {
            en: "HTTP/1.0 knows no Transfer-Encoding: a message that has it was passed on by someone who did not understand it.",
            es: "HTTP/1.0 no conoce Transfer-Encoding: si un mensaje lo trae, quien lo reenvió no lo entendía.",
        },
        hints: &[
            Text {
                en: "Treat the framing as faulty, even if there is a Content-Length, and close.",
                es: "Da la delimitación por defectuosa, aunque haya Content-Length, y cierra.",
            },
            Text {
                en: "`Connection: keep-alive` does not change that.",
                es: "`Connection: keep-alive` no cambia nada.",
            },
        ],
        waits: false,
        run: |server| {
            let request = format!(
                "POST /echo?body-coding-old-version HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\
         Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n{SMUGGLED}"
            );
            server.raw(request)?.status_in(&[400, 501])?.one_plain_line()?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "?body-coding-old-version HTTP/1.0",
                    "?body-coding-old-version HTTP/1.1",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-both-framings",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "Content-Length beside Transfer-Encoding is refused, then closed",
            es: "Content-Length junto a Transfer-Encoding se rechaza y se cierra",
        },
        rule: Text {
            en: "Two ways to find the end of the content may find two ends: 400, and nothing behind it is read as a request; the RFC would let a server go by the chunks and then close, but this course takes no risk.",
            es: "Dos formas de hallar el final pueden hallar dos finales: 400, y nada de lo que sigue se lee como petición; el RFC permitiría seguir los fragmentos y luego cerrar, pero este curso no se arriesga.",
        },
        hints: &[
            Text {
                en: "Refuse it in either order, and also when both lead to the same end.",
                es: "Recházalo en cualquier orden, y también si ambas llevan al mismo final.",
            },
            Text {
                en: "This is the classic of request smuggling: a proxy goes by one field, the server by the other.",
                es: "Es el clásico del contrabando de peticiones: un proxy se guía por un campo y el servidor por el otro.",
            },
        ],
        waits: false,
        run: |server| {
            let orders = [
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 15\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
            ];
            orders.iter().try_for_each(|fields| {
                let rest = format!("5\r\nhello\r\n0\r\n\r\n{SMUGGLED}");
                server.raw(post("body-both-framings", fields, rest))?.refusal(400)?.done()
            })
        },
        broken: Breakage {
            // Transfer-Encoding wins, and the connection goes on.
            how: Broken::Request(|request| match broken::has(request, "?body-both-framings") {
                true => broken::replace(request, "Content-Length: ", "Overruled: "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "body-limit-announced",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.14",
        title: Text {
            en: "Content announced as over 16 MiB is refused before it is read",
            es: "Un contenido anunciado de más de 16 MiB se rechaza sin leerlo",
        },
        rule: Text {
            en: "If Content-Length says that the content is too large, 413 comes at once; the RFC leaves the limit to the server, and this course sets it at 16 MiB.",
            es: "Si Content-Length dice que el contenido es demasiado grande, el 413 llega enseguida; el RFC deja el límite al servidor, y este curso lo fija en 16 MiB.",
        },
        hints: &[
            Text {
                en: "Compare the number before you read or reserve anything.",
                es: "Compara el número antes de leer o reservar nada.",
            },
            Text {
                en: "The client may send nothing of it, so do not wait for it.",
                es: "Puede que el cliente no envíe nada, así que no lo esperes.",
            },
        ],
        waits: false,
        run: |server| {
            let lengths = [LIMIT as u64 + 1, 1 << 40, i64::MAX as u64];
            lengths.iter().try_for_each(|length| {
                let fields = format!("Content-Type: text/plain\r\nContent-Length: {length}\r\n");
                server.raw(post("body-limit-announced", &fields, ""))?.refusal(413)?.done()
            })
        },
        broken: Breakage {
            // Keeps the length in 32 bits.
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Content-Length: 1099511627776\r\n",
                    "Content-Length: 0\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-limit-everywhere",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.14",
        title: Text {
            en: "The limit of 16 MiB holds for users and words as well",
            es: "El límite de 16 MiB vale también para usuarios y palabras",
        },
        rule: Text {
            en: "Whoever keeps content in memory has a limit for it, whichever target it is sent to.",
            es: "Quien guarda un contenido en memoria le pone un límite, sea cual sea el destino.",
        },
        hints: &[
            Text {
                en: "Put the limit into the function that reads a whole content, so that nobody can forget it.",
                es: "Pon el límite en la función que lee un contenido entero, y así nadie podrá olvidarlo.",
            },
            Text {
                en: "Compare before you reserve memory.",
                es: "Compara antes de reservar memoria.",
            },
        ],
        waits: false,
        run: |server| {
            let targets = [("/createUser", "application/json"), ("/sentence", "text/plain")];
            targets.iter().try_for_each(|(target, media_type)| {
        let head = format!(
            "POST {target}?body-limit-everywhere HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media_type}\r\n\
             Content-Length: {}\r\n\r\n",
            LIMIT + 1
        );
        server.raw(head)?.refusal(413)?.done()
    })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "/sentence?body-limit-everywhere") {
                    broken::with_status(answer, "422 Unprocessable Content")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-limit-chunked",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.14",
        title: Text {
            en: "Chunks that come to over 16 MiB are refused while they come",
            es: "Unos fragmentos que suman más de 16 MiB se rechazan mientras llegan",
        },
        rule: Text {
            en: "Chunked content announces no length, so it is counted, and beyond 16 MiB, a limit that the RFC leaves to the server, the answer is 413, whatever may follow.",
            es: "Un contenido en fragmentos no anuncia su longitud, así que se cuenta, y pasados 16 MiB, un límite que el RFC deja al servidor, la respuesta es 413, siga lo que siga.",
        },
        hints: &[
            Text {
                en: "Add up the chunks and stop at the limit: a single number can be small, their sum not.",
                es: "Suma los fragmentos y para en el límite: cada número puede ser pequeño y la suma no.",
            },
            Text {
                en: "Without a limit one client could fill the memory.",
                es: "Sin un límite, un solo cliente podría llenar la memoria.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?;
            let chunk = [&b"100000\r\n"[..], &vec![b'x'; 1 << 20], b"\r\n"].concat();
            client.send(post("body-limit-chunked", CHUNKED, ""))?;
            (0..=LIMIT >> 20).try_for_each(|_| client.send(&chunk))?;
            client.read_response("POST")?.refusal(413)?;
            client.finish();
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(&sent[..sent.len().min(256)], "?body-limit-chunked") {
                    true => broken::with_status(answer, "400 Bad Request"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-limit-fits",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.14",
        title: Text {
            en: "Content of exactly 16 MiB is not too large",
            es: "Un contenido de exactamente 16 MiB no es demasiado grande",
        },
        rule: Text {
            en: "The limit of 16 MiB belongs to what is allowed.",
            es: "El límite de 16 MiB está dentro de lo permitido.",
        },
        hints: &[
            Text {
                en: "Over, not from: `>` and not `>=`.",
                es: "Más de, no desde: `>` y no `>=`.",
            },
            Text {
                en: "16 MiB are 16 · 1024 · 1024 bytes.",
                es: "16 MiB son 16 · 1024 · 1024 bytes.",
            },
        ],
        waits: true,
        run: |server| {
            let content = vec![b'x'; LIMIT];
            let fields = [("Content-Type", "text/plain")];
            let response = server.patience(seconds(10)).request(
                "POST",
                "/echo?body-limit-fits",
                &fields,
                &content,
            )?;
            response.status(200)?.body(&content)?.done()
        },
        broken: Breakage {
            // One byte less is allowed.
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Content-Length: 16777216\r\n",
                    "Content-Length: 16777217\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-expect-continue",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "Expect: 100-continue gets 100 before the content comes",
            es: "A Expect: 100-continue se le responde 100 antes del contenido",
        },
        rule: Text {
            en: "A client that expects 100 waits with its content; the server sends 100, reads it, and then answers.",
            es: "Un cliente que espera el 100 retiene su contenido; el servidor envía 100, lo lee y después responde.",
        },
        hints: &[
            Text {
                en: "The whole interim answer is `HTTP/1.1 100 Continue`, CRLF, CRLF.",
                es: "La respuesta provisional entera es `HTTP/1.1 100 Continue`, CRLF, CRLF.",
            },
            Text {
                en: "Send it when you are about to read the content, and flush it.",
                es: "Envíala cuando vayas a leer el contenido, y que salga enseguida.",
            },
        ],
        waits: false,
        run: |server| {
            let framings = [
                ("Content-Length: 5\r\n", "hello"),
                ("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
            ];
            framings.iter().try_for_each(|(framing, content)| {
                let mut client = server.connect()?;
                let fields = format!("{framing}Expect: 100-continue\r\nConnection: close\r\n");
                client.send(post("body-expect-continue", &fields, ""))?;
                client.read_interim(100)?;
                client.send(content)?;
                client.read_response("POST")?.status(200)?.body("hello")?;
                client.expect_end()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-expect-continue") {
                    if answer.starts_with(b"HTTP/1.1 100") {
                        broken::plain("417 Expectation Failed", "none")
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
        id: "body-expect-case",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "Expect: 100-Continue is the same in any letter case",
            es: "Expect: 100-Continue vale igual en mayúsculas o minúsculas",
        },
        rule: Text {
            en: "The value of Expect is the same in any letter case.",
            es: "El valor de Expect es el mismo en mayúsculas o minúsculas.",
        },
        hints: &[
            Text {
                en: "Compare the value without regard to case.",
                es: "Compara el valor sin distinguir mayúsculas.",
            },
            Text {
                en: "It holds for the field's value as well as for its name.",
                es: "Vale para el valor del campo igual que para su nombre.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(post(
                "body-expect-case",
                "Content-Length: 5\r\nexpect: 100-CONTINUE\r\nConnection: close\r\n",
                "",
            ))?;
            client.read_interim(100)?;
            client.send("hello")?;
            client.read_response("POST")?.status(200)?.body("hello")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "expect: 100-CONTINUE", "Expect: 100-SOMETHING-ELSE")
            }),
            also: &[],
        },
    },
    Check {
        id: "body-expect-not-waited",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "A client that expects 100 may send its content at once",
            es: "Quien espera un 100 puede enviar su contenido sin esperarlo",
        },
        rule: Text {
            en: "Content may come before the server has said 100; it is read all the same, and 100 may then be left out.",
            es: "El contenido puede llegar antes de que el servidor diga 100; se lee igual, y entonces el 100 puede omitirse.",
        },
        hints: &[
            Text {
                en: "What your buffer holds already is part of the content.",
                es: "Lo que ya tiene tu búfer es parte del contenido.",
            },
            Text {
                en: "Nothing else changes: after 100 comes the final answer.",
                es: "No cambia nada más: tras el 100 llega la respuesta definitiva.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("Expect", "100-continue"), ("Content-Type", "text/plain")];
            let response =
                server.request("POST", "/echo?body-expect-not-waited", &fields, b"impatient")?;
            response.status(200)?.body("impatient")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-expect-not-waited") {
                    if broken::has(&answer, "impatient") {
                        broken::plain("200 OK", "")
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
        id: "body-expect-too-large",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "No 100 for content that is too large: 413 comes instead",
            es: "Nada de 100 si el contenido es demasiado grande: llega un 413",
        },
        rule: Text {
            en: "100 is an invitation to send; who knows already that the content is too large sends 413 in its place: the RFC allows either, but only one of them spares the client the sending.",
            es: "El 100 invita a enviar; si ya se sabe que el contenido es demasiado grande, en su lugar va un 413: el RFC permite ambos, pero solo uno ahorra el envío al cliente.",
        },
        hints: &[
            Text {
                en: "Compare Content-Length with the limit before you say 100.",
                es: "Compara Content-Length con el límite antes de decir 100.",
            },
            Text {
                en: "It saves the client from sending megabytes for nothing: that is what Expect is for.",
                es: "Ahorra al cliente enviar megabytes en balde: para eso existe Expect.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = format!("Content-Length: {}\r\nExpect: 100-continue\r\n", LIMIT + 1);
            let head = post("body-expect-too-large", &fields, "");
            refuses_unsent(server, &String::from_utf8_lossy(&head), 413)
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-expect-too-large") {
                    [b"HTTP/1.1 100 Continue\r\n\r\n", &answer[..]].concat()
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-expect-refused",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "No 100 where the head alone tells that the answer is an error",
            es: "Nada de 100 si la cabecera basta para saber que será un error",
        },
        rule: Text {
            en: "An error that method, target and fields decide comes at once: 404, 405 or 415 instead of 100; the RFC allows either, but only one of them spares the client the sending.",
            es: "Un error que deciden el método, el destino y los campos llega enseguida: 404, 405 o 415 en lugar de 100; el RFC permite ambos, pero solo uno ahorra el envío al cliente.",
        },
        hints: &[
            Text {
                en: "Do not send 100 before you have found who will read the content.",
                es: "No envíes el 100 antes de haber encontrado quién va a leer el contenido.",
            },
            Text {
                en: "Send it at the first read of the content: then no error before it can be too late.",
                es: "Envíalo en la primera lectura del contenido: así ningún error anterior llega tarde.",
            },
        ],
        waits: false,
        run: |server| {
            let rest = "?body-expect-refused HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\
                Expect: 100-continue\r\nContent-Type:";
            refuses_unsent(server, &format!("POST /hello{rest} text/plain\r\n\r\n"), 405)?;
            refuses_unsent(server, &format!("POST /createUser{rest} text/plain\r\n\r\n"), 415)?;
            // In JSON, else 415 would be as right as 404.
            refuses_unsent(server, &format!("PUT /users/0{rest} application/json\r\n\r\n"), 404)
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-expect-refused") {
                    [b"HTTP/1.1 100 Continue\r\n\r\n", &answer[..]].concat()
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-expect-unknown",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "An expectation other than 100-continue gets 417",
            es: "Una expectativa que no sea 100-continue recibe un 417",
        },
        rule: Text {
            en: "What the server does not know it cannot promise: 417 Expectation Failed; the RFC would let it pass over the expectation, but then the client believes that it will be met.",
            es: "Lo que el servidor no conoce no lo puede prometer: 417 Expectation Failed; el RFC permitiría pasar por alto la expectativa, pero entonces el cliente cree que se cumplirá.",
        },
        hints: &[
            Text {
                en: "There is no expectation but 100-continue, so the list of what you know is short.",
                es: "No hay más expectativa que 100-continue: la lista de las que conoces es corta.",
            },
            Text {
                en: "`100-continue` with a parameter is something else, too.",
                es: "`100-continue` con un parámetro también es otra cosa.",
            },
        ],
        waits: false,
        run: |server| {
            ["200-ok", "100-continued", "100-continue=yes"].iter().try_for_each(|expectation| {
                let fields = format!("Content-Length: 5\r\nExpect: {expectation}\r\n");
                server.raw(post("body-expect-unknown", &fields, "hello"))?.refusal(417)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "Expect: 200-ok\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "body-expect-list",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text {
            en: "Every member of Expect must be known, not only the first",
            es: "Hay que conocer cada miembro de Expect, no solo el primero",
        },
        rule: Text {
            en: "Expect is a list, and one unknown member is enough for 417; the RFC would let a server pass over it, but this course promises nothing that it does not know.",
            es: "Expect es una lista, y basta un miembro desconocido para un 417; el RFC permitiría pasarlo por alto, pero este curso no promete nada que no conozca.",
        },
        hints: &[
            Text {
                en: "Look at all members, in all lines of that name.",
                es: "Mira todos los miembros, en todas las líneas de ese nombre.",
            },
            Text {
                en: "Ask whether all are known, not whether one is.",
                es: "Pregunta si todos son conocidos, no si alguno lo es.",
            },
        ],
        waits: false,
        run: |server| {
            let both = ["Expect: 100-continue, tea\r\n", "Expect: 100-continue\r\nExpect: tea\r\n"];
            both.iter().try_for_each(|expect| {
                let fields = format!("Content-Length: 5\r\n{expect}");
                let response = server.raw(post("body-expect-list", &fields, "hello"))?;
                response.refusal(417)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Expect: 100-continue, tea\r\n",
                    "Expect: 100-continue\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "body-expect-old-version",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.1.1",
        title: Text { en: "In HTTP/1.0 Expect is ignored", es: "En HTTP/1.0, Expect se ignora" },
        rule: Text {
            en: "A client of HTTP/1.0 knows no interim answers: it gets no 100, only the final answer.",
            es: "Un cliente de HTTP/1.0 no conoce las respuestas provisionales: no recibe 100, solo la definitiva.",
        },
        hints: &[
            Text {
                en: "Look at the version before you look at Expect.",
                es: "Mira la versión antes de mirar Expect.",
            },
            Text {
                en: "Such a client would take 100 for its answer.",
                es: "Ese cliente tomaría el 100 por su respuesta.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send_pieces(&[
        b"POST /echo?body-expect-old-version HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        b"hello",
    ])?;
            let response = client.read_response("POST")?;
            response.status(200)?.body("hello")?.that(response.interim.is_empty(), Text {
                en: "This client speaks HTTP/1.0 and does not know interim answers, but it got a 100.",
                es: "Este cliente habla HTTP/1.0 y no conoce las respuestas provisionales, pero recibió un 100.",
            })?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-expect-old-version") {
                    [b"HTTP/1.1 100 Continue\r\n\r\n", &answer[..]].concat()
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-cut-off",
        since: 7,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "Content that ends too early is no success",
            es: "Un contenido que se corta antes de tiempo no es un éxito",
        },
        rule: Text {
            en: "If the client ends its side before Content-Length bytes have come, the request is incomplete and is not carried out.",
            es: "Si el cliente cierra su lado antes de enviar los bytes de Content-Length, la petición está incompleta y no se ejecuta.",
        },
        hints: &[
            Text {
                en: "If the connection ends before the count is reached, that is an error, not the end of the content.",
                es: "Que la conexión acabe antes de llegar a la cuenta es un error, no el final del contenido.",
            },
            Text {
                en: "You may answer 400 or just close.",
                es: "Puedes responder 400 o simplemente cerrar.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(post("body-cut-off=length", "Content-Length: 10\r\n", "hello"))?;
            client.finish();
            expect_no_success(&mut client)
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-cut-off=length") {
                    broken::plain("200 OK", "hello")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-cut-off-chunks",
        since: 7,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "Chunks without the last one, or without its end, are no success",
            es: "Unos fragmentos sin el último, o sin su final, no son un éxito",
        },
        rule: Text {
            en: "Chunked content is incomplete until the empty line behind the last chunk has come.",
            es: "Un contenido en fragmentos está incompleto hasta que llega la línea vacía tras el último.",
        },
        hints: &[
            Text {
                en: "The end of the connection is never the end of a chunked content.",
                es: "El fin de la conexión nunca es el fin de un contenido en fragmentos.",
            },
            Text {
                en: "Do not act on the request before you have read that empty line.",
                es: "No ejecutes la petición antes de haber leído esa línea vacía.",
            },
        ],
        waits: false,
        run: |server| {
            [
                "",
                "5",
                "5\r\nhel",
                "5\r\nhello",
                "5\r\nhello\r\n",
                "5\r\nhello\r\n0\r\n",
                "5\r\nhello\r\n0\r\nX: y\r\n",
            ]
            .iter()
            .try_for_each(|chunks| {
                let mut client = server.connect()?;
                client.send(post("body-cut-off-chunks", CHUNKED, chunks))?;
                client.finish();
                expect_no_success(&mut client)
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-cut-off-chunks") {
                    if sent.ends_with(b"0\r\n") { broken::plain("200 OK", "hello") } else { answer }
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-unread",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "Content that nobody wants is never read as a request",
            es: "Un contenido que nadie quiere nunca se lee como petición",
        },
        rule: Text {
            en: "After an error the content is still there: the server reads past it or closes, but takes nothing of it for a request.",
            es: "Tras un error el contenido sigue ahí: el servidor lo salta o cierra, pero no toma nada de él por una petición.",
        },
        hints: &[
            Text {
                en: "Either read the content to its end and go on, or answer with `Connection: close` and close.",
                es: "O lees el contenido hasta el final y sigues, o respondes con `Connection: close` y cierras.",
            },
            Text {
                en: "Closing is simpler, and the better choice for what is large.",
                es: "Cerrar es más sencillo, y mejor si el contenido es grande.",
            },
        ],
        waits: false,
        run: |server| {
            leaves_unread(
                server,
                around_smuggled(
                    "POST /hello?body-unread=length HTTP/1.1",
                    "Content-Type: text/plain\r\n",
                ),
                UNWANTED,
            )
        },
        broken: Breakage {
            // Forgets the content.
            how: Broken::Request(|request| match broken::has(request, "?body-unread=length") {
                true => broken::replace(request, "Content-Length: ", "Forgotten: "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "body-unread-chunks",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "Chunks that nobody wants are never read as a request",
            es: "Unos fragmentos que nadie quiere nunca se leen como petición",
        },
        rule: Text {
            en: "What holds for content by length holds for chunks: unread, they are skipped whole or the connection ends.",
            es: "Lo que vale para un contenido con longitud vale para los fragmentos: si no se leen, se saltan enteros o se cierra la conexión.",
        },
        hints: &[
            Text {
                en: "To skip chunks you must parse them; closing needs no parsing.",
                es: "Para saltarse los fragmentos hay que entenderlos; para cerrar, no.",
            },
            Text {
                en: "Decide by the head's fields, not by the method, whether there is content.",
                es: "Decide si hay contenido por los campos de la cabecera, no por el método.",
            },
        ],
        waits: false,
        run: |server| {
            let size = SMUGGLED.len();
            let request = format!(
                "POST /hello?body-unread-chunks HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
         {size:x}\r\n{SMUGGLED}\r\n0\r\n\r\n"
            );
            leaves_unread(server, request, UNWANTED)
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?body-unread-chunks") {
                true => broken::replace(request, "Transfer-Encoding: chunked\r\n", ""),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "body-unread-get",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.1",
        title: Text {
            en: "The content of a GET is never read as a request",
            es: "El contenido de un GET nunca se lee como petición",
        },
        rule: Text {
            en: "A GET may have content; it means nothing, but its bytes are there and are no request.",
            es: "Un GET puede llevar contenido; no significa nada, pero sus bytes están ahí y no son una petición.",
        },
        hints: &[
            Text {
                en: "Framing does not depend on the method: look at Content-Length for a GET, too.",
                es: "La delimitación del contenido no depende del método: mira Content-Length también en un GET.",
            },
            Text {
                en: "Answer and close, or refuse it with 400 and close.",
                es: "Responde y cierra, o recházalo con 400 y cierra.",
            },
        ],
        waits: false,
        run: |server| {
            leaves_unread(
                server,
                around_smuggled("GET /hello?body-unread-get HTTP/1.1", ""),
                &[200, 400, 413],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?body-unread-get") {
                true => broken::replace(request, "Content-Length: ", "Forgotten: "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "body-unread-error",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "The content of a refused request is never read as a request",
            es: "El contenido de una petición rechazada nunca se lee como petición",
        },
        rule: Text {
            en: "Whatever the error, also one found early such as 415, 417 or 501, the content behind it is no request.",
            es: "Sea cual sea el error, también uno temprano como 415, 417 o 501, el contenido que lo sigue no es una petición.",
        },
        hints: &[
            Text {
                en: "Every way out of your handler must pass by the question whether content is left.",
                es: "Toda salida de tu función debe pasar por la pregunta de si queda contenido.",
            },
            Text {
                en: "Ask it in one place, where the connection decides whether to go on.",
                es: "Hazla en un solo sitio: donde la conexión decide si sigue.",
            },
        ],
        waits: false,
        run: |server| {
            let text = "Content-Type: text/plain\r\n";
            leaves_unread(
                server,
                around_smuggled("POST /createUser?body-unread-error HTTP/1.1", text),
                &[415],
            )?;
            leaves_unread(
                server,
                around_smuggled("BREW /hello?body-unread-error HTTP/1.1", text),
                &[501],
            )?;
            let tea = "Expect: tea\r\n";
            leaves_unread(
                server,
                around_smuggled("POST /echo?body-unread-error HTTP/1.1", tea),
                &[417],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                match broken::has(request, "/createUser?body-unread-error") {
                    true => broken::replace(request, "Content-Length: ", "Forgotten: "),
                    false => request.to_vec(),
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "body-unread-options",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "The content of OPTIONS or DELETE is never read as a request",
            es: "El contenido de OPTIONS o DELETE nunca se lee como petición",
        },
        rule: Text {
            en: "Also a method whose content has no meaning may carry some, and success does not make it go away.",
            es: "También un método cuyo contenido no significa nada puede llevarlo, y el éxito no lo hace desaparecer.",
        },
        hints: &[
            Text {
                en: "A handler that needs no content leaves it unread: the connection must know.",
                es: "Una función que no necesita el contenido lo deja sin leer: la conexión debe saberlo.",
            },
            Text {
                en: "After answering, either skip it or close.",
                es: "Después de responder, sáltalo o cierra.",
            },
        ],
        waits: false,
        run: |server| {
            leaves_unread(
                server,
                around_smuggled("OPTIONS /hello?body-unread-options HTTP/1.1", ""),
                &[200, 204, 400],
            )?;
            leaves_unread(
                server,
                around_smuggled("DELETE /users/0?body-unread-options HTTP/1.1", ""),
                &[404, 400],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "?body-unread-options") {
                true => broken::replace(request, "Content-Length: ", "Forgotten: "),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "body-stall",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.9",
        title: Text {
            en: "Content that stands still does not hold the server for ever",
            es: "Un contenido que se detiene no retiene al servidor para siempre",
        },
        rule: Text {
            en: "A client that stops in the middle of its content gets 408, or the connection just ends; the RFC leaves the time to the server, but not to wait for ever.",
            es: "Un cliente que se para a mitad de su contenido recibe un 408, o la conexión simplemente termina; el RFC deja el tiempo al servidor, pero no es para esperar siempre.",
        },
        hints: &[
            Text {
                en: "Set a time limit before you read the content, as you did for the head.",
                es: "Pon un límite de tiempo antes de leer el contenido, como hiciste con la cabecera.",
            },
            Text {
                en: "`set_read_timeout` in Rust and `settimeout` in Python make a read give up with an error.",
                es: "`set_read_timeout` en Rust y `settimeout` en Python hacen que una lectura se rinda con un error.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?.patience(seconds(20))?;
            client.send(post("body-stall", "Content-Length: 10\r\n", "hello"))?;
            let rest = client.read_to_end()?;
            client.that(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408 "), Text {
                en: "The content stopped half-way: the server may close or answer 408, but nothing else makes sense.",
                es: "El contenido se quedó a medias: el servidor puede cerrar o responder 408, pero nada más tiene sentido.",
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                if broken::has(sent, "?body-stall") {
                    broken::with_status(answer, "200 OK")
                } else {
                    answer
                }
            }),
            also: &[],
        },
    },
];
