"""One client's connection: heads in, answers out, and a limit to how long each may take."""

import socket
import sys
import threading
import traceback

from client import BLOCK, Client
from request import MAX_HEAD, Request, malformed, refuse_long_line
from response import FileContent, Refusal, text

# Seconds after which a connection is closed on which nothing happens.
IDLE = 5
# Seconds that a whole head may take (RFC 9110 section 15.5.9).
HEAD_TIME = 10
# Seconds that the server listens after its last answer for what is still on its way.
LINGER = 2

TOO_SLOW = "that took too long (RFC 9110 section 15.5.9)"
FAULT = "a fault of this server (RFC 9110 section 15.6.1)"

QUIET = False
# Set when the server is asked to stop: every connection then ends after its answer.
STOPPING = threading.Event()


def log(line):
    if not QUIET:
        print(line, file=sys.stderr)


def log_request(head, status):
    line = head.split("\r")[0][:200]
    log(f"{line!r} -> {status}")  # with !r no client can forge another line


def echo(sock):
    """Stage 1: every byte goes back until the client ends its side; then this side ends."""
    sock.settimeout(60)
    while True:
        block = sock.recv(BLOCK)
        if not block:
            return
        sock.sendall(block)


def serve(sock, routes):
    """Stages 2 to 7: answers one request after the other, until either side is done."""
    client = Client(sock)
    while wait_for_request(client):
        request, response = answer(client, routes)
        persists = routes.stage >= 6 and not STOPPING.is_set() and request and request.persists()
        log_request(client.head, response.status)
        try:
            send(client, request, response, persists)
        finally:
            response.close()
        if not persists:
            return linger(client)


def wait_for_request(client):
    """Passes over empty lines (RFC 9112 section 2.2); false if the client leaves or is silent."""
    client.allow(IDLE)
    try:
        while True:
            if client.buffer[:2] == b"\r\n":
                client.take(2)
            elif client.buffer not in (b"", b"\r"):
                return True
            elif not client.fill():
                return bool(client.buffer)
    except socket.timeout:
        return False  # nothing was asked, so nothing is answered


def answer(client, routes):
    """Reads a request and finds its answer; the request is None if it was none."""
    request = None
    try:
        # Before stage 6 the next client waits meanwhile.
        client.allow(HEAD_TIME if routes.stage >= 6 else IDLE)
        read_head(client)
        if routes.stage == 2:
            return None, text(200, "Hello, World!")
        request = Request(client, routes.methods)
        return request, routes.answer(request)
    except Refusal as refusal:
        return request, refusal.response()
    except socket.timeout:
        return None, Refusal(408, TOO_SLOW).response()
    except OSError:
        raise  # the client has gone
    except Exception:  # noqa: BLE001 (a fault of ours costs one answer, never the server)
        traceback.print_exc()
        return None, Refusal(500, FAULT).response()


def read_head(client):
    """Reads up to the empty line. The text has one letter for each byte (Latin-1)."""
    client.head = ""
    while True:
        line = client.read_line(MAX_HEAD - len(client.head))
        client.head += line.decode("latin-1")
        if line in (b"\r\n", b"\n"):  # a bare LF is refused later, with its reason
            return
        if not line.endswith(b"\n"):
            if len(client.head) == MAX_HEAD:
                raise refuse_long_line(client.head)
            raise malformed("the head ends before its empty line (RFC 9112 section 8)")


def send(client, request, response, persists):
    """Sends head and content, in one piece if they are small."""
    data = response.head(connection_field(request, persists))
    content = response.content
    if client.head.startswith("HEAD "):  # RFC 9110 section 9.3.2: no content, whatever happened
        client.send(data)
    elif isinstance(content, FileContent):
        client.send(data)
        client.send_file(content)
    else:
        client.send(data + (content or b""))


def connection_field(request, persists):
    """What the client has to be told (RFC 9112 sections 9.3 and 9.6)."""
    if not persists:
        return "Connection: close\r\n"
    return "Connection: keep-alive\r\n" if request.minor == 0 else ""


def linger(client):
    """Ends this side and reads what is still coming, and only then closes (RFC 9112 section 9.6).

    To close while bytes are unread would reset the connection, and the answer might be lost.
    """
    client.allow(LINGER)
    try:
        client.sock.shutdown(socket.SHUT_WR)
        while client.fill():
            client.buffer.clear()
    except OSError:
        pass  # it has left, or stays: we are done with it
