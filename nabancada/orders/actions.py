"""The only writers of orders.

Locks are taken in this order: client key, party, order, order counter, restaurant, event stream.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from nabancada import clock, db, live
from nabancada.errors import Conflict, NotFound, Word
from nabancada.menu import catalogue
from nabancada.orders import keys, pricing, shape, writing
from nabancada.orders.inputs import NewOrder
from nabancada.orders.models import Order
from nabancada.orders.shape import event_data, line_total, topics
from nabancada.orders.states import OrderStatus, check_step
from nabancada.plans.actions import LIMIT_NAMES, LimitReached
from nabancada.plans.models import Limit
from nabancada.restaurants import queries as restaurants
from nabancada.tables import actions as tables
from nabancada.tables import queries as table_queries


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does it, as the order will remember them."""

    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Placed:
    """An order just taken, as the API answers it, and the event that told everybody."""

    order: dict[str, Any]
    event: live.Pending


class NothingLeft(Conflict):
    code = "nothing_left"
    message = "Já não há tantos por anular nesta linha."


STEP_TIMES = {
    OrderStatus.PREPARING: "started_at",
    OrderStatus.READY: "ready_at",
    OrderStatus.SERVED: "served_at",
}


@db.atomic()
def place(new: NewOrder, by: Staff) -> Placed | UUID:
    """Take an order and send it to the kitchen.

    Prices are read from the menu now and kept on the lines. The same `client_key` again gives the first
    order: a double tap, or a phone retrying on a bad network, orders once. An order for a free table seats
    a party there. Locks the key, the party, the restaurant's order counter and its event stream.

    :returns: the order, `pending`, with its number of the day; or the id of the one this key has placed before
    :raises KeyReused: the key came with another order
    :raises InvalidInput, SoldOut: see `pricing.price`
    :raises SubscriptionInactive: the house takes no orders now
    :raises LimitReached: the plan's orders of this month are used up
    :raises NotFound: no such table here
    """
    order_id = db.new_id()
    if earlier := keys.claim(new.client_key, "order", new, order_id):
        return earlier
    house = restaurants.standing()
    house.ensure_takes_orders()
    lines = pricing.price(new.wanted(), catalogue.at(house.menu_version).dishes)
    seat = tables.seat(new.table_id, by.id) if new.table_id else None
    day, number = _count(now := clock.now(), house.orders_per_month)
    order = shape.placed(order_id, number, day, new, lines, seat, now, by.name)
    writing.insert(order, by.id)
    event = live.record("order.placed", order_id, topics=topics(new.table_id), **shape.public(order))
    return Placed(order, event)


@db.atomic()
def move(order_id: UUID, to: OrderStatus) -> Order:
    """Take an order one step on: preparing, ready, served. Locks the order.

    :raises NotFound: no such order here
    :raises WrongStep: the order is not where this step begins
    """
    order, table_id, table = _locked(order_id)
    check_step(order.status, to)
    order.status = to
    setattr(order, STEP_TIMES[to], clock.now())
    live.record(f"order.{to}", order.id, topics=topics(table_id), **event_data(order, table_id, table))
    return order


@db.atomic()
def cancel(order_id: UUID, reason: str, by: Staff) -> Order:
    """Take a whole order back. Frees the table when it was the party's last. Locks the party, then the order.

    :raises NotFound: no such order here
    :raises WrongStep: it is served or cancelled
    """
    order, table_id, table = _locked(order_id, with_party=True)
    check_step(order.status, OrderStatus.CANCELLED)
    order.status = OrderStatus.CANCELLED
    order.cancelled_at, order.cancelled_by, order.cancel_reason = clock.now(), by.id, reason
    db.session.flush()
    live.record("order.cancelled", order.id, topics=topics(table_id), **event_data(order, table_id, table))
    if order.party_id and not _anything_left(order.party_id):
        tables.free(order.party_id)
    return order


@db.atomic()
def void(order_id: UUID, line_id: UUID, quantity: int | None, reason: str, by: Staff) -> Order:
    """Take dishes of a line back, all that are left unless `quantity` says fewer. Locks the party, then the order.

    An order with nothing left is cancelled, unless it was served.

    :raises NotFound: no such line in this order here
    :raises NothingLeft: the line has fewer left than `quantity`
    :raises WrongStep: the order is cancelled
    """
    order, table_id, table = _locked(order_id, with_party=True)
    if order.status == OrderStatus.CANCELLED:
        check_step(order.status, OrderStatus.CANCELLED)
    line = next((one for one in order.lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    left = line.quantity - line.void_quantity
    wanted = quantity or left
    if not 0 < wanted <= left:
        raise NothingLeft
    line.void_quantity += wanted
    line.void_reason, line.voided_at, line.voided_by = reason, clock.now(), by.id
    order.total_cents = sum(line_total(one) for one in order.lines)
    db.session.flush()
    live.record(
        "order.line_voided",
        order.id,
        topics=topics(table_id),
        line_id=str(line_id),
        **event_data(order, table_id, table),
    )
    if order.status != OrderStatus.SERVED and all(one.quantity == one.void_quantity for one in order.lines):
        cancel(order_id, reason, by)
    return order


def _count(now: datetime, ceiling: int | None) -> tuple[date, int]:
    """The business day and its next number. Locks the counter, under which the month's limit holds too.

    The day never goes back, even when another server's clock is ahead.

    :raises LimitReached: the month's orders are used up
    """
    restaurant_id, day = db.current_restaurant_id(), clock.business_day(now)
    [(day, number, placed)] = db.run(_COUNT, restaurant_id, restaurant_id, day, clock.month_of(day))
    if ceiling is not None and placed > ceiling:
        raise LimitReached(ceiling=ceiling, limit=Word(LIMIT_NAMES[Limit.ORDERS_PER_MONTH]))
    return day, number


def _locked(order_id: UUID, *, with_party: bool = False) -> tuple[Order, UUID | None, str | None]:
    """An order with its lines, locked, and the table it stands on now. The party is locked before it."""
    found = db.session.execute(select(Order.party_id).where(Order.id == order_id)).one_or_none()
    if found is None:
        raise NotFound
    table_id = table = None
    if found.party_id is not None:
        table_id, table = table_queries.table_of(found.party_id, lock=with_party)
    # Lock first, read the lines in a statement of their own: those read while waiting for the lock would be old.
    order = db.session.scalars(
        select(Order)
        .where(Order.id == order_id)
        .options(selectinload(Order.lines))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return order, table_id, table


def _anything_left(party_id: UUID) -> bool:
    return bool(
        db.session.scalar(select(exists().where(Order.party_id == party_id, Order.status != OrderStatus.CANCELLED)))
    )


_COUNT = """
    WITH usage AS (UPDATE restaurants SET plan_version = plan_version + 1 WHERE id = %s)
    INSERT INTO order_counters AS c (restaurant_id, day, number, month, placed)
    VALUES (%s, %s, 1, %s, 1)
    ON CONFLICT (restaurant_id) DO UPDATE SET
        number = CASE WHEN c.day < excluded.day THEN 1 ELSE c.number + 1 END,
        placed = CASE WHEN c.month < excluded.month THEN 1 ELSE c.placed + 1 END,
        day = greatest(c.day, excluded.day),
        month = greatest(c.month, excluded.month)
    RETURNING day, number, placed
"""
