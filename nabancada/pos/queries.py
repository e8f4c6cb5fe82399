"""What the counter has to know: what has just come in, what is ready to hand out, and the orders of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text

from nabancada import clock, db
from nabancada.db.partitions import lowest_id
from nabancada.orders.states import OrderStatus

ARRIVALS = 6  # shown at the counter
LISTED = 200  # orders on one page of the day

S = OrderStatus
FILTERS: dict[str, tuple[OrderStatus, ...]] = {
    "todos": tuple(S),
    "por-preparar": (S.PENDING, S.PREPARING),
    "prontos": (S.READY,),
    "servidos": (S.SERVED,),
    "anulados": (S.CANCELLED,),
}


@dataclass(frozen=True, slots=True)
class Day:
    """The orders of this business day under one filter, newest first, and how many there are under each."""

    filter: str
    counts: dict[str, int]
    orders: list[Row[Any]]


def arrivals() -> Sequence[Row[Any]]:
    """What is ready to hand out over the counter, longest waiting first; then what tables and guests have
    ordered and nobody has begun, newest first. One statement.
    """
    return db.session.execute(_ARRIVALS, {"restaurant": db.current_restaurant_id(), "limit": ARRIVALS}).all()


def today(wanted: str) -> Day:
    """The orders of this business day. One statement; an unknown filter is none."""
    if wanted not in FILTERS:
        wanted = "todos"
    day = clock.business_day(clock.now())
    rows = db.session.execute(
        _TODAY,
        {
            "restaurant": db.current_restaurant_id(),
            "day": day,
            "since": lowest_id(clock.day_starts(day)),
            "statuses": list(FILTERS[wanted]),
            "limit": LISTED,
        },
    ).all()
    by_status = rows[0].by_status
    counts = {name: sum(by_status.get(one, 0) for one in statuses) for name, statuses in FILTERS.items()}
    return Day(wanted, counts, [row for row in rows if row.id is not None])


_ARRIVALS = text(
    """
    SELECT o.id, o.number, o.type, o.status, t.name AS "table", o.round, o.placed_by_name AS by,
           o.customer ->> 'name' AS customer, o.total_cents, o.placed_at, o.ready_at, lines.dishes,
           count(*) OVER () AS waiting
    FROM orders o
    LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
    LEFT JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
    CROSS JOIN LATERAL (
        SELECT sum(l.quantity - l.void_quantity)::int AS dishes FROM order_lines l
        WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id
    ) lines
    WHERE o.restaurant_id = :restaurant AND o.status IN ('pending', 'preparing', 'ready')
      AND ((o.status = 'ready' AND o.type <> 'table')
        OR (o.status = 'pending' AND (o.type = 'table' OR o.placed_by IS NULL)))
    ORDER BY o.ready_at, o.placed_at DESC, o.id
    LIMIT :limit
    """
)

_TODAY = text(
    """
    WITH today AS (
        SELECT o.* FROM orders o
        WHERE o.restaurant_id = :restaurant AND o.business_day = :day AND o.id >= :since
    )
    SELECT house.by_status, o.*
    FROM (
        SELECT coalesce(jsonb_object_agg(status, n), '{}') AS by_status
        FROM (SELECT status, count(*) AS n FROM today GROUP BY status) s
    ) house
    LEFT JOIN (
        SELECT d.id, d.number, d.type, d.status, t.name AS "table", d.round, d.placed_by_name AS by,
               d.customer ->> 'name' AS customer, d.total_cents, d.placed_at, lines.dishes
        FROM today d
        LEFT JOIN parties p ON p.restaurant_id = d.restaurant_id AND p.id = d.party_id
        LEFT JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
        CROSS JOIN LATERAL (
            SELECT string_agg(l.quantity - l.void_quantity || ' × ' || l.name, ', ' ORDER BY l.position) AS dishes
            FROM order_lines l
            WHERE l.restaurant_id = d.restaurant_id AND l.order_id = d.id AND l.quantity > l.void_quantity
        ) lines
        WHERE d.status = ANY(:statuses)
        ORDER BY d.id DESC LIMIT :limit
    ) o ON true
    ORDER BY o.id DESC
    """
)
