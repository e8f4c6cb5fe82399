"""How many sockets one identity holds on all workers together. Redis adds up; without it each worker counts alone."""

import logging
from collections.abc import Callable, Iterable
from time import time

from gevent.lock import BoundedSemaphore
from redis import RedisError
from redis.client import Pipeline

from nabancada.cache import shared
from nabancada.cache.breaker import Breaker

log = logging.getLogger(__name__)

PREFIX = "ws:held:"
ALL = "all"  # counted like an identity: whatever sockets a worker holds
TIMEOUT = 0.2  # seconds
REST = 5.0  # seconds without trying after a failure
FRESH = 150  # seconds a worker's word counts: it repeats itself every minute, and not after its death


class Places:
    """Each identity is a hash in Redis: worker → `count@time`."""

    def __init__(self, url: str, worker: str) -> None:
        self._redis = shared.client(url, TIMEOUT)
        self._worker = worker
        self._breaker = Breaker(REST, log, "Redis connection error")
        self._changed: set[str] = set()
        self._telling = BoundedSemaphore()

    def announce(self, key: str, here: int) -> int:
        """Say that this worker holds `here` sockets of `key`; returns what all hold. Waits for Redis, but shortly."""
        if self._breaker.open:
            return here
        now = int(time())
        pipeline = self._redis.pipeline(transaction=False)
        self._say(pipeline, key, here, now)
        pipeline.hgetall(f"{PREFIX}{key}")
        try:
            words = pipeline.execute()[-1]
        except (RedisError, OSError) as error:
            self._breaker.failed(error)
            return here
        others = (value for worker, value in words.items() if worker.decode() != self._worker)
        return here + sum(_count(value, now) for value in others)

    def changed(self, key: str) -> None:
        """Fewer are held here than was said; `tell` corrects it."""
        self._changed.add(key)

    def tell(self, held_by: Callable[[str], int]) -> None:
        """Correct what changed. Called every second, and last when a worker ends; waits for another call under way."""
        with self._telling:
            keys, self._changed = self._changed, set()
            self.repeat(keys, held_by)

    def repeat(self, keys: Iterable[str], held_by: Callable[[str], int]) -> None:
        """Say again what this worker holds of `keys`. Called every minute for all of them."""
        keys = list(keys)
        if not keys or self._breaker.open:
            return
        now = int(time())
        pipeline = self._redis.pipeline(transaction=False)
        for key in keys:
            self._say(pipeline, key, held_by(key), now)
        try:
            pipeline.execute()
        except (RedisError, OSError) as error:
            self._breaker.failed(error)

    def everywhere(self) -> int | None:
        """How many sockets all workers hold, as each has said within its last minute; None when Redis cannot tell.
        Forgets workers that are gone."""
        if self._breaker.open:
            return None
        now = int(time())
        try:
            words: dict[bytes, bytes] = self._redis.hgetall(f"{PREFIX}{ALL}")  # type: ignore[assignment]
            counts = {worker: _count(word, now) for worker, word in words.items()}
            if gone := [worker.decode() for worker, count in counts.items() if not count]:
                self._redis.hdel(f"{PREFIX}{ALL}", *gone)
        except (RedisError, OSError) as error:
            self._breaker.failed(error)
            return None
        return sum(counts.values())

    def _say(self, pipeline: Pipeline, key: str, here: int, now: int) -> None:
        name = f"{PREFIX}{key}"
        if here:
            pipeline.hset(name, self._worker, f"{here}@{now}")
            pipeline.expire(name, FRESH)
        else:
            pipeline.hdel(name, self._worker)


def _count(word: bytes, now: int) -> int:
    count, _, said_at = word.partition(b"@")
    return int(count) if now - int(said_at) <= FRESH else 0
