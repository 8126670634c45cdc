//! Stage 1: whatever is sent comes back.

use crate::prelude::*;
use std::net::TcpStream;

pub const CHECKS: &[Check] = &[
    Check {
        id: "bind-echo",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.8",
        title: Text { en: "What is sent comes back", es: "Lo que se envía vuelve" },
        rule: Text {
            en: "The server sends back every byte it receives, in order, without waiting for the end.",
            es: "El servidor devuelve cada byte que recibe, en orden y sin esperar al final.",
        },
        hints: &[
            Text {
                en: "Send back what one read gave you before you read again (Rust: `&buffer[..count]`; Python: what `recv` returned).",
                es: "Devuelve lo que te dio una lectura antes de leer otra vez (Rust: `&buffer[..count]`; Python: lo que dio `recv`).",
            },
            Text {
                en: "Do not collect until the client is done: it may be waiting for your answer before it goes on.",
                es: "No acumules hasta que el cliente acabe: quizá espera tu respuesta para continuar.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            for line in ["hello\r\n", "¿qué tal?\r\n"] {
                client.send(line)?;
                client.expect_bytes(line.as_bytes())?;
            }
            Ok(())
        },
        broken: Breakage {
            // Forgets the accents: one byte for each letter.
            how: Broken::Response(|_, answer| answer.into_iter().filter(u8::is_ascii).collect()),
            also: &["bind-every-byte"],
        },
    },
    Check {
        id: "bind-every-byte",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.8",
        title: Text {
            en: "All 256 byte values come back unchanged",
            es: "Los 256 valores de un byte vuelven sin cambios",
        },
        rule: Text {
            en: "What goes over a connection is bytes: they need not be text, and zero ends nothing.",
            es: "Por una conexión viajan bytes: no tienen que ser texto, y el cero no termina nada.",
        },
        hints: &[
            Text {
                en: "Keep bytes as bytes (`[u8]` in Rust, `bytes` in Python): text cannot hold them all.",
                es: "Guarda los bytes como bytes (`[u8]` en Rust, `bytes` en Python): en un texto no caben todos.",
            },
            Text {
                en: "Decoding puts something else in the place of what is no text (Rust: `from_utf8_lossy`; Python: `errors='replace'`): decode nothing here.",
                es: "Decodificar cambia por otra cosa lo que no es texto (Rust: `from_utf8_lossy`; Python: `errors='replace'`): aquí no decodifiques nada.",
            },
        ],
        waits: false,
        run: |server| {
            let bytes: Vec<u8> = (0..=255).collect();
            let mut client = server.connect()?;
            client.send(&bytes)?;
            client.finish();
            client.expect_bytes(&bytes)?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|_, answer| broken::replace(&answer, [0], b"")),
            also: &[],
        },
    },
    Check {
        id: "bind-end",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.6",
        title: Text {
            en: "When the client ends its side, so does the server",
            es: "Cuando el cliente cierra su lado, el servidor también",
        },
        rule: Text {
            en: "After the client's last byte has come back, the server ends its side and nothing more comes.",
            es: "Cuando ha vuelto el último byte del cliente, el servidor cierra su lado y no llega nada más.",
        },
        hints: &[
            Text {
                en: "When the client has ended, a read brings no bytes and no error (Rust: `Ok(0)`; Python: `b''`): leave the loop and close the connection.",
                es: "Cuando el cliente terminó, una lectura no trae bytes ni error (Rust: `Ok(0)`; Python: `b''`): sal del bucle y cierra la conexión.",
            },
            Text {
                en: "A farewell of your own is one message too many: only what was sent comes back.",
                es: "Una despedida tuya sobra: vuelve solo lo que se envió.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("goodbye")?;
            client.finish();
            client.expect_bytes(b"goodbye")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match sent {
                b"goodbye" => [&answer[..], b"I was not sent."].concat(),
                _ => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "bind-next-after-reset",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.5.2",
        title: Text {
            en: "A client that breaks off does not stop the server",
            es: "Un cliente que corta de golpe no detiene al servidor",
        },
        rule: Text {
            en: "A reset ends one connection; the server goes on with the next.",
            es: "Un reset termina una conexión; el servidor sigue con la siguiente.",
        },
        hints: &[
            Text {
                en: "An error in reading or writing concerns this client only: log it and accept the next.",
                es: "Un error al leer o al escribir es solo de ese cliente: anótalo y acepta al siguiente.",
            },
            Text {
                en: "Catch it inside the loop over all clients: nothing may carry it out of there (Rust: a `?`; Python: an exception).",
                es: "Atrápalo dentro del bucle de todos los clientes: que nada lo saque de ahí (Rust: un `?`; Python: una excepción).",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("I will not wait for this.")?;
            client.expect_bytes(b"I")?;
            client.reset();
            let mut next = server.connect()?;
            next.send("Still here?")?;
            next.expect_bytes(b"Still here?")
        },
        broken: Breakage {
            // A server whose `main` returns the first error.
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    if Relay::FAITHFUL.run(client, stage) == Ending::Reset {
                        return;
                    }
                }
            }),
            also: &["bind-never-reads"],
        },
    },
    Check {
        id: "bind-at-once",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.8",
        title: Text { en: "A single byte comes back at once", es: "Un solo byte vuelve enseguida" },
        rule: Text {
            en: "The server sends back what has arrived, however little, and does not wait for a whole line.",
            es: "El servidor devuelve lo que llegó, por poco que sea, sin esperar a tener una línea entera.",
        },
        hints: &[
            Text {
                en: "TCP knows no lines: read what is there, not whole lines (Rust: `read`, not `read_line`; Python: `recv`, not `readline`).",
                es: "TCP no sabe de líneas: lee lo que haya, no líneas enteras (Rust: `read`, no `read_line`; Python: `recv`, no `readline`).",
            },
            Text {
                en: "If you write through a buffer (Rust: `BufWriter`; Python: `makefile`), nothing leaves before you call `flush`.",
                es: "Si escribes en un búfer (Rust: `BufWriter`; Python: `makefile`), nada sale hasta que llamas a `flush`.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(".")?;
            client.expect_bytes(b".")
        },
        broken: Breakage {
            // Waits for a line that does not come.
            how: Broken::Request(|chunk| match chunk {
                b"." => Vec::new(),
                _ => chunk.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "bind-only-what-came",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.8",
        title: Text {
            en: "A short message after a long one comes back short",
            es: "Un mensaje corto tras uno largo vuelve corto",
        },
        rule: Text {
            en: "Only the bytes that just arrived come back, not what the buffer still holds from before.",
            es: "Vuelven solo los bytes recién llegados, no lo que el búfer guarda de antes.",
        },
        hints: &[
            Text {
                en: "A read fills the front of your buffer and says how far: the rest of it is old.",
                es: "Una lectura llena el principio del búfer y te dice hasta dónde: lo demás es viejo.",
            },
            Text {
                en: "Write that part and no more (Rust: `&buffer[..count]`; Python: `buffer[:count]`), not the whole buffer.",
                es: "Escribe esa parte y nada más (Rust: `&buffer[..count]`; Python: `buffer[:count]`), no el búfer entero.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            for message in ["I am quite a long message.", "I, not."] {
                client.send(message)?;
                client.expect_bytes(message.as_bytes())?;
            }
            client.finish();
            client.expect_end()
        },
        broken: Breakage {
            // Writes the whole buffer, in which the end of the long message still is.
            how: Broken::Response(|_, answer| match &answer[..] {
                b"I, not." => b"I, not.te a long message.".to_vec(),
                _ => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "bind-line-ends",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.8",
        title: Text {
            en: "Spaces and line ends come back as they were",
            es: "Los espacios y fines de línea vuelven tal cual",
        },
        rule: Text {
            en: "To TCP the end of a line is a byte like any other, and none is added, removed or replaced.",
            es: "Para TCP un fin de línea es un byte más: no se añade, ni se quita, ni se cambia ninguno.",
        },
        hints: &[
            Text {
                en: "Functions for lines take line ends away or add some (Rust: `lines`, `writeln!`; Python: `splitlines`, `print`): use none of them.",
                es: "Las funciones de líneas quitan o ponen fines de línea (Rust: `lines`, `writeln!`; Python: `splitlines`, `print`): no las uses.",
            },
            Text {
                en: "Do not `trim` or `strip` what you echo.",
                es: "No le hagas `trim` ni `strip` a lo que devuelves.",
            },
        ],
        waits: false,
        run: |server| {
            let text = " \t one \n two \r\n\r\n\r three \n\n ";
            let mut client = server.connect()?;
            client.send(text)?;
            client.finish();
            client.expect_bytes(text.as_bytes())?;
            client.expect_end()
        },
        broken: Breakage {
            // Thinks an empty line is one line feed.
            how: Broken::Response(|_, answer| broken::replace(&answer, "\r\n\r\n", "\n")),
            also: &[],
        },
    },
    Check {
        id: "bind-much",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.8",
        title: Text {
            en: "A million bytes come back, none lost, all in order",
            es: "Un millón de bytes vuelven, todos y en orden",
        },
        rule: Text {
            en: "However much a client sends, every byte of it comes back, in order.",
            es: "Por mucho que envíe un cliente, cada byte vuelve, y en orden.",
        },
        hints: &[
            Text {
                en: "A write may take only part of what you give it: go on until all is out (Rust: `write_all`; Python: `sendall`).",
                es: "Una escritura puede aceptar solo una parte: insiste hasta que salga todo (Rust: `write_all`; Python: `sendall`).",
            },
            Text {
                en: "Read in a loop: no buffer of a fixed size holds all that can come.",
                es: "Lee en un bucle: en ningún búfer de tamaño fijo cabe todo lo que puede llegar.",
            },
        ],
        waits: false,
        run: |server| {
            let much: Vec<u8> = (b'a'..=b'z').flat_map(|letter| [letter; 40_000]).collect();
            let mut client = server.connect()?;
            let back = client.converse(&much)?;
            let same = back.iter().zip(&much).take_while(|(back, sent)| back == sent).count();
            match same == much.len() && same == back.len() {
                true => Ok(()),
                false => Err(client.fail_at(LOST, same)),
            }
        },
        broken: Breakage {
            // Now and then `write` takes one byte less than it was given.
            how: Broken::Response(|sent, mut answer| {
                if sent.len() > 500_000 {
                    answer.pop();
                }
                answer
            }),
            also: &[],
        },
    },
    Check {
        id: "bind-next-client",
        since: 1,
        until: Some(2),
        rfc: "WIRE.md",
        title: Text {
            en: "After one client comes the next, and the next",
            es: "Después de un cliente viene otro, y otro",
        },
        rule: Text {
            en: "When the server is done with a client it takes the next one, without end.",
            es: "Cuando el servidor acaba con un cliente toma el siguiente, una y otra vez.",
        },
        hints: &[
            Text {
                en: "`accept` gives one client: put it in a loop.",
                es: "`accept` te da un solo cliente: ponlo en un bucle.",
            },
            Text {
                en: "A `return` in the code for one client must not end the loop over all of them.",
                es: "Un `return` en el código de un cliente no debe acabar el bucle de todos.",
            },
        ],
        waits: false,
        run: |server| {
            for _ in 0..10 {
                let mut client = server.connect()?;
                client.send("next")?;
                client.finish();
                client.expect_bytes(b"next")?;
                client.expect_end()?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                for client in std::iter::from_fn(|| front.accept()).take(6) {
                    let Ok(stage) = front.stage() else { return };
                    Relay::FAITHFUL.run(client, stage);
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "bind-waits-its-turn",
        since: 1,
        until: Some(2),
        rfc: "WIRE.md",
        title: Text {
            en: "Who comes while another is served gets a turn",
            es: "Quien llega mientras se atiende a otro tendrá su turno",
        },
        rule: Text {
            en: "A client that connects while the server is busy waits in the queue, and is served after.",
            es: "Un cliente que se conecta mientras el servidor está ocupado espera en la cola, y luego se le atiende.",
        },
        hints: &[
            Text {
                en: "The system keeps the queue for you, as long as the one listening socket lives.",
                es: "El sistema guarda la cola por ti mientras viva el único socket que escucha.",
            },
            Text {
                en: "Bind once, before the loop; a listener made anew for each client loses those who wait.",
                es: "Haz `bind` una vez, antes del bucle: un listener nuevo para cada cliente pierde a los que esperan.",
            },
        ],
        waits: false,
        run: |server| {
            let mut first = server.connect()?;
            first.send("I was first.")?;
            first.expect_bytes(b"I was first.")?;
            let mut second = server.connect()?;
            second.send("I can wait.")?;
            first.finish();
            first.expect_end()?;
            drop(first);
            second.expect_bytes(b"I can wait.")?;
            second.finish();
            second.expect_end()
        },
        broken: Breakage {
            // Gives up its listener, and with it all who wait.
            how: Broken::Server(|front| serve_until(&front, "I was first.")),
            also: &[],
        },
    },
    Check {
        id: "bind-empty",
        since: 1,
        until: Some(2),
        rfc: "RFC 9293 §3.6",
        title: Text {
            en: "A client that says nothing and ends gets an end",
            es: "Si un cliente termina sin decir nada, el servidor también cierra",
        },
        rule: Text {
            en: "A connection may end without a single byte; the server ends its side and takes the next client.",
            es: "Una conexión puede terminar sin un solo byte: el servidor cierra su lado y toma al siguiente cliente.",
        },
        hints: &[
            Text {
                en: "The very first read may already find the end, and that is no error.",
                es: "Ya la primera lectura puede encontrar el final, y eso no es un error.",
            },
            Text {
                en: "Do not index into the buffer (`buffer[0]`) before you know that something came.",
                es: "No mires dentro del búfer (`buffer[0]`) antes de saber que llegó algo.",
            },
        ],
        waits: false,
        run: |server| {
            let mut silent = server.connect()?;
            silent.finish();
            silent.expect_end()?;
            drop(silent);
            let mut next = server.connect()?;
            next.send("Anybody there?")?;
            next.expect_bytes(b"Anybody there?")
        },
        broken: Breakage {
            // Takes the end of the first client for the end of all.
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
        id: "bind-never-reads",
        since: 1,
        until: Some(2),
        rfc: "WIRE.md",
        title: Text {
            en: "A client that sends 200 KB and reads nothing stops nobody",
            es: "Un cliente que envía 200 KB sin leer nada no detiene a nadie",
        },
        rule: Text {
            en: "A client that goes away without having read its answer ends one connection, not the server.",
            es: "Un cliente que se va sin haber leído su respuesta termina una conexión, no el servidor.",
        },
        hints: &[
            Text {
                en: "Writing to a client that has gone gives an error (Rust: `BrokenPipe`, `ConnectionReset`; Python: `ConnectionError`): expect it.",
                es: "Escribirle a quien ya se fue da un error (Rust: `BrokenPipe`, `ConnectionReset`; Python: `ConnectionError`): cuenta con él.",
            },
            Text {
                en: "Do not let that end the program (Rust: an `unwrap`; Python: an exception; C: the signal `SIGPIPE`): accept the next client.",
                es: "Que eso no acabe con tu programa (Rust: un `unwrap`; Python: una excepción; C: la señal `SIGPIPE`): acepta al siguiente cliente.",
            },
        ],
        waits: false,
        run: |server| {
            let mut deaf = server.connect()?;
            deaf.send("I never read.")?;
            deaf.expect_bytes(b"I")?;
            // Where buffers are small the server cannot write, and need not read any further.
            let _ = deaf.send(vec![b'.'; 200_000]);
            deaf.reset();
            let mut next = server.connect()?;
            next.send("I do.")?;
            next.expect_bytes(b"I do.")
        },
        broken: Breakage {
            how: Broken::Server(|front| serve_until(&front, "I never read.")),
            also: &[],
        },
    },
];

const LOST: Text =
    Text { en: "From here on it is not what was sent.", es: "Desde aquí no es lo que se envió." };

/// Whether the first bytes of this client hold the mark; they are still there to be read.
pub(super) fn marked(client: &TcpStream, mark: &str) -> bool {
    let mut bytes = [0; 256];
    client.peek(&mut bytes).is_ok_and(|count| broken::has(&bytes[..count], mark))
}

/// A broken server without threads, whose `main` returns after the client with this mark.
pub(super) fn serve_until(front: &Front, mark: &str) {
    while let Some(client) = front.accept() {
        let Ok(stage) = front.stage() else { return };
        let last = marked(&client, mark);
        Relay::FAITHFUL.run(client, stage);
        if last {
            return;
        }
    }
}
