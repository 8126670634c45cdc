//! Chapter 1: bytes that come back.

use super::prelude::*;
use crate::failure::{Problem, Transcript, event, problem};
use crate::response::quote;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "1.1",
            since: 1,
            until: Some(2),
            rfc: COURSE,
            title: Text {
                en: "Who says nothing for 5 seconds is sent away",
                es: "A quien calla 5 segundos se le cierra la conexión",
            },
            rule: Text {
                en: "A client that sends nothing for 5 seconds loses its connection; one that speaks now and then keeps it.",
                es: "Un cliente que no envía nada en 5 segundos pierde su conexión; el que habla de vez en cuando la conserva.",
            },
            hints: &[
                Text {
                    en: "The server already sends away who is silent for a minute: find where it says so.",
                    es: "El servidor ya le cierra a quien calla un minuto: busca dónde lo dice.",
                },
                Text {
                    en: "It is the time limit for reading (Rust: `set_read_timeout`; Python: `settimeout`, which also holds for writing). It begins anew with each read.",
                    es: "Es el tiempo límite de lectura (Rust: `set_read_timeout`; Python: `settimeout`, que vale también para escribir). Empieza de nuevo en cada lectura.",
                },
            ],
            waits: true,
            run: |server| {
                let mut client = server.connect()?.patience(seconds(8))?;
                for words in ["I think", " before I speak."] {
                    client.pause(seconds(3))?;
                    client.send(words)?;
                    client.expect_bytes(words.as_bytes())?;
                }
                client.expect_end().map_err(|failure| match failure.problem.text {
                    problem::STILL_OPEN => client.fail(NOT_SENT_AWAY),
                    _ => failure,
                })
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "1.2",
            since: 1,
            until: Some(2),
            rfc: COURSE,
            title: Text {
                en: "Two clients at once: a silent one holds up nobody",
                es: "Dos clientes a la vez: el que calla no hace esperar al otro",
            },
            rule: Text {
                en: "A client gets its bytes back while another one is connected and says nothing.",
                es: "Un cliente recibe sus bytes de vuelta mientras otro está conectado y no dice nada.",
            },
            hints: &[
                Text {
                    en: "While one client is served nobody calls `accept`: let somebody else serve it, and go back to `accept` at once.",
                    es: "Mientras se atiende a un cliente nadie llama a `accept`: que lo atienda otro, y vuelve enseguida a `accept`.",
                },
                Text {
                    en: "That somebody is a thread (Rust: `thread::spawn` with a `move` closure, or `thread::Builder`, which tells of an error instead of panicking; Python: `threading.Thread`).",
                    es: "Ese otro es un hilo (Rust: `thread::spawn` con un closure `move`, o `thread::Builder`, que avisa del error en vez de caer en pánico; Python: `threading.Thread`).",
                },
            ],
            waits: false,
            run: |server| {
                let mut silent = server.connect()?;
                let mut spoke = server.connect()?;
                echoed(&mut spoke, "I say a word and wait.")?;
                let mut third = server.connect()?;
                echoed(&mut third, "Must I wait for the others?")?;
                third.finish();
                third.expect_end()?;
                echoed(&mut silent, "Now I speak.")?;
                echoed(&mut spoke, "I am still here.")
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "1.3",
            since: 1,
            until: Some(2),
            rfc: COURSE,
            title: Text {
                en: "The same port echoes UDP too",
                es: "El mismo puerto también devuelve lo que llega por UDP",
            },
            rule: Text {
                en: "Every datagram that comes to the server's port over UDP goes back to its sender, whole; TCP works as before.",
                es: "Cada datagrama que llega por UDP al puerto del servidor vuelve entero a quien lo envió; TCP funciona como antes.",
            },
            hints: &[
                Text {
                    en: "UDP knows no connection: one socket receives from everybody, and each datagram brings the address of its sender. TCP port 4221 and UDP port 4221 are two different ports.",
                    es: "UDP no tiene conexiones: un solo socket recibe de todos, y cada datagrama trae la dirección de quien lo envió. El puerto 4221 de TCP y el 4221 de UDP son dos puertos distintos.",
                },
                Text {
                    en: "Bind a second socket to the same address, and serve it in a thread of its own with `recv_from` and `send_to` (Rust: `UdpSocket`; Python: `SOCK_DGRAM`, `recvfrom`, `sendto`). A datagram that does not fit into the buffer is cut off: none is larger than 65507 bytes.",
                    es: "Haz `bind` de un segundo socket en la misma dirección y atiéndelo en un hilo propio con `recv_from` y `send_to` (Rust: `UdpSocket`; Python: `SOCK_DGRAM`, `recvfrom`, `sendto`). Un datagrama que no cabe en el búfer se corta: ninguno pasa de 65507 bytes.",
                },
            ],
            waits: false,
            run: |server| {
                let (mut one, mut other) = (Post::open(server)?, Post::open(server)?);
                one.send(b"one")?;
                other.send(b"the other")?;
                other.comes_back(b"the other")?;
                one.comes_back(b"one")?;
                let every_byte: Vec<u8> = (0..=255).cycle().take(4000).collect();
                for datagram in [&b"."[..], b"", &every_byte] {
                    one.send(datagram)?;
                    one.comes_back(datagram)?;
                }
                echoed(&mut server.connect()?, "And over TCP?")
            },
            broken: UNTOUCHED,
        },
    },
];

fn echoed(client: &mut Client, words: &str) -> Verdict {
    client.send(words)?;
    client.expect_bytes(words.as_bytes())
}

/// How long a datagram may take to come back before it is sent again, and how long all of it may
/// take: UDP may lose some, and the server may still be opening its socket.
const AGAIN: Duration = Duration::from_millis(400);
const LATEST: Duration = Duration::from_secs(4);

/// A client that speaks UDP to the server.
struct Post {
    socket: UdpSocket,
    transcript: Transcript,
    /// All that was sent: what was sent twice may also come back twice.
    sent: Vec<Vec<u8>>,
}

impl Post {
    fn open(server: &Server) -> Verdict<Post> {
        let addr = server.addr();
        let socket = UdpSocket::bind(if addr.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" })?;
        socket.connect(addr)?;
        socket.set_read_timeout(Some(AGAIN))?;
        let transcript = Transcript::default();
        transcript.event(event::DATAGRAMS);
        Ok(Post { socket, transcript, sent: Vec::new() })
    }

    fn send(&mut self, datagram: &[u8]) -> Verdict {
        self.sent.push(datagram.to_vec());
        self.transcript.sent(datagram);
        // Where nobody listens yet, some systems refuse the second one.
        let _ = self.socket.send(datagram);
        Ok(())
    }

    fn comes_back(&mut self, datagram: &[u8]) -> Verdict {
        let start = Instant::now();
        let mut buffer = vec![0; 65_536];
        while start.elapsed() < LATEST {
            let got = self.socket.recv(&mut buffer).map(|length| &buffer[..length]);
            match got {
                Ok(got) if got == datagram => {
                    self.transcript.received(got);
                    return Ok(());
                }
                Ok(got) if self.sent.iter().any(|before| before == got) => {}
                Ok(got) => return Err(self.other(datagram, got)),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {}
                Err(_) => drop(self.socket.send(datagram)),
            }
        }
        self.transcript.event(event::NOTHING);
        Err(self.transcript.failure(Problem::with(NO_DATAGRAM, LATEST.as_secs(), ""), None))
    }

    fn other(&self, sent: &[u8], got: &[u8]) -> Box<Failure> {
        self.transcript.received(got);
        let problem = Problem::with(OTHER_DATAGRAM, quote(sent), quote(got));
        self.transcript.failure(problem, None)
    }
}

const NOT_SENT_AWAY: Text = Text {
    en: "The tester said nothing for 8 seconds, and the connection is still there.",
    es: "El tester calló durante 8 segundos, y la conexión sigue ahí.",
};
const NO_DATAGRAM: Text = Text {
    en: "The tester sent this datagram again and again for {expected} seconds, and it never came back.",
    es: "El tester envió este datagrama una y otra vez durante {expected} segundos, y nunca volvió.",
};
const OTHER_DATAGRAM: Text = Text {
    en: "The datagram should come back as {expected}, but it is {got}.",
    es: "El datagrama debería volver como {expected}, pero es {got}.",
};
