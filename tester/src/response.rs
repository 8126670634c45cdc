//! Reading an answer strictly, and saying what should be in it.

use crate::catalogue::Text;
use crate::failure::{Failure, Problem, Transcript, Verdict, problem};
use crate::visible;

/// What an answer must obey besides RFC 9112.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Whether it answers HEAD, so that no content may follow.
    pub head: bool,
    /// The server's stage: from stage 4 each 2xx, 3xx and 4xx answer has a Date.
    pub stage: u8,
    /// See [`crate::server::Server::only_http`].
    pub only_http: bool,
}

/// One answer, taken apart. Offsets are in bytes from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub status: u16,
    pub reason: String,
    pub fields: Vec<Field>,
    /// The content, without the framing of `chunked`.
    pub body: Vec<u8>,
    pub body_at: usize,
    pub chunked: bool,
    /// The field lines after a chunked content.
    pub trailers: Vec<Field>,
}

/// One field line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// Without the whitespace around it; bytes that are not UTF-8 replaced.
    pub value: String,
    pub at: usize,
    pub value_at: usize,
}

/// What is wrong with an answer, and at which offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub problem: Problem,
    pub at: usize,
}

type Parsed<T> = Result<T, Fault>;

/// Reads one answer from the beginning of `bytes`: `None` while it is incomplete, else
/// the answer and its length. `ended` says that no more bytes will come.
///
/// # Errors
/// Where it breaks RFC 9112 (or RFC 9110 on Date): a status line without a reason, a bare
/// LF or CR, a malformed or repeated field, framing that is wrong, forbidden or contradictory.
/// The errors of a line show as soon as the line is complete.
pub fn parse(bytes: &[u8], rules: Rules, ended: bool) -> Parsed<Option<(Message, usize)>> {
    let Some((mut message, at)) = parse_head(bytes, rules)? else { return Ok(None) };
    check_singles(&message)?;
    check_date(&message, rules)?;
    let end = match framing(&message, rules)? {
        Framing::Empty => Some(at),
        Framing::Length(length) => take(bytes, at, length, &mut message),
        Framing::Chunked => take_chunks(bytes, at, &mut message)?,
        Framing::UntilEnd if ended => take(bytes, at, bytes.len() - at, &mut message),
        Framing::UntilEnd => None,
    };
    Ok(end.map(|end| (message, end)))
}

fn fault<T>(problem: impl Into<Problem>, at: usize) -> Parsed<T> {
    Err(Fault { problem: problem.into(), at })
}

fn parse_head(bytes: &[u8], rules: Rules) -> Parsed<Option<(Message, usize)>> {
    check_beginning(bytes, rules)?;
    let Some((line, mut at)) = line(bytes, 0)? else { return Ok(None) };
    let (status, reason) = status_line(line, rules)?;
    let Some((fields, end)) = field_lines(bytes, at)? else { return Ok(None) };
    at = end;
    let (body, trailers, chunked) = (Vec::new(), Vec::new(), false);
    let message = Message { status, reason, fields, body, body_at: at, chunked, trailers };
    Ok(Some((message, at)))
}

const VERSION: &[u8] = b"HTTP/1.1 ";
/// As long as [`VERSION`].
const OLD_VERSION: &[u8] = b"HTTP/1.0 ";

/// Says at once that something else than HTTP comes, instead of waiting for its line to end.
fn check_beginning(bytes: &[u8], rules: Rules) -> Parsed<()> {
    // That a server answers HTTP/1.0 in HTTP/1.0 is no more than a SHOULD NOT (RFC 9110 §6.2).
    if rules.only_http && bytes.starts_with(OLD_VERSION) {
        return Ok(());
    }
    match bytes.iter().zip(VERSION).position(|(got, wanted)| got != wanted) {
        Some(at) => fault(problem::VERSION, at),
        None => Ok(()),
    }
}

/// The line at `from` without its CRLF, and where the next one begins.
fn line(bytes: &[u8], from: usize) -> Parsed<Option<(&[u8], usize)>> {
    let rest = &bytes[from..];
    let Some(length) = rest.iter().position(|&byte| byte == b'\n') else { return Ok(None) };
    let Some((b'\r', line)) = rest[..length].split_last() else {
        return fault(problem::BARE_LF, from + length);
    };
    match line.iter().position(|&byte| byte == b'\r') {
        Some(at) => fault(problem::BARE_CR, from + at),
        None => Ok(Some((line, from + length + 1))),
    }
}

/// `status-line = HTTP-version SP status-code SP reason-phrase` (RFC 9112 §4), where this
/// course asks for the reason that the grammar lets a server leave out.
fn status_line(line: &[u8], rules: Rules) -> Parsed<(u16, String)> {
    let rest = line.get(VERSION.len()..).unwrap_or_default();
    let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let code: u16 =
        rest[..digits].iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    if digits < 3 || !(100..600).contains(&code) || rest.get(3) != Some(&b' ') {
        return fault(problem::STATUS_CODE, (VERSION.len() + digits).min(line.len()));
    }
    let reason = &rest[4..];
    if !rules.only_http && (reason.trim_ascii() != reason || reason.is_empty()) {
        return fault(Problem::with(problem::REASON, "HTTP/1.1 200 OK", ""), VERSION.len() + 4);
    }
    match reason.iter().position(|&byte| is_control(byte)) {
        Some(at) => fault(problem::FIELD_VALUE, VERSION.len() + 4 + at),
        None => Ok((code, String::from_utf8_lossy(reason).into_owned())),
    }
}

fn field_lines(bytes: &[u8], mut at: usize) -> Parsed<Option<(Vec<Field>, usize)>> {
    let mut fields = Vec::new();
    while let Some((line, next)) = line(bytes, at)? {
        if line.is_empty() {
            return Ok(Some((fields, next)));
        }
        fields.push(field_line(line, at)?);
        at = next;
    }
    Ok(None)
}

/// `field-line = field-name ":" OWS field-value OWS` (RFC 9112 §5).
fn field_line(line: &[u8], at: usize) -> Parsed<Field> {
    let name = line.iter().take_while(|&&byte| is_token(byte)).count();
    if name == 0 || line.get(name) != Some(&b':') {
        return fault(problem::FIELD_NAME, at + name);
    }
    let padded = &line[name + 1..];
    if let Some(control) = padded.iter().position(|&byte| is_control(byte)) {
        return fault(problem::FIELD_VALUE, at + name + 1 + control);
    }
    let leading = padded.len() - padded.trim_ascii_start().len();
    Ok(Field {
        name: String::from_utf8_lossy(&line[..name]).into_owned(),
        value: String::from_utf8_lossy(padded.trim_ascii()).into_owned(),
        at,
        value_at: at + name + 1 + leading,
    })
}

/// `tchar` (RFC 9110 §5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// What no field value holds; a tab is whitespace.
fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

/// Fields of which an answer has at most one.
const SINGLES: [&str; 7] = [
    "Content-Length",
    "Content-Type",
    "Transfer-Encoding",
    "Date",
    "Location",
    "Last-Modified",
    "ETag",
];

fn check_singles(message: &Message) -> Parsed<()> {
    for single in SINGLES {
        if let Some(second) = message.find_all(single).nth(1) {
            return fault(Problem::with(problem::REPEATED, single, ""), second.at);
        }
    }
    Ok(())
}

/// `Date` (RFC 9110 §6.6.1), as an IMF-fixdate, which is the only form to send (§5.6.7).
fn check_date(message: &Message, rules: Rules) -> Parsed<()> {
    let must = rules.stage >= 4 && !rules.only_http && (200..500).contains(&message.status);
    let Some(date) = message.find("Date") else {
        return if must { fault(problem::NO_DATE, message.body_at - 2) } else { Ok(()) };
    };
    if is_imf_fixdate(&date.value) {
        return Ok(());
    }
    fault(Problem::with(problem::DATE, "", &date.value), date.value_at)
}

/// Whether this is a date such as `Sun, 06 Nov 1994 08:49:37 GMT`, with the right day of the week.
pub fn is_imf_fixdate(value: &str) -> bool {
    httpdate::parse_http_date(value).is_ok_and(|time| httpdate::fmt_http_date(time) == value)
}

/// How the end of an answer is found (RFC 9112 §6.3).
enum Framing {
    Empty,
    Length(usize),
    Chunked,
    UntilEnd,
}

fn framing(message: &Message, rules: Rules) -> Parsed<Framing> {
    let never = message.status < 200 || message.status == 204;
    let (length, coding) = (message.find("Content-Length"), message.find("Transfer-Encoding"));
    match (length, coding) {
        (Some(field), _) | (_, Some(field)) if never => {
            fault(Problem::with(problem::LENGTH_FORBIDDEN, "", message.status), field.at)
        }
        (Some(_), Some(coding)) => fault(problem::LENGTH_AND_CODING, coding.at),
        (Some(length), None) => content_length(length).map(|length| match rules.head {
            _ if message.has_no_body(rules) => Framing::Empty,
            _ => Framing::Length(length),
        }),
        (None, Some(coding)) if !coding.value.eq_ignore_ascii_case("chunked") => {
            fault(Problem::with(problem::CODING, "", &coding.value), coding.value_at)
        }
        _ if message.has_no_body(rules) => Ok(Framing::Empty),
        (None, Some(_)) => Ok(Framing::Chunked),
        (None, None) => Ok(Framing::UntilEnd),
    }
}

fn content_length(field: &Field) -> Parsed<usize> {
    let digits = !field.value.is_empty() && field.value.bytes().all(|byte| byte.is_ascii_digit());
    match field.value.parse() {
        Ok(length) if digits => Ok(length),
        _ => fault(Problem::with(problem::LENGTH_DIGITS, "", &field.value), field.value_at),
    }
}

fn take(bytes: &[u8], at: usize, length: usize, message: &mut Message) -> Option<usize> {
    let end = at.checked_add(length)?;
    message.body = bytes.get(at..end)?.to_vec();
    Some(end)
}

/// `chunked-body` (RFC 9112 §7.1): the end of it, once it is complete.
fn take_chunks(bytes: &[u8], mut at: usize, message: &mut Message) -> Parsed<Option<usize>> {
    message.chunked = true;
    loop {
        let Some((line, data)) = line(bytes, at)? else { return Ok(None) };
        let size = chunk_size(line, at)?;
        if size == 0 {
            let Some((trailers, end)) = field_lines(bytes, data)? else { return Ok(None) };
            message.trailers = trailers;
            return Ok(Some(end));
        }
        let Some(chunk) = bytes.get(data..data + size) else { return Ok(None) };
        message.body.extend_from_slice(chunk);
        at = data + size + 2;
        match bytes.get(data + size..at) {
            Some(b"\r\n") => {}
            Some(_) => return fault(problem::CHUNK, data + size),
            None => return Ok(None),
        }
    }
}

fn chunk_size(line: &[u8], at: usize) -> Parsed<usize> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let size = std::str::from_utf8(&line[..digits]).ok();
    // Seven digits are 256 MiB, more than the client reads; and they cannot overflow.
    let size = size.filter(|size| (1..=7).contains(&size.len()));
    let extension = matches!(line.get(digits), None | Some(b';' | b' ' | b'\t'));
    match size.and_then(|size| usize::from_str_radix(size, 16).ok()) {
        Some(size) if extension => Ok(size),
        _ => fault(problem::CHUNK, at + digits),
    }
}

/// What an answer lacks that [`parse`] finds incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Of this many bytes of content, announced by `Content-Length`, only so many came.
    Content(usize, usize),
    /// It goes on until the connection ends.
    End,
    /// Of this many bytes of a chunk and its line end, as its size says, only so many came.
    Chunk(usize, usize),
    /// The head, or the line with the size of a chunk, is not complete.
    Part,
}

/// What the answer lacks at the beginning of `bytes`.
pub fn missing(bytes: &[u8], rules: Rules) -> Missing {
    let Ok(Some((message, at))) = parse_head(bytes, rules) else { return Missing::Part };
    match framing(&message, rules) {
        Ok(Framing::Length(length)) => Missing::Content(length, bytes.len() - at),
        Ok(Framing::UntilEnd) => Missing::End,
        Ok(Framing::Chunked) => missing_chunk(bytes, at),
        _ => Missing::Part,
    }
}

fn missing_chunk(bytes: &[u8], mut at: usize) -> Missing {
    while let Ok(Some((line, data))) = line(bytes, at) {
        match chunk_size(line, at) {
            Ok(size @ 1..) if size + 2 > bytes.len() - data => {
                return Missing::Chunk(size + 2, bytes.len() - data);
            }
            Ok(size @ 1..) => at = data + size + 2,
            _ => return Missing::Part,
        }
    }
    Missing::Part
}

impl Message {
    fn find(&self, name: &str) -> Option<&Field> {
        self.find_all(name).next()
    }

    fn find_all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    fn has_no_body(&self, rules: Rules) -> bool {
        rules.head || self.status < 200 || self.status == 204 || self.status == 304
    }
}

/// One answer, with the conversation it came in, so that what is wrong with it can be shown.
///
/// The methods that return a [`Verdict`] are assertions and chain:
/// `server.get("/hello")?.status(200)?.body(b"Hello, World!")?.done()`.
#[derive(Debug, Clone)]
pub struct Response {
    pub message: Message,
    /// The codes of the interim answers that came before.
    pub interim: Vec<u16>,
    start: usize,
    transcript: Transcript,
    rules: Rules,
}

impl Response {
    pub(crate) fn new(
        message: Message,
        start: usize,
        transcript: Transcript,
        rules: Rules,
    ) -> Response {
        Response { message, interim: Vec::new(), start, transcript, rules }
    }

    /// The status code.
    pub fn code(&self) -> u16 {
        self.message.status
    }

    /// The content.
    pub fn content(&self) -> &[u8] {
        &self.message.body
    }

    /// The content as text; bytes that are not UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.message.body).into_owned()
    }

    /// The value of the first field of this name, in any case.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.message.find(name).map(|field| field.value.as_str())
    }

    /// The elements of all fields of this name, split at commas and trimmed.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let values = self.message.find_all(name).flat_map(|field| field.value.split(','));
        values.map(str::trim).filter(|element| !element.is_empty()).collect()
    }

    /// The end of a chain of assertions.
    pub fn done(&self) -> Verdict {
        Ok(())
    }

    /// Exactly this status.
    pub fn status(&self, expected: u16) -> Verdict<&Self> {
        self.status_in(&[expected])
    }

    /// One of these statuses.
    pub fn status_in(&self, expected: &[u16]) -> Verdict<&Self> {
        if expected.contains(&self.code()) {
            return Ok(self);
        }
        let expected = expected.iter().map(|code| called(*code)).collect::<Vec<_>>().join(" / ");
        let problem = Problem::with(problem::STATUS, expected, called(self.code()));
        Err(self.fail_at(problem, VERSION.len()))
    }

    /// An error: this status, and one plain line that says what was wrong.
    pub fn refusal(&self, status: u16) -> Verdict<&Self> {
        self.status(status)?.one_plain_line()
    }

    /// There is a field of this name.
    pub fn has_field(&self, name: &str) -> Verdict<&Self> {
        self.required(name).map(|_| self)
    }

    /// There is no field of this name.
    pub fn no_field(&self, name: &str) -> Verdict<&Self> {
        match self.message.find(name) {
            None => Ok(self),
            Some(field) => {
                let problem = unexpected(name, name, &field.value);
                Err(self.fail_at(problem, field.at))
            }
        }
    }

    /// A field of this name with exactly this value.
    pub fn field(&self, name: &str, value: &str) -> Verdict<&Self> {
        let field = self.required(name)?;
        if field.value == value {
            return Ok(self);
        }
        let same = first_difference(field.value.as_bytes(), value.as_bytes());
        let expected = format!("{name}: {value}");
        let got = format!("{}: {}", field.name, field.value);
        Err(self.fail_at(Problem::with(problem::FIELD, expected, got), field.value_at + same))
    }

    /// A field of this name whose value has this part; letter case is ignored.
    pub fn field_contains(&self, name: &str, part: &str) -> Verdict<&Self> {
        let field = self.required(name)?;
        if field.value.to_ascii_lowercase().contains(&part.to_ascii_lowercase()) {
            return Ok(self);
        }
        Err(self.fail_at(lacks(part, field), field.value_at))
    }

    /// A list field (`Allow`, `Connection`, `Vary`) with this element; letter case is ignored.
    pub fn lists(&self, name: &str, element: &str) -> Verdict<&Self> {
        let field = self.required(name)?;
        if self.list(name).iter().any(|listed| listed.eq_ignore_ascii_case(element)) {
            return Ok(self);
        }
        Err(self.fail_at(lacks(element, field), field.value_at))
    }

    /// A list field without this element; letter case is ignored.
    pub fn lists_no(&self, name: &str, element: &str) -> Verdict<&Self> {
        if !self.list(name).iter().any(|listed| listed.eq_ignore_ascii_case(element)) {
            return Ok(self);
        }
        let at = self.message.find(name).map_or(0, |field| field.value_at);
        let problem = unexpected(element, name, &self.list(name).join(", "));
        Err(self.fail_at(problem, at))
    }

    /// Exactly this content.
    pub fn body(&self, expected: impl AsRef<[u8]>) -> Verdict<&Self> {
        let expected = expected.as_ref();
        if self.content() == expected {
            return Ok(self);
        }
        let same = first_difference(self.content(), expected);
        // What is said of a long content is worth little if it is the part that is right.
        let from = if same < QUOTED / 2 { 0 } else { same };
        let (wanted, got) = (quote_from(expected, from), quote_from(self.content(), from));
        Err(self.fail_in_body(Problem::with(problem::BODY, wanted, got), same))
    }

    /// A content with this part.
    pub fn body_contains(&self, part: impl AsRef<[u8]>) -> Verdict<&Self> {
        match find(self.content(), part.as_ref()) {
            Some(_) => Ok(self),
            None => {
                let problem = Problem::with(problem::BODY_LACKS, quote(part.as_ref()), "");
                Err(self.fail_in_body(problem, 0))
            }
        }
    }

    /// A content without this part.
    pub fn body_lacks(&self, part: impl AsRef<[u8]>) -> Verdict<&Self> {
        match find(self.content(), part.as_ref()) {
            None => Ok(self),
            Some(at) => {
                let problem = Problem::with(problem::BODY_HAS, quote(part.as_ref()), "");
                Err(self.fail_in_body(problem, at))
            }
        }
    }

    /// `Content-Type: text/plain`, and one line without control bytes: how an error explains itself.
    pub fn one_plain_line(&self) -> Verdict<&Self> {
        if self.rules.only_http {
            return Ok(self);
        }
        let media = self.value("Content-Type").and_then(|value| value.split(';').next());
        if media.map(str::trim) != Some("text/plain") {
            self.field("Content-Type", "text/plain")?;
        }
        let line = self.content().strip_suffix(b"\n").unwrap_or(self.content());
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.iter().position(u8::is_ascii_control) {
            None if !line.is_empty() => Ok(self),
            at => Err(self.fail_in_body(problem::NOT_ONE_LINE, at.unwrap_or(0))),
        }
    }

    /// One of these statuses; otherwise fails with this text, at the status.
    pub fn status_within(&self, expected: std::ops::Range<u16>, otherwise: Text) -> Verdict<&Self> {
        if expected.contains(&self.code()) {
            return Ok(self);
        }
        Err(self.fail_at(Problem::with(otherwise, "", called(self.code())), VERSION.len()))
    }

    /// There is a field of this name, and `condition` holds for its value; otherwise fails with
    /// this text, at the value, which is `{got}` in it.
    pub fn field_that(
        &self,
        name: &str,
        condition: impl FnOnce(&str) -> bool,
        otherwise: Text,
    ) -> Verdict<&Self> {
        let field = self.required(name)?;
        if condition(&field.value) {
            return Ok(self);
        }
        Err(self.fail_at(Problem::with(otherwise, "", &field.value), field.value_at))
    }

    /// Holds only if `condition` does; otherwise fails with this text, at the content.
    pub fn that(&self, condition: bool, otherwise: Text) -> Verdict<&Self> {
        if condition { Ok(self) } else { Err(self.fail(otherwise)) }
    }

    /// A failure at the content of this answer.
    pub fn fail(&self, problem: impl Into<Problem>) -> Box<Failure> {
        self.fail_in_body(problem, 0)
    }

    /// A failure at an offset into this answer.
    pub fn fail_at(&self, problem: impl Into<Problem>, at: usize) -> Box<Failure> {
        self.transcript.failure(problem, Some(self.start + at))
    }

    fn fail_in_body(&self, problem: impl Into<Problem>, at: usize) -> Box<Failure> {
        // Chunk sizes stand between the bytes of a chunked content: then only its beginning is known.
        let at = if self.message.chunked { 0 } else { at };
        self.fail_at(problem, self.message.body_at + at)
    }

    fn required(&self, name: &str) -> Verdict<&Field> {
        let missing = || {
            let problem = Problem::with(problem::FIELD_MISSING, name, "");
            self.fail_at(problem, self.message.body_at - 2)
        };
        self.message.find(name).ok_or_else(missing)
    }
}

fn lacks(part: &str, field: &Field) -> Problem {
    Problem::with(problem::FIELD_LACKS, part, format!("{}: {}", field.name, field.value))
}

fn unexpected(what: &str, name: &str, value: &str) -> Problem {
    Problem::with(problem::FIELD_UNEXPECTED, what, format!("{name}: {value}"))
}

/// A status with its usual reason, for people who do not know them all.
pub(crate) fn called(code: u16) -> String {
    let reason = REASONS.iter().find(|(known, _)| *known == code).map(|(_, reason)| *reason);
    reason.map_or(code.to_string(), |reason| format!("{code} ({reason})"))
}

/// Those that occur in this course (RFC 9110 §15, RFC 6585 §5).
const REASONS: [(u16, &str); 28] = [
    (100, "Continue"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (204, "No Content"),
    (206, "Partial Content"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (408, "Request Timeout"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (417, "Expectation Failed"),
    (422, "Unprocessable Content"),
    (431, "Request Header Fields Too Large"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (505, "HTTP Version Not Supported"),
];

fn first_difference(got: &[u8], expected: &[u8]) -> usize {
    got.iter().zip(expected).take_while(|(got, expected)| got == expected).count()
}

/// Where `part` first occurs.
pub fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

/// How many columns of a content a message quotes.
const QUOTED: usize = 48;

/// The beginning of these bytes in quotation marks, with how many they are.
pub fn quote(bytes: &[u8]) -> String {
    quote_from(bytes, 0)
}

/// As [`quote`], but from this byte on.
fn quote_from(bytes: &[u8], from: usize) -> String {
    let mut quoted = String::from(if from > 0 { "\"…" } else { "\"" });
    // A letter has up to four bytes.
    for (letter, _) in visible::letters(&bytes[from..bytes.len().min(from + 4 * QUOTED)]) {
        if quoted.chars().count() + letter.chars().count() > QUOTED {
            quoted.push('…');
            break;
        }
        quoted += &letter;
    }
    format!("{quoted}\" ({})", count(bytes.len()))
}

/// A number of bytes in words, which are the same in both languages.
pub fn count(bytes: usize) -> String {
    format!("{bytes} byte{}", if bytes == 1 { "" } else { "s" })
}
