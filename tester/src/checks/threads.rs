//! Stage 6: many clients at once, and many requests on one connection.

use crate::prelude::*;
use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;

/// A GET for this target, with these further field lines.
fn get(target: &str, lines: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n")
}

/// A GET in HTTP/1.0.
fn get_10(target: &str, lines: &str) -> String {
    format!("GET {target} HTTP/1.0\r\n{lines}\r\n")
}

// Parts of the broken servers; all but the last treat only who says `mark`.

fn swap(request: &[u8], mark: &str, from: &str, to: &str) -> Vec<u8> {
    if broken::has(request, mark) { broken::replace(request, from, to) } else { request.to_vec() }
}

/// Takes the request for one that asks to close.
fn closing(request: &[u8], mark: &str) -> Vec<u8> {
    swap(request, mark, " HTTP/1.1\r\n", " HTTP/1.1\r\nConnection: close\r\n")
}

/// Whether the first bytes of the client have `mark`; who says nothing for a second has not.
fn opens_with(client: &TcpStream, mark: &str) -> bool {
    let mut bytes = [0; 1024];
    let _ = client.set_read_timeout(Some(seconds(1)));
    let count = client.peek(&mut bytes).unwrap_or(0);
    let _ = client.set_read_timeout(None);
    broken::has(&bytes[..count], mark)
}

/// Lengths of heads, in bytes, that fill a usual buffer to its end: as if nothing followed.
const BUFFERS: [usize; 7] = [256, 512, 1024, 1536, 2048, 4096, 8192];

/// Sends a last request with a head of this length, and behind it more than a buffer holds.
fn last_answer_arrives(server: &Server, length: usize) -> Verdict {
    let last = |filler: &str| {
        let fields = format!("Connection: close\r\nX-Filler: {filler}\r\n");
        get("/echo/threads-close-arrives", &fields)
    };
    let filled = last(&"x".repeat(length - last("").len()));
    let behind = get("/echo/I-shouldnt-be-answered", "").repeat(4000);
    let mut client = server.connect()?;
    let answer = client.converse(&[filled, behind].concat().into_bytes())?;
    client.that(
        answer.ends_with(b"\r\n\r\nthreads-close-arrives"),
        Text {
            en: "Here the connection should end: the first request asked for that, and nothing after it should be answered.",
            es: "Aquí la conexión debería acabar: lo pidió la primera petición, y nada de lo que sigue debería responderse.",
        },
    )
}

/// Serves marked clients one after another, and ends when one of them breaks off.
fn one_by_one(front: &Front, mark: &str) {
    while let Some(client) = front.accept() {
        let Ok(stage) = front.stage() else { return };
        if !opens_with(&client, mark) {
            thread::spawn(move || Relay::FAITHFUL.run(client, stage));
        } else if Relay::FAITHFUL.run(client, stage) == Ending::Reset {
            return;
        }
    }
}

/// Serves so many clients at once, and no more.
fn at_most(front: &Front, most: usize) {
    let (done, free) = mpsc::channel();
    let mut working = 0;
    while let Some(client) = front.accept() {
        if working == most && free.recv().is_ok() {
            working -= 1;
        }
        let Ok(stage) = front.stage() else { return };
        let done = done.clone();
        working += 1;
        thread::spawn(move || {
            Relay::FAITHFUL.run(client, stage);
            // Nobody counts any more once the proof is over.
            let _ = done.send(());
        });
    }
}

/// What a server says that has nothing to say.
const EMPTY_ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n";

pub const CHECKS: &[Check] = &[
    Check {
        id: "threads-silent",
        since: 6,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A silent client does not hold up the next one",
            es: "Un cliente callado no retrasa al siguiente",
        },
        rule: Text {
            en: "Many clients are served at once: one that connects and says nothing delays no other.",
            es: "Se atiende a muchos clientes a la vez: el que se conecta y calla no retrasa a nadie.",
        },
        hints: &[
            Text {
                en: "Which thread waits to read from the silent client? It must not be the one that accepts.",
                es: "¿Qué hilo espera a leer algo del cliente callado? No debe ser el que acepta conexiones.",
            },
            Text {
                en: "Give a connection to its thread right after `accept`, before you read anything from it.",
                es: "Entrega la conexión a su hilo justo después de `accept`, antes de leer nada de ella.",
            },
        ],
        waits: false,
        run: |server| {
            let _silent = [server.connect()?, server.connect()?, server.connect()?];
            server.get("/echo/threads-silent")?.status(200)?.body("threads-silent")?.done()
        },
        broken: Breakage {
            // Reads a first byte before it hands the connection to a thread.
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    let _ = client.peek(&mut [0]);
                    thread::spawn(move || Relay::FAITHFUL.run(client, stage));
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-slow",
        since: 6,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A client in the middle of its request delays no other",
            es: "Un cliente a mitad de su petición no retrasa a otro",
        },
        rule: Text {
            en: "While one client is still sending its request, others are answered; and so is it, in the end.",
            es: "Mientras un cliente aún envía su petición, se responde a los demás; y al final, también a él.",
        },
        hints: &[
            Text {
                en: "Reading the head belongs in the thread of the connection, like answering it.",
                es: "Leer la cabecera le toca al hilo de la conexión, igual que responder.",
            },
            Text {
                en: "If you share something between threads, do not hold its lock while you read from a socket.",
                es: "Si compartes algo entre hilos, no retengas su candado (lock) mientras lees de un socket.",
            },
        ],
        waits: false,
        run: |server| {
            let mut slow = server.connect()?;
            slow.send("GET /echo/threads-slow HTTP/1.1\r\nHost: loc")?;
            server.get("/echo/quick")?.status(200)?.body("quick")?;
            slow.send("alhost\r\n\r\n")?;
            slow.read_response("GET")?.status(200)?.body("threads-slow")?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| one_by_one(&front, "/echo/threads-slow")),
            also: &[],
        },
    },
    Check {
        id: "threads-not-reading",
        since: 6,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A client that does not read its answers delays no other",
            es: "Un cliente que no lee sus respuestas no retrasa a otro",
        },
        rule: Text {
            en: "When a client stops reading, `write` stands still for it alone.",
            es: "Cuando un cliente deja de leer, `write` se detiene solo para él.",
        },
        hints: &[
            Text {
                en: "The client asked for many megabytes and reads none of them: whose thread is stuck in writing?",
                es: "El cliente pidió muchos megabytes y no lee ninguno: ¿qué hilo quedó parado al escribir?",
            },
            Text {
                en: "A time limit for writing (Rust: `set_write_timeout`; Python: `settimeout`) gets the thread back one day.",
                es: "Un límite de tiempo al escribir (Rust: `set_write_timeout`; Python: `settimeout`) te devuelve el hilo algún día.",
            },
        ],
        waits: false,
        run: |server| {
            let mut lazy = server.connect()?;
            lazy.send(get("/bigfile?threads-not-reading", "").repeat(12))?;
            lazy.expect_bytes(b"HTTP/1.1 200")?;
            server.get("/echo/quick")?.status(200)?.body("quick")?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| one_by_one(&front, "?threads-not-reading")),
            also: &[],
        },
    },
    Check {
        id: "threads-interleaved",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.2",
        title: Text {
            en: "Eight clients at once each get their own answer",
            es: "Ocho clientes a la vez reciben cada uno su respuesta",
        },
        rule: Text {
            en: "What one connection says never shows on another; no RFC asks that eight be served at once, but from this stage on this course does.",
            es: "Lo que se dice en una conexión nunca aparece en otra; ningún RFC pide atender a ocho a la vez, pero desde esta etapa este curso sí.",
        },
        hints: &[
            Text {
                en: "Each connection needs a buffer of its own; what is shared between threads should be read-only.",
                es: "Cada conexión necesita su propio búfer; lo que comparten los hilos debería ser solo de lectura.",
            },
            Text {
                en: "The requests begin in one order and end in another: nothing may depend on who came first.",
                es: "Las peticiones empiezan en un orden y terminan en otro: nada puede depender de quién llegó antes.",
            },
        ],
        waits: false,
        run: |server| {
            let mut clients = Vec::new();
            for number in 0..8 {
                let mut client = server.connect()?;
                client.send(format!("GET /echo/threads-interleaved-{number} HTTP/1.1\r\n"))?;
                clients.push((number, client));
            }
            for (number, client) in clients.iter_mut().rev() {
                client.send("Host: localhost\r\n\r\n")?;
                let own = format!("threads-interleaved-{number}");
                client.read_response("GET")?.status(200)?.body(own)?;
            }
            Ok(())
        },
        broken: Breakage {
            // One buffer for all: the last request to begin is answered to everybody.
            how: Broken::Request(|request| {
                broken::replace(request, "threads-interleaved-3", "threads-interleaved-7")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-200",
        since: 6,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "200 unfinished requests do not stop a good one",
            es: "200 peticiones sin terminar no detienen a una buena",
        },
        rule: Text {
            en: "Even with 200 connections stuck in the middle of a head, the next client is answered.",
            es: "Aun con 200 conexiones atascadas a mitad de una cabecera, se responde al siguiente cliente.",
        },
        hints: &[
            Text {
                en: "How many connections can your server read from at once? A small fixed pool of threads is soon used up.",
                es: "¿De cuántas conexiones puede leer tu servidor a la vez? Un grupo (pool) fijo y pequeño de hilos se agota pronto.",
            },
            Text {
                en: "Let the number of threads grow while nobody is left to accept, up to a generous limit.",
                es: "Deja que crezca el número de hilos mientras no quede ninguno libre para aceptar, hasta un límite generoso.",
            },
        ],
        // Not slow, but its 200 connections are too many to open in every proof.
        waits: true,
        run: |server| {
            let mut stuck = Vec::new();
            for _ in 0..200 {
                let mut client = server.connect()?;
                client.send("GET /echo/never HTTP/1.1\r\nHost: lo")?;
                stuck.push(client);
            }
            server.get("/echo/threads-200")?.status(200)?.body("threads-200")?.done()
        },
        broken: Breakage { how: Broken::Server(|front| at_most(&front, 100)), also: &[] },
    },
    Check {
        id: "threads-clients-leave",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.5",
        title: Text {
            en: "Clients that leave in the middle cost nobody else",
            es: "Los clientes que se van a medias no perjudican a nadie",
        },
        rule: Text {
            en: "A connection may end at any time: empty, in the middle of a request or of an answer; the server goes on.",
            es: "Una conexión puede acabar en cualquier momento: vacía, a media petición o a media respuesta; el servidor sigue.",
        },
        hints: &[
            Text {
                en: "An error in reading or writing ends this connection only; let the thread go on to the next one.",
                es: "Un error al leer o al escribir termina solo esa conexión; que el hilo siga con la próxima.",
            },
            Text {
                en: "Look for places that trust the network (Rust: an `unwrap`; Python: `recv` or `sendall` outside of any `try`).",
                es: "Busca dónde te fías de la red (Rust: un `unwrap`; Python: `recv` o `sendall` fuera de todo `try`).",
            },
        ],
        waits: false,
        run: |server| {
            for _ in 0..5 {
                drop(server.connect()?);
                let mut half = server.connect()?;
                half.send("GET /echo/I-leave HT")?;
                half.reset();
                let mut download = server.connect()?;
                download.send(get("/bigfile?threads-clients-leave", ""))?;
                download.expect_bytes(b"HTTP/1.1 200")?;
                download.reset();
            }
            server.get("/echo/still-here")?.status(200)?.body("still-here")?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| one_by_one(&front, "?threads-clients-leave")),
            also: &[],
        },
    },
    Check {
        id: "threads-persist",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "HTTP/1.1 keeps the connection for further requests",
            es: "HTTP/1.1 conserva la conexión para más peticiones",
        },
        rule: Text {
            en: "In HTTP/1.1 a connection stays open after an answer unless one side says `Connection: close`.",
            es: "En HTTP/1.1 la conexión sigue abierta tras una respuesta, salvo que uno de los dos lados diga `Connection: close`.",
        },
        hints: &[
            Text {
                en: "Reading a request and answering it go into a loop; the loop ends when the client does.",
                es: "Leer una petición y responderla van dentro de un bucle, que acaba cuando acaba el cliente.",
            },
            Text {
                en: "Stages 2 to 5 said `Connection: close` in every answer: now it is only for those that close.",
                es: "Las etapas 2 a 5 decían `Connection: close` en toda respuesta: ahora es solo para las que cierran.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let first = client.get("/hello?threads-persist")?;
            first.status(200)?.lists_no("Connection", "close")?.body("Hello, World!")?;
            client.get("/echo/second")?.status(200)?.body("second")?;
            client.get("/echo/third")?.status(200)?.body("third")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| closing(request, "?threads-persist")),
            also: &[],
        },
    },
    Check {
        id: "threads-fresh",
        since: 6,
        until: None,
        rfc: "RFC 9110 §3.3",
        title: Text {
            en: "A request is understood by itself, not by the one before",
            es: "Cada petición se entiende sola, sin la anterior",
        },
        rule: Text {
            en: "HTTP is stateless: the fields of one request say nothing about the next one on its connection.",
            es: "HTTP no tiene estado: los campos de una petición no dicen nada de la siguiente en su conexión.",
        },
        hints: &[
            Text {
                en: "Clear what you kept of the first request before you read the second.",
                es: "Vacía lo que guardaste de la primera petición antes de leer la segunda.",
            },
            Text {
                en: "The first request asks for Spanish; the second asks for no language at all.",
                es: "La primera petición pide español; la segunda no pide ningún idioma.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let spanish = client.request("GET", "/hello", &[("Accept-Language", "es")], b"")?;
            spanish.status(200)?.body("¡Hola, mundo!")?;
            client.get("/hello?threads-fresh")?.status(200)?.body("Hello, World!")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?threads-fresh", "\r\n\r\n", "\r\nAccept-Language: es\r\n\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-persist-404",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "After a 404 the connection stays open",
            es: "Después de un 404 la conexión sigue abierta",
        },
        rule: Text {
            en: "An error that leaves no doubt where the next request begins does not end the connection; the RFC lets a server close at any time, but the next request would need a new connection for nothing.",
            es: "Un error que no deja dudas de dónde empieza la siguiente petición no termina la conexión; el RFC permite cerrar en cualquier momento, pero la siguiente petición necesitaría otra conexión para nada.",
        },
        hints: &[
            Text {
                en: "A 404 is an answer like any other: the request was understood, there is just nothing there.",
                es: "Un 404 es una respuesta como otra cualquiera: la petición se entendió, solo que ahí no hay nada.",
            },
            Text {
                en: "Close after errors of syntax, not after every status from 400 up.",
                es: "Cierra tras los errores de sintaxis, no tras todo estado de 400 en adelante.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.get("/threads-persist-404")?.refusal(404)?;
            client.get("/echo/next")?.status(200)?.body("next")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| closing(request, "/threads-persist-404")),
            also: &[],
        },
    },
    Check {
        id: "threads-close",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "Connection: close ends the connection after the answer",
            es: "Connection: close termina la conexión tras la respuesta",
        },
        rule: Text {
            en: "A server that is told `Connection: close` must end the connection once it has answered.",
            es: "Un servidor al que le dicen `Connection: close` debe terminar la conexión en cuanto responde.",
        },
        hints: &[
            Text {
                en: "Decide after each request whether to go round the loop again; `close` says no.",
                es: "Tras cada petición decide si das otra vuelta al bucle; `close` dice que no.",
            },
            Text {
                en: "The client here does not end its side first: it waits for the server to do so.",
                es: "Aquí el cliente no cierra antes su lado: espera a que lo haga el servidor.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/threads-close")?.status(200)?.body("threads-close")?.done(),
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/echo/threads-close ", "Connection: close", "X-Overlooked: close")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-said",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "An answer that ends the connection says so",
            es: "La respuesta que termina la conexión lo anuncia",
        },
        rule: Text {
            en: "A server that intends to close sends `Connection: close` in its last answer.",
            es: "Un servidor que va a cerrar envía `Connection: close` en su última respuesta.",
        },
        hints: &[
            Text {
                en: "Whoever decides to close should be the one who writes the field, so that both always agree.",
                es: "Quien decide cerrar debería ser quien escribe el campo: así siempre coinciden.",
            },
            Text {
                en: "Without it a client cannot tell a planned end from an accident.",
                es: "Sin él, un cliente no distingue un final previsto de un accidente.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .get("/hello?threads-close-said")?
                .status(200)?
                .lists("Connection", "close")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?threads-close-said") {
                true => broken::without_field(answer, "Connection"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-case",
        since: 6,
        until: None,
        rfc: "RFC 9110 §7.6.1",
        title: Text {
            en: "Connection: CLOSE means the same as close",
            es: "Connection: CLOSE significa lo mismo que close",
        },
        rule: Text {
            en: "Connection options are case-insensitive.",
            es: "En las opciones de Connection no importan las mayúsculas.",
        },
        hints: &[
            Text {
                en: "Compare without regard to case (Rust: `eq_ignore_ascii_case`; Python: `lower` first).",
                es: "Compara sin distinguir mayúsculas (Rust: `eq_ignore_ascii_case`; Python: antes `lower`).",
            },
            Text {
                en: "Names of fields are already compared that way; options need it too.",
                es: "Los nombres de los campos ya los comparas así; las opciones también lo necesitan.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .get_with("/hello?threads-close-case", &[("Connection", "CLOSE")])?
                .status(200)?
                .done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?threads-close-case", "Connection: CLOSE", "X-Overlooked: CLOSE")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-list",
        since: 6,
        until: None,
        rfc: "RFC 9110 §7.6.1",
        title: Text {
            en: "close is also found among other options",
            es: "close también cuenta entre otras opciones",
        },
        rule: Text {
            en: "Connection is a list: each element between commas is an option of its own.",
            es: "Connection es una lista: cada elemento entre comas es una opción aparte.",
        },
        hints: &[
            Text {
                en: "Split the value at the commas and trim each part before you compare.",
                es: "Parte el valor por las comas y quita los espacios de cada parte antes de comparar.",
            },
            Text {
                en: "Here the value is `x-lantern , close`.",
                es: "Aquí el valor es `x-lantern , close`.",
            },
        ],
        waits: false,
        run: |server| {
            let list = [("Connection", "x-lantern , close")];
            server.get_with("/hello?threads-close-list", &list)?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "x-lantern , close", "x-lantern")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-lines",
        since: 6,
        until: None,
        rfc: "RFC 9110 §5.3",
        title: Text {
            en: "close is also found in a second Connection line",
            es: "close también cuenta en una segunda línea Connection",
        },
        rule: Text {
            en: "Several lines of one list field mean the same as one line with their values joined by commas.",
            es: "Varias líneas de un campo de lista valen lo mismo que una sola con sus valores unidos por comas.",
        },
        hints: &[
            Text {
                en: "Go through all lines of that name, not only the first.",
                es: "Recorre todas las líneas con ese nombre, no solo la primera.",
            },
            Text {
                en: "A map from names to single values forgets one of the two lines.",
                es: "Un mapa de nombres a un solo valor olvida una de las dos líneas.",
            },
        ],
        waits: false,
        run: |server| {
            let lines = [("Connection", "x-candle"), ("Connection", "close")];
            server.get_with("/hello?threads-close-lines", &lines)?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "x-candle\r\nConnection: close", "x-candle")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-wins",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text { en: "close beside keep-alive closes", es: "close junto a keep-alive cierra" },
        rule: Text {
            en: "If the close option is present the connection ends, whatever else Connection says.",
            es: "Si está la opción close, la conexión termina, diga lo que diga además Connection.",
        },
        hints: &[
            Text {
                en: "Look for `close` first, then at the version, then for `keep-alive`: the order of RFC 9112 §9.3.",
                es: "Busca primero `close`, luego mira la versión y luego `keep-alive`: el orden de RFC 9112 §9.3.",
            },
            Text {
                en: "Here the value is `keep-alive, close`.",
                es: "Aquí el valor es `keep-alive, close`.",
            },
        ],
        waits: false,
        run: |server| {
            let both = [("Connection", "keep-alive, close")];
            server.get_with("/hello?threads-close-wins", &both)?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?threads-close-wins", "keep-alive, close", "keep-alive")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-word",
        since: 6,
        until: None,
        rfc: "RFC 9110 §7.6.1",
        title: Text {
            en: "A word that merely contains close does not close",
            es: "Una palabra que solo contiene close no cierra",
        },
        rule: Text {
            en: "An option is a whole word: `enclosed` is not `close`, and unknown options are ignored.",
            es: "Una opción es una palabra entera: `enclosed` no es `close`, y las opciones desconocidas se ignoran.",
        },
        hints: &[
            Text {
                en: "A search for `close` finds it inside other words too; compare each element of the list as a whole.",
                es: "Una búsqueda de `close` lo encuentra también dentro de otras palabras; compara cada elemento de la lista entero.",
            },
            Text {
                en: "Split the value at its commas first.",
                es: "Parte antes el valor por sus comas.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let word = [("Connection", "enclosed")];
            client.request("GET", "/hello?threads-close-word", &word, b"")?.status(200)?;
            client.get("/echo/next")?.status(200)?.body("next")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?threads-close-word", ": enclosed", ": close")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-10-closes",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "HTTP/1.0 closes after the answer",
            es: "HTTP/1.0 cierra tras la respuesta",
        },
        rule: Text {
            en: "For HTTP/1.0 the connection ends after each answer unless the client asks to keep it.",
            es: "Con HTTP/1.0 la conexión termina tras cada respuesta, a menos que el cliente pida conservarla.",
        },
        hints: &[
            Text {
                en: "The default depends on the version of the request: keep for 1.1, close for 1.0.",
                es: "El comportamiento por defecto depende de la versión de la petición: 1.1 conserva, 1.0 cierra.",
            },
            Text {
                en: "Old clients take the end of the connection for the end of the answer; they would wait for ever.",
                es: "Los clientes viejos toman el fin de la conexión por el fin de la respuesta: esperarían para siempre.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(get_10("/echo/threads-10-closes", ""))?;
            client.read_response("GET")?.status(200)?.body("threads-10-closes")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/threads-10-closes", "HTTP/1.0", "HTTP/1.1\r\nHost: localhost")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-10-keep-alive",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "HTTP/1.0 with keep-alive keeps the connection",
            es: "HTTP/1.0 con keep-alive conserva la conexión",
        },
        rule: Text {
            en: "A client that speaks HTTP/1.0 may ask for a second turn with `Connection: keep-alive`; the RFC leaves it to the server whether to grant it, and here it does.",
            es: "Un cliente que habla HTTP/1.0 puede pedir otro turno con `Connection: keep-alive`; el RFC deja al servidor decidir si lo concede, y aquí lo hace.",
        },
        hints: &[
            Text {
                en: "The version decides only where Connection says neither close nor keep-alive.",
                es: "La versión solo decide cuando Connection no dice ni close ni keep-alive.",
            },
            Text {
                en: "Options are case-insensitive here too: this client writes `Keep-Alive`.",
                es: "Aquí tampoco importan las mayúsculas de las opciones: este cliente escribe `Keep-Alive`.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(get_10("/echo/threads-10-keep", "Connection: Keep-Alive\r\n"))?;
            client.read_response("GET")?.status(200)?.body("threads-10-keep")?;
            client.send(get_10("/echo/and-then", ""))?;
            client.read_response("GET")?.status(200)?.body("and-then")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(
                    request,
                    "/echo/threads-10-keep ",
                    "Connection: Keep-Alive",
                    "X-Overlooked: yes",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-10-said",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "HTTP/1.0 is told that its connection is kept",
            es: "A un cliente HTTP/1.0 se le dice que su conexión se conserva",
        },
        rule: Text {
            en: "To an HTTP/1.0 client an answer without `Connection: keep-alive` means that the connection ends; the RFC leaves it to the server whether to keep it, and here it does, and so must say it.",
            es: "Para un cliente HTTP/1.0, una respuesta sin `Connection: keep-alive` significa que la conexión termina; el RFC deja al servidor decidir si la mantiene, y aquí lo hace, y por eso tiene que decirlo.",
        },
        hints: &[
            Text {
                en: "In 1.1 silence means keep; in 1.0 silence means close, so say it.",
                es: "En 1.1 callar es conservar; en 1.0 callar es cerrar, así que dilo.",
            },
            Text {
                en: "The answer says HTTP/1.1 all the same: it is the server's own version (RFC 9112 §2.3).",
                es: "La respuesta dice HTTP/1.1 de todos modos: es la versión del servidor (RFC 9112 §2.3).",
            },
        ],
        waits: false,
        run: |server| {
            let bytes = get_10("/hello?threads-10-said", "Connection: keep-alive\r\n");
            server.raw(bytes)?.status(200)?.lists("Connection", "keep-alive")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?threads-10-said") {
                true => broken::without_field(answer, "Connection"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-pipeline",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3.2",
        title: Text {
            en: "Three requests sent at once are all answered",
            es: "Tres peticiones enviadas de una vez se responden todas",
        },
        rule: Text {
            en: "A client may send its next requests before it has read the first answer.",
            es: "Un cliente puede enviar sus siguientes peticiones antes de leer la primera respuesta.",
        },
        hints: &[
            Text {
                en: "One read may bring more than one request: keep what follows the empty line for the next turn.",
                es: "Una lectura puede traer más de una petición: guarda lo que sigue a la línea vacía para la próxima vuelta.",
            },
            Text {
                en: "One buffer for the whole connection, not a new one for each request.",
                es: "Un solo búfer para toda la conexión, no uno nuevo por petición.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let three = ["/echo/threads-pipeline", "/echo/two", "/echo/three"];
            client.send(three.map(|target| get(target, "")).concat())?;
            for target in three {
                let word = target.strip_prefix("/echo/").unwrap_or_default();
                client.read_response("GET")?.status(200)?.body(word)?;
            }
            Ok(())
        },
        broken: Breakage {
            // Forgets what it has read beyond the first request.
            how: Broken::Request(|request| {
                let all = [get("/echo/two", ""), get("/echo/three", "")].concat();
                swap(request, "/echo/threads-pipeline ", &all, "")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-order",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3.2",
        title: Text {
            en: "Answers come in the order of the requests",
            es: "Las respuestas llegan en el orden de las peticiones",
        },
        rule: Text {
            en: "A server must answer pipelined requests in the order in which they came, long ones too.",
            es: "El servidor debe responder las peticiones encadenadas (pipelining) en el orden en que llegaron, también las largas.",
        },
        hints: &[
            Text {
                en: "HTTP/1.1 has no number that ties an answer to its request: their order is all there is.",
                es: "En HTTP/1.1 no hay un número que una la respuesta a su petición: solo cuenta el orden.",
            },
            Text {
                en: "One thread for the whole connection keeps them in order by itself.",
                es: "Un solo hilo para toda la conexión ya las mantiene en orden.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let requests = [get("/bigfile?threads-order", ""), get("/echo/short", "")];
            client.send(requests.concat())?;
            let long = client.read_response("GET")?;
            let is_long = long.content().len() > 1 << 20;
            long.status(200)?.that(
                is_long,
                Text {
                    en: "The first answer should be the long one, over 1 MiB: it was asked for first.",
                    es: "La primera respuesta debería ser la larga, de más de 1 MiB: se pidió primero.",
                },
            )?;
            client.read_response("GET")?.status(200)?.body("short")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                let (long, short) = (get("/bigfile?threads-order", ""), get("/echo/short", ""));
                let (asked, answered) = ([&long, &*short].concat(), [&short, &*long].concat());
                broken::replace(request, asked, answered)
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-pipeline-404",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.3.2",
        title: Text {
            en: "A 404 among pipelined requests loses none of them",
            es: "Un 404 entre peticiones encadenadas no hace perder ninguna",
        },
        rule: Text {
            en: "What was asked after a request that found nothing is answered like the rest; the RFC would let a server close after any answer, but here a 404 is an answer like another.",
            es: "Lo pedido después de algo que no se encontró se responde como lo demás; el RFC permitiría cerrar tras cualquier respuesta, pero aquí un 404 es una respuesta como otra.",
        },
        hints: &[
            Text {
                en: "Do not empty the buffer when you answer with an error: it may hold the next request.",
                es: "No vacíes el búfer al responder con un error: puede contener la siguiente petición.",
            },
            Text {
                en: "Does your way of answering errors leave the loop?",
                es: "¿Tu manera de responder errores se sale del bucle?",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let requests = ["/echo/before", "/threads-pipeline-404", "/echo/behind"];
            client.send(requests.map(|target| get(target, "")).concat())?;
            client.read_response("GET")?.status(200)?.body("before")?;
            client.read_response("GET")?.refusal(404)?;
            client.read_response("GET")?.status(200)?.body("behind")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                let there = get("/threads-pipeline-404", "");
                broken::replace(
                    request,
                    &there,
                    get("/threads-pipeline-404", "Connection: close\r\n"),
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-pipeline-cut",
        since: 6,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "Two requests are found wherever the packets are cut",
            es: "Dos peticiones se reconocen, se corten donde se corten los paquetes",
        },
        rule: Text {
            en: "Packets know nothing of requests: one may bring the end of a request and half of the next.",
            es: "Los paquetes no saben de peticiones: uno puede traer el final de una y la mitad de la siguiente.",
        },
        hints: &[
            Text {
                en: "After a request, keep exactly the bytes behind its empty line and read on behind them.",
                es: "Tras una petición, conserva justo los bytes que siguen a su línea vacía y sigue leyendo detrás de ellos.",
            },
            Text {
                en: "Try a cut inside the empty line, and one a single byte into the second request.",
                es: "Prueba un corte dentro de la línea vacía, y otro a un solo byte dentro de la segunda petición.",
            },
        ],
        waits: false,
        run: |server| {
            let first = get("/echo/threads-pipeline-cut", "");
            let both = [&first, &*get("/echo/second", "")].concat();
            for cut in [first.len() - 1, first.len() + 1, first.len() + 9, both.len() - 2] {
                let mut client = server.connect()?;
                let (one, two) = both.split_at(cut);
                client.send_pieces(&[one.as_bytes(), two.as_bytes()])?;
                client.read_response("GET")?.status(200)?.body("threads-pipeline-cut")?;
                client.read_response("GET")?.status(200)?.body("second")?;
            }
            Ok(())
        },
        broken: Breakage {
            // Throws away what a read brought beyond the last empty line.
            how: Broken::Request(|read| {
                let last = read.windows(4).rposition(|four| four == b"\r\n\r\n");
                match last.filter(|_| broken::has(read, "/threads-pipeline-cut ")) {
                    Some(at) => read[..at + 4].to_vec(),
                    None => read.to_vec(),
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-half-closed",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "A client that ends its side still gets its answers",
            es: "Quien cierra su lado aún recibe sus respuestas",
        },
        rule: Text {
            en: "That a client has ended its sending side does not mean that it no longer wants the answers; the RFC says no more than that, but this course lets it have them.",
            es: "Que un cliente haya cerrado su lado de envío no significa que ya no quiera las respuestas; el RFC no dice más que eso, pero este curso se las da.",
        },
        hints: &[
            Text {
                en: "The client's end ends the loop only when no request is left in the buffer.",
                es: "El final del cliente acaba el bucle solo cuando no queda ninguna petición en el búfer.",
            },
            Text {
                en: "`printf … | nc` does just this: it sends, ends its side and listens.",
                es: "`printf … | nc` hace justo esto: envía, cierra su lado y escucha.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send([get("/echo/threads-half-closed", ""), get("/echo/last", "")].concat())?;
            client.finish();
            client.read_response("GET")?.status(200)?.body("threads-half-closed")?;
            client.read_response("GET")?.status(200)?.body("last")?;
            client.expect_end()
        },
        broken: Breakage {
            // Gives up on a client that has ended its side.
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/threads-half-closed ") {
                    true => Vec::new(),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-empty-line",
        since: 6,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "An empty line before the next request is overlooked",
            es: "Se pasa por alto una línea vacía antes de otra petición",
        },
        rule: Text {
            en: "A server should ignore at least one empty line where it expects a request line, also when its two bytes come one by one.",
            es: "Un servidor debería ignorar al menos una línea vacía donde espera una línea de petición, también cuando sus dos bytes llegan por separado.",
        },
        hints: &[
            Text {
                en: "Some old clients send an extra `\\r\\n` behind their request; it is not a request by itself.",
                es: "Algunos clientes viejos envían un `\\r\\n` de más tras su petición; por sí solo no es otra petición.",
            },
            Text {
                en: "Only at the very beginning: once the request line is there, an empty line ends the head.",
                es: "Solo al principio: cuando ya está la línea de petición, una línea vacía termina la cabecera.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.get("/echo/first")?.status(200)?.body("first")?;
            client.send(["\r\n", &get("/echo/threads-empty-line", "")].concat())?;
            client.read_response("GET")?.status(200)?.body("threads-empty-line")?;
            client.send_pieces(&[b"\r", b"\n", get("/echo/first", "").as_bytes()])?;
            client.read_response("GET")?.status(200)?.body("first")?.done()
        },
        broken: Breakage {
            // A space keeps the good stage from overlooking the line.
            how: Broken::Request(|request| {
                swap(request, "/echo/threads-empty-line ", "\r\nGET", " \r\nGET")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-after-close",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "Nothing is answered behind Connection: close",
            es: "Tras Connection: close no se responde nada más",
        },
        rule: Text {
            en: "After a request that says close the server must not process any further request of that connection.",
            es: "Después de una petición que dice close, el servidor no debe procesar ninguna otra de esa conexión.",
        },
        hints: &[
            Text {
                en: "The second request is in your buffer already; leave it there.",
                es: "La segunda petición ya está en tu búfer; déjala ahí.",
            },
            Text {
                en: "Check for close before you look whether the buffer holds another request.",
                es: "Mira si hay close antes de ver si el búfer contiene otra petición.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let last = get("/echo/threads-after-close", "Connection: close\r\n");
            client.send([last, get("/echo/I-shouldnt-be-answered", "")].concat())?;
            client.read_response("GET")?.status(200)?.body("threads-after-close")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/threads-after-close ", "Connection: close\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-close-arrives",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "The last answer arrives although more requests follow",
            es: "La última respuesta llega aunque sigan más peticiones",
        },
        rule: Text {
            en: "What a client sends behind its last request must not cost it the answer to that request.",
            es: "Lo que un cliente envía tras su última petición no debe hacerle perder la respuesta a esa petición.",
        },
        hints: &[
            Text {
                en: "It is the same danger as after an error: closing with bytes unread resets the connection.",
                es: "Es el mismo peligro que tras un error: cerrar con bytes sin leer corta la conexión de golpe.",
            },
            Text {
                en: "Close in stages every time, not only after errors.",
                es: "Cierra por pasos siempre, no solo tras los errores.",
            },
        ],
        waits: false,
        run: |server| BUFFERS.iter().try_for_each(|&length| last_answer_arrives(server, length)),
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|mut client, stage| {
                    if !opens_with(&client, "/threads-close-arrives ") {
                        Relay::FAITHFUL.run(client, stage);
                        return;
                    }
                    broken::read_head(&mut client);
                    let _ = client.write_all(&broken::plain("200 OK", "threads-close-arrives"));
                    broken::reset(client);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-after-400",
        since: 6,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "After a 400 the connection ends",
            es: "Después de un 400 la conexión termina",
        },
        rule: Text {
            en: "Where a request could not be understood, nobody knows where the next one begins: answer and close.",
            es: "Si una petición no se entendió, nadie sabe dónde empieza la siguiente: responde y cierra.",
        },
        hints: &[
            Text {
                en: "What follows a malformed head may be its content: never take it for a request.",
                es: "Lo que sigue a una cabecera mal formada puede ser su contenido: nunca lo tomes por una petición.",
            },
            Text {
                en: "The server ends its side first; the client here keeps its own open.",
                es: "El servidor cierra su lado primero; aquí el cliente deja abierto el suyo.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let bad = get("/hello?threads-after-400", "no colon here\r\n");
            client.send([bad, get("/echo/I-shouldnt-be-answered", "")].concat())?;
            client.read_response("GET")?.refusal(400)?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?threads-after-400") {
                true => {
                    broken::with_more(answer, broken::plain("200 OK", "I-shouldnt-be-answered"))
                }
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-400-said",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text { en: "A 400 says Connection: close", es: "Un 400 dice Connection: close" },
        rule: Text {
            en: "A server that closes after an error says so in the error.",
            es: "Un servidor que cierra tras un error lo dice en el propio error.",
        },
        hints: &[
            Text {
                en: "The request could not be read, so it could not ask for anything: here the server decides by itself.",
                es: "La petición no se pudo leer, así que no pudo pedir nada: aquí decide el servidor por su cuenta.",
            },
            Text {
                en: "Without the field a client sends its next request into a connection that is about to end.",
                es: "Sin el campo, un cliente envía su siguiente petición por una conexión que está por terminar.",
            },
        ],
        waits: false,
        run: |server| {
            let bad = get("/hello?threads-400-said", "no colon here\r\n");
            server.raw(bad)?.status(400)?.lists("Connection", "close")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?threads-400-said") {
                true => broken::without_field(answer, "Connection"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-error-arrives",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "A 400 arrives although 200 KB more are on their way",
            es: "Un 400 llega aunque vengan 200 KB más en camino",
        },
        rule: Text {
            en: "To close while bytes are still coming resets the connection, and the reset can destroy the answer; the RFC warns of it and says how servers avoid it, and this course asks for it.",
            es: "Cerrar mientras aún llegan bytes corta la conexión de golpe (reset), y eso puede destruir la respuesta; el RFC lo advierte y cuenta cómo lo evitan los servidores, y este curso lo exige.",
        },
        hints: &[
            Text {
                en: "Close in stages: answer, end your sending side, read what still comes for a while, then close.",
                es: "Cierra por pasos: responde, cierra tu lado de envío, lee un rato lo que aún llegue y luego cierra.",
            },
            Text {
                en: "`shutdown` for writing (Rust: `Shutdown::Write`; Python: `SHUT_WR`) ends one side only; to close the socket ends both at once.",
                es: "`shutdown` de escritura (Rust: `Shutdown::Write`; Python: `SHUT_WR`) cierra un solo lado; cerrar el socket cierra los dos a la vez.",
            },
        ],
        waits: false,
        run: |server| {
            let bad = get("/hello?threads-error-arrives", "no colon here\r\n");
            let mut client = server.connect()?;
            let answer = client.converse(&[bad.as_bytes(), &vec![b'x'; 200_000]].concat())?;
            client.that(
                answer.starts_with(b"HTTP/1.1 400 "),
                Text {
                    en: "The answer should be a 400, and it should arrive whole.",
                    es: "La respuesta debería ser un 400, y llegar completa.",
                },
            )
        },
        broken: Breakage {
            // Answers well, and closes with the rest unread.
            how: Broken::Server(|front| {
                front.each(|mut client, stage| {
                    if !opens_with(&client, "?threads-error-arrives") {
                        Relay::FAITHFUL.run(client, stage);
                        return;
                    }
                    broken::read_head(&mut client);
                    let _ = client.write_all(&broken::plain("400 Bad Request", "No colon.\n"));
                    broken::reset(client);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-head-alone",
        since: 6,
        until: Some(7),
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "The answer to HEAD has no content, not even a 501",
            es: "La respuesta a HEAD no lleva contenido, ni siquiera un 501",
        },
        rule: Text {
            en: "No content follows the head of an answer to HEAD, whatever its status is.",
            es: "Tras la cabecera de una respuesta a HEAD no viene contenido, sea cual sea su estado.",
        },
        hints: &[
            Text {
                en: "On a kept connection the client would take your error text for the next answer.",
                es: "En una conexión persistente, el cliente tomaría tu texto de error por la siguiente respuesta.",
            },
            Text {
                en: "Decide it where the answer is written, not in each handler.",
                es: "Decídelo donde se escribe la respuesta, no en cada caso.",
            },
        ],
        waits: false,
        run: |server| {
            let head = get("/hello?threads-head-alone", "").replace("GET ", "HEAD ");
            // Whoever has HEAD already does what the RFC asks of every server.
            server.raw(head)?.status_in(&[200, 501])?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?threads-head-alone") {
                true => broken::with_more(answer, "501 Not Implemented"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-content-closes",
        since: 6,
        until: Some(7),
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "A request that announces content is the last one",
            es: "Una petición que anuncia contenido es la última",
        },
        rule: Text {
            en: "A server that does not read the content of a request must close the connection after its answer.",
            es: "Un servidor que no lee el contenido de una petición debe cerrar la conexión tras responder.",
        },
        hints: &[
            Text {
                en: "Content-Length over 0, or Transfer-Encoding: either means that content follows.",
                es: "Content-Length mayor que 0, o Transfer-Encoding: cualquiera de los dos anuncia contenido.",
            },
            Text {
                en: "You may answer before the content has come, as here; then say close and end the connection.",
                es: "Puedes responder antes de que llegue el contenido, como aquí; luego di close y termina la conexión.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(get("/hello?threads-content-closes", "Content-Length: 5\r\n"))?;
            client.read_response("GET")?.status(200)?.lists("Connection", "close")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?threads-content-closes", "Content-Length: 5\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-content-unread",
        since: 6,
        until: Some(7),
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "Content is never taken for a request",
            es: "El contenido nunca se toma por una petición",
        },
        rule: Text {
            en: "Bytes that a Content-Length announced belong to their request, even if they look like another one.",
            es: "Los bytes que anunció un Content-Length son de su petición, aunque parezcan otra.",
        },
        hints: &[
            Text {
                en: "To read content as a request is how requests are smuggled past a proxy (RFC 9112 §11.2).",
                es: "Leer el contenido como petición es la forma de colar peticiones a través de un proxy (RFC 9112 §11.2).",
            },
            Text {
                en: "This stage reads no content, so it must not read anything behind such a head.",
                es: "Esta etapa no lee contenido, así que no debe leer nada detrás de una cabecera así.",
            },
        ],
        waits: false,
        run: |server| {
            let content = get("/echo/I-shouldnt-be-answered", "");
            let length = format!("Content-Length: {}\r\n", content.len());
            let mut client = server.connect()?;
            client.send([get("/hello?threads-content-unread", &length), content].concat())?;
            client.read_response("GET")?.status(200)?.body("Hello, World!")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?threads-content-unread", "Content-Length: ", "X-Overlooked: ")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-chunked-unread",
        since: 6,
        until: Some(7),
        rfc: "RFC 9112 §6.1",
        title: Text {
            en: "Chunked content is never taken for a request",
            es: "El contenido en fragmentos (chunked) nunca se toma por una petición",
        },
        rule: Text {
            en: "Transfer-Encoding announces content too: a server that does not read it answers and closes.",
            es: "Transfer-Encoding también anuncia contenido: un servidor que no lo lee responde y cierra.",
        },
        hints: &[
            Text {
                en: "It is not enough to look for Content-Length: chunked content comes without it.",
                es: "No basta con buscar Content-Length: el contenido en fragmentos (chunked) llega sin él.",
            },
            Text {
                en: "The status is up to you here (200, or 501 for the coding); closing is not.",
                es: "El estado aquí lo eliges tú (200, o 501 por la codificación); cerrar, no.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let head = get("/hello?threads-chunked-unread", "Transfer-Encoding: chunked\r\n");
            client.send([head, "0\r\n\r\n".into(), get("/echo/no", "")].concat())?;
            client.read_response("GET")?.status_in(&[200, 411, 501])?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                let chunks = "Transfer-Encoding: chunked\r\n\r\n0\r\n";
                swap(request, "?threads-chunked-unread", chunks, "X-Overlooked: chunked\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-content-arrives",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.6",
        title: Text {
            en: "The answer arrives although nobody reads the content",
            es: "La respuesta llega aunque nadie lea el contenido",
        },
        rule: Text {
            en: "A client that is still sending its content must be able to read the answer that did not wait for it, or that refused it; the RFC warns of the reset that destroys it, and this course asks that there be none.",
            es: "Un cliente que aún envía su contenido debe poder leer la respuesta que no lo esperó, o que lo rechazó; el RFC advierte del reset que la destruye, y este curso exige que no lo haya.",
        },
        hints: &[
            Text {
                en: "The same closing in stages as after an error: the content is on its way when you close.",
                es: "El mismo cierre por pasos que tras un error: el contenido viene de camino cuando cierras.",
            },
            Text {
                en: "Read and throw away for a limited time, so that nobody can keep your thread for ever.",
                es: "Lee y descarta durante un tiempo limitado, para que nadie retenga tu hilo para siempre.",
            },
        ],
        waits: false,
        run: |server| {
            let lines = "Content-Length: 200000\r\nConnection: close\r\n";
            let head = get("/hello?threads-content-arrives", lines);
            let mut client = server.connect()?;
            let answer = client.converse(&[head.as_bytes(), &vec![b'x'; 200_000]].concat())?;
            // Content has no meaning to GET: some refuse it (RFC 9110 §9.3.1).
            let refused = answer.starts_with(b"HTTP/1.1 4");
            let whole = answer.starts_with(b"HTTP/1.1 200 ") && answer.ends_with(b"Hello, World!");
            client.that(
                whole || refused,
                Text {
                    en: "The answer should be a 200 with `Hello, World!` that arrives whole, or a 4xx.",
                    es: "La respuesta debería ser un 200 con `Hello, World!` que llegue completo, o un 4xx.",
                },
            )
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|mut client, stage| {
                    if !opens_with(&client, "?threads-content-arrives") {
                        Relay::FAITHFUL.run(client, stage);
                        return;
                    }
                    broken::read_head(&mut client);
                    let _ = client.write_all(&broken::plain("200 OK", "Hello, World!"));
                    broken::reset(client);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-length-zero",
        since: 6,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "Content-Length: 0 does not end the connection",
            es: "Content-Length: 0 no termina la conexión",
        },
        rule: Text {
            en: "A request whose content is empty ends with its head, and the next one begins right behind it.",
            es: "Una petición de contenido vacío acaba con su cabecera, y la siguiente empieza justo detrás.",
        },
        hints: &[
            Text {
                en: "The field being there is not the question; its number is.",
                es: "La cuestión no es si está el campo, sino qué número dice.",
            },
            Text {
                en: "Nothing is left to read, so nothing is in doubt.",
                es: "No queda nada por leer, así que no hay nada en duda.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let empty = [("Content-Length", "0")];
            client.request("GET", "/hello?threads-length-zero", &empty, b"")?.status(200)?;
            client.get("/echo/next")?.status(200)?.body("next")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| closing(request, "?threads-length-zero")),
            also: &[],
        },
    },
    Check {
        id: "threads-idle",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.5",
        title: Text {
            en: "A connection without a request closes after 5 s",
            es: "Una conexión sin peticiones se cierra a los 5 s",
        },
        rule: Text {
            en: "An idle connection is closed after 5 s without a word: nothing was asked, so nothing is answered; the RFC leaves the time to the server.",
            es: "Una conexión inactiva se cierra a los 5 s sin decir nada: nada se pidió, nada se responde; el RFC deja el tiempo al servidor.",
        },
        hints: &[
            Text {
                en: "A time limit makes reading give up (Rust: `set_read_timeout`; Python: `settimeout`): if no byte of a request came, close.",
                es: "Un límite de tiempo hace que la lectura desista (Rust: `set_read_timeout`; Python: `settimeout`): si no llegó ni un byte, cierra.",
            },
            Text {
                en: "Send no 408 here: the client might take it for the answer to the request it is about to send.",
                es: "No envíes un 408 aquí: el cliente podría tomarlo por la respuesta a lo que está por pedir.",
            },
        ],
        waits: true,
        run: |server| server.connect()?.patience(seconds(9))?.expect_end(),
        broken: Breakage {
            // Waits without limit for a first byte.
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    let _ = client.peek(&mut [0]);
                    Relay::FAITHFUL.run(client, stage);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-idle-kept",
        since: 6,
        until: None,
        rfc: "RFC 9112 §9.5",
        title: Text {
            en: "A kept connection that falls silent closes after 5 s",
            es: "Una conexión persistente que calla se cierra a los 5 s",
        },
        rule: Text {
            en: "Between two requests the limit holds too: after 5 s of silence, and not before, the server ends the connection, without a word; the RFC leaves the time to the server.",
            es: "Entre dos peticiones también hay límite: tras 5 s de silencio, y no antes, el servidor termina la conexión sin decir nada; el RFC deja el tiempo al servidor.",
        },
        hints: &[
            Text {
                en: "Start the 5 s anew after each answer.",
                es: "Vuelve a empezar los 5 s después de cada respuesta.",
            },
            Text {
                en: "A connection kept for ever holds its thread for ever.",
                es: "Una conexión que no se cierra nunca retiene su hilo para siempre.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?.patience(seconds(9))?;
            client.get("/echo/threads-idle-kept")?.status(200)?.body("threads-idle-kept")?;
            client.pause(seconds(1))?; // that is not yet too long
            client.get("/echo/threads-idle-kept")?.status(200)?.body("threads-idle-kept")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    let stage_end = !opens_with(&client, "/threads-idle-kept ");
                    Relay { stage_end, ..Relay::FAITHFUL }.run(client, stage);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-408",
        since: 6,
        until: None,
        rfc: "RFC 9110 §15.5.9",
        title: Text {
            en: "Half a head gets 408 after 10 s",
            es: "Media cabecera recibe un 408 a los 10 s",
        },
        rule: Text {
            en: "When a request has begun and does not end within 10 s, the server answers 408 and closes; the RFC leaves the time to the server, and lets it close without a word, but a client should learn why.",
            es: "Cuando una petición empezó y no termina en 10 s, el servidor responde 408 y cierra; el RFC deja el tiempo al servidor, y le permite cerrar sin decir nada, pero un cliente debería saber por qué.",
        },
        hints: &[
            Text {
                en: "Tell two kinds of waiting apart: for a request to begin (then close silently) and for it to end (then 408).",
                es: "Distingue dos esperas: a que empiece una petición (cierra en silencio) y a que termine (responde 408).",
            },
            Text {
                en: "A read that timed out gives an error of its own: `WouldBlock` or `TimedOut` in Rust, `TimeoutError` in Python.",
                es: "Una lectura que agotó su tiempo da un error propio: `WouldBlock` o `TimedOut` en Rust, `TimeoutError` en Python.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?.patience(seconds(15))?;
            client.send("GET /hello?threads-408 HTTP/1.1\r\nHost: loc")?;
            client.read_response("GET")?.refusal(408)?.lists("Connection", "close")?;
            client.expect_end()
        },
        broken: Breakage {
            // Closes without a word.
            how: Broken::Response(|sent, answer| match broken::has(sent, "?threads-408") {
                true => Vec::new(),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-empty-lines",
        since: 6,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "Empty lines do not keep a connection for ever",
            es: "Las líneas vacías no mantienen abierta una conexión para siempre",
        },
        rule: Text {
            en: "An empty line before a request is skipped, but it is no request: the time limits, which the RFC leaves to the server, go on.",
            es: "Una línea vacía antes de una petición se salta, pero no es una petición: los límites de tiempo, que el RFC deja al servidor, siguen corriendo.",
        },
        hints: &[
            Text {
                en: "Look at the clock in the branch that skips the line, too.",
                es: "Mira el reloj también en la rama que salta la línea.",
            },
            Text {
                en: "A client that sends two bytes a second would otherwise hold a thread as long as it likes.",
                es: "Si no, un cliente que envía dos bytes por segundo retiene un hilo todo lo que quiere.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?;
            client.get("/echo/threads-empty-lines")?.status(200)?;
            // Each look takes 20 ms: 12 s of empty lines, unless the server has had enough before.
            for _ in 0..600 {
                if client.send("\r\n").is_err() || client.expect_open().is_err() {
                    return Ok(());
                }
            }
            Err(client.fail(Text {
                en: "The client sent nothing but empty lines for 12 seconds, and the connection is still open.",
                es: "El cliente solo envió líneas vacías durante 12 segundos, y la conexión sigue abierta.",
            }))
        },
        broken: Breakage {
            // Answers once, and then takes whatever comes.
            how: Broken::Server(|front| {
                front.each(|mut client, stage| {
                    if opens_with(&client, "/threads-empty-lines ") {
                        broken::read_head(&mut client);
                        let _ = client.write_all(EMPTY_ANSWER);
                        broken::hang(client);
                    } else {
                        Relay::FAITHFUL.run(client, stage);
                    }
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "threads-drip",
        since: 6,
        until: None,
        rfc: "RFC 9110 §15.5.9",
        title: Text {
            en: "A head that drips in gets 408 after 10 s all the same",
            es: "Una cabecera a gotas recibe 408 a los 10 s igualmente",
        },
        rule: Text {
            en: "The 10 s are for the whole head, and each byte that comes does not start them anew; the RFC leaves the time to the server, but without an end to it a few clients hold it for ever.",
            es: "Los 10 s son para la cabecera entera, y cada byte que llega no los vuelve a empezar; el RFC deja el tiempo al servidor, pero si no tiene fin unos pocos clientes lo retienen para siempre.",
        },
        hints: &[
            Text {
                en: "A time limit for reading counts from the last byte; note when the head began and subtract.",
                es: "El límite de tiempo de la lectura cuenta desde el último byte; anota cuándo empezó la cabecera y resta.",
            },
            Text {
                en: "Clients that drip on purpose have a name, Slowloris: each holds a thread as long as it likes.",
                es: "Los clientes que gotean a propósito tienen nombre, Slowloris: cada uno retiene un hilo cuanto quiere.",
            },
        ],
        waits: true,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /echo/threads-drip HTTP/1.1\r\nHost: localhost\r\nX-Drip: ")?;
            // Each look takes 20 ms: 11.6 s of drops, unless the server speaks before.
            for _ in 0..580 {
                client.send("x")?;
                if client.expect_open().is_err() {
                    break;
                }
            }
            client.read_response("GET")?.refusal(408)?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| match opens_with(&client, "/threads-drip ") {
                    true => broken::hang(client),
                    false => {
                        Relay::FAITHFUL.run(client, stage);
                    }
                });
            }),
            also: &[],
        },
    },
];
