"""The slip of one table: who sits there, and every round with its dishes, read in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from nabancada import clock, db
from nabancada.errors import Conflict, NotFound
from nabancada.orders.states import OrderStatus
from nabancada.tables import queries as tables


class NobodySeated(Conflict):
    code = "nobody_seated"
    message = "Já ninguém está nesta mesa."


@dataclass(frozen=True, slots=True)
class Line:
    """A dish of a round. `left` is what is still wanted of it, `void` what was taken back."""

    id: str
    name: str
    left: int
    void: int
    unit_price_cents: int
    options: str
    note: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Round:
    id: UUID
    number: int  # of the party: the first round is 1
    status: str
    total_cents: int
    by: str | None
    note: str | None
    placed_at: datetime
    ready_at: datetime | None
    reason: str | None  # why it was cancelled
    lines: tuple[Line, ...]

    @property
    def cancelled(self) -> bool:
        return self.status == OrderStatus.CANCELLED

    @property
    def time(self) -> str:
        """When it was placed, by the house's clock: `14:05`."""
        return clock.hour(self.placed_at)


@dataclass(frozen=True, slots=True)
class Slip:
    """A table with the party that sits at it now, if one does. Amounts in cêntimos."""

    id: UUID
    name: str
    seats: int
    area: str
    party_id: UUID | None
    guests: int | None
    seated_at: datetime | None
    bill_requested_at: datetime | None
    bill_id: UUID | None  # their own, or that of the party they have joined
    total_cents: int
    paid_cents: int
    due_cents: int
    rounds: tuple[Round, ...]

    @property
    def waiter(self) -> str | None:
        """Who took the last round."""
        return self.rounds[-1].by if self.rounds else None

    @property
    def served(self) -> int:
        return sum(one.status == OrderStatus.SERVED for one in self.rounds)

    @property
    def time(self) -> str:
        """When they sat down, by the house's clock; empty when nobody sits there."""
        return clock.hour(self.seated_at) if self.seated_at else ""


def of(table_id: UUID) -> Slip:
    """The slip of a table as it is now. One statement.

    :raises NotFound: no such table here
    """
    rows = db.session.execute(_SLIP, {"restaurant": db.current_restaurant_id(), "table": table_id}).all()
    if not rows:
        raise NotFound
    first = rows[0]
    return Slip(
        id=first.table_id,
        name=first.table,
        seats=first.seats,
        area=first.area,
        party_id=first.party_id,
        guests=first.guests,
        seated_at=first.opened_at,
        bill_requested_at=first.bill_requested_at,
        bill_id=first.bill_id,
        total_cents=first.bill_total or 0,
        paid_cents=first.paid_cents or 0,
        due_cents=first.due_cents or 0,
        rounds=tuple(_round(n, row) for n, row in enumerate(rows, 1) if row.id is not None),
    )


def party_at(table_id: UUID) -> UUID:
    """Who sits at a table.

    :raises NotFound: no such table here
    :raises NobodySeated: they have left, or never came
    """
    party_id: UUID | None = tables.with_party(table_id)["party_id"]
    if party_id is None:
        raise NobodySeated
    return party_id


def _round(position: int, row: Row[Any]) -> Round:
    return Round(
        id=row.id,
        number=row.round or position,
        status=row.status,
        total_cents=row.total_cents,
        by=row.by,
        note=row.note,
        placed_at=row.placed_at,
        ready_at=row.ready_at,
        reason=row.cancel_reason,
        lines=tuple(Line(**line) for line in row.lines or ()),
    )


# The bound on the id keeps the search in the newest partitions, as in the map.
_SLIP = text(
    """
    SELECT t.id AS table_id, t.name AS table, t.seats, t.area, p.id AS party_id, p.guests, p.opened_at,
           p.bill_requested_at, b.id AS bill_id, b.total_cents AS bill_total, b.paid_cents, b.due_cents, o.*
    FROM dining_tables t
    LEFT JOIN parties p ON p.restaurant_id = t.restaurant_id AND p.table_id = t.id AND p.closed_at IS NULL
    LEFT JOIN bills b ON b.restaurant_id = p.restaurant_id AND b.id = coalesce(p.joined_to, p.id)
    LEFT JOIN LATERAL (
        SELECT o.id, o.round, o.status, o.total_cents, o.placed_by_name AS by, o.note, o.placed_at, o.ready_at,
               o.cancel_reason, l.lines
        FROM orders o
        CROSS JOIN LATERAL (
            SELECT json_agg(json_build_object(
                'id', l.id, 'name', l.name, 'left', l.quantity - l.void_quantity, 'void', l.void_quantity,
                'unit_price_cents', l.unit_price_cents, 'note', l.note, 'reason', l.void_reason,
                'options', (SELECT coalesce(string_agg(c ->> 'name', ' · '), '') FROM jsonb_array_elements(l.options) c)
            ) ORDER BY l.position) AS lines
            FROM order_lines l
            WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id
        ) l
        WHERE o.restaurant_id = :restaurant AND o.party_id = p.id
          AND o.id >= rpad(lpad(to_hex((extract(epoch FROM p.opened_at - interval '2 days') * 1000)::bigint), 12, '0'),
                           32, '0')::uuid
    ) o ON true
    WHERE t.restaurant_id = :restaurant AND t.id = :table AND t.archived_at IS NULL
    ORDER BY o.id
    """
)
