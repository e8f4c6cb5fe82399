"""The kitchen's board: one question to the database, every order in its place."""

from uuid import UUID

import pytest

from nabancada import db
from nabancada.kitchen import queries
from nabancada.orders import actions
from nabancada.orders.actions import Staff
from nabancada.orders.inputs import NewOrder, WantedLine
from nabancada.orders.states import OrderStatus
from tests import factories

pytestmark = pytest.mark.usefixtures("restaurant")


def _order(*dishes, note=None, quantity=1, **fields):
    lines = [WantedLine(item_id=dish.id, quantity=quantity, note=note) for dish in dishes]
    new = factories.new_order(dishes[0].id, **fields)
    placed = actions.place(NewOrder(**{**dict(new), "lines": lines}), Staff(None, "Beto Kiala"))
    return placed.order["id"]


def test_tickets_stand_oldest_first_and_the_ready_ones_apart():
    dish = factories.dish()
    first, second, third = (_order(dish) for _ in range(3))
    actions.move(first, OrderStatus.PREPARING)
    actions.move(first, OrderStatus.READY)
    board = queries.board()
    assert [ticket.id for ticket in board.open] == [second, third]
    assert [ticket.id for ticket in board.ready] == [first]
    assert board.total == 2


def test_a_station_sees_its_own_dishes_and_its_own_time():
    grilled = factories.dish("Picanha", station="Grelha", prep_minutes=25)
    drink = factories.dish("Cuca", station="Pão & Bar", prep_minutes=3)
    _order(grilled, drink)
    _order(drink)
    grill = queries.board("grelha")
    assert [[line.name for line in ticket.lines] for ticket in grill.open] == [["Picanha"]]
    assert grill.open[0].minutes == 25
    counts = {station.key: station.count for station in grill.stations}
    assert counts == {"todas": 2, "grelha": 1, "pao-bar": 2}


def test_an_unknown_station_is_all_of_them():
    _order(factories.dish())
    board = queries.board("nao-existe")
    assert board.station == queries.ALL
    assert len(board.open) == 1


def test_a_station_without_work_keeps_its_tab():
    factories.dish("Sumo", station="Bar")
    assert [station.key for station in queries.board().stations] == ["todas", "bar"]


def test_what_was_taken_back_stays_struck_and_is_not_counted():
    dish = factories.dish("Choco")
    order_id = _order(dish, quantity=3)
    line_id = queries.board().open[0].lines[0].id
    actions.void(order_id, UUID(line_id), 1, "Engano", Staff(None, "Rosa"))
    board = queries.board()
    assert (board.open[0].lines[0].left, board.open[0].lines[0].void) == (2, 1)
    assert board.to_cook == (("Choco", 2),)


def test_dishes_to_cook_are_summed_most_first():
    choco, funge = factories.dish("Choco"), factories.dish("Funge")
    _order(choco)
    _order(funge, quantity=2)
    _order(funge, choco)
    assert queries.board().to_cook == (("Funge", 3), ("Choco", 2))


def test_the_average_of_today_is_from_placed_to_ready():
    dish = factories.dish()
    assert queries.board().average_seconds is None
    done = _order(dish)
    actions.move(done, OrderStatus.PREPARING)
    actions.move(done, OrderStatus.READY)
    assert 0 <= queries.board().average_seconds < 60


def test_served_and_cancelled_orders_leave_the_board():
    dish = factories.dish()
    served, cancelled = _order(dish), _order(dish)
    for step in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED):
        actions.move(served, step)
    actions.cancel(cancelled, "Engano", Staff(None, "Rosa"))
    board = queries.board()
    assert (board.open, board.ready) == ((), ())


def test_a_table_is_named_by_where_its_party_sits_now():
    _order(factories.dish(), table_id=factories.table("12").id)
    ticket = queries.board().open[0]
    assert (ticket.table, ticket.round, ticket.by) == ("12", 1, "Beto Kiala")


def test_the_board_is_one_statement(statements):
    dish = factories.dish()
    for _ in range(3):
        _order(dish)
    db.release()
    statements()
    queries.board()
    assert len([one for one in statements() if "set_config" not in one]) == 1
