"""One restaurant in one worker: which events came, in what order they go out, and to whom. Never waits."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from nabancada.live.events import Fact

EARLY = 500  # events kept that came before their time
AWAY = 1 << 62  # the position of a socket that hears nothing now


@dataclass(frozen=True, slots=True)
class Audience:
    """What a socket hears: these topics, or everything; and whether what is for the audit is read to it, too."""

    topics: frozenset[str] | None = None
    audits: bool = True


class Socket(Protocol):
    """What a channel asks of those who listen. `at` is the number up to which they have heard everything."""

    at: int
    audience: Audience

    def send(self, data: bytes) -> None: ...


class Channel:
    """`last` is the newest number handed out."""

    __slots__ = ("again", "early", "epoch", "filling", "flushed_at", "last", "outbox", "restaurant_id",
                 "scheduled", "sockets", "unused_since", "waiting")  # fmt: skip

    def __init__(self, restaurant_id: UUID, epoch: UUID, last: int) -> None:
        self.restaurant_id = restaurant_id
        self.epoch = epoch
        self.last = last
        self.early: dict[int, Fact] = {}  # events that wait for the ones before them
        self.outbox: list[Fact] = []  # handed out at the next flush
        self.sockets: dict[Audience, set[Socket]] = {}
        self.unused_since: float | None = None
        # What the hub is doing about it.
        self.flushed_at = 0.0
        self.filling = self.again = self.waiting = self.scheduled = False

    def accept(self, fact: Fact) -> bool:
        """Put an event in its place: known ones are dropped, early ones wait.

        :returns: whether events before it are missing
        """
        if fact.seq > self.last + 1:
            if len(self.early) < EARLY:
                self.early[fact.seq] = fact
            return True
        if fact.seq == self.last + 1:
            self._take(fact)
            self._unpark()
        return bool(self.early)

    def join(self, socket: Socket, at: int) -> None:
        """`socket` has heard everything up to `at`; from now on it hears what follows."""
        socket.at = at
        self.sockets.setdefault(socket.audience, set()).add(socket)
        self.unused_since = None

    def leave(self, socket: Socket) -> None:
        socket.at = AWAY
        listening = self.sockets.get(socket.audience)
        if listening is not None:
            listening.discard(socket)
            if not listening:
                del self.sockets[socket.audience]

    def restart(self, epoch: UUID, last: int) -> None:
        """Forget what was: the log cannot tell what lies between."""
        self.epoch, self.last = epoch, last
        self.early.clear()
        self.outbox.clear()

    def everybody(self) -> list[Socket]:
        return [socket for sockets in self.sockets.values() for socket in sockets]

    def _take(self, fact: Fact) -> None:
        self.last = fact.seq
        self.outbox.append(fact)

    def _unpark(self) -> None:
        while self.early:
            fact = self.early.pop(self.last + 1, None)
            if fact is None:
                break
            self._take(fact)
        for seq in [seq for seq in self.early if seq <= self.last]:
            del self.early[seq]


def heard(facts: list[Fact], audience: Audience) -> list[Fact]:
    """The events among `facts` that are meant for `audience`, as they may hear them."""
    theirs = facts if audience.audits else [fact.covered or fact for fact in facts]
    if audience.topics is None:
        return theirs
    return [fact for fact in theirs if not audience.topics.isdisjoint(fact.topics)]
