"""A machine that dies in the middle of any act of money leaves nothing of it, and the same may be sent again."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from nabancada import db
from nabancada.orders import actions as orders
from nabancada.orders import discounts, moving
from nabancada.orders.inputs import LinesMove, MovedLine, NewDiscount
from nabancada.payments import actions, closing, queries
from nabancada.payments.inputs import Closing, NewPayment, NewRefund, NewSale, WriteOff
from nabancada.permissions import POLICY, Role, Staff
from nabancada.till import queries as shifts
from nabancada.till.inputs import NewMovement, NewShift
from tests import factories
from tests.factories import SOMEBODY

KEY = "a-meio-001"
ANA = Staff(None, "Ana", POLICY[Role.MANAGER], "user:ana")

ACTS: dict[str, Callable[[SimpleNamespace], Any]] = {
    "order": lambda here: orders.place(here.new_order, SOMEBODY),
    "void": lambda here: orders.void(here.order["id"], here.line, 1, "Caiu", SOMEBODY, KEY),
    "cancel": lambda here: orders.cancel(here.order["id"], "Engano", SOMEBODY),
    "move": lambda here: moving.move(here.party, here.free.id),
    "join": lambda here: moving.join(here.party, here.other, SOMEBODY),
    "part": lambda here: moving.part(here.joined, SOMEBODY),
    "lines": lambda here: moving.move_lines(here.party, here.lines, SOMEBODY),
    "discount": lambda here: discounts.give(here.party, here.discount, SOMEBODY),
    "take back": lambda here: discounts.take_back(here.other, here.given, SOMEBODY),
    "pay": lambda here: actions.take(here.payment, SOMEBODY),
    "sell": lambda here: actions.sell(here.sale, SOMEBODY),
    "refund": lambda here: actions.refund(here.paid, here.refund, SOMEBODY),
    "write off": lambda here: actions.write_off(here.party, None, here.loss, SOMEBODY),
    "open": lambda here: closing.open_shift(NewShift(opening_cents=0), ANA),
    "cash": lambda here: closing.move_cash(here.shift, here.movement, SOMEBODY),
    "close": lambda here: closing.close(here.shift, Closing(counted={"cash": 0}, hand_over=True), SOMEBODY),
}


class Died(Exception):
    pass


@pytest.fixture
def here(restaurant) -> SimpleNamespace:
    """A house in the middle of its service, with something for each act to be done to."""
    dish = factories.dish(price_cents=1000)
    order, other, joined, root = (
        factories.order(dish.id, dish.id, table_id=factories.table(name).id).order for name in "1234"
    )
    closing.open_shift(NewShift(opening_cents=500), SOMEBODY)
    paid = factories.payment(other["party_id"], 600, "cash").payment.id
    given = NewDiscount(client_key="desconto-0", percent=10, reason="Demora")
    discounts.give(other["party_id"], given, SOMEBODY)
    moving.join(joined["party_id"], root["party_id"], SOMEBODY)
    line, free = order["lines"][0]["id"], factories.table("9")
    again = {"client_key": KEY}
    return SimpleNamespace(
        order=order,
        line=line,
        party=order["party_id"],
        other=root["party_id"],
        joined=joined["party_id"],
        free=free,
        paid=paid,
        given=None,
        shift=shifts.mine(SOMEBODY.key).id,
        new_order=factories.new_order(dish.id, client_key=KEY),
        sale=NewSale(order=factories.new_order(dish.id, client_key=KEY), payments=[{"method": "cash"}]),
        lines=LinesMove(
            **again, lines=[MovedLine(order_id=order["id"], line_id=line, quantity=1)], table_id=free.id
        ),
        discount=NewDiscount(**again, percent=10, reason="Demora"),
        payment=NewPayment(
            **again, party_id=order["party_id"], method="cash", amount_cents=2000,
            items=[{"line_id": line, "quantity": 1}],
        ),
        refund=NewRefund(**again, amount_cents=600, reason="Engano"),
        loss=WriteOff(**again, reason="Saíram"),
        movement=NewMovement(**again, kind="in", amount_cents=100, reason="Trocos"),
    )  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_what_dies_halfway_leaves_nothing_and_may_be_done_again(here, act):
    if act == "take back":
        here.other = queries.payment(here.paid)["bill_id"]
        here.given = queries.bill(here.other)["discounts"][0]["id"]
    before = everything()
    with pytest.raises(Died), db.atomic():
        ACTS[act](here)
        db.session.flush()
        assert everything() != before
        raise Died
    db.release()
    assert everything() == before
    ACTS[act](here)
    assert everything() != before


def everything() -> dict[str, str]:
    """A fingerprint of every row of the house, by table."""
    tables = db.session.scalars(
        text(
            "SELECT relname::text FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace"
        )
    ).all()
    marks = "SELECT coalesce(md5(string_agg(row::text, '' ORDER BY row::text)), '') FROM {} row"
    return {table: db.session.scalars(text(marks.format(table))).one() for table in tables}
