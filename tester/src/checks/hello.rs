//! Stage 2: one request head, one answer.

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
        hints: &[Text {
            en: "The first bytes to write are `HTTP/1.1 200 OK\\r\\n`.",
            es: "Los primeros bytes que escribes son `HTTP/1.1 200 OK\\r\\n`.",
        }],
        waits: false,
        run: |server| server.get("/hello?status-line")?.status(200)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?status-line") {
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
        rfc: "RFC 9112 §6.2",
        title: Text {
            en: "The answer says how many bytes its content has",
            es: "La respuesta dice cuántos bytes tiene su contenido",
        },
        rule: Text {
            en: "Content-Length is the number of bytes after the empty line, no more and no fewer.",
            es: "Content-Length es el número de bytes tras la línea vacía, ni uno más ni uno menos.",
        },
        hints: &[Text {
            en: "Count bytes, not letters: `body.len()`.",
            es: "Cuenta bytes, no letras: `body.len()`.",
        }],
        waits: false,
        run: |server| {
            server
                .get("/hello?content-length")?
                .field("Content-Length", "13")?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?content-length") {
                true => broken::with_field(answer, "Content-Length", "12"),
                false => answer,
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
        hints: &[Text {
            en: "One `read` may give half a line: keep what you have and read on until `\\r\\n\\r\\n`.",
            es: "Un `read` puede darte media línea: guarda lo que tienes y sigue leyendo hasta `\\r\\n\\r\\n`.",
        }],
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
            also: &[],
        },
    },
];
