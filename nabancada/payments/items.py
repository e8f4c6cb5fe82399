"""Which dishes of a bill have been paid for, where people pay dish by dish: its lines keep how many."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from nabancada import db
from nabancada.errors import Conflict, InvalidInput
from nabancada.orders.models import OrderLine
from nabancada.payments.inputs import PaidItem
from nabancada.payments.models import Payment
from nabancada.web.json import encode


class ItemPaid(Conflict):
    code = "item_paid"
    message = "Outra pessoa já pagou %(name)s."


def paid(bill_id: UUID) -> Counter[UUID]:
    """How many of each line are paid for by name, or being paid on a phone; what was given back taken off."""
    rows = db.session.execute(
        select(OrderLine.id, OrderLine.paid_quantity).where(OrderLine.bill_id == bill_id, OrderLine.paid_quantity > 0)
    )
    return Counter({line_id: quantity for line_id, quantity in rows})


def ensure_unpaid(bill_id: UUID, wanted: Iterable[PaidItem]) -> None:
    """The caller has locked the bill.

    :raises InvalidInput: a line is not on this bill
    :raises ItemPaid: more of it than nobody has paid for yet
    """
    asked = _counted(wanted)
    if not asked:
        return
    unpaid = OrderLine.quantity - OrderLine.void_quantity - OrderLine.paid_quantity
    lines = db.session.execute(
        select(OrderLine.id, OrderLine.name, unpaid.label("left")).where(
            OrderLine.bill_id == bill_id, OrderLine.id.in_(asked)
        )
    ).all()
    if len(lines) != len(asked):
        raise InvalidInput({"items": "Há um prato que não é desta conta."})
    for line in lines:
        if asked[line.id] > line.left:
            raise ItemPaid(name=line.name)


def given_back(payment: Payment, wanted: Sequence[PaidItem] | None, *, last: bool) -> list[PaidItem] | None:
    """The dishes that a refund of a payment is for: the named ones; with the last of the money all that are left.

    The caller has locked the bill.

    :param last: nothing of the payment is left after it
    :raises InvalidInput: a dish is named that this payment was not for, or that was given back
    """
    left = _left_of(payment)
    asked = _counted(wanted or ())
    if any(quantity > left[line_id] for line_id, quantity in asked.items()):
        raise InvalidInput({"items": "Este pagamento não foi deste prato."})
    back = left if last else asked
    return [PaidItem(line_id=line_id, quantity=quantity) for line_id, quantity in back.items() if quantity] or None


def hold(bill_id: UUID, dishes: list[dict[str, Any]] | None) -> None:
    """Keep on the lines of a locked bill that these are paid for, or being paid. One statement, none without dishes."""
    _note(bill_id, dishes, 1)


def release(bill_id: UUID, dishes: list[dict[str, Any]] | None) -> None:
    """They are not, after all. Like `hold`."""
    _note(bill_id, dishes, -1)


def _note(bill_id: UUID, dishes: list[dict[str, Any]] | None, sign: int) -> None:
    if dishes:
        values = {"restaurant": db.current_restaurant_id(), "bill": bill_id, "sign": sign}
        db.session.execute(_NOTE, values | {"items": encode(dishes).decode()})


def _left_of(payment: Payment) -> Counter[UUID]:
    """The dishes of a payment that were not given back."""
    left = _named(payment.items)
    earlier = select(Payment.items).where(Payment.refund_of == payment.id, Payment.items.is_not(None))
    for items in db.session.scalars(earlier):
        left.subtract(_named(items))
    return left


def _counted(wanted: Iterable[PaidItem]) -> Counter[UUID]:
    counted = Counter[UUID]()
    for one in wanted:
        counted[one.line_id] += one.quantity
    return counted


def _named(items: list[dict[str, Any]] | None) -> Counter[UUID]:
    return _counted(PaidItem.model_validate(one) for one in items or ())


_NOTE = text(
    """
    UPDATE order_lines l SET paid_quantity = l.paid_quantity + :sign * item.quantity
    FROM (
        SELECT line_id, sum(quantity)::bigint AS quantity
        FROM jsonb_to_recordset(CAST(:items AS jsonb)) AS item (line_id uuid, quantity bigint) GROUP BY line_id
    ) item
    WHERE l.restaurant_id = :restaurant AND l.bill_id = :bill AND l.id = item.line_id
    """
)
