"""A connection pool in which those who wait are served in the order they came.

SQLAlchemy's own lets whoever comes by take a connection that has just been returned; under many greenlets somebody
who waits then waits for ever, and is told after the time-out that there was none.
"""

from collections import deque
from threading import Event, RLock
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Empty, Full, QueueCommon


class _Waiter:
    """Somebody who waits, and what they are handed."""

    __slots__ = ("event", "item")

    def __init__(self) -> None:
        self.event = Event()
        self.item: Any = None


class FairQueue(QueueCommon[ConnectionPoolEntry]):
    """What is put back goes straight to whoever has waited longest; else the one used last is used again."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = True) -> None:
        self.maxsize, self.use_lifo = maxsize, use_lifo
        self._lock = RLock()  # a connection that is garbage comes back by itself, maybe while we hold it
        self._items: deque[ConnectionPoolEntry] = deque()
        self._waiting: deque[_Waiter] = deque()

    def qsize(self) -> int:
        return len(self._items)

    def empty(self) -> bool:
        return not self._items

    def full(self) -> bool:
        return 0 < self.maxsize <= len(self._items)

    def put_nowait(self, item: ConnectionPoolEntry) -> None:
        self.put(item, block=False)

    def get_nowait(self) -> ConnectionPoolEntry:
        return self.get(block=False)

    def put(self, item: ConnectionPoolEntry, block: bool = True, timeout: float | None = None) -> None:
        """:raises Full: there are `maxsize` already; nobody ever waits for room here"""
        with self._lock:
            if self._waiting:
                first = self._waiting.popleft()
                first.item = item
                first.event.set()
            elif self.full():
                raise Full
            else:
                self._items.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> ConnectionPoolEntry:
        """:raises Empty: there is none, or none came within `timeout` seconds"""
        with self._lock:
            if self._items:
                return self._items.pop() if self.use_lifo else self._items.popleft()
            if not block:
                raise Empty
            waiter = _Waiter()
            self._waiting.append(waiter)
        if not waiter.event.wait(timeout):
            with self._lock:
                if waiter in self._waiting:
                    self._waiting.remove(waiter)
                    raise Empty
        found: ConnectionPoolEntry = waiter.item
        return found


class FairPool(QueuePool):
    """SQLAlchemy's pool on a fair queue."""

    _queue_class = FairQueue
