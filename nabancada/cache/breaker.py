"""A circuit breaker: what has just failed is not asked again for a while."""

import logging
from time import monotonic

TELL_EVERY = 5.0  # seconds between two log lines about the same trouble


class Breaker:
    """Open for `rest` seconds after a failure. Nothing in here waits."""

    def __init__(self, rest: float, log: logging.Logger, trouble: str) -> None:
        self.rest = rest
        self._log = log
        self._trouble = trouble
        self._until = 0.0
        self._told = -TELL_EVERY

    @property
    def open(self) -> bool:
        return monotonic() < self._until

    def failed(self, error: Exception) -> None:
        """Open, and say why: not more often than every few seconds, or an outage would flood the log."""
        now = monotonic()
        self._until = now + self.rest
        if now - self._told >= TELL_EVERY:
            self._told = now
            self._log.warning(self._trouble, extra={"reason": str(error)})

    def worked(self) -> None:
        self._until = 0.0
