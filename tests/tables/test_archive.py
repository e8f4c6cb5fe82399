"""The tables out of use, over JSON."""

from nabancada import db
from nabancada.permissions import Role
from nabancada.tables import layout
from tests import factories


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
