"""Responses (RFC 9112 section 4): a status line, field lines, an empty line, the content."""

import re
from email.utils import formatdate

REASONS = {
    200: "OK",
    201: "Created",
    204: "No Content",
    301: "Moved Permanently",
    303: "See Other",
    304: "Not Modified",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    417: "Expectation Failed",
    422: "Unprocessable Content",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    505: "HTTP Version Not Supported",
    507: "Insufficient Storage",
}

CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Refusal(Exception):
    """An error instead of an answer: the status, and what was wrong with the section it breaks."""

    def __init__(self, status, why):
        super().__init__(why)
        self.status = status

    def response(self):
        return text(self.status, f"{self.status} {REASONS[self.status]}: {self}\n")


class FileContent:
    """An open file, and the number of its bytes that are announced and sent."""

    def __init__(self, file, length):
        self.file = file
        self.length = length


class Response:
    """A response; its framing is written last."""

    def __init__(self, status, content=None):
        """Content is bytes, a FileContent, or None: then there is no Content-Length either."""
        self.status = status
        self.content = content
        self.fields = []
        # When what is answered last changed, in seconds since 1970, if that is known.
        self.modified = None

    def field(self, name, value):
        """Adds a field, unless its value could end the line early (RFC 9112 section 11.1)."""
        if not CONTROL.search(value):
            self.fields.append(f"{name}: {value}\r\n")
        return self

    def not_modified(self):
        """The same without its content and what describes it (RFC 9110 section 15.4.5)."""
        self.status, self.content = 304, None
        describing = ("Content-Type:", "Content-Language:")
        self.fields = [field for field in self.fields if not field.startswith(describing)]
        return self

    def head(self, connection):
        """Everything before the content, as bytes; `connection` is a field line or nothing."""
        lines = [
            f"HTTP/1.1 {self.status} {REASONS[self.status]}\r\n",
            f"Date: {formatdate(usegmt=True)}\r\n",
            "Server: python-example\r\n",
        ]
        if self.content is not None:  # RFC 9110 section 8.6: none in a 204
            lines.append(f"Content-Length: {self.length()}\r\n")
        return "".join([*lines, *self.fields, connection, "\r\n"]).encode("latin-1")

    def length(self):
        is_file = isinstance(self.content, FileContent)
        return self.content.length if is_file else len(self.content)

    def close(self):
        if isinstance(self.content, FileContent):
            self.content.file.close()


def text(status, content):
    """Plain text; its charset is named only where it is not ASCII (RFC 9110 section 8.3.2)."""
    if isinstance(content, str):
        content = content.encode("utf-8")
    media_type = "text/plain"
    if not content.isascii() and is_utf8(content):
        media_type += "; charset=utf-8"
    return Response(status, content).field("Content-Type", media_type)


def is_utf8(content):
    try:
        content.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False
