"""From pending to served, back by cancelling, and what voiding leaves."""

from itertools import product

import pytest

from nabancada import db
from nabancada.errors import NotFound
from nabancada.orders import actions, queries
from nabancada.orders.actions import NothingLeft
from nabancada.orders.states import NEXT, OrderStatus, WrongStep, check_step
from nabancada.payments import queries as payments
from nabancada.tables import queries as tables
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY

STEPS = (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED)


@pytest.mark.parametrize(("now", "to"), list(product(OrderStatus, OrderStatus)))
def test_only_the_next_step_is_allowed(now, to):
    if to in NEXT[now]:
        check_step(now, to)
    else:
        with pytest.raises(WrongStep):
            check_step(now, to)


def test_an_order_goes_through_the_kitchen(restaurant):
    order_id = factories.order(factories.dish().id).order["id"]
    for step in STEPS:
        actions.move(order_id, step)
    done = queries.one(order_id)
    assert done["status"] == "served"
    assert done["placed_at"] <= done["started_at"] <= done["ready_at"] <= done["served_at"]


def test_two_cooks_at_once_start_an_order_once(restaurant):
    order_id = factories.order(factories.dish().id).order["id"]

    results = at_once(restaurant.id, 6, lambda _n: actions.move(order_id, OrderStatus.PREPARING).status, workers=6)
    assert sorted(results, key=str) == [WrongStep] * 5 + ["preparing"]


def test_a_served_order_cannot_go_back_or_be_cancelled(restaurant):
    order_id = factories.order(factories.dish().id).order["id"]
    for step in STEPS:
        actions.move(order_id, step)
    with pytest.raises(WrongStep):
        actions.move(order_id, OrderStatus.READY)
    with pytest.raises(WrongStep):
        actions.cancel(order_id, "engano", SOMEBODY)


def test_cancelling_the_only_round_frees_the_table(restaurant):
    table = factories.table()
    placed = factories.order(factories.dish().id, table_id=table.id)
    actions.cancel(placed.order["id"], "engano na mesa", SOMEBODY)
    assert tables.with_party(table.id)["status"] == "free"
    assert queries.one(placed.order["id"])["due_cents"] == 0


def test_cancelling_one_of_two_rounds_keeps_the_party(restaurant):
    table, dish = factories.table(), factories.dish(price_cents=500)
    first = factories.order(dish.id, table_id=table.id)
    factories.order(dish.id, table_id=table.id)
    actions.cancel(first.order["id"], "engano", SOMEBODY)
    assert payments.bill_at(table.id)["due_cents"] == 500


def test_voiding_takes_what_is_left_off_the_total(restaurant):
    dish = factories.dish(price_cents=200)
    new = factories.new_order(dish.id, dish.id)
    new.lines[0].quantity = 3
    order = actions.place(new, SOMEBODY).order
    line = order["lines"][0]
    actions.void(order["id"], line["id"], 1, "caiu", SOMEBODY)
    assert queries.one(order["id"])["total_cents"] == 600
    with pytest.raises(NothingLeft):
        actions.void(order["id"], line["id"], 3, "outra vez", SOMEBODY)
    actions.void(order["id"], line["id"], None, "o resto", SOMEBODY)
    assert queries.one(order["id"])["total_cents"] == 200


def test_voiding_everything_cancels_the_order(restaurant):
    order = factories.order(factories.dish().id).order
    actions.void(order["id"], order["lines"][0]["id"], None, "engano", SOMEBODY)
    assert queries.one(order["id"])["status"] == "cancelled"
    with pytest.raises(WrongStep):
        actions.void(order["id"], order["lines"][0]["id"], None, "engano", SOMEBODY)


def test_orders_of_another_house_do_not_exist(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        foreign = factories.order(factories.dish().id).order
    for attempt in (
        lambda: actions.move(foreign["id"], OrderStatus.PREPARING),
        lambda: actions.cancel(foreign["id"], "x", SOMEBODY),
        lambda: actions.void(foreign["id"], foreign["lines"][0]["id"], None, "x", SOMEBODY),
        lambda: queries.one(foreign["id"]),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.in_the_kitchen() == []


def test_rounds_add_up_to_the_bill(restaurant):
    table = factories.table()
    prices = (650_000, 120_000, 100_000)
    for cents in prices:
        factories.order(factories.dish(price_cents=cents).id, table_id=table.id)
    bill = payments.bill_at(table.id)
    assert bill["due_cents"] == sum(prices)
    assert [order["round"] for order in bill["orders"]] == [1, 2, 3]


def test_two_voids_at_once_at_the_counter_both_count(restaurant):
    dish = factories.dish(price_cents=700)
    for _ in range(5):
        order = factories.order(dish.id, dish.id).order
        lines = [line["id"] for line in order["lines"]]
        at_once(
            restaurant.id,
            2,
            lambda n, order=order, lines=lines: actions.void(order["id"], lines[n], None, "x", SOMEBODY),
            workers=2,
        )
        db.release()
        now = queries.one(order["id"])
        assert (now["total_cents"], now["status"]) == (0, "cancelled")


def test_voiding_one_line_twice_at_once_voids_two(restaurant):
    new = factories.new_order(factories.dish(price_cents=700).id)
    new.lines[0].quantity = 3
    order = actions.place(new, SOMEBODY).order
    line_id = order["lines"][0]["id"]
    at_once(restaurant.id, 2, lambda _n: actions.void(order["id"], line_id, 1, "x", SOMEBODY), workers=2)
    db.release()
    assert queries.one(order["id"])["lines"][0]["void_quantity"] == 2


def test_an_order_looks_the_same_in_every_answer_and_event(client, restaurant):
    from nabancada.permissions import Role

    owner, dish, table = client(Role.OWNER), factories.dish(), factories.table()
    body = {"client_key": "same-shape-1", "type": "table", "table_id": str(table.id)}
    placed = owner.post("/api/orders", json={**body, "lines": [{"item_id": str(dish.id), "quantity": 1}]}).json
    moved = owner.post(f"/api/orders/{placed['id']}/status", json={"status": "preparing"}).json
    events = owner.get("/api/events?since=0").json["items"]
    told = [event["data"] for event in events if event["type"].startswith("order.")]
    assert placed.keys() == moved.keys() == told[0].keys() | {"seq"} == told[1].keys() | {"seq"}
    lines = [one["lines"][0].keys() for one in (placed, moved, *told)]
    assert all(keys == lines[0] for keys in lines)
