"""Bills and payments over JSON."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import pins
from nabancada.errors import NotAllowed
from nabancada.orders import discounts
from nabancada.orders import queries as orders
from nabancada.orders.inputs import NewDiscount
from nabancada.payments import actions, express, ledger, queries
from nabancada.payments.inputs import NewPayment, NewRefund, NewSale, WriteOff
from nabancada.payments.ledger import Taken
from nabancada.permissions import Permission
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("payments_api", __name__, url_prefix="/api")


@bp.get("/tables/<uuid:table_id>/bill")
@requires(Permission.TAKE_ORDERS)
def bill_of_table(table_id: UUID) -> Response:
    """The bill of who sits at a table."""
    return answer(queries.bill_at(table_id))


@bp.get("/parties/<uuid:party_id>/bill")
@requires(Permission.TAKE_ORDERS)
def bill_of_party(party_id: UUID) -> Response:
    """The bill of a party, settled or not."""
    return answer(queries.bill_of(party_id, None))


@bp.get("/orders/<uuid:order_id>/bill")
@requires(Permission.TAKE_ORDERS)
def bill_of_order(order_id: UUID) -> Response:
    """The bill an order is on."""
    return answer(queries.bill_of(None, order_id))


@bp.post("/payments")
@requires(Permission.TAKE_PAYMENTS)
def take() -> Response:
    """Take money for a bill, or ask for it on the payer's phone. The same `client_key` again: 200 and the first."""
    new = parse(NewPayment)
    if new.phone is None:
        return _entry(actions.take(new, access.staff()))
    asked, fresh = express.ask(new, access.staff())
    return answer(queries.request(asked.id), 202 if fresh else 200)


@bp.post("/sales")
@requires(Permission.TAKE_PAYMENTS)
def sell() -> Response:
    """A counter sale: the order and its payments, together or not at all."""
    new = parse(NewSale)
    if not access.current().may(Permission.TAKE_ORDERS):
        raise NotAllowed
    sale = actions.sell(new, pins.for_prices(access.staff(), new.order.manager_pin))
    taken = queries.payments_on(sale.order_id) if sale.again else [one.as_json() for one in sale.taken]
    return answer({"order": sale.order or orders.one(sale.order_id), "payments": taken}, 200 if sale.again else 201)


@bp.post("/payments/<uuid:payment_id>/refunds")
@requires(Permission.TAKE_PAYMENTS)
def refund(payment_id: UUID) -> Response:
    """Give money back; who may not do so alone sends a manager's PIN."""
    new = parse(NewRefund)
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, new.manager_pin)
    return _entry(actions.refund(payment_id, new, by))


@bp.post("/parties/<uuid:party_id>/discounts")
@requires(Permission.DISCOUNT)
def discount_party(party_id: UUID) -> Response:
    """Take something off the bill of a party."""
    return _discount(ledger.bill_of(party_id, None).id)


@bp.post("/orders/<uuid:order_id>/discounts")
@requires(Permission.DISCOUNT)
def discount_order(order_id: UUID) -> Response:
    """Take something off the bill an order is on."""
    return _discount(ledger.bill_of(None, order_id).id)


@bp.delete("/bills/<uuid:bill_id>/discounts/<uuid:discount_id>")
@requires(Permission.DISCOUNT)
def remove_discount(bill_id: UUID, discount_id: UUID) -> Response:
    """Put back what was taken off."""
    discounts.take_back(bill_id, discount_id, access.staff())
    return answer(queries.bill(bill_id))


@bp.post("/bills/<uuid:bill_id>/settlement")
@requires(Permission.TAKE_PAYMENTS)
def settle(bill_id: UUID) -> Response:
    """Close a bill on which nothing is due, and free its tables. Again it changes nothing."""
    return answer(queries.bill(actions.settle(bill_id).id))


@bp.post("/parties/<uuid:party_id>/write-off")
@requires(Permission.TAKE_PAYMENTS)
def write_off_party(party_id: UUID) -> Response:
    """Give up what is still due of a party's bill."""
    return _write_off(party_id, None)


@bp.post("/orders/<uuid:order_id>/write-off")
@requires(Permission.TAKE_PAYMENTS)
def write_off_order(order_id: UUID) -> Response:
    """Give up what is still due of an order."""
    return _write_off(None, order_id)


def _discount(bill_id: UUID) -> Response:
    new = parse(NewDiscount)
    discounts.give(bill_id, new, pins.for_prices(access.staff(), new.manager_pin))
    return answer(queries.bill(bill_id))


def _write_off(party_id: UUID | None, order_id: UUID | None) -> Response:
    new = parse(WriteOff)
    by = pins.allowed(access.staff(), Permission.DISCOUNT_FREELY, new.manager_pin)
    return answer(queries.bill(actions.write_off(party_id, order_id, new, by).id))


def _entry(entry: Taken | UUID) -> Response:
    if isinstance(entry, Taken):
        return answer(entry.as_json(), 201)
    return answer(queries.payment(entry))
