//! Chapter 6: many at once.

use super::parse::plain;
use super::prelude::*;
use crate::failure::Piece;
use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "6.1",
            since: 6,
            until: None,
            rfc: "RFC 9110 §7.6.1",
            title: Text {
                en: "Who may stay is told for how long",
                es: "A quien puede quedarse se le dice cuánto tiempo",
            },
            rule: Text {
                en: "An answer after which the connection stays open carries `Keep-Alive: timeout=5`; as that concerns this connection only, `Connection: keep-alive` names it.",
                es: "La respuesta tras la que la conexión sigue abierta lleva `Keep-Alive: timeout=5`; como eso solo atañe a esta conexión, `Connection: keep-alive` lo nombra.",
            },
            hints: &[
                Text {
                    en: "One place decides what an answer says about its connection. Those that close say nothing of staying.",
                    es: "Hay un solo lugar que decide qué dice la respuesta sobre su conexión. Las que cierran no dicen nada de quedarse.",
                },
                Text {
                    en: "Rust: `Next::field` in connection.rs, for `Persist` and `KeepAlive` alike. Python: where you write `Connection`; the 5 is the same as in your `settimeout`, so give it a name and use it twice.",
                    es: "Rust: `Next::field`, en connection.rs, lo mismo para `Persist` que para `KeepAlive`. Python: donde escribes `Connection`; el 5 es el mismo de tu `settimeout`, así que dale un nombre y úsalo dos veces.",
                },
            ],
            waits: false,
            run: |server| {
                let mut client = server.connect()?;
                for target in ["/hello", "/", "/no-such-thing"] {
                    stays(&client.get(target)?)?;
                }
                let mut old = server.connect()?;
                old.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")?;
                stays(&old.read_response("GET")?)?;
                server.get("/hello")?.status(200)?.no_field("Keep-Alive")?.done()
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "6.2",
            since: 6,
            until: None,
            rfc: COURSE,
            title: Text {
                en: "GET /count counts, also when 50 ask at once",
                es: "GET /count cuenta, aunque pregunten 50 a la vez",
            },
            rule: Text {
                en: "Each answer is a number, one more than the one before; no two clients ever get the same.",
                es: "Cada respuesta es un número, uno más que la anterior; nunca dos clientes reciben el mismo.",
            },
            hints: &[
                Text {
                    en: "To read the number, add one and write it back are three steps, and another thread may come between. It must be one step.",
                    es: "Leer el número, sumar uno y volver a guardarlo son tres pasos, y otro hilo puede colarse en medio. Tiene que ser un solo paso.",
                },
                Text {
                    en: "Rust: an `AtomicU64` in `Routes`, and `fetch_add`, which gives the number as it was before. Python: a `threading.Lock` around the addition and the reading; `count += 1` alone is no single step.",
                    es: "Rust: un `AtomicU64` en `Routes` y `fetch_add`, que da el número de antes. Python: un `threading.Lock` alrededor de la suma y de la lectura; `count += 1` por sí solo no es un único paso.",
                },
            ],
            waits: false,
            run: |server| {
                let first = server.get("/count")?;
                let start = number(&first)?;
                first.that(start == 1 || !server.is_ours(), NOT_ONE)?;
                next_is(&server.get("/count")?, start + 1)?;
                let all = at_once(server, 50)?;
                let expected = (start + 2..start + 52).collect::<BTreeSet<_>>();
                let after = server.get("/count")?;
                after.that(all == expected, NOT_EACH)?;
                next_is(&after, start + 52)
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "6.3",
            since: 6,
            until: None,
            rfc: "RFC 9112 §7.1",
            title: Text {
                en: "GET /countdown sends 3, 2, 1 in chunks, as time goes by",
                es: "GET /countdown envía 3, 2, 1 en fragmentos, a su ritmo",
            },
            rule: Text {
                en: "Content whose length is not known yet goes out in chunks, each as soon as it is there; to an HTTP/1.0 client without chunks, and the end of the connection ends it.",
                es: "El contenido cuya longitud aún no se sabe sale en fragmentos, cada uno en cuanto está; a un cliente HTTP/1.0, sin fragmentos, y lo termina el fin de la conexión.",
            },
            hints: &[
                Text {
                    en: "Such an answer has no Content-Length: `Transfer-Encoding: chunked` takes its place, or, for HTTP/1.0, `Connection: close` alone. Nothing leaves while it lies in a buffer.",
                    es: "Una respuesta así no tiene Content-Length: en su lugar va `Transfer-Encoding: chunked` o, para HTTP/1.0, solo `Connection: close`. Nada sale mientras esté en un búfer.",
                },
                Text {
                    en: "Rust: another variant of `Content`, with a boxed iterator that sleeps between its pieces; `send` writes `{:x}\\r\\n`, the piece, `\\r\\n` and flushes; at the end `0\\r\\n\\r\\n`. Python: a generator with `time.sleep(0.2)`, and `f'{len(piece):x}'`.",
                    es: "Rust: otra variante de `Content`, con un iterador en una `Box` que duerme entre pieza y pieza; `send` escribe `{:x}\\r\\n`, la pieza, `\\r\\n` y vacía el búfer; al final, `0\\r\\n\\r\\n`. Python: un generador con `time.sleep(0.2)` y `f'{len(piece):x}'`.",
                },
            ],
            waits: true,
            run: |server| {
                let mut client = server.connect()?;
                let response = client.get("/countdown")?;
                plain(&response)?.lists("Transfer-Encoding", "chunked")?.body(COUNTDOWN)?;
                client.that(chunks(&client) == ["3\n", "2\n", "1\n"], NOT_THREE)?;
                client.get("/hello")?.status(200)?;
                paced(server)?;
                for fields in ["", "Connection: keep-alive\r\n"] {
                    let old = server.raw(format!("GET /countdown HTTP/1.0\r\n{fields}\r\n"))?;
                    plain(&old)?.no_field("Transfer-Encoding")?.body(COUNTDOWN)?;
                }
                Ok(())
            },
            broken: UNTOUCHED,
        },
    },
];

fn stays(response: &Response) -> Verdict {
    response.lists("Connection", "keep-alive")?.lists("Keep-Alive", "timeout=5")?.done()
}

/// A plain text that is a number.
fn number(response: &Response) -> Verdict<u64> {
    let text = plain(response)?.text();
    text.trim_end().parse().map_err(|_| response.fail(NO_NUMBER))
}

const NO_NUMBER: Text = Text {
    en: "The content should be a number and nothing else.",
    es: "El contenido debería ser un número y nada más.",
};
const NOT_ONE: Text = Text {
    en: "The server has just been started, so this should be 1.",
    es: "El servidor acaba de arrancar, así que esto debería ser 1.",
};
const NOT_EACH: Text = Text {
    en: "50 clients had asked at once, and did not get the next 50 numbers: some got the same.",
    es: "Habían preguntado 50 clientes a la vez, y no recibieron los 50 números siguientes: algunos recibieron el mismo.",
};

/// The number must be this one.
pub(super) fn next_is(response: &Response, expected: u64) -> Verdict {
    match number(response)? == expected {
        true => Ok(()),
        false => response.body(expected.to_string())?.done(),
    }
}

/// The numbers that so many clients get who are all connected before the first of them asks.
fn at_once(server: &Server, count: usize) -> Verdict<BTreeSet<u64>> {
    let clients = (0..count).map(|_| server.connect()).collect::<Verdict<Vec<_>>>()?;
    thread::scope(|scope| {
        let ask = |mut client: Client| scope.spawn(move || number(&client.get("/count")?));
        let asked = clients.into_iter().map(ask).collect::<Vec<_>>();
        asked.into_iter().filter_map(|client| client.join().ok()).collect()
    })
}

const COUNTDOWN: &str = "3\n2\n1\n";

const NOT_THREE: Text = Text {
    en: "The content is right, but it did not come as three chunks, each with one line.",
    es: "El contenido está bien, pero no llegó en tres fragmentos, cada uno con una línea.",
};

/// The chunks of the one answer that this client got, which has been read and found right.
fn chunks(client: &Client) -> Vec<String> {
    let pieces = client.transcript().pieces();
    let bytes = pieces.iter().filter_map(Piece::as_received).collect::<Vec<_>>().concat();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (_, mut rest) = text.split_once("\r\n\r\n").unwrap_or_default();
    let mut chunks = Vec::new();
    while let Some((line, data)) = rest.split_once("\r\n") {
        let digits = line.split([';', ' ', '\t']).next().unwrap_or_default();
        let size = usize::from_str_radix(digits, 16).unwrap_or_default();
        let Some((chunk, next)) = data.split_at_checked(size).filter(|_| size > 0) else { break };
        chunks.push(chunk.to_string());
        rest = next.strip_prefix("\r\n").unwrap_or_default();
    }
    chunks
}

/// The least that must lie between two chunks as the tester sees them come, of 200 ms.
const GAP: Duration = Duration::from_millis(100);

/// How often a busy machine may make the tester see two chunks together.
const TRIES: usize = 3;

/// Each number comes some time after the one before.
fn paced(server: &Server) -> Verdict {
    for last in (0..TRIES).rev() {
        let mut client = server.connect()?;
        client.write_request("GET", "/countdown", &[], b"", false)?;
        let mut times = Vec::new();
        for number in 1..=3 {
            client.await_bytes(format!("\r\n{}\n\r\n", 4 - number).as_bytes())?;
            times.push(Instant::now());
        }
        if times.is_sorted_by(|one, next| next.duration_since(*one) >= GAP) {
            return Ok(());
        }
        client.that(last > 0, NOT_PACED)?;
    }
    Ok(())
}

const NOT_PACED: Text = Text {
    en: "The numbers should come one after the other, 200 ms apart; here they came closer together.",
    es: "Los números deberían llegar uno tras otro, cada 200 ms; aquí llegaron más juntos.",
};
