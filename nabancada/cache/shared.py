"""The cache all workers share: Flask-Caching on Redis, or on this process's memory when there is none.

Nothing in here raises or waits longer than a few tenths of a second: without the cache everything still works.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from cachelib.serializers import BaseSerializer
from flask import Flask
from flask_caching import Cache
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from nabancada.cache.breaker import Breaker

log = logging.getLogger("nabancada.cache")

PREFIX = "nb:"
TIMEOUT = 0.2  # seconds a call to Redis may take
REST = 5.0  # seconds without trying after a failure
ENTRIES = 2000  # values kept without Redis
LOCK_LASTS = 5000  # milliseconds: longer than anything takes to make

Answer = TypeVar("Answer")


class Plain(BaseSerializer):
    """Bytes as they are. Whoever can write to Redis must not thereby run code here, as with pickles."""

    def dumps(self, value: Any, protocol: int = 0) -> bytes:
        return bytes(value)

    def loads(self, bvalue: bytes | None) -> bytes | None:
        return bvalue


class Shared:
    """`redis_url` None: values live in this process, and there is nobody to share the making of one with."""

    def __init__(self, app: Flask, redis_url: str | None) -> None:
        self.url = redis_url
        self.breaker = Breaker(REST, log, "Redis connection error")
        self._me = uuid4().hex
        self._redis = client(redis_url) if redis_url else None
        self._cache = Cache(app, config=_config(redis_url))

    def get(self, key: str) -> bytes | None:
        """The value; None also when it cannot be asked for."""
        return self._try(lambda: self._cache.get(key), None)

    def set(self, key: str, value: bytes, seconds: int) -> None:
        self._try(lambda: self._cache.set(key, value, timeout=seconds), None)

    def lock(self, key: str) -> bool:
        """Become the one who makes the value of `key`. True as well when nobody can be asked."""
        redis = self._redis
        if redis is None:
            return True
        return self._try(lambda: bool(redis.set(_lock(key), self._me, nx=True, px=LOCK_LASTS)), True)

    def unlock(self, key: str) -> None:
        redis = self._redis
        if redis is not None:
            self._try(lambda: redis.delete(_lock(key)), None)

    def reachable(self) -> bool | None:
        """Whether Redis answers; None when there is none. Asks even while the breaker is open."""
        if self._redis is None:
            return None
        try:
            self._redis.ping()
        except (RedisError, OSError) as error:
            self.breaker.failed(error)
            return False
        self.breaker.worked()
        return True

    def _try(self, call: Callable[[], Answer], otherwise: Answer) -> Answer:
        if self.breaker.open:
            return otherwise
        try:
            return call()
        except (RedisError, OSError) as error:
            self.breaker.failed(error)
            return otherwise


def client(url: str, timeout: float = TIMEOUT) -> Redis:
    """A client that fails fast and never repeats by itself."""
    return Redis.from_url(url, **_patience(timeout))


def _config(redis_url: str | None) -> dict[str, Any]:
    if redis_url is None:
        return {"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": ENTRIES, "CACHE_SERIALIZER": Plain()}
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_URL": redis_url,
        "CACHE_KEY_PREFIX": PREFIX,
        "CACHE_OPTIONS": _patience(TIMEOUT),
        "CACHE_SERIALIZER": Plain(),
    }


def _patience(timeout: float) -> dict[str, Any]:
    return {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry": Retry(NoBackoff(), 0),
    }


def _lock(key: str) -> str:
    return f"{PREFIX}{key}:lock"
