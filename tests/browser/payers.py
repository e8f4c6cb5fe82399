"""Whom money is asked from on the phone: they look at it, and answer when a test tells them to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nabancada import embedded
from tests.ports import free_port

NOT_YET = 3600.0  # seconds


class Payers:
    """`gateway` is the one that asks them."""

    def __init__(self, folder: Path) -> None:
        self.gateway = embedded.Express(folder, NOT_YET)
        self.gateway.start(free_port())

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Everybody who was asked answers now, until the end of the block."""
        self._begin_anew(0.0)
        try:
            yield
        finally:
            self._begin_anew(NOT_YET)

    def _begin_anew(self, pace: float) -> None:
        """A gateway that returns knows what it was asked, and its payers think about it from the beginning."""
        before = self.gateway
        before.kill()
        self.gateway = embedded.Express(before.var, pace)
        self.gateway.start(before.port)
