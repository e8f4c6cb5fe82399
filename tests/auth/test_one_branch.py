"""Who works at one branch alone: how they are put there, and what that ends."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from nabancada import db
from nabancada.auth import actions, queries
from nabancada.errors import InvalidInput
from nabancada.live.models import Event
from nabancada.permissions import Role
from nabancada.restaurants import branches
from tests import factories
from tests.at_once import at_once, while_held
from tests.auth.test_branches import works
from tests.auth.test_staff import email, new
from tests.conftest import sign_in


def told(kind):
    wanted = select(Event).where(Event.restaurant_id == db.current_restaurant_id(), Event.kind == kind)
    return db.session.scalars(wanted.order_by(Event.seq.desc())).first().data


def test_the_owner_says_where_somebody_works_and_takes_it_back(client, talatona):
    browser = client(Role.OWNER)
    hired = browser.post("/api/staff", json=new(branch_id=str(talatona.id)))
    assert (hired.status_code, hired.json["branch_id"]) == (201, str(talatona.id))
    path = f"/api/staff/{hired.json['id']}"
    assert browser.patch(path, json={"branch_id": None}).json["branch_id"] is None
    assert browser.patch(path, json={"branch_id": str(talatona.id)}).json["branch_id"] == str(talatona.id)
    assert browser.patch(path, json={"name": "Zé"}).json["branch_id"] == str(talatona.id)


def test_nobody_is_put_where_the_house_is_not(client, other, talatona):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    branches.change(talatona.id, {"archived": True})
    browser, ana = client(Role.OWNER), factories.staff(Role.WAITER)
    for wrong in (theirs, talatona.id, db.new_id()):
        refusals = (
            browser.post("/api/staff", json=new(branch_id=str(wrong))),
            browser.patch(f"/api/staff/{ana}", json={"branch_id": str(wrong)}),
        )
        for refused in refusals:
            assert (refused.status_code, set(refused.json["fields"])) == (422, {"branch_id"})
    assert queries.member(ana).branch_id is None


def test_who_directs_the_house_works_everywhere(client, talatona):
    browser, place = client(Role.OWNER), str(talatona.id)
    owner, ana = factories.staff(Role.OWNER), factories.staff(Role.MANAGER)
    assert browser.post("/api/staff", json=new(role="owner", branch_id=place)).status_code == 422
    assert browser.patch(f"/api/staff/{owner}", json={"branch_id": place}).status_code == 422
    assert browser.patch(f"/api/staff/{ana}", json={"branch_id": place}).status_code == 200
    refused = browser.patch(f"/api/staff/{ana}", json={"role": "owner"})
    assert refused.json["fields"] == {"branch_id": "A direcção trabalha em todas as filiais."}
    assert queries.member(ana).role == "manager"
    assert browser.patch(f"/api/staff/{ana}", json={"role": "owner", "branch_id": None}).status_code == 200


def test_a_change_of_branch_is_at_once_and_ends_no_session(app, client, monkeypatch, restaurant, talatona):
    ana, browser = factories.staff(Role.WAITER), client(None)
    sign_in(app, browser, ana)
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    actions.change_staff(ana, {"branch_id": talatona.id})
    assert works(browser) == "Talatona" and closed == [f"user:{ana}"]
    actions.change_staff(ana, {"branch_id": talatona.id})
    assert len(closed) == 1  # as it was: nothing closes


def test_the_form_that_says_only_another_branch_leaves_them_signed_in(app, client, talatona):
    ana, browser = factories.staff(Role.WAITER), client(None)
    sign_in(app, browser, ana)
    form = {"name": "Ana Domingos", "email": f"{ana.hex}@casa.ao", "role": "waiter", "branch_id": str(talatona.id)}
    owner = client(Role.OWNER)
    assert owner.post(f"/staff/{ana}", data=form).status_code == 303
    assert works(browser) == "Talatona"
    page = owner.get(f"/staff/{ana}").text
    assert f'<option value="{talatona.id}" selected>Talatona' in page
    assert 'pp-place">Talatona<' in owner.get("/staff").text
    assert owner.post(f"/staff/{ana}", data={**form, "branch_id": ""}).status_code == 303
    assert works(browser) == "Principal"
    wrong = owner.post(f"/staff/{ana}", data={**form, "branch_id": str(db.new_id())})
    assert wrong.status_code == 422 and 'id="field-branch_id-error"' in wrong.text
    person = {"name": "Zé", "email": email(), "role": "waiter", "pin": "4321", "branch_id": str(talatona.id)}
    assert owner.post("/staff/new", data=person).status_code == 303


def test_the_audit_names_the_branches(client, talatona):
    owner = client(Role.OWNER)
    ze = owner.post("/api/staff", json=new(branch_id=str(talatona.id))).json["id"]
    owner.patch(f"/api/staff/{ze}", json={"branch_id": None, "role": "cashier"})
    branches.change(talatona.id, {"name": "Talatona Norte"})
    texts = [one["text"] for one in owner.get("/api/audit").json["items"]]
    assert "mudou de Zé: filial (Talatona → todas), função (Sala → Caixa)" in texts
    assert "juntou-se à casa: Zé (Sala, Talatona)" in texts
    assert told("staff.changed")["before"] == {"role": "waiter", "branch": "Talatona"}


def test_who_comes_back_to_a_branch_that_is_gone_is_given_another(client, restaurant, main, talatona):
    owner, ana = client(Role.OWNER), factories.staff(Role.WAITER)
    actions.change_staff(ana, {"branch_id": talatona.id})
    actions.change_staff(ana, {"active": False})
    branches.change(talatona.id, {"archived": True})
    branches.add("Viana")
    assert 'name="branch_id"' in owner.get(f"/staff/{ana}").text.partition("<main")[2]
    refused = owner.post(f"/staff/{ana}/return")
    assert (refused.status_code, "Esta filial não existe." in refused.text) == (422, True)
    assert owner.post(f"/staff/{ana}/return", data={"branch_id": str(main.id)}).status_code == 303
    db.session.expire_all()
    assert (queries.member(ana).active, queries.member(ana).branch_id) == (True, main.id)


def test_who_comes_back_to_a_house_that_has_one_branch_left_works_there(client, restaurant, talatona):
    owner, ana = client(Role.OWNER), factories.staff(Role.WAITER)
    for change in ({"branch_id": talatona.id}, {"active": False}):
        actions.change_staff(ana, change)
    branches.change(talatona.id, {"archived": True})
    form = owner.get(f"/staff/{ana}").text.partition(f'action="/staff/{ana}/return"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="branch_id" value="">' in form and "Onde trabalha" not in form
    assert owner.post(f"/staff/{ana}/return", data={"branch_id": ""}).status_code == 303
    db.session.expire_all()
    assert (queries.member(ana).active, queries.member(ana).branch_id) == (True, None)


def test_a_branch_that_is_being_archived_gets_nobody(restaurant, talatona):
    ana = factories.staff(Role.WAITER)
    _archived, refused = while_held(
        restaurant.id,
        lambda: branches.change(talatona.id, {"archived": True}),
        lambda: actions.change_staff(ana, {"branch_id": talatona.id}),
    )
    assert isinstance(refused, InvalidInput)
    db.session.expire_all()
    assert queries.member(ana).branch_id is None


def test_two_owners_who_place_somebody_at_once_are_one_after_the_other(restaurant, main, talatona):
    ana, places = factories.staff(Role.WAITER), (main.id, talatona.id)
    at_once(restaurant.id, 8, lambda n: actions.change_staff(ana, {"branch_id": places[n % 2]}).id, workers=4)
    db.session.expire_all()
    changes = db.session.scalars(select(Event.data).where(Event.kind == "staff.changed", Event.subject_id == ana)).all()
    told = [(one["before"]["branch"], one["after"]["branch"]) for one in changes]
    assert all(before != after for before, after in told)
    assert queries.member(ana).branch_id == {"Principal": main.id, "Talatona": talatona.id}[told[-1][1]]


def test_a_change_that_breaks_half_way_leaves_where_they_worked(restaurant, talatona, monkeypatch):
    ana, closed = factories.staff(Role.WAITER), []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)

    def cut(*_event, **_data):
        raise OperationalError("cut", None, Exception())

    with monkeypatch.context() as broken:
        broken.setattr("nabancada.live.record", cut)
        with pytest.raises(OperationalError):
            actions.change_staff(ana, {"branch_id": talatona.id})
    db.session.expire_all()
    assert queries.member(ana).branch_id is None and closed == []


@pytest.mark.parametrize("role", [Role.WAITER, Role.OWNER])
def test_the_database_keeps_people_to_branches_of_their_house_and_owners_to_none(restaurant, other, talatona, role):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    wrong, rule = (theirs, "fk_users_restaurant_id_branch_id") if role == Role.WAITER else (talatona.id, "everywhere")
    ana = factories.staff(role)
    with pytest.raises(IntegrityError, match=rule), db.atomic():
        db.session.execute(text("UPDATE users SET branch_id = :to WHERE id = :id"), {"to": wrong, "id": ana})
