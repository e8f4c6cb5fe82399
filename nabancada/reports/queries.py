"""Questions about how the house is doing. Each is one statement; ids bound the months that are looked into.

Revenue is defined here and nowhere else: what the bills of a business day come to (`total_cents`), less what was
given back of settled ones and what was written off. It is what has been paid and what is still due; tips and floats
never were in it. An order brings what its dishes come to, at its own hour; what its bill adds or takes (discount,
service, rounding, refund) counts at the hour the bill was opened.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from nabancada import clock, db
from nabancada.db.partitions import lowest_id
from nabancada.orders import days
from nabancada.orders.days import BusinessDay
from nabancada.plans.models import Limit

SOLD = "o.status <> 'cancelled'"
WEEK = timedelta(days=7)
HEAT_DAYS = 28  # four of each weekday
MOST_DISHES = 5


@dataclass(frozen=True, slots=True)
class SalesRow:
    """Orders of one day, hour and type. Hours count from the turn of the business day, 0 to 23."""

    day: date
    hour: int
    type: str
    orders: int
    cents: int
    orders_by_now: int  # placed no later in their day than now in today's
    cents_by_now: int
    cooked_by_now: int  # of those, how many became ready
    cooking_seconds: float  # from placed to ready, all of them together


@dataclass(frozen=True, slots=True)
class Floor:
    """The house at this instant. Amounts in cêntimos; `bills` and `late` oldest first."""

    tables: int
    seated: int
    guests: int
    unpaid_cents: int
    bills: list[dict[str, Any]]  # table, since, cents
    late: list[dict[str, Any]]  # table or none, number, status, dish, since
    orders_this_month: int
    orders_per_month: int | None  # none: no ceiling
    today: BusinessDay
    dishes: bool = True  # there is something to sell
    begun: bool = True  # something was ordered, today or ever


@dataclass(frozen=True, slots=True)
class Dish:
    name: str
    art: str | None
    quantity: int
    cents: int


def sales(now: datetime, today: BusinessDay) -> list[SalesRow]:
    """Orders of today and of the same weekday a week ago."""
    before = today.date - WEEK
    asked = {"today": today.date, "before": before, "turns_at": today.turns_at, "then": now - WEEK}
    return [SalesRow(**row._mapping) for row in _ask(SALES, before, **asked)]


def floor(now: datetime) -> Floor:
    """Which day it is; tables, what is due on them, and what asks for attention."""
    [row] = _ask(
        _FLOOR,
        days.lowest_start(now).astimezone(clock.TIMEZONE).date(),
        now=now,
        limit=Limit.ORDERS_PER_MONTH,
    )
    seen = dict(row._mapping)
    for moments in (seen["bills"], seen["late"]):
        for one in moments:
            one["since"] = datetime.fromisoformat(one["since"])
    return Floor(today=BusinessDay(seen.pop("day"), seen.pop("turns_at")), **seen)


def top_dishes(today: date) -> list[Dish]:
    """What brought most today, largest amount first."""
    return [Dish(**row._mapping) for row in _ask(_DISHES, today, today=today, most=MOST_DISHES)]


def orders_by_hour(today: BusinessDay) -> list[tuple[int, int, int]]:
    """Weekday (1 is Monday), hour from the turn of the day, and how many orders, in the weeks before `today`."""
    first = today.date - timedelta(days=HEAT_DAYS)
    asked = {"first": first, "today": today.date, "turns_at": today.turns_at}
    return [tuple(row) for row in _ask(_HEAT, first, **asked)]


def _ask(statement: str, first_day: date, **values: Any) -> list[Row[Any]]:
    """Run `statement` over the orders made since `first_day` began: older months are never opened."""
    return list(db.session.execute(text(statement), {**bounds(db.current_restaurant_id(), first_day), **values}))


def bounds(restaurant_id: UUID, first_day: date) -> dict[str, UUID]:
    """What every statement here is asked with: whose rows, and the lowest id that an order of `first_day` may have."""
    return {"restaurant": restaurant_id, "lowest": lowest_id(clock.day_starts(first_day, 0))}


_TURNED = f"o.placed_at AT TIME ZONE '{clock.TIMEZONE.key}' - make_interval(hours => :turns_at)"
_HOUR = f"extract(hour FROM {_TURNED})::int"

SALES = f"""
    WITH sold AS (
        SELECT o.business_day AS day, {_HOUR} AS hour, o.type, 1 AS orders, o.total_cents AS cents,
               o.placed_at AS at, o.ready_at
        FROM orders o
        WHERE o.restaurant_id = :restaurant AND o.id >= :lowest AND o.business_day IN (:today, :before) AND {SOLD}
        UNION ALL
        SELECT b.business_day, {_HOUR.replace("o.placed_at", "b.opened_at")}, coalesce(o.type, 'table'), 0,
               CASE WHEN b.party_id IS NULL THEN 0 ELSE b.total_cents - b.items_cents END
                   - b.credited_cents - b.written_off_cents,
               b.opened_at, NULL
        FROM bills b
        LEFT JOIN orders o ON o.restaurant_id = b.restaurant_id AND o.id = b.order_id AND o.id >= :lowest
        WHERE b.restaurant_id = :restaurant AND b.business_day IN (:today, :before)
    )
    SELECT s.day, s.hour, s.type, sum(s.orders)::bigint AS orders, sum(s.cents)::bigint AS cents,
           coalesce(sum(s.orders) FILTER (WHERE now.passed), 0)::bigint AS orders_by_now,
           coalesce(sum(s.cents) FILTER (WHERE now.passed), 0)::bigint AS cents_by_now,
           count(s.ready_at) FILTER (WHERE now.passed) AS cooked_by_now,
           coalesce(extract(epoch FROM sum(s.ready_at - s.at) FILTER (WHERE now.passed)), 0)::float AS cooking_seconds
    FROM sold s
    CROSS JOIN LATERAL (SELECT s.day = :today OR s.at <= :then AS passed) now
    GROUP BY 1, 2, 3
    HAVING sum(s.orders) > 0 OR sum(s.cents) <> 0
"""

_FLOOR = f"""
    WITH house AS MATERIALIZED (
        SELECT {days.TODAY} AS day, {days.TURNS_AT} AS turns_at
    ), sitting AS MATERIALIZED (
        SELECT p.id, p.guests, p.opened_at, p.bill_requested_at, t.name
        FROM parties p
        JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
        WHERE p.restaurant_id = :restaurant AND p.closed_at IS NULL
    ), due AS (
        SELECT b.party_id, b.due_cents AS cents
        FROM bills b WHERE b.restaurant_id = :restaurant AND b.id IN (SELECT id FROM sitting)
    ), late AS (
        SELECT o.placed_at AS since, o.number, o.status, s.name AS "table", lines.dish
        FROM orders o
        LEFT JOIN sitting s ON s.id = o.party_id
        CROSS JOIN LATERAL (
            SELECT max(l.prep_minutes) AS minutes,
                   (array_agg(l.name ORDER BY l.prep_minutes DESC, l.position))[1] AS dish
            FROM order_lines l
            WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id AND l.void_quantity < l.quantity
        ) lines
        WHERE o.restaurant_id = :restaurant AND o.id >= :lowest AND o.status IN ('pending', 'preparing')
          AND o.placed_at + make_interval(mins => lines.minutes::int) < :now
    )
    SELECT (SELECT count(*) FROM dining_tables
            WHERE restaurant_id = :restaurant AND archived_at IS NULL) AS tables,
           (SELECT count(*) FROM sitting) AS seated,
           (SELECT coalesce(sum(guests), 0)::bigint FROM sitting) AS guests,
           (SELECT coalesce(sum(cents), 0)::bigint FROM due) AS unpaid_cents,
           (SELECT coalesce(json_agg(json_build_object(
                'table', s.name, 'since', s.bill_requested_at, 'cents', coalesce(d.cents, 0)
            ) ORDER BY s.bill_requested_at), '[]')
            FROM sitting s LEFT JOIN due d ON d.party_id = s.id WHERE s.bill_requested_at IS NOT NULL) AS bills,
           (SELECT coalesce(json_agg(row_to_json(late) ORDER BY since), '[]') FROM late) AS late,
           coalesce((SELECT placed FROM order_counters
                     WHERE restaurant_id = :restaurant AND month = date_trunc('month', day)), 0) AS orders_this_month,
           (SELECT (plan.limits ->> :limit)::bigint FROM subscriptions s JOIN plans plan ON plan.slug = s.plan_slug
            WHERE s.restaurant_id = :restaurant) AS orders_per_month,
           EXISTS (SELECT FROM menu_items WHERE restaurant_id = :restaurant AND archived_at IS NULL) AS dishes,
           EXISTS (SELECT FROM order_counters WHERE restaurant_id = :restaurant) AS begun,
           day, turns_at
    FROM house
"""

_DISHES = f"""
    SELECT min(l.name) AS name, min(m.art) AS art, sum(l.quantity - l.void_quantity)::bigint AS quantity,
           sum(l.net_cents)::bigint AS cents
    FROM orders o
    JOIN order_lines l ON l.restaurant_id = o.restaurant_id AND l.order_id = o.id AND l.order_id >= :lowest
    LEFT JOIN menu_items m ON m.restaurant_id = l.restaurant_id AND m.id = l.item_id
    WHERE o.restaurant_id = :restaurant AND o.id >= :lowest AND o.business_day = :today AND {SOLD}
    GROUP BY l.item_id
    HAVING sum(l.quantity - l.void_quantity) > 0
    ORDER BY cents DESC, quantity DESC, name
    LIMIT :most
"""

_HEAT = f"""
    SELECT extract(isodow FROM o.business_day)::int AS weekday, {_HOUR} AS hour, count(*) AS orders
    FROM orders o
    WHERE o.restaurant_id = :restaurant AND o.id >= :lowest
      AND o.business_day >= :first AND o.business_day < :today AND {SOLD}
    GROUP BY 1, 2
"""
