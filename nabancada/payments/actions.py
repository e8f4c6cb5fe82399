"""The only writers of the ledger. An entry and the bill it changes are one transaction.

Locks are taken in this order: client key, parties, bill, order, shift, restaurant, event stream.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nabancada import clock, db, keys, live
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.money import kz
from nabancada.orders import actions as orders
from nabancada.orders import bills
from nabancada.orders.models import Bill, Order
from nabancada.orders.pricing import in_coins
from nabancada.payments import items
from nabancada.payments.inputs import NewPayment, NewRefund, NewSale, PaidItem, Tender, WriteOff
from nabancada.payments.models import Method, Payment
from nabancada.permissions import Staff
from nabancada.till import queries as till
from nabancada.till.actions import NoOpenShift


class Overpaid(Conflict):
    """More than is due, or than is not being paid by somebody else at this moment."""

    code = "overpaid"
    message = "Só faltam %(due)s."


class AlreadyPaid(Overpaid):
    message = "Esta conta já está paga."


class RefundTooLarge(Conflict):
    code = "refund_too_large"
    message = "Deste pagamento só se podem devolver %(left)s."


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment just taken or given back, and the bill as it stands after it."""

    payment: Payment
    bill: Bill
    closed: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.payment.id,
            "method": self.payment.method,
            "amount_cents": self.payment.amount_cents,
            "tip_cents": self.payment.tip_cents,
            "tendered_cents": self.payment.tendered_cents,
            "change_cents": self.payment.change_cents,
            "rounding_cents": self.payment.rounding_cents,
            "refund_of": self.payment.refund_of,
            "bill_id": self.bill.id,
            "party_id": self.bill.party_id,
            "order_id": self.bill.order_id,
            "due_cents": self.bill.left_cents,
            "party_closed": self.closed and self.bill.party_id is not None,
        }


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
    owed = bill_of(new.party_id, new.order_id)
    bill = lock_unpaid(owed.id)
    items.ensure_unpaid(bill.id, new.items or ())
    return _take(payment_id, owed, bill, new.amount_cents, new, by, new.items)


@db.atomic()
def sell(new: NewSale, by: Staff) -> tuple[UUID, Sequence[Taken]]:
    """Take an order and its payments in one: a counter sale is whole or has not happened.

    Repeatable by the order's `client_key`.

    :returns: the order's id, and the payments; none when the key has sold it before
    :raises: see `orders.place` and `take`
    """
    placed = orders.place(new.order, by)
    if isinstance(placed, UUID):
        return placed, ()
    owed = bill_of(None, placed.order["id"])
    bill = lock_unpaid(owed.id)
    taken = []
    for tender in new.payments:
        amount = tender.amount_cents or bill.left_cents
        if bill.settled_at or not amount:
            raise AlreadyPaid
        taken.append(_take(db.new_id(), owed, bill, amount, tender, by))
    return placed.order["id"], taken


@db.atomic()
def refund(payment_id: UUID, new: NewRefund, by: Staff) -> Taken | UUID:
    """Give money back, the whole payment or a part of it. The same `client_key` again gives the first refund.

    An open bill is due again by as much; a settled one stays settled. Locks like `take`.

    :returns: the refund, a negative entry; or the id of the one this key has written before
    :raises KeyReused, NotFound, NoOpenShift: see `take`
    :raises RefundTooLarge: more than was paid and not given back yet
    """
    refund_id = db.new_id()
    if earlier := keys.claim(new.client_key, "refund", new, refund_id):
        return earlier
    payment = _payment(payment_id)
    [bill] = bills.lock([payment.bill_id])
    given, tips = _given_back(payment_id)
    left, tip_left = payment.amount_cents - given, payment.tip_cents - tips
    if payment.refund_of or new.amount_cents > left or new.tip_cents > tip_left:
        raise RefundTooLarge(left=kz(0 if payment.refund_of else left))
    items.ensure_paid(payment, new.items or ())
    method = new.method or Method(payment.method)
    # Giving the last of it back undoes its rounding too; a settled bill keeps the figures it was settled with.
    rounding = payment.rounding_cents if new.amount_cents == left and not bill.settled_at else 0
    entry = Payment(
        id=refund_id,
        bill_id=bill.id,
        shift_id=_shift(method, by),
        method=method,
        amount_cents=-new.amount_cents,
        tip_cents=-new.tip_cents,
        rounding_cents=-rounding,
        credited_cents=new.amount_cents if bill.settled_at else 0,
        refund_of=payment.id,
        reason=new.reason,
        items=_items(new.items),
        approved_by=by.approved_by,
        taken_by=by.id,
        taken_by_name=by.name,
        taken_at=clock.now(),
    )
    _write(entry, bill)
    _record("payment.refunded", entry, bill, bill_of(bill.party_id, bill.order_id).table_id)
    return Taken(entry, bill, False)


@db.atomic()
def write_off(party_id: UUID | None, order_id: UUID | None, new: WriteOff, by: Staff) -> Bill:
    """Give up what is still due of a bill, which settles it. The same `client_key` again changes nothing.

    Locks the key, the parties and the bill.

    :raises NotFound: no such party or order here
    :raises AlreadyPaid: nothing is due
    :raises Overpaid: somebody is paying a part of it at this moment
    """
    owed = bill_of(party_id, order_id)
    if keys.claim(new.client_key, "write_off", new, owed.id):
        return db.session.scalars(select(Bill).where(Bill.id == owed.id)).one()
    bill = lock_unpaid(owed.id)
    if bill.pending_cents:
        raise Overpaid(due=kz(bill.left_cents - bill.pending_cents))
    lost = bill.left_cents
    bill.written_off_cents += lost
    bill.write_off_reason, bill.written_off_by = new.reason, by.id
    db.session.flush()
    live.record(
        "bill.written_off",
        bill.id,
        topics=_topics(bill, owed.table_id),
        bill_id=str(bill.id),
        party_id=bill.party_id,
        order_id=bill.order_id,
        amount_cents=lost,
        reason=new.reason,
        approved_by=by.approved_by,
    )
    bills.settle_if_nothing_due(bill)
    return bill


@dataclass(frozen=True, slots=True)
class Owed:
    """Which bill somebody means, and the table it is paid at."""

    id: UUID
    table_id: UUID | None


def bill_of(party_id: UUID | None, order_id: UUID | None) -> Owed:
    """The bill that the rounds of a party, or an order, are on. One statement.

    :raises NotFound: no such party or order here
    """
    rows = db.run(_BILL_OF, db.current_restaurant_id(), party_id, db.current_restaurant_id(), order_id)
    if not rows:
        raise NotFound
    return Owed(*rows[0])


def lock_unpaid(bill_id: UUID) -> Bill:
    """A bill with something due, locked.

    :raises AlreadyPaid: nothing is
    """
    [bill] = bills.lock([bill_id])
    if bill.settled_at is not None:
        raise AlreadyPaid
    return bill


def _take(
    payment_id: UUID,
    owed: Owed,
    bill: Bill,
    wanted_cents: int,
    tender: Tender,
    by: Staff,
    paid_items: Sequence[PaidItem] | None = None,
) -> Taken:
    """Write a payment of a locked bill and settle the bill when it was the last."""
    amount, rounding = _amount(bill, wanted_cents, tender.method)
    handed = tender.tendered_cents
    if handed is not None and handed < amount + tender.tip_cents:
        raise InvalidInput({"tendered_cents": "O valor entregue não chega."})
    entry = Payment(
        id=payment_id,
        bill_id=bill.id,
        shift_id=_shift(tender.method, by),
        method=tender.method,
        amount_cents=amount,
        tip_cents=tender.tip_cents,
        tendered_cents=handed,
        change_cents=handed - amount - tender.tip_cents if handed is not None else 0,
        rounding_cents=rounding,
        credited_cents=0,
        reference=tender.reference or None,
        payer=tender.payer or None,
        items=_items(paid_items),
        taken_by=by.id,
        taken_by_name=by.name,
        taken_at=clock.now(),
    )
    _write(entry, bill)
    _record("payment.taken", entry, bill, owed.table_id)
    return Taken(entry, bill, bills.settle_if_nothing_due(bill))


def _amount(bill: Bill, wanted_cents: int, method: Method) -> tuple[int, int]:
    """What is paid, and by how much the bill is rounded for it.

    :raises Overpaid: more than is due
    """
    free = bill.left_cents - bill.pending_cents
    coins = in_coins(free, bill.rules.get("cash_step_cents", 0)) if method == Method.CASH else free
    if coins > 0 and wanted_cents in (free, coins) and not bill.pending_cents:
        return coins, coins - free
    if wanted_cents > free:
        raise Overpaid(due=kz(free))
    return wanted_cents, 0


def _shift(method: Method, by: Staff) -> UUID | None:
    """The open shift of who handles the money, its lock shared. Only cash cannot do without one.

    :raises NoOpenShift: cash, and there is none
    """
    try:
        return till.locked_share(by.key)
    except NoOpenShift:
        if method == Method.CASH:
            raise
        return None


def _write(entry: Payment, bill: Bill) -> None:
    """Put an entry into the ledger and its figures onto the bill."""
    db.session.add(entry)
    bill.paid_cents += entry.amount_cents
    bill.credited_cents += entry.credited_cents
    bill.rounding_cents += entry.rounding_cents
    bill.total_cents += entry.rounding_cents
    if entry.rounding_cents and bill.order_id is not None:
        db.session.get_one(Order, (bill.restaurant_id, bill.order_id)).total_cents = bill.total_cents


def _record(kind: str, entry: Payment, bill: Bill, table_id: UUID | None) -> None:
    live.record(
        kind,
        entry.id,
        topics=_topics(bill, table_id),
        payment_id=entry.id,
        method=entry.method,
        amount_cents=entry.amount_cents,
        party_id=bill.party_id,
        order_id=bill.order_id,
        due_cents=bill.left_cents,
        approved_by=entry.approved_by,
    )


def _topics(bill: Bill, table_id: UUID | None) -> set[str]:
    """What money is news to."""
    where = {"orders", "dashboard", "till", f"bill:{bill.id}"}
    return where | {"floor", f"table:{table_id}"} if table_id else where


def _payment(payment_id: UUID) -> Payment:
    found = db.session.scalar(select(Payment).where(Payment.id == payment_id))
    if found is None:
        raise NotFound
    return found


def _given_back(payment_id: UUID) -> tuple[int, int]:
    """What has been given back of a payment already: of its amount, and of its tip."""
    row = db.session.execute(
        select(
            func.coalesce(-func.sum(Payment.amount_cents), 0), func.coalesce(-func.sum(Payment.tip_cents), 0)
        ).where(Payment.refund_of == payment_id)
    ).one()
    return int(row[0]), int(row[1])


def _items(paid: Sequence[PaidItem] | None) -> list[dict[str, Any]] | None:
    return [one.model_dump(mode="json") for one in paid] if paid else None


_BILL_OF = """
    SELECT coalesce(p.joined_to, p.id), p.table_id FROM parties p WHERE p.restaurant_id = %s AND p.id = %s
    UNION ALL
    SELECT coalesce(p.joined_to, p.id, o.id), p.table_id
    FROM orders o LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
    WHERE o.restaurant_id = %s AND o.id = %s
"""
