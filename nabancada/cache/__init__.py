"""Values that cost something to make, remembered under a version.

The version is part of the key and bumped by whoever changes the data, in the same transaction. So nothing is ever
invalidated, and nobody reads the past after their own write, on whichever instance.
"""

import logging
from collections.abc import Callable

from flask import Flask
from prometheus_client import Counter

from nabancada import db
from nabancada.cache.flight import Flights
from nabancada.cache.memory import Memory
from nabancada.cache.shared import Shared
from nabancada.config import Settings

__all__ = ["cached", "init_app", "reachable", "start"]

log = logging.getLogger(__name__)

HITS = Counter("nabancada_cache_hits", "Cached reads that found their value")
MISSES = Counter("nabancada_cache_misses", "Cached reads that had to make it")

_memory = Memory()
_shared: Shared
_flights: Flights


def init_app(app: Flask, settings: Settings) -> None:
    """Choose where values are kept. Opens no connection."""
    global _shared, _flights
    _memory.clear()
    _shared = Shared(app, settings.redis_url)
    _flights = Flights(_shared)


def start() -> None:
    """Say at start-up where values are kept, and whether it can be reached."""
    if _shared.url is None:
        log.info("Cache: Using in-memory (single instance only)")
        return
    if _shared.reachable():
        log.info("Redis connected successfully")
    log.info("Cache: Using Redis (distributed)")


def cached(
    name: str,
    version: int | str,
    make: Callable[[], bytes],
    *,
    seconds: int = 3600,
    scope: str | None = None,
) -> tuple[bytes, bool]:
    """`make()`, remembered as `name` at `version` for the bound restaurant, or for `scope`.

    Made once, however many ask at the same time on however many workers. Works without Redis, only slower.

    :param seconds: how long it is kept at most
    :param scope: whose value it is, when it is no restaurant's
    :returns: the value, and whether it was there already
    """
    key = f"{scope or db.current_restaurant_id()}:{name}:{version}"
    value = _memory.get(key)
    hit = value is not None
    if value is None:
        value, hit = _flights.fetch(key, make, seconds, known=lambda: _memory.get(key))
        _memory.set(key, value, seconds)
    (HITS if hit else MISSES).inc()
    if log.isEnabledFor(logging.DEBUG):
        log.debug("Cache hit" if hit else "Cache miss", extra={"key": key})
    return value, hit


def reachable() -> bool | None:
    """Whether Redis answers; None when none is configured."""
    return _shared.reachable()
