"""Furnishing a house: where tables land, how many there may be, and what goes and comes back."""

from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from nabancada import db
from nabancada.errors import InvalidInput, KeyReused, NotFound
from nabancada.permissions import Role
from nabancada.plans.actions import LimitReached
from nabancada.tables import actions, codes, layout, places, queries, rooms
from nabancada.tables.inputs import Copy, NewTables
from nabancada.tables.occupancy import TableInUse
from nabancada.tables.places import Place
from tests import factories
from tests.at_once import at_once

PLACES = st.builds(Place, st.integers(1, 10), st.integers(1, 47), st.sampled_from(["square", "round", "wide"]))


def places_now(area: str = "Sala") -> list[Place]:
    db.release()
    every = [one for one in queries.all_with_parties() if one["area"] == area and one["grid_column"]]
    return [Place(one["grid_column"], one["grid_row"], one["shape"]) for one in every]


def overlapping(found: list[Place]) -> list[tuple[Place, Place]]:
    return [(a, b) for a, b in combinations(found, 2) if a.overlaps(b)]


def names() -> list[str]:
    db.release()
    return [one["name"] for one in queries.all_with_parties()]


@given(st.lists(PLACES, max_size=40), PLACES)
def test_the_nearest_place_is_free_and_on_the_plan(taken, wanted):
    found = places.nearest(wanted, taken)
    assert not any(found.overlaps(other) for other in taken)
    assert places.on_plan(*found) == found
    if not any(wanted.overlaps(other) for other in taken):
        assert found == wanted


def test_a_table_put_onto_another_lands_beside_it(restaurant):
    layout.add(name="1", seats=4, area="Sala", grid_column=5, grid_row=5)
    second = layout.add(name="2", seats=4, area="Sala", grid_column=5, grid_row=5)
    assert (second.grid_column, second.grid_row) == (5, 3)
    elsewhere = layout.add(name="3", seats=4, area="Esplanada", grid_column=5, grid_row=5)
    assert (elsewhere.grid_column, elsewhere.grid_row) == (5, 5)


def test_a_table_that_grows_finds_room_and_one_that_stays_does_not_move(restaurant):
    first = layout.add(name="1", seats=4, area="Sala", grid_column=1, grid_row=1)
    layout.add(name="2", seats=4, area="Sala", grid_column=3, grid_row=1)
    assert (layout.change(first.id, {"seats": 6}).grid_column, first.grid_row) == (1, 1)
    layout.change(first.id, {"shape": "wide"})
    assert overlapping(places_now()) == []


def test_twenty_hands_at_once_never_put_one_table_onto_another(restaurant):
    tables = [factories.table(str(n)).id for n in range(20)]
    at_once(restaurant.id, 20, lambda n: layout.change(tables[n], {"grid_column": 6, "grid_row": 6}), workers=10)
    found = places_now()
    assert len(found) == 20
    assert overlapping(found) == []


def test_ten_tables_are_added_in_rows_with_the_numbers_that_are_free(restaurant):
    factories.table("3")
    added = layout.add_many(NewTables(count=10))
    assert [table.name for table in added] == ["1", "2", "4", "5", "6", "7", "8", "9", "10", "11"]
    assert overlapping(places_now()) == []
    assert [(table.grid_column, table.grid_row) for table in added[:5]] == [(1, 1), (4, 1), (7, 1), (10, 1), (1, 4)]


def test_a_repeated_request_adds_its_tables_once(restaurant):
    wish = NewTables(client_key="mesas-001", count=4)
    added = at_once(restaurant.id, 6, lambda _n: [table.id for table in layout.add_many(wish)], workers=6)
    assert len({tuple(one) for one in added}) == 1
    assert len(names()) == 4
    with pytest.raises(KeyReused):
        layout.add_many(NewTables(client_key="mesas-001", count=5))


def test_a_plan_that_is_full_leaves_the_rest_beside_it(restaurant):
    layout.add_many(NewTables(count=100))
    layout.add_many(NewTables(count=60, first=101))
    found = places_now()
    assert len(found) == 144  # two by two on 12 by 48
    assert overlapping(found) == []
    assert len(names()) == 160


def test_the_plan_is_never_exceeded_by_adding_copying_and_restoring_at_once(restaurant):
    factories.subscription(plan="basico")
    first = layout.add_many(NewTables(count=8))
    kept, gone = first[0].id, first[7].id
    layout.archive(gone)
    db.release()
    ways = [
        lambda: layout.duplicate(kept, Copy()).id,
        lambda: layout.restore(gone).id,
        lambda: factories.table(f"n{uuid4().hex[:6]}").id,
        lambda: len(layout.add_many(NewTables(count=3))),
    ]
    answers = at_once(restaurant.id, 24, lambda n: ways[n % 4](), workers=8)
    assert LimitReached in answers
    assert len(names()) == 10


def test_too_many_at_once_adds_none(restaurant):
    factories.subscription(plan="basico")
    with pytest.raises(LimitReached):
        layout.add_many(NewTables(count=11))
    assert names() == []
    assert queries.rooms() == []


@pytest.mark.parametrize(
    ("name", "copy"),
    [("7", "8"), ("T9", "T10"), ("Varanda", "Varanda 2"), ("x" * 40, "x" * 35 + " 2"), ("Sala 2 A", "Sala 2 A 2")],
)
def test_a_copy_has_the_next_number(restaurant, name, copy):
    assert layout.duplicate(factories.table(name, seats=6).id, Copy()).name == copy


def test_a_copy_is_like_its_table_beside_it_and_has_a_code_of_its_own(restaurant):
    first = layout.add(name="7", seats=8, area="Sala", shape="wide", grid_column=4, grid_row=4)
    layout.add(name="8", seats=2, area="Sala")
    copy = layout.duplicate(first.id, Copy(client_key="copia-001"))
    assert (copy.name, copy.seats, copy.shape, copy.area) == ("9", 8, "wide", "Sala")
    assert copy.code != first.code
    assert overlapping(places_now()) == []
    assert layout.duplicate(first.id, Copy(client_key="copia-001")).id == copy.id


def test_a_table_where_somebody_sits_stays(client, restaurant):
    table_id = factories.table("7").id
    party_id = factories.order(factories.dish().id, table_id=table_id).order["party_id"]
    refused = client(Role.OWNER).delete(f"/api/tables/{table_id}")
    assert (refused.status_code, refused.json["code"]) == (409, "table_in_use")
    actions.free(party_id)
    assert client(Role.OWNER).delete(f"/api/tables/{table_id}").status_code == 204
    assert names() == []


def test_whoever_sits_down_while_a_table_is_archived_sits_there_or_not_at_all(restaurant):
    dish = factories.dish()
    for n in range(6):
        table = factories.table(f"m{n}")
        at_once(
            restaurant.id,
            4,
            lambda k, at=table.id: layout.archive(at) if k == 2 else factories.order(dish.id, table_id=at),
            workers=4,
        )
        db.release()
        still = f"m{n}" in names()
        assert (queries.open_party(table.id) is not None) == still
        if still:
            with pytest.raises(TableInUse):
                layout.archive(table.id)


def test_an_archived_table_comes_back_with_its_code_and_its_room(restaurant):
    table = layout.add(name="7", seats=4, area="Esplanada", grid_column=3, grid_row=3)
    [room] = queries.rooms()
    rooms.archive(room["id"])
    assert queries.rooms() == []
    layout.restore(table.id)
    [back] = queries.all_with_parties()
    assert (back["name"], back["area"], back["grid_column"], back["code"]) == ("7", "Esplanada", 3, table.code)
    assert [one["id"] for one in queries.rooms()] == [room["id"]]


def test_a_table_whose_name_was_taken_meanwhile_stays_in_the_archive(restaurant):
    table = factories.table("7")
    layout.archive(table.id)
    factories.table("7")
    with pytest.raises(InvalidInput):
        layout.restore(table.id)
    assert [one["id"] for one in queries.archived()] == [table.id]


def test_half_a_change_is_none(restaurant):
    table_id = layout.add(name="7", seats=4, area="Sala", grid_column=3, grid_row=3).id
    factories.table("8")
    with pytest.raises(InvalidInput):
        layout.change(table_id, {"grid_column": 9, "area": "Nova", "name": "8"})
    db.release()
    assert [room["name"] for room in queries.rooms()] == ["Sala"]
    assert queries.with_party(table_id)["grid_column"] == 3


def test_a_renewed_code_kills_the_one_before_and_all_that_were_made_at_once_but_one(client, restaurant, other):
    tables = [factories.table(str(n)) for n in range(3)]
    old = [table.code for table in tables]
    renewed = at_once(
        restaurant.id, 6, lambda _n: [one.code for one in codes.renew([table.id for table in tables])], workers=6
    )
    db.release()
    now = {table["code"] for table in queries.all_with_parties()}
    assert len(now) == 3
    dead = ({code for one in renewed for code in one} | set(old)) - now
    assert len(dead) == 3 * 6
    guest = client(None)
    assert {guest.get(f"/t/{code}").status_code for code in now} == {200}
    assert {guest.get(f"/t/{code}").status_code for code in dead} == {404}
    page = guest.get(f"/t/{old[0]}").text
    assert "Este código já não vale." in page
    assert f"/r/{restaurant.slug}" in page
    with db.platform("test"), db.tenant(other.id), pytest.raises(NotFound):
        codes.renew([tables[0].id])


def test_what_is_rearranged_is_told_and_only_what_somebody_may_ask_about_is_for_the_log(restaurant):
    table = layout.add(name="7", seats=4, area="Sala", grid_column=1, grid_row=1)
    layout.change(table.id, {"grid_column": 4})
    layout.change(table.id, {"seats": 6})
    codes.renew([table.id])
    db.release()
    told = db.session.execute(text("SELECT kind, topics, data FROM events ORDER BY seq DESC LIMIT 3")).all()
    renewed, changed, moved = told
    assert (renewed.kind, "audit" in renewed.topics, renewed.data["name"]) == ("table.code_renewed", True, "7")
    assert (changed.kind, "audit" in changed.topics, changed.data["before"]) == ("tables.changed", True, {"seats": 4})
    assert (moved.kind, set(moved.topics)) == ("tables.arranged", {"floor", "tables"})
    assert table.code not in str(told)
