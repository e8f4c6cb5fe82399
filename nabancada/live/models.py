"""The log of a restaurant: its counter, and the events the counter numbered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db


class Stream(db.Base):
    """The newest event number of one restaurant. A global table: narrow, read by every sweep, written last.

    Its row is locked until commit by whoever records an event, so numbers follow commit order
    and have no holes; half of each page stays free so that the update is a HOT one.
    """

    __tablename__ = "streams"
    __table_args__ = {"postgresql_with": {"fillfactor": 50}}

    restaurant_id: Mapped[UUID] = mapped_column(ForeignKey("restaurants.id", ondelete="CASCADE"), primary_key=True)
    # Changes only when the database was restored from a backup: numbers may then repeat.
    epoch: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    seq: Mapped[int] = mapped_column(server_default=text("0"))
    floor_seq: Mapped[int] = mapped_column(server_default=text("0"))  # events up to here were trimmed


# What happens all day long. All else is an audit's business: a kind that is new is, until it is put in here and the
# index is made anew by a migration.
EVERYDAY = (
    *("order.placed", "order.preparing", "order.ready", "order.served", "order.note_changed", "order.seat_changed"),
    *("table.seated", "table.moved", "table.changed", "table.bill_requested", "table.bill_withdrawn"),
    *("table.waiter_called", "table.freed", "table.joined", "table.parted", "table.lines_moved", "bill.split"),
    *("payment.taken", "payment.asked", "payment.answered", "cart.kept", "cart.gone"),
    *("print.asked", "print.done", "print.failed", "printer.failed", "printer.recovered", "message.posted"),
    "tables.arranged",
    "rules.changed",  # what counters reckon with; whoever settled it is in `settings.changed`
)
NOT_EVERYDAY = f"kind NOT IN ({', '.join(repr(kind) for kind in EVERYDAY)})"


class Event(db.Base):
    """Something that happened: audit trail, outbox and source of every live update at once.

    Written by `events.record` alone, never changed. Partitioned by month of `at`, which therefore is part
    of the key; that a number is used once rests on the lock of the counter row. No foreign key: a trail
    outlives what it speaks of.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_trail", "restaurant_id", "seq", postgresql_where=text(NOT_EVERYDAY)),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(primary_key=True, server_default=func.clock_timestamp())
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text))
    data: Mapped[dict[str, Any]]
