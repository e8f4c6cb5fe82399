"""Bytes to a printer over TCP, and what it says of itself. Knows no database."""

import socket
from contextlib import suppress
from time import monotonic

from nabancada.printing import troubles
from nabancada.printing.addresses import reachable
from nabancada.printing.troubles import Trouble

CONNECT = 3.0  # seconds
WRITE = 8.0  # until it has taken everything
ANSWER = 0.4  # printers that answer at all do at once
GOODBYE = 1.0
UNREAD = 4096  # bytes we let lie between us and a printer: more, and it is not taking them

ASK_COVER, ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
FIXED, FIXED_BITS = 0x12, 0x93  # bits every such answer carries: what differs is no answer
COVER_OPEN, PAPER_OUT = 0x04, 0x60


def send(host: str, port: int, payload: bytes) -> None:
    """Print `payload`. Returns once the printer has taken it all; most do not say whether it came out.

    :raises Trouble: it may not be reached, refuses, is silent, breaks off, or says that it cannot print
    """
    if not reachable(host):
        raise Trouble(troubles.FORBIDDEN)
    try:
        with socket.create_connection((host, port), CONNECT) as printer:
            _ensure_ready(printer)
            printer.settimeout(WRITE)
            printer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD)
            printer.sendall(payload)
            printer.shutdown(socket.SHUT_WR)
            _hear_goodbye(printer)
    except ConnectionRefusedError:
        raise Trouble(troubles.REFUSED) from None
    except (BrokenPipeError, ConnectionResetError):
        raise Trouble(troubles.BROKEN_OFF) from None
    except OSError:  # a time-out, or no way there
        raise Trouble(troubles.SILENT) from None


def _ensure_ready(printer: socket.socket) -> None:
    """Ask for cover and paper. Printers that do not know the question say nothing, and are taken at their silence.

    :raises Trouble: it has no paper, or is open
    """
    printer.settimeout(ANSWER)
    for question, bits, code in ((ASK_COVER, COVER_OPEN, troubles.OPEN), (ASK_PAPER, PAPER_OUT, troubles.NO_PAPER)):
        printer.sendall(question)
        try:
            answer = printer.recv(1)
        except TimeoutError:
            return
        if answer and answer[0] & FIXED_BITS == FIXED and answer[0] & bits:
            raise Trouble(code)


def _hear_goodbye(printer: socket.socket) -> None:
    """Wait a moment for the printer to hang up: one that loses power half-way is noticed, one that does not is not."""
    until = monotonic() + GOODBYE  # for all of it: some never stop talking
    with suppress(TimeoutError):
        while (left := until - monotonic()) > 0:
            printer.settimeout(left)
            if not printer.recv(64):
                return
