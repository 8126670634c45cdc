//! A crew of threads that all wait at one door, and hires when nobody is left to open it.

use std::io::{self, ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::thread::{self, Scope};
use std::time::Duration;

use crate::connection::{self, STOPPING, say};
use crate::routes::Routes;

/// How long to wait after `accept` has failed: without a pause it would fail again at once.
const PAUSE: Duration = Duration::from_millis(100);
/// How long to wake a thread may take, and the thread to leave.
const WAKING: Duration = Duration::from_millis(10);
/// Threads that may wait for a connection; after a rush the others go home.
const SPARE: usize = 16;

/// The threads of one server.
pub struct Crew<'a> {
    listener: &'a TcpListener,
    routes: &'a Routes,
    limit: usize,
    /// How many there are.
    threads: AtomicUsize,
    /// How many of them stand in `accept`.
    waiting: AtomicUsize,
}

impl<'a> Crew<'a> {
    /// `limit` is the most threads there may be; each serves one connection at a time.
    pub fn new(listener: &'a TcpListener, routes: &'a Routes, limit: usize) -> Crew<'a> {
        Crew { listener, routes, limit, threads: AtomicUsize::new(1), waiting: AtomicUsize::new(0) }
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

    /// The life of a thread: accept, serve, accept, … until there are enough others.
    fn work<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        while self.waiting.load(Ordering::SeqCst) < SPARE {
            match self.accept(scope) {
                Ok(stream) => {
                    if let Err(error) = connection::serve(stream, self.routes) {
                        say(&format!("connection lost: {error}"));
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break, // see stop
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    let _ = writeln!(io::stderr(), "cannot accept: {error}");
                    thread::sleep(PAUSE);
                }
            }
        }
        self.threads.fetch_sub(1, Ordering::SeqCst);
    }

    /// Waits at the door; whoever leaves it empty sends for another.
    fn accept<'s>(&'s self, scope: &'s Scope<'s, '_>) -> io::Result<TcpStream> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let accepted = self.listener.accept();
        let last = self.waiting.fetch_sub(1, Ordering::SeqCst) == 1;
        if last && accepted.is_ok() {
            self.hire(scope);
        }
        accepted.map(|(stream, _)| stream)
    }

    /// Starts another thread, within the limit; where the system refuses, there is one less.
    fn hire<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let within = |threads| (threads < self.limit).then_some(threads + 1);
        let counted = self.threads.fetch_update(Ordering::SeqCst, Ordering::SeqCst, within);
        let hire = || thread::Builder::new().spawn_scoped(scope, || self.work(scope));
        if counted.is_ok() && hire().is_err() {
            self.threads.fetch_sub(1, Ordering::SeqCst);
            let _ = writeln!(io::stderr(), "cannot start another thread");
        }
    }

    /// From now on `accept` takes who is already in the queue, and then fails. Those who are
    /// asleep in it do not notice, so they are woken by connections that say nothing.
    fn stop(&self) {
        STOPPING.store(true, Ordering::SeqCst);
        let polite = self.listener.set_nonblocking(true);
        let Ok(mut door) = polite.and_then(|()| self.listener.local_addr()) else {
            return;
        };
        if door.ip().is_unspecified() {
            door.set_ip(loopback(door)); // 0.0.0.0 can be listened on, not called
        }
        while self.waiting.load(Ordering::SeqCst) > 0 {
            let _ = TcpStream::connect_timeout(&door, WAKING);
            thread::sleep(WAKING);
        }
    }
}

fn loopback(address: SocketAddr) -> IpAddr {
    match address {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    }
}
