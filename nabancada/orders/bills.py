"""Bills while orders change them: locked, priced again, settled when nothing is due.

A bill is locked after the parties whose rounds are on it and before any order.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from nabancada import clock, db
from nabancada.errors import Conflict, NotFound
from nabancada.orders import days, pricing
from nabancada.orders.models import Bill, Order
from nabancada.orders.pricing import NO_FEES, Discount, Fees, Figures, Sums
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.rules import MoneyRules
from nabancada.tables import actions as tables
from nabancada.tables import queries as seating
from nabancada.tables.models import Party


class BillSettled(Conflict):
    code = "bill_settled"
    message = "Esta conta já está paga."


class DishPaid(Conflict):
    """Somebody has paid for this dish by name: it stays on the bill they paid."""

    code = "item_paid"
    message = "%(name)s já foi pago por alguém. Devolva primeiro esse pagamento."


class PaidMore(Conflict):
    code = "paid_more"
    message = "Já foi recebido mais do que ficaria a dever. Devolva primeiro a diferença."


class NothingOrdered(Conflict):
    """There is no bill to bring."""

    code = "nothing_ordered"
    message = "Esta mesa ainda não tem nada na conta. Chame o empregado."


@dataclass(frozen=True, slots=True)
class Basis:
    """What a bill is priced from."""

    sums: Sums
    rules: MoneyRules
    discounts: Sequence[Discount] = ()
    fees: Fees = NO_FEES

    def plus(self, sums: Sums) -> "Basis":
        return Basis(self.sums.plus(sums), self.rules, self.discounts, self.fees)

    def price(self) -> Figures:
        return pricing.price(self.sums, self.rules, self.discounts, self.fees)


def basis(bill_id: UUID) -> Basis | None:
    """What an open bill is priced from now, locking it; none when there is no such bill yet. One statement.

    The caller has locked the party, so that nothing is taken off the bill meanwhile. What parties that share it
    have ordered while the lock was waited for is asked for again: the lines had been read before.

    :raises BillSettled: it is paid
    """
    rows = db.run(_BASIS, db.current_restaurant_id(), bill_id)
    if rows and rows[0][0]:
        rows = db.run(_BASIS, db.current_restaurant_id(), bill_id)
    if not rows:
        return None
    [(_stale, settled, rules, delivery, packaging, gross, rates, discounts)] = rows
    if settled:
        raise BillSettled
    return Basis(
        Sums(gross, {int(rate): cents for rate, cents in rates.items()}),
        MoneyRules(**rules),
        [Discount(bp, cents) for bp, cents in discounts],
        Fees(delivery, packaging),
    )


def lock(bill_ids: Collection[UUID]) -> list[Bill]:
    """These bills, locked after every party whose rounds are on them, all in the order of their ids.

    :raises NotFound: there is no such bill here
    """
    tables.lock_parties(bill_ids)
    return lock_alone(bill_ids)


def lock_own(bill_ids: Collection[UUID]) -> list[Bill]:
    """Like `lock`, for who changes what is owed: the rounds of a party that has joined another are not on its bill.

    :raises NotFound: there is no such bill here
    :raises Conflict: one has gone into another meanwhile, with its party
    """
    if tables.lock_parties(bill_ids):
        raise Conflict
    return lock_alone(bill_ids)


def lock_alone(bill_ids: Collection[UUID]) -> list[Bill]:
    """These bills, locked in the order of their ids by who has locked their parties.

    :raises NotFound: there is no such bill here
    """
    found = db.session.scalars(
        select(Bill)
        .where(Bill.id.in_(bill_ids))
        .order_by(Bill.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(set(bill_ids)):
        raise NotFound
    return list(found)


@db.atomic()
def request_at(table_id: UUID) -> tuple[datetime, bool]:
    """The guests of a table want to pay what is on their bill. Asking again changes nothing. Locks their party.

    :returns: since when they want it, and whether it is from now on
    :raises NothingOrdered: nobody sits there, or nothing is on their bill
    :raises PartyClosed: they have left at this moment
    """
    seated = seating.open_party(table_id)
    if seated is None:
        raise NothingOrdered
    party = tables.locked_party(seated.id)
    is_new = party.bill_requested_at is None
    if is_new and not db.session.scalar(select(Bill.total_cents).where(Bill.id == (party.joined_to or party.id))):
        raise NothingOrdered
    since = tables.request_bill(party.id).bill_requested_at
    assert since is not None
    return since, is_new


def ensure_open(found: Iterable[Bill]) -> None:
    """:raises BillSettled: one of these locked bills is paid"""
    if any(bill.settled_at for bill in found):
        raise BillSettled


def open_for(party: Party) -> None:
    """A locked party that has ordered nothing itself gets its bill. Nothing happens where it has one."""
    now = clock.now()
    day = days.today(now).date
    db.session.execute(
        insert(Bill)
        .values(
            id=party.id,
            party_id=party.id,
            business_day=day,
            opened_at=party.opened_at,
            rules=restaurants.standing().money.as_json(),
            gross_cents=0,
            items_cents=0,
            total_cents=0,
        )
        .on_conflict_do_nothing()
    )


def reprice(bill: Bill) -> Bill:
    """Price a locked bill again after its lines or discounts changed. Two statements.

    :raises PaidMore: it would come to less than has been paid
    """
    db.session.flush()
    now = basis(bill.id)
    assert now is not None
    for name, cents in columns(now.price()).items():
        setattr(bill, name, cents)
    bill.total_cents += bill.rounding_cents
    if bill.left_cents < bill.pending_cents:
        raise PaidMore
    if bill.order_id is not None:
        order = db.session.get_one(Order, (bill.restaurant_id, bill.order_id))
        order.total_cents = bill.total_cents
    db.session.flush()
    return bill


def settle_if_nothing_due(bill: Bill) -> bool:
    """Close a locked bill, and free its tables, once nothing is due and nothing is being waited for.

    :returns: whether it is settled now
    """
    if bill.settled_at is not None:
        return True
    if bill.left_cents or bill.pending_cents:
        return False
    bill.settled_at = clock.now()
    db.session.flush()
    if bill.party_id is not None:
        joined = tables.free(bill.party_id)
        if joined:  # their rounds were on this bill, their own are empty
            db.session.execute(update(Bill).where(Bill.id.in_(joined)).values(settled_at=bill.settled_at))
    return True


def columns(figures: Figures) -> dict[str, int]:
    """Figures as a bill keeps them; its total without the rounding of coins."""
    return {
        "gross_cents": figures.gross_cents,
        "items_cents": figures.items_cents,
        "discount_cents": figures.discount_cents,
        "service_cents": figures.service_cents,
        "delivery_cents": figures.fees.delivery_cents,
        "packaging_cents": figures.fees.packaging_cents,
        "tax_cents": figures.tax_cents,
        "tax_added_cents": 0 if figures.tax_included else figures.tax_cents,
        "total_cents": figures.total_cents,
    }


# What is cancelled is on no bill; a discount that was taken back is none. The lock gives the newest row of the bill,
# the rest is read as it was when the statement began: where these are not of one moment, the first column is true.
_BASIS = """
    SELECT b.xmin <> (SELECT seen.xmin FROM bills seen WHERE seen.restaurant_id = b.restaurant_id AND seen.id = b.id),
           b.settled_at IS NOT NULL, b.rules, b.delivery_fee_cents, b.packaging_fee_cents, l.gross, l.rates,
           (SELECT coalesce(json_agg(json_build_array(d.bp, d.cents) ORDER BY d.id), '[]') FROM bill_discounts d
            WHERE d.restaurant_id = b.restaurant_id AND d.bill_id = b.id AND d.removed_at IS NULL)
    FROM bills b
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(gross), 0)::bigint AS gross, coalesce(json_object_agg(tax_bp, net), '{}') AS rates
        FROM (
            SELECT l.tax_bp, sum(l.unit_price_cents * (l.quantity - l.void_quantity))::bigint AS gross,
                   sum(l.net_cents)::bigint AS net
            FROM order_lines l JOIN orders o ON o.restaurant_id = l.restaurant_id AND o.id = l.order_id
            WHERE l.restaurant_id = b.restaurant_id AND l.bill_id = b.id AND o.status <> 'cancelled'
            GROUP BY l.tax_bp
        ) by_rate
    ) l
    WHERE b.restaurant_id = %s AND b.id = %s
    FOR UPDATE OF b
"""
