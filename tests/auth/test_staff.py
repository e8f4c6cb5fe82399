"""Staff: taken on within the plan, changed, let go."""

import threading

import pytest

from nabancada import db
from nabancada.auth import actions, queries
from nabancada.auth.actions import EmailTaken, LastOwner
from nabancada.errors import InvalidInput, NotFound
from nabancada.permissions import Role
from nabancada.plans import actions as plans
from nabancada.plans.actions import LimitReached
from tests import factories
from tests.at_once import while_held
from tests.auth.conftest import PASSWORD
from tests.conftest import sign_in


def email() -> str:
    return f"{db.new_id().hex}@casa.ao"


def new(**fields):
    return {"name": "Zé", "email": email(), "role": "waiter", **fields}


def test_an_owner_takes_somebody_on_who_can_then_sign_in(client):
    zé = new(password=PASSWORD, pin="1234")
    answer = client(Role.OWNER).post("/api/staff", json=zé)
    assert answer.status_code == 201
    assert answer.json["has_pin"] and PASSWORD not in answer.text
    browser = client(None)
    signed = browser.post("/api/session", json={"email": zé["email"], "password": PASSWORD})
    assert signed.json["user"]["role"] == "waiter"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN])
def test_only_owners_look_after_staff(client, role):
    browser = client(role)
    assert browser.get("/api/staff").status_code == 403
    assert browser.post("/api/staff", json=new()).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "superadmin"},
        {"role": "king"},
        {"email": "no-at"},
        {"name": ""},
        {"name": "x" * 81},
        {"pin": "12"},
        {"pin": "12a4"},
        {"password": "curta"},
        {"restaurant_id": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_bad_fields_are_named(client, fields):
    answer = client(Role.OWNER).post("/api/staff", json=new(**fields))
    assert answer.status_code == 422 and set(answer.json["fields"]) == set(fields)


def test_an_email_opens_one_account_whatever_the_house(client, other):
    with db.platform("test"), db.tenant(other.id):
        taken = actions.hire(name="Ana", email=email(), role=Role.WAITER).email
    answer = client(Role.OWNER).post("/api/staff", json=new(email=taken.upper()))
    assert (answer.status_code, answer.json["code"], set(answer.json["fields"])) == (409, "email_taken", {"email"})


def test_staff_come_in_parts(client, restaurant):
    browser = client(Role.OWNER)
    hired = [str(factories.staff(Role.WAITER)) for _ in range(4)]
    first = browser.get("/api/staff?limit=3").json
    rest = browser.get(f"/api/staff?limit=3&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]][1:] == hired
    assert rest["next"] is None
    assert browser.get("/api/staff?limit=201").status_code == 422
    assert browser.get("/api/staff?cursor=x").status_code == 422


def test_the_other_house_is_not_there(client, other):
    stranger = factories.staff(Role.OWNER, other.id)
    browser = client(Role.OWNER)
    assert browser.patch(f"/api/staff/{stranger}", json={"name": "X"}).status_code == 404
    assert str(stranger) not in browser.get("/api/staff").text


def test_whoever_is_let_go_is_out_at_once_and_frees_a_place(client, restaurant, monkeypatch):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    owner, person = client(Role.OWNER), factories.staff(Role.WAITER)
    used = queries.users_used()
    browser = client(None)
    sign_in(owner.application, browser, person)
    assert browser.get("/api/session").status_code == 200
    assert owner.patch(f"/api/staff/{person}", json={"active": False}).json["active"] is False
    assert browser.get("/api/session").status_code == 401
    assert queries.users_used() == used - 1 and f"user:{person}" in closed


def test_another_role_takes_effect_under_a_new_session_only(client, restaurant):
    owner, person, browser = client(Role.OWNER), factories.staff(Role.CASHIER), client(None)
    sign_in(owner.application, browser, person)
    owner.patch(f"/api/staff/{person}", json={"role": "kitchen"})
    assert browser.get("/api/session").status_code == 401


@pytest.mark.parametrize(
    "change",
    [{"password": "calulu de peixe"}, {"password": None}, {"pin": "4321"}, {"pin": None}, {"email": "eu@casa.ao"}],
)
def test_what_one_comes_with_changes_on_ones_own_page_only(client, owner, change):
    browser = client(None)
    browser.post("/api/session", json={"email": owner.email, "password": PASSWORD})
    refused = browser.patch(f"/api/staff/{owner.id}", json=change)
    assert (refused.status_code, refused.json["code"]) == (409, "own_account")
    assert "sua página" in refused.json["detail"]
    db.session.expire_all()
    kept = queries.member(owner.id)
    assert (kept.email, kept.pin_hash) == (owner.email, None)
    assert client(None).post("/api/session", json={"email": owner.email, "password": PASSWORD}).status_code == 200


def test_an_owner_who_changes_themselves_goes_on_here_and_is_out_elsewhere(client, owner):
    here, there = client(None), client(None)
    for browser in (here, there):
        browser.post("/api/session", json={"email": owner.email, "password": PASSWORD})
    before = here.get_cookie("nb_session").value
    change = {"name": "Rosa M.", "email": owner.email, "role": "owner"}
    assert here.patch(f"/api/staff/{owner.id}", json=change).status_code == 200
    assert here.get("/api/session").status_code == 200 and here.get_cookie("nb_session").value != before
    assert there.get("/api/session").status_code == 401


def test_a_house_keeps_an_owner(restaurant, owner):
    for change in ({"active": False}, {"role": "waiter"}):
        with pytest.raises(LastOwner):
            actions.change_staff(owner.id, change)
    factories.staff(Role.OWNER)
    assert actions.change_staff(owner.id, {"active": False}).active is False


def test_changing_nobody_or_to_a_taken_email_is_refused(restaurant, owner):
    second = actions.hire(name="Ana", email=email(), role=Role.WAITER)
    with pytest.raises(NotFound):
        actions.change_staff(db.new_id(), {"name": "x"})
    with pytest.raises(EmailTaken):
        actions.change_staff(second.id, {"email": owner.email})
    with pytest.raises(InvalidInput):
        actions.change_staff(second.id, {"password": second.email})


def test_the_plan_limits_people_and_coming_back_counts(restaurant):
    factories.subscription(plan="basico")  # two users
    first, _second = (actions.hire(name="A", email=email(), role=Role.WAITER) for _ in range(2))
    with pytest.raises(LimitReached):
        actions.hire(name="C", email=email(), role=Role.WAITER)
    actions.change_staff(first.id, {"active": False})
    third = actions.hire(name="C", email=email(), role=Role.WAITER)
    assert third.active
    with pytest.raises(LimitReached):
        actions.change_staff(first.id, {"active": True})


def test_ten_hirings_at_once_do_not_pass_the_plan(restaurant):
    factories.subscription(plan="profissional")  # five users
    outcomes = []

    def hire() -> None:
        with db.tenant(restaurant.id):
            try:
                outcomes.append(actions.hire(name="A", email=email(), role=Role.WAITER).active)
            except LimitReached:
                outcomes.append(None)
            finally:
                db.release()

    threads = [threading.Thread(target=hire) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [None] * 5 + [True] * 5
    assert queries.users_used() == 5


def test_hiring_is_seen_on_the_limits_at_once(client):
    browser = client(Role.OWNER)
    before = browser.get("/api/subscription/limits").json["usage"]["users"]
    browser.post("/api/staff", json=new())
    assert browser.get("/api/subscription/limits").json["usage"]["users"] == before + 1


def test_a_superadmin_belongs_to_no_house_and_is_no_staff(restaurant):
    chief = actions.create_superadmin(email(), PASSWORD)
    assert (chief.role, chief.restaurant_id) == ("superadmin", None)
    assert actions.create_superadmin(chief.email, "calulu de peixe").id == chief.id
    waiter = actions.hire(name="A", email=email(), role=Role.WAITER)
    with pytest.raises(EmailTaken):
        actions.create_superadmin(waiter.email, PASSWORD)


def test_who_comes_back_while_their_place_is_taken_does_not_pass_the_plan(restaurant):
    factories.subscription(plan="basico")  # two users
    first, _second = (actions.hire(name="A", email=email(), role=Role.WAITER) for _ in range(2))

    def replace():
        plans.locked()
        actions.change_staff(first.id, {"active": False})
        return actions.hire(name="C", email=email(), role=Role.WAITER).active

    came = while_held(restaurant.id, replace, lambda: actions.change_staff(first.id, {"active": True}).active)
    assert came[0] is True and isinstance(came[1], LimitReached)
    assert queries.users_used() == 2


def test_who_is_there_already_needs_no_place(restaurant):
    factories.subscription(plan="basico")  # two users
    first, _second = (actions.hire(name="A", email=email(), role=Role.WAITER) for _ in range(2))
    assert actions.change_staff(first.id, {"active": True, "name": "B"}).name == "B"
