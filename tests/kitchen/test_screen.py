"""The kitchen's screen as its people use it."""

import json

import pytest
from flask import g

from nabancada import db
from nabancada.access import Identity
from nabancada.orders import queries
from nabancada.permissions import Role
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cook(client):
    return client(Role.KITCHEN)


def _order(**fields):
    placed = factories.order(factories.dish().id, **fields)
    db.release()
    return placed.order["id"]


def _status(order_id):
    db.release()
    return queries.one(order_id)["status"]


def _step(browser, order_id, status, **options):
    return browser.post(f"/kitchen/orders/{order_id}/step", data={"status": status}, **options)


def test_page_and_poll_show_the_same_board(cook):
    _order()
    page, board = cook.get("/kitchen"), cook.get("/kitchen/board?station=todas")
    assert page.status_code == board.status_code == 200
    assert "Balcão 1" in page.text and "Balcão 1" in board.text
    assert 'data-region="kitchen-board:todas"' in page.text
    assert "<html" not in board.text


def test_the_kitchen_is_dark_unless_somebody_chose_otherwise(cook):
    assert 'data-bs-theme="dark"' in cook.get("/kitchen").text
    cook.set_cookie("nb-theme", "light")
    assert 'data-bs-theme="light"' in cook.get("/kitchen").text


def test_nothing_to_do_is_said_in_words(cook):
    assert "Nada por preparar." in cook.get("/kitchen").text


def test_the_screen_costs_three_statements_however_much_there_is_to_do(cook, statements):
    cook.get("/kitchen")
    for _ in range(5):
        _order()
    statements()
    for address in ("/kitchen", "/kitchen?station=cozinha", "/kitchen/board"):
        assert cook.get(address).status_code == 200
        assert len(statements()) <= 3


def test_an_order_goes_from_start_to_its_table(cook):
    order_id = _order()
    for status in ("preparing", "ready", "served"):
        assert _step(cook, order_id, status, headers=HTMX).status_code == 204
        assert _status(order_id) == status


def test_without_script_a_step_leads_back_to_the_board(cook):
    answer = _step(cook, _order(), "preparing")
    assert (answer.status_code, answer.location) == (303, "/kitchen")


def test_a_double_tap_moves_once_and_says_how_it_stands(cook):
    order_id = _order()
    assert "HX-Trigger" not in _step(cook, order_id, "preparing", headers=HTMX).headers
    again = _step(cook, order_id, "preparing", headers=HTMX)
    assert again.status_code == 204
    said = json.loads(again.headers["HX-Trigger"])["nb:toast"]["text"]
    assert said.startswith("Balcão 1: a preparar às ")
    assert _status(order_id) == "preparing"


def test_a_double_tap_without_script_is_a_conflict(cook):
    order_id = _order()
    _step(cook, order_id, "preparing")
    assert _step(cook, order_id, "preparing").status_code == 409


def test_a_step_that_does_not_exist_is_refused(cook):
    assert _step(cook, _order(), "cancelled", headers=HTMX).status_code == 422


@pytest.mark.parametrize("role", [Role.WAITER, Role.CASHIER])
def test_who_does_not_cook_has_no_board(client, role):
    order_id = _order()
    browser = client(role)
    assert browser.get("/kitchen").status_code == 403
    assert browser.get("/kitchen/board").status_code == 403
    assert _step(browser, order_id, "preparing").status_code == 403
    assert _status(order_id) == "pending"


def test_a_stranger_is_led_to_sign_in(client):
    answer = client(None).get("/kitchen")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_another_house_neither_sees_nor_moves_our_orders(client, other):
    order_id = _order()
    foreign = client(Role.KITCHEN, other)
    assert "Balcão 1" not in foreign.get("/kitchen").text
    assert _step(foreign, order_id, "preparing", headers=HTMX).status_code == 404
    assert _status(order_id) == "pending"


def test_an_allergy_is_a_band_of_its_own(cook):
    dish = factories.dish()
    new = factories.new_order(dish.id, note="alergia a marisco")
    new.lines[0].note = "ALERGIA: amendoim"
    factories.orders.place(new, factories.SOMEBODY)
    db.release()
    assert cook.get("/kitchen").text.count("nb-ticket__band--allergy") == 2


def test_names_are_written_out_whole_and_never_as_markup(cook):
    name = "Cacusso grelhado com molho de tomate, banana-pão <assada> e feijão de óleo de palma da casa"
    factories.order(factories.dish(name).id, table_id=factories.table("Esplanada do fundo, junto ao rio").id)
    db.release()
    page = cook.get("/kitchen").text
    assert name.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "Mesa Esplanada do fundo, junto ao rio" in page


def test_two_hundred_tickets_are_one_page(cook, statements):
    dish = factories.dish()
    for _ in range(200):
        factories.order(dish.id)
    db.release()
    cook.get("/kitchen/board")
    statements()
    page = cook.get("/kitchen/board").text
    assert len(statements()) <= 3
    assert page.count("data-ticket=") == 200
    assert page.count('data-key="9"') == 1 and 'data-key="10"' not in page


def test_the_live_board_is_the_same_partial(app, cook, restaurant):
    from nabancada.kitchen import regions

    _order()
    with app.test_request_context("/"):
        g.identity = Identity("audience", None, "", None, None, frozenset(), None, branch=factories.branch(restaurant))
        assert "Balcão 1" in regions.board("todas")
