"""The slip of one table: who sits there, and every round with its dishes, read in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from nabancada import clock, db
from nabancada.errors import Conflict, NotFound
from nabancada.floor.queries import SINCE
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
    net_cents: int  # of what is left
    unit_price_cents: int
    options: str
    note: str | None
    seat: int | None
    reason: str | None
    elsewhere: str | None  # the table on whose bill it is, when that is not this one's


@dataclass(frozen=True, slots=True)
class Round:
    """An order, as far as it concerns this table: whole if it was placed here, else only the dishes on its bill."""

    id: UUID
    number: int  # of the party: the first round is 1
    status: str
    by: str | None
    note: str | None
    placed_at: datetime
    ready_at: datetime | None
    reason: str | None  # why it was cancelled
    origin: str | None  # the table it was placed at, when that is another
    lines: tuple[Line, ...]

    @property
    def cancelled(self) -> bool:
        return self.status == OrderStatus.CANCELLED

    @property
    def time(self) -> str:
        """When it was placed, by the house's clock: `14:05`."""
        return clock.hour(self.placed_at)


@dataclass(frozen=True, slots=True)
class Companion:
    """Another table on the same bill."""

    table_id: UUID
    name: str
    party_id: UUID


@dataclass(frozen=True, slots=True)
class Slip:
    """A table with the party that sits at it now, if one does. Amounts in cêntimos."""

    id: UUID
    name: str
    seats: int
    area: str
    branch_id: UUID
    called_at: datetime | None
    party_id: UUID | None
    guests: int | None
    seated_at: datetime | None
    bill_requested_at: datetime | None
    waiter_id: UUID | None
    waiter_name: str | None
    bill_id: UUID | None  # their own, or that of the party they have joined
    discount_cents: int  # on the whole bill
    total_cents: int
    paid_cents: int
    due_cents: int
    companions: tuple[Companion, ...]
    rounds: tuple[Round, ...]

    @property
    def joined(self) -> bool:
        """Whether its dishes are on another party's bill."""
        return self.bill_id is not None and self.bill_id != self.party_id

    @property
    def waiter(self) -> str | None:
        """Who looks after it: who was asked to, else who took the last round here."""
        own = [one.by for one in self.rounds if one.origin is None]
        return self.waiter_name or (own[-1] if own else None)

    @property
    def served(self) -> int:
        return sum(one.status == OrderStatus.SERVED for one in self.rounds)

    @property
    def dishes(self) -> tuple[tuple[Round, Line], ...]:
        """What is on its bill and can still go to another."""
        return tuple(
            (one, line)
            for one in self.rounds
            if not one.cancelled
            for line in one.lines
            if line.left and line.elsewhere is None
        )

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
        branch_id=first.branch_id,
        called_at=first.called_at,
        party_id=first.party_id,
        guests=first.guests,
        seated_at=first.opened_at,
        bill_requested_at=first.bill_requested_at,
        waiter_id=first.waiter_id,
        waiter_name=first.waiter_name,
        bill_id=first.bill_id,
        discount_cents=first.bill_discount or 0,
        total_cents=first.bill_total or 0,
        paid_cents=first.paid_cents or 0,
        due_cents=first.due_cents or 0,
        companions=tuple(
            Companion(UUID(one["table_id"]), one["name"], UUID(one["party_id"])) for one in first.companions or ()
        ),
        rounds=tuple(_round(n, row) for n, row in enumerate(rows, 1) if row.id is not None),
    )


def seated(table_id: UUID) -> Slip:
    """The slip of a table where somebody sits.

    :raises NotFound: no such table here
    :raises NobodySeated: they have left, or never came
    """
    found = of(table_id)
    if found.party_id is None:
        raise NobodySeated
    return found


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
        by=row.by,
        note=row.note,
        placed_at=row.placed_at,
        ready_at=row.ready_at,
        reason=row.cancel_reason,
        origin=row.origin,
        lines=tuple(Line(**line) for line in row.lines or ()),
    )


# Rounds placed here whole, and of rounds placed elsewhere what is on this bill.
_SLIP = text(
    f"""
    SELECT t.id AS table_id, t.name AS table, t.seats, t.area, t.branch_id, t.called_at, p.id AS party_id, p.guests,
           p.opened_at, p.bill_requested_at, p.waiter_id, p.waiter_name, b.id AS bill_id,
           b.discount_cents AS bill_discount, b.total_cents AS bill_total, b.paid_cents, b.due_cents, c.companions, o.*
    FROM dining_tables t
    LEFT JOIN parties p ON p.restaurant_id = t.restaurant_id AND p.table_id = t.id AND p.closed_at IS NULL
    LEFT JOIN bills b ON b.restaurant_id = p.restaurant_id AND b.id = coalesce(p.joined_to, p.id)
    LEFT JOIN LATERAL (
        SELECT json_agg(json_build_object('table_id', ct.id, 'name', ct.name, 'party_id', c.id)
                        ORDER BY ct.position, ct.id) AS companions
        FROM parties c JOIN dining_tables ct ON ct.restaurant_id = c.restaurant_id AND ct.id = c.table_id
        WHERE c.restaurant_id = p.restaurant_id AND (c.joined_to = b.id OR c.id = b.id) AND c.id <> p.id
          AND c.closed_at IS NULL
    ) c ON true
    LEFT JOIN LATERAL (
        SELECT o.id, o.round, o.status, o.placed_by_name AS by, o.note, o.placed_at, o.ready_at, o.cancel_reason,
               ot.name AS origin, l.lines
        FROM (
            SELECT o.id FROM orders o
            WHERE o.restaurant_id = :restaurant AND o.party_id = p.id AND o.id >= {SINCE}
            UNION
            SELECT l.order_id FROM order_lines l
            WHERE l.restaurant_id = :restaurant AND l.bill_id = b.id AND l.order_id >= {SINCE}
        ) mine
        JOIN orders o ON o.restaurant_id = :restaurant AND o.id = mine.id
        LEFT JOIN parties op ON op.restaurant_id = o.restaurant_id AND op.id = o.party_id AND op.id <> p.id
        LEFT JOIN dining_tables ot ON ot.restaurant_id = op.restaurant_id AND ot.id = op.table_id
        CROSS JOIN LATERAL (
            SELECT json_agg(json_build_object(
                'id', l.id, 'name', l.name, 'left', l.quantity - l.void_quantity, 'void', l.void_quantity,
                'net_cents', l.net_cents, 'unit_price_cents', l.unit_price_cents, 'note', l.note, 'seat', l.seat,
                'reason', l.void_reason, 'elsewhere', et.name,
                'options', (SELECT coalesce(string_agg(c ->> 'name', ' · '), '') FROM jsonb_array_elements(l.options) c)
            ) ORDER BY l.position, l.id) AS lines
            FROM order_lines l
            LEFT JOIN parties ep ON ep.restaurant_id = l.restaurant_id AND ep.id = l.bill_id AND l.bill_id <> b.id
            LEFT JOIN dining_tables et ON et.restaurant_id = ep.restaurant_id AND et.id = ep.table_id
            WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id AND (o.party_id = p.id OR l.bill_id = b.id)
        ) l
    ) o ON true
    WHERE t.restaurant_id = :restaurant AND t.id = :table AND t.archived_at IS NULL
    ORDER BY o.id
    """
)
