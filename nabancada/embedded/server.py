"""What the keeper and the tests may do with an embedded server."""

from typing import Protocol


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
