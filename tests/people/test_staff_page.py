"""The pages about the staff: everybody, one person, somebody new."""

import pytest

from nabancada import db
from nabancada.auth import actions, queries
from nabancada.permissions import Role
from tests import factories
from tests.auth.conftest import PASSWORD
from tests.conftest import sign_in


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def hired(**fields):
    return actions.hire(**{"name": "Beto Kiala", "email": f"{db.new_id().hex}@casa.ao", "role": "waiter", **fields})


def test_the_list_tells_who_they_are_how_they_come_and_when_they_were_seen(app, client, owner):
    hired(name="Ana Paula", pin="4321", password=PASSWORD)
    hired(name="Zé Lima", active=False)
    page = owner.get("/staff").text
    assert "Ana Paula" in page and "palavra-passe e PIN" in page and "sem entrada" in page
    assert "3 " not in page.partition("nb-where")[2][:120]  # who may not sign in is not counted


def test_the_list_costs_the_same_for_two_and_for_forty(owner, statements):
    def counted():
        statements()
        assert owner.get("/staff").status_code == 200
        return len(statements())

    counted()
    few = counted()
    for n in range(40):
        factories.staff(Role.WAITER, name=f"Pessoa {n}")
    assert counted() == few


def test_a_full_plan_is_said_and_held(owner, restaurant):
    factories.subscription(plan="basico")  # two users
    hired()
    assert "O plano permite 2 pessoas" in owner.get("/staff").text
    form = {"name": "C", "email": f"{db.new_id().hex}@casa.ao", "role": "waiter", "pin": "4321"}
    refused = owner.post("/staff/new", data=form)
    assert (refused.status_code, "utilizadores" in refused.text) == (402, True)
    assert queries.users_used() == 2


def test_somebody_is_added_with_a_pin_and_what_is_wrong_is_said_in_the_form(owner, restaurant):
    form = {"name": "Zeca", "email": f"{db.new_id().hex}@casa.ao", "role": "waiter", "pin": "4321"}
    for wrong in ({"pin": "12"}, {"email": "x"}, {"name": ""}):
        refused = owner.post("/staff/new", data={**form, **wrong})
        assert (refused.status_code, f'id="field-{next(iter(wrong))}-error"' in refused.text) == (422, True)
    assert owner.post("/staff/new", data=form).status_code == 303
    taken = owner.post("/staff/new", data=form)
    assert (taken.status_code, "já tem conta" in taken.text) == (409, True)


def test_a_person_is_changed_and_gets_a_pin_which_may_be_taken_away(owner, restaurant):
    beto = hired()
    change = {"name": "Beto K.", "email": beto.email, "role": "cashier"}
    assert owner.post(f"/staff/{beto.id}", data=change).location == f"/staff#person-{beto.id}"
    assert owner.post(f"/staff/{beto.id}/pin", data={"pin": "4321"}).status_code == 303
    kept = queries.member(beto.id)
    assert (kept.name, kept.role, kept.pin_hash is not None) == ("Beto K.", "cashier", True)
    assert owner.post(f"/staff/{beto.id}/pin", data={"pin": ""}).status_code == 303
    db.session.expire_all()
    assert queries.member(beto.id).pin_hash is None


def test_the_last_owner_stays_one(owner, restaurant):
    [me] = [one.person for one in queries.staff_seen()]
    refused = owner.post(f"/staff/{me.id}", data={"name": "Ana", "email": me.email, "role": "waiter"})
    assert (refused.status_code, "sem nenhum proprietário" in refused.text) == (409, True)
    assert owner.post(f"/staff/{me.id}/departure").status_code == 409


def test_who_is_let_go_is_out_at_once_and_comes_back_as_they_were(app, client, owner, restaurant):
    beto, browser = hired(password=PASSWORD), client(None)
    sign_in(app, browser, beto.id)
    assert owner.post(f"/staff/{beto.id}/departure").status_code == 303
    assert browser.get("/api/session").status_code == 401
    assert browser.post("/api/session", json={"email": beto.email, "password": PASSWORD}).status_code == 401
    assert owner.post(f"/staff/{beto.id}/return").status_code == 303
    assert browser.post("/api/session", json={"email": beto.email, "password": PASSWORD}).status_code == 200


def test_a_pin_that_went_with_a_promotion_or_a_return_is_told_on_their_page(owner, restaurant):
    beto, rosa = hired(pin="4321"), hired(role="manager", pin="9876", password=PASSWORD)
    assert "escolhe outro PIN." in owner.get(f"/staff/{beto.id}").text
    change = {"name": "Beto", "email": beto.email, "role": "manager"}
    promoted = owner.post(f"/staff/{beto.id}", data=change)
    assert "O PIN foi retirado: escolha outro." in owner.get(promoted.location).text
    assert owner.post(f"/staff/{rosa.id}/departure").location == f"/staff#person-{rosa.id}"
    assert "o PIN escolhe-se de novo" in owner.get(f"/staff/{rosa.id}").text
    back = owner.post(f"/staff/{rosa.id}/return")
    assert "O PIN foi retirado: escolha outro." in owner.get(back.location).text


def test_an_owner_who_changes_themselves_goes_on_under_a_new_token(owner, restaurant):
    [me] = [one.person for one in queries.staff_seen()]
    before = owner.get_cookie("nb_session").value
    change = {"name": "Rosa", "email": me.email, "role": "owner"}
    assert owner.post(f"/staff/{me.id}", data=change).status_code == 303
    assert owner.get_cookie("nb_session").value != before
    assert owner.get("/staff").status_code == 200


def test_the_own_page_is_where_one_changes_what_one_comes_with(owner, restaurant):
    [me] = [one.person for one in queries.staff_seen()]
    page = owner.get(f"/staff/{me.id}").text
    assert 'href="/profile"' in page.partition("<main")[2]
    assert f'action="/staff/{me.id}' not in page and 'name="pin"' not in page
    for path, form in (("", {"name": "Rosa", "email": "eu@casa.ao", "role": "owner"}), ("/pin", {"pin": "4321"})):
        refused = owner.post(f"/staff/{me.id}{path}", data=form)
        assert (refused.status_code, "mudam-se na sua página" in refused.text) == (409, True)
    db.session.expire_all()
    assert (queries.member(me.id).email, queries.member(me.id).pin_hash) == (me.email, None)


def test_only_owners_see_the_pages_and_strangers_are_led_to_the_door(client, restaurant):
    beto = hired()
    for path in ("/staff", "/staff/new", "/staff/invitations/new", "/staff/audit", f"/staff/{beto.id}"):
        for role in (Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
            assert client(role).get(path).status_code == 403
        assert client(None).get(path).location.startswith("/sign-in")
    assert client(Role.MANAGER).post(f"/staff/{beto.id}/departure").status_code == 403
    assert queries.member(beto.id).active
