"""Entries of the ledger, and the bill each one changes.

Whoever takes or gives back money, now or when a phone has answered, writes it here, inside its own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nabancada import clock, db, live
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.money import kz
from nabancada.orders import bills
from nabancada.orders.models import Bill, Order
from nabancada.orders.pricing import in_coins
from nabancada.payments import items
from nabancada.payments.inputs import PaidItem, Tender
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
    :raises Conflict: it has gone into another meanwhile
    """
    [bill] = bills.lock_own([bill_id])
    if bill.settled_at is not None:
        raise AlreadyPaid
    return bill


def enter(
    payment_id: UUID,
    owed: Owed,
    bill: Bill,
    wanted_cents: int,
    tender: Tender,
    by: Staff,
    paid_items: Sequence[PaidItem] | None = None,
    held: UUID | None = None,
) -> Taken:
    """Write a payment of a locked bill and settle the bill when it was the last.

    :param held: the shift of who takes it, where `hold_shift` has said it
    """
    amount, rounding = _amount(bill, wanted_cents, tender.method)
    handed = tender.tendered_cents
    if handed is not None and handed < amount + tender.tip_cents:
        raise InvalidInput({"tendered_cents": "O valor entregue não chega."})
    entry = Payment(
        id=payment_id,
        bill_id=bill.id,
        shift_id=held or shift_of(tender.method, by),
        method=tender.method,
        amount_cents=amount,
        tip_cents=tender.tip_cents,
        tendered_cents=handed,
        change_cents=handed - amount - tender.tip_cents if handed is not None else 0,
        rounding_cents=rounding,
        credited_cents=0,
        reference=tender.reference or None,
        payer=tender.payer or None,
        items=as_json(paid_items),
        taken_by=by.id,
        taken_by_name=by.name,
        taken_at=clock.now(),
    )
    write(entry, bill)
    record("payment.taken", entry, bill, owed.table_id)
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


def hold_shift(by: Staff) -> UUID | None:
    """Keep the open shift of somebody open until the transaction ends, before what comes later in the lock order.

    :returns: it, if they have one
    """
    return shift_of(Method.CARD, by)


def shift_of(method: Method, by: Staff) -> UUID | None:
    """The open shift of who handles the money, its lock shared. Only cash cannot do without one.

    :raises NoOpenShift: cash, and there is none
    """
    try:
        return till.locked_share(by.key)
    except NoOpenShift:
        if method == Method.CASH:
            raise
        return None


def write(entry: Payment, bill: Bill, answered: UUID | None = None) -> None:
    """Put an entry into the ledger, its figures onto the locked bill, and what it is for onto the bill's lines.

    :param answered: the request it is the answer to
    """
    db.session.add(entry)
    db.session.flush()
    items.keep(bill.id, entry.items, answered)
    bill.paid_cents += entry.amount_cents
    bill.credited_cents += entry.credited_cents
    bill.rounding_cents += entry.rounding_cents
    bill.total_cents += entry.rounding_cents
    if entry.rounding_cents and bill.order_id is not None:
        db.session.get_one(Order, (bill.restaurant_id, bill.order_id)).total_cents = bill.total_cents


def record(kind: str, entry: Payment, bill: Bill, table_id: UUID | None) -> None:
    live.record(
        kind,
        entry.id,
        topics=topics(bill, table_id),
        payment_id=entry.id,
        method=entry.method,
        amount_cents=entry.amount_cents,
        tip_cents=entry.tip_cents,
        party_id=bill.party_id,
        order_id=bill.order_id,
        due_cents=bill.left_cents,
        approved_by=entry.approved_by,
    )


def topics(bill: Bill, table_id: UUID | None) -> set[str]:
    """What money is news to."""
    where = {"orders", "dashboard", "till", f"bill:{bill.id}"}
    return where | {"floor", f"table:{table_id}"} if table_id else where


def as_json(paid: Sequence[PaidItem] | None) -> list[dict[str, Any]] | None:
    return [one.model_dump(mode="json", exclude_defaults=True) for one in paid] if paid else None


_BILL_OF = """
    SELECT coalesce(p.joined_to, p.id), p.table_id FROM parties p WHERE p.restaurant_id = %s AND p.id = %s
    UNION ALL
    SELECT coalesce(p.joined_to, p.id, o.id), p.table_id
    FROM orders o LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
    WHERE o.restaurant_id = %s AND o.id = %s
"""
