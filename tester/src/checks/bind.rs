//! Stage 1: whatever is sent comes back.

use crate::prelude::*;

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
        hints: &[Text {
            en: "Write what one `read` gave you before you call `read` again: `&buffer[..count]`.",
            es: "Escribe lo que te dio un `read` antes de volver a leer: `&buffer[..count]`.",
        }],
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
        hints: &[Text {
            en: "Keep the bytes in a `[u8]`; a `String` cannot hold them all.",
            es: "Guarda los bytes en un `[u8]`; en un `String` no caben todos.",
        }],
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
            es: "Cuando el cliente termina su lado, el servidor también",
        },
        rule: Text {
            en: "After the client's last byte has come back, the server ends its side and nothing more comes.",
            es: "Cuando ha vuelto el último byte del cliente, el servidor termina su lado y no llega nada más.",
        },
        hints: &[Text {
            en: "`read` gives `Ok(0)` when the client has ended: leave the loop, and dropping the stream ends your side.",
            es: "`read` da `Ok(0)` cuando el cliente terminó: sal del bucle, y al soltar el stream termina tu lado.",
        }],
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
        hints: &[Text {
            en: "An error from `read` or `write` concerns this client only: log it and accept the next.",
            es: "Un error de `read` o `write` es solo de ese cliente: anótalo y acepta al siguiente.",
        }],
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
            also: &[],
        },
    },
];
