"""The counter: its page, what has come in, and handing out."""

import json
from uuid import UUID, uuid4

import pytest

from nabancada import db
from nabancada.orders import actions, queries
from nabancada.orders.inputs import Customer
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.permissions import Role
from nabancada.tables import actions as tables
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cashier(client):
    return client(Role.CASHIER)


def _ready(**fields):
    order_id = factories.order(factories.dish().id, **fields).order["id"]
    actions.move(order_id, OrderStatus.PREPARING)
    actions.move(order_id, OrderStatus.READY)
    db.release()
    return order_id


def _hand_over(browser, order_id, **options):
    return browser.post(f"/pos/orders/{order_id}/handover", **options)


def test_every_dish_has_its_tile_and_sold_out_ones_say_so(cashier):
    factories.dish("Muamba de galinha")
    factories.dish("Arroz de marisco", available=False)
    page = cashier.get("/pos").text
    assert "Muamba de galinha" in page
    assert page.count("data-item=") == 2
    assert page.count("data-out>") == 1


def test_the_page_and_its_news_cost_three_statements_each_with_a_menu_already_read(cashier, statements):
    factories.dish()
    _ready()
    cashier.get("/pos")
    statements()
    for path in ("/pos", "/pos/arrivals"):
        assert cashier.get(path).status_code == 200
        assert len(statements()) == 3


def test_an_order_sent_from_the_counter_is_in_the_kitchen(cashier):
    dish = factories.dish()
    body = {"client_key": uuid4().hex, "type": "counter", "lines": [{"item_id": str(dish.id), "quantity": 3}]}
    placed = cashier.post("/api/orders", json=body).json
    db.release()
    assert [order["number"] for order in queries.in_the_kitchen()] == [placed["number"]]


def test_what_is_ready_is_handed_out_once(cashier):
    order_id = _ready()
    assert "Entregue" in cashier.get("/pos/arrivals").text
    assert _hand_over(cashier, order_id, headers=HTMX).status_code == 204
    again = _hand_over(cashier, order_id, headers=HTMX)
    assert again.status_code == 204
    assert "outra pessoa" in json.loads(again.headers["HX-Trigger"])["nb:toast"]["text"]
    db.release()
    assert queries.one(order_id)["status"] == "served"
    assert "Nada à espera" in cashier.get("/pos/arrivals").text


def test_without_script_handing_out_leads_back(cashier):
    answer = _hand_over(cashier, _ready())
    assert (answer.status_code, answer.location) == (303, "/pos")


def test_a_table_that_ordered_is_news_until_somebody_begins(cashier):
    table = factories.table("7")
    order_id = factories.order(factories.dish().id, table_id=table.id).order["id"]
    db.release()
    assert "Mesa 7 pediu" in cashier.get("/pos/arrivals").text
    actions.move(order_id, OrderStatus.PREPARING)
    db.release()
    assert "Mesa 7" not in cashier.get("/pos/arrivals").text


def test_a_table_that_asks_for_its_bill_is_told_until_it_orders_again(cashier, client):
    dish, table = factories.dish(), factories.table("7")
    party_id = factories.order(dish.id, table_id=table.id).order["party_id"]
    tables.request_bill(UUID(str(party_id)))
    db.release()
    shown = cashier.get("/pos/arrivals").text
    assert "pede a conta" in shown and f"/checkout/parties/{party_id}" in shown
    assert "Pedem a conta" in cashier.get("/pos/queue").text
    assert f"/checkout/parties/{party_id}" not in client(Role.WAITER).get("/pos/arrivals").text
    factories.order(dish.id, table_id=table.id)
    db.release()
    assert "pede a conta" not in cashier.get("/pos/arrivals").text


def test_what_is_ready_for_a_table_is_not_handed_out_here(cashier):
    _ready(table_id=factories.table("7").id)
    assert "Entregue" not in cashier.get("/pos/arrivals").text


def test_a_takeaway_is_called_by_its_customer(cashier):
    new = factories.new_order(factories.dish().id).model_copy(
        update={"type": OrderType.TAKEAWAY, "customer": Customer(name="Telma", phone="923456789")}
    )
    order_id = actions.place(new, factories.SOMEBODY).order["id"]
    actions.move(order_id, OrderStatus.PREPARING)
    actions.move(order_id, OrderStatus.READY)
    db.release()
    shown = cashier.get("/pos/arrivals").text
    assert "Levar 1" in shown and "Telma" in shown


def test_who_takes_no_orders_has_no_counter(client):
    cook = client(Role.KITCHEN)
    assert cook.get("/pos").status_code == 403
    assert cook.get("/pos/arrivals").status_code == 403
    assert client(None).get("/pos").location.startswith("/sign-in?next=")


def test_another_house_neither_sees_nor_hands_out_our_orders(client, other):
    order_id = _ready()
    foreign = client(Role.CASHIER, other)
    assert "Balcão 1" not in foreign.get("/pos").text
    assert _hand_over(foreign, order_id, headers=HTMX).status_code == 404
