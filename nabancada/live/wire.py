"""The bytes of one WebSocket: written without ever waiting, read by the event loop, no greenlet of its own.

The library's writer sends once and forgets what did not fit, which tears the stream of a slow reader; here
the rest waits in a bounded backlog. Who does not read it in time is cut off, and nobody waits for them.
"""

import socket as sockets
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol

import gevent

from nabancada.live import frames, metrics

BACKLOG = 256 * 1024  # bytes that may wait behind the block being sent
STALL = 10.0  # seconds a backlog may last
GRACE = 3.0  # seconds a closed connection has to take its last frames and go
KERNEL_BUFFER = 64 * 1024  # bytes; without a bound the kernel would hide megabytes of backlog
CHUNK = 64 * 1024  # bytes read at once
READ, WRITE = 1, 2


class Reader(Protocol):
    def received(self, data: bytes) -> None:
        """Bytes came in. Runs in the event loop: must not wait."""

    def gone(self) -> None:
        """The connection is over; called once."""


class Wire:
    """A connected, non-blocking socket. All methods return at once and none raises for what the peer does."""

    __slots__ = ("_backlog", "_offset", "_reader", "_sock", "_watch", "_writable", "deadline", "queued")

    def __init__(self, sock: sockets.socket, reader: Reader) -> None:
        self._sock: sockets.socket | None = sock
        self._reader = reader
        self._backlog: deque[bytes] | None = None  # whole frames, but for the first `_offset` bytes, already sent
        self._offset = 0
        self._writable: Any = None
        self.queued = 0  # bytes in the backlog
        self.deadline: float | None = None  # when patience ends: with the backlog, or with a closed peer
        self._watch = _watch(sock, READ, self._on_readable)

    @property
    def closing(self) -> bool:
        """A close frame is on its way: nothing may be sent after it."""
        return self._sock is None or self._reader is _NOBODY

    @property
    def dead(self) -> bool:
        return self._sock is None

    def send(self, data: bytes) -> None:
        """Send whole frames, or nothing, now or as soon as the peer reads. The hottest lines of the live side."""
        sock = self._sock
        if sock is None or self._reader is _NOBODY or not data:
            return
        if self._backlog is None:
            try:
                sent = sock.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError:
                return self.kill()
            if sent != len(data):
                self._keep(data, sent)
        else:
            self._backlog.append(data)
            self.queued += len(data)
            if self.queued - len(self._backlog[0]) > BACKLOG:
                self.close(frames.TOO_SLOW, "too slow", drop=True)

    def close(self, code: int, reason: str = "", *, drop: bool = False) -> None:
        """Say goodbye after what is waiting; with `drop` only after the frame that is half sent."""
        if self.closing:
            return
        if code == frames.TOO_SLOW:
            metrics.CUT.inc()
        farewell = frames.close(code, reason)
        if drop and self._backlog:
            head = self._backlog[0]
            rest = head[: frames.boundary(head, self._offset)]
            self._backlog = deque([rest] if len(rest) > self._offset else [])
            self._offset = self._offset if self._backlog else 0
            self.queued = len(rest) - self._offset if self._backlog else 0
        self.resume()
        reader, self._reader = self._reader, _NOBODY
        self.deadline = monotonic() + GRACE
        if self._backlog is None:
            sent = self._try(farewell)
            if sent < len(farewell):
                self._keep(farewell, sent)
            else:
                self._half_close()
        else:
            self._backlog.append(farewell)
            self.queued += len(farewell)
        reader.gone()

    def pause(self) -> None:
        """Read nothing until `resume`: the peer asks faster than it is answered."""
        self._watch.stop()

    def resume(self) -> None:
        if self._sock is not None and not self._watch.active:
            self._watch.start(self._on_readable)

    def expire(self, now: float) -> None:
        """Give up on a peer whose time is over. Called every second."""
        if self.deadline is None or now < self.deadline or self._sock is None:
            return
        if self.closing:
            self.kill()
        else:
            self.close(frames.TOO_SLOW, "too slow", drop=True)

    def kill(self) -> None:
        """Drop the connection as it is."""
        sock, self._sock = self._sock, None
        if sock is None:
            return
        self._watch.close()
        if self._writable is not None:
            self._writable.close()
        self._backlog, self.queued, self.deadline = None, 0, None
        sock.close()
        reader, self._reader = self._reader, _NOBODY
        reader.gone()

    def _try(self, data: bytes | memoryview) -> int:
        """How many bytes the kernel took."""
        if self._sock is None:
            return 0
        try:
            return self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.kill()
            return 0

    def _keep(self, data: bytes, sent: int) -> None:
        if self._sock is None:
            return
        self._backlog, self._offset, self.queued = deque([data]), sent, len(data) - sent
        if self.deadline is None:
            self.deadline = monotonic() + STALL
        if self._writable is None:
            self._writable = _watch(self._sock, WRITE, self._on_writable)
        else:
            self._writable.start(self._on_writable)

    def _on_writable(self) -> None:
        while self._backlog:
            head = self._backlog[0]
            sent = self._try(memoryview(head)[self._offset :])
            if self._sock is None:
                return
            self.queued -= sent
            self._offset += sent
            if self._offset < len(head):
                return
            self._backlog.popleft()
            self._offset = 0
        self._writable.stop()
        self._backlog = None
        if self.closing:
            self._half_close()
        else:
            self.deadline = None

    def _on_readable(self) -> None:
        sock = self._sock
        if sock is None:
            return
        try:
            data = sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._reader.received(data)
        else:
            self.kill()

    def _half_close(self) -> None:
        """Everything is said: the peer answers with its own close and we see the end."""
        if self._sock is not None:
            try:
                self._sock.shutdown(sockets.SHUT_WR)
            except OSError:
                self.kill()


class _Nobody:
    """Reads what a peer sends after we have said goodbye."""

    def received(self, data: bytes) -> None:
        pass

    def gone(self) -> None:
        pass


_NOBODY = _Nobody()


def prepare(sock: sockets.socket) -> None:
    """Set what a long-lived connection with small messages needs."""
    sock.setblocking(False)
    sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, KERNEL_BUFFER)
    if sock.family in (sockets.AF_INET, sockets.AF_INET6):
        sock.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)


def _watch(sock: sockets.socket, what: int, callback: Callable[[], None]) -> Any:
    watcher = gevent.get_hub().loop.io(sock.fileno(), what)
    watcher.start(callback)
    return watcher
