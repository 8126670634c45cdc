#!/usr/bin/env python3
"""An HTTP/1.1 server over plain sockets, as far as the stage of the course that you ask for.

This file reads the command line, listens and accepts. Each other file is one concept:

    stage 1, 2  connection.py            bytes in, bytes out; one head, one answer
    stage 3     request.py  response.py  routes.py
    stage 4     headers.py
    stage 5     files.py
    stage 6     (here: serve_many; and connection.py: connections that persist)
    stage 7     body.py  conditions.py  users.py  sentence.py
"""

import argparse
import os
import signal
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

import connection
from files import Folder
from routes import Routes

HERE = os.path.dirname(os.path.abspath(__file__))
# The site of the course: the server in Rust shows the same one.
SITE = os.path.join(HERE, "..", "..", "stage05-files", "public")
# Clients that may wait to be accepted: 200 at once are nothing unusual.
BACKLOG = 1024
# After a failed accept: without a pause it would fail again at once.
PAUSE = 0.1
# After a signal, what is under way has so many seconds to end.
GRACE = 9


def main():
    options = parse_options()
    try:
        serve = choose(options)
        listener = listen(options.address)
    except (OSError, ValueError) as error:
        sys.exit(f"server.py: {error}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    try:
        # Now, not before: whoever waits for this line may send a signal at once.
        announce(listener, options.stage)
        (serve_many if options.stage >= 6 else serve_one_by_one)(listener, serve)
    except KeyboardInterrupt:
        stop(listener)


def parse_options():
    parser = argparse.ArgumentParser(description="An HTTP/1.1 server over plain sockets.")
    parser.add_argument("address", nargs="?", default="127.0.0.1:4221", metavar="ADDR")
    parser.add_argument("--stage", type=int, choices=range(1, 8), default=7)
    parser.add_argument("--site", default=SITE, metavar="DIR", help="the pages (from stage 5)")
    parser.add_argument("--directory", metavar="DIR", help="what is behind /files/ (from stage 5)")
    parser.add_argument("--quiet", action="store_true", help="do not log requests")
    return parser.parse_args()


def choose(options):
    """The function that serves one client at this stage."""
    connection.QUIET = options.quiet
    if options.stage == 1:
        return connection.echo
    site = Folder(options.site) if options.stage >= 5 else None
    files = Folder(options.directory) if options.stage >= 5 and options.directory else None
    routes = Routes(options.stage, site, files)
    return lambda sock: connection.serve(sock, routes)


def listen(address):
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise OSError(f"cannot listen on {address}: {error}") from error


def split_address(address):
    try:
        url = urlsplit(f"//{address}")
        if url.hostname and url.port is not None:
            return url.hostname, url.port
    except ValueError:
        pass  # a port beyond 65535, say
    raise ValueError(f"{address}: not an address such as 127.0.0.1:4221")


def announce(listener, stage):
    """Says where: with port 0 only the system knows."""
    host, port = listener.getsockname()[:2]
    host = f"[{host}]" if ":" in host else host
    scheme = "" if stage == 1 else "http://"
    # Without flush the line would wait in a buffer where the output is a pipe.
    print(f"listening on {scheme}{host}:{port}", flush=True)


def serve_one_by_one(listener, serve):
    """Stages 1 to 5: the next client waits until this one is done."""
    while True:
        serve_safely(serve, accept(listener))


def serve_many(listener, serve):
    """Stage 6: a thread for each client; while one waits for its client, the others go on."""
    while True:
        client = accept(listener)
        try:
            threading.Thread(target=serve_safely, args=(serve, client), daemon=True).start()
        except RuntimeError as error:  # the system has no more threads to give
            client.close()
            print(f"cannot serve: {error}", file=sys.stderr)


def accept(listener):
    while True:
        try:
            return listener.accept()[0]
        except OSError as error:  # too many open files, say: some will be closed
            print(f"cannot accept: {error}", file=sys.stderr)
            time.sleep(PAUSE)


def serve_safely(serve, client):
    """Whatever one client does, the server goes on."""
    with client:
        try:
            serve(client)
        except OSError as error:  # the client broke off, or took too long
            connection.log(f"connection lost: {error}")


def interrupt(_number, _frame):
    raise KeyboardInterrupt


def stop(listener):
    """Accepts no more, and lets end what is under way."""
    listener.close()
    connection.STOPPING.set()
    end = time.monotonic() + GRACE
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(max(end - time.monotonic(), 0))


if __name__ == "__main__":
    main()
