//! The grammar once more, written from the RFCs for the targets, as simple as can be: all bytes are
//! here, nothing is fast. The stage must come to the same results.

use std::net::Ipv6Addr;

/// The most that a line of the chunked framing, or all trailers, may take in the stage.
const MAX_LINE: usize = 32 * 1024;
const MAX_TRAILERS: usize = 100;

/// `tchar` (RFC 9110 §5.6.2)
pub fn is_tchar(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z'
        | b'^'..=b'z' | b'|' | b'~')
}

/// `token` (RFC 9110 §5.6.2)
pub fn is_token(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(|&byte| is_tchar(byte))
}

/// What a field value may hold: HTAB, SP, VCHAR, obs-text (RFC 9110 §5.5).
pub fn is_value_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}

/// Takes SP and HTAB from both ends.
pub fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

/// A host that is neither empty nor two, with an optional port (RFC 9110 §7.2, RFC 3986 §3.2.2).
pub fn is_host(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if address.parse::<Ipv6Addr>().is_ok() => ("address", port),
        Some(_) => return false,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(if port.is_empty() { "" } else { "no port" });
    !host.is_empty() && has_whole_escapes(host, b"!$&'()*+;=") && port.bytes().all(is_digit)
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Only unreserved characters (RFC 3986 §2.3), these others, and `%` with two digits behind it.
pub fn has_whole_escapes(text: &str, others: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            b'-' | b'.' | b'_' | b'~' => true,
            _ => byte.is_ascii_alphanumeric() || others.contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// What every `%41` stands for, if each has its two digits.
pub fn percent_decode(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let [first, others @ ..] = rest {
        let (byte, others) = match (first, others) {
            (b'%', [high, low, others @ ..]) => {
                (u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?, others)
            }
            (b'%', _) => return None,
            _ => (*first, others),
        };
        bytes.push(byte);
        rest = others;
    }
    Some(bytes)
}

/// What chunked content says, and the bytes behind it (RFC 9112 §7.1); nothing if it is not whole.
pub fn chunked(mut bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut content = Vec::new();
    loop {
        let size = chunk_size(line(&mut bytes)?)?;
        if size == 0 {
            return skip_trailers(&mut bytes).map(|()| (content, bytes));
        }
        content.extend(bytes.get(..size)?);
        bytes = bytes[size..].strip_prefix(b"\r\n")?;
    }
}

/// Chunked content, right or wrong, as far as it can be followed.
#[derive(Default)]
pub struct Chunks<'b> {
    /// What stands behind each size.
    pub behind_sizes: Vec<&'b [u8]>,
    /// What follows the last chunk.
    pub rest: &'b [u8],
}

/// Follows the chunks by their sizes alone.
pub fn follow(mut bytes: &[u8]) -> Chunks<'_> {
    let mut behind_sizes = Vec::new();
    while let Some(line) = line(&mut bytes) {
        let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        behind_sizes.push(&line[digits..]);
        let size = chunk_size(&line[..digits]).filter(|&size| size > 0);
        match size.and_then(|size| bytes.get(size..)?.strip_prefix(b"\r\n")) {
            Some(rest) => bytes = rest,
            None => break,
        }
    }
    Chunks { behind_sizes, rest: bytes }
}

/// Takes a line and its CRLF.
fn line<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let line = bytes[..end].strip_suffix(b"\r").filter(|_| end < MAX_LINE)?;
    *bytes = &bytes[end + 1..];
    Some(line)
}

fn skip_trailers(bytes: &mut &[u8]) -> Option<()> {
    let (start, mut count) = (bytes.len(), 0);
    loop {
        let line = line(bytes)?;
        if start - bytes.len() > MAX_LINE || count > MAX_TRAILERS {
            return None;
        }
        if line.is_empty() {
            return Some(());
        }
        count += 1;
        let colon = line.iter().position(|&byte| byte == b':')?;
        let fits =
            is_token(&line[..colon]) && line[colon..].iter().all(|&byte| is_value_byte(byte));
        fits.then_some(())?;
    }
}

/// `chunk-size [ chunk-ext ]` (RFC 9112 §7.1)
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let size = line[..digits].iter().try_fold(0_u64, |size, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        size.checked_mul(16)?.checked_add(digit.into())
    })?;
    (digits > 0 && are_extensions(&line[digits..])).then(|| usize::try_from(size).ok())?
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1)
pub fn are_extensions(bytes: &[u8]) -> bool {
    if bytes.is_empty() {
        return true;
    }
    let [b';', rest @ ..] = skip_space(bytes) else { return false };
    let Some(rest) = skip_token(skip_space(rest)) else { return false };
    match skip_space(rest) {
        [b'=', value @ ..] => match skip_space(value) {
            [b'"', quoted @ ..] => skip_quoted(quoted).is_some_and(are_extensions),
            value => skip_token(value).is_some_and(are_extensions),
        },
        _ => are_extensions(rest),
    }
}

fn skip_space(bytes: &[u8]) -> &[u8] {
    let count = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &bytes[count..]
}

fn skip_token(bytes: &[u8]) -> Option<&[u8]> {
    let count = bytes.iter().take_while(|&&byte| is_tchar(byte)).count();
    (count > 0).then_some(&bytes[count..])
}

/// What follows the closing quote (RFC 9110 §5.6.4).
fn skip_quoted(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        bytes = match bytes {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', escaped, rest @ ..] if is_value_byte(*escaped) => rest,
            [byte, rest @ ..] if is_value_byte(*byte) && *byte != b'\\' => rest,
            _ => return None,
        }
    }
}
