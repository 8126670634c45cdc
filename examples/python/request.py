"""A request's head: its request line (RFC 9112 section 3), and what the target names."""

import re

import body
from headers import Headers, is_host
from response import Refusal

# The longest head, in bytes: what browsers send stays far below.
MAX_HEAD = 32 * 1024
# The longest target; RFC 9112 section 3 recommends lines of 8,000 bytes at least.
MAX_TARGET = 8 * 1024

# CONNECT is for proxies (RFC 9110 section 9.3.6).
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

# token = 1*tchar (RFC 9110 section 5.6.2)
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# Printable ASCII but #, and % only before two hexadecimal digits (RFC 3986 section 2.1).
TARGET = re.compile(r"(?:[!-\"$&-~]|%[0-9A-Fa-f]{2})+")
# absolute-form (RFC 9112 section 3.2.2)
HTTP_URI = re.compile(r"[Hh][Tt][Tt][Pp]://([^/]*)(/.*)?")


def malformed(why):
    """The error that most broken rules lead to."""
    return Refusal(400, why)


def refuse_long_line(head):
    """The limit that a head without an end has broken (RFC 9112 section 3, RFC 6585 section 5)."""
    if "\n" in head:
        return Refusal(431, "a head over 32 KiB (RFC 6585 section 5)")
    spaces = head.count(" ")
    if spaces == 0:
        return Refusal(501, "this server has no such method (RFC 9110 section 15.6.2)")
    if spaces == 1:
        return Refusal(414, "a target over 8 KiB (RFC 9110 section 15.5.15)")
    return malformed("a line without end (RFC 9112 section 3)")


class Request:
    """A request that is well formed, with content that is still to be read.

    All text in it has one letter for each byte that came (Latin-1), so nothing is lost.
    """

    def __init__(self, client, methods):
        self.head = client.head
        lines = split_lines(self.head)
        self.method, target, version = split_request_line(lines[0])
        self.minor = parse_version(version)
        self.headers = Headers(lines[1:])
        self.headers.check_host(self.minor)
        self.headers.content_length()  # only checked
        if self.method not in methods:
            raise Refusal(501, "this server has no such method (RFC 9110 section 15.6.2)")
        target, mark, query = target.partition("?")
        self.query = mark + query
        # The path still has its escapes: a route decodes what it needs, once.
        if self.method == "OPTIONS" and target == "*" and not mark:
            self.path = "*"  # RFC 9112 section 3.2.4
        else:
            self.path = find_path(target)
        # What stands behind the path of the route; the route sets it.
        self.rest = ""
        self.body = body.Body(self, client)

    def persists(self):
        """Whether the connection stays open (RFC 9112 section 9.3)."""
        options = self.headers.list("Connection")
        # Content that was not read would be taken for the next request.
        if "close" in options or not self.body.is_read:
            return False
        return self.minor > 0 or "keep-alive" in options


def split_lines(head):
    """The lines of a head, without the empty one at its end; each ends in CRLF."""
    lines = head.split("\n")
    # Not splitlines: that splits at bytes, too, that end no line here (RFC 9112 section 2.2).
    if not all(line.endswith("\r") for line in lines[:-1]):
        raise malformed("a line that ends in LF without CR (RFC 9112 section 2.2)")
    return [line[:-1] for line in lines[:-2]]


def split_request_line(line):
    """request-line = method SP request-target SP HTTP-version"""
    words = line.split(" ")
    if len(words) != 3:
        raise malformed("not three words with a space between (RFC 9112 section 3)")
    method, target, version = words
    if not TOKEN.fullmatch(method):
        raise malformed("a method that is no token (RFC 9112 section 3.1)")
    if len(target) > MAX_TARGET:
        raise Refusal(414, "a target over 8 KiB (RFC 9110 section 15.5.15)")
    if not TARGET.fullmatch(target):
        raise malformed("a target with a byte that it may not hold (RFC 9112 section 3.2)")
    return method, target, version


def parse_version(version):
    """The minor version, 0 or 1: HTTP/1.2 is served as HTTP/1.1 (RFC 9110 section 2.5)."""
    match = re.fullmatch(r"HTTP/([0-9])\.([0-9])", version)
    if not match:
        raise malformed("a version that is not HTTP/1.1 or like it (RFC 9112 section 2.3)")
    if match[1] != "1":
        raise Refusal(505, "this server speaks HTTP/1.1 (RFC 9110 section 15.6.6)")
    return min(int(match[2]), 1)


def find_path(target):
    """The path of a target in origin-form or absolute-form (RFC 9112 section 3.2)."""
    if target.startswith("/"):
        return target
    match = HTTP_URI.fullmatch(target)
    if not match:
        raise malformed("a target that is no path and no http URI (RFC 9112 section 3.2)")
    if not is_host(match[1]):
        raise malformed("a target that names no host (RFC 9110 section 4.2.1)")
    return match[2] or "/"
