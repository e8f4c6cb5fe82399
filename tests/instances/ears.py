"""Screens that listen: each in a thread of its own, keeping what it heard and when."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from time import monotonic
from typing import Any

import orjson

from bench.client import BINARY, CLOSE, PING, PONG, TEXT, Refused, Screen

PATIENCE = 30.0  # seconds
AGAIN = 0.05  # seconds until a refused or failed connection is tried again


class Heard:
    """What came, in order. `closed` is the code of the close frame, or 1006 when there was none."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.closed: int | None = None
        self._arrived: list[float] = []
        self._news = threading.Condition()

    @property
    def hello(self) -> dict[str, Any]:
        return self.first("hello")

    def first(self, kind: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """The first message of a kind, waited for."""
        return self.wait(lambda: next((one for one in self.messages if one["type"] == kind), None), seconds)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What came but for ticks: those come when they come."""
        return [one for one in self.messages if one["type"] != "tick"]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.messages if one["type"] == kind]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [one for one in self.messages if "data" in one]

    @property
    def seqs(self) -> list[int]:
        return [one["seq"] for one in self.events]

    @property
    def orders(self) -> list[str]:
        """The ids of the orders placed, in the order they appeared."""
        return [one["data"]["id"] for one in self.events if one["type"] == "order.placed"]

    def seen_at(self) -> dict[str, float]:
        """When each order placed first appeared."""
        found: dict[str, float] = {}
        for message, at in zip(self.messages, self._arrived, strict=False):
            if message["type"] == "order.placed":
                found.setdefault(message["data"]["id"], at)
        return found

    def wait(self, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Return `condition()` once it is true; looked at whenever something came."""
        with self._news:
            found = self._news.wait_for(condition, seconds)
        assert found, f"it did not come in {seconds} s; heard {self._summary()}"
        return found

    def until_seq(self, seq: int, seconds: float = PATIENCE) -> None:
        """Return once an event with this number or a later one came."""
        self.wait(lambda: any(one["seq"] >= seq for one in reversed(self.messages) if "data" in one), seconds)

    def closed_with(self, seconds: float = PATIENCE) -> int:
        return self.wait(lambda: self.closed, seconds)

    def _take(self, message: dict[str, Any]) -> None:
        with self._news:
            self._arrived.append(monotonic())
            self.messages.append(message)
            self._news.notify_all()

    def _end(self, code: int) -> None:
        with self._news:
            self.closed = code
            self._news.notify_all()

    def _summary(self) -> list[Any]:
        return [(one["type"], one.get("seq")) for one in self.messages[-20:]] + [self.closed]


class Ear(Heard):
    """One socket, from its opening to its end.

    :raises Refused: from the constructor
    """

    def __init__(self, port: int, cookie: str = "", query: str = "", **headers: str) -> None:
        super().__init__()
        self.screen = Screen(port, cookie, query, **headers)
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self, **message: object) -> None:
        self.send(orjson.dumps(message))

    def send(self, payload: bytes, *, binary: bool = False) -> None:
        self.screen.send(payload, BINARY if binary else TEXT)

    def close(self) -> None:
        self.screen.close()

    def _listen(self) -> None:
        self._end(read(self.screen, self._take))


class Follower(Heard):
    """A screen as the product's own are: when its socket goes, it comes back with the last number, elsewhere if it may.

    `away` holds, for each time it was cut off, the seconds until it was greeted again.
    """

    def __init__(self, ports: list[int], cookie: str) -> None:
        super().__init__()
        self.ports = cycle(ports)
        self.cookie = cookie
        self.away: list[float] = []
        self.resets = 0
        self.screen: Screen | None = None
        self._over = threading.Event()
        self._seq: int | None = None
        self._epoch = ""
        self._cut_at: float | None = None
        threading.Thread(target=self._follow, daemon=True).start()
        self.first("hello")

    def close(self) -> None:
        self._over.set()
        if self.screen is not None:
            self.screen.close()

    def _follow(self) -> None:
        while not self._over.is_set():
            query = "" if self._seq is None else f"?since={self._seq}&epoch={self._epoch}"
            try:
                self.screen = Screen(next(self.ports), self.cookie, query)
            except OSError:
                self._over.wait(AGAIN)
                continue
            read(self.screen, self._hear)
            self._cut_at = monotonic()

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "hello":
            self._epoch = message["epoch"]
            if self._seq is None:
                self._seq = message["seq"]
            if self._cut_at is not None:
                self.away.append(monotonic() - self._cut_at)
        elif message["type"] == "reset":
            self.resets += 1
        elif "data" in message:
            self._seq = message["seq"]
        self._take(message)


def read(screen: Screen, take: Callable[[dict[str, Any]], None]) -> int:
    """Hand over every message until the end: the code the server closed with."""
    try:
        while True:
            for kind, payload in [*screen.waiting()] or screen.read():
                if kind == CLOSE:
                    with suppress(OSError):
                        screen.send(payload, CLOSE)
                    screen.close()
                    return int.from_bytes(payload[:2], "big")
                if kind == PING:
                    screen.send(payload, PONG)
                elif kind == TEXT:
                    take(orjson.loads(payload))
    except OSError:
        screen.close()
        return 1006


@contextmanager
def closing(ears: list[Any]) -> Iterator[list[Any]]:
    """Close them all when the block ends."""
    try:
        yield ears
    finally:
        for ear in ears:
            ear.close()


def opened(port: int, cookie: str, query: str = "") -> Ear:
    """An ear; a herd that is told to come back later does so."""
    while True:
        try:
            return Ear(port, cookie, query)
        except Refused as refusal:
            if refusal.status != 503:
                raise
            threading.Event().wait(AGAIN)
