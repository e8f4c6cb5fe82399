"""Rules that the database keeps by itself, whoever writes into it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from nabancada import db
from nabancada.orders import actions as orders
from tests import factories

REFUSED = {
    "an order goes back": ("UPDATE orders SET status = 'preparing'", "does not go from served"),
    "an order leaves a step out": ("UPDATE orders SET status = 'pending'", "does not go from served"),
    "more is paid for than is there": ("UPDATE order_lines SET paid_quantity = 2", "ck_order_lines_paid_quantity"),
    "what was paid for is voided": (
        "UPDATE order_lines SET paid_quantity = 1; UPDATE order_lines SET void_quantity = 1",
        "ck_order_lines_paid_quantity",
    ),
    "more is paid than is owed": ("UPDATE bills SET paid_cents = total_cents + 1", "ck_bills_not_overpaid"),
    "what owes is settled": ("UPDATE bills SET settled_at = now()", "ck_bills_settled"),
    "a loss has no reason": ("UPDATE bills SET written_off_cents = 1", "ck_bills_written_off"),
    "a payment is changed": ("UPDATE payments SET tip_cents = 5", "never changed"),
    "a payment is removed": ("DELETE FROM payments", "never changed"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses_that(restaurant, what):
    order = factories.order(factories.dish(price_cents=1000).id, table_id=factories.table().id).order
    factories.payment(order["party_id"], 400)
    for step in ("preparing", "ready", "served"):
        orders.move(order["id"], orders.OrderStatus(step))
    statements, why = REFUSED[what]
    with pytest.raises(DatabaseError, match=why):
        for statement in statements.split(";"):
            db.session.execute(text(statement))
    db.release()
