"""Taking orders: once each, at the menu's price, numbered without a hole, whole or not at all."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from nabancada import db
from nabancada.errors import InvalidInput, KeyReused, NotFound
from nabancada.keys import ClientKey
from nabancada.orders import actions, queries
from nabancada.orders.actions import Placed
from nabancada.orders.choosing import SoldOut
from nabancada.orders.inputs import WantedLine
from nabancada.orders.models import Order, OrderLine
from nabancada.plans.actions import LimitReached, SubscriptionInactive
from nabancada.plans.models import SubscriptionStatus
from nabancada.tables.models import Party
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY


def test_an_order_keeps_the_name_and_price_it_was_sold_with(restaurant):
    from nabancada.menu import actions as menu

    dish = factories.dish("Funge", 120_000)
    placed = factories.order(dish.id)
    menu.change_item(dish.id, {"name": "Funge de bombó", "price_cents": 150_000})
    [line] = queries.one(placed.order["id"])["lines"]
    assert (line["name"], line["unit_price_cents"]) == ("Funge", 120_000)


def test_a_new_price_holds_from_the_next_order_on(restaurant):
    from nabancada.menu import actions as menu

    dish = factories.dish(price_cents=100)
    assert factories.order(dish.id).order["total_cents"] == 100
    menu.change_item(dish.id, {"price_cents": 250})
    assert factories.order(dish.id).order["total_cents"] == 250


def test_sending_the_same_cart_twice_orders_once(restaurant):
    new = factories.new_order(factories.dish().id)
    first = actions.place(new, SOMEBODY)
    assert isinstance(first, Placed)
    assert actions.place(new, SOMEBODY) == first.order["id"]


def test_the_same_key_for_another_cart_is_refused(restaurant):
    funge, kizaca = factories.dish("Funge"), factories.dish("Kizaca")
    actions.place(factories.new_order(funge.id, client_key="cart-0001"), SOMEBODY)
    with pytest.raises(KeyReused):
        actions.place(factories.new_order(kizaca.id, client_key="cart-0001"), SOMEBODY)


def test_ten_identical_submits_at_once_make_one_order(restaurant):
    new = factories.new_order(factories.dish().id)
    results = at_once(restaurant.id, 10, lambda _n: actions.place(new, SOMEBODY))
    placed = [one for one in results if isinstance(one, Placed)]
    assert len(placed) == 1
    assert {one for one in results if one not in placed} == {placed[0].order["id"]}


def test_two_hundred_orders_from_twenty_clients_get_consecutive_numbers(restaurant):
    dish, table = factories.dish(), factories.table()
    results = at_once(
        restaurant.id,
        200,
        lambda n: factories.order(dish.id, table_id=table.id if n % 2 else None),
        workers=20,
    )
    assert sorted(one.order["number"] for one in results) == list(range(1, 201))
    events = sorted(one.event.seq for one in results)
    head = db.session.scalar(text("SELECT seq FROM streams WHERE restaurant_id = :id"), {"id": restaurant.id})
    logged = db.session.scalars(text("SELECT seq FROM events ORDER BY seq")).all()
    assert len(set(events)) == 200
    assert logged == list(range(1, head + 1))
    assert db.session.scalar(select(func.count()).select_from(Party)) == 1


def test_an_order_that_fails_leaves_nothing_behind(restaurant):
    dish, table = factories.dish(), factories.table()
    new = factories.new_order(dish.id, uuid4(), table_id=table.id, client_key="half-way-1")
    with pytest.raises(InvalidInput):
        actions.place(new, SOMEBODY)
    for model in (Order, OrderLine, ClientKey, Party):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    # The key is free again: the corrected cart may use it.
    assert isinstance(actions.place(factories.new_order(dish.id, client_key="half-way-1"), SOMEBODY), Placed)


def test_a_table_of_another_house_does_not_exist(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        foreign = factories.table()
    with pytest.raises(NotFound):
        factories.order(factories.dish().id, table_id=foreign.id)


def test_a_dish_of_another_house_is_not_on_the_menu(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        foreign = factories.dish()
    with pytest.raises(InvalidInput):
        factories.order(foreign.id)


def test_what_is_sold_out_cannot_be_ordered(restaurant):
    with pytest.raises(SoldOut):
        factories.order(factories.dish(available=False).id)


def test_a_suspended_house_takes_no_orders(restaurant):
    dish = factories.dish()
    factories.subscription(status=SubscriptionStatus.SUSPENDED)
    with pytest.raises(SubscriptionInactive):
        factories.order(dish.id)


def test_the_month_ends_at_the_plans_limit(restaurant):
    dish = factories.dish()
    factories.subscription(plan="basico")
    factories.order(dish.id)
    with db.atomic():
        db.session.execute(text("UPDATE order_counters SET placed = 499"))
    factories.order(dish.id)
    with pytest.raises(LimitReached):
        factories.order(dish.id)
    assert queries.placed_this_month() == 500


def test_fifty_orders_at_once_at_the_last_place_of_the_month_make_one(restaurant):
    dish = factories.dish()
    factories.subscription(plan="basico")
    factories.order(dish.id)
    with db.atomic():
        db.session.execute(text("UPDATE order_counters SET placed = 499"))

    results = at_once(restaurant.id, 50, lambda _n: factories.order(dish.id))
    assert results.count(LimitReached) == 49


def test_options_add_to_the_price_and_stay_on_the_line(restaurant):
    dish = factories.dish(price_cents=1000, option_groups=[factories.group(Funge=0, Arroz=250)])
    [group] = _menu_item(dish.id)["option_groups"]
    rice = next(one for one in group["options"] if one["name"] == "Arroz")
    new = factories.new_order(dish.id)
    new.lines = [WantedLine(item_id=dish.id, quantity=3, option_ids=[rice["id"]], note="sem sal")]
    placed = actions.place(new, SOMEBODY)
    assert placed.order["total_cents"] == 3 * 1250
    [line] = queries.one(placed.order["id"])["lines"]
    assert [one["name"] for one in line["options"]] == ["Arroz"]
    assert line["note"] == "sem sal"


def test_an_order_costs_at_most_nine_statements(restaurant, client, statements):
    from nabancada.permissions import Role

    dish, table, waiter = factories.dish(), factories.table(), client(Role.WAITER)
    body = {
        "type": "table",
        "table_id": str(table.id),
        "lines": [{"item_id": str(dish.id), "quantity": 2}] * 3,
    }
    waiter.post("/api/orders", json={**body, "client_key": uuid4().hex})
    statements()
    answer = waiter.post("/api/orders", json={**body, "client_key": uuid4().hex})
    assert answer.status_code == 201
    assert len(statements()) <= 9


def _menu_item(item_id):
    from nabancada.menu.queries import item_json

    return item_json(item_id)
