"""What this process remembers in front of the shared cache. Keys carry versions, so nothing in it can be stale."""

from collections import OrderedDict
from time import monotonic

ENTRIES = 4096
BYTES = 32 * 1024 * 1024


class Memory:
    """The most recently used values, bounded in number and size."""

    def __init__(self, entries: int = ENTRIES, size: int = BYTES) -> None:
        self._entries = entries
        self._size = size
        self._held = 0
        self._values: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        found = self._values.get(key)
        if found is None:
            return None
        until, value = found
        if monotonic() > until:
            self._drop(key)
            return None
        self._values.move_to_end(key)
        return value

    def set(self, key: str, value: bytes, seconds: float) -> None:
        self._drop(key)
        self._values[key] = (monotonic() + seconds, value)
        self._held += len(value)
        while self._held > self._size or len(self._values) > self._entries:
            self._drop(next(iter(self._values)))

    def clear(self) -> None:
        self._values.clear()
        self._held = 0

    def _drop(self, key: str) -> None:
        dropped = self._values.pop(key, None)
        if dropped is not None:
            self._held -= len(dropped[1])
