"""A branch with something still at it is not archived, whatever comes to it at that very moment."""

import pytest

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.orders import actions as orders
from nabancada.orders.states import OrderStatus
from nabancada.payments import closing
from nabancada.payments.inputs import Closing
from nabancada.permissions import POLICY, Role, Staff
from nabancada.restaurants import branches, queries
from nabancada.restaurants.branches import BranchInUse
from nabancada.tables import layout, rooms
from nabancada.tables import queries as tables
from nabancada.till import actions as till
from nabancada.till import queries as shifts
from nabancada.till.inputs import NewShift
from tests import factories
from tests.at_once import while_held

NO_FLOAT = NewShift(opening_cents=0)


@pytest.fixture
def talatona(restaurant):
    """The second branch of the house."""
    return factories.branch(restaurant, "Talatona").id


def at(branch_id, key="user:zeca"):
    """Somebody who works at a branch."""
    return Staff(None, "Zeca Lopes", POLICY[Role.MANAGER], key, branch_id=branch_id)


def archive(branch_id):
    return branches.change(branch_id, {"archived": True})


def what_is_there(branch_id):
    """Why it is not archived."""
    with pytest.raises(BranchInUse) as refused:
        archive(branch_id)
    return refused.value.details["what"]


def open_till(branch_id, **asked):
    return till.open_shift(db.new_id(), NO_FLOAT.model_copy(update=asked), at(branch_id))


def test_one_with_tables_stays_until_they_are_archived_and_none_of_them_comes_back_to_it(talatona):
    table = factories.table("7", branch_id=talatona)
    assert what_is_there(talatona) == "mesas"
    layout.archive(table.id)
    archive(talatona)
    with pytest.raises(InvalidInput):
        layout.restore(table.id)


def test_one_with_orders_stays_until_they_are_served_and_paid(talatona):
    order = orders.place(factories.new_order(factories.dish().id), at(talatona)).order
    assert what_is_there(talatona) == "pedidos em curso"
    for step in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED):
        orders.move(order["id"], step)
    assert what_is_there(talatona) == "pedidos em curso"
    factories.payment(None, order["total_cents"], order_id=order["id"])
    archive(talatona)


def test_one_whose_order_was_cancelled_is_done_with_it(talatona):
    order = orders.place(factories.new_order(factories.dish().id), at(talatona)).order
    orders.cancel(order["id"], "Engano", factories.SOMEBODY)
    archive(talatona)


def test_one_with_an_open_till_stays_until_it_is_closed_and_it_opens_there_no_more(talatona):
    shift = open_till(talatona)
    assert what_is_there(talatona) == "caixas abertas"
    closing.close(shift.id, Closing(counted={"cash": 0}), at(talatona))
    archive(talatona)
    with pytest.raises(NotFound):
        open_till(None, register_id=shift.register_id)


def test_one_that_somebody_works_at_alone_stays(talatona):
    factories.staff(Role.WAITER, branch_id=talatona)
    assert what_is_there(talatona) == "pessoas que só trabalham nela"


def test_what_is_at_one_branch_keeps_no_other(talatona):
    factories.table("7")
    factories.order(factories.dish().id)
    open_till(None)
    archive(talatona)
    assert queries.branches_used() == 1


def ordered_at(branch_id, dish_id):
    return orders.place(factories.new_order(dish_id), at(branch_id))


def moved_to(branch_id):
    [room] = tables.rooms(queries.branch_in_use(None))
    rooms.move(room["id"], branch_id)


COMES = {
    "an order": ordered_at,
    "a till": lambda branch_id, _dish: open_till(branch_id),
    "a table": lambda branch_id, _dish: factories.table("8", branch_id=branch_id),
    "a room": lambda branch_id, _dish: moved_to(branch_id),
}


@pytest.fixture(params=COMES)
def come(request, restaurant, talatona):
    """Something comes to the second branch."""
    dish_id = factories.dish().id
    factories.table("7", area="Quintal")
    return lambda: COMES[request.param](talatona, dish_id)


def test_who_archives_waits_for_what_is_coming_and_is_refused(restaurant, talatona, come):
    came = while_held(restaurant.id, come, lambda: archive(talatona))
    assert isinstance(came[1], BranchInUse)
    assert queries.branches_used() == 2


def test_what_comes_waits_for_who_archives_and_is_refused(restaurant, talatona, come):
    came = while_held(restaurant.id, lambda: archive(talatona), come)
    assert isinstance(came[1], InvalidInput)
    db.release()
    assert queries.branches_used() == 1
    assert not tables.any_at(talatona)
    assert not shifts.any_open()
