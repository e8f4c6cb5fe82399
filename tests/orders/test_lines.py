"""A dish that was sent: its note and its guest may still change, and nothing is cooked twice."""

import pytest
from sqlalchemy import text

from nabancada import db
from nabancada.errors import NotFound
from nabancada.kitchen import queries as kitchen
from nabancada.orders import actions, lines, moving
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.orders.states import WrongStep
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def order(restaurant):
    new = factories.new_order(factories.dish("Choco").id, table_id=factories.table("7").id, note=None)
    new.lines[0].quantity, new.lines[0].note = 3, "N1"
    return actions.place(new, factories.SOMEBODY).order


def line(order) -> str:
    return order["lines"][0]["id"]


def told(kind: str) -> int:
    return db.session.scalar(text("SELECT count(*) FROM events WHERE kind = :kind"), {"kind": kind})


def ticket() -> list[tuple]:
    [only] = kitchen.board().open
    return [(one.left, one.note, one.note_changed_at is not None) for one in only.lines]


def test_a_changed_note_is_news_for_the_kitchen_and_not_a_new_dish(order):
    assert ticket() == [(3, "N1", False)]
    lines.change(order["id"], line(order), {"note": "N2"}, factories.SOMEBODY)
    assert ticket() == [(3, "N2", True)]
    assert told("order.note_changed") == 1


def test_the_same_note_again_is_no_news(order):
    lines.change(order["id"], line(order), {"note": "N1"}, factories.SOMEBODY)
    assert told("order.note_changed") == 0
    assert ticket() == [(3, "N1", False)]


def test_a_note_that_is_taken_away_is_news_too(order):
    lines.change(order["id"], line(order), {"note": ""}, factories.SOMEBODY)
    assert ticket() == [(3, None, True)]


def test_what_was_parted_for_two_bills_keeps_one_note(order):
    one = MovedLine(order_id=order["id"], line_id=line(order), quantity=1)
    to = LinesMove(lines=[one], table_id=factories.table("8").id)
    moving.move_lines(order["party_id"], to, factories.SOMEBODY)
    lines.change(order["id"], line(order), {"note": "N2"}, factories.SOMEBODY)
    assert ticket() == [(3, "N2", True)]


def test_a_seat_is_no_news_for_the_cook(order):
    lines.change(order["id"], line(order), {"seat": 2}, factories.SOMEBODY)
    assert ticket() == [(3, "N1", False)]
    assert told("order.seat_changed") == 1


def test_two_who_change_one_dish_at_once_are_both_heard(restaurant, order):
    changes = [{"note": "N2"}, {"seat": 4}]
    at_once(
        restaurant.id, 2, lambda n: lines.change(order["id"], line(order), changes[n], factories.SOMEBODY).id, workers=2
    )
    db.release()
    [now] = actions.queries.one(order["id"])["lines"]
    assert (now["note"], now["seat"]) == ("N2", 4)


def test_a_note_for_what_is_served_or_taken_back_is_refused(order):
    for step in ("preparing", "ready", "served"):
        actions.move(order["id"], step)
    with pytest.raises(WrongStep):
        lines.change(order["id"], line(order), {"note": "N2"}, factories.SOMEBODY)
    lines.change(order["id"], line(order), {"seat": 1}, factories.SOMEBODY)
    gone = factories.order(order["lines"][0]["item_id"]).order
    actions.cancel(gone["id"], "x", factories.SOMEBODY)
    with pytest.raises(WrongStep):
        lines.change(gone["id"], line(gone), {"seat": 1}, factories.SOMEBODY)


def test_a_dish_of_another_order_is_not_there(order):
    other = factories.order(order["lines"][0]["item_id"]).order
    with pytest.raises(NotFound):
        lines.change(other["id"], line(order), {"note": "x"}, factories.SOMEBODY)


def test_over_json_only_what_is_sent_changes(client, order):
    waiter, address = client(Role.WAITER), f"/api/orders/{order['id']}/lines/{line(order)}"
    assert waiter.patch(address, json={"seat": 2}).json["lines"][0]["note"] == "N1"
    assert waiter.patch(address, json={"note": None}).json["lines"][0]["seat"] == 2
    assert waiter.patch(address, json={"seat": 0}).status_code == 422
    assert client(Role.KITCHEN).patch(address, json={"note": "x"}).status_code == 403
