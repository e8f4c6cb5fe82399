"""Rooms: renamed, archived and made while tables move."""

import pytest

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.tables import layout, queries, rooms
from nabancada.tables.inputs import Copy, NewRoom
from nabancada.tables.occupancy import TableInUse
from tests import factories
from tests.at_once import at_once, while_held


def test_a_room_is_renamed_with_its_tables_and_keeps_its_place(restaurant):
    factories.table("1", area="Sala"), factories.table("2", area="Quintal")
    sala, quintal = queries.rooms()
    rooms.arrange([quintal["id"], sala["id"]])
    rooms.rename(quintal["id"], "Jardim")
    db.release()
    assert [(one["name"], one["tables"]) for one in queries.rooms()] == [("Jardim", 1), ("Sala", 1)]
    assert {one["name"]: one["area"] for one in queries.all_with_parties()} == {"1": "Sala", "2": "Jardim"}
    with pytest.raises(InvalidInput):
        rooms.rename(sala["id"], "Jardim")


@pytest.mark.parametrize(
    "act",
    [
        lambda one: layout.change(one, {"grid_column": 5}),
        lambda one: layout.change(one, {"area": "Sala"}),
        lambda one: layout.duplicate(one, Copy()),
    ],
)
def test_a_room_renamed_meanwhile_keeps_its_tables_and_leaves_no_other_behind(restaurant, act):
    table = factories.table("1", area="Sala")
    [sala] = queries.rooms()
    came = while_held(restaurant.id, lambda: rooms.rename(sala["id"], "Jardim"), lambda: act(table.id).area)
    db.release()
    assert came[1] == "Jardim"
    assert [one["name"] for one in queries.rooms()] == ["Jardim"]


def test_a_table_goes_to_a_room_that_is_renamed_meanwhile(restaurant):
    table = factories.table("1", area="Quintal")
    factories.table("2", area="Sala")
    sala = next(one for one in queries.rooms() if one["name"] == "Sala")
    change = {"area": "Sala", "seats": 3}
    came = while_held(
        restaurant.id, lambda: rooms.rename(sala["id"], "Jardim"), lambda: layout.change(table.id, change).area
    )
    db.release()
    assert came[1] == "Jardim"
    assert [(one["name"], one["tables"]) for one in queries.rooms()] == [("Quintal", 0), ("Jardim", 2)]


def test_no_table_goes_to_a_room_that_is_or_comes_into_the_archive(restaurant):
    table = factories.table("1", area="Quintal")
    factories.table("2", area="Sala")
    sala = next(one for one in queries.rooms() if one["name"] == "Sala")
    _gone, refused = while_held(
        restaurant.id, lambda: rooms.archive(sala["id"]), lambda: layout.change(table.id, {"area": "Sala"})
    )
    assert isinstance(refused, InvalidInput)
    with pytest.raises(InvalidInput):
        layout.change(table.id, {"area": "Sala"})
    db.release()
    assert [(one["name"], one["tables"]) for one in queries.rooms()] == [("Quintal", 1)]
    assert layout.change(table.id, {"area": "Terraço"}).area == "Terraço"  # a room nobody had yet


def test_an_empty_room_is_a_room_and_two_who_make_it_make_one(restaurant):
    made = at_once(restaurant.id, 6, lambda _n: rooms.add_once(NewRoom(name="Terraço")), workers=6)
    assert sum(one is not InvalidInput for one in made) >= 1
    assert [(one["name"], one["tables"]) for one in queries.rooms()] == [("Terraço", 0)]
    with pytest.raises(InvalidInput):
        rooms.add_once(NewRoom(name="Terraço"))


def test_a_room_where_somebody_sits_is_not_archived(restaurant):
    free, taken = factories.table("1"), factories.table("2")
    factories.order(factories.dish().id, table_id=taken.id)
    [room] = queries.rooms()
    with pytest.raises(TableInUse, match="mesa 2"):
        rooms.archive(room["id"])
    db.release()
    assert queries.with_party(free.id)["name"] == "1"
