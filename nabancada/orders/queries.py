"""Questions about orders. Each is one statement; the lines come with their order, ready to be answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, text

from nabancada import clock, db
from nabancada.db.partitions import lowest_id
from nabancada.errors import NotFound
from nabancada.orders import days
from nabancada.orders.models import Bill, Order, OrderCounter
from nabancada.orders.states import IN_THE_KITCHEN, OrderStatus


def one(order_id: UUID) -> dict[str, Any]:
    """:raises NotFound: no such order here"""
    found = _read("o.id = :id", "o.id", {"id": order_id})
    if not found:
        raise NotFound
    return found[0]


def page(
    *,
    limit: int,
    before: UUID | None,
    status: str | None = None,
    type: str | None = None,
    table_id: UUID | None = None,
    branch_id: UUID | None = None,
    placed_after: datetime | None = None,
    since: datetime | None = None,
) -> list[dict[str, Any]]:
    """Orders, newest first, `limit` of them from `before` on.

    :param since: of those placed before only the ones that still wait for something: the kitchen, money, their guests
    """
    asked: dict[str, tuple[str, Any]] = {
        "o.id < :before": ("before", before),
        "o.status = :status": ("status", status),
        "o.type = :type": ("type", type),
        "p.table_id = :table_id": ("table_id", table_id),
        "o.branch_id = :branch_id": ("branch_id", branch_id),
        "o.placed_at > :placed_after": ("placed_after", placed_after),
        f"(o.id >= :lowest OR o.id IN ({_WAITING}))": ("lowest", since and lowest_id(since)),
    }
    values: dict[str, Any] = {name: value for name, value in asked.values() if value is not None}
    where = " AND ".join(rule for rule, (_name, value) in asked.items() if value is not None)
    return _read(where or "true", "o.id DESC LIMIT :limit", values | {"limit": limit})


def in_the_kitchen(station: str | None = None, branch_id: UUID | None = None) -> list[dict[str, Any]]:
    """What is pending, being prepared or ready, oldest first; of one station, or one branch, only, if asked."""
    return _read(
        "o.status IN ('pending', 'preparing', 'ready') AND lines.lines IS NOT NULL"
        + (" AND o.branch_id = :branch" if branch_id else ""),
        "o.placed_at, o.id",
        {"station": station, "branch": branch_id},
        lines="AND l.station = :station" if station else "",
    )


def any_underway_at(branch_id: UUID) -> bool:
    """Whether a branch has orders the kitchen is not done with, or of no table that nobody has paid."""
    cooking = exists().where(Order.branch_id == branch_id, Order.status.in_(IN_THE_KITCHEN))
    owed = exists().where(
        Order.branch_id == branch_id,
        Order.id >= lowest_id(clock.now() - days.LOOK_BACK),
        Order.status != OrderStatus.CANCELLED,
        Bill.restaurant_id == Order.restaurant_id,
        Bill.order_id == Order.id,
        Bill.settled_at.is_(None),
        Bill.due_cents > 0,
    )
    return bool(db.session.scalar(select(cooking | owed)))


def on_bill(bill_id: UUID) -> list[dict[str, Any]]:
    """The orders with dishes on a bill, first to last, each with those dishes alone; the cancelled ones too."""
    return _read(
        "lines.lines IS NOT NULL AND o.id IN "
        "(SELECT order_id FROM order_lines WHERE restaurant_id = :restaurant AND bill_id = :bill)",
        "o.id",
        {"bill": bill_id},
        lines="AND l.bill_id = :bill",
    )


def placed_since(at: datetime) -> int:
    """Orders of the current restaurant since an instant."""
    return db.session.scalars(select(func.count()).select_from(Order).where(Order.id >= lowest_id(at))).one()


def placed_this_month() -> int:
    """Orders of the current month, as the plan counts them."""
    counter = db.session.get(OrderCounter, db.current_restaurant_id())
    if counter is None:
        return 0
    month = clock.month_of(days.today(clock.now()).date)
    return counter.placed if counter.month == month else 0


def _read(where: str, order: str, values: dict[str, Any], lines: str = "") -> list[dict[str, Any]]:
    statement = _ORDERS.format(where=where, order=order, lines=lines)
    rows = db.session.execute(text(statement), values | {"restaurant": db.current_restaurant_id()})
    return [dict(row) for row in rows.mappings()]


# Orders that somebody has still to do something about; each part reads an index of what is open alone.
_WAITING = """
    SELECT id FROM orders WHERE restaurant_id = :restaurant AND status IN ('pending', 'preparing', 'ready')
    UNION ALL
    SELECT order_id FROM bills
    WHERE restaurant_id = :restaurant AND settled_at IS NULL AND due_cents > 0 AND order_id IS NOT NULL
    UNION ALL
    SELECT r.id FROM parties s JOIN orders r ON r.restaurant_id = s.restaurant_id AND r.party_id = s.id
    WHERE s.restaurant_id = :restaurant AND s.closed_at IS NULL
"""

assert IN_THE_KITCHEN == ("pending", "preparing", "ready")  # the partial index below is built on these words

_ORDERS = """
    SELECT o.id, o.number, o.business_day, o.status, o.type, o.branch_id, t.name AS "table", p.table_id, o.party_id,
           o.round, b.id AS bill_id, coalesce(lines.lines, '[]') AS lines, o.note, o.customer,
           CASE WHEN o.party_id IS NULL THEN b.discount_cents ELSE 0 END AS discount_cents,
           CASE WHEN o.party_id IS NULL THEN b.service_cents ELSE 0 END AS service_cents,
           CASE WHEN o.party_id IS NULL THEN b.delivery_cents + b.packaging_cents ELSE 0 END AS fees_cents,
           CASE WHEN o.party_id IS NULL THEN b.tax_added_cents ELSE 0 END AS tax_added_cents,
           CASE WHEN o.party_id IS NULL THEN b.rounding_cents ELSE 0 END AS rounding_cents,
           o.total_cents, coalesce(paid.cents, 0) AS paid_cents,
           CASE WHEN o.status = 'cancelled' OR b.settled_at IS NOT NULL THEN 0
                WHEN o.party_id IS NULL THEN b.due_cents
                ELSE o.total_cents - paid.cents END AS due_cents,
           o.placed_at, o.placed_by_name AS placed_by, o.started_at, o.ready_at, o.served_at,
           o.cancelled_at, o.cancel_reason
    FROM orders o
    LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
    LEFT JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
    LEFT JOIN bills b ON b.restaurant_id = o.restaurant_id AND b.id = coalesce(p.joined_to, p.id, o.id)
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN o.party_id IS NULL THEN b.paid_cents
            WHEN o.status = 'cancelled' OR b.paid_cents = 0 THEN 0
            WHEN b.settled_at IS NOT NULL THEN o.total_cents
            ELSE least(o.total_cents, greatest(0, b.paid_cents - (  -- a party pays its oldest rounds first
                SELECT coalesce(sum(e.total_cents), 0) FROM orders e
                WHERE e.restaurant_id = o.restaurant_id AND e.party_id = o.party_id AND e.id < o.id
                  AND e.status <> 'cancelled'
            ))) END::bigint AS cents
    ) paid
    CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object(
            'id', l.id, 'item_id', l.item_id, 'name', l.name, 'station', l.station,
            'prep_minutes', l.prep_minutes, 'quantity', l.quantity, 'void_quantity', l.void_quantity,
            'unit_price_cents', l.unit_price_cents, 'menu_price_cents', l.menu_price_cents, 'options', l.options,
            'note', l.note, 'seat', l.seat, 'tax_bp', l.tax_bp, 'discount_bp', l.discount_bp,
            'discount_own_cents', l.discount_cents,
            'discount_cents', l.unit_price_cents * (l.quantity - l.void_quantity) - l.net_cents,
            'total_cents', l.net_cents
        ) ORDER BY l.position) AS lines
        FROM order_lines l
        WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id {lines}
    ) lines
    WHERE o.restaurant_id = :restaurant AND {where}
    ORDER BY {order}
"""
