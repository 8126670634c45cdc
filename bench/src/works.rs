//! What the servers have to do.

use tester::catalogue::Text;

use crate::results::Quantity;
use crate::text;

pub const KIB: u64 = 1024;
pub const MIB: u64 = 1024 * KIB;
pub const GIB: u64 = 1024 * MIB;
/// The open loop: requests a second, whether the answers keep up or not.
pub const RATE: u64 = 10_000;

/// One kind of work.
#[derive(Debug)]
pub struct Work {
    /// What `--only` calls it.
    pub id: &'static str,
    pub title: Text,
    pub kind: Kind,
}

#[derive(Debug)]
pub enum Kind {
    /// As fast as the clients can.
    Load(Load),
    /// [`RATE`] requests a second over that many connections.
    Rate(usize),
    /// That many connections which have nothing to say.
    Idle(usize),
    /// From the start of the program to its first answer.
    Start,
    /// The stripped program.
    Size,
}

/// A load without pauses.
#[derive(Debug, Clone)]
pub struct Load {
    pub connections: usize,
    pub request: Request,
    /// The client asks to close after each answer.
    pub closes: bool,
    /// Requests that are sent together.
    pub pipelined: usize,
    /// The least that one answer has, in bytes.
    pub answer: u64,
    /// Bytes count, not requests.
    pub in_bytes: bool,
    /// Requests for counting calls and instructions; none where that would say nothing new.
    pub counted: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    Hello,
    /// A file behind `/files/`.
    File(&'static str),
    /// Store 1 MiB behind `/files/`.
    Store,
    /// Send 1 MiB and get it back.
    Echo,
}

const KEPT: Load = Load {
    connections: 32,
    request: Request::Hello,
    closes: false,
    pipelined: 1,
    answer: 13,
    in_bytes: false,
    counted: Some(400),
};
/// 1 MiB is a lot of work: fewer connections, so that memory stays memory of the server.
const LARGE: Load = Load { connections: 8, answer: MIB, counted: Some(8), ..KEPT };

/// Everything that is measured, in the order of the report.
pub const WORKS: [Work; 14] = [
    Work {
        id: "get-32",
        title: text("small GET, 32 kept connections", "GET pequeño, 32 conexiones persistentes"),
        kind: Kind::Load(KEPT),
    },
    Work {
        id: "get-256",
        title: text("small GET, 256 kept connections", "GET pequeño, 256 conexiones persistentes"),
        kind: Kind::Load(Load { connections: 256, counted: None, ..KEPT }),
    },
    Work {
        id: "pipelined",
        title: text(
            "small GET, 16 pipelined requests on each of 32 connections",
            "GET pequeño, 16 peticiones encadenadas (pipelining) en cada una de 32 conexiones",
        ),
        kind: Kind::Load(Load { pipelined: 16, counted: Some(320), ..KEPT }),
    },
    Work {
        id: "connect",
        title: text(
            "small GET, a connection for each request, 32 clients",
            "GET pequeño, una conexión por petición, 32 clientes",
        ),
        kind: Kind::Load(Load { closes: true, ..KEPT }),
    },
    Work {
        id: "file-1k",
        title: text("file of 1 KiB, 32 connections", "archivo de 1 KiB, 32 conexiones"),
        kind: Kind::Load(Load { request: Request::File("1KiB"), answer: KIB, ..KEPT }),
    },
    Work {
        id: "file-1m",
        title: text("file of 1 MiB, 8 connections", "archivo de 1 MiB, 8 conexiones"),
        kind: Kind::Load(Load { request: Request::File("1MiB"), in_bytes: true, ..LARGE }),
    },
    Work {
        id: "file-1g",
        title: text("file of 1 GiB, one connection", "archivo de 1 GiB, una conexión"),
        kind: Kind::Load(Load {
            connections: 1,
            request: Request::File("1GiB"),
            answer: GIB,
            in_bytes: true,
            counted: None,
            ..KEPT
        }),
    },
    Work {
        id: "post-file",
        title: text(
            "upload of 1 MiB to /files/, 8 connections (POST; nginx: PUT)",
            "subida de 1 MiB a /files/, 8 conexiones (POST; en nginx, PUT)",
        ),
        kind: Kind::Load(Load { request: Request::Store, answer: 0, ..LARGE }),
    },
    Work {
        id: "post-echo",
        title: text(
            "POST of 1 MiB to /echo and back, 8 connections",
            "POST de 1 MiB a /echo, ida y vuelta, 8 conexiones",
        ),
        kind: Kind::Load(Load { request: Request::Echo, ..LARGE }),
    },
    Work {
        id: "rate",
        title: text(
            "small GET, 10,000 requests a second in an open loop, 64 kept connections",
            "GET pequeño, 10 000 peticiones por segundo en lazo abierto, 64 conexiones persistentes",
        ),
        kind: Kind::Rate(64),
    },
    Work {
        id: "idle-1000",
        title: text("1,000 idle connections", "1000 conexiones inactivas"),
        kind: Kind::Idle(1_000),
    },
    Work {
        id: "idle-10000",
        title: text("10,000 idle connections", "10 000 conexiones inactivas"),
        kind: Kind::Idle(10_000),
    },
    Work {
        id: "start",
        title: text("from start to first answer", "del arranque a la primera respuesta"),
        kind: Kind::Start,
    },
    Work {
        id: "size",
        title: text("size of the stripped program", "tamaño del programa sin símbolos"),
        kind: Kind::Size,
    },
];

impl Work {
    /// The work of that id.
    pub fn named(id: &str) -> Option<&'static Work> {
        WORKS.iter().find(|work| work.id == id)
    }

    /// The columns of its table.
    pub fn quantities(&self) -> Vec<Quantity> {
        use Quantity::{
            Achieved, BytesPerCpu, BytesPerSecond, Calls, EachConnection, Instructions, Memory,
            P50, P99, PerCpu, PerSecond, Size, Start,
        };
        let counts = [Memory, Calls, Instructions];
        match &self.kind {
            Kind::Load(load) if load.in_bytes => {
                [&[BytesPerSecond, BytesPerCpu][..], &counts].concat()
            }
            Kind::Load(_) => [&[PerSecond, PerCpu][..], &counts].concat(),
            Kind::Rate(_) => vec![Achieved, P50, P99, PerCpu, Memory],
            Kind::Idle(_) => vec![EachConnection, Memory],
            Kind::Start => vec![Start],
            Kind::Size => vec![Size],
        }
    }

    /// The quantity in which servers are compared with one another.
    pub fn compared(&self) -> Option<Quantity> {
        match &self.kind {
            Kind::Load(load) if load.in_bytes => Some(Quantity::BytesPerCpu),
            Kind::Load(_) | Kind::Rate(_) => Some(Quantity::PerCpu),
            _ => None,
        }
    }
}

impl Load {
    /// Method, target and the length of the content that is sent, as this server expects them.
    pub fn request_line(&self, puts: bool) -> (&'static str, String, u64) {
        match self.request {
            Request::Hello => ("GET", "/hello".into(), 0),
            Request::File(name) => ("GET", format!("/files/{name}"), 0),
            Request::Store if puts => ("PUT", "/files/upload".into(), MIB),
            Request::Store => ("POST", "/files/upload".into(), MIB),
            Request::Echo => ("POST", "/echo".into(), MIB),
        }
    }
}
