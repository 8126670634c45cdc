//! Slow clients: one thread holds all of them, so that the machine is left to the server.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};
use procfs::net::TcpState;
use rustix::io::Errno;
use socket2::{Domain, Socket, Type};
use tester::catalogue::Text;

use crate::server::{LARGE, wait_for};

/// Every client moves one byte in this time.
const BEAT: Duration = Duration::from_secs(1);
/// How often the thread looks at the clock.
const TICK: Duration = Duration::from_millis(10);
/// How long after one look at the connections that the server still has comes the next.
const LOOK: Duration = Duration::from_millis(500);
/// Connections that are begun in one tick.
const AT_ONCE: usize = 5;
/// Whoever is still there after this time is counted as one who stayed.
const ENOUGH: Duration = Duration::from_secs(30);
/// The receive buffer of those who do not read; Linux makes 2 KiB of it.
const TINY: usize = 1;

/// The largest segment, in bytes, as on an Ethernet. The 64 KiB of loopback would make the system
/// take 2.6 MB from the server for each client that does not read, and not 90 KB.
const SEGMENT: u32 = 1460;

/// In what a client is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sending the head.
    Head,
    /// Sending the content of an upload.
    Upload,
    /// Sending content that is kept in memory.
    Echo,
    /// Reading the answer.
    Reader,
    /// It never reads at all.
    Deaf,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Head, Kind::Upload, Kind::Echo, Kind::Reader, Kind::Deaf];

    /// Those that a stage can be slow with: before stage 7 nothing reads content.
    pub fn of_stage(stage: u8) -> Vec<Kind> {
        let reads_content = |kind: &Kind| stage >= 7 || !matches!(kind, Kind::Upload | Kind::Echo);
        Kind::ALL.into_iter().filter(reads_content).collect()
    }

    pub fn name(self) -> Text {
        match self {
            Kind::Head => Text { en: "head", es: "cabecera" },
            Kind::Upload => Text { en: "upload", es: "subida" },
            Kind::Echo => Text { en: "echo", es: "eco" },
            Kind::Reader => Text { en: "reading", es: "lectura" },
            Kind::Deaf => Text { en: "never reads", es: "nunca lee" },
        }
    }

    /// When the server drops it, counted from its first byte: `HEAD_TIME` and `PATIENCE` in
    /// the stage's connection.rs.
    pub fn deadline(self) -> Duration {
        Duration::from_secs(if self == Kind::Head { 10 } else { 8 })
    }

    /// Whether the server can tell it why; a client that does not read hears nothing.
    pub fn hears(self) -> bool {
        !matches!(self, Kind::Reader | Kind::Deaf)
    }

    /// What it sends at once, and what then follows byte by byte, over and over. Every other one
    /// begins slowly, or has its content chunked.
    fn script(self, number: usize) -> (String, &'static [u8]) {
        let even = number.is_multiple_of(2);
        let head = |line: &str| format!("{line} HTTP/1.1\r\nHost: siege\r\n");
        let post = match even {
            true => ("Content-Length: 1000000\r\n\r\n", &b"drip"[..]),
            false => ("Transfer-Encoding: chunked\r\n\r\n", &b"1;a=b\r\nx\r\n"[..]),
        };
        match self {
            Kind::Head if even => (String::new(), b"GET /hello HTTP/1.1\r\n"),
            Kind::Head => (head("GET /hello"), b"X:y\r\n"),
            Kind::Upload => (head(&format!("POST /files/slow-{number}")) + post.0, post.1),
            Kind::Echo => (head("POST /echo") + post.0, post.1),
            Kind::Reader | Kind::Deaf => (head(&format!("GET {LARGE}")) + "\r\n", b""),
        }
    }
}

/// How a slow client ended.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    pub kind: Kind,
    /// From its first byte to the end.
    pub after: Duration,
    /// The status of the answer, if one came.
    pub status: Option<u16>,
    /// It was still there when enough was enough.
    pub stayed: bool,
}

/// The slow clients, seen from the thread that besieges.
pub struct Drip {
    orders: Arc<Orders>,
    thread: JoinHandle<Vec<Outcome>>,
}

#[derive(Default)]
struct Orders {
    /// How many clients there are to be.
    wanted: AtomicUsize,
    /// How many are connected.
    present: AtomicUsize,
    /// Whether they are to go at once.
    enough: AtomicBool,
}

impl Drip {
    /// Starts the thread, with so many clients of each of these kinds in turn.
    ///
    /// # Errors
    /// If the system has no poll for it.
    pub fn start(addr: SocketAddr, kinds: &[Kind], wanted: usize) -> io::Result<Drip> {
        let orders = Arc::new(Orders::default());
        orders.wanted.store(wanted, Ordering::SeqCst);
        let kinds = kinds.iter().copied().cycle().take(wanted).collect();
        let crowd = Crowd::new(addr, kinds, Arc::clone(&orders))?;
        Ok(Drip { orders, thread: thread::spawn(move || crowd.run()) })
    }

    /// How many are connected now.
    pub fn present(&self) -> usize {
        self.orders.present.load(Ordering::SeqCst)
    }

    /// Waits until all are there; whether they came.
    pub fn gather(&self) -> bool {
        let wanted = self.orders.wanted.load(Ordering::SeqCst);
        wait_for(ENOUGH, || (self.present() >= wanted).then_some(())).is_some()
    }

    /// Replaces nobody any more, and waits until the last is gone.
    pub fn drain(self) -> Vec<Outcome> {
        self.orders.wanted.store(0, Ordering::SeqCst);
        self.thread.join().unwrap_or_default()
    }

    /// All leave at once; the outcomes of those who were gone before.
    pub fn leave(self) -> Vec<Outcome> {
        self.orders.enough.store(true, Ordering::SeqCst);
        self.drain()
    }
}

/// One slow client.
struct Client {
    kind: Kind,
    stream: mio::net::TcpStream,
    port: u16,
    /// When its first byte went out; not yet, while it connects.
    began: Option<Instant>,
    dripping: &'static [u8],
    opening: String,
    dripped: usize,
    /// The beginning of the answer.
    answer: Vec<u8>,
    /// Since when the server has been seen without it.
    missed: Option<Instant>,
}

/// The thread's own view of them.
struct Crowd {
    addr: SocketAddr,
    orders: Arc<Orders>,
    poll: Poll,
    clients: HashMap<usize, Client>,
    /// Kinds of which one is missing.
    missing: VecDeque<Kind>,
    /// Who moves a byte next, and when.
    beats: VecDeque<(Instant, usize)>,
    outcomes: Vec<Outcome>,
    started: usize,
    looks: Receiver<Look>,
}

/// Which connections the server had, and when.
struct Look {
    start: Instant,
    end: Instant,
    ports: HashSet<u16>,
}

impl Crowd {
    fn new(addr: SocketAddr, missing: VecDeque<Kind>, orders: Arc<Orders>) -> io::Result<Crowd> {
        let poll = Poll::new()?;
        let (clients, beats, outcomes) = Default::default();
        let looks = look(addr);
        Ok(Crowd { addr, orders, poll, clients, missing, beats, outcomes, started: 0, looks })
    }

    fn run(mut self) -> Vec<Outcome> {
        let mut events = Events::with_capacity(1024);
        while !self.is_over() {
            self.replace();
            let _ = self.poll.poll(&mut events, Some(TICK)); // a signal is no reason to stop
            for event in &events {
                self.hear(event.token().0, event.is_error() || event.is_write_closed());
            }
            self.beat();
            while let Ok(look) = self.looks.try_recv() {
                self.miss(&look);
            }
        }
        self.outcomes
    }

    fn is_over(&self) -> bool {
        let drained = self.clients.is_empty() && self.orders.wanted.load(Ordering::SeqCst) == 0;
        drained || self.orders.enough.load(Ordering::SeqCst)
    }

    /// Sends for new clients where some are missing.
    fn replace(&mut self) {
        for _ in 0..AT_ONCE {
            let wanted = self.orders.wanted.load(Ordering::SeqCst);
            let Some(kind) = self.missing.pop_front().filter(|_| self.clients.len() < wanted)
            else {
                return;
            };
            match self.connect(kind) {
                Ok(client) => {
                    self.clients.insert(self.started, client);
                    self.started += 1;
                }
                Err(_) => return self.missing.push_back(kind), // out of ports, say: later
            }
        }
    }

    fn connect(&self, kind: Kind) -> io::Result<Client> {
        let socket = Socket::new(Domain::for_address(self.addr), Type::STREAM, None)?;
        if !kind.hears() {
            socket.set_recv_buffer_size(TINY)?;
        }
        socket.set_tcp_mss(SEGMENT)?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        match socket.connect(&self.addr.into()) {
            Err(error) if Errno::from_io_error(&error) != Some(Errno::INPROGRESS) => {
                return Err(error);
            }
            _ => {}
        }
        let mut stream = mio::net::TcpStream::from_std(TcpStream::from(socket));
        let both = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(self.started), both)?;
        let (opening, dripping) = kind.script(self.started);
        let (began, dripped, answer, missed) = Default::default();
        Ok(Client { kind, stream, port: 0, began, dripping, opening, dripped, answer, missed })
    }

    /// Something has happened on a connection.
    fn hear(&mut self, number: usize, broken: bool) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        if client.began.is_none() && !broken && client.begin() {
            self.orders.present.fetch_add(1, Ordering::SeqCst);
            self.beats.push_back((Instant::now() + BEAT, number));
        }
        // An answer may have come before the end, so it is read first.
        if (client.kind.hears() && client.has_ended()) || broken {
            self.end(number, Instant::now(), false);
        }
    }

    /// Everyone whose time has come moves a byte.
    fn beat(&mut self) {
        let now = Instant::now();
        while let Some((_, number)) = self.beats.pop_front_if(|(due, _)| *due <= now) {
            let Some(client) = self.clients.get_mut(&number) else { continue };
            client.beat();
            let stays = client.began.is_some_and(|began| began.elapsed() > ENOUGH);
            if stays {
                self.end(number, now, true);
            }
            self.beats.push_back((now + BEAT, number));
        }
    }

    /// Misses those whose connection the server has given up: who does not read cannot see that.
    /// The list is not made in one go and may lack a line, so it takes two looks.
    fn miss(&mut self, look: &Look) {
        let mut gone = Vec::new();
        for (number, client) in &mut self.clients {
            let was_there = client.began.is_some_and(|began| began < look.start);
            match client.missed {
                _ if client.kind.hears() || !was_there => {}
                _ if look.ports.contains(&client.port) => client.missed = None,
                None => client.missed = Some(look.end),
                Some(since) => gone.push((*number, since)),
            }
        }
        for (number, since) in gone {
            self.end(number, since, false);
        }
    }

    fn end(&mut self, number: usize, at: Instant, stayed: bool) {
        let Some(mut client) = self.clients.remove(&number) else { return };
        let _ = self.poll.registry().deregister(&mut client.stream);
        self.missing.push_back(client.kind);
        let Some(began) = client.began else { return };
        self.orders.present.fetch_sub(1, Ordering::SeqCst);
        let (kind, status, after) = (client.kind, client.status(), at - began);
        self.outcomes.push(Outcome { kind, after, status, stayed });
    }
}

/// Looks again and again which connections the server has, in a thread of its own: the system
/// lists them with all that have ended in the last minute, which takes its time. The thread ends
/// when nobody wants to know any more.
fn look(addr: SocketAddr) -> Receiver<Look> {
    let (sender, looks) = mpsc::channel();
    thread::spawn(move || {
        loop {
            let start = Instant::now();
            let Some(ports) = held_by(addr) else { return };
            if sender.send(Look { start, end: Instant::now(), ports }).is_err() {
                return;
            }
            thread::sleep(LOOK);
        }
    });
    looks
}

/// The ports of the clients that the server at this address has a connection with.
fn held_by(addr: SocketAddr) -> Option<HashSet<u16>> {
    let all = if addr.is_ipv4() { procfs::net::tcp() } else { procfs::net::tcp6() };
    let is_held = |state: &TcpState| {
        matches!(state, TcpState::Established | TcpState::SynRecv | TcpState::CloseWait)
    };
    let all = all.ok()?.into_iter();
    let held =
        all.filter(|entry| entry.local_address.port() == addr.port() && is_held(&entry.state));
    Some(held.map(|entry| entry.remote_address.port()).collect())
}

impl Client {
    /// Once connected, sends its first bytes; whether it could.
    fn begin(&mut self) -> bool {
        let (Ok(_), Ok(own)) = (self.stream.peer_addr(), self.stream.local_addr()) else {
            return false;
        };
        self.port = own.port();
        self.began = Some(Instant::now());
        let _ = self.stream.write(self.opening.as_bytes());
        self.beat();
        true
    }

    /// Moves a byte. What goes wrong shows in what is heard.
    fn beat(&mut self) {
        if self.kind == Kind::Reader {
            let _ = self.stream.read(&mut [0]);
        } else if !self.dripping.is_empty() {
            let next = self.dripping[self.dripped % self.dripping.len()];
            self.dripped += 1;
            let _ = self.stream.write(&[next]);
        }
    }

    /// Reads what there is; whether that was the end.
    fn has_ended(&mut self) -> bool {
        let mut bytes = [0; 1024];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => return true,
                Ok(count) => self.answer.extend(&bytes[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return error.kind() != ErrorKind::WouldBlock,
            }
        }
    }

    fn status(&self) -> Option<u16> {
        let line = self.answer.strip_prefix(b"HTTP/1.1 ")?;
        str::from_utf8(line.get(..3)?).ok()?.parse().ok()
    }
}
