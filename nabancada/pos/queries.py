"""What the counter has to know: who works it and how it charges, what goes on around it, and the orders of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from nabancada import clock, db
from nabancada.db.partitions import lowest_id
from nabancada.orders import days
from nabancada.orders.carts import UNSENT
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.restaurants.rules import MoneyRules

UNDERWAY = 100  # orders in its queue: the newest
DRAFT = "draft"  # the status of what is not an order yet
ASKED = "bill_requested"  # the status of a table whose guests want to pay
CALLED = "called"  # the status of a table whose guests want the waiter
LISTED = 200  # orders on one page of the day

S = OrderStatus
UNPAID = "por-receber"
FILTERS: dict[str, tuple[OrderStatus, ...]] = {
    "todos": tuple(S),
    "por-preparar": (S.PENDING, S.PREPARING),
    "prontos": (S.READY,),
    "servidos": (S.SERVED,),
    UNPAID: (S.PENDING, S.PREPARING, S.READY, S.SERVED),
    "anulados": (S.CANCELLED,),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """How the house charges, and the open shift of who stands at the counter, if they have one."""

    rules: MoneyRules
    register: str | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Underway:
    """What goes on around the counter: orders not served yet, those of no table that are not paid; of tables, drafts,
    bills asked for and calls."""

    orders: Sequence[Row[Any]]

    @property
    def ready(self) -> list[Row[Any]]:
        """To be handed out over the counter, longest waiting first."""
        ready = [one for one in self.orders if one.status == S.READY and one.type != OrderType.TABLE]
        return sorted(ready, key=lambda one: one.ready_at)

    @property
    def coming(self) -> list[Row[Any]]:
        """Of the counter, to take away and to be delivered, that the kitchen has; oldest first."""
        return [one for one in self.orders if one.status in (S.PENDING, S.PREPARING) and one.type != OrderType.TABLE]

    @property
    def owed(self) -> list[Row[Any]]:
        """Handed out, and nobody has paid."""
        return [one for one in self.orders if one.status == S.SERVED]

    @property
    def rounds(self) -> list[Row[Any]]:
        """What waiters and guests have ordered and nobody has begun, newest first."""
        new = [one for one in self.orders if one.status == S.PENDING and (one.type == OrderType.TABLE or not one.by)]
        return new[::-1]

    @property
    def drafts(self) -> list[Row[Any]]:
        """Tables somebody is typing an order for, newest first. `id` is the table's."""
        return [one for one in self.orders if one.status == DRAFT][::-1]

    @property
    def asked(self) -> list[Row[Any]]:
        """Tables whose guests want to pay, longest waiting first. `id` is the party's."""
        return [one for one in self.orders if one.status == ASKED]

    @property
    def called(self) -> list[Row[Any]]:
        """Tables whose guests want the waiter, longest waiting first. `id` is the table's."""
        return [one for one in self.orders if one.status == CALLED]

    @property
    def arrivals(self) -> list[Row[Any]]:
        """What to look at first."""
        return [*self.called, *self.asked, *self.ready, *self.rounds]

    @property
    def queue(self) -> int:
        """How many orders of no table wait for something."""
        return len(self.ready) + len(self.coming) + len(self.owed)


@dataclass(frozen=True, slots=True)
class Day:
    """The orders of this business day under one filter, newest first, and how many there are under each."""

    filter: str
    counts: dict[str, int]
    orders: list[Row[Any]]


def counter(holder: str, branch_id: UUID | None = None) -> tuple[Desk, Underway]:
    """What the counter has to know when it opens: the house, who works there, and what goes on. One statement.

    Of one branch, or of the whole house; so are the other questions here.
    """
    rows = db.session.execute(_COUNTER, _around(branch_id) | {"holder": holder}).all()
    desk = Desk(MoneyRules.of(rows[0].settings), rows[0].register, rows[0].opened_at)
    return desk, Underway([row for row in rows if row.id is not None])


def underway(branch_id: UUID | None = None) -> Underway:
    """What goes on around the counter, oldest first. One statement."""
    return Underway(db.session.execute(_UNDERWAY, _around(branch_id)).all())


def today(wanted: str, branch_id: UUID | None = None) -> Day:
    """The orders of this business day. One statement; an unknown filter is none."""
    if wanted not in FILTERS:
        wanted = "todos"
    now = clock.now()
    rows = db.session.execute(
        _TODAY,
        {
            "restaurant": db.current_restaurant_id(),
            "branch": branch_id,
            "now": now,
            "since": lowest_id(days.lowest_start(now)),
            "statuses": list(FILTERS[wanted]),
            "unpaid": wanted == UNPAID,
            "limit": LISTED,
        },
    ).all()
    by_status = rows[0].by_status
    counts = {name: sum(by_status.get(one, 0) for one in statuses) for name, statuses in FILTERS.items()}
    counts[UNPAID] = rows[0].unpaid
    return Day(wanted, counts, [row for row in rows if row.id is not None])


def _around(branch_id: UUID | None) -> dict[str, Any]:
    """Where and since when to look for what goes on around the counter."""
    since = lowest_id(clock.now() - days.LOOK_BACK)
    return {"restaurant": db.current_restaurant_id(), "branch": branch_id, "since": since, "limit": UNDERWAY}


# Of a row that has a branch.
_HERE = "(CAST(:branch AS uuid) IS NULL OR {0}.branch_id = :branch)"

_AROUND = f"""
    WITH wanted AS (
        SELECT id FROM orders WHERE restaurant_id = :restaurant AND status IN ('pending', 'preparing', 'ready')
        UNION
        SELECT order_id FROM bills
        WHERE restaurant_id = :restaurant AND settled_at IS NULL AND order_id >= :since AND total_cents > 0
    )
    (SELECT o.id, o.number, o.type, o.status, t.name AS "table", o.placed_by_name AS by,
           o.customer ->> 'name' AS customer, o.placed_at, o.ready_at, lines.dishes,
           CASE WHEN o.party_id IS NULL AND b.settled_at IS NULL THEN b.due_cents ELSE 0 END AS due_cents
    FROM wanted
    JOIN orders o ON o.restaurant_id = :restaurant AND o.id = wanted.id AND o.id >= :since
    LEFT JOIN bills b ON b.restaurant_id = o.restaurant_id AND b.id = o.id
    LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
    LEFT JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
    CROSS JOIN LATERAL (
        SELECT sum(l.quantity - l.void_quantity)::int AS dishes FROM order_lines l
        WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id
    ) lines
    WHERE o.status <> 'cancelled' AND {_HERE.format("o")}
    ORDER BY o.placed_at DESC, o.id DESC
    LIMIT :limit)
    UNION ALL
    (SELECT t.id, NULL, 'table', '{DRAFT}', t.name, c.owner_name, NULL, c.saved_at, NULL,
           (SELECT sum((line ->> 'quantity')::int)::int FROM jsonb_array_elements(c.content -> 'lines') line), 0
    FROM carts c JOIN dining_tables t ON t.restaurant_id = c.restaurant_id AND t.id = c.table_id
    WHERE c.restaurant_id = :restaurant AND {UNSENT} AND {_HERE.format("t")}
    ORDER BY c.saved_at DESC
    LIMIT 20)
    UNION ALL
    (SELECT p.id, NULL, 'table', '{ASKED}', t.name, NULL, NULL, p.bill_requested_at, NULL, NULL,
           coalesce(b.due_cents, 0)
    FROM parties p
    JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
    LEFT JOIN bills b ON b.restaurant_id = p.restaurant_id AND b.id = coalesce(p.joined_to, p.id)
    WHERE p.restaurant_id = :restaurant AND p.closed_at IS NULL AND p.bill_requested_at IS NOT NULL
      AND {_HERE.format("t")}
    ORDER BY p.bill_requested_at
    LIMIT 20)
    UNION ALL
    (SELECT t.id, NULL, 'table', '{CALLED}', t.name, NULL, NULL, t.called_at, NULL, NULL, 0
    FROM dining_tables t
    WHERE t.restaurant_id = :restaurant AND t.called_at IS NOT NULL AND t.archived_at IS NULL
      AND {_HERE.format("t")}
    ORDER BY t.called_at
    LIMIT 20)
"""

_UNDERWAY = text(f"{_AROUND} ORDER BY placed_at, id")

_COUNTER = text(
    f"""
    SELECT r.settings, g.name AS register, s.opened_at, around.*
    FROM restaurants r
    LEFT JOIN shifts s ON s.restaurant_id = r.id AND s.holder = :holder AND s.closed_at IS NULL
    LEFT JOIN registers g ON g.restaurant_id = s.restaurant_id AND g.id = s.register_id
    LEFT JOIN ({_AROUND}) around ON true
    WHERE r.id = :restaurant
    ORDER BY around.placed_at, around.id
    """
)

_TODAY = text(
    f"""
    WITH today AS (
        SELECT o.*, p.table_id, o.status <> 'cancelled' AND b.settled_at IS NULL AND b.due_cents > 0 AS unpaid
        FROM orders o
        LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
        LEFT JOIN bills b ON b.restaurant_id = o.restaurant_id AND b.id = coalesce(p.joined_to, p.id, o.id)
        WHERE o.restaurant_id = :restaurant AND o.business_day = {days.TODAY} AND o.id >= :since
          AND {_HERE.format("o")}
    )
    SELECT house.by_status, house.unpaid, o.*
    FROM (
        SELECT coalesce(jsonb_object_agg(status, n), '{{}}') AS by_status, coalesce(sum(unpaid), 0)::int AS unpaid
        FROM (SELECT status, count(*) AS n, count(*) FILTER (WHERE unpaid) AS unpaid FROM today GROUP BY status) s
    ) house
    LEFT JOIN (
        SELECT d.id, d.number, d.type, d.status, t.name AS "table", d.round, d.placed_by_name AS by,
               d.customer ->> 'name' AS customer, d.total_cents, d.placed_at, d.unpaid AS owes, lines.dishes
        FROM today d
        LEFT JOIN dining_tables t ON t.restaurant_id = d.restaurant_id AND t.id = d.table_id
        CROSS JOIN LATERAL (
            SELECT string_agg(l.quantity - l.void_quantity || ' × ' || l.name, ', ' ORDER BY l.position) AS dishes
            FROM order_lines l
            WHERE l.restaurant_id = d.restaurant_id AND l.order_id = d.id AND l.quantity > l.void_quantity
        ) lines
        WHERE d.status = ANY(:statuses) AND (d.unpaid OR NOT :unpaid)
        ORDER BY d.id DESC LIMIT :limit
    ) o ON true
    ORDER BY o.id DESC
    """
)
