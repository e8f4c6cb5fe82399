"""Tables, and the one party each may hold."""

import pytest

from nabancada.errors import InvalidInput, NotFound
from nabancada.permissions import Role
from nabancada.tables import actions, queries
from nabancada.tables.actions import PartyClosed
from tests import factories
from tests.at_once import at_once


def test_two_waiters_at_once_seat_one_party(restaurant):
    dish, table = factories.dish(), factories.table()
    placed = at_once(restaurant.id, 8, lambda _n: factories.order(dish.id, table_id=table.id), workers=8)
    assert len({one.order["party_id"] for one in placed}) == 1
    assert sorted(one.order["round"] for one in placed) == list(range(1, 9))


def test_the_state_of_a_table_is_its_partys(restaurant):
    table = factories.table()
    assert queries.with_party(table.id)["status"] == "free"
    party_id = factories.order(factories.dish().id, table_id=table.id).order["party_id"]
    assert queries.with_party(table.id)["status"] == "occupied"
    actions.request_bill(party_id)
    assert queries.with_party(table.id)["status"] == "bill_requested"
    actions.free(party_id)
    assert queries.with_party(table.id)["status"] == "free"


def test_who_orders_again_no_longer_asks_for_the_bill(restaurant):
    dish, table = factories.dish(), factories.table()
    party_id = factories.order(dish.id, table_id=table.id).order["party_id"]
    actions.request_bill(party_id)
    factories.order(dish.id, table_id=table.id)
    assert queries.with_party(table.id)["status"] == "occupied"


def test_a_party_that_left_cannot_ask_for_the_bill(restaurant):
    party_id = factories.order(factories.dish().id, table_id=factories.table().id).order["party_id"]
    actions.free(party_id)
    with pytest.raises(PartyClosed):
        actions.request_bill(party_id)


def test_two_tables_cannot_have_one_name(restaurant):
    factories.table("7")
    with pytest.raises(InvalidInput) as refused:
        factories.table("7")
    assert "name" in refused.value.fields


def test_codes_cannot_be_guessed_and_say_whose_they_are(restaurant):
    codes = [factories.table(str(n)).code for n in range(5)]
    assert len({code.split("-", 1)[1] for code in codes}) == 5
    assert {code.split("-", 1)[0] for code in codes} == {codes[0].split("-", 1)[0]}
    assert all(len(code.split("-", 1)[1]) == 22 for code in codes)


def test_a_table_is_changed_field_by_field(client, restaurant):
    table, owner = factories.table("7", seats=4), client(Role.OWNER)
    changed = owner.patch(f"/api/tables/{table.id}", json={"seats": 15, "shape": "round"}).json
    assert (changed["name"], changed["seats"], changed["shape"]) == ("7", 15, "round")
    assert owner.patch(f"/api/tables/{table.id}", json={"status": "free"}).status_code == 422
    with pytest.raises(NotFound):
        queries.with_party(restaurant.id)
