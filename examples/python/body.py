"""The content of a request, by Content-Length or chunked (RFC 9112 sections 6 and 7)."""

import re

from client import BLOCK, PATIENCE
from headers import Headers
from response import Refusal

# The most content that is kept in memory, in bytes; an upload to a file may be of any size.
MAX_KEPT = 16 * 1024 * 1024
# The longest chunk size with its extensions, and the most that all trailers may take, in bytes.
MAX_LINE = 32 * 1024

TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
# quoted-string (RFC 9110 section 5.6.4): a backslash takes the next byte as it is.
QUOTED = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
BWS = r"[\t ]*"
# chunk-size [ chunk-ext ] (RFC 9112 sections 7.1 and 7.1.1)
CHUNK = re.compile(
    rf"0*([0-9A-Fa-f]{{1,15}})(?:{BWS};{BWS}{TOKEN}(?:{BWS}={BWS}(?:{TOKEN}|{QUOTED}))?)*"
)


class Body:
    """The content of one request, read only when a handler asks for it."""

    def __init__(self, request, client):
        self.client = client
        self.length = request.headers.content_length() or 0
        self.chunked = is_chunked(request)
        # Whether nothing of it is still to come.
        self.is_read = not self.chunked and self.length == 0
        # Whether the client waits for permission to send it.
        self.waiting = is_waiting(request) and not self.is_read

    def read(self, most):
        """The whole content; 413 if it is more than that."""
        return b"".join(self.blocks(most))

    def blocks(self, most=None):
        """Yields the content in blocks, as it comes."""
        if most is not None and self.length > most:
            raise too_large()  # without 100: the client need not send it
        if self.waiting:
            self.client.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        yield from self.chunks(most) if self.chunked else self.take(self.length)
        self.is_read = True

    def take(self, count):
        """Yields exactly so many bytes."""
        while count > 0:
            self.client.allow(PATIENCE)
            block = self.client.read(min(count, BLOCK))
            if not block:
                raise Refusal(400, "the content ends too early (RFC 9112 section 8)")
            count -= len(block)
            yield block

    def chunks(self, most):
        """Yields the data of all chunks, without their framing (RFC 9112 section 7.1)."""
        total = 0
        while True:
            size = self.read_size()
            total += size
            if most is not None and total > most:
                raise too_large()
            if size == 0:
                return self.read_trailers()
            yield from self.take(size)
            if self.read_line() != "":
                raise Refusal(400, "a chunk longer than its size (RFC 9112 section 7.1)")

    def read_size(self):
        match = CHUNK.fullmatch(self.read_line())
        if not match:
            raise Refusal(400, "a chunk size that is no number (RFC 9112 section 7.1)")
        return int(match[1], 16)

    def read_trailers(self):
        """Checks the trailers and forgets them: no handler needs any (RFC 9112 section 7.1.2)."""
        lines, room = [], MAX_LINE
        while True:
            line = self.read_line()
            if line == "":
                Headers(lines)
                return
            lines.append(line)
            room -= len(line) + 2
            if room < 0:
                raise Refusal(431, "trailers over 32 KiB (RFC 6585 section 5)")

    def read_line(self):
        """A line of the framing, without the CRLF that it ends in."""
        self.client.allow(PATIENCE)
        line = self.client.read_line(MAX_LINE).decode("latin-1")
        if not line.endswith("\r\n"):
            raise Refusal(400, "a chunk or trailer line without CRLF (RFC 9112 section 7.1)")
        return line[:-2]


def too_large():
    return Refusal(413, "more than is kept here (RFC 9110 section 15.5.14)")


def is_chunked(request):
    """Whether it is chunked: the one coding there is, once, and last (RFC 9112 section 6.1)."""
    if not request.headers.all("Transfer-Encoding"):
        return False
    if request.minor == 0:
        raise Refusal(400, "a coding in HTTP/1.0 (RFC 9112 section 6.1)")
    codings = request.headers.list("Transfer-Encoding")
    if codings == ["chunked"]:
        return True
    if codings.count("chunked") == 1 and codings[-1] == "chunked":
        raise Refusal(501, "the one coding here is chunked (RFC 9112 section 6.1)")
    raise Refusal(400, "chunked must come last, and once (RFC 9112 section 6.3)")


def is_waiting(request):
    """Whether the client wants to hear 100 before it sends (RFC 9110 section 10.1.1)."""
    expectations = request.headers.list("Expect")
    if request.minor == 0:
        return False
    if any(expectation != "100-continue" for expectation in expectations):
        raise Refusal(417, "100-continue is all (RFC 9110 section 10.1.1)")
    return bool(expectations)
