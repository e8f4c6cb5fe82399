"""Printers stand at a branch: on the page, over the API, in the audit."""

import pytest

from nabancada import db
from nabancada.permissions import Permission, Role
from nabancada.printing import actions, queries
from nabancada.restaurants import branches
from tests import factories
from tests.at_once import at_once
from tests.paper.test_printers import FORM

NEW = {"name": "Cozinha", "host": "192.168.1.50"}


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


@pytest.fixture
def main(restaurant):
    return factories.branch(restaurant)


@pytest.fixture
def talatona(restaurant):
    return factories.branch(restaurant, "Talatona")


def places():
    db.session.expire_all()
    return {(one.name, one.branch_id) for one in queries.printers()}


def test_a_printer_stands_where_it_is_said_or_where_its_owner_works(owner, main, talatona):
    assert owner.post("/api/printers", json=NEW).json["branch_id"] == str(main.id)
    owner.put("/api/session/branch", json={"branch_id": str(talatona.id)})
    assert owner.post("/api/printers", json=NEW).json["branch_id"] == str(talatona.id)  # the name is free there
    bar = owner.post("/api/printers", json={**NEW, "name": "Bar", "branch_id": str(main.id)}).json
    assert bar["branch_id"] == str(main.id)
    assert owner.patch(f"/api/printers/{bar['id']}", json={"width": 58}).json["branch_id"] == str(main.id)
    moved = owner.patch(f"/api/printers/{bar['id']}", json={"branch_id": str(talatona.id)})
    assert moved.json["branch_id"] == str(talatona.id)
    assert places() == {("Cozinha", main.id), ("Cozinha", talatona.id), ("Bar", talatona.id)}


def test_a_moved_printer_prints_the_tickets_of_where_it_stands_now(owner, restaurant, main, talatona):
    printer = owner.post("/api/printers", json={**NEW, "documents": ["ticket"]}).json
    assert [one.branch_id for one in queries.targets_now()] == [main.id]
    owner.patch(f"/api/printers/{printer['id']}", json={"branch_id": str(talatona.id)})
    [target] = queries.targets_now()
    assert (target.serves(main.id, "Cozinha"), target.serves(talatona.id, "Cozinha")) == (False, True)


def test_a_branch_that_is_not_in_use_here_has_no_printer(owner, other, talatona):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    printer = owner.post("/api/printers", json=NEW).json
    branches.change(talatona.id, {"archived": True})
    for wrong in (theirs, talatona.id, db.new_id()):
        refusals = (
            owner.post("/api/printers", json={**NEW, "name": "Bar", "branch_id": str(wrong)}),
            owner.patch(f"/api/printers/{printer['id']}", json={"branch_id": str(wrong)}),
        )
        for refused in refusals:
            assert (refused.status_code, set(refused.json["fields"])) == (422, {"branch_id"})
    assert owner.patch(f"/api/printers/{printer['id']}", json={"branch_id": None}).status_code == 422
    assert len(places()) == 1


def test_a_token_that_says_nothing_means_the_main_branch(client, owner, main, talatona):
    owner.put("/api/session/branch", json={"branch_id": str(talatona.id)})
    made = owner.post("/api/tokens", json={"name": "x", "permissions": [Permission.MANAGE_SETTINGS]}).json
    program, bearer = client(None), {"Authorization": f"Bearer {made['token']}"}
    assert program.post("/api/printers", json=NEW, headers=bearer).json["branch_id"] == str(main.id)
    there = {**NEW, "branch_id": str(talatona.id)}
    assert program.post("/api/printers", json=there, headers=bearer).json["branch_id"] == str(talatona.id)


def test_two_who_move_one_name_to_a_branch_at_once_get_one_printer_there(owner, restaurant, talatona):
    ids = [owner.post("/api/printers", json={**NEW, "name": name}).json["id"] for name in ("Bar", "Sala")]

    def move(n):
        return actions.change(ids[n], {"branch_id": talatona.id, "name": "Balcão"}).branch_id

    came = at_once(restaurant.id, 2, move, workers=2)
    assert sorted(str(one) for one in came).count(str(talatona.id)) == 1
    assert [place for name, place in places() if name == "Balcão"] == [talatona.id]


def test_the_pages_say_where_each_printer_is_and_move_it(owner, main, talatona):
    owner.put("/api/session/branch", json={"branch_id": str(talatona.id)})
    assert f'<option value="{talatona.id}" selected>' in owner.get("/printers/new").text
    assert owner.post("/printers", data={**FORM, "branch_id": str(talatona.id)}).status_code == 303
    owner.post("/printers", data={**FORM, "branch_id": str(main.id)})
    page = owner.get("/printers").text.partition("<main")[2]
    assert page.index("Principal</h2>") < page.index("Talatona</h2>")
    [here] = [one for one in queries.printers() if one.branch_id == main.id]
    taken = owner.post(f"/printers/{here.id}", data={**FORM, "branch_id": str(talatona.id)})
    assert (taken.status_code, "Já há uma impressora com este nome." in taken.text) == (422, True)
    wrong = owner.post(f"/printers/{here.id}", data={**FORM, "branch_id": str(db.new_id())})
    assert (wrong.status_code, 'id="field-branch_id-error"' in wrong.text) == (422, True)
    owner.post(f"/printers/{here.id}", data={**FORM, "name": "Bar"})  # says nothing of it: stays
    assert ("Bar", main.id) in places()
    owner.post(f"/printers/{here.id}", data={**FORM, "name": "Bar", "branch_id": str(talatona.id)})
    assert {place for _name, place in places()} == {talatona.id}


def test_the_audit_tells_which_printer_and_from_where_to_where(owner, talatona):
    printer = owner.post("/api/printers", json=NEW).json
    path = f"/api/printers/{printer['id']}"
    owner.patch(path, json={"branch_id": str(talatona.id)})
    owner.patch(path, json={"width": 58})
    owner.delete(path)
    assert [one["text"] for one in owner.get("/api/audit").json["items"] if one["kind"] == "printers.changed"] == [
        "tirou de uso a impressora Cozinha",
        "mudou a impressora Cozinha",
        "levou a impressora Cozinha de Principal para Talatona",
        "juntou a impressora Cozinha",
    ]
