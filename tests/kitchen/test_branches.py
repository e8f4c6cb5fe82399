"""A kitchen sees the orders of its branch, and moves no others (scenario 47)."""

import pytest

from nabancada import db
from nabancada.orders import actions, queries
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from tests import factories

STEPS = (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED)


@pytest.fixture
def branches(restaurant):
    """The two branches of the house."""
    return factories.branch(restaurant).id, factories.branch(restaurant, "Talatona").id


@pytest.fixture
def orders(branches):
    """At each branch an order at every step of its life: the branch's, by status."""
    dish = factories.dish().id
    made = [{status: ordered(dish, branch_id, n) for n, status in enumerate(OrderStatus)} for branch_id in branches]
    db.release()
    return made


def ordered(dish, branch_id, steps):
    order_id = factories.order(dish, branch_id=branch_id).order["id"]
    if steps > len(STEPS):
        actions.cancel(order_id, "Engano", factories.SOMEBODY)
    else:
        for step in STEPS[:steps]:
            actions.move(order_id, step)
    return order_id


@pytest.fixture(params=["confined", "chosen"])
def cook(request, client, branches):
    """A cook of the main branch: who may work nowhere else, and who may and does not."""
    return client(Role.KITCHEN, **{"only" if request.param == "confined" else "at": branches[0]})


def test_a_cook_sees_the_orders_of_one_branch_on_the_board_and_over_json(cook, orders):
    ours, theirs = orders
    board = cook.get("/kitchen/board").text
    listed = {one["id"] for one in cook.get("/api/kitchen").json["items"]}
    for status in (OrderStatus.PENDING, OrderStatus.PREPARING, OrderStatus.READY):
        assert str(ours[status]) in board and str(ours[status]) in listed
    assert not {str(one) for one in theirs.values()} & listed
    assert [one for one in theirs.values() if str(one) in board] == []


@pytest.mark.parametrize("status", [OrderStatus.SERVED, OrderStatus.READY])
def test_a_cook_of_one_branch_lists_the_tickets_of_any_status_there_alone(client, branches, orders, status):
    cook = client(Role.KITCHEN, only=branches[0])
    listed = cook.get("/api/orders", query_string={"status": status}).json["items"]
    assert [one["id"] for one in listed] == [str(orders[0][status])]
    assert cook.get("/api/orders", query_string={"status": status, "branch_id": branches[1]}).status_code == 403


@pytest.mark.parametrize("n", range(3))
def test_a_cook_of_one_branch_moves_no_order_of_another(client, branches, orders, n):
    cook, status = client(Role.KITCHEN, only=branches[0]), list(OrderStatus)[n]
    theirs, ours = orders[1][status], orders[0][status]
    over_json = cook.post(f"/api/orders/{theirs}/status", json={"status": STEPS[n]})
    assert (over_json.status_code, over_json.json["code"]) == (403, "another_branch")
    on_the_page = cook.post(f"/kitchen/orders/{theirs}/step", data={"status": STEPS[n]})
    assert on_the_page.status_code == 403
    assert "Isto é de outra filial." in on_the_page.text
    assert queries.one(theirs)["status"] == status
    assert cook.post(f"/api/orders/{ours}/status", json={"status": STEPS[n]}).status_code == 200


@pytest.mark.parametrize("path", ["/floor/orders/{}/served", "/pos/orders/{}/handover"])
def test_a_waiter_of_one_branch_serves_nothing_of_another(client, branches, orders, path):
    waiter = client(Role.WAITER, only=branches[0])
    assert waiter.post(path.format(orders[1][OrderStatus.READY])).status_code == 403
    assert queries.one(orders[1][OrderStatus.READY])["status"] == OrderStatus.READY
    assert waiter.post(path.format(orders[0][OrderStatus.READY])).status_code == 303


def test_who_works_at_any_branch_moves_what_is_of_another(client, branches, orders):
    cook = client(Role.KITCHEN, at=branches[0])
    moved = cook.post(f"/api/orders/{orders[1][OrderStatus.PENDING]}/status", json={"status": "preparing"})
    assert moved.status_code == 200
