"""The client's side: a socket with a deadline, and what was read from it too early."""

import socket
import time

# Seconds that content or an answer may stand still.
PATIENCE = 8
# Bytes that are moved at once.
BLOCK = 256 * 1024


class Client:
    """A socket with a deadline, and the bytes that came but nobody has asked for yet."""

    def __init__(self, sock):
        # Without it a small packet may wait 40 ms for the acknowledgement of the one before.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self.buffer = bytearray()
        self.deadline = 0
        # The head of the request under way, as far as it has come.
        self.head = ""

    def allow(self, seconds):
        """Sets the time that is left, anew for each part of the conversation."""
        self.deadline = time.monotonic() + seconds

    def fill(self):
        """Waits for more bytes; false if the client has ended its side."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        # A time limit for each recv alone would let a client drip for ever.
        self.sock.settimeout(left)
        block = self.sock.recv(BLOCK)
        self.buffer += block
        return bool(block)

    def take(self, count):
        """At most so many bytes, of those that are here."""
        block = bytes(self.buffer[:count])
        del self.buffer[:count]
        return block

    def read(self, count):
        """At most so many bytes; none if the client has ended its side."""
        if not self.buffer:
            self.fill()
        return self.take(count)

    def read_line(self, most):
        """A line with its LF; or less, if the client ends its side or the limit is reached."""
        searched = 0
        while True:
            end = self.buffer.find(b"\n", searched, most)
            if end >= 0:
                return self.take(end + 1)
            searched = len(self.buffer)
            # One recv may bring half a line, or three: packets mean nothing.
            if searched >= most or not self.fill():
                return self.take(most)

    def send(self, data):
        # In blocks, for the time limit of sendall is for all that it is given.
        for start in range(0, len(data), BLOCK):
            self.sock.settimeout(PATIENCE)
            self.sock.sendall(data[start : start + BLOCK])

    def send_file(self, content):
        """Sends as much of a file as was announced; its size may have changed meanwhile."""
        self.sock.settimeout(PATIENCE)
        if content.length and self.sock.sendfile(content.file, 0, content.length) < content.length:
            # Only closing can tell the client that there is less (RFC 9112 section 8).
            raise OSError("a file has shrunk while it was sent")
