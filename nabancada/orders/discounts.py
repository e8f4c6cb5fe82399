"""Taking something off a whole bill, and putting it back."""

from uuid import UUID

from sqlalchemy import select

from nabancada import clock, db, keys, live
from nabancada.errors import NotFound
from nabancada.orders import allowance, bills
from nabancada.orders.inputs import Discounting, NewDiscount
from nabancada.orders.models import Bill, BillDiscount
from nabancada.permissions import Staff
from nabancada.restaurants.rules import MoneyRules


@db.atomic()
def give(bill_id: UUID, new: NewDiscount, by: Staff) -> Bill:
    """Take so much off a bill. The same `client_key` again takes nothing more. Locks the key, the parties, the bill.

    :raises KeyReused: the key came with another discount, or for another bill
    :raises NotFound: there is no such bill here
    :raises BillSettled, PaidMore, Conflict: see `bills`
    :raises NotAllowed: this person gives no discounts
    :raises TooMuchOff: with all that was taken off before, dish by dish too, it is more than this person may give
    """
    discount_id = db.new_id()
    if keys.claim(new.client_key, "discount", new, discount_id, of=bill_id):
        return db.session.scalars(select(Bill).where(Bill.id == bill_id)).one()
    [bill] = bills.lock_own([bill_id])
    bills.ensure_open([bill])
    before = bill.discount_cents
    allowance.ensure_gives(by)
    note(discount_id, bill_id, new, by)
    bills.reprice(bill)
    allowance.ensure_whole(bill, MoneyRules(**bill.rules), by)
    _tell(bill, bill.discount_cents - before, by, new.reason)
    bills.settle_if_nothing_due(bill)
    return bill


@db.atomic()
def take_back(bill_id: UUID, discount_id: UUID, by: Staff) -> Bill:
    """Remove a discount from an open bill; it stays on record. Locks the parties and the bill.

    :raises NotFound: there is no such discount on this bill, or it was removed already
    :raises BillSettled: it is paid
    """
    [bill] = bills.lock_own([bill_id])
    bills.ensure_open([bill])
    given, before = db.session.get(BillDiscount, (bill.restaurant_id, discount_id)), bill.discount_cents
    if given is None or given.bill_id != bill_id or given.removed_at:
        raise NotFound
    given.removed_at, given.removed_by = clock.now(), by.id
    bills.reprice(bill)
    _tell(bill, bill.discount_cents - before, by, given.reason)
    return bill


def note(discount_id: UUID, bill_id: UUID, new: Discounting, by: Staff) -> None:
    """Keep what was taken off a bill, by whom and why. The caller prices it."""
    off = new.discount()
    db.session.add(
        BillDiscount(
            id=discount_id,
            bill_id=bill_id,
            bp=off.bp,
            cents=off.cents,
            reason=new.reason,
            given_by=by.id,
            given_by_name=by.name,
            approved_by=by.approved_by,
        )
    )


def _tell(bill: Bill, changed_cents: int, by: Staff, reason: str) -> None:
    live.record(
        "bill.discounted",
        bill.id,
        topics={"orders", "dashboard", "floor", f"bill:{bill.id}"},
        bill_id=bill.id,
        party_id=bill.party_id,
        order_id=bill.order_id,
        amount_cents=changed_cents,
        due_cents=bill.left_cents,
        reason=reason,
        approved_by=by.approved_by,
    )
