"""Tables that are paid while others sit, eat and order on."""

from nabancada import db
from nabancada.orders import actions as orders
from nabancada.orders import moving
from nabancada.orders.inputs import LinesMove
from nabancada.payments import queries, splits
from nabancada.payments.inputs import NewSplit
from nabancada.restaurants.models import Restaurant
from nabancada.tables import queries as tables
from tests import factories
from tests.factories import SOMEBODY
from tests.payments.support import owing, rules, shift


def order_of(quantities: dict[str, int], cents: int = 200, table: str = "2") -> dict:
    """One round of so many of each dish, all at one price; lines by the dish's name."""
    new = factories.new_order(
        *(factories.dish(name, cents).id for name in quantities), table_id=factories.table(table).id
    )
    for line, quantity in zip(new.lines, quantities.values(), strict=True):
        line.quantity = quantity
    order = orders.place(new, SOMEBODY).order
    return {**order, "by_name": {line["name"]: line["id"] for line in order["lines"]}}


def test_paying_a_second_table_leaves_the_first_as_it_was(restaurant):
    first, second = owing(440, name="5")["party_id"], owing(300, name="2")["party_id"]
    before = queries.bill(first)
    shift()
    factories.payment(second, 300, "cash")
    assert queries.bill(first) == before
    assert tables.occupied() == ["5"]


def test_what_is_ordered_after_the_table_was_paid_is_somebody_elses(restaurant):
    order = owing(1000)
    factories.payment(order["party_id"], 1000)
    later = factories.order(order["lines"][0]["item_id"], table_id=order["table_id"]).order
    assert later["party_id"] != order["party_id"]
    assert queries.bill(order["party_id"])["total_cents"] == 1000


def test_three_of_five_waters_and_a_cola_are_a_part_and_the_rest_is_split_again(restaurant):
    order = order_of({"Água": 5, "Sumo": 3, "Cola": 1})
    bill, line = order["party_id"], order["by_name"]
    plan = {line["Água"]: [0, 0, 0], line["Cola"]: [0]}
    splits.keep(bill, NewSplit(by="items", people=["2B", "2C"], shares=plan))
    part = splits.of(queries.bill(bill)).people[0]
    assert part.left_cents == 800
    factories.payment(bill, 800, payer="2B", items=splits.as_items(part.part))
    now = splits.of(queries.bill(bill))
    assert dict(now.rest) == {line["Água"]: 2, line["Sumo"]: 3}
    splits.keep(bill, NewSplit(by="items", people=["2B", "2C"], shares={**plan, line["Sumo"]: [1, 1, 1]}))
    assert [one.left_cents for one in splits.of(queries.bill(bill)).people] == [0, 600]


def test_a_share_comes_to_the_price_that_was_agreed(restaurant):
    new = factories.new_order(factories.dish("Prato", 900).id, table_id=factories.table().id)
    new.lines[0].quantity, new.lines[0].unit_price_cents = 2, 2000
    order = orders.place(new, SOMEBODY).order
    splits.keep(order["party_id"], NewSplit(by="items", people=["A", "B"], shares={order["lines"][0]["id"]: [0]}))
    assert splits.of(queries.bill(order["party_id"])).people[0].left_cents == 2000


def test_dishes_put_on_another_table_are_paid_there_and_the_rest_here(restaurant):
    order = order_of({"Água": 5, "Sumo": 3})
    there = factories.table("4")
    moved = {"order_id": order["id"], "line_id": order["by_name"]["Água"], "quantity": 3}
    bill = moving.move_lines(order["party_id"], LinesMove(table_id=there.id, lines=[moved]), SOMEBODY).bill_id
    assert (queries.bill(bill)["due_cents"], queries.bill(order["party_id"])["due_cents"]) == (600, 1000)
    assert factories.payment(bill, 600).closed
    assert factories.payment(order["party_id"], 1000).closed


def test_giving_back_all_of_a_cash_payment_takes_its_rounding_back_too(restaurant):
    rules(cash_step_cents=5)
    shift()
    party = owing(1572)["party_id"]
    factories.payment(party, 572, "multicaixa")
    factories.payment(party, 500, "cash")
    factories.order(factories.dish("Café", 3).id, table_id=queries.bill(party)["table_id"])
    last = factories.payment(party, 505, "cash")
    assert last.payment.rounding_cents == 2
    assert last.closed
    given = factories.refund(last.payment.id, 505)
    assert (given.payment.amount_cents, given.bill.credited_cents) == (-505, 505)


def test_the_rules_of_the_service_are_those_the_bill_was_opened_under(restaurant):
    with db.atomic():
        db.session.get_one(Restaurant, restaurant.id).settings = {"money": {"service_cents": 10}}
    order = owing(220)
    factories.order(order["lines"][0]["item_id"], table_id=order["table_id"])
    assert queries.bill(order["party_id"])["service_cents"] == 10
