"""The tables and rooms out of use: listed, and put back."""

import pytest

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.permissions import Role
from nabancada.plans.actions import LimitReached
from nabancada.tables import layout, queries, rooms
from nabancada.tables.inputs import NewRoom
from tests import factories
from tests.at_once import at_once


def test_they_are_listed_for_who_furnishes_the_house_and_come_back_from_there(client, restaurant, other):
    for name in ("1", "2", "3"):
        layout.archive(factories.table(name).id)
    factories.table("4")
    db.release()
    manager, archived = client(Role.MANAGER), "/api/tables?archived=true"
    first = manager.get(f"{archived}&limit=2").json
    rest = manager.get(f"{archived}&limit=2&cursor={first['next']}").json
    assert [one["name"] for one in first["items"] + rest["items"]] == ["3", "2", "1"] and rest["next"] is None
    assert all(one["archived_at"] and one["status"] == "free" for one in first["items"])
    assert [one["name"] for one in manager.get("/api/tables").json["items"]] == ["4"]
    back = manager.post(f"/api/tables/{first['items'][0]['id']}/restoration").json
    assert (back["name"], back["archived_at"]) == ("3", None)
    assert [one["name"] for one in manager.get(archived).json["items"]] == ["2", "1"]
    away = layout.add(name="9", seats=2, area="Balcão", branch_id=factories.branch(restaurant, "Talatona").id)
    layout.archive(away.id)
    db.release()
    listed = manager.get(f"{archived}&branch_id={away.branch_id}").json["items"]
    assert [one["name"] for one in listed] == ["9"]
    waiter = client(Role.WAITER)
    assert [waiter.get(path).status_code for path in ("/api/tables?archived=false", archived)] == [200, 403]
    assert client(Role.OWNER, other).get(archived).json["items"] == []
    assert manager.get("/api/tables?archived=perhaps").json["fields"].keys() == {"archived"}


def _archived_room(*names: str, area: str = "Quintal"):
    """The id of a room that went into the archive with these tables."""
    for name in names:
        factories.table(name, area=area)
    if not names:
        rooms.add_once(NewRoom(name=area))
    room_id = next(one["id"] for one in queries.rooms() if one["name"] == area)
    rooms.archive(room_id)
    db.release()
    return room_id


def _standing() -> list[tuple[str, str]]:
    return [(one["area"], one["name"]) for one in queries.all_with_parties()]


def test_a_room_comes_back_with_the_tables_that_went_along_where_they_stood(restaurant):
    before = layout.add(name="1", seats=4, area="Quintal", grid_column=1, grid_row=1).id
    layout.add(name="2", seats=4, area="Quintal", grid_column=5, grid_row=7)
    layout.archive(before)
    room_id = _archived_room("3")
    assert [(one["name"], one["tables"]) for one in queries.archived_rooms()] == [("Quintal", 2)]
    rooms.restore(room_id)
    db.release()
    assert _standing() == [("Quintal", "2"), ("Quintal", "3")]
    assert (queries.all_with_parties()[0]["grid_column"], queries.all_with_parties()[0]["grid_row"]) == (5, 7)
    assert ([one["name"] for one in queries.archived()], queries.archived_rooms()) == (["1"], [])
    with pytest.raises(NotFound):
        rooms.restore(room_id)


def test_a_room_without_tables_comes_back_over_the_api(client, restaurant, other):
    room_id = _archived_room()
    manager, archived = client(Role.MANAGER), "/api/rooms?archived=true"
    told = manager.get(archived).json["items"]
    assert [(one["name"], one["tables"], bool(one["archived_at"])) for one in told] == [("Quintal", 0, True)]
    assert [client(Role.WAITER).get(path).status_code for path in ("/api/rooms", archived)] == [200, 403]
    assert client(Role.OWNER, other).get(archived).json["items"] == []
    back = manager.post(f"/api/rooms/{room_id}/restoration")
    assert (back.status_code, back.json["archived_at"]) == (200, None)
    assert manager.get(archived).json["items"] == []


def test_all_its_tables_come_back_or_at_the_plans_limit_none(restaurant):
    factories.subscription(plan="basico")
    room_id = _archived_room("1", "2")
    for n in range(9):
        factories.table(f"S{n}")
    with pytest.raises(LimitReached):
        rooms.restore(room_id)
    db.release()
    assert {area for area, _name in _standing()} == {"Sala"}


def test_names_that_other_tables_have_by_now_are_said(restaurant):
    room_id = _archived_room("1", "2")
    factories.table("2")
    with pytest.raises(InvalidInput) as refused:
        rooms.restore(room_id)
    assert refused.value.details["names"] == "2"
    db.release()
    assert _standing() == [("Sala", "2")]


def test_of_those_who_bring_a_room_back_at_once_one_does(restaurant):
    room_id = _archived_room("1")
    came = at_once(restaurant.id, 6, lambda _n: rooms.restore(room_id).name, workers=6)
    assert sorted(map(str, came)) == sorted(map(str, ["Quintal", *[NotFound] * 5]))


def test_a_room_that_fails_half_way_stays_in_the_archive(restaurant, monkeypatch):
    room_id = _archived_room("1")

    def crash(*_any, **_more):
        raise RuntimeError("the process ends here")

    monkeypatch.setattr("nabancada.tables.news.changed", crash)
    with pytest.raises(RuntimeError):
        rooms.restore(room_id)
    db.release()
    assert (_standing(), len(queries.archived_rooms())) == ([], 1)
