"""The payment sheet: what is on it, for whom, and what it costs the database."""

import re
from uuid import UUID

import pytest

from nabancada import db
from nabancada.checkout import queries
from nabancada.payments import splits
from nabancada.payments.inputs import NewSplit
from nabancada.permissions import Role
from nabancada.restaurants.models import Restaurant
from tests import factories
from tests.factories import SOMEBODY

NAMES = ["Pessoa 1", "Pessoa 2"]


def table_with(*prices: int, name: str = "7") -> tuple[UUID, list[UUID]]:
    """A party with a dish at each price: its bill, and the lines."""
    place = factories.table(name)
    orders = [
        factories.order(factories.dish(f"Prato {n}", cents).id, table_id=place.id).order
        for n, cents in enumerate(prices)
    ]
    return orders[0]["party_id"], [one["lines"][0]["id"] for one in orders]


def share(bill: UUID, by: str = "items", **plan) -> None:
    splits.keep(bill, NewSplit(by=by, people=NAMES, **plan))


@pytest.fixture
def service(restaurant):
    with db.atomic():
        db.session.get_one(Restaurant, restaurant.id).settings = {"money": {"service_bp": 1000}}


def test_the_sheet_costs_six_statements_at_most(client, restaurant, statements):
    bill, lines = table_with(600, 400, 300)
    share(bill, shares={lines[0]: [0, 1], lines[1]: [0]})
    factories.payment(bill, 100)
    cashier = client(Role.CASHIER)
    for path in (f"/checkout/bills/{bill}", f"/checkout/bills/{bill}/sheet"):
        statements()
        assert cashier.get(path).status_code == 200
        assert len(statements()) <= 6


def test_it_says_who_eats_what_and_what_is_left_of_each(restaurant):
    bill, [fish, beer] = table_with(1000, 300)
    share(bill, shares={fish: [0, 1], beer: [1]})
    [one, two] = queries.sheet(bill).people
    assert (one.eats, one.left_cents, one.state) == ("½ Prato 0", 500, "due")
    assert (two.eats, two.left_cents) == ("½ Prato 0, Prato 1", 800)
    factories.payment(bill, 500, payer=NAMES[0], items=one.items)
    sheet = queries.sheet(bill)
    assert (sheet.people[0].state, sheet.people[0].cents, sheet.people[0].methods) == ("paid", 500, ["multicaixa"])
    assert [(mark.place, mark.paid) for mark in sheet.lines[0].whose] == [(0, True), (1, False)]
    assert sheet.people[0].eats == "½ Prato 0"


def test_the_same_dish_of_several_rounds_is_told_once(restaurant):
    place = factories.table()
    cuca = factories.dish("Cuca", 90_000).id
    orders = [factories.order(cuca, table_id=place.id).order for _round in range(2)]
    bill = orders[0]["party_id"]
    share(bill, shares={one["lines"][0]["id"]: [0] for one in orders})
    assert queries.sheet(bill).people[0].eats == "2 Cuca"


def test_dishes_without_the_service_and_the_service_are_the_whole_bill(service):
    bill, _lines = table_with(333, 333, 334)
    sheet = queries.sheet(bill)
    assert sum(line.back_cents for line in sheet.lines) + sheet.bill["service_cents"] == sheet.bill["total_cents"]


def test_the_service_goes_back_only_when_it_is_chosen_and_as_it_was(service):
    bill, lines = table_with(1000, 500)
    paid = factories.payment(bill, 1650)
    dish = queries.sheet(bill).lines[0]
    factories.refund(paid.payment.id, dish.back_cents, items=[{"line_id": lines[0], "quantity": 1}])
    assert queries.sheet(bill).bill["credited_cents"] == 1000
    assert queries.sheet(bill).bill["service_cents"] == 150
    factories.refund(paid.payment.id, 150)
    assert queries.sheet(bill).entries[0].left_cents == 500


def test_what_can_still_be_given_back_of_a_payment_shrinks(restaurant):
    bill, lines = table_with(600, 400)
    items = [{"line_id": line, "quantity": 1} for line in lines]
    paid = factories.payment(bill, 1000, items=items, tip_cents=50)
    factories.refund(paid.payment.id, 600, items=items[:1])
    entry = queries.sheet(bill).entries[0]
    assert (entry.left_cents, entry.tip_left_cents, [str(one["line_id"]) for one in entry.items]) == (
        400,
        50,
        [str(lines[1])],
    )


def test_a_tender_that_was_taken_stays_in_sight_when_more_is_ordered(client, restaurant):
    place = factories.table()
    cola = factories.dish("Cola", 220).id
    bill = factories.order(cola, table_id=place.id).order["party_id"]
    factories.payment(bill, 100, "card")
    factories.order(cola, table_id=place.id)
    page = client(Role.MANAGER).get(f"/checkout/bills/{bill}").text
    assert queries.sheet(bill).due == 340
    assert len(re.findall(r'class="pay-entry"', page)) == 1
    assert "data-refund=" in page


def test_a_waiter_shares_the_bill_and_takes_no_money(client, restaurant):
    bill, _lines = table_with(1000)
    factories.payment(bill, 400)
    page = client(Role.WAITER).get(f"/checkout/bills/{bill}").text
    assert 'name="split"' in page
    assert "data-tender" not in page and "data-refund=" not in page and "pay-write-off" not in page
    assert client(Role.KITCHEN).get(f"/checkout/bills/{bill}").status_code == 403


def test_without_a_shift_cash_has_to_wait(client, restaurant):
    bill, _lines = table_with(1000)
    cashier = client(Role.CASHIER)
    assert "pay-no-shift" in cashier.get(f"/checkout/bills/{bill}").text
    cashier.post("/api/shifts", json={"opening_cents": 0})
    assert "pay-no-shift" not in cashier.get(f"/checkout/bills/{bill}").text


def test_a_paid_bill_shows_its_payments_and_takes_nothing(client, restaurant):
    bill, _lines = table_with(1000)
    factories.payment(bill, 1000)
    page = client(Role.CASHIER).get(f"/checkout/bills/{bill}").text
    assert "pay-settled" in page and 'name="split"' not in page and 'data-open="pay-write-off"' not in page


def test_a_table_leads_to_its_bill_or_to_ordering(client, restaurant):
    place = factories.table()
    cashier = client(Role.CASHIER)
    assert cashier.get(f"/checkout/tables/{place.id}").location == f"/floor/tables/{place.id}"
    party = factories.order(factories.dish().id, table_id=place.id).order["party_id"]
    assert cashier.get(f"/checkout/tables/{place.id}").location == f"/checkout/bills/{party}"
    assert cashier.get(f"/checkout/parties/{party}").location == f"/checkout/bills/{party}"


def test_an_order_of_the_counter_has_a_sheet_too(client, restaurant):
    order = factories.order(factories.dish("Cuca", 500).id).order
    cashier = client(Role.CASHIER)
    there = cashier.get(f"/checkout/orders/{order['id']}").location
    page = cashier.get(there).text
    assert f"Balcão {order['number']}" in page


def test_the_live_part_is_the_part_of_the_page(client, restaurant):
    bill, lines = table_with(600, 400)
    share(bill, shares={lines[0]: [0]})
    cashier = client(Role.CASHIER)
    part = cashier.get(f"/checkout/bills/{bill}/sheet").text
    assert part.strip() in cashier.get(f"/checkout/bills/{bill}").text
    assert cashier.get(f"/checkout/bills/{factories.SOMEBODY.id or bill}/sheet").status_code == 200


def test_who_pays_by_name_is_named_in_the_list(client, restaurant):
    bill, _lines = table_with(1000)
    factories.payment(bill, 400, payer="Pessoa 1", by=SOMEBODY, reference="004211")
    page = client(Role.CASHIER).get(f"/checkout/bills/{bill}").text
    assert "Pessoa 1 · Beto" in page and "004211" in page
