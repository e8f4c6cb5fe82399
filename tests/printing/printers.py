"""Printers that are none: small TCP servers that keep what they get, or misbehave."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from nabancada.printing.network import ASK_COVER, ASK_PAPER

Serve = Callable[["Capture", socket.socket], None]

_held: list[socket.socket] = []


class Capture:
    """A printer on a port of its own. `slips` are the jobs it got, one for each connection."""

    def __init__(self, serve: Serve) -> None:
        self.slips: list[bytes] = []
        self.got_one = Event()
        self.let_go = Event()  # what a stuck printer waits for at the end of the test
        self._serve = serve
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listening.getsockname()

    def run(self) -> None:
        while True:
            try:
                connection, _address = self._listening.accept()
            except OSError:
                return
            Thread(target=self._take, args=(connection,), daemon=True).start()

    def stop(self) -> None:
        self.let_go.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _take(self, connection: socket.socket) -> None:
        with connection:
            self._serve(self, connection)

    def keep(self, slip: bytes) -> None:
        self.slips.append(slip)
        self.got_one.set()


def good(printer: Capture, connection: socket.socket) -> None:
    """Says nothing, takes everything."""
    printer.keep(_all(connection).replace(ASK_COVER, b"").replace(ASK_PAPER, b""))


def answering(cover: int = 0x12, paper: int = 0x12) -> Serve:
    """Answers what it is asked."""

    def serve(printer: Capture, connection: socket.socket) -> None:
        for question, answer in ((ASK_COVER, cover), (ASK_PAPER, paper)):
            if connection.recv(len(question), socket.MSG_WAITALL) != question:
                return
            connection.sendall(bytes([answer]))
        if slip := _all(connection):
            printer.keep(slip)

    return serve


def stuck(printer: Capture, connection: socket.socket) -> None:
    """Takes the connection, and not a byte of what is sent."""
    printer.let_go.wait(30)


def dying(printer: Capture, connection: socket.socket) -> None:
    """Takes the beginning, and loses power."""
    connection.recv(16)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a goodbye


def chatty(printer: Capture, connection: socket.socket) -> None:
    """Takes everything, and never stops talking."""
    connection.settimeout(0.05)
    with suppress(OSError):
        while not printer.let_go.is_set():
            connection.sendall(b"?")
            with suppress(TimeoutError):
                connection.recv(4096)


@contextmanager
def printer(serve: Serve = good) -> Iterator[Capture]:
    capture = Capture(serve)
    Thread(target=capture.run, daemon=True).start()
    try:
        yield capture
    finally:
        capture.stop()


def nobody() -> tuple[str, int]:
    """An address where nothing listens, nor will: it stays taken."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    _held.append(held)
    return held.getsockname()


def _all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(4096):
        parts.append(part)
    return b"".join(parts)
