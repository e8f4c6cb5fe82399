"""Questions to the log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, TextClause, or_, select, text

from nabancada import db
from nabancada.live.events import Fact, body
from nabancada.live.models import NOT_EVERYDAY, Event, Stream


@dataclass(frozen=True, slots=True)
class Position:
    """Where a restaurant's log stands: it holds the events `floor + 1` to `seq`."""

    epoch: UUID
    seq: int
    floor: int


def after(restaurant_id: UUID, since: int, limit: int, *, begun: datetime | None = None) -> list[Fact]:
    """The first `limit` events past number `since`, in order. Sees the rows of the bound tenant only.

    :param begun: only what happened from then on
    """
    wanted = select(Event.seq, Event.kind, Event.at, Event.topics, Event.data).where(
        Event.restaurant_id == restaurant_id, Event.seq > since
    )
    if begun is not None:
        wanted = wanted.where(Event.at >= begun)
    rows = db.session.execute(wanted.order_by(Event.seq).limit(limit))
    return [Fact.of(row.seq, row.topics, body(row.kind, row.seq, restaurant_id, row.at, row.data)) for row in rows]


@dataclass(frozen=True, slots=True)
class Trail:
    """What of the trail is wanted: by kind, by who did, allowed or suffered it, and when."""

    kinds: Collection[str] = ()
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None  # the number the part above ended with


def trail(wanted: Trail, limit: int) -> Sequence[Event]:
    """What happened in the current restaurant besides the everyday, newest first. Reads the index `ix_events_trail`."""
    conditions: list[ColumnElement[bool] | TextClause] = [
        Event.restaurant_id == db.current_restaurant_id(),
        text(NOT_EVERYDAY),  # in the index's own words, so that it serves
    ]
    if wanted.kinds:
        conditions.append(Event.kind.in_(wanted.kinds))
    if wanted.person:
        approved = Event.data["approved_by"].astext == str(wanted.person)
        conditions.append(or_(Event.actor_id == wanted.person, Event.subject_id == wanted.person, approved))
    if wanted.since:
        conditions.append(Event.at >= wanted.since)
    if wanted.until:
        conditions.append(Event.at < wanted.until)
    if wanted.before:
        conditions.append(Event.seq < wanted.before)
    return db.session.scalars(select(Event).where(*conditions).order_by(Event.seq.desc()).limit(limit)).all()


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
