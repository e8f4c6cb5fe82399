"""Changing people on a shared device, and what a PIN is too little for."""

import pytest
from sqlalchemy import select, update

from nabancada import db
from nabancada.auth import actions, endings, listening, passwords, store, tokens
from nabancada.auth.models import LOCKED, SHARED, SHARED_BY, User, WebSession
from nabancada.live.models import Event
from nabancada.permissions import Permission, Role
from tests import factories
from tests.auth.conftest import PASSWORD
from tests.conftest import sign_in

COOKIE = "nb_session"


def somebody(role=Role.WAITER, pin="4321", house=None, **columns):
    user_id = factories.staff(role, house)
    values = {"pin_hash": passwords.hashed(pin) if pin else None, **columns}
    with db.engine().begin() as connection:
        connection.execute(update(User).where(User.id == user_id).values(**values))
    return user_id


@pytest.fixture
def tablet(app, client):
    """A browser that the owner has made a shared one, and left."""
    browser = client(Role.OWNER)
    assert browser.post("/switch/device").location == "/switch"
    return browser


def come(browser, user_id, pin="4321", **fields):
    return browser.post("/switch", data={"user_id": str(user_id), "pin": pin, **fields})


def events(*kinds):
    wanted = select(Event).where(Event.restaurant_id == db.current_restaurant_id(), Event.kind.in_(kinds))
    return db.session.scalars(wanted.order_by(Event.seq)).all()


def kinds():
    wanted = select(Event.kind).where(Event.restaurant_id == db.current_restaurant_id()).order_by(Event.seq)
    return db.session.scalars(wanted).all()


def test_a_pin_makes_the_session_somebody_elses_under_a_new_token(tablet, restaurant):
    beto, before = somebody(Role.CASHIER), tablet.get_cookie(COOKIE).value
    assert come(tablet, beto).location == "/"
    assert tablet.get_cookie(COOKIE).value != before
    who = tablet.get("/api/session").json
    assert (who["user"]["id"], who["user"]["role"]) == (str(beto), "cashier")
    assert store.find(store.SESSION, before) is None
    assert [one for one in kinds() if one.startswith(("staff", "device"))] == ["device.shared", "staff.switched"]


def test_a_device_that_was_left_opens_nothing_until_somebody_comes(tablet, restaurant):
    assert tablet.get("/api/session").status_code == tablet.get("/api/tables").status_code == 401
    assert tablet.get("/dashboard").location.startswith("/sign-in")
    assert tablet.get("/sign-in?next=/floor").location == "/switch?next=/floor"
    assert tablet.get("/sign-in?password=1").status_code == 200
    ana = somebody()
    assert come(tablet, ana).status_code == 303
    assert tablet.post("/switch/lock", data={"next": "/floor"}).location == "/switch?next=/floor"
    assert tablet.get("/api/session").status_code == 401
    assert come(tablet, ana, next="/floor").location == "/floor"  # who comes back goes on where they were
    assert come(tablet, somebody(), next="/floor").location == "/"  # another begins on their own screen


def test_only_a_shared_device_of_the_house_changes_people(client, restaurant, other):
    beto = somebody()
    for browser in (client(Role.OWNER), client(None)):
        assert browser.get("/switch").location == "/sign-in"
        assert come(browser, beto).location == "/sign-in"
    assert client(Role.OWNER).post("/switch/lock").status_code == 404
    elsewhere = client(Role.OWNER, other)
    elsewhere.post("/switch/device")
    assert come(elsewhere, beto).status_code == 404
    assert str(beto) not in elsewhere.get("/switch").text


def test_sharing_is_of_the_house_that_did_it_and_not_of_another_that_comes(client, restaurant, other, owner):
    device, ana = client(Role.OWNER, other), somebody()
    device.post("/switch/device")
    device.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
    assert device.get("/api/session").json["restaurant"]["id"] == str(restaurant.id)
    assert device.get("/switch").location == "/sign-in"
    assert come(device, ana).location == "/sign-in"
    assert device.post("/switch/lock").status_code == 404


def test_a_password_of_the_same_house_leaves_the_device_shared(tablet, restaurant, owner):
    ana = somebody()
    tablet.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
    assert come(tablet, ana).status_code == 303


def test_a_locked_device_that_is_shared_no_more_leads_to_the_password(tablet, restaurant):
    digest = store.digest(tablet.get_cookie(COOKIE).value)
    with db.atomic():
        gone = {SHARED: 1.0, SHARED_BY: str(restaurant.id), LOCKED: True}
        db.session.execute(update(WebSession).where(WebSession.token_hash == digest).values(data=gone))
    assert tablet.get("/sign-in").status_code == 200


def test_only_the_owner_shares_a_device(client, restaurant):
    for role in (Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        assert client(role).post("/switch/device").status_code == 403


def test_it_ends_after_thirty_days_and_when_the_owner_says_so(app, client, tablet, restaurant):
    ana = somebody()
    come(tablet, ana)
    digest = store.digest(tablet.get_cookie(COOKIE).value)
    with db.atomic():
        db.session.execute(
            update(WebSession)
            .where(WebSession.token_hash == digest)
            .values(data={SHARED: 1.0, SHARED_BY: str(restaurant.id)})
        )
    assert tablet.get("/switch").location == "/sign-in"
    owner = client(Role.OWNER)
    owner.post("/switch/device")
    boss = somebody(Role.OWNER, password_hash=passwords.hashed(PASSWORD))
    come(owner, boss)
    owner.post("/confirm", data={"password": PASSWORD})
    assert owner.post("/switch/device/removal").location == "/profile"
    assert owner.get("/switch").location == "/sign-in"


def test_only_active_people_with_a_pin_are_offered_and_let_in(tablet, restaurant):
    ana, gone, without = somebody(), somebody(active=False), somebody(pin=None)
    page = tablet.get("/switch").text
    assert str(ana) in page and str(gone) not in page and str(without) not in page
    assert come(tablet, gone).status_code == come(tablet, without).status_code == 404


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4"])
def test_a_pin_of_the_wrong_shape_is_refused_before_anything_is_hashed(tablet, restaurant, monkeypatch, pin):
    ana = somebody()
    monkeypatch.setattr("nabancada.auth.passwords.matches", lambda *_: pytest.fail("hashed"))
    refused = come(tablet, ana, pin)
    assert (refused.status_code, 'id="field-pin-error"' in refused.text) == (422, True)


def test_after_five_wrong_pins_the_right_one_waits_and_all_of_it_is_on_record(tablet, restaurant):
    ana, beto = somebody(), somebody()
    assert [come(tablet, ana, "0000").status_code for _ in range(6)] == [422] * 5 + [429]
    late = come(tablet, ana)
    assert late.status_code == 429 and int(late.headers["Retry-After"]) > 0
    assert kinds().count("staff.pin_refused") == 5
    assert come(tablet, beto).status_code == 303  # others still come


def test_who_came_by_pin_confirms_the_password_before_staff_settings_and_plan(tablet, restaurant):
    boss = somebody(Role.OWNER, password_hash=passwords.hashed(PASSWORD))
    come(tablet, boss)
    assert "manage_staff" not in tablet.get("/api/session").json["permissions"]
    for path in ("/api/staff", "/api/tokens", "/api/subscription/requests", "/api/audit", "/api/sessions"):
        assert tablet.get(path).json["code"] == "password_needed"
    assert tablet.get("/staff").location == "/confirm?next=/staff"
    assert tablet.post("/profile/password", data={}).status_code == 403
    assert tablet.delete("/api/sessions").status_code == 403
    assert tablet.get("/dashboard").status_code == 200
    before = tablet.get_cookie(COOKIE).value
    wrong = tablet.post("/confirm", data={"password": "outra coisa qualquer", "next": "/staff"})
    assert (wrong.status_code, "não confere" in wrong.text) == (422, True)
    empty = tablet.post("/confirm", data={"password": "", "next": "/staff"})
    assert (empty.status_code, 'name="next" value="/staff"' in empty.text) == (422, True)
    assert tablet.post("/confirm", data={"password": PASSWORD, "next": "/staff"}).location == "/staff"
    assert tablet.get_cookie(COOKIE).value != before
    assert tablet.get("/staff").status_code == 200


def test_who_confirms_too_often_waits_before_the_same_form(tablet, restaurant):
    come(tablet, somebody(Role.OWNER, password_hash=passwords.hashed(PASSWORD)))
    sent = {"password": "outra coisa qualquer", "next": "/staff"}
    slowed = [tablet.post("/confirm", data=sent) for _ in range(6)][-1]
    assert (slowed.status_code, 'name="next" value="/staff"' in slowed.text) == (429, True)
    assert 'id="field-password-error"' in slowed.text


def test_others_lack_what_they_lacked_and_no_password_gives_it(tablet, restaurant):
    come(tablet, somebody(Role.MANAGER))
    assert tablet.get("/api/staff").json["code"] == "forbidden"
    assert tablet.get("/staff").status_code == 403


def test_another_pin_and_none_end_what_the_old_one_opened(app, client, tablet, restaurant):
    ana, phone = somebody(), client(None)
    come(tablet, ana)
    sign_in(app, phone, ana)
    actions.change_staff(ana, {"pin": "9876"})
    assert tablet.get("/api/session").status_code == 401
    assert phone.get("/api/session").status_code == 200  # it was opened with the password


@pytest.mark.parametrize("change", [{"active": False}, {"role": "kitchen"}, {"pin": "9876"}, {"password": None}])
def test_a_device_stays_shared_when_who_is_before_it_may_no_longer_be(app, tablet, restaurant, monkeypatch, change):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    ana, beto = somebody(), somebody(Role.CASHIER)
    come(tablet, ana)
    key = f"session:{store.digest(tablet.get_cookie(COOKIE).value).hex()}"
    closed.clear()
    actions.change_staff(ana, change)
    assert set(closed) & {key, f"user:{ana}"} and listening.still_welcome({key}) == set()
    assert tablet.get("/api/session").status_code == tablet.get("/api/tables").status_code == 401
    assert db.session.scalars(select(WebSession).where(WebSession.user_id == ana)).all() == []
    assert tablet.get("/sign-in").location == "/switch"
    page = tablet.get("/switch").text
    assert "Ana Domingos" in page and str(beto) in page and ">Voltar<" not in page
    assert come(tablet, beto).location == "/"
    assert tablet.get("/api/session").json["user"]["role"] == "cashier"
    assert [one.data for one in events("staff.switched")][-1] == {"name": "Ana Domingos", "before": None}


def test_nothing_of_who_was_before_a_device_stays_on_it(tablet, restaurant):
    ana = somebody()
    come(tablet, ana)
    digest = store.digest(tablet.get_cookie(COOKIE).value)
    store.merge(tablet.get_cookie(COOKIE).value, {"theirs": "x"}, [])
    actions.change_staff(ana, {"active": False})
    kept = db.session.scalars(select(WebSession).where(WebSession.token_hash == digest)).one()
    assert (kept.user_id, kept.by_pin, set(kept.data)) == (None, False, {SHARED, SHARED_BY, LOCKED})


def test_a_device_whose_sharing_is_over_or_was_ended_by_hand_is_nobodys(tablet, client, restaurant, owner):
    ana = somebody(password_hash=passwords.hashed(PASSWORD))
    come(tablet, ana)
    digest = store.digest(tablet.get_cookie(COOKIE).value)
    over = {SHARED: 1.0, SHARED_BY: str(restaurant.id)}
    with db.atomic():
        db.session.execute(update(WebSession).where(WebSession.token_hash == digest).values(data=over))
    actions.change_staff(ana, {"active": False})
    assert db.session.scalars(select(WebSession).where(WebSession.token_hash == digest)).all() == []
    device = client(Role.OWNER)
    device.post("/switch/device")
    device.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
    endings.sign_out_everywhere(owner.id)
    assert device.get("/switch").location == "/sign-in"


def test_what_waits_for_sending_is_its_owners(tablet, restaurant):
    ana, beto = somebody(), somebody()
    dish = factories.dish()
    come(tablet, ana)
    content = {"type": "counter", "lines": [{"id": "a", "item_id": str(dish.id), "quantity": 2, "option_ids": []}]}
    assert tablet.put("/api/carts/rascunho-1", json={"content": content, "version": 1}).status_code == 200
    come(tablet, beto)
    [draft] = tablet.get("/api/carts").json["items"]
    assert (draft["owner_id"], draft["content"]["lines"][0]["quantity"]) == (str(ana), 2)


def test_a_tablet_costs_one_statement_to_know(tablet, restaurant, statements):
    come(tablet, somebody())
    statements()
    tablet.get("/api/session")
    assert len([one for one in statements() if "nb_session" in one and "PREPARE" not in one]) == 1


def test_programs_and_visits_of_the_platform_change_nobody(client, restaurant):
    token = tokens.issue("x", [Permission.WORK_HERE], of=[Permission.WORK_HERE], by=None)[1]
    bearer = {"Authorization": f"Bearer {token}"}
    browser = client(None)
    assert browser.post("/switch/lock", headers=bearer).status_code == 404
    assert browser.get("/api/sessions", headers=bearer).status_code == 403
    assert browser.patch("/api/profile", json={"name": "X"}, headers=bearer).status_code == 403
