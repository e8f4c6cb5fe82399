"""The only writers of orders. In which order they take their locks: docs/architecture.md, section 3."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from nabancada import clock, db, keys, live
from nabancada.errors import AnotherBranch, Conflict, NotFound, Word
from nabancada.menu import catalogue
from nabancada.orders import allowance, bills, choosing, discounts, pricing, queries, shape, tickets, writing
from nabancada.orders.bills import Basis
from nabancada.orders.inputs import Cancellation, LineVoid, NewOrder
from nabancada.orders.models import Bill, Order, OrderLine
from nabancada.orders.pricing import Fees, Sums
from nabancada.orders.shape import topics
from nabancada.orders.states import IN_THE_KITCHEN, OrderStatus, OrderType, WrongStep, check_step
from nabancada.permissions import Staff
from nabancada.plans.actions import LIMIT_NAMES, LimitReached, SubscriptionInactive
from nabancada.plans.models import Limit
from nabancada.plans.policy import Act
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.queries import Standing
from nabancada.restaurants.rules import MoneyRules
from nabancada.tables import actions as tables
from nabancada.tables.actions import Seat
from nabancada.till import queries as till


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
    a party there. Locks the key, the party, its bill, the order counter, printers' turns and the event stream.

    :returns: the order, `pending`, with its number of the day; or the id of the one this key has placed before
    :raises KeyReused: the key came with another order
    :raises InvalidInput, SoldOut, NotServedNow: see `choosing.choose`
    :raises NotAllowed: see `allowance`
    :raises SubscriptionInactive: the house takes no orders now
    :raises LimitReached: the plan's orders of this month are used up, and nobody has a shift open
    :raises NotFound: no such table here
    :raises InvalidInput, AnotherBranch: there is no such branch any more, or they work at another alone
    """
    order_id = db.new_id()
    if earlier := keys.claim(new.client_key, "order", new, order_id):
        return earlier
    house = restaurants.standing()
    _ensure_takes_orders(house)
    chosen = choosing.choose(new.wanted(), catalogue.at(house.menu_version).dishes, clock.now())
    allowance.ensure_lines(chosen, house.money, by)
    seat = tables.seat(new.table_id, by.id) if new.table_id else None
    basis = _basis(new, seat, house.money)
    basis = basis.plus(pricing.add_up(one.line(basis.rules.tax_bp) for one in chosen))
    figures = basis.price()
    if new.discount:
        allowance.ensure_gives(by)
    if new.gives_discounts:
        allowance.ensure_whole(figures, basis.rules, by)
    day, number, branches = _count(now := clock.now(), house)
    branch_id = seat.branch_id if seat else restaurants.branch_of(branches, new.branch_id or by.branch_id)
    if by.confined and branch_id != by.branch_id:
        raise AnotherBranch
    order = shape.placed(order_id, number, day, new, chosen, seat, branch_id, basis.rules.tax_bp, figures, now, by.name)
    writing.insert(order, basis, figures, by.id, new.client_key)
    tickets.print_order(order, house.printers_version, by)
    if new.discount:
        discounts.note(db.new_id(), order_id, new.discount, by)
    event = live.record("order.placed", order_id, topics=topics(new.table_id, order["bill_id"]), **shape.public(order))
    return Placed(order, event)


@db.atomic()
def move(order_id: UUID, to: OrderStatus, confined: UUID | None = None) -> Order:
    """Take an order one step on: preparing, ready, served. Locks the order.

    :param confined: the one branch whose orders they may move who ask
    :raises NotFound: no such order here
    :raises AnotherBranch: it is of another branch than that
    :raises WrongStep: the order is not where this step begins
    """
    order = locked(order_id)
    if confined not in (None, order.branch_id):
        raise AnotherBranch
    check_step(order.status, to)
    order.status = to
    setattr(order, STEP_TIMES[to], clock.now())
    tell(f"order.{to}", order)
    return order


@db.atomic()
def cancel(order_id: UUID, reason: str, by: Staff, client_key: str | None = None) -> Order:
    """Take a whole order back. Frees the table when nothing is due there any more.

    The same `client_key` again changes nothing. Locks the key, the parties and bills its dishes are on, then the order.

    :raises KeyReused: the key came with another reason, or for another order
    :raises NotFound: no such order here
    :raises WrongStep: it is served or cancelled
    :raises BillSettled, DishPaid, PaidMore: it has been paid
    :raises Conflict: dishes of it went onto another bill at this moment
    """
    if client_key and keys.claim(client_key, "cancellation", Cancellation(reason=reason), order_id, of=order_id):
        return locked(order_id)
    order, owed = _locked_with_bills(order_id)
    check_step(order.status, OrderStatus.CANCELLED)
    bills.ensure_open(owed)
    for line in order.lines:
        _ensure_unpaid(line, line.quantity - line.void_quantity)
    total = order.total_cents
    _withdraw(order, reason, by)
    tickets.print_void(order_id, {str(one.id): one.quantity - one.void_quantity for one in order.lines}, reason, by)
    for bill in owed:
        bills.reprice(bill)
    order.total_cents = total  # what it came to stays readable, though nobody owes it
    tell("order.cancelled", order, approved_by=by.approved_by)
    for bill in owed:
        bills.settle_if_nothing_due(bill)
    return order


@db.atomic()
def void(
    order_id: UUID, line_id: UUID, quantity: int | None, reason: str, by: Staff, client_key: str | None = None
) -> Order:
    """Take dishes of a line back, all that are left unless `quantity` says fewer. Locks the key, then like `cancel`.

    An order with nothing left is cancelled, unless it was served. The same `client_key` again takes nothing more.

    :raises KeyReused: the key came with something else
    :raises NotFound: no such line in this order here
    :raises NothingLeft: the line has fewer left than `quantity`
    :raises WrongStep: the order is cancelled
    :raises BillSettled, DishPaid, PaidMore: they have been paid
    :raises Conflict: the line went onto another bill at this moment
    """
    content = LineVoid(reason=reason, quantity=quantity)
    if client_key and keys.claim(client_key, "void", content, order_id, of=line_id):
        return locked(order_id)
    order, [bill] = _locked_with_bills(order_id, line_id)
    if order.status == OrderStatus.CANCELLED:
        raise WrongStep
    bills.ensure_open([bill])
    line = next(one for one in order.lines if one.id == line_id)
    left = line.quantity - line.void_quantity
    wanted = quantity or left
    if not 0 < wanted <= left:
        raise NothingLeft
    _ensure_unpaid(line, wanted)
    line.void_quantity += wanted
    line.void_reason, line.voided_at, line.voided_by = reason, clock.now(), by.id
    db.session.flush()
    if order.status in IN_THE_KITCHEN:
        tickets.print_void(order_id, {str(line_id): wanted}, reason, by)
    if order.party_id:
        order.total_cents = _sum_of(order_id)
    bills.reprice(bill)
    more = {"line_id": str(line_id), "quantity": wanted, "reason": reason}
    tell("order.line_voided", order, approved_by=by.approved_by, **more)
    if order.status != OrderStatus.SERVED and all(one.quantity == one.void_quantity for one in order.lines):
        _withdraw(order, reason, by)
        tell("order.cancelled", order, approved_by=by.approved_by)
    bills.settle_if_nothing_due(bill)
    return order


def tell(kind: str, order: Order, **more: Any) -> None:
    """Record what happened to an order, with the order as it is now. It is news to every bill its dishes are on."""
    db.session.flush()
    now = queries.one(order.id)
    where = topics(now["table_id"], now["bill_id"]) | {f"bill:{line.bill_id}" for line in order.lines}
    live.record(kind, order.id, topics=where, **more, **shape.public(now))


def locked(order_id: UUID) -> Order:
    """An order with its lines, locked.

    :raises NotFound: no such order here
    """
    # Lock first, read the lines in a statement of their own: those read while waiting for the lock would be old.
    order = db.session.scalars(
        select(Order)
        .where(Order.id == order_id)
        .options(selectinload(Order.lines))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if order is None:
        raise NotFound
    return order


def _ensure_takes_orders(house: Standing) -> None:
    """:raises SubscriptionInactive: the house begins nothing new, or only what a shift that is open goes on with"""
    if not house.allows(Act.TAKE_ORDERS):
        house.ensure_allows(Act.TAKE_ORDERS_IN_SHIFT)
        if not till.any_open():
            raise SubscriptionInactive


def _basis(new: NewOrder, seat: Seat | None, rules: MoneyRules) -> Basis:
    """What the bill of a new order is priced from besides it: what is on the table's bill already, or nothing."""
    if seat:
        return bills.basis(seat.bill_id) or Basis(Sums(), rules)
    fees = Fees(
        rules.delivery_cents if new.type == OrderType.DELIVERY else 0,
        rules.packaging_cents if new.type in (OrderType.DELIVERY, OrderType.TAKEAWAY) else 0,
    )
    return Basis(Sums(), rules, [new.discount.discount()] if new.discount else (), fees)


def _count(now: datetime, house: Standing) -> tuple[date, int, list[dict[str, Any]]]:
    """The business day, its next number, and the branches in use, of which none is archived meanwhile. Locks the
    restaurant and the counter, under which the month's limit holds too.

    The day never goes back, even when another server's clock is ahead, or the house lets it turn later from now on.

    :raises LimitReached: the month's orders are used up; an open shift goes on all the same
    """
    restaurant_id, day = db.current_restaurant_id(), clock.business_day(now, house.day_turns_at)
    ceiling = house.orders_per_month
    [(day, number, placed, branches)] = db.run(_COUNT, restaurant_id, restaurant_id, day, clock.month_of(day))
    if ceiling is not None and placed > ceiling and not till.any_open():
        raise LimitReached(ceiling=ceiling, limit=Word(LIMIT_NAMES[Limit.ORDERS_PER_MONTH]))
    return day, number, branches


def _locked_with_bills(order_id: UUID, line_id: UUID | None = None) -> tuple[Order, list[Bill]]:
    """An order with its lines, locked after the bills its dishes are on, or after one dish's.

    :raises NotFound: no such order, or no such line in it
    :raises Conflict: a dish went onto another bill while they were waited for
    """
    of = select(OrderLine.bill_id).where(OrderLine.order_id == order_id).distinct()
    found = db.session.scalars(of.where(OrderLine.id == line_id) if line_id else of).all()
    if not found:
        raise NotFound
    owed = bills.lock_own(found)
    order = locked(order_id)
    if any(one.bill_id not in found for one in order.lines if line_id in (None, one.id)):
        raise Conflict
    return order, owed


def _ensure_unpaid(line: OrderLine, quantity: int) -> None:
    """:raises DishPaid: somebody has paid for some of them by name"""
    if quantity > line.quantity - line.void_quantity - line.paid_quantity:
        raise bills.DishPaid(name=line.name)


def _withdraw(order: Order, reason: str, by: Staff) -> None:
    order.status = OrderStatus.CANCELLED
    order.cancelled_at, order.cancelled_by, order.cancel_reason = clock.now(), by.id, reason


def _sum_of(order_id: UUID) -> int:
    """What the dishes of an order come to, in cêntimos."""
    return db.session.scalars(
        select(func.coalesce(func.sum(OrderLine.net_cents), 0)).where(OrderLine.order_id == order_id)
    ).one()


_COUNT = """
    WITH house AS (UPDATE restaurants SET plan_version = plan_version + 1 WHERE id = %s RETURNING branches)
    INSERT INTO order_counters AS c (restaurant_id, day, number, month, placed)
    VALUES (%s, %s, 1, %s, 1)
    ON CONFLICT (restaurant_id) DO UPDATE SET
        number = CASE WHEN c.day < excluded.day THEN 1 ELSE c.number + 1 END,
        placed = CASE WHEN c.month < excluded.month THEN 1 ELSE c.placed + 1 END,
        day = greatest(c.day, excluded.day),
        month = greatest(c.month, excluded.month)
    RETURNING day, number, placed, (SELECT branches FROM house)
"""
