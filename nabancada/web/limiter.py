"""How often: limits kept in Redis for all instances, in this process while Redis is away or not there.

A view that wants one says `@limiter.limit("20 per hour")`; views that do not, pay nothing.
"""

import ipaddress
from collections.abc import Callable
from hashlib import sha256
from math import ceil
from operator import methodcaller
from time import time
from typing import Any
from uuid import UUID

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, RateLimiter

from nabancada.config import Settings
from nabancada.errors import TooMany

PREFIX = "nb-limit"  # keys of their own: nobody clears them with the cache
REDIS_TIMEOUT = 0.2  # seconds
V6_HOME = 64  # bits: one subscriber has a whole /64 to choose addresses from

SIGN_IN_HERE = RateLimitItemPerMinute(5, 15)  # one account from one address
SIGN_IN_ACCOUNT = RateLimitItemPerHour(100)  # one account from anywhere
SIGN_IN_ADDRESS = RateLimitItemPerHour(60)  # one address, any account
RESET_ACCOUNT = RateLimitItemPerHour(3)  # letters to one e-mail, whether or not anybody has it
RESET_ADDRESS = RateLimitItemPerHour(20)  # letters asked for from one address
PIN_HERE = RateLimitItemPerMinute(5, 5)  # wrong PINs typed by one person or program
PIN_HOUSE = RateLimitItemPerHour(40)  # wrong PINs typed in one house: four digits are few
TABLE_CALLS = RateLimitItemPerMinute(10)  # what the guests of one table ask for, or ask for again


def address() -> str:
    """Whom a limit counts: the network address of this request."""
    given = request.remote_addr or "127.0.0.1"
    try:
        ip = ipaddress.ip_address(given)
    except ValueError:
        return given
    if isinstance(ip, ipaddress.IPv4Address) or ip.ipv4_mapped:
        return str(ip)
    return str(ipaddress.ip_network((ip, V6_HOME), strict=False))


limiter = Limiter(
    key_func=address,
    strategy="moving-window",
    headers_enabled=False,
    in_memory_fallback_enabled=True,
    key_prefix=PREFIX,
)
_local = MovingWindowRateLimiter(MemoryStorage())
# What is typed behind a link of a letter: by page or by program, counted together.
reset_opened = limiter.shared_limit("60/hour", scope="password-reset")
invitation_opened = limiter.shared_limit("60/hour", scope="invitation")


def init_app(app: Flask, settings: Settings) -> None:
    redis = settings.redis_url
    app.config["RATELIMIT_STORAGE_URI"] = redis.replace("unix://", "redis+unix://", 1) if redis else "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = (
        {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT, "key_prefix": PREFIX}
        if redis
        else {}
    )
    # Named as already there, it leaves out its hooks before and after every request of every view:
    # a decorated view asks by itself.
    app.extensions.setdefault("limiter", set()).add(limiter)
    limiter.init_app(app)

    def too_many(_error: RateLimitExceeded) -> Response:
        breached = limiter.current_limit
        wait = _seconds_until(breached.window[0]) if breached else 1
        return app.make_response(app.handle_user_exception(TooMany(retry_after=wait)))

    app.register_error_handler(RateLimitExceeded, too_many)


class SignInTries:
    """How often somebody may be wrong about a password. Being right costs nothing, however often."""

    def __init__(self) -> None:
        self.address = address()

    def ensure_left(self, email: str) -> None:
        """:raises TooMany: one of the three counts is full"""
        for count in self._counts(email):
            if not _ask(methodcaller("test", *count)):
                raise TooMany(retry_after=_seconds_until(_ask(methodcaller("get_window_stats", *count))[0]))

    def spend(self, email: str) -> int:
        """Count a failure.

        :returns: how many more are allowed for now
        """
        for count in self._counts(email):
            _ask(methodcaller("hit", *count))
        return min(_ask(methodcaller("get_window_stats", *count))[1] for count in self._counts(email))

    def forget(self, email: str) -> None:
        """They knew it after all: their slips of the last minutes no longer count."""
        here, *_others = self._counts(email)
        _ask(methodcaller("clear", *here))

    def _counts(self, email: str) -> list[tuple[RateLimitItem | str, ...]]:
        account = _unnamed(email)
        return [
            (SIGN_IN_HERE, PREFIX, "sign-in", account, self.address),
            (SIGN_IN_ACCOUNT, PREFIX, "sign-in", account),
            (SIGN_IN_ADDRESS, PREFIX, "sign-in", self.address),
        ]


def spend_reset(email: str) -> None:
    """Count a letter that is asked for, for known and unknown e-mails alike.

    :raises TooMany: it is one too many
    """
    for count in ((RESET_ADDRESS, PREFIX, "reset", address()), (RESET_ACCOUNT, PREFIX, "reset", _unnamed(email))):
        if not _ask(methodcaller("hit", *count)):
            raise TooMany(retry_after=_seconds_until(_ask(methodcaller("get_window_stats", *count))[0]))


class PinTries:
    """How often a wrong PIN may be typed. Being right costs nothing."""

    def __init__(self, identity_key: str, house: str) -> None:
        self._counts: list[tuple[RateLimitItem | str, ...]] = [
            (PIN_HERE, PREFIX, "pin", identity_key),
            (PIN_HOUSE, PREFIX, "pin", house),
        ]

    def ensure_left(self) -> None:
        """:raises TooMany: one of the counts is full"""
        for count in self._counts:
            if not _ask(methodcaller("test", *count)):
                raise TooMany(retry_after=_seconds_until(_ask(methodcaller("get_window_stats", *count))[0]))

    def spend(self) -> None:
        """Count a failure."""
        for count in self._counts:
            _ask(methodcaller("hit", *count))


def count_call(table_id: UUID) -> None:
    """:raises TooMany: the guests of this table have asked for something too often just now"""
    count = (TABLE_CALLS, PREFIX, "call", str(table_id))
    if not _ask(methodcaller("hit", *count)):
        raise TooMany(retry_after=_seconds_until(_ask(methodcaller("get_window_stats", *count))[0]))


def _unnamed(email: str) -> str:
    """What is counted of an e-mail: no addresses of people in Redis."""
    return sha256(email.encode()).hexdigest()[:32]


def _ask(question: Callable[[RateLimiter], Any]) -> Any:
    """Ask the counter all instances share; with Redis away, one of this process rather than none."""
    try:
        return question(limiter.limiter)
    except limiter.storage.base_exceptions:
        return question(_local)


def _seconds_until(moment: float) -> int:
    return max(1, ceil(moment - time()))
