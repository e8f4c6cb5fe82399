"""A cable between a browser and the server that can be pulled out."""

import socket
import threading
from contextlib import suppress


class Cable:
    """Carries connections from `url` to a port of this machine. While it is cut, new ones are refused."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self._plug()
        self.port = self._entry.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Everything on it breaks at once."""
        _hang_up(self._entry)
        with self._lock:
            ends, self._ends = self._ends, []
        for end in ends:
            _hang_up(end)

    def mend(self) -> None:
        self._plug(self.port)

    def _plug(self, port: int = 0) -> None:
        self._entry = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(self._entry,), daemon=True).start()

    def _accept(self, entry: socket.socket) -> None:
        while True:
            try:
                here, _ = entry.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self._to))
            with self._lock:
                self._ends += [here, there]
            for source, sink in ((here, there), (there, here)):
                threading.Thread(target=_carry, args=(source, sink), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _hang_up(source)
    _hang_up(sink)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
