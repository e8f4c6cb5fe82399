"""The only writers of the ledger. An entry and the bill it changes are one transaction.

Locks are taken in this order: client key, parties, bill, order, shift, restaurant, event stream.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from nabancada import clock, db, keys, live
from nabancada.errors import Conflict, KeyReused, NotFound
from nabancada.money import kz
from nabancada.orders import actions as orders
from nabancada.orders import bills
from nabancada.orders.models import Bill
from nabancada.payments import closing, items, ledger
from nabancada.payments.inputs import NewPayment, NewRefund, NewSale, SaleTender, WriteOff
from nabancada.payments.ledger import Taken
from nabancada.payments.models import Method, Payment
from nabancada.permissions import Staff
from nabancada.till import actions as till
from nabancada.till import queries as shifts
from nabancada.till.actions import NoOpenShift


class Sale(NamedTuple):
    """A counter sale. `again`: it had been paid before, like this, and nothing was taken now.

    `order` is the order as it is now, where that is known without asking.
    """

    order_id: UUID
    order: dict[str, Any] | None
    taken: Sequence[Taken]
    again: bool


class StillDue(Conflict):
    """Nobody closes a bill on which something is due without a payment or a write-off."""

    code = "still_due"
    message = "Ainda faltam %(due)s."


class RefundTooLarge(Conflict):
    code = "refund_too_large"
    message = "Deste pagamento só se podem devolver %(left)s."


@db.atomic()
def take(new: NewPayment, by: Staff) -> Taken | UUID:
    """Take money for a bill, the whole of it or a part. The same `client_key` again gives the first payment.

    Change is given from cash only. What settles a bill in cash is rounded to the smallest coin. A party whose
    bill is settled leaves its table. Locks the key, the parties and the bill, and shares the shift's lock.

    :returns: the payment; or the id of the one this key has taken before
    :raises KeyReused: the key came with another payment
    :raises NotFound: no such party or order here
    :raises Overpaid: more than is due
    :raises NoOpenShift: cash, and who takes it has no shift open
    :raises InvalidInput: less was handed over than is paid
    """
    payment_id = db.new_id()
    if earlier := keys.claim(new.client_key, "payment", new, payment_id):
        return earlier
    owed = ledger.bill_of(new.party_id, new.order_id)
    bill = ledger.lock_unpaid(owed.id)
    items.ensure_unpaid(bill.id, new.items or ())
    return ledger.enter(payment_id, owed, bill, new.amount_cents, new, by, new.items)


@db.atomic()
def sell(new: NewSale, by: Staff) -> Sale:
    """Take an order and its payments in one: a counter sale is whole or has not happened.

    Repeatable by the order's `client_key`. Where that has placed the order before and nobody has paid, it is paid now.
    What costs nothing is sold without a payment.

    :raises KeyReused: the key came with another order, or it has been paid in another way since
    :raises: see `orders.place` and `take`
    """
    held = ledger.hold_shift(by)
    placed = orders.place(new.order, by)
    fresh, order_id = (None, placed) if isinstance(placed, UUID) else (placed.order, placed.order["id"])
    if fresh and not fresh["party_id"]:  # nobody else has seen this bill
        owed = ledger.Owed(order_id, None)
        bill = db.session.scalars(select(Bill).where(Bill.id == order_id)).one()
    else:
        owed = ledger.bill_of(None, order_id)
        [bill] = bills.lock([owed.id])
    tenders = new.payments if bill.total_cents else [one for one in new.payments if one.amount_cents]
    if not fresh and (bill.settled_at or bill.paid_cents):
        _ensure_same(bill.id, tenders)
        return Sale(order_id, None, (), again=True)
    taken = []
    for tender in tenders:
        amount = tender.amount_cents or bill.left_cents
        if bill.settled_at or not amount:
            raise ledger.AlreadyPaid
        taken.append(ledger.enter(db.new_id(), owed, bill, amount, tender, by, held=held))
    bills.settle_if_nothing_due(bill)
    return Sale(order_id, _with_its_bill(fresh, bill) if fresh and not fresh["party_id"] else None, taken, again=False)


@db.atomic()
def refund(payment_id: UUID, new: NewRefund, by: Staff) -> Taken | UUID:
    """Give money back, the whole payment or a part of it. The same `client_key` again gives the first refund.

    An open bill is due again by as much; a settled one stays settled. A tip is given back beside it, or alone.
    Locks like `take`, but where cash is given, the shift alone.

    :returns: the refund, a negative entry; or the id of the one this key has written before
    :raises KeyReused, NotFound, NoOpenShift: see `take`
    :raises RefundTooLarge: more than was paid and not given back yet
    :raises NotInDrawer: more cash than the drawer should hold
    :raises ShiftClosed: it was closed at this moment
    :raises InvalidInput, ItemReturned: see `items.given_back`
    """
    refund_id = db.new_id()
    if earlier := keys.claim(new.client_key, "refund", new, refund_id, of=payment_id):
        return earlier
    payment = _payment(payment_id)
    [bill] = bills.lock([payment.bill_id])
    given, tips = _given_back(payment_id)
    left, tip_left = payment.amount_cents - given, payment.tip_cents - tips
    if payment.refund_of or new.amount_cents > left or new.tip_cents > tip_left:
        raise RefundTooLarge(left=kz(0 if payment.refund_of else left + tip_left))
    dishes = items.given_back(payment, new.items, last=new.amount_cents == left)
    method = new.method or Method(payment.method)
    entry = Payment(
        id=refund_id,
        bill_id=bill.id,
        shift_id=_drawer(by) if method == Method.CASH else ledger.shift_of(method, by),
        method=method,
        amount_cents=-new.amount_cents,
        tip_cents=-new.tip_cents,
        rounding_cents=0,
        credited_cents=new.amount_cents if bill.settled_at else 0,
        refund_of=payment.id,
        reason=new.reason,
        items=ledger.as_json(dishes),
        approved_by=by.approved_by,
        taken_by=by.id,
        taken_by_name=by.name,
        taken_at=clock.now(),
    )
    ledger.write(entry, bill)
    if method == Method.CASH and entry.shift_id:
        closing.ensure_in_drawer(entry.shift_id)
    ledger.record("payment.refunded", entry, bill, ledger.bill_of(bill.party_id, bill.order_id).table_id)
    return Taken(entry, bill, False)


@db.atomic()
def settle(bill_id: UUID) -> Bill:
    """Close a bill on which nothing is due, its dishes being free: who sat there has left. Again it changes nothing.

    Locks the parties and the bill.

    :raises NotFound: no such bill here
    :raises StillDue: something is
    :raises Conflict: it has gone into another meanwhile
    """
    [bill] = bills.lock_own([bill_id])
    if bill.settled_at:
        return bill
    if not bills.settle_if_nothing_due(bill):
        raise StillDue(due=kz(bill.left_cents))
    where = ledger.topics(bill, ledger.bill_of(bill.party_id, bill.order_id).table_id)
    live.record("bill.closed", bill.id, topics=where, bill_id=bill.id, party_id=bill.party_id, order_id=bill.order_id)
    return bill


@db.atomic()
def write_off(party_id: UUID | None, order_id: UUID | None, new: WriteOff, by: Staff) -> Bill:
    """Give up what is still due of a bill, which settles it. The same `client_key` again changes nothing.

    Locks the key, the parties and the bill.

    :raises NotFound: no such party or order here
    :raises AlreadyPaid: nothing is due
    :raises Overpaid: somebody is paying a part of it at this moment
    """
    owed = ledger.bill_of(party_id, order_id)
    if keys.claim(new.client_key, "write_off", new, owed.id, of=owed.id):
        return db.session.scalars(select(Bill).where(Bill.id == owed.id)).one()
    bill = ledger.lock_unpaid(owed.id)
    if bill.pending_cents:
        raise ledger.Overpaid(due=kz(bill.left_cents - bill.pending_cents))
    lost = bill.left_cents
    bill.written_off_cents += lost
    bill.write_off_reason, bill.written_off_by = new.reason, by.id
    db.session.flush()
    live.record(
        "bill.written_off",
        bill.id,
        topics=ledger.topics(bill, owed.table_id),
        bill_id=str(bill.id),
        party_id=bill.party_id,
        order_id=bill.order_id,
        amount_cents=lost,
        reason=new.reason,
        approved_by=by.approved_by,
    )
    bills.settle_if_nothing_due(bill)
    return bill


def _ensure_same(bill_id: UUID, tenders: Sequence[SaleTender]) -> None:
    """:raises KeyReused: the bill was not paid like this"""
    paid = db.session.scalars(
        select(Payment).where(Payment.bill_id == bill_id, Payment.refund_of.is_(None)).order_by(Payment.id)
    ).all()
    if len(paid) != len(tenders) or not all(map(_is_same, paid, tenders)):
        raise KeyReused


def _is_same(entry: Payment, tender: SaleTender) -> bool:
    """Whether this entry is what became of a tender; an amount in coins is the one before rounding or after it."""
    amounts = (None, entry.amount_cents, entry.amount_cents - entry.rounding_cents)
    names = ("method", "tendered_cents", "tip_cents")
    return tender.amount_cents in amounts and all(getattr(entry, name) == getattr(tender, name) for name in names)


def _with_its_bill(order: dict[str, Any], bill: Bill) -> dict[str, Any]:
    """An order that has a bill to itself, after money moved on that."""
    return {
        **order,
        "rounding_cents": bill.rounding_cents,
        "total_cents": bill.total_cents,
        "paid_cents": bill.paid_cents,
        "due_cents": bill.left_cents,
    }


def _payment(payment_id: UUID) -> Payment:
    found = db.session.scalar(select(Payment).where(Payment.id == payment_id))
    if found is None:
        raise NotFound
    return found


def _drawer(by: Staff) -> UUID:
    """The open shift of who gives cash back, locked alone: nobody else takes from what it holds meanwhile.

    :raises NoOpenShift: they have none
    """
    mine = shifts.mine(by.key)
    if mine is None:
        raise NoOpenShift
    return till.locked(mine.id).id


def _given_back(payment_id: UUID) -> tuple[int, int]:
    """What has been given back of a payment already: of its amount, and of its tip."""
    row = db.session.execute(
        select(func.coalesce(-func.sum(Payment.amount_cents), 0), func.coalesce(-func.sum(Payment.tip_cents), 0)).where(
            Payment.refund_of == payment_id
        )
    ).one()
    return int(row[0]), int(row[1])
