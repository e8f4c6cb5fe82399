"""What the live tests share: waiting, and stand-ins for what is at the other end."""

import time
from collections.abc import Callable
from uuid import UUID, uuid4

import gevent

from nabancada.access import Branch, House
from nabancada.live.channel import AWAY, Audience, Channel
from nabancada.live.events import Fact

EVERYTHING = Audience()
PATIENCE = 15.0  # seconds


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Let other greenlets run until `condition()` holds."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        gevent.sleep(0.001)


def fact(seq: int, *topics: str) -> Fact:
    return Fact.of(seq, topics or ("kitchen",), b'{"seq":%d}' % seq)


def channel(last: int = 0) -> Channel:
    return Channel(uuid4(), uuid4(), last)


def numbers(facts: list[Fact]) -> list[int]:
    return [one.seq for one in facts]


class Ears:
    """A socket that writes down what it hears."""

    def __init__(self, audience: Audience = EVERYTHING) -> None:
        self.at = AWAY
        self.audience = audience
        self.heard: list[bytes] = []

    def send(self, data: bytes) -> None:
        if data:
            self.heard.append(data)

    @property
    def stream(self) -> bytes:
        return b"".join(self.heard)


def frames_of(*seqs: int) -> bytes:
    return b"".join(fact(seq).frame for seq in seqs)


def some_id() -> UUID:
    return uuid4()


def house(restaurant_id: UUID, seq: int = 0, epoch: UUID | None = None) -> House:
    plan, here = ("Enterprise", None, 5), (Branch(uuid4(), "Principal"),)
    return House(restaurant_id, "casa", "Casa", "active", 1, 1, *plan, epoch or uuid4(), seq, here)
