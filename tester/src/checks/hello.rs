//! Stage 2: one request head, one answer.

use super::bind::{marked, serve_until};
use crate::prelude::*;

pub const CHECKS: &[Check] = &[
    Check {
        id: "hello-status-line",
        since: 2,
        until: None,
        rfc: "RFC 9112 §4",
        title: Text {
            en: "The answer begins with HTTP/1.1 200 OK",
            es: "La respuesta empieza por HTTP/1.1 200 OK",
        },
        rule: Text {
            en: "An answer's first line is the version, three digits and a reason, with one space between.",
            es: "La primera línea de una respuesta es la versión, tres dígitos y un motivo, con un espacio entre ellos.",
        },
        hints: &[
            Text {
                en: "The first bytes to write are `HTTP/1.1 200 OK\\r\\n`.",
                es: "Los primeros bytes que escribes son `HTTP/1.1 200 OK\\r\\n`.",
            },
            Text {
                en: "Version, space, `200`, space, `OK`: the reason is for people, but its space is required.",
                es: "Versión, espacio, `200`, espacio, `OK`: el motivo es para las personas, pero su espacio es obligatorio.",
            },
        ],
        waits: false,
        run: |server| hello(server, "status-line")?.status(200)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Check: status-line") {
                true => broken::with_status(answer, "200"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-content-length",
        since: 2,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "The answer says how many bytes its content has",
            es: "La respuesta dice cuántos bytes tiene su contenido",
        },
        rule: Text {
            en: "Content-Length is the number of bytes after the empty line, no more and no fewer.",
            es: "Content-Length es el número de bytes tras la línea vacía, ni uno más ni uno menos.",
        },
        hints: &[
            Text {
                en: "Count bytes, not letters: in Rust `body.len()`, in Python the `len` of the text once encoded.",
                es: "Cuenta bytes, no letras: en Rust `body.len()`, en Python el `len` del texto ya codificado.",
            },
            Text {
                en: "The empty line before the content does not count.",
                es: "La línea vacía antes del contenido no cuenta.",
            },
        ],
        waits: false,
        run: |server| {
            hello(server, "content-length")?
                .field("Content-Length", "13")?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "X-Check: content-length") {
                    true => broken::with_field(answer, "Content-Length", "12"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-byte-by-byte",
        since: 2,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A request that comes byte by byte is one request",
            es: "Una petición que llega byte a byte es una sola petición",
        },
        rule: Text {
            en: "The head of a request ends at its empty line, however many reads it takes to get there.",
            es: "La cabecera de una petición termina en su línea vacía, hagan falta las lecturas que hagan falta.",
        },
        hints: &[
            Text {
                en: "One read may give half a line: keep what you have and read on until `\\r\\n\\r\\n`.",
                es: "Una lectura puede darte media línea: guarda lo que tienes y sigue leyendo hasta `\\r\\n\\r\\n`.",
            },
            Text {
                en: "Do not answer before the empty line is there, or you answer half a question.",
                es: "No respondas antes de que llegue la línea vacía, o responderás a media pregunta.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send_pieces(&[b"G", b"ET /he", b"llo HTTP/1.1\r\nHost: slow"])?;
            client.send_slowly("ly\r\nConnection: close\r\n\r", 1)?;
            // Not before the last byte of the empty line.
            client.expect_open()?;
            client.send("\n")?;
            client.read_response("GET")?.status(200)?.body("Hello, World!")?;
            client.expect_end()
        },
        broken: Breakage {
            // Takes what one read gives for the whole request.
            how: Broken::Request(|read| match read.ends_with(b"\r\n\r\n") {
                true => read.to_vec(),
                false => [read, b"\r\n\r\n"].concat(),
            }),
            also: &["hello-half-head", "hello-next-after-break"],
        },
    },
    Check {
        id: "hello-line-ends",
        since: 2,
        until: None,
        rfc: "RFC 9112 §2.1",
        title: Text {
            en: "Every line of the answer's head ends in CRLF",
            es: "Cada línea de la cabecera de la respuesta termina en CRLF",
        },
        rule: Text {
            en: "The status line, each field line and the empty line end in the two bytes CR and LF.",
            es: "La línea de estado, cada línea de campo y la línea vacía terminan en los dos bytes CR y LF.",
        },
        hints: &[
            Text {
                en: "Functions that end a line for you (`writeln!`, `print`) write `\\n` alone: write `\\r\\n` yourself.",
                es: "Las funciones que terminan la línea por ti (`writeln!`, `print`) escriben solo `\\n`: escribe tú `\\r\\n`.",
            },
            Text {
                en: "In a string of several lines, an editor puts `\\n` where you see the line end.",
                es: "En un texto de varias líneas, el editor pone `\\n` donde tú ves el fin de línea.",
            },
        ],
        waits: false,
        run: |server| hello(server, "line-ends")?.status(200)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Check: line-ends") {
                true => broken::replace(&answer, "\r\n", "\n"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-content-type",
        since: 2,
        until: None,
        rfc: "RFC 9110 §8.3",
        title: Text {
            en: "The answer says that its content is plain text",
            es: "La respuesta dice que su contenido es texto plano",
        },
        rule: Text {
            en: "Content-Type names the kind of content, so that the client need not guess: here text/plain.",
            es: "Content-Type nombra el tipo de contenido para que el cliente no adivine: aquí, text/plain.",
        },
        hints: &[
            Text {
                en: "One line more in the head: `Content-Type: text/plain\\r\\n`.",
                es: "Una línea más en la cabecera: `Content-Type: text/plain\\r\\n`.",
            },
            Text {
                en: "`text/html` would let a browser take a `<` in the text for a tag.",
                es: "Con `text/html`, un navegador tomaría un `<` del texto por una etiqueta.",
            },
        ],
        waits: false,
        run: |server| hello(server, "content-type")?.field("Content-Type", "text/plain")?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "X-Check: content-type") {
                    true => broken::with_field(answer, "Content-Type", "text/html"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-body",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "The content is Hello, World!", es: "El contenido es Hello, World!" },
        rule: Text {
            en: "The content of the answer is the 13 bytes `Hello, World!`, without a line end.",
            es: "El contenido de la respuesta son los 13 bytes `Hello, World!`, sin fin de línea.",
        },
        hints: &[
            Text {
                en: "The content begins right after the empty line: no quotation marks, no line end.",
                es: "El contenido empieza justo tras la línea vacía: sin comillas y sin fin de línea.",
            },
            Text {
                en: "Capitals, the comma, one space, the exclamation mark: compare it letter by letter.",
                es: "Mayúsculas, la coma, un espacio, el signo de exclamación: compáralo letra a letra.",
            },
        ],
        waits: false,
        run: |server| hello(server, "body")?.body("Hello, World!")?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Check: body") {
                true => broken::with_body(answer, "Hello, World!\n"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-connection-close",
        since: 2,
        until: Some(6),
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "The answer announces that the connection will close",
            es: "La respuesta anuncia que la conexión se va a cerrar",
        },
        rule: Text {
            en: "A server that closes the connection after its answer says so with Connection: close.",
            es: "Un servidor que cierra la conexión tras su respuesta lo anuncia con Connection: close.",
        },
        hints: &[
            Text {
                en: "Without that field an HTTP/1.1 client expects that it can ask again on the same connection.",
                es: "Sin ese campo, un cliente HTTP/1.1 espera poder preguntar otra vez por la misma conexión.",
            },
            Text {
                en: "Say it in every answer, whether the client asked for it or not.",
                es: "Dilo en cada respuesta, lo haya pedido el cliente o no.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .raw("GET /hello HTTP/1.1\r\nHost: announce\r\n\r\n")?
                .status(200)?
                .lists("Connection", "close")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "Host: announce") {
                true => broken::without_field(answer, "Connection"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-end",
        since: 2,
        until: Some(6),
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "After its answer the server ends the connection",
            es: "Tras su respuesta, el servidor termina la conexión",
        },
        rule: Text {
            en: "A server that has said Connection: close closes after that answer, without waiting for the client.",
            es: "Un servidor que dijo Connection: close cierra tras esa respuesta, sin esperar al cliente.",
        },
        hints: &[
            Text {
                en: "Ending your side is enough: `shutdown` for writing, or just close the connection.",
                es: "Basta con cerrar tu lado: `shutdown` de escritura, o cerrar sin más la conexión.",
            },
            Text {
                en: "After the answer, do not go back to reading: the client may say nothing more.",
                es: "Tras la respuesta no vuelvas a leer: puede que el cliente no diga nada más.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /hello HTTP/1.1\r\nHost: end\r\n\r\n")?;
            client.read_response("GET")?.status(200)?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    let stage_end = !marked(&client, "Host: end");
                    Relay { stage_end, ..Relay::FAITHFUL }.run(client, stage);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-one-answer",
        since: 2,
        until: Some(6),
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "One connection, one request, one answer",
            es: "Una conexión, una petición, una respuesta",
        },
        rule: Text {
            en: "A server that says Connection: close answers one request and processes no other after it.",
            es: "Un servidor que dice Connection: close responde a una petición y no procesa ninguna más.",
        },
        hints: &[
            Text {
                en: "Read up to the first empty line, answer, and be done with this client.",
                es: "Lee hasta la primera línea vacía, responde, y habrás acabado con este cliente.",
            },
            Text {
                en: "What comes after that line is no longer yours, even if it arrives in the same read.",
                es: "Lo que viene tras esa línea ya no te toca, aunque llegue en la misma lectura.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let request = "GET /hello HTTP/1.1\r\nHost: twice\r\n\r\n";
            client.send(request.repeat(2))?;
            client.read_response("GET")?.status(200)?;
            client.finish();
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "Host: twice") {
                true => answer.repeat(2),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-anything",
        since: 2,
        until: Some(3),
        rfc: "WIRE.md",
        title: Text {
            en: "Whatever is asked, the answer is Hello, World!",
            es: "Se pida lo que se pida, la respuesta es Hello, World!",
        },
        rule: Text {
            en: "At this stage the server looks for the end of the head only, and answers whatever it says.",
            es: "En esta etapa el servidor solo busca el final de la cabecera, y responde diga lo que diga.",
        },
        hints: &[
            Text {
                en: "Do not look at the method, the target or the version yet: that is stage 3.",
                es: "Todavía no mires el método, el destino ni la versión: eso es la etapa 3.",
            },
            Text {
                en: "The empty line is all that you look for.",
                es: "Lo único que buscas es la línea vacía.",
            },
        ],
        waits: false,
        run: |server| {
            let heads = [
                "GET /no/such/page HTTP/1.1\r\nHost: anything\r\n\r\n",
                "BREW /coffee HTTP/1.1\r\nHost: anything\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "I am no request at all.\r\nNor is this: a field\r\n\r\n",
            ];
            for head in heads {
                server.raw(head)?.status(200)?.body("Hello, World!")?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match sent.starts_with(b"BREW ") {
                true => broken::plain("501 Not Implemented", "I am a teapot."),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-not-text",
        since: 2,
        until: Some(3),
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A head that is not UTF-8 is answered too",
            es: "También se responde a una cabecera que no es UTF-8",
        },
        rule: Text {
            en: "A message is read as a sequence of bytes; nothing says that they are valid UTF-8.",
            es: "Un mensaje se lee como una secuencia de bytes, y nada dice que sean UTF-8 válido.",
        },
        hints: &[
            Text {
                en: "Reading lines as text fails on such bytes (Rust: `read_line`; Python: `decode`): read bytes and look for `\\r\\n\\r\\n` in them.",
                es: "Leer líneas como texto falla con esos bytes (Rust: `read_line`; Python: `decode`): lee bytes y busca en ellos `\\r\\n\\r\\n`.",
            },
            Text {
                en: "To print a line whatever it holds: `line.escape_ascii()` in Rust, `repr(line)` in Python.",
                es: "Para mostrar una línea lleve lo que lleve: `line.escape_ascii()` en Rust, `repr(line)` en Python.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .raw(b"GET /\xff\xfe\x00\xc3\x28 HTTP/1.1\r\nHost: bytes\r\nX-Bytes: \x80\r\n\r\n")?
                .status(200)?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            // `read_line(&mut String)?` in the code for one client.
            how: Broken::Response(|sent, answer| match str::from_utf8(sent) {
                Ok(_) => answer,
                Err(_) => Vec::new(),
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-split-end",
        since: 2,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A head may be cut anywhere, even within its empty line",
            es: "La cabecera puede llegar cortada, incluso en su línea vacía",
        },
        rule: Text {
            en: "Where one packet ends and the next begins means nothing: only the bytes count, in order.",
            es: "Dónde acaba un paquete y empieza otro no significa nada: solo cuentan los bytes, en orden.",
        },
        hints: &[
            Text {
                en: "Look for `\\r\\n\\r\\n` in all that you have gathered, not in the latest read alone.",
                es: "Busca `\\r\\n\\r\\n` en todo lo que has reunido, no solo en la última lectura.",
            },
            Text {
                en: "The four bytes of the end may come in four reads.",
                es: "Los cuatro bytes del final pueden llegar en cuatro lecturas.",
            },
        ],
        waits: false,
        run: |server| {
            let line = b"GET /hello HTTP/1.1";
            let field = b"Host: split\r\nConnection: close";
            let cuts: [[&[u8]; 4]; 2] =
                [[line, b"\r\n", field, b"\r\n\r\n"], [line, b"\r", b"\n", field]];
            let ends: [&[&[u8]]; 2] = [&[], &[b"\r", b"\n\r\n"]];
            for (cut, end) in cuts.iter().zip(ends) {
                let mut client = server.connect()?;
                client.send_pieces(&[cut, end].concat())?;
                client.read_response("GET")?.status(200)?;
                client.expect_end()?;
            }
            Ok(())
        },
        broken: Breakage {
            // Looks for the end in each read alone, and so never finds it.
            how: Broken::Request(|read| match read {
                b"\n\r\n" => Vec::new(),
                _ => read.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-large-head",
        since: 2,
        until: None,
        rfc: "RFC 9110 §2.3",
        title: Text {
            en: "A head of 12 KB is read to its end",
            es: "Una cabecera de 12 KB se lee hasta el final",
        },
        rule: Text {
            en: "A head may be longer than one buffer: browsers with many cookies send several kilobytes; the RFC names no size, but this course asks for 12 KB.",
            es: "Una cabecera puede ser más larga que un búfer: un navegador con muchas cookies envía varios kilobytes; el RFC no da ningún tamaño, pero este curso pide 12 KB.",
        },
        hints: &[
            Text {
                en: "A single read may give the first part only: gather what comes in a buffer that grows, up to a limit.",
                es: "Una sola lectura puede dar solo la primera parte: junta lo que llegue en un búfer que crezca, hasta un límite.",
            },
            Text {
                en: "In this course the limit is 32 KiB for the whole head.",
                es: "En este curso el límite son 32 KiB para toda la cabecera.",
            },
        ],
        waits: false,
        run: |server| {
            let cookie = "x".repeat(4000);
            let fields = [("X-One", &*cookie), ("X-Two", &*cookie), ("X-Three", &*cookie)];
            server.get_with("/hello", &fields)?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Three: ") {
                true if sent.len() > 8192 => Vec::new(),
                _ => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-lines-endless",
        since: 2,
        until: None,
        rfc: "RFC 9110 §2.3",
        title: Text {
            en: "A head of lines without end is given up",
            es: "Una cabecera de líneas sin fin se da por perdida",
        },
        rule: Text {
            en: "A server keeps only so much of a head in memory, however short its lines are; the RFC sets no limit, but memory does.",
            es: "Un servidor guarda en memoria una cabecera solo hasta cierto tamaño, por cortas que sean sus líneas; el RFC no pone límite, pero la memoria sí.",
        },
        hints: &[
            Text {
                en: "Count the bytes of the whole head, not those of each line.",
                es: "Cuenta los bytes de toda la cabecera, no los de cada línea.",
            },
            Text {
                en: "In this course 32 KiB are the most: then answer with an error, or close.",
                es: "En este curso el máximo son 32 KiB: después responde con un error, o cierra.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /lines HTTP/1.1\r\nHost: lines\r\n")?;
            // A server that has had enough need not take all of this.
            let line = [b"X-Line: ".as_slice(), &[b'l'; 990], b"\r\n"].concat();
            let _ = client.send(line.repeat(200));
            match server.stage() {
                2 => client.read_to_end().map(drop), // it answers whatever it is asked
                _ => no_success(&mut client),
            }
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| match marked(&client, "/lines") {
                    true => broken::hang(client),
                    false => drop(Relay::FAITHFUL.run(client, stage)),
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-half-head",
        since: 2,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "Half a request is not answered as if it were whole",
            es: "A media petición no se responde como si estuviera entera",
        },
        rule: Text {
            en: "A head that ends before its empty line is incomplete: the server closes, perhaps after an error.",
            es: "Una cabecera que acaba antes de su línea vacía está incompleta: el servidor cierra, si acaso tras un error.",
        },
        hints: &[
            Text {
                en: "A read without bytes before the empty line (Rust: `Ok(0)`; Python: `b''`) is no end of the head: it is the client that left.",
                es: "Una lectura sin bytes antes de la línea vacía (Rust: `Ok(0)`; Python: `b''`) no es el fin de la cabecera: se fue el cliente.",
            },
            Text {
                en: "Leave the loop there too, or you will read nothing for ever.",
                es: "Sal del bucle también ahí, o leerás cero bytes una y otra vez, sin fin.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /hello HTTP/1.1\r\nHost: half")?;
            client.finish();
            no_success(&mut client)
        },
        broken: Breakage {
            // Takes the client's end for the end of the head.
            how: Broken::Request(|chunk| match broken::has(chunk, "Host: half") {
                true => [chunk, b"\r\n\r\n"].concat(),
                false => chunk.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-empty",
        since: 2,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "A client that leaves without a word stops nobody",
            es: "Un cliente que se va sin decir nada no detiene a nadie",
        },
        rule: Text {
            en: "A connection may end before any byte came; the server closes it and takes the next.",
            es: "Una conexión puede terminar sin que llegue ningún byte: el servidor la cierra y toma la siguiente.",
        },
        hints: &[
            Text {
                en: "There is no first line to parse then: look whether anything came before you go on.",
                es: "Entonces no hay primera línea que analizar: mira si llegó algo antes de seguir.",
            },
            Text {
                en: "To take the first of no lines ends your server here (Rust: `next().unwrap()`; Python: `lines[0]`).",
                es: "Tomar la primera línea donde no hay ninguna acaba aquí con tu servidor (Rust: `next().unwrap()`; Python: `lines[0]`).",
            },
        ],
        waits: false,
        run: |server| {
            let mut silent = server.connect()?;
            silent.finish();
            no_success(&mut silent)?;
            drop(silent);
            server.get("/hello")?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    if client.peek(&mut [0]).is_ok_and(|count| count == 0) {
                        return;
                    }
                    Relay::FAITHFUL.run(client, stage);
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-next-after-break",
        since: 2,
        until: None,
        rfc: "RFC 9293 §3.5.2",
        title: Text {
            en: "A client that breaks off within its head stops nobody",
            es: "Un cliente que corta a mitad de su cabecera no detiene a nadie",
        },
        rule: Text {
            en: "A reset while the server reads ends that one connection, and the next client is served.",
            es: "Un reset mientras el servidor lee termina solo esa conexión, y se atiende al siguiente cliente.",
        },
        hints: &[
            Text {
                en: "Reading can fail whenever the client breaks off (Rust: `ConnectionReset`; Python: `ConnectionError`): report it and go on.",
                es: "Leer puede fallar si el cliente corta (Rust: `ConnectionReset`; Python: `ConnectionError`): informa y sigue.",
            },
            Text {
                en: "Let the function for one client hand its errors to the loop over all (Rust: `io::Result`; Python: an exception), and handle them there.",
                es: "Que la función de un cliente entregue sus errores al bucle de todos (Rust: `io::Result`; Python: una excepción), y trátalos ahí.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /hello HTTP/1.1\r\nHost: break")?;
            client.expect_open()?;
            client.reset();
            server.get("/hello")?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| serve_until(&front, "Host: break")),
            also: &[],
        },
    },
    Check {
        id: "hello-next-after-reset",
        since: 2,
        until: None,
        rfc: "RFC 9293 §3.5.2",
        title: Text {
            en: "A reset in the middle of an answer stops nobody",
            es: "Un reset en medio de una respuesta no detiene a nadie",
        },
        rule: Text {
            en: "A client may break off while it is being answered; the server goes on with the next.",
            es: "Un cliente puede cortar mientras se le responde; el servidor sigue con el siguiente.",
        },
        hints: &[
            Text {
                en: "Writing, flushing and ending your side can fail as reading can: expect it of each of them.",
                es: "Escribir, vaciar el búfer y cerrar tu lado pueden fallar igual que leer: cuenta con ello en todos.",
            },
            Text {
                en: "What went wrong with one client is a line in the log, and no more.",
                es: "Lo que falló con un cliente es una línea en el registro, y nada más.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.write_request("GET", "/hello", &[("X-Check", "reset")], b"", false)?;
            client.expect_bytes(b"HTTP/1.1 ")?;
            client.reset();
            server.get("/hello")?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| serve_until(&front, "X-Check: reset")),
            also: &[],
        },
    },
    Check {
        id: "hello-never-reads",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "200 KB nobody asked for, and no ear for the answer: next, please",
            es: "200 KB de más y sin leer la respuesta: que pase el siguiente",
        },
        rule: Text {
            en: "A client that sends far too much and reads nothing costs the server one connection, no more.",
            es: "Un cliente que envía de más y no lee nada le cuesta al servidor una conexión, y nada más.",
        },
        hints: &[
            Text {
                en: "You need not read what follows the head; but an error in doing so must not end the server.",
                es: "No hace falta leer lo que sigue a la cabecera; pero si lo lees, un error no debe acabar con el servidor.",
            },
            Text {
                en: "If you do read it, throw it away as it comes: do not gather it in memory.",
                es: "Si lo lees, descártalo según llega: no lo acumules en memoria.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.write_request("GET", "/hello", &[("X-Check", "unread")], b"", true)?;
            // A server need not read what no request announced.
            let _ = client.send(vec![b'x'; 200_000]);
            drop(client);
            server.get("/hello")?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| serve_until(&front, "X-Check: unread")),
            also: &[],
        },
    },
    Check {
        id: "hello-next-client",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Twenty clients, one after the other, get twenty answers",
            es: "Veinte clientes, uno tras otro, reciben veinte respuestas",
        },
        rule: Text {
            en: "The server goes on with the next client after each one, without end.",
            es: "Después de cada cliente el servidor sigue con el siguiente, una y otra vez.",
        },
        hints: &[
            Text {
                en: "Whatever ends the talk with one client, the loop around `accept` goes on.",
                es: "Acabe como acabe la conversación con un cliente, el bucle de `accept` sigue.",
            },
            Text {
                en: "Does each connection get closed? Those that stay open run out one day.",
                es: "¿Se cierra cada conexión? Si se quedan abiertas, un día se agotan.",
            },
        ],
        waits: false,
        run: |server| {
            for _ in 0..20 {
                server.get("/hello")?.status(200)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                for client in std::iter::from_fn(|| front.accept()).take(16) {
                    let Ok(stage) = front.stage() else { return };
                    Relay::FAITHFUL.run(client, stage);
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-waits-its-turn",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Who asks while another is served gets an answer too",
            es: "Quien pide mientras se atiende a otro también recibe respuesta",
        },
        rule: Text {
            en: "A client that connects while the server talks to another one is served, at the latest afterwards.",
            es: "Al cliente que se conecta mientras el servidor habla con otro se le atiende, como muy tarde después.",
        },
        hints: &[
            Text {
                en: "The system keeps those who wait, as long as the one listening socket lives.",
                es: "El sistema guarda a quienes esperan mientras viva el único socket que escucha.",
            },
            Text {
                en: "End the first connection properly, then `accept` gives you the second.",
                es: "Termina bien la primera conexión, y `accept` te dará la segunda.",
            },
        ],
        waits: false,
        run: |server| {
            let mut first = server.connect()?;
            first.send("GET /hello HTTP/1.1\r\nX-Check: first\r\n")?;
            let mut second = server.connect()?;
            second.write_request("GET", "/hello", &[], b"", true)?;
            first.send("Host: first\r\nConnection: close\r\n\r\n")?;
            first.read_response("GET")?.status(200)?;
            first.expect_end()?;
            drop(first);
            second.read_response("GET")?.status(200)?;
            second.expect_end()
        },
        broken: Breakage {
            how: Broken::Server(|front| serve_until(&front, "X-Check: first")),
            also: &[],
        },
    },
    Check {
        id: "hello-stays",
        since: 2,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "A client that neither reads nor leaves does not hold the server",
            es: "Un cliente que ni lee ni se va no retiene al servidor",
        },
        rule: Text {
            en: "The server ends its side after the answer, and does not wait without limit for the client's end.",
            es: "Tras la respuesta el servidor cierra su lado, y no espera sin límite a que termine el cliente.",
        },
        hints: &[
            Text {
                en: "If you read on until the client ends, set a time limit (Rust: `set_read_timeout`; Python: `settimeout`).",
                es: "Si sigues leyendo hasta que el cliente termine, pon un límite de tiempo (Rust: `set_read_timeout`; Python: `settimeout`).",
            },
            Text {
                en: "Two seconds are plenty for bytes that are already on their way.",
                es: "Dos segundos sobran para los bytes que ya están en camino.",
            },
        ],
        waits: true,
        run: |server| {
            let mut stays = server.connect()?;
            stays.write_request("GET", "/hello", &[("X-Check", "stays")], b"", true)?;
            let mut next = server.connect()?.patience(seconds(8))?;
            next.write_request("GET", "/hello", &[], b"", true)?;
            next.read_response("GET")?.status(200)?;
            next.expect_end()?;
            stays.read_response("GET")?.status(200)?.done()
        },
        broken: Breakage {
            // One client at a time, and each until it leaves.
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    Relay::FAITHFUL.run(client, stage);
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-silent-dropped",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A client that never says anything is dropped after 5 s",
            es: "Se cierra a los 5 s la conexión de quien nunca dice nada",
        },
        rule: Text {
            en: "A connection on which nothing comes is closed after five seconds; the RFC leaves the time open, and a server with one thread cannot wait longer.",
            es: "Una conexión por la que no llega nada se cierra a los cinco segundos; el RFC deja abierto el tiempo, y un servidor con un solo hilo no puede esperar más.",
        },
        hints: &[
            Text {
                en: "Browsers open spare connections and say nothing on them: give reading a time limit.",
                es: "Los navegadores abren conexiones de reserva y no dicen nada: ponle un límite de tiempo a la lectura.",
            },
            Text {
                en: "`set_read_timeout` in Rust, `settimeout` in Python and JavaScript's `setTimeout` on the socket; treat what then happens as the client's end.",
                es: "`set_read_timeout` en Rust, `settimeout` en Python y `setTimeout` del socket en JavaScript; trata lo que pase entonces como el final del cliente.",
            },
        ],
        waits: true,
        run: |server| {
            let mut silent = server.connect()?.patience(seconds(8))?;
            no_success(&mut silent)
        },
        broken: Breakage {
            // Waits for the first byte as long as it takes.
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    if client.peek(&mut [0]).is_ok_and(|count| count > 0) {
                        Relay::FAITHFUL.run(client, stage);
                    }
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-pause",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Who pauses for a second within the head is waited for",
            es: "A quien hace una pausa de un segundo en la cabecera se le espera",
        },
        rule: Text {
            en: "A client may pause within its head, as somebody does who types it; a second of silence is no reason to drop it.",
            es: "Un cliente puede hacer una pausa a media cabecera, como quien la teclea; un segundo de silencio no es motivo para cerrar su conexión.",
        },
        hints: &[
            Text {
                en: "That nothing has come yet is no end: read again, until the time is up.",
                es: "Que aún no haya llegado nada no es el final: vuelve a leer hasta que se acabe el tiempo.",
            },
            Text {
                en: "To try it, type the request line by line into `nc 127.0.0.1 4221`.",
                es: "Para probarlo, teclea la petición línea a línea en `nc 127.0.0.1 4221`.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /hello HTTP/1.1\r\nHost: pause")?;
            client.pause(seconds(1))?;
            client.send("d\r\nConnection: close\r\n\r\n")?;
            client.read_response("GET")?.status(200)?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    if !marked(&client, "Host: pause") {
                        Relay::FAITHFUL.run(client, stage);
                    }
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-silent-next",
        since: 2,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A silent client does not keep the next one waiting for ever",
            es: "Un cliente callado no deja al siguiente esperando para siempre",
        },
        rule: Text {
            en: "While one client stays silent the next one is served, after five seconds at the latest.",
            es: "Mientras un cliente calla se atiende al siguiente, como muy tarde a los cinco segundos.",
        },
        hints: &[
            Text {
                en: "Your only thread waits to read from the silent client: limit that wait.",
                es: "Tu único hilo espera a leer algo del cliente callado: limita esa espera.",
            },
            Text {
                en: "A time limit that has passed is no reason to stop: close, and `accept` the next.",
                es: "Que se agote el tiempo no es motivo para parar: cierra y acepta al siguiente.",
            },
        ],
        waits: true,
        run: |server| {
            let _silent = server.connect()?;
            let mut next = server.connect()?.patience(seconds(8))?;
            next.write_request("GET", "/hello", &[], b"", true)?;
            next.read_response("GET")?.status(200)?;
            next.expect_end()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    Relay::FAITHFUL.run(client, stage);
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "hello-half-silent",
        since: 2,
        until: Some(6),
        rfc: "WIRE.md",
        title: Text {
            en: "A client that falls silent within its head is dropped",
            es: "Se cierra la conexión de quien se calla a media cabecera",
        },
        rule: Text {
            en: "A client that sends half a head and then nothing for five seconds is dropped.",
            es: "Al cliente que envía media cabecera y luego nada durante cinco segundos se le cierra la conexión.",
        },
        hints: &[
            Text {
                en: "The time limit belongs to every read, not only to the first.",
                es: "El límite de tiempo vale para cada lectura, no solo para la primera.",
            },
            Text {
                en: "Set it on the connection once, before the first read.",
                es: "Pónselo a la conexión una vez, antes de la primera lectura.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?.patience(seconds(8))?;
            client.send("GET /hello HTTP/1.1\r\nHost: fades")?;
            no_success(&mut client)
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    let stage_end = !marked(&client, "Host: fades");
                    Relay { stage_end, ..Relay::FAITHFUL }.run(client, stage);
                });
            }),
            also: &[],
        },
    },
];

/// `GET /hello` with the mark of a check, in a field: queries are not understood before stage 3.
fn hello(server: &Server, check: &str) -> Verdict<Response> {
    server.get_with("/hello", &[("X-Check", check)])
}

/// The server closes, perhaps after an error, but never with the answer to a whole request.
fn no_success(client: &mut Client) -> Verdict {
    let said = client.read_to_end()?;
    match said.starts_with(b"HTTP/1.1 2") {
        true => Err(client.fail_at(NOT_ASKED, 0)),
        false => Ok(()),
    }
}

const NOT_ASKED: Text = Text {
    en: "No whole request was sent, and yet the server answers one.",
    es: "No se envió ninguna petición entera y, aun así, el servidor responde a una.",
};
