"""What the keeper and the tests may do with an embedded server."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Protocol

from nabancada.embedded import children
from nabancada.embedded.errors import EmbeddedError

START_SECONDS = 20


class Server(Protocol):
    """A server that is a child of this process. Not for use by two threads."""

    port: int

    def start(self, port: int | None = None) -> None:
        """Start on `port` (else a free one) and return once it answers.

        :raises EmbeddedError: it does not
        """

    def wait(self) -> int:
        """Wait for its end, however it comes: the exit status."""

    def stop(self) -> None:
        """End it in order; its data stays."""

    def kill(self) -> None:
        """End it as a power cut would."""


class Simple:
    """A server of one process that keeps nothing and ends on TERM; its log is `var/<name>.log`."""

    port: int
    _child: subprocess.Popen[bytes] | None = None

    def __init__(self, var: Path, name: str) -> None:
        self.var = var.resolve()
        self.log = self.var / f"{name}.log"
        self.port = 0

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

    def _until(self, greets: Callable[[], bool], what: str) -> None:
        """Return once it answers.

        :raises EmbeddedError: it ended, or 20 seconds passed
        """
        assert self._child is not None
        end = monotonic() + START_SECONDS
        while monotonic() < end:
            if greets():
                return
            try:
                self._child.wait(0.02)
                break
            except subprocess.TimeoutExpired:
                continue
        self.stop()
        raise EmbeddedError(f"{what} did not start.\n{children.tail(self.log)}")
