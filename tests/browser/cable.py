"""A cable between a browser and the server that can be pulled out."""

import socket
import threading
from contextlib import suppress

from tests.ports import free_port


class Cable:
    """Carries connections from `url` to a port of this machine. While it is cut, new ones are refused."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self._last_words: bytes | None = None
        self.port = free_port()
        self._plug()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Everything on it breaks at once."""
        with self._lock:
            _hang_up(self._entry)
            ends, self._ends = self._ends, []
        for end in ends:
            _hang_up(end)

    def cut_after(self, words: bytes) -> None:
        """It breaks once these words of a browser are through to the server, before anything is answered."""
        self._last_words = words

    def mend(self) -> None:
        self._last_words = None
        self._plug()

    def _plug(self) -> None:
        self._entry = socket.create_server(("127.0.0.1", self.port))
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
                cut_meanwhile = entry.fileno() < 0
            if cut_meanwhile:
                _hang_up(here)
                _hang_up(there)
                return
            silenced = threading.Event()
            threading.Thread(target=self._ask, args=(here, there, silenced), daemon=True).start()
            threading.Thread(target=_answer, args=(there, here, silenced), daemon=True).start()

    def _ask(self, browser: socket.socket, server: socket.socket, silenced: threading.Event) -> None:
        with suppress(OSError):
            while data := browser.recv(65536):
                last = self._last_words is not None and self._last_words in data
                if last:
                    silenced.set()
                server.sendall(data)
                if last:
                    self.cut()
        _hang_up(browser)
        _hang_up(server)


def _answer(server: socket.socket, browser: socket.socket, silenced: threading.Event) -> None:
    with suppress(OSError):
        while (data := server.recv(65536)) and not silenced.is_set():
            browser.sendall(data)
    _hang_up(server)
    _hang_up(browser)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
