//! The ports of a session: those that the page shows, and those that are really used.

use super::pattern::regex;
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Where a stage listens unless it is told otherwise.
pub const DEFAULT: u16 = 4221;

/// Four digits, as those that the page shows: `Host: 127.0.0.1:4221` comes back in `/headers`, and
/// its length with it. So port 0 will not do. None that might be a year.
const CHOICE: std::ops::Range<u16> = 3000..10_000;

/// Those in use by the sessions of this process.
static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A port for each that the page shows.
#[derive(Debug, Default)]
pub struct Ports {
    /// Each port that the page shows, and the real one.
    pairs: Vec<(u16, u16)>,
    /// A number that stands in it already is no good as a port: it would be taken for one.
    page: String,
}

impl Ports {
    /// For a page that shows this text.
    pub fn new(page: String) -> Ports {
        Ports { pairs: Vec::new(), page }
    }

    /// The real port for one that the page shows, free unless a server of this session has it.
    pub fn real(&mut self, shown: u16) -> u16 {
        if let Some((_, real)) = self.pairs.iter().find(|(known, _)| *known == shown) {
            return *real;
        }
        let real = free(&self.page);
        self.pairs.push((shown, real));
        real
    }

    /// The real ports in place of those shown.
    pub fn put_in(&self, text: &str) -> String {
        replace(text, |number| self.pairs.iter().find(|pair| pair.0 == number).map(|pair| pair.1))
    }

    /// The ports shown in place of the real ones.
    pub fn take_out(&self, text: &str) -> String {
        replace(text, |number| self.pairs.iter().find(|pair| pair.1 == number).map(|pair| pair.0))
    }
}

impl Drop for Ports {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        self.pairs.iter().for_each(|(_, real)| {
            taken.remove(real);
        });
    }
}

fn replace(text: &str, by: impl Fn(u16) -> Option<u16>) -> String {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"\b\d{4,5}\b"));
    let port = |found: &Captures| {
        let other = found[0].parse().ok().and_then(&by);
        other.map_or_else(|| found[0].to_string(), |port| port.to_string())
    };
    NUMBER.replace_all(text, port).into_owned()
}

/// A port of four digits that nobody uses, and that does not stand on the page.
fn free(page: &str) -> u16 {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let port = fastrand::u16(CHOICE);
        let is_free = !page.contains(&port.to_string()) && port != DEFAULT;
        if is_free && TcpListener::bind(("0.0.0.0", port)).is_ok() && taken.insert(port) {
            return port;
        }
    }
}

#[test]
fn a_port_that_stands_on_the_page_is_not_taken() {
    let page = (3000..9900).map(|port| format!("{port} ")).collect::<String>();
    let mut ports = Ports::new(page);
    assert!(ports.real(4221) >= 9900);
}

#[test]
fn ports_are_swapped_both_ways() {
    let mut ports = Ports::default();
    let (one, two) = (ports.real(4221), ports.real(8080));
    assert_ne!(one, two);
    assert_eq!(ports.real(4221), one);
    let real = ports.put_in("a:4221 b:8080 14221 4221x");
    assert_eq!(real, format!("a:{one} b:{two} 14221 4221x"));
    assert_eq!(ports.take_out(&real), "a:4221 b:8080 14221 4221x");
}
