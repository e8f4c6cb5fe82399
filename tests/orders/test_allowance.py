"""How much a cashier may take off without a manager: everything that is taken off a bill counts together."""

from decimal import Decimal
from uuid import uuid4

import pytest

from nabancada.orders import actions, discounts, moving
from nabancada.orders.allowance import TooMuchLeftOff, TooMuchOff
from nabancada.orders.inputs import LinesMove, MovedLine, NewDiscount
from nabancada.payments import actions as payments
from nabancada.payments import queries
from nabancada.payments.inputs import NewSale
from nabancada.permissions import POLICY, Role, Staff
from tests import factories
from tests.factories import SOMEBODY

CASHIER = Staff(None, "Ana", POLICY[Role.CASHIER], "user:ana")
WAITER = Staff(None, "Eva", POLICY[Role.WAITER], "user:eva")


def off(**much) -> NewDiscount:
    return NewDiscount(client_key=uuid4().hex, reason="Demora", **much)


def sent(*lines: tuple[int, float], table=None, percent: float = 0):
    """An order of a dish at each price, with so many percent off, and so many off the whole."""
    new = factories.new_order(
        *(factories.dish(f"Prato {n}", cents).id for n, (cents, _percent) in enumerate(lines)),
        table_id=table,
        type="table" if table else "counter",
        discount={"percent": percent, "reason": "Demora"} if percent else None,
    )
    for line, (_cents, line_percent) in zip(new.lines, lines, strict=True):
        line.discount_percent = Decimal(line_percent) if line_percent else None
    return new


def placed(*lines: tuple[int, float], at: str, by: Staff = SOMEBODY) -> dict:
    return actions.place(sent(*lines, table=factories.table(at).id), by).order


def all_of(order: dict, n: int, **to) -> LinesMove:
    line = order["lines"][n]
    return LinesMove(lines=[MovedLine(order_id=order["id"], line_id=line["id"], quantity=line["quantity"])], **to)


def test_ten_off_the_dish_and_ten_off_the_bill_is_more_than_ten(restaurant):
    with pytest.raises(TooMuchOff):
        actions.place(sent((10_000, 10), percent=10), CASHIER)
    with pytest.raises(TooMuchOff):
        payments.sell(NewSale(order=sent((10_000, 10), percent=0.1), payments=[{"method": "card"}]), CASHIER)
    within = actions.place(sent((10_000, 10), (10_000, 0), percent=5), CASHIER).order
    assert within["total_cents"] == 18_050
    assert actions.place(sent((10_000, 10), percent=10), SOMEBODY).order["total_cents"] == 8_100


def test_a_dish_at_the_limit_is_sold_however_many_are_rounded(restaurant):
    order = actions.place(sent((1_995, 10), (1_995, 10), (1_995, 10)), CASHIER).order
    assert order["total_cents"] == 3 * 1_795


def test_the_discount_of_a_table_counts_what_its_dishes_had_off(restaurant):
    party = placed((10_000, 5), at="1", by=CASHIER)["party_id"]
    with pytest.raises(TooMuchOff):
        discounts.give(party, off(percent=10), CASHIER)
    discounts.give(party, off(percent=5), CASHIER)
    assert queries.bill(party)["due_cents"] == 9_025


def test_a_dish_with_a_discount_counts_what_its_table_has_off(restaurant):
    order = placed((10_000, 0), at="1")
    discounts.give(order["party_id"], off(percent=10), CASHIER)
    with pytest.raises(TooMuchOff):
        actions.place(sent((10_000, 10), table=order["table_id"]), CASHIER)
    actions.place(sent((10_000, 0), table=order["table_id"]), CASHIER)
    assert queries.bill(order["party_id"])["due_cents"] == 18_000


def test_a_table_that_a_manager_gave_more_goes_on_ordering(restaurant):
    order = placed((10_000, 0), at="1")
    discounts.give(order["party_id"], off(percent=50), SOMEBODY)
    actions.place(sent((10_000, 0), table=order["table_id"]), WAITER)
    assert queries.bill(order["party_id"])["due_cents"] == 10_000


def test_an_amount_is_no_larger_for_dishes_that_go_elsewhere(restaurant):
    order, free = placed((9_000, 0), (1_000, 0), at="1"), factories.table("2")
    discounts.give(order["party_id"], off(amount_cents=1_000), CASHIER)
    with pytest.raises(TooMuchLeftOff):
        moving.move_lines(order["party_id"], all_of(order, 0, table_id=free.id), CASHIER)
    assert queries.bill(order["party_id"])["due_cents"] == 9_000
    moving.move_lines(order["party_id"], all_of(order, 0, table_id=free.id), SOMEBODY)
    assert queries.bill_at(free.id)["due_cents"] == 9_000


def test_dishes_leave_a_discount_that_stays_within_the_limit(restaurant):
    order, free = placed((5_000, 0), (5_000, 0), at="1"), factories.table("2")
    discounts.give(order["party_id"], off(amount_cents=500), CASHIER)
    moving.move_lines(order["party_id"], all_of(order, 0, table_id=free.id), WAITER)
    assert queries.bill(order["party_id"])["due_cents"] == 4_500


@pytest.mark.parametrize("cents", [(1_991, 1), (3, 7), (10_000, 9_999)])
def test_dishes_leave_and_reach_a_share_that_a_manager_gave(restaurant, cents):
    order, other = placed(*((one, 0) for one in cents), at="1"), placed((333, 0), at="2")
    discounts.give(order["party_id"], off(percent=50), SOMEBODY)
    moving.move_lines(other["party_id"], all_of(other, 0, party_id=order["party_id"]), WAITER)
    moving.move_lines(order["party_id"], all_of(order, 0, table_id=factories.table("3").id), WAITER)


def test_a_dish_with_a_discount_joins_no_bill_that_has_one(restaurant):
    root, guest, other = placed((9_000, 0), at="1"), placed((1_000, 10), at="2"), placed((1_000, 0), at="3")
    discounts.give(root["party_id"], off(percent=10), CASHIER)
    with pytest.raises(TooMuchLeftOff):
        moving.join(guest["party_id"], root["party_id"], WAITER)
    with pytest.raises(TooMuchLeftOff):
        moving.move_lines(guest["party_id"], all_of(guest, 0, party_id=root["party_id"]), WAITER)
    moving.join(other["party_id"], root["party_id"], WAITER)
    assert queries.bill(root["party_id"])["due_cents"] == 9_000


def test_who_parts_leaves_a_discount_no_larger(restaurant):
    root, guest = placed((1_000, 0), at="1"), placed((9_000, 0), at="2")
    moving.join(guest["party_id"], root["party_id"], WAITER)
    discounts.give(root["party_id"], off(amount_cents=1_000), CASHIER)
    with pytest.raises(TooMuchLeftOff):
        moving.part(guest["party_id"], WAITER)
    assert queries.bill(root["party_id"])["due_cents"] == 9_000
    moving.part(guest["party_id"], SOMEBODY)
    assert queries.bill(guest["party_id"])["due_cents"] == 9_000
