"""One maker a key: who comes while a value is being made waits for it instead of making it again."""

from collections.abc import Callable
from threading import Lock
from time import monotonic, sleep

from nabancada.cache.shared import Shared

WAIT = 1.0  # seconds we wait for another worker's value; then we make it ourselves
POLL = (0.005, 0.010, 0.020, 0.040)  # seconds between looks; the last one repeats


class Flights:
    """In this process the others queue behind a lock; other processes are kept away by a lock in Redis."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._guard = Lock()
        self._flying: dict[str, tuple[Lock, list[None]]] = {}

    def fetch(
        self, key: str, make: Callable[[], bytes], seconds: int, known: Callable[[], bytes | None]
    ) -> tuple[bytes, bool]:
        """The value of `key`, found or made, and whether it was found.

        :param known: what this process has; asked again after waiting for a neighbour
        """
        lock = self._board(key)
        try:
            with lock:
                value = known() or self._shared.get(key)
                if value is not None:
                    return value, True
                return self._made(key, make, seconds)
        finally:
            self._alight(key)

    def _made(self, key: str, make: Callable[[], bytes], seconds: int) -> tuple[bytes, bool]:
        if not self._shared.lock(key):
            value = self._wait(key)
            if value is not None:
                return value, True
            return make(), False
        try:
            value = self._shared.get(key)  # somebody may have made it between our look and our lock
            if value is not None:
                return value, True
            value = make()
            self._shared.set(key, value, seconds)
        finally:
            self._shared.unlock(key)
        return value, False

    def _wait(self, key: str) -> bytes | None:
        """Another worker makes it."""
        until = monotonic() + WAIT
        looks = 0
        while monotonic() < until and not self._shared.breaker.open:
            sleep(POLL[min(looks, len(POLL) - 1)])
            looks += 1
            value = self._shared.get(key)
            if value is not None:
                return value
        return None

    def _board(self, key: str) -> Lock:
        with self._guard:
            lock, passengers = self._flying.setdefault(key, (Lock(), []))
            passengers.append(None)
            return lock

    def _alight(self, key: str) -> None:
        with self._guard:
            _lock, passengers = self._flying[key]
            passengers.pop()
            if not passengers:
                del self._flying[key]
