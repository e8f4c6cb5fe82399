"""A bucket of tokens: so many a second in the long run, and a burst when it was quiet."""

from time import monotonic


class Bucket:
    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second, self._burst = per_second, burst
        self._tokens, self._counted_at = burst, monotonic()

    def take(self) -> bool:
        """Take a token; False when there is none."""
        now = monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._counted_at) * self._per_second)
        self._counted_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
