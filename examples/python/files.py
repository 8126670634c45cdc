"""Files: the site, and the folder behind /files/. Nothing outside of the two is ever touched."""

import errno
import mimetypes
import os
import secrets
import time
from contextlib import contextmanager
from email.utils import formatdate
from urllib.parse import unquote_to_bytes

from response import FileContent, Refusal, Response, text

# Endings that a link into the site may leave out: /page_one is page_one.html.
ENDINGS = ("", ".html", ".txt", ".png", ".jpg", ".svg")
# Bytes that tell whether a text is pure ASCII.
SAMPLE = 8 * 1024

# Before Python 3.12 this was application/javascript (RFC 9239 section 6).
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")


class Folder:
    """A folder whose files are served."""

    def __init__(self, path):
        self.root = os.path.realpath(path)
        os.listdir(self.root)  # an error now is better than one for each request

    def handlers(self):
        return {
            "GET": self.download,
            "POST": self.upload,
            "PUT": self.upload,
            "DELETE": self.delete,
        }

    def page(self, request):
        """A page of the site: a file, or the index.html of a folder."""
        path = request.rest
        if path == "" or path.endswith("/"):
            path += "index.html"
        elif os.path.isdir(self.inside(path)):
            return add_slash(request)
        for ending in ENDINGS:
            file = self.inside(path + ending)
            if os.path.isfile(file):
                media_type = mimetypes.guess_type(file)[0] or "application/octet-stream"
                return respond(file, media_type)
        raise missing()

    def download(self, request):
        """A file as it is, for the client to save."""
        file = self.inside(request.rest)
        if not os.path.isfile(file):  # nor does anybody wait for a pipe
            raise missing()
        return respond(file, "application/octet-stream")

    def upload(self, request):
        """PUT and POST: the file appears whole under its name, or not at all."""
        file = self.writable(request.rest)
        if request.headers.get("Content-Range") is not None:
            raise Refusal(400, "a part of a file (RFC 9110 section 14.5)")
        replaced = os.path.exists(file) and request.method == "PUT"
        store(request.body, file)
        if replaced:
            return Response(204)  # RFC 9110 section 9.3.4
        return text(201, "").field("Location", request.path)

    def delete(self, request):
        """DELETE: the name is free again (RFC 9110 section 9.3.5)."""
        file = self.writable(request.rest)
        with disk():
            os.remove(file)
        return Response(204)

    def inside(self, path):
        """Where a path leads to, links followed; 404 if that is outside.

        Whoever can change links in the folder between this look and what follows could lead the
        server outside. Safe against that too is only to open relative to a folder (openat2 on
        Linux), which the server in Rust does.
        """
        found = os.path.realpath(os.path.join(self.root, *split_path(path)))
        if os.path.commonpath([self.root, found]) != self.root:
            raise missing()
        return found

    def writable(self, path):
        """The file that a path names, or would; links, folders and devices stay as they are."""
        folder, _, name = path.rpartition("/")
        file = os.path.join(self.inside(folder), *split_path(name))
        if os.path.islink(file) or (os.path.exists(file) and not os.path.isfile(file)):
            raise closed()
        return file


def split_path(path):
    """The names in the path of a target, decoded: first split, then decode, and once only."""
    names = [decode(segment) for segment in path.split("/")] if path else []
    if not all(is_served(name) for name in names):
        raise missing()
    return names


def decode(segment):
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise missing() from None


def is_served(name):
    """Whether it is one name, with no separator, drive or stream in it.

    One that begins with a dot is never served: this hides .git, uploads under way, and `..`.
    """
    odd = "/\\\0:" if os.name == "nt" else "/\\\0"
    return name != "" and not name.startswith(".") and not any(sign in name for sign in odd)


def respond(path, media_type):
    """The response with the content of a file."""
    with disk():
        file = open(path, "rb")  # noqa: SIM115 (whoever sends it closes it)
    # Of the file that is open: another may have its name by now.
    facts = os.fstat(file.fileno())
    if media_type.startswith("text/") and not file.read(SAMPLE).isascii():
        media_type += "; charset=utf-8"
    response = Response(200, FileContent(file, facts.st_size))
    # Never later than Date (RFC 9110 section 8.8.2.1), nor before what a date can say.
    response.modified = min(max(facts.st_mtime, 0), time.time())
    modified = formatdate(response.modified, usegmt=True)
    return response.field("Content-Type", media_type).field("Last-Modified", modified)


def add_slash(request):
    """Sends the client to the folder, from where the links of its page lead to the right places."""
    return text(301, "").field("Location", request.path + "/" + request.query)


def store(content, path):
    """Writes the content to a file that gets its name only when it is whole."""
    draft = os.path.join(os.path.dirname(path), f".upload-{secrets.token_hex(8)}")
    with disk():
        file = open(draft, "xb")  # noqa: SIM115 (the disk may fail when it is closed, too)
    try:
        for block in content.blocks():
            with disk():
                file.write(block)
        with disk():
            file.close()
            os.replace(draft, path)
    except BaseException:
        file.close()
        os.remove(draft)  # the client broke off, say: nothing of it is left
        raise


@contextmanager
def disk():
    """Turns errors of the disk into answers; those of the network are none."""
    try:
        yield
    except OSError as error:
        raise refusal(error) from error


def refusal(error):
    """What the client is told of an error of the file system."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return missing()
    if isinstance(error, PermissionError):
        return closed()
    if error.errno in (errno.ENOSPC, errno.EFBIG):
        return Refusal(507, "the disk has no room (RFC 4918 section 11.5)")
    return Refusal(500, "the disk failed (RFC 9110 section 15.6.1)")


def missing():
    return Refusal(404, "no such file (RFC 9110 section 15.5.5)")


def closed():
    return Refusal(403, "no file that is served (RFC 9110 section 15.5.4)")
