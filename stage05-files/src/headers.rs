//! Header fields: their syntax (RFC 9112 §5), and the ones that every request is judged by.

use std::cmp::Reverse;
use std::net::Ipv6Addr;

use crate::request::{HEAD_TOO_LARGE, Refusal, is_token, malformed, percent_decode, split_line};

/// More fields than any browser sends; each one costs memory.
const MAX_FIELDS: usize = 100;

/// The fields of one message, in order, names as they were sent.
pub struct Headers<'a> {
    fields: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Headers<'a> {
    /// Parses field lines up to the empty line.
    ///
    /// # Errors
    /// 400 where a line breaks RFC 9112 §5, 431 for over 100 fields.
    pub fn parse(mut bytes: &'a [u8]) -> Result<Headers<'a>, Refusal> {
        let mut fields = Vec::new();
        loop {
            let (line, rest) = split_line(bytes)?;
            if line.is_empty() {
                return Ok(Headers { fields });
            }
            if fields.len() == MAX_FIELDS {
                return Err(HEAD_TOO_LARGE);
            }
            fields.push(parse_field(line)?);
            bytes = rest;
        }
    }

    /// All fields, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.fields.iter().copied()
    }

    /// The values of every line of that name, whatever its case (RFC 9110 §5.1).
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The members of a comma-separated list that may span several lines (RFC 9110 §5.6.1).
    pub fn list(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.all(name)
            .map(|value| str::from_utf8(value).unwrap_or("\u{fffd}")) // one unknown member
            .flat_map(|value| value.split(','))
            .map(str::trim_ascii)
            .filter(|member| !member.is_empty())
    }

    /// HTTP/1.1 needs exactly one `Host`, and one that names a host (RFC 9112 §3.2).
    ///
    /// # Errors
    /// 400 otherwise.
    pub fn check_host(&self, minor: u8) -> Result<(), Refusal> {
        let mut hosts = self.all("Host");
        match (hosts.next(), hosts.next()) {
            (None, _) if minor == 0 => Ok(()),
            (None, _) => malformed("HTTP/1.1 without Host (RFC 9112 section 3.2)"),
            (Some(_), Some(_)) => malformed("more than one Host (RFC 9112 section 3.2)"),
            (Some(host), None) if str::from_utf8(host).is_ok_and(is_host) => Ok(()),
            (Some(_), None) => malformed("a Host that is no host (RFC 9112 section 3.2)"),
        }
    }

    /// The announced length of the content, in bytes (RFC 9112 §6.2 and §6.3).
    ///
    /// # Errors
    /// 400 if it is no number, is there twice, or beside `Transfer-Encoding`.
    pub fn content_length(&self) -> Result<Option<u64>, Refusal> {
        let mut values = self.all("Content-Length");
        let value = match (values.next(), values.next()) {
            (None, _) => return Ok(None),
            (Some(value), None) => str::from_utf8(value).unwrap_or_default(),
            (Some(_), Some(_)) => return malformed("two Content-Length (RFC 9112 section 6.3)"),
        };
        if self.all("Transfer-Encoding").next().is_some() {
            return malformed("Content-Length beside Transfer-Encoding (RFC 9112 section 6.3)");
        }
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse() {
            Ok(length) if digits => Ok(Some(length)),
            _ => malformed("a Content-Length that is no number (RFC 9112 section 6.3)"),
        }
    }

    /// Whether the client likes `this` better than `that`: a language, a media type (RFC 9110 §12.4.2).
    pub fn prefers(&self, name: &str, this: &str, that: &str) -> bool {
        self.weight(name, this) > self.weight(name, that)
    }

    /// The weight of the most specific range that covers `offer`; of equal ranges the best, of equal
    /// weights the earlier.
    fn weight(&self, name: &str, offer: &str) -> (f32, Reverse<usize>) {
        let mut best = (0, (0.0, Reverse(0)));
        for (place, member) in self.list(name).enumerate() {
            let (range, weight) = split_weight(member);
            let found = (range.len().min(offer.len()), (weight, Reverse(place)));
            if covers(range, offer) && found > best {
                best = found;
            }
        }
        best.1
    }
}

/// `field-line = field-name ":" OWS field-value OWS` (RFC 9112 §5)
fn parse_field(line: &[u8]) -> Result<(&str, &[u8]), Refusal> {
    if line.starts_with(b" ") || line.starts_with(b"\t") {
        return malformed("a line that begins with a space (RFC 9112 sections 2.2 and 5.2)");
    }
    let Some(colon) = line.iter().position(|&byte| byte == b':') else {
        return malformed("a field line without a colon (RFC 9112 section 5)");
    };
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    let name = match str::from_utf8(name) {
        Ok(name) if is_token(name) => name,
        _ => return malformed("a field name that is no token (RFC 9112 section 5.1)"),
    };
    if value.iter().any(|&byte| byte.is_ascii_control() && byte != b'\t') {
        return malformed("a control byte in a field value (RFC 9110 section 5.5)");
    }
    Ok((name, value.trim_ascii()))
}

/// `uri-host [ ":" port ]` (RFC 9110 §7.2); a comma would be two hosts in one.
pub fn is_host(authority: &str) -> bool {
    let colon = authority.rfind(':').filter(|&colon| !authority[colon..].contains(']'));
    let (host, port) = authority.split_at(colon.unwrap_or(authority.len()));
    let port_is_number = port.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match address {
        Some(address) => port_is_number && address.parse::<Ipv6Addr>().is_ok(),
        None => port_is_number && is_registered_name(host),
    }
}

/// `reg-name` (RFC 3986 §3.2.2), but neither empty nor with a comma.
fn is_registered_name(host: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+;=%".contains(&byte);
    !host.is_empty() && host.bytes().all(allowed) && percent_decode(host).is_ok()
}

/// Splits `es;q=0.8` into range and weight; without a weight it is 1 (RFC 9110 §12.4.2).
fn split_weight(member: &str) -> (&str, f32) {
    let mut parts = member.split(';').map(str::trim_ascii);
    let range = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0_f32).clamp(0.0, 1.0));
    (range, weight)
}

/// Whether a range like `es-CO`, `text/*` or `*` covers the offer `es` or `text/plain`.
fn covers(range: &str, offer: &str) -> bool {
    let (range, offer) = (range.to_ascii_lowercase(), offer.to_ascii_lowercase());
    let kind = range.strip_suffix('*').filter(|kind| kind.ends_with('/'));
    let variant = range.strip_prefix(&offer).is_some_and(|rest| rest.starts_with('-'));
    range == "*"
        || range == "*/*"
        || range == offer
        || variant
        || kind.is_some_and(|kind| offer.starts_with(kind))
}
