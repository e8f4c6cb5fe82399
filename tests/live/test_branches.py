"""Two branches of one house, each with a screen in its kitchen, on a real socket."""

import pytest

from nabancada import db
from nabancada.auth import store
from nabancada.auth.models import BRANCH
from nabancada.orders import actions
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from tests import factories

REGIONS = ["kitchen-board:todas", "floor-map:todas", "pos-queue", "orders-list:todos"]


@pytest.fixture
def branches(restaurant):
    """The two branches of the house."""
    return factories.branch(restaurant).id, factories.branch(restaurant, "Talatona").id


def signed_in(role, restaurant, at=None, only=None):
    """The session cookie of somebody who works there."""
    made = store.new_token()
    store.create(made, factories.staff(role, restaurant.id, branch_id=only), {BRANCH: str(at)} if at else {})
    return made


def watching(connect, token, regions):
    """A socket that has every region as it is now."""
    screen = connect(token)
    screen.hear("hello")
    screen.say(type="watch", regions=regions)
    drawn = {one["id"]: one["html"] for one in (screen.hear("region") for _ in regions)}
    return screen, drawn


@pytest.mark.parametrize("how", ["only", "at"])
def test_the_screens_of_one_branch_are_never_drawn_with_orders_of_another(connect, restaurant, branches, how):
    dish, drawn = factories.dish().id, []
    screens = []
    for branch_id in branches:
        screen, first = watching(connect, signed_in(Role.MANAGER, restaurant, **{how: branch_id}), REGIONS)
        screens.append(screen)
        drawn.append([*first.values()])
    tables = [factories.table("7", branch_id=one).id for one in branches]
    orders = [factories.order(dish, table_id=one).order["id"] for one in tables]
    for order_id in orders:
        actions.move(order_id, OrderStatus.PREPARING)
        actions.move(order_id, OrderStatus.READY)
    db.release()
    for screen, order_id, heard in zip(screens, orders, drawn, strict=True):
        while not any(f'id="ready-{order_id}"' in html for html in heard):
            heard.append(screen.hear("region")["html"])
    for mine, other, heard in ((0, 1, drawn[0]), (1, 0, drawn[1])):
        assert any(str(orders[mine]) in html for html in heard)
        assert not any(str(orders[other]) in html or str(tables[other]) in html for html in heard)
