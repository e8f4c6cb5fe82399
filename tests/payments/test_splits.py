"""Who pays what: kept with the bill, shared anew as people pay, and never more or less than is due."""

from uuid import UUID, uuid4

import pytest

from nabancada import db
from nabancada.errors import NotFound
from nabancada.orders import discounts
from nabancada.orders.bills import BillSettled
from nabancada.orders.inputs import NewDiscount
from nabancada.payments import queries, splits
from nabancada.payments.inputs import NewSplit
from nabancada.payments.items import ItemPaid
from nabancada.permissions import Role
from nabancada.restaurants.models import Restaurant
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY

NAMES = ["Pessoa 1", "Pessoa 2", "Pessoa 3"]


def party(*prices: int) -> tuple[UUID, list[UUID]]:
    """A table that ordered a dish at each price: its bill, and the lines."""
    table = factories.table()
    orders = [
        factories.order(factories.dish(f"Prato {n}", cents).id, table_id=table.id).order
        for n, cents in enumerate(prices)
    ]
    return orders[0]["party_id"], [one["lines"][0]["id"] for one in orders]


def split(bill_id: UUID, by: str, people: list[str] = NAMES, **plan) -> splits.Split:
    splits.keep(bill_id, NewSplit(by=by, people=people, **plan))
    return now(bill_id)


def now(bill_id: UUID) -> splits.Split:
    return splits.of(queries.bill(bill_id))


def lefts(shared: splits.Split) -> list[int]:
    return [one.left_cents for one in shared.people]


def pay(bill_id: UUID, shared: splits.Split, n: int, method: str = "multicaixa"):
    """The part of one person, as the payment sheet takes it."""
    one = shared.people[n]
    return factories.payment(
        bill_id, one.left_cents, method, payer=one.name, items=splits.as_items(one.part) if one.part else None
    )


def test_a_bill_nobody_has_shared_is_one_persons(restaurant):
    bill, _lines = party(1000)
    shared = now(bill)
    assert (shared.plan.by, shared.people, shared.rest_cents) == ("whole", [], 1000)


def test_the_plan_is_there_for_another_terminal(client, restaurant):
    bill, lines = party(600, 400)
    plan = {"by": "items", "people": NAMES[:2], "shares": {str(lines[0]): [1]}}
    kept = client(Role.WAITER).put(f"/api/bills/{bill}/split", json=plan)
    assert kept.status_code == 200
    there = client(Role.CASHIER).get(f"/api/bills/{bill}/split").json
    assert there == kept.json
    assert [one["left_cents"] for one in there["people"]] == [0, 600]
    assert (there["rest_cents"], there["rest_items"][0]["line_id"]) == (400, str(lines[1]))


def test_equal_parts_follow_what_each_has_paid(restaurant):
    bill, _lines = party(1000)
    shared = split(bill, "equal")
    assert lefts(shared) == [334, 333, 333]
    pay(bill, shared, 1)
    assert lefts(now(bill)) == [334, 0, 333]
    factories.payment(bill, 100, payer=NAMES[2])
    assert lefts(now(bill)) == [334, 0, 233]


def test_who_pays_a_part_of_theirs_owes_the_rest_and_the_others_no_more(restaurant):
    bill, lines = party(600, 400)
    split(bill, "items", shares={lines[0]: [0], lines[1]: [1]})
    factories.payment(bill, 250, "multicaixa", payer=NAMES[0])
    shared = now(bill)
    assert lefts(shared) == [350, 400, 0]
    pay(bill, shared, 0)
    assert lefts(now(bill)) == [0, 400, 0]
    assert pay(bill, now(bill), 1).closed


def test_amounts_leave_the_rest_to_those_who_said_none(restaurant):
    bill, _lines = party(1000)
    assert lefts(split(bill, "amounts", amounts=[500, None, None])) == [500, 250, 250]
    assert split(bill, "amounts", amounts=[500, 100, 100]).rest_cents == 300
    assert lefts(split(bill, "amounts", amounts=[900, 900])) == [900, 100, 0]


def test_a_dish_that_three_share_is_paid_in_three_exact_parts(restaurant):
    with db.atomic():
        db.session.get_one(Restaurant, restaurant.id).settings = {"money": {"service_bp": 500}}
    bill, [fish] = party(1000)
    split(bill, "items", shares={fish: [0, 1, 2]})
    for n in range(3):
        taken = pay(bill, now(bill), n)
    assert taken.closed
    assert [one["amount_cents"] for one in queries.bill(bill)["payments"]] == [350, 350, 350]


def test_four_beers_two_each_and_the_parts_are_the_bill(restaurant):
    table = factories.table()
    new = factories.new_order(factories.dish("Cuca", 999).id, table_id=table.id)
    new.lines[0].quantity = 4
    order = factories.orders.place(new, SOMEBODY).order
    beer = order["lines"][0]["id"]
    shared = split(order["party_id"], "items", shares={beer: [0, 0, 2, 2]})
    assert [dict(one.part) for one in shared.people] == [{beer: 2}, {}, {beer: 2}]
    assert sum(lefts(shared)) == 4 * 999
    pay(order["party_id"], shared, 0)
    assert lefts(now(order["party_id"])) == [0, 0, 2 * 999]


def test_the_same_share_is_not_paid_twice(restaurant):
    bill, [fish, _soup] = party(1000, 500)
    shared = split(bill, "items", shares={fish: [0, 1]})
    pay(bill, shared, 0)
    pay(bill, shared, 1)
    with pytest.raises(ItemPaid):
        pay(bill, shared, 0)


def test_a_round_or_a_discount_after_the_first_has_paid_changes_what_the_others_owe(restaurant):
    bill, lines = party(600, 400)
    shared = split(bill, "items", shares={lines[0]: [0], lines[1]: [1]})
    pay(bill, shared, 0)
    discounts.give(bill, NewDiscount(client_key="desconto-1", percent=20, reason="Demora"), SOMEBODY)
    assert lefts(now(bill)) == [0, 200, 0]
    factories.order(factories.dish("Sobremesa", 500).id, table_id=queries.bill(bill)["table_id"])
    assert (lefts(now(bill)), now(bill).rest_cents) == ([0, 320, 0], 280)


def test_what_is_given_back_is_owed_by_the_same_person_again(restaurant):
    bill, lines = party(600, 400)
    shared = split(bill, "items", shares={lines[0]: [0], lines[1]: [1]})
    paid = pay(bill, shared, 0)
    factories.refund(paid.payment.id, 600, items=[{"line_id": lines[0], "quantity": 1}])
    assert lefts(now(bill)) == [600, 400, 0]


def test_terminals_that_share_it_anew_while_others_pay_end_with_one_plan_and_every_payment(restaurant):
    bill, _lines = party(1000)

    def work(n: int):
        if n % 2:
            return splits.keep(bill, NewSplit(by="equal", people=NAMES[: 1 + n % 3]))
        return factories.payment(bill, 100, payer=NAMES[0])

    at_once(restaurant.id, 12, work, workers=6)
    shared = now(bill)
    assert (shared.plan.by, shared.due_cents) == ("equal", 400)
    assert sum(lefts(shared)) == 400


def test_who_sees_no_bills_shares_none(client, restaurant):
    bill, _lines = party(1000)
    assert client(Role.KITCHEN).put(f"/api/bills/{bill}/split", json={"by": "whole"}).status_code == 403
    assert client(None).put(f"/api/bills/{bill}/split", json={"by": "whole"}).status_code == 401


def test_a_paid_bill_is_shared_no_more(restaurant):
    bill, _lines = party(1000)
    factories.payment(bill, 1000)
    with pytest.raises(BillSettled):
        split(bill, "equal")


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "equal"},
        {"by": "equal", "people": ["Ana", "Ana"]},
        {"by": "items", "people": ["Ana"], "shares": {str(uuid4()): [1]}},
        {"by": "amounts", "people": ["Ana"], "amounts": [100, 200]},
        {"by": "amounts", "people": ["Ana"], "amounts": [-1]},
        {"by": "fairly", "people": ["Ana"]},
    ],
)
def test_what_is_no_plan_is_refused_and_the_old_one_stays(client, restaurant, wrong):
    bill, _lines = party(1000)
    split(bill, "equal")
    assert client(Role.CASHIER).put(f"/api/bills/{bill}/split", json=wrong).status_code == 422
    assert now(bill).plan.people == NAMES


def test_shares_of_dishes_that_went_to_another_bill_are_forgotten(restaurant):
    bill, _lines = party(1000)
    assert lefts(split(bill, "items", shares={uuid4(): [0, 1]})) == [0, 0, 0]


def test_another_houses_bill_is_not_shared(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs, _lines = party(1000)
        db.release()
    with pytest.raises(NotFound):
        split(theirs, "equal")
