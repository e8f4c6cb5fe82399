"""Guests call from their table, and somebody answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from nabancada import clock, db
from nabancada.errors import NotFound
from nabancada.orders import actions as orders
from nabancada.orders import bills, moving
from nabancada.orders.bills import NothingOrdered
from nabancada.permissions import Role
from nabancada.tables import actions, calls, layout, queries
from nabancada.tables.models import DiningTable
from tests import factories
from tests.at_once import at_once, while_held


@pytest.fixture
def table(restaurant) -> DiningTable:
    return factories.table("7")


def told(kind: str = "table.waiter_called") -> list[dict]:
    return list(db.session.scalars(text("SELECT data FROM events WHERE kind = :kind ORDER BY seq"), {"kind": kind}))


def called_at(table_id):
    db.release()
    return db.session.scalar(text("SELECT called_at FROM dining_tables WHERE id = :id"), {"id": table_id})


def party_at(table: DiningTable, *dishes):
    return factories.order(*(dishes or [factories.dish().id]), table_id=table.id).order["party_id"]


def test_a_call_is_kept_and_told_whether_or_not_somebody_was_seated(table):
    other = factories.table("8")
    party_id = party_at(other)
    since, is_new = calls.call(table.id)
    calls.call(other.id)
    assert is_new and called_at(table.id) == since
    assert told() == [
        {"table_id": str(table.id), "party_id": None},
        {"table_id": str(other.id), "party_id": str(party_id)},
    ]


def test_calling_again_changes_nothing(table):
    since, _new = calls.call(table.id)
    assert calls.call(table.id) == (since, False)
    assert len(told()) == 1


def test_an_answer_that_is_taken_back_is_a_call_from_the_first_of_them_and_never_from_later_than_now(table):
    since, _new = calls.call(table.id)
    assert calls.answer(table.id) == since and calls.answer(table.id) is None
    calls.call(table.id)  # they have called once more meanwhile
    for _turn in range(2):
        calls.take_back(table.id, since)
        assert called_at(table.id) == since
    calls.answer(table.id)
    calls.take_back(table.id, clock.now() + timedelta(days=1))
    assert called_at(table.id) <= clock.now()
    assert [one["called_at"] is None for one in told("table.changed") if "called_at" in one] == [
        True,
        False,
        True,
        False,
    ]


def test_ten_who_call_at_once_are_one_call(restaurant, table):
    came = at_once(restaurant.id, 10, lambda _n: calls.call(table.id))
    assert sorted(new for _since, new in came) == [False] * 9 + [True]
    assert len({since for since, _new in came}) == 1
    assert len(told()) == 1


def test_an_answer_ends_it_and_everybody_hears_so_once(restaurant, table):
    calls.call(table.id)
    at_once(restaurant.id, 4, lambda _n: calls.answer(table.id), workers=4)
    assert called_at(table.id) is None
    assert told("table.changed") == [{"table_id": str(table.id), "party_id": None, "called_at": None}]
    assert calls.call(table.id)[1]


def test_a_call_ends_with_its_party_and_those_that_joined_it(table):
    other = factories.table("8")
    ours, theirs = party_at(table), party_at(other)
    moving.join(theirs, ours, factories.SOMEBODY)
    calls.call(table.id)
    calls.call(other.id)
    factories.payment(ours, 1_300_000)
    assert queries.open_party(table.id) is None
    assert (called_at(table.id), called_at(other.id)) == (None, None)


def test_other_tables_go_on_calling_when_a_party_leaves(table):
    other = factories.table("8")
    party_id = party_at(table)
    calls.call(other.id)
    actions.free(party_id)
    assert called_at(other.id)


def test_a_call_moves_with_its_party(table):
    other = factories.table("8")
    party_id = party_at(table)
    since, _new = calls.call(table.id)
    moving.move(party_id, other.id)
    assert (called_at(table.id), called_at(other.id)) == (None, since)


def test_of_two_calls_that_come_together_the_older_counts(table):
    other = factories.table("8")
    since, _new = calls.call(other.id)
    party_id = party_at(table)
    calls.call(table.id)
    moving.move(party_id, other.id)
    assert (called_at(table.id), called_at(other.id)) == (None, since)


def test_a_party_that_moves_quietly_leaves_calls_where_they_are(table):
    other = factories.table("8")
    since, _new = calls.call(other.id)
    moving.move(party_at(table), other.id)
    assert (called_at(table.id), called_at(other.id)) == (None, since)


def test_who_calls_while_their_party_moves_is_heard(restaurant, table):
    other = factories.table("8")
    party_id = party_at(table)
    db.release()
    _moved, called = while_held(
        restaurant.id, lambda: moving.move(party_id, other.id) and None, lambda: calls.call(table.id)
    )
    assert called[1]
    assert called_at(table.id) == called[0]


def test_a_call_that_is_undone_half_way_was_never_made(table):
    with pytest.raises(ZeroDivisionError), db.atomic():
        calls.call(table.id)
        raise ZeroDivisionError
    assert called_at(table.id) is None
    assert told() == []


def test_a_table_of_another_house_or_out_of_use_calls_nobody(restaurant, other, table):
    with db.platform("test"), db.tenant(other.id):
        theirs = factories.table("7").id
        db.release()
    layout.archive(table.id)
    for table_id in (theirs, table.id, uuid4()):
        for act in (calls.call, calls.answer):
            with pytest.raises(NotFound):
                act(table_id)


def test_a_table_that_comes_back_calls_no_longer(table):
    calls.call(table.id)
    layout.archive(table.id)
    layout.restore(table.id)
    assert called_at(table.id) is None


def test_who_orders_while_a_guest_calls_waits_for_nothing(restaurant, table):
    dish = factories.dish()
    db.release()
    _since, seated = while_held(
        restaurant.id, lambda: calls.call(table.id), lambda: actions.sit(table.id, None).table_id
    )
    assert (seated, dish.id) == (table.id, dish.id)


def test_the_bill_is_asked_for_once_something_is_on_it(table):
    with pytest.raises(NothingOrdered):
        bills.request_at(table.id)
    placed = factories.order(factories.dish().id, table_id=table.id).order
    since, is_new = bills.request_at(table.id)
    assert is_new and clock.now() - since < timedelta(minutes=1)
    assert bills.request_at(table.id) == (since, False)
    assert told("table.bill_requested") == [{"table_id": str(table.id), "party_id": str(placed["party_id"])}]


def test_a_bill_of_dishes_that_were_all_taken_back_is_not_asked_for(table):
    placed = factories.order(factories.dish().id, table_id=table.id).order
    kept = factories.order(factories.dish("Cuca").id, table_id=table.id).order
    orders.cancel(placed["id"], "engano", factories.SOMEBODY)
    bills.request_at(table.id)
    orders.cancel(kept["id"], "engano", factories.SOMEBODY)
    with pytest.raises(NothingOrdered):
        bills.request_at(table.id)


def test_a_table_that_shares_a_bill_asks_for_that(table):
    other = factories.table("8")
    moving.join(party_at(other), party_at(table), factories.SOMEBODY)
    assert bills.request_at(other.id)[1]
    assert queries.open_party(other.id).bill_requested_at


def test_over_json_a_table_says_since_when_it_calls_and_is_answered(client, table):
    calls.call(table.id)
    waiter, address = client(Role.WAITER), f"/api/tables/{table.id}/call"
    assert waiter.get("/api/tables").json["items"][0]["called_at"]
    assert client(Role.KITCHEN).delete(address).status_code == 403
    for _ in range(2):
        answered = waiter.delete(address)
        assert (answered.status_code, answered.json["called_at"], answered.json["status"]) == (200, None, "free")
