"""Recording what happened: numbered and logged in the transaction it belongs to, published after it."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from nabancada import clock, db
from nabancada.live import frames
from nabancada.web.json import encode

# One statement: take the numbers, write the rows. The counter's row stays locked until commit, so it is the last
# lock a transaction takes; numbers follow commit order and a rollback leaves no hole.
WRITE = """
    WITH taken AS (
        UPDATE streams SET seq = seq + new.count
        FROM (SELECT %s AS count) AS new
        WHERE restaurant_id = %s
        RETURNING restaurant_id, seq - new.count AS before
    )
    INSERT INTO events (restaurant_id, seq, kind, subject_id, actor_id, topics, data)
    SELECT taken.restaurant_id, taken.before + new.n, new.kind, new.subject_id, new.actor_id, new.topics, new.data
    FROM taken, jsonb_to_recordset(%s::jsonb)
        AS new(n int, kind text, subject_id uuid, actor_id uuid, topics text[], data jsonb)
    RETURNING seq, at
"""

AUDIT = "audit"  # the topic of what only those read who look after the staff
COVERED = "audit.recorded"  # what others learn of such an event: that there was one

_actor: ContextVar[UUID | None] = ContextVar("actor", default=None)

# Who wants to hear of committed events; must neither raise nor wait. A worker adds its hub and its bus.
Hears = Callable[[UUID, list["Fact"]], None]
hearers: list[Hears] = []

# Finds out on whose behalf an event happens; the web edge asks the request, everybody else says it by `acting`.
find_actor: Callable[[], UUID | None] = _actor.get
said_actor = _actor.get


@dataclass(frozen=True, slots=True)
class Fact:
    """A committed event as it goes around: `frame` is what every socket gets, built once."""

    seq: int
    topics: frozenset[str]
    body: bytes = field(repr=False)  # the JSON of the contract
    frame: bytes = field(repr=False)
    covered: "Fact | None" = field(default=None, repr=False)  # what those learn of it who may not read it

    @classmethod
    def of(cls, seq: int, topics: Iterable[str], body: bytes) -> "Fact":
        touched = frozenset(topics)
        covered = cls.of(seq, touched - {AUDIT}, _cover(body, touched)) if AUDIT in touched else None
        return cls(seq, touched, body, frames.text(body), covered)


@dataclass(slots=True)
class Pending:
    """An event of the open transaction. `seq` and `at` are known once it is committed."""

    restaurant_id: UUID
    kind: str
    subject_id: UUID | None
    actor_id: UUID | None
    topics: frozenset[str]
    data: orjson.Fragment
    seq: int = 0
    at: datetime | None = None

    def fact(self) -> Fact:
        assert self.at is not None
        return Fact.of(self.seq, self.topics, body(self.kind, self.seq, self.restaurant_id, self.at, self.data))


def body(kind: str, seq: int, restaurant_id: UUID, at: datetime, data: Any) -> bytes:
    """An event as the contract writes it, on the socket and in `GET /api/events` alike."""
    return orjson.dumps({"type": kind, "seq": seq, "restaurantId": restaurant_id, "at": clock.iso(at), "data": data})


def acting(user_id: UUID | None) -> None:
    """Say on whose behalf this job or test works from now on: the actor of its events."""
    _actor.set(user_id)


def record(kind: str, subject_id: UUID | None, *, topics: Iterable[str], **data: Any) -> Pending:
    """Note that `kind` happened to `subject_id`: numbered, logged and published when `atomic()` commits.

    :param topics: which parts of screens it touches
    :param data: what the contract promises for this kind; encoded now
    :raises RuntimeError: outside `atomic()`, without a tenant, or with events of another restaurant before it
    """
    restaurant_id = db.current_restaurant_id()
    batch: list[Pending] = db.notes().setdefault("events", [])
    if batch and batch[0].restaurant_id != restaurant_id:
        raise RuntimeError("One transaction records events of one restaurant only.")
    pending = Pending(restaurant_id, kind, subject_id, find_actor(), frozenset(topics), orjson.Fragment(encode(data)))
    batch.append(pending)
    db.before_commit(_write)
    return pending


def _cover(body: bytes, topics: frozenset[str]) -> bytes:
    """An event without what it says. It keeps its number, so that nobody has a hole in theirs.

    One that touches screens besides the audit keeps its name as well: it is what they listen for.
    """
    event = orjson.loads(body)
    return orjson.dumps({**event, "type": event["type"] if topics - {AUDIT} else COVERED, "data": {}})


def _write() -> None:
    """Number and log what this transaction recorded. Locks the restaurant's counter until commit.

    :raises RuntimeError: the restaurant has no stream
    """
    batch: list[Pending] = db.notes()["events"]
    restaurant_id = batch[0].restaurant_id
    with db.tenant(restaurant_id):  # the verb may have left it again: a house that has just signed up
        written = db.run(WRITE, len(batch), restaurant_id, _rows(batch))
    if len(written) != len(batch):
        raise RuntimeError(f"Restaurant {restaurant_id} has no stream of events.")
    for pending, (seq, at) in zip(batch, sorted(written), strict=True):
        pending.seq, pending.at = seq, at
    db.on_commit(_publish, restaurant_id, batch)


def _rows(batch: list[Pending]) -> str:
    return orjson.dumps(
        [
            {
                "n": n,
                "kind": one.kind,
                "subject_id": one.subject_id,
                "actor_id": one.actor_id,
                "topics": sorted(one.topics),
                "data": one.data,
            }
            for n, one in enumerate(batch, 1)
        ]
    ).decode()


def _publish(restaurant_id: UUID, batch: list[Pending]) -> None:
    if hearers:
        facts = [pending.fact() for pending in batch]
        for hears in hearers:
            hears(restaurant_id, facts)
