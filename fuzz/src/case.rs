//! A message as the table looks at it: read so leniently that every fault in it can still be named.

use crate::reference::{self, Chunks, has_whole_escapes, is_host, is_token, trim};

/// One message, split up at every LF and every space, right or wrong.
pub struct Case<'b> {
    /// All lines of the head with their ends, and empty lines before it.
    pub head: &'b [u8],
    /// Words of the request line.
    pub words: Vec<&'b [u8]>,
    /// Names and values; what has no colon has an empty name.
    pub fields: Vec<(&'b [u8], &'b [u8])>,
    pub content: &'b [u8],
}

impl<'b> Case<'b> {
    pub fn new(bytes: &'b [u8]) -> Case<'b> {
        let (head, content) = split_head(bytes);
        let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
        let mut lines = lines.filter(|line| !line.is_empty());
        let words = lines.next().unwrap_or_default().split(|&byte| byte == b' ').collect();
        let fields = lines.map(field).collect();
        Case { head, words, fields, content }
    }

    /// The request-target, if it can be told.
    pub fn target(&self) -> &'b str {
        self.words.get(1).and_then(|word| str::from_utf8(word).ok()).unwrap_or_default()
    }

    pub fn version(&self) -> &'b [u8] {
        self.words.get(2).copied().unwrap_or_default()
    }

    /// The values of all lines of that name.
    pub fn values(&self, name: &str) -> Vec<&'b [u8]> {
        let named =
            self.fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
        named.map(|(_, value)| *value).collect()
    }

    /// The members of a list, over all lines.
    pub fn list(&self, name: &str) -> Vec<&'b [u8]> {
        let values = self.values(name);
        let members = values.into_iter().flat_map(|value| value.split(|&byte| byte == b','));
        members.map(trim).filter(|member| !member.is_empty()).collect()
    }

    pub fn has_unknown_method(&self) -> bool {
        let known: [&[u8]; 8] =
            [b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE"];
        is_token(self.words[0]) && !known.contains(&self.words[0])
    }

    /// What stands before `://` in the target, and the authority behind it.
    pub fn absolute(&self) -> Option<(&'b str, &'b str)> {
        let (scheme, rest) = self.target().split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        Some((scheme, &rest[..end]))
    }

    /// Whether a byte of the target is none of RFC 3986's, but ASCII and no `%` or `#`.
    pub fn has_odd_target(&self) -> bool {
        let odd = |byte: u8| {
            byte.is_ascii()
                && !b"%#".contains(&byte)
                && !has_whole_escapes(char::from(byte).encode_utf8(&mut [0; 4]), b"!$&'()*+,;=:@/?")
        };
        self.target().bytes().any(odd)
    }

    /// Whether a `%` of the target has not two digits behind it.
    pub fn has_bad_escape(&self) -> bool {
        let word = self.words.get(1).copied().unwrap_or_default();
        reference::percent_decode(word).is_none()
    }

    pub fn has_bad_host(&self) -> bool {
        let good = |host: &&[u8]| str::from_utf8(host).is_ok_and(is_host);
        !self.values("Host").iter().all(good)
    }

    /// The content as chunks, if it should be that.
    pub fn chunks(&self) -> Chunks<'b> {
        if self.is_chunked() { reference::follow(self.content) } else { Chunks::default() }
    }

    /// What stands behind the sizes of the chunks.
    pub fn has_behind_size(&self, wanted: fn(&[u8]) -> bool) -> bool {
        self.chunks().behind_sizes.iter().any(|text| wanted(text))
    }

    /// The trailers, up to an empty line that ends in CRLF.
    pub fn trailers(&self) -> &'b [u8] {
        let rest = self.chunks().rest;
        let end = rest.windows(4).position(|window| window == b"\r\n\r\n");
        if rest.starts_with(b"\r\n") { b"" } else { &rest[..end.map_or(rest.len(), |end| end + 4)] }
    }

    pub fn is_chunked(&self) -> bool {
        self.list("Transfer-Encoding").iter().any(|coding| coding.eq_ignore_ascii_case(b"chunked"))
    }
}

/// Cuts behind the first empty line that has another before it.
fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (mut place, mut begun) = (0, false);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        place += line.len();
        match line.trim_ascii_end() {
            b"" if begun => break,
            text => begun |= !text.is_empty(),
        }
    }
    bytes.split_at(place)
}

fn field(line: &[u8]) -> (&[u8], &[u8]) {
    match line.iter().position(|&byte| byte == b':') {
        Some(colon) => (&line[..colon], trim(&line[colon + 1..])),
        None => (b"", line),
    }
}

/// Whether a line ends in LF alone.
pub fn has_bare_lf(bytes: &[u8]) -> bool {
    let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
    lines.any(|line| line.ends_with(b"\n") && !line.ends_with(b"\r\n"))
}
