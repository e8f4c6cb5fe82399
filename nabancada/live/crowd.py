"""All sockets of this worker: how many a person holds, who still lives, who is no longer welcome, and the end."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from time import monotonic

import gevent
from gevent.event import Event

from nabancada.live import frames, metrics
from nabancada.live.listener import Listener

log = logging.getLogger(__name__)

PING_EVERY = 25  # seconds; who has said nothing until the next one is gone
FAREWELL = 1.0  # seconds over which a draining worker closes its sockets, so that they do not return as one
LAST_WORDS = 1.0  # seconds after that for close frames to be read

Recheck = Callable[[set[str]], set[str]]


class Crowd:
    """`recheck` is set by the room that knows sessions: of some keys it returns those that still open doors."""

    def __init__(self) -> None:
        self.open: set[Listener] = set()
        self.draining = False
        self.recheck: Recheck | None = None
        self.on_fewer: Callable[[str], None] = _ignore
        self._held: Counter[str] = Counter()
        self._by_key: dict[str, set[Listener]] = {}
        self._wheel: list[set[Listener]] = [set() for _ in range(PING_EVERY)]
        self._now = 0
        self._drained = Event()
        self._leaving: set[Listener] = set()  # closed, with last frames on their way

    def holders(self) -> list[str]:
        return list(self._held)

    def held_by(self, key: str) -> int:
        """How many sockets one person, guest or token has here."""
        return self._held[key]

    def reserve(self, key: str) -> int:
        """Count one more socket of `key` before it is there; returns how many that makes."""
        self._held[key] += 1
        return self._held[key]

    def give_back(self, key: str) -> None:
        """One socket of `key` less."""
        self._held[key] -= 1
        if not self._held[key]:
            del self._held[key]
        self.on_fewer(key)

    def enter(self, listener: Listener) -> None:
        """Take in a socket for which `reserve` was called."""
        self.open.add(listener)
        for key in listener.ear.keys:
            self._by_key.setdefault(key, set()).add(listener)
        self._slot(listener).add(listener)
        metrics.SOCKETS.inc()

    def leave(self, listener: Listener) -> None:
        if listener not in self.open:
            return
        self.open.discard(listener)
        self._slot(listener).discard(listener)
        self.give_back(listener.ear.counted_as)
        for key in listener.ear.keys:
            self._by_key[key].discard(listener)
            if not self._by_key[key]:
                del self._by_key[key]
        if not listener.wire.dead:
            self._leaving.add(listener)
        metrics.SOCKETS.dec()

    def turn(self) -> None:
        """Once a second: ping those whose turn it is, give up on those who do not answer or do not read."""
        self._now = (self._now + 1) % PING_EVERY
        for listener in list(self._wheel[self._now]):
            if listener.awake:
                listener.awake = False
                listener.wire.send(frames.PING)
            else:
                listener.wire.kill()
        now = monotonic()
        for listener in list(self.open):
            if listener.wire.deadline is not None:
                listener.wire.expire(now)
        for listener in list(self._leaving):
            listener.wire.expire(now)
            if listener.wire.dead:
                self._leaving.discard(listener)

    def dismiss(self, key: str) -> None:
        """Close every socket that `key` opened: the right to listen is gone."""
        for listener in list(self._by_key.get(key, ())):
            listener.wire.close(frames.SIGNED_OUT, "signed out")

    def ask_again(self) -> None:
        """Are they all still who they were? One question for everybody."""
        keys = set(self._by_key)
        if not keys or self.recheck is None:
            return
        for key in keys - self.recheck(keys):
            self.dismiss(key)

    def drain(self) -> None:
        """Send everybody away for good, spread over a second. Waits until they have gone, two seconds at most.

        A second caller waits with the first.
        """
        if self.draining:
            self._drained.wait(FAREWELL + LAST_WORDS)
            return
        self.draining = True
        waiting = list(self.open)
        notice = frames.message(type="draining")
        for listener in waiting:
            listener.send(notice)
        began = monotonic()
        for n, listener in enumerate(waiting):
            listener.wire.close(frames.RESTARTING, "restarting")
            if n % 50 == 49:
                gevent.sleep(max(0.0, began + FAREWELL * n / len(waiting) - monotonic()))
        until = monotonic() + LAST_WORDS
        while self._alive(waiting) and monotonic() < until:
            gevent.sleep(0.02)
        self._drained.set()

    def _slot(self, listener: Listener) -> set[Listener]:
        return self._wheel[hash(listener) % PING_EVERY]

    def _alive(self, listeners: Iterable[Listener]) -> bool:
        return any(not listener.wire.dead for listener in listeners)


def _ignore(_key: str) -> None:
    pass
