//! Who listens where, as far as the system tells.

use listeners::{Listener, Protocol, SocketState};
use socket2::{Domain, Socket, Type};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

/// How long a server on this machine may take to accept.
const ACCEPT: Duration = Duration::from_millis(500);

/// Where the processes that `has` knows accept connections. Empty if the system does not tell.
pub fn of(has: impl Fn(u32) -> bool) -> Vec<SocketAddr> {
    let mut found =
        all().filter(|one| has(one.process.pid)).map(|one| one.socket).collect::<Vec<_>>();
    found.sort();
    found.dedup();
    found
}

fn all() -> impl Iterator<Item = Listener> {
    let all = listeners::get_all().unwrap_or_default().into_iter();
    all.filter(|one| one.protocol == Protocol::TCP && one.state == SocketState::Listen)
}

/// Whether a client that connects to `addr` reaches who listens on `socket`.
pub fn reaches(socket: SocketAddr, addr: SocketAddr) -> bool {
    let any = match socket.ip() {
        IpAddr::V4(ip) => ip.is_unspecified() && addr.is_ipv4(),
        // Such a socket may or may not take IPv4 as well: only a client can find out.
        IpAddr::V6(ip) => ip.is_unspecified() && (addr.is_ipv6() || answers(addr)),
    };
    socket.port() == addr.port() && (any || socket.ip() == addr.ip())
}

/// Whether somebody accepts a connection there.
pub fn answers(addr: SocketAddr) -> bool {
    let stream = TcpStream::connect_timeout(&addr, ACCEPT);
    // A client may by chance get the very port that it connects to, and then talks to itself.
    stream.is_ok_and(|stream| stream.local_addr().ok() != Some(addr))
}

/// Whether somebody listens there already. That the port cannot be had is no proof: connections
/// of a server that has ended may hold it.
pub fn is_taken(addr: SocketAddr) -> bool {
    answers(addr) || all().any(|one| one.socket == addr)
}

/// Whether connections of a server that has ended keep the port for a while, so that a
/// server that does not set `SO_REUSEADDR` cannot have it.
pub fn lingers(addr: SocketAddr) -> bool {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, None);
    let bound = socket.and_then(|socket| socket.bind(&addr.into()));
    bound.is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

/// The program that listens on this port, if the system tells.
pub fn owner(port: u16) -> Option<String> {
    let process = listeners::get_process_by_port(port, Protocol::TCP).ok()?;
    Some(format!("{} (PID {})", process.name, process.pid))
}
