"""Giving money back: never more than was paid, once, and with somebody's leave."""

from uuid import uuid4

import pytest

from nabancada import db
from nabancada.auth import actions as auth
from nabancada.errors import InvalidInput
from nabancada.orders import actions as orders
from nabancada.orders import moving
from nabancada.orders.bills import DishPaid
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.payments import actions, closing, queries
from nabancada.payments.inputs import NewRefund
from nabancada.payments.items import ItemPaid, ItemReturned
from nabancada.permissions import Role
from nabancada.till import queries as till
from nabancada.till.actions import NoOpenShift
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY
from tests.payments.support import ledger, owing, shift


def test_a_refund_of_an_open_bill_makes_it_due_again(restaurant):
    party = owing(1000)["party_id"]
    paid = factories.payment(party, 600)
    given = factories.refund(paid.payment.id, 200)
    assert (given.payment.amount_cents, given.bill.left_cents) == (-200, 600)
    with pytest.raises(actions.RefundTooLarge):
        factories.refund(paid.payment.id, 401)
    factories.refund(paid.payment.id, 400)
    assert queries.bill(party)["paid_cents"] == 0


def test_a_refund_of_a_settled_bill_leaves_it_settled(restaurant):
    party = owing(1000)["party_id"]
    paid = factories.payment(party, 1000)
    factories.refund(paid.payment.id, 300)
    bill = queries.bill(party)
    assert (bill["paid_cents"], bill["credited_cents"], bill["due_cents"]) == (700, 300, 0)


def test_refunds_at_once_never_give_back_more_than_was_paid(restaurant):
    party = owing(1000)["party_id"]
    paid = factories.payment(party, 1000).payment.id
    results = at_once(restaurant.id, 8, lambda _n: factories.refund(paid, 300), workers=8)
    assert sum(result is actions.RefundTooLarge for result in results) == 5
    assert sum(ledger()) == 100


def test_a_refund_of_a_refund_is_none(restaurant):
    party = owing(1000)["party_id"]
    given = factories.refund(factories.payment(party, 1000).payment.id, 300)
    with pytest.raises(actions.RefundTooLarge):
        factories.refund(given.payment.id, 1)


def test_a_key_gives_back_once(restaurant):
    paid = factories.payment(owing(1000)["party_id"], 1000).payment.id
    new = NewRefund(client_key="devolve-1", amount_cents=300, reason="Engano")
    at_once(restaurant.id, 4, lambda _n: actions.refund(paid, new, SOMEBODY), workers=4)
    assert ledger() == [1000, -300]


def test_a_dish_goes_back_once_however_it_was_paid(restaurant):
    order = owing(600, 400)
    dish = [{"line_id": order["lines"][0]["id"], "quantity": 1}]
    paid = factories.payment(order["party_id"], 1000)
    factories.refund(paid.payment.id, 400, items=dish)
    with pytest.raises(ItemReturned):
        factories.refund(paid.payment.id, 400, items=dish)
    with pytest.raises(InvalidInput):
        factories.refund(paid.payment.id, 1, items=[{"line_id": uuid4(), "quantity": 1}])
    assert ledger() == [1000, -400]


def test_a_dish_is_given_back_out_of_the_payment_that_was_for_it(restaurant):
    order = owing(600, 400)
    [first, second] = [one["lines"][0]["id"] for one in queries.bill(order["party_id"])["orders"]]
    paid = factories.payment(order["party_id"], 600, items=[{"line_id": first, "quantity": 1}])
    with pytest.raises(InvalidInput):
        factories.refund(paid.payment.id, 400, items=[{"line_id": second, "quantity": 1}])


def test_a_dish_given_back_out_of_a_whole_payment_makes_no_dish_payable_twice(restaurant):
    order = owing(600, 400)
    [first, _second] = [one["lines"][0]["id"] for one in queries.bill(order["party_id"])["orders"]]
    dish = [{"line_id": first, "quantity": 1}]
    whole = factories.payment(order["party_id"], 700)
    factories.refund(whole.payment.id, 600, items=dish)
    factories.payment(order["party_id"], 600, items=dish)
    with pytest.raises(ItemPaid):
        factories.payment(order["party_id"], 100, items=dish)


def test_it_may_go_back_another_way_than_it_came(restaurant):
    paid = factories.payment(owing(1000)["party_id"], 1000, "card")
    with pytest.raises(NoOpenShift):
        factories.refund(paid.payment.id, 300, method="cash")
    shift()
    factories.payment(owing(300, name="8")["party_id"], 300, "cash")
    given = factories.refund(paid.payment.id, 300, method="cash")
    assert (given.payment.method, given.payment.shift_id is not None) == ("cash", True)


def test_a_manager_is_asked_for_what_a_cashier_may_not(client, restaurant):
    manager = factories.staff(Role.MANAGER)
    auth.change_staff(manager, {"pin": "4711"})
    order = owing(10_000)
    paid = factories.payment(order["party_id"], 1000).payment.id
    cashier = client(Role.CASHIER)
    body = {"client_key": "devolve-9", "amount_cents": 100, "reason": "x"}
    where = f"/api/payments/{paid}/refunds"
    assert cashier.post(where, json=body).json["code"] == "pin_needed"
    assert "manager_pin" in cashier.post(where, json={**body, "manager_pin": "0000"}).json["fields"]
    assert cashier.post(where, json={**body, "manager_pin": "4711"}).status_code == 201
    assert client(Role.WAITER).post(where, json={**body, "manager_pin": "4711"}).status_code == 403
    wrong = [cashier.post(where, json={**body, "client_key": f"outra-00{n}", "manager_pin": "1111"}) for n in range(5)]
    assert wrong[-1].status_code == 429


def test_no_more_cash_is_given_back_than_the_drawer_holds(restaurant):
    shift()
    card, cash = owing(5_000, name="1")["party_id"], owing(3_000, name="2")["party_id"]
    paid = factories.payment(card, 5_000, "card", tip_cents=500).payment.id
    with pytest.raises(closing.NotInDrawer):
        factories.refund(paid, 5_000, method="cash")
    factories.payment(cash, 3_000, "cash")
    with pytest.raises(closing.NotInDrawer):
        factories.refund(paid, 3_000, method="cash", tip_cents=1)
    given = factories.refund(paid, 3_000, method="cash")
    assert closing.figures(till.one(given.payment.shift_id)).expected["cash"] == 0
    factories.refund(paid, 2_000)
    assert sum(ledger()) == 3_000


def test_cash_given_back_by_many_at_once_is_no_more_than_there_is(restaurant):
    shift()
    parties = [owing(1_000, name=str(n))["party_id"] for n in range(6)]
    cards = [factories.payment(party, 1_000, "card").payment.id for party in parties]
    factories.payment(owing(2_500, name="caixa")["party_id"], 2_500, "cash")
    db.release()
    results = at_once(restaurant.id, 6, lambda n: factories.refund(cards[n], 1_000, method="cash"), workers=6)
    assert sum(result is closing.NotInDrawer for result in results) == 4
    assert closing.figures(till.mine(SOMEBODY.key)).expected["cash"] == 500


def test_a_tip_is_given_back_alone_and_once(client, restaurant):
    party = owing(1_000)["party_id"]
    paid = factories.payment(party, 1_000, tip_cents=500).payment.id
    given = factories.refund(paid, 0, tip_cents=200).payment
    assert (given.amount_cents, given.tip_cents, queries.bill(party)["credited_cents"]) == (0, -200, 0)
    factories.refund(paid, 1_000)
    with pytest.raises(actions.RefundTooLarge):
        factories.refund(paid, 0, tip_cents=301)
    manager, path = client(Role.MANAGER), f"/api/payments/{paid}/refunds"
    body = {"client_key": "gorjeta-1", "amount_cents": 0, "tip_cents": 300, "reason": "Engano"}
    assert "Devolver 3,00" in manager.get(f"/checkout/bills/{party}").text.replace("\xa0", " ")
    assert manager.post(path, json=body).json["tip_cents"] == -300
    assert "data-refund=" not in manager.get(f"/checkout/bills/{party}").text
    nothing = manager.post(path, json={**body, "client_key": "gorjeta-2", "tip_cents": 0})
    assert (nothing.status_code, nothing.json["code"]) == (422, "invalid_input")


def by_name(order: dict, n: int = 0, quantity: int = 1) -> list[dict]:
    return [{"line_id": order["lines"][n]["id"], "quantity": quantity}]


def test_a_dish_that_was_paid_for_stays_on_its_bill_until_it_is_given_back(restaurant):
    table, free, dish = factories.table("1"), factories.table("2"), factories.dish(price_cents=1000)
    order = factories.order(dish.id, dish.id, table_id=table.id).order
    line = order["lines"][0]["id"]
    paid = factories.payment(order["party_id"], 1000, items=by_name(order)).payment.id
    move = LinesMove(lines=[MovedLine(order_id=order["id"], line_id=line, quantity=1)], table_id=free.id)
    for act in (
        lambda: orders.void(order["id"], line, None, "Engano", SOMEBODY),
        lambda: orders.cancel(order["id"], "Engano", SOMEBODY),
        lambda: moving.move_lines(order["party_id"], move, SOMEBODY),
    ):
        with pytest.raises(DishPaid):
            act()
    factories.refund(paid, 1000)
    moving.move_lines(order["party_id"], move, SOMEBODY)
    assert queries.bill(order["party_id"])["due_cents"] == 1000


def test_a_party_does_not_part_from_the_bill_its_dishes_were_paid_on(restaurant):
    order, root = owing(1000, name="1"), owing(1000, name="2")
    moving.join(order["party_id"], root["party_id"], SOMEBODY)
    factories.payment(root["party_id"], 500, items=by_name(order))
    with pytest.raises(DishPaid):
        moving.part(order["party_id"], SOMEBODY)


def test_a_dish_is_given_back_once_and_by_the_payment_that_was_for_it(restaurant):
    order = owing(1000)
    factories.order(order["lines"][0]["item_id"], table_id=order["table_id"])
    paid = factories.payment(order["party_id"], 1000, items=by_name(order)).payment.id
    other = factories.payment(order["party_id"], 300).payment.id
    factories.refund(paid, 400, items=by_name(order))
    for payment, refused in ((paid, InvalidInput), (other, ItemReturned)):
        with pytest.raises(refused):
            factories.refund(payment, 100, items=by_name(order))
    factories.payment(order["party_id"], 200, items=by_name(order))


def test_a_dish_that_was_given_back_and_paid_again_is_given_back_again(restaurant):
    order = owing(1000, 500)
    for _ in range(2):
        paid = factories.payment(order["party_id"], 500, items=by_name(order)).payment.id
        factories.refund(paid, 500, items=by_name(order))
    assert queries.bill(order["party_id"])["paid_cents"] == 0


def test_what_is_left_of_a_dish_is_given_back_after_the_rest_was_taken_back(restaurant):
    new = factories.new_order(factories.dish(price_cents=1000).id, table_id=factories.table("7").id)
    order = orders.place(
        new.model_copy(update={"lines": [new.lines[0].model_copy(update={"quantity": 2})]}), SOMEBODY
    ).order
    first, second = (factories.payment(order["party_id"], 900, items=by_name(order)).payment.id for _ in range(2))
    factories.refund(first, 900, items=by_name(order))
    orders.void(order["id"], order["lines"][0]["id"], 1, "Engano", SOMEBODY)
    factories.refund(second, 900, items=by_name(order))
    assert queries.bill(order["party_id"])["paid_cents"] == 0


def test_a_dish_of_a_cancelled_order_is_nobodys_to_pay(restaurant):
    order = owing(1000, 500)
    factories.order(order["lines"][0]["item_id"], table_id=order["table_id"])
    orders.cancel(order["id"], "Engano", SOMEBODY)
    with pytest.raises(InvalidInput):
        factories.payment(order["party_id"], 100, items=by_name(order))


def test_giving_back_the_last_of_a_payment_gives_its_dishes_back(restaurant):
    order = owing(1000)
    paid = factories.payment(order["party_id"], 900, items=by_name(order)).payment.id
    factories.refund(paid, 400)
    with pytest.raises(ItemPaid):
        factories.payment(order["party_id"], 100, items=by_name(order))
    factories.refund(paid, 500)
    assert factories.payment(order["party_id"], 1000, items=by_name(order)).closed
