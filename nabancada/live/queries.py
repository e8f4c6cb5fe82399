"""Questions to the log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.live.events import Fact, body
from nabancada.live.models import Event, Stream


@dataclass(frozen=True, slots=True)
class Position:
    """Where a restaurant's log stands: it holds the events `floor + 1` to `seq`."""

    epoch: UUID
    seq: int
    floor: int


def after(restaurant_id: UUID, since: int, limit: int) -> list[Fact]:
    """The first `limit` events past number `since`, in order. Sees the rows of the bound tenant only."""
    rows = db.session.execute(
        select(Event.seq, Event.kind, Event.at, Event.topics, Event.data)
        .where(Event.restaurant_id == restaurant_id, Event.seq > since)
        .order_by(Event.seq)
        .limit(limit)
    )
    return [Fact.of(row.seq, row.topics, body(row.kind, row.seq, restaurant_id, row.at, row.data)) for row in rows]


def position(restaurant_id: UUID) -> Position:
    """:raises sqlalchemy.exc.NoResultFound: there is no such restaurant"""
    row = db.session.execute(
        select(Stream.epoch, Stream.seq, Stream.floor_seq).where(Stream.restaurant_id == restaurant_id)
    ).one()
    return Position(row.epoch, row.seq, row.floor_seq)


def last_at() -> datetime | None:
    """When something last happened in the current restaurant."""
    newest = select(Event.at).where(Event.restaurant_id == db.current_restaurant_id())
    return db.session.scalar(newest.order_by(Event.seq.desc()).limit(1))


def heads(restaurant_ids: Collection[UUID]) -> dict[UUID, Position]:
    """The newest numbers of many restaurants, in one statement."""
    rows = db.session.execute(
        select(Stream.restaurant_id, Stream.epoch, Stream.seq, Stream.floor_seq).where(
            Stream.restaurant_id.in_(restaurant_ids)
        )
    )
    return {row.restaurant_id: Position(row.epoch, row.seq, row.floor_seq) for row in rows}
