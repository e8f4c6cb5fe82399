"""What is said about who sits at a table, and taken back."""

import pytest
from sqlalchemy import text

from nabancada import db
from nabancada.errors import NotFound
from nabancada.permissions import Role
from nabancada.tables import actions, parties, queries
from nabancada.tables.actions import PartyClosed
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def party_id(restaurant):
    table = factories.table()
    return factories.order(factories.dish().id, table_id=table.id).order["party_id"]


def told() -> list[tuple[str, dict]]:
    rows = db.session.execute(text("SELECT kind, data FROM events WHERE kind LIKE 'table.%' ORDER BY seq"))
    return [(row.kind, row.data) for row in rows if row.kind != "table.seated"]


def test_a_party_is_handed_to_another_waiter_and_everybody_hears(party_id):
    beto = factories.staff(Role.WAITER, name="Beto Kiala")
    party = parties.change(party_id, {"waiter_id": beto, "guests": 3})
    assert (party.waiter_id, party.waiter_name, party.guests) == (beto, "Beto Kiala", 3)
    [(kind, data)] = told()
    assert (kind, data["waiter"], data["guests"]) == ("table.changed", "Beto Kiala", 3)


def test_what_is_not_said_does_not_change(party_id):
    parties.change(party_id, {"guests": 3})
    parties.change(party_id, {"waiter_id": factories.staff(Role.WAITER)})
    assert queries.party(party_id).guests == 3


def test_nobody_of_another_house_looks_after_a_table(party_id, other):
    with pytest.raises(NotFound):
        parties.change(party_id, {"waiter_id": factories.staff(Role.WAITER, other.id), "guests": 9})
    assert queries.party(party_id).guests is None


def test_two_who_change_different_things_at_once_are_both_heard(restaurant, party_id):
    waiter = factories.staff(Role.WAITER)
    changes = [{"guests": 5}, {"waiter_id": waiter}]
    at_once(restaurant.id, 2, lambda n: parties.change(party_id, changes[n]).id, workers=2)
    db.release()
    assert (queries.party(party_id).guests, queries.party(party_id).waiter_id) == (5, waiter)


def test_guests_who_stay_after_all_no_longer_ask_for_the_bill(party_id):
    actions.request_bill(party_id)
    parties.withdraw_bill_request(party_id)
    parties.withdraw_bill_request(party_id)
    assert queries.party(party_id).bill_requested_at is None
    assert [kind for kind, _data in told()] == ["table.bill_requested", "table.bill_withdrawn"]


def test_a_party_that_has_left_is_not_spoken_for(party_id):
    actions.free(party_id)
    for act in (lambda: parties.change(party_id, {"guests": 2}), lambda: parties.withdraw_bill_request(party_id)):
        with pytest.raises(PartyClosed):
            act()


def test_over_json_the_bill_is_asked_for_and_taken_back(client, party_id):
    waiter, address = client(Role.WAITER), f"/api/parties/{party_id}/bill-request"
    assert waiter.post(address).json["bill_requested_at"]
    assert waiter.delete(address).json["bill_requested_at"] is None
    assert client(Role.KITCHEN).delete(address).status_code == 403
