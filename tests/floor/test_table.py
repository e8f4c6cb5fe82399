"""Ordering for a table: its slip, asking for the bill, serving a round."""

import json
import re

from nabancada.menu import actions as menu
from nabancada.orders import actions as orders
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from nabancada.tables import queries as tables
from tests import factories

HTMX = {"HX-Request": "true"}


def ready_order(table_id):
    placed = factories.order(factories.dish().id, table_id=table_id)
    orders.move(placed.order["id"], OrderStatus.PREPARING)
    orders.move(placed.order["id"], OrderStatus.READY)
    return placed.order


def test_the_page_names_the_menu_it_was_drawn_with_so_that_it_may_be_kept(client, restaurant):
    place = factories.table("7")
    factories.dish("Prato </script><b>do dia</b>", description="<script>")
    waiter = client(Role.WAITER)
    page = waiter.get(f"/floor/tables/{place.id}").text
    (address,) = re.findall(r'href="([^"]+)" data-catalogue', page)
    kept = waiter.get(address)
    assert kept.json == waiter.get("/api/menu").json
    assert "immutable" in kept.headers["Cache-Control"]
    assert "<b>do dia</b>" not in page


def test_a_dish_that_has_run_out_is_marked(client, restaurant):
    place = factories.table("7")
    dish = factories.dish("Arroz de marisco")
    waiter = client(Role.WAITER)
    assert "data-out>" not in waiter.get(f"/floor/tables/{place.id}").text
    menu.change_item(dish.id, {"available": False})
    assert f'data-item="{dish.id}"' in waiter.get(f"/floor/tables/{place.id}").text
    assert "data-out>" in waiter.get(f"/floor/tables/{place.id}").text


def test_the_slip_shows_every_round_and_what_is_due(client, restaurant):
    place = factories.table("7")
    dish = factories.dish(price_cents=650_050)
    factories.order(dish.id, dish.id, table_id=place.id)
    gone = factories.order(dish.id, table_id=place.id).order
    orders.cancel(gone["id"], "engano na mesa", factories.SOMEBODY)
    slip = client(Role.WAITER).get(f"/floor/tables/{place.id}/slip").text
    assert "Ronda 1" in slip and "Ronda 2" in slip
    assert "engano na mesa" in slip
    assert "anulada" in slip
    due = slip.split("Por pagar", 1)[1]
    assert "13\xa0001<small>,00\xa0Kz</small>" in due


def test_what_was_taken_back_stays_struck_with_the_reason(client, restaurant):
    place = factories.table("7")
    order = factories.order(factories.dish("Choco").id, factories.dish("Cuca").id, table_id=place.id).order
    orders.void(order["id"], order["lines"][0]["id"], None, "caiu ao chão", factories.SOMEBODY)
    slip = client(Role.WAITER).get(f"/floor/tables/{place.id}/slip").text
    assert "nb-line--void" in slip
    assert "anulado: caiu ao chão" in slip


def test_asking_for_the_bill_is_told_once(client, restaurant):
    place = factories.table("7")
    factories.order(factories.dish().id, table_id=place.id)
    waiter = client(Role.WAITER)
    address = f"/floor/tables/{place.id}/bill-request"
    assert waiter.post(address, headers={"Referer": f"/floor/tables/{place.id}"}).status_code == 303
    assert waiter.post(address, headers=HTMX).status_code == 204
    assert tables.open_party(place.id).bill_requested_at is not None
    assert "Conta pedida" in waiter.get(f"/floor/tables/{place.id}/slip").text


def test_an_empty_table_has_no_bill(client, restaurant):
    place = factories.table("7")
    answer = client(Role.WAITER).post(f"/floor/tables/{place.id}/bill-request")
    assert answer.status_code == 409
    assert answer.json["code"] == "nobody_seated"


def test_a_round_is_served_once(client, restaurant):
    order = ready_order(factories.table("7").id)
    waiter = client(Role.WAITER)
    address = f"/floor/orders/{order['id']}/served"
    assert waiter.post(address).location == "/floor"
    second = waiter.post(address, headers=HTMX)
    assert second.status_code == 204
    assert "outra pessoa" in json.loads(second.headers["HX-Trigger"])["nb:toast"]["text"]
    assert waiter.post(address).status_code == 409


def test_a_round_that_is_not_ready_is_not_served(client, restaurant):
    placed = factories.order(factories.dish().id, table_id=factories.table("7").id)
    assert client(Role.WAITER).post(f"/floor/orders/{placed.order['id']}/served").status_code == 409


def test_a_table_is_drawn_in_few_statements(client, restaurant, statements):
    place = factories.table("7")
    for _ in range(4):
        factories.order(factories.dish().id, table_id=place.id)
    waiter = client(Role.WAITER)
    waiter.get(f"/floor/tables/{place.id}")
    statements()
    assert waiter.get(f"/floor/tables/{place.id}").status_code == 200
    assert len(statements()) <= 3
