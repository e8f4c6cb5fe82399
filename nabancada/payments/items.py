"""Which dishes of a bill have been paid for, where people pay dish by dish."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.errors import Conflict, InvalidInput
from nabancada.orders.models import OrderLine
from nabancada.payments.inputs import PaidItem
from nabancada.payments.models import OPEN, Payment, PaymentRequest


class ItemPaid(Conflict):
    code = "item_paid"
    message = "Outra pessoa já pagou %(name)s."


def paid(bill_id: UUID) -> Counter[UUID]:
    """How many of each line are paid for by name, or being paid on a phone; what was given back taken off."""
    counted: Counter[UUID] = Counter()
    entries = select(Payment.items, Payment.amount_cents).where(Payment.bill_id == bill_id, Payment.items.is_not(None))
    asked = select(PaymentRequest.items, PaymentRequest.amount_cents).where(
        PaymentRequest.bill_id == bill_id, PaymentRequest.items.is_not(None), PaymentRequest.status.in_(OPEN)
    )
    rows = db.session.execute(entries.union_all(asked))
    for items, amount in rows:
        for one in items:
            counted[UUID(one["line_id"])] += one["quantity"] if amount > 0 else -one["quantity"]
    return counted


def ensure_unpaid(bill_id: UUID, wanted: Iterable[PaidItem]) -> None:
    """The caller has locked the bill.

    :raises InvalidInput: a line is not on this bill
    :raises ItemPaid: more of it than nobody has paid for yet
    """
    asked = Counter[UUID]()
    for one in wanted:
        asked[one.line_id] += one.quantity
    if not asked:
        return
    lines = db.session.execute(
        select(OrderLine.id, OrderLine.name, (OrderLine.quantity - OrderLine.void_quantity).label("left")).where(
            OrderLine.bill_id == bill_id, OrderLine.id.in_(asked)
        )
    ).all()
    if len(lines) != len(asked):
        raise InvalidInput({"items": "Há um prato que não é desta conta."})
    already = paid(bill_id)
    for line in lines:
        if asked[line.id] + already[line.id] > line.left:
            raise ItemPaid(name=line.name)


def ensure_paid(payment: Payment, given_back: Iterable[PaidItem]) -> None:
    """:raises InvalidInput: a dish is given back that this payment was not for"""
    bought = Counter({UUID(one["line_id"]): one["quantity"] for one in payment.items or ()})
    for one in given_back:
        bought[one.line_id] -= one.quantity
        if payment.items is not None and bought[one.line_id] < 0:
            raise InvalidInput({"items": "Este pagamento não foi deste prato."})
