"""Two who touch one bill at the same moment: nothing of either is lost, and no total is behind its lines."""

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.errors import Conflict
from nabancada.orders import actions, discounts, moving
from nabancada.orders.inputs import LinesMove, MovedLine, NewDiscount
from nabancada.orders.models import Bill, OrderLine
from nabancada.payments import queries as payments
from nabancada.tables import queries as tables
from tests import factories
from tests.at_once import at_once, while_held
from tests.factories import SOMEBODY


def ordered(name: str, quantity: int = 1, cents: int = 22_000) -> dict:
    item, table = factories.dish(f"Cola {name}", cents), factories.table(name)
    new = factories.new_order(item.id, table_id=table.id)
    new.lines[0].quantity = quantity
    return actions.place(new, SOMEBODY).order


def bill_is_right(bill_id) -> None:
    bill = db.session.scalars(select(Bill).where(Bill.id == bill_id)).one()
    assert bill.items_cents == sum(db.session.scalars(select(OrderLine.net_cents).where(OrderLine.bill_id == bill_id)))


def test_tables_that_share_a_bill_and_order_at_once_owe_all_of_it(restaurant):
    root, joined = ordered("1"), ordered("2")
    moving.join(joined["party_id"], root["party_id"], SOMEBODY)
    dish = factories.dish("Cuca", 1000)
    places = [root["table_id"], joined["table_id"]]
    at_once(restaurant.id, 12, lambda n: factories.order(dish.id, table_id=places[n % 2]), workers=6)
    assert payments.bill_of(root["party_id"], None)["due_cents"] == 2 * 22_000 + 12 * 1000


@pytest.mark.parametrize("first", [0, 1])
def test_who_waited_for_the_shared_bill_counts_what_was_ordered_meanwhile(restaurant, first):
    root, joined = ordered("1"), ordered("2")
    moving.join(joined["party_id"], root["party_id"], SOMEBODY)
    dish = factories.dish("Cuca", 1000)
    places = [root["table_id"], joined["table_id"]]
    while_held(
        restaurant.id,
        lambda: factories.order(dish.id, table_id=places[first]),
        lambda: factories.order(dish.id, table_id=places[1 - first]),
    )
    assert payments.bill_of(root["party_id"], None)["due_cents"] == 2 * 22_000 + 2 * 1000


@pytest.mark.parametrize("act", ["void", "cancel"])
def test_what_is_taken_back_while_it_changes_tables_is_refused_and_not_lost(restaurant, act):
    order, other = ordered("1"), ordered("2")
    line = order["lines"][0]["id"]
    move = LinesMove(lines=[MovedLine(order_id=order["id"], line_id=line, quantity=1)], party_id=other["party_id"])

    def take_back():
        if act == "cancel":
            return actions.cancel(order["id"], "Engano", SOMEBODY)
        return actions.void(order["id"], line, None, "Engano", SOMEBODY)

    came = while_held(restaurant.id, lambda: moving.move_lines(order["party_id"], move, SOMEBODY), take_back)
    assert type(came[1]) is Conflict
    bill_is_right(other["party_id"])
    take_back()
    assert payments.bill_of(other["party_id"], None)["due_cents"] == 22_000


@pytest.mark.parametrize("act", ["void", "discount"])
def test_a_bill_that_goes_into_another_meanwhile_is_not_changed_behind_it(restaurant, act):
    order, root = ordered("1"), ordered("2")

    def change():
        if act == "discount":
            new = NewDiscount(client_key="desconto-1", percent=100, reason="Oferta")
            return discounts.give(order["party_id"], new, SOMEBODY)
        return actions.void(order["id"], order["lines"][0]["id"], None, "Engano", SOMEBODY)

    came = while_held(restaurant.id, lambda: moving.join(order["party_id"], root["party_id"], SOMEBODY), change)
    assert type(came[1]) is Conflict
    assert list(tables.occupied()) == ["1", "2"]
    bill_is_right(root["party_id"])


def test_dishes_do_not_go_to_a_table_that_joins_another_meanwhile(restaurant):
    order, target, root = ordered("1"), ordered("2"), ordered("3")
    line = MovedLine(order_id=order["id"], line_id=order["lines"][0]["id"], quantity=1)
    came = while_held(
        restaurant.id,
        lambda: moving.join(target["party_id"], root["party_id"], SOMEBODY),
        lambda: moving.move_lines(order["party_id"], LinesMove(lines=[line], party_id=target["party_id"]), SOMEBODY),
    )
    assert type(came[1]) is Conflict
    assert payments.bill_of(order["party_id"], None)["due_cents"] == 22_000


def test_dishes_do_not_go_to_a_table_that_parts_meanwhile(restaurant):
    order, target, root = ordered("1"), ordered("2"), ordered("3")
    moving.join(target["party_id"], root["party_id"], SOMEBODY)
    line = MovedLine(order_id=order["id"], line_id=order["lines"][0]["id"], quantity=1)
    came = while_held(
        restaurant.id,
        lambda: moving.part(target["party_id"], SOMEBODY),
        lambda: moving.move_lines(order["party_id"], LinesMove(lines=[line], party_id=target["party_id"]), SOMEBODY),
    )
    assert type(came[1]) is Conflict
    assert payments.bill_of(order["party_id"], None)["due_cents"] == 22_000


def test_parting_twice_at_once_parts_once(restaurant):
    order, root = ordered("1"), ordered("2")
    moving.join(order["party_id"], root["party_id"], SOMEBODY)
    results = at_once(restaurant.id, 4, lambda _n: moving.part(order["party_id"], SOMEBODY), workers=4)
    assert results.count(moving.NotJoined) == 3
    bill_is_right(order["party_id"])


def test_two_tables_that_give_each_other_dishes_at_once_both_do(restaurant):
    first, second = ordered("1", 9), ordered("2", 9)

    def swap(n: int):
        here, there = (first, second) if n % 2 else (second, first)
        line = MovedLine(order_id=here["id"], line_id=here["lines"][0]["id"], quantity=1)
        to = LinesMove(lines=[line], table_id=there["table_id"])
        return moving.move_lines(here["party_id"], to, SOMEBODY).bill_id

    results = at_once(restaurant.id, 8, swap, workers=8)
    assert {*results} == {first["party_id"], second["party_id"]}
    for order in (first, second):
        bill_is_right(order["party_id"])
        assert payments.bill_of(order["party_id"], None)["due_cents"] == 9 * 22_000


def test_the_last_dish_is_taken_back_though_the_rest_was_paid_elsewhere(restaurant):
    table, free = factories.table("1"), factories.table("2")
    order = factories.order(factories.dish("Cola", 500).id, factories.dish("Sumo", 300).id, table_id=table.id).order
    cola, sumo = (one["id"] for one in order["lines"])
    moved = LinesMove(lines=[MovedLine(order_id=order["id"], line_id=sumo, quantity=1)], table_id=free.id)
    there = moving.move_lines(order["party_id"], moved, SOMEBODY).bill_id
    factories.order(factories.dish("Cuca", 700).id, table_id=free.id)
    actions.void(order["id"], sumo, None, "Engano", SOMEBODY)
    factories.payment(there, 700)
    actions.void(order["id"], cola, None, "Engano", SOMEBODY)
    assert tables.occupied() == []
