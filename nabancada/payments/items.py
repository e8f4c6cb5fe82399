"""Which dishes of a bill have been paid for, where people pay dish by dish.

The ledger says it to the fraction: three may share one dish. A line keeps how many of it are paid for, the begun ones
counted whole, so that nobody takes those back or moves them away.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from nabancada import db
from nabancada.errors import Conflict, InvalidInput
from nabancada.orders.models import OrderLine
from nabancada.payments.inputs import PaidItem
from nabancada.payments.models import Payment

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
    """The caller has locked the bill. One statement, none where nothing is wanted.

    :raises InvalidInput: a line is not on this bill
    :raises ItemPaid: more of it than nobody has paid for yet
    """
    asked = _sum(wanted)
    if not asked:
        return
    values = {"restaurant": db.current_restaurant_id(), "bill": bill_id, "answered": None, "lines": list(asked)}
    lines = db.session.execute(_STANDING, values).all()
    if len(lines) != len(asked):
        raise InvalidInput({"items": "Há um prato que não é desta conta."})
    for line in lines:
        if asked[line.id] + sum(Fraction(*one) for one in line.paid) > line.left:
            raise ItemPaid(name=line.name)


def given_back(payment: Payment, wanted: Sequence[PaidItem] | None, *, last: bool) -> list[PaidItem] | None:
    """The dishes that a refund of a payment is for: the named ones; with the last of the money all that are left.

    The caller has locked the bill.

    :param last: nothing of the payment is left after it
    :raises InvalidInput: a dish is named that is not on this bill, or that this payment was not for
    :raises ItemReturned: of a payment for the bill as a whole, more of it than was sold and not given back yet
    """
    asked = _sum(wanted or ())
    bought, returned = count(payment.items), Counted(Fraction)
    for refund_of, items in _refunds(payment.bill_id) if asked or payment.items else ():
        count(items, returned)
        if refund_of == payment.id:
            count(items, bought, -1)
    names, left = _lines(payment.bill_id, asked) if asked else ({}, {})
    for line_id, units in asked.items():
        if payment.items is not None:  # what others gave back meanwhile is no matter: these are this one's
            if units > bought[line_id]:
                raise InvalidInput({"items": "Este pagamento não foi deste prato."})
        elif units + returned[line_id] > left[line_id]:
            raise ItemReturned(name=names[line_id])
    back = bought if last and payment.items else asked
    return [PaidItem.of(line_id, units) for line_id, units in back.items() if units] or None


def keep(bill_id: UUID, dishes: list[dict[str, Any]] | None, answered: UUID | None = None) -> None:
    """Keep on the lines of a locked bill how many are paid for, now that the ledger has changed for `dishes`.

    One statement, none without dishes.

    :param answered: a request for a payment that is about to be closed, and counts no more
    """
    if dishes:
        values = {"restaurant": db.current_restaurant_id(), "bill": bill_id, "answered": answered}
        db.session.execute(_KEEP, values | {"lines": list(count(dishes))})


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


def _refunds(bill_id: UUID) -> Sequence[Row[UUID, list[dict[str, Any]] | None]]:
    """Everything given back on a bill: of which payment, and which dishes."""
    return db.session.execute(
        select(Payment.refund_of, Payment.items).where(Payment.bill_id == bill_id, Payment.refund_of.is_not(None))
    ).all()


# What was paid by name, and is being paid on phones: that is nobody else's to pay. A dish given back out of a payment
# for the bill as a whole was never anybody's by name.
_NAMED = """
    SELECT (item ->> 'line_id')::uuid AS line_id, named.sign * (item ->> 'quantity')::int AS quantity,
           coalesce((item ->> 'between')::int, 1) AS between
    FROM (
        SELECT y.items, 1 AS sign FROM payments y
        WHERE y.restaurant_id = :restaurant AND y.bill_id = :bill AND y.refund_of IS NULL
        UNION ALL
        SELECT r.items, -1 FROM payments r
        JOIN payments y ON y.restaurant_id = r.restaurant_id AND y.id = r.refund_of AND y.items <> 'null'
        WHERE r.restaurant_id = :restaurant AND r.bill_id = :bill
        UNION ALL
        SELECT q.items, 1 FROM payment_requests q
        WHERE q.restaurant_id = :restaurant AND q.bill_id = :bill AND q.status IN ('asking', 'waiting')
          AND q.id IS DISTINCT FROM CAST(:answered AS uuid)
    ) named
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(nullif(named.items, 'null'), '[]')) item
"""

_STANDING = text(
    f"""
    WITH named AS ({_NAMED})
    SELECT l.id, l.name, l.quantity - l.void_quantity AS left,
           coalesce((
               SELECT json_agg(json_build_array(n.quantity, n.between)) FROM named n WHERE n.line_id = l.id
           ), '[]') AS paid
    FROM order_lines l
    JOIN orders o ON o.restaurant_id = l.restaurant_id AND o.id = l.order_id AND o.status <> 'cancelled'
    WHERE l.restaurant_id = :restaurant AND l.bill_id = :bill AND l.id = ANY(:lines)
    """
)

# Thirds add up to whole dishes only when rounded; no share is anywhere near so small.
_KEEP = text(
    f"""
    WITH named AS ({_NAMED})
    UPDATE order_lines l SET paid_quantity = greatest(0, ceil(round(coalesce((
        SELECT sum(n.quantity::numeric / n.between) FROM named n WHERE n.line_id = l.id
    ), 0), 9)))
    WHERE l.restaurant_id = :restaurant AND l.bill_id = :bill AND l.id = ANY(:lines)
    """
)
