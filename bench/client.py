"""A small HTTP/1.1 and WebSocket client: the load must cost less than what it measures."""

import base64
import os
import socket
from collections.abc import Iterator
from contextlib import suppress

import orjson

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Http:
    """One keep-alive connection to the server."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie
        self.open()

    def open(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def get(self, path: str) -> tuple[int, bytes]:
        self._send(b"GET", path, b"")
        return self._read()

    def post(self, path: str, body: object) -> tuple[int, bytes]:
        self.ask(path, body)
        return self._read()

    def ask(self, path: str, body: object) -> None:
        """Send a POST and leave its answer unread."""
        self._send(b"POST", path, orjson.dumps(body))

    def _send(self, method: bytes, path: str, body: bytes) -> None:
        head = b"%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n" % (
            method,
            path.encode(),
            self.port,
            self.cookie.encode(),
        )
        if body:
            head += b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
        self.sock.sendall(head + b"\r\n" + body)

    def _read(self) -> tuple[int, bytes]:
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self._more()
        head = self.buffer[:end].lower()
        at = head.index(b"content-length:") + 15
        length = int(head[at : head.find(b"\r\n", at) if b"\r\n" in head[at:] else len(head)])
        while len(self.buffer) < end + 4 + length:
            self._more()
        body = self.buffer[end + 4 : end + 4 + length]
        self.buffer = self.buffer[end + 4 + length :]
        return int(head[9:12]), body

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data


class Refused(ConnectionError):
    """The server did not open the socket; `status` is its answer."""

    def __init__(self, head: str) -> None:
        super().__init__(head)
        self.status = int(head.split(" ", 2)[1])


class Screen:
    """One open WebSocket. `head` is the answer that opened it."""

    def __init__(self, port: int, cookie: str = "", query: str = "", small: int = 0, **headers: str) -> None:
        """`headers` are added to those of the handshake; `small` bounds the receive buffer to so many bytes.

        :raises Refused: it was not opened
        """
        self.sock = socket.socket()
        if small:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, small)
        self.buffer = b""
        try:
            self.sock.connect(("127.0.0.1", port))
            self.head = self._shake_hands(port, query, {"Cookie": cookie} | headers if cookie else headers)
        except BaseException:
            self.sock.close()
            raise

    def frames(self) -> Iterator[bytes]:
        """The payloads of the frames that have arrived, after waiting for at least one."""
        for _kind, payload in self.read():
            yield payload

    def read(self) -> Iterator[tuple[int, bytes]]:
        """The frames that have arrived, each with its opcode, after waiting for some bytes."""
        self._more()
        yield from self.waiting()

    def waiting(self) -> Iterator[tuple[int, bytes]]:
        """The frames that lie in the buffer whole."""
        while (cut := self._whole()) is not None:
            kind, payload, self.buffer = cut
            yield kind, payload

    def send(self, payload: bytes, kind: int = TEXT) -> None:
        """Send one frame, masked by zeros."""
        length = len(payload)
        if length < 126:
            head = bytes((0x80 | kind, 0x80 | length))
        elif length < 65536:
            head = bytes((0x80 | kind, 0x80 | 126)) + length.to_bytes(2, "big")
        else:
            head = bytes((0x80 | kind, 0x80 | 127)) + length.to_bytes(8, "big")
        self.sock.sendall(head + bytes(4) + payload)

    def close(self) -> None:
        """Hang up; whoever is reading in another thread wakes up."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def _shake_hands(self, port: int, query: str, headers: dict[str, str]) -> str:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.sock.sendall(
            (
                f"GET /ws{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{lines}\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head:
            raise Refused(head.decode())
        return head.decode()

    def _whole(self) -> tuple[int, bytes, bytes] | None:
        data = self.buffer
        if len(data) < 2:
            return None
        length, start = data[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + length:
            return None
        return data[0] & 15, data[start : start + length], data[start + length :]

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the server closed the socket")
        self.buffer += data
