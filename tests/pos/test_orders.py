"""The orders of the day: the list, one of them, and taking one back."""

import json
from uuid import uuid4

import pytest

from nabancada import db
from nabancada.orders import actions, queries
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(client):
    return client(Role.MANAGER)


def _order(**fields):
    order_id = factories.order(factories.dish().id, **fields).order["id"]
    db.release()
    return order_id


def _cancel(browser, order_id, reason="Engano no registo", **options):
    return browser.post(f"/orders/{order_id}/cancellation", data={"reason": reason}, **options)


def test_the_newest_order_comes_first(manager):
    dish = factories.dish()
    for _ in range(3):
        factories.order(dish.id)
    db.release()
    page = manager.get("/orders").text
    assert page.index("Balcão 3") < page.index("Balcão 2") < page.index("Balcão 1")


def test_filters_count_what_they_show(manager):
    dish = factories.dish()
    factories.order(dish.id)
    begun = factories.order(dish.id).order["id"]
    actions.move(begun, OrderStatus.PREPARING)
    actions.move(begun, OrderStatus.READY)
    db.release()
    page = manager.get("/orders?filtro=prontos").text
    assert "Balcão 2" in page and "Balcão 1" not in page
    assert 'data-region="orders-list:prontos"' in page
    assert [page.split(f'id="filter-{name}"')[1].split('count">')[1][0] for name in ("todos", "prontos")] == ["2", "1"]


def test_an_unknown_filter_shows_all(manager):
    _order()
    assert "Balcão 1" in manager.get("/orders?filtro=tudo-e-nada").text


def test_a_day_without_orders_says_so(manager):
    assert "Ainda não há pedidos hoje." in manager.get("/orders").text
    assert "Ainda não há pedidos hoje." in manager.get("/orders/list?filtro=servidos").text


def test_the_list_costs_three_statements(manager, statements):
    for _ in range(3):
        _order()
    manager.get("/orders")
    for address in ("/orders", "/orders/list?filtro=todos"):
        statements()
        assert manager.get(address).status_code == 200
        assert len(statements()) <= 3


def test_one_order_is_a_page_or_the_inside_of_a_sheet(manager):
    order_id = _order()
    assert "<html" in manager.get(f"/orders/{order_id}").text
    inside = manager.get(f"/orders/{order_id}", headers=HTMX).text
    assert "<html" not in inside and "Muamba de galinha" in inside


def test_an_order_is_taken_back_with_a_reason(manager):
    order_id = _order()
    answer = _cancel(manager, order_id, headers=HTMX)
    assert answer.status_code == 204
    assert json.loads(answer.headers["HX-Trigger"])["nb:toast"]["text"] == "Pedido 1 anulado."
    db.release()
    cancelled = queries.one(order_id)
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "Engano no registo")
    assert "Engano no registo" in manager.get(f"/orders/{order_id}").text


def test_a_reason_is_needed(manager):
    order_id = _order()
    assert _cancel(manager, order_id, reason=" ").status_code == 422
    db.release()
    assert queries.one(order_id)["status"] == "pending"


def test_without_script_taking_back_leads_to_the_list(manager):
    answer = _cancel(manager, _order())
    assert (answer.status_code, answer.location) == (303, "/orders")


@pytest.mark.parametrize("role", [Role.CASHIER, Role.WAITER])
def test_who_may_not_cancel_alone_is_asked_for_a_managers_pin(client, role):
    order_id = _order()
    browser = client(role)
    assert 'name="manager_pin"' in browser.get(f"/orders/{order_id}").text
    assert _cancel(browser, order_id).status_code == 403
    assert 'name="manager_pin"' not in client(Role.MANAGER).get(f"/orders/{order_id}").text


def test_the_kitchen_has_no_list_of_orders(client):
    cook = client(Role.KITCHEN)
    assert [cook.get(address).status_code for address in ("/orders", "/orders/list")] == [403, 403]


def test_another_house_finds_none_of_ours(client, other):
    order_id = _order()
    foreign = client(Role.OWNER, other)
    assert "Balcão 1" not in foreign.get("/orders").text
    assert foreign.get(f"/orders/{order_id}").status_code == 404
    assert _cancel(foreign, order_id).status_code == 404
    assert foreign.get(f"/orders/{uuid4()}").status_code == 404
