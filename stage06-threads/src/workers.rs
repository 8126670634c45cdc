//! A crew of threads that all wait at one door, and hires when nobody is left to open it.

use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::thread::{self, Scope};
use std::time::Duration;

use socket2::SockRef;

use crate::connection::{self, STOPPING, TICK, say};
use crate::routes::Routes;

/// Clients that may wait for a thread.
const BACKLOG: i32 = 4096;
/// How long to wait after `accept` has failed: without a pause it would fail again at once.
const PAUSE: Duration = Duration::from_millis(100);
/// How long to wake a thread may take, and the thread to leave.
const WAKING: Duration = Duration::from_millis(10);
/// Threads that wait for connections even if none come; after a rush the others go home.
const SPARE: usize = 16;
/// Connections that a thread serves before it makes room for a new one: the C library keeps memory
/// for each thread, more the longer it lives.
const SHIFT: usize = 100;

/// Makes room for clients that wait, and sets what on Linux every stream inherits.
///
/// # Errors
/// What the operating system said.
pub fn prepare(listener: &TcpListener) -> io::Result<()> {
    let socket = SockRef::from(listener);
    socket.listen(BACKLOG)?; // std asks for 128
    set_up(&socket)
}

fn set_up(socket: &SockRef) -> io::Result<()> {
    socket.set_tcp_nodelay(true)?;
    socket.set_read_timeout(Some(TICK))?;
    socket.set_write_timeout(Some(TICK))
}

/// The threads of one server.
pub struct Crew<'a> {
    listener: &'a TcpListener,
    routes: &'a Routes,
    limit: usize,
    /// How many there are.
    threads: AtomicUsize,
    /// How many of them stand in `accept`, or are on their way there.
    waiting: AtomicUsize,
}

impl<'a> Crew<'a> {
    /// `limit` is the most threads there may be; each serves one connection at a time.
    pub fn new(listener: &'a TcpListener, routes: &'a Routes, limit: usize) -> Crew<'a> {
        let (threads, waiting) = (AtomicUsize::new(1), AtomicUsize::new(1));
        Crew { listener, routes, limit, threads, waiting }
    }

    /// Serves until `stop` says so and everyone has finished.
    pub fn run(&self, stop: Receiver<()>) {
        thread::scope(|scope| {
            scope.spawn(move || {
                if stop.recv().is_ok() {
                    self.stop();
                }
            });
            self.work(scope);
        });
    }

    /// The life of a thread: wait at the door, serve, and again, until others can do without it.
    fn work<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        for turn in 1.. {
            let enough = match self.accept(scope) {
                Ok(stream) => {
                    if let Err(error) = connection::serve(stream, self.routes) {
                        say(format_args!("connection lost: {error}"));
                    }
                    if turn < SHIFT { usize::MAX } else { 1 }
                }
                Err(error) => enough_after(error),
            };
            if self.waiting.load(Ordering::SeqCst) >= enough {
                break;
            }
            self.waiting.fetch_add(1, Ordering::SeqCst);
        }
        self.threads.fetch_sub(1, Ordering::SeqCst);
    }

    /// Waits at the door; whoever leaves it empty sends for another.
    fn accept<'s>(&'s self, scope: &'s Scope<'s, '_>) -> io::Result<TcpStream> {
        let accepted = self.listener.accept();
        let last = self.waiting.fetch_sub(1, Ordering::SeqCst) == 1;
        if last && accepted.is_ok() {
            self.hire(scope);
        }
        let (stream, _) = accepted?;
        if cfg!(not(target_os = "linux")) {
            stream.set_nonblocking(false)?; // may come from a listener that stops
            set_up(&SockRef::from(&stream))?;
        }
        Ok(stream)
    }

    /// Starts another thread, within the limit; where the system refuses, there is one less.
    fn hire<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let within = |threads| (threads < self.limit).then_some(threads + 1);
        if self.threads.fetch_update(Ordering::SeqCst, Ordering::SeqCst, within).is_err() {
            return;
        }
        self.waiting.fetch_add(1, Ordering::SeqCst); // it is on its way
        if thread::Builder::new().spawn_scoped(scope, || self.work(scope)).is_err() {
            self.threads.fetch_sub(1, Ordering::SeqCst);
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            let _ = writeln!(io::stderr(), "cannot start another thread");
        }
    }

    /// From now on the queue has hardly a place, and `accept` takes who is there, and then fails. Those
    /// who are asleep in it do not notice, so they are woken by connections that say nothing.
    fn stop(&self) {
        STOPPING.store(true, Ordering::SeqCst);
        let _ = SockRef::from(self.listener).listen(1);
        let polite = self.listener.set_nonblocking(true);
        let Ok(mut door) = polite.and_then(|()| self.listener.local_addr()) else {
            return;
        };
        if door.ip().is_unspecified() {
            let v4 = door.is_ipv4(); // 0.0.0.0 can be listened on, not called
            door.set_ip(if v4 { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        while self.waiting.load(Ordering::SeqCst) > 0 {
            let _ = TcpStream::connect_timeout(&door, WAKING);
            thread::sleep(WAKING);
        }
    }
}

/// How many must wait at the door for the thread that met this error there to leave.
fn enough_after(error: io::Error) -> usize {
    match error.kind() {
        // Nobody came for a TICK. When the server stops, nobody will.
        ErrorKind::WouldBlock if STOPPING.load(Ordering::SeqCst) => 0,
        ErrorKind::WouldBlock => SPARE,
        ErrorKind::ConnectionAborted => usize::MAX,
        _ => {
            let _ = writeln!(io::stderr(), "cannot accept: {error}");
            thread::sleep(PAUSE);
            usize::MAX
        }
    }
}
