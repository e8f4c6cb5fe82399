"""Rooms that go from branch to branch with their tables: nobody sits in two, and no name is had twice."""

from uuid import uuid4

import pytest

from nabancada import db
from nabancada.errors import Conflict, InvalidInput
from nabancada.orders import queries as orders
from nabancada.permissions import Role
from nabancada.tables import actions, layout, queries, rooms
from nabancada.tables.occupancy import TableInUse
from tests import factories
from tests.at_once import while_held


@pytest.fixture
def talatona(restaurant):
    """The second branch of the house."""
    return factories.branch(restaurant, "Talatona").id


def where(branch_id) -> dict[str, list[str]]:
    """The rooms of a branch, and the tables in them."""
    db.release()
    tables = queries.all_with_parties(branch_id)
    return {
        room["name"]: [one["name"] for one in tables if one["area"] == room["name"]]
        for room in queries.rooms(branch_id)
    }


def test_a_room_goes_to_another_branch_with_all_its_tables_and_what_was_sold_stays(restaurant, talatona):
    one, two = (factories.table(name, area="Quintal").id for name in "12")
    factories.table("3", area="Sala")
    order = factories.order(factories.dish().id, table_id=one).order
    actions.free(order["party_id"])
    layout.archive(two)
    quintal, _sala = queries.rooms()
    rooms.move(quintal["id"], talatona)
    assert (where(order["branch_id"]), where(talatona)) == ({"Sala": ["3"]}, {"Quintal": ["1"]})
    assert orders.one(order["id"])["branch_id"] == order["branch_id"]
    layout.restore(two)
    assert where(talatona) == {"Quintal": ["1", "2"]}
    assert factories.order(factories.dish().id, table_id=one).order["branch_id"] == talatona


def test_a_room_where_somebody_sits_stays_at_its_branch(restaurant, talatona):
    table = factories.table("1").id
    order = factories.order(factories.dish().id, table_id=table).order
    [room] = queries.rooms()
    with pytest.raises(TableInUse) as refused:
        rooms.move(room["id"], talatona)
    assert "Mude a sala de filial quando a conta fechar." in str(refused.value)
    actions.free(order["party_id"])
    rooms.move(room["id"], talatona)


@pytest.mark.parametrize(
    ("there", "field", "words"),
    [
        ([("9", "Sala")], "branch_id", rooms.TAKEN_THERE),
        ([("1", "Quintal"), ("2", "Quintal")], "branch_id", rooms.TABLES_TAKEN_THERE),
    ],
)
def test_a_room_does_not_go_where_its_names_are_taken(restaurant, talatona, there, field, words):
    factories.table("1"), factories.table("2"), factories.table("3")
    for name, area in there:
        factories.table(name, area=area, branch_id=talatona)
    [sala] = queries.rooms(factories.branch(restaurant).id)
    with pytest.raises(InvalidInput) as refused:
        rooms.move(sala["id"], talatona)
    assert refused.value.fields == {field: words}
    assert refused.value.details == ({"names": "1, 2"} if words is rooms.TABLES_TAKEN_THERE else {})


def test_a_room_and_a_table_of_two_branches_may_have_one_name_and_a_room_of_the_archive_keeps_its_own(
    restaurant, talatona
):
    factories.table("1"), factories.table("1", branch_id=talatona)
    here, there = (queries.rooms(one)[0] for one in (factories.branch(restaurant).id, talatona))
    assert here["name"] == there["name"] == "Sala"
    rooms.archive(there["id"])
    with pytest.raises(InvalidInput) as refused:
        rooms.move(here["id"], talatona)
    assert refused.value.fields == {"branch_id": rooms.IN_THE_ARCHIVE}
    rooms.change(here["id"], {"name": "Varanda", "branch_id": talatona})
    assert where(talatona) == {"Varanda": ["1"]}


def test_whoever_sits_down_while_a_room_leaves_sits_at_its_new_branch(restaurant, talatona):
    table, dish = factories.table("1").id, factories.dish().id
    [room] = queries.rooms()
    came = while_held(
        restaurant.id,
        lambda: rooms.move(room["id"], talatona),
        lambda: factories.order(dish, table_id=table).order["branch_id"],
    )
    assert came[1] == talatona


def test_a_room_does_not_leave_while_somebody_sits_down_in_it(restaurant, talatona):
    table, dish = factories.table("1").id, factories.dish().id
    [room] = queries.rooms()
    came = while_held(
        restaurant.id, lambda: factories.order(dish, table_id=table), lambda: rooms.move(room["id"], talatona)
    )
    assert isinstance(came[1], TableInUse)


@pytest.mark.parametrize("act", [{"area": "Jardim"}, {"grid_column": 5}, {"name": "2"}])
def test_a_table_that_is_changed_while_its_room_leaves_is_in_one_room_of_one_branch(restaurant, talatona, act):
    table = factories.table("1").id
    [room] = queries.rooms()
    came = while_held(
        restaurant.id, lambda: rooms.move(room["id"], talatona), lambda: layout.change(table, act) and None
    )
    assert type(came[1]) is Conflict if "area" in act else came[1] is None
    assert where(talatona) == {"Sala": ["2" if "name" in act else "1"]}


def test_a_name_that_is_taken_there_while_a_room_goes_is_not_had_twice(restaurant, talatona):
    factories.table("1"), factories.table("9", area="Quintal", branch_id=talatona)
    [sala] = queries.rooms(factories.branch(restaurant).id)
    nine = queries.all_with_parties(talatona)[0]["id"]
    came = while_held(
        restaurant.id, lambda: layout.change(nine, {"name": "1"}) and None, lambda: rooms.move(sala["id"], talatona)
    )
    assert type(came[1]) is Conflict
    assert where(talatona) == {"Quintal": ["1"]}


def test_rooms_over_json_go_to_a_branch_of_the_house_in_use(client, restaurant, talatona):
    owner, [room] = client(), (factories.table("1"), queries.rooms())[1]
    path = f"/api/rooms/{room['id']}"
    changed = owner.patch(path, json={"branch_id": str(talatona), "name": "Varanda"})
    assert (changed.json["branch_id"], changed.json["name"], changed.json["tables"]) == (str(talatona), "Varanda", 1)
    for nowhere in (str(uuid4()), None):
        refused = owner.patch(path, json={"branch_id": nowhere})
        assert (refused.status_code, list(refused.json["fields"])) == (422, ["branch_id"] if nowhere else ["body"])


def test_who_works_at_one_branch_alone_sends_no_room_to_another(client, restaurant, talatona):
    factories.table("1", branch_id=talatona)
    [room], main = queries.rooms(talatona), factories.branch(restaurant).id
    manager = client(Role.MANAGER, only=talatona)
    refused = manager.patch(f"/api/rooms/{room['id']}", json={"branch_id": str(main)})
    assert (refused.status_code, refused.json["code"]) == (403, "another_branch")
    assert manager.post(f"/tables/rooms/{room['id']}", data={"branch_id": str(main)}).status_code == 403
    assert manager.patch(f"/api/rooms/{room['id']}", json={"name": "Varanda"}).json["name"] == "Varanda"
