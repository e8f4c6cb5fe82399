"""Which dishes of a bill have been paid for, where people pay dish by dish."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, cast, null, select

from nabancada import db
from nabancada.errors import Conflict, InvalidInput
from nabancada.orders.models import OrderLine
from nabancada.payments.inputs import PaidItem
from nabancada.payments.models import OPEN, Payment, PaymentRequest

Counted = defaultdict[UUID, Fraction]


class ItemPaid(Conflict):
    code = "item_paid"
    message = "Outra pessoa já pagou %(name)s."


class ItemReturned(Conflict):
    code = "item_returned"
    message = "Já se devolveu o valor de %(name)s."


def count(items: Iterable[dict[str, Any]] | None, into: Counted | None = None, sign: int = 1) -> Counted:
    """How much of each line `items`, as payments keep them, come to; added to what was counted before."""
    counted = defaultdict(Fraction) if into is None else into
    for one in items or ():
        counted[UUID(str(one["line_id"]))] += sign * Fraction(one["quantity"], one.get("between", 1))
    return counted


def ensure_unpaid(bill_id: UUID, wanted: Iterable[PaidItem]) -> None:
    """The caller has locked the bill.

    :raises InvalidInput: a line is not on this bill
    :raises ItemPaid: more of it than nobody has paid for yet
    """
    asked = _sum(wanted)
    if not asked:
        return
    names, left = _lines(bill_id, asked)
    already = _paid(_entries(bill_id))
    for line_id, units in asked.items():
        if units + already[line_id] > left[line_id]:
            raise ItemPaid(name=names[line_id])


def ensure_returnable(payment: Payment, given_back: Iterable[PaidItem]) -> None:
    """The caller has locked the bill.

    :raises InvalidInput: a dish is given back that is not on this bill, or that this payment was not for
    :raises ItemReturned: more of it than was sold and not given back yet
    """
    asked = _sum(given_back)
    if not asked:
        return
    names, left = _lines(payment.bill_id, asked)
    bought, returned = count(payment.items), Counted(Fraction)
    for _id, refund_of, items in _entries(payment.bill_id):
        if refund_of == payment.id and payment.items is not None:
            count(items, bought, -1)
        if refund_of is not None:
            count(items, returned)
    for line_id, units in asked.items():
        if payment.items is not None and units > bought[line_id]:
            raise InvalidInput({"items": "Este pagamento não foi deste prato."})
        if units + returned[line_id] > left[line_id]:
            raise ItemReturned(name=names[line_id])


def _sum(items: Iterable[PaidItem]) -> dict[UUID, Fraction]:
    asked: dict[UUID, Fraction] = {}
    for one in items:
        asked[one.line_id] = asked.get(one.line_id, Fraction(0)) + one.units
    return asked


def _lines(bill_id: UUID, asked: Iterable[UUID]) -> tuple[dict[UUID, str], dict[UUID, int]]:
    """Names, and how many are not void.

    :raises InvalidInput: one is not on this bill
    """
    wanted = list(asked)
    rows = db.session.execute(
        select(OrderLine.id, OrderLine.name, (OrderLine.quantity - OrderLine.void_quantity).label("left")).where(
            OrderLine.bill_id == bill_id, OrderLine.id.in_(wanted)
        )
    ).all()
    if len(rows) != len(wanted):
        raise InvalidInput({"items": "Há um prato que não é desta conta."})
    return {row.id: row.name for row in rows}, {row.id: row.left for row in rows}


_Entry = tuple[UUID, UUID | None, list[dict[str, Any]] | None]  # id, refund of, items


def _entries(bill_id: UUID) -> list[_Entry]:
    """The ledger of a bill, and what is being paid on phones: that is nobody else's to pay."""
    paid = select(Payment.id, Payment.refund_of, Payment.items).where(Payment.bill_id == bill_id)
    asked = select(PaymentRequest.id, cast(null(), Uuid), PaymentRequest.items).where(
        PaymentRequest.bill_id == bill_id, PaymentRequest.status.in_(OPEN)
    )
    return [tuple(row) for row in db.session.execute(paid.union_all(asked))]


def _paid(entries: list[_Entry]) -> Counted:
    """How much of each line was paid for by name, what was given back of it taken off.

    A dish given back out of a payment for the bill as a whole was never anybody's by name.
    """
    by_name = {one_id for one_id, _of, items in entries if items is not None}
    counted = Counted(Fraction)
    for _id, refund_of, items in entries:
        if refund_of is None:
            count(items, counted)
        elif refund_of in by_name:
            count(items, counted, -1)
    return counted
