"""Changing people on a shared device over JSON: told and counted as on the page, and nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from sqlalchemy import select, update

from nabancada import db
from nabancada.auth import passwords, store, tokens
from nabancada.auth.models import User
from nabancada.live.models import Event
from nabancada.permissions import POLICY, Permission, Role
from tests import factories
from tests.auth.conftest import PASSWORD

COOKIE = "nb_session"
SESSION = "/api/device/session"


@pytest.fixture
def somebody(restaurant):
    """`somebody(role)`: one of the house who may come by the PIN 4321."""
    pin = passwords.hashed("4321")

    def somebody(role=Role.WAITER, **columns):
        user_id = factories.staff(role)
        with db.atomic():
            db.session.execute(update(User).where(User.id == user_id).values(**{"pin_hash": pin, **columns}))
        return user_id

    return somebody


@pytest.fixture
def tablet(client):
    """A browser that the owner has made a shared one, and left."""
    browser = client(Role.OWNER)
    assert browser.put("/api/device").status_code == 204
    return browser


def come(browser, user_id, pin="4321"):
    return browser.post(SESSION, json={"user_id": str(user_id), "pin": pin})


def kinds():
    wanted = select(Event.kind).where(Event.restaurant_id == db.current_restaurant_id()).order_by(Event.seq)
    return [one for one in db.session.scalars(wanted) if one.startswith(("staff.", "device."))]


def test_a_pin_makes_the_session_somebody_elses_under_a_new_token(tablet, somebody):
    assert tablet.get("/api/session").status_code == tablet.get("/api/tables").status_code == 401
    beto, before = somebody(Role.CASHIER), tablet.get_cookie(COOKIE).value
    came = come(tablet, beto)
    assert (came.status_code, came.json["user"]["id"]) == (200, str(beto))
    assert came.json == tablet.get("/api/session").json
    assert tablet.get_cookie(COOKIE).value != before and store.find(store.SESSION, before) is None
    assert tablet.delete(SESSION).status_code == 204
    assert tablet.get("/api/session").status_code == 401
    assert kinds() == ["device.shared", "staff.switched"]


def test_who_may_come_is_told_on_the_shared_device_alone(tablet, client, other, somebody):
    ana, beto, _gone, _without = somebody(), somebody(), somebody(active=False), somebody(pin_hash=None)
    come(tablet, ana)
    tablet.delete(SESSION)
    told = tablet.get("/api/device/people")
    assert {(one["id"], one["role"], one["here"]) for one in told.json["items"]} == {
        (str(ana), "waiter", True),
        (str(beto), "waiter", False),
    }
    assert told.headers["Cache-Control"] == "no-store"
    for stranger in (client(None), client(Role.OWNER), client(Role.OWNER, other)):
        assert (answer := stranger.get("/api/device/people")).status_code == 401
        assert str(ana) not in answer.text and come(stranger, ana).status_code == 401
    theirs = client(Role.OWNER, other)
    theirs.put("/api/device")
    assert theirs.get("/api/device/people").json["items"] == []
    assert come(theirs, ana).status_code == 404


def test_only_the_owner_shares_a_device_and_makes_it_private_again(client, somebody):
    for role in (Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        browser = client(role)
        assert browser.put("/api/device").status_code == browser.delete("/api/device").status_code == 403
        assert browser.delete(SESSION).status_code == 404  # it is not shared
    device, boss = client(Role.OWNER), somebody(Role.OWNER, password_hash=passwords.hashed(PASSWORD))
    device.put("/api/device")
    come(device, boss)
    refused = device.delete("/api/device")
    assert (refused.status_code, refused.json["code"]) == (403, "password_needed")
    assert device.post("/api/session/confirmation", json={"password": PASSWORD}).status_code == 200
    assert device.delete("/api/device").status_code == 204
    assert device.get("/api/device/people").status_code == come(device, boss).status_code == 401
    assert kinds()[-1] == "device.private"


def test_a_program_shares_no_device(client, restaurant):
    everything = POLICY[Role.OWNER]
    bearer = {"Authorization": f"Bearer {tokens.issue('x', everything, of=everything, by=None)[1]}"}
    browser = client(None)
    for method, path in (("PUT", "/api/device"), ("DELETE", "/api/device"), ("POST", "/switch/device")):
        assert browser.open(path, method=method, headers=bearer).status_code == 403
    assert browser.get_cookie(COOKIE) is None and kinds() == []


def test_wrong_pins_typed_on_the_page_and_sent_by_a_program_are_counted_together(tablet, somebody):
    ana, beto = somebody(), somebody()
    for n in range(5):
        typed = {"user_id": str(ana), "pin": "0000"}
        refused = tablet.post("/switch", data=typed) if n % 2 else tablet.post(SESSION, json=typed)
        assert refused.status_code == 422
    late = come(tablet, ana)
    assert (late.status_code, int(late.headers["Retry-After"]) > 0) == (429, True)
    assert kinds().count("staff.pin_refused") == 5
    assert come(tablet, beto).status_code == 200  # others still come


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", 4321, None])
def test_a_pin_of_the_wrong_shape_is_refused_before_anything_is_hashed(tablet, somebody, monkeypatch, pin):
    monkeypatch.setattr("nabancada.auth.passwords.matches", lambda *_: pytest.fail("hashed"))
    refused = come(tablet, somebody(), pin)
    assert (refused.status_code, refused.json["fields"].keys()) == (422, {"pin"})


def test_of_two_who_come_at_once_each_is_themselves_or_nobody_and_the_old_token_opens_nothing(app, tablet, somebody):
    people, token = [somebody(), somebody()], tablet.get_cookie(COOKIE).value

    def hurry(user_id):
        browser = app.test_client()
        browser.set_cookie(COOKIE, token)
        return Context().run(come, browser, user_id)

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(hurry, people))
    meant = zip(came, people, strict=True)
    let_in = [(one.json["user"]["id"], str(user_id)) for one, user_id in meant if one.status_code == 200]
    assert let_in and all(is_now == wanted for is_now, wanted in let_in)
    assert {one.status_code for one in came} <= {200, 401}  # the slower one may find the device begun anew
    assert store.find(store.SESSION, token) is None
    assert kinds().count("staff.switched") == len(let_in)


def test_a_page_of_another_origin_changes_nobody(tablet, somebody):
    typed, elsewhere = {"user_id": str(somebody()), "pin": "4321"}, {"Origin": "https://outra.ao"}
    assert tablet.post(SESSION, json=typed, headers=elsewhere).json["code"] == "cross_origin"
    assert tablet.get("/api/session").status_code == 401


def test_who_came_by_pin_confirms_the_password_and_holds_all_their_role_has(tablet, somebody):
    come(tablet, somebody(Role.OWNER, password_hash=passwords.hashed(PASSWORD)))
    assert tablet.get("/api/staff").json["code"] == "password_needed"
    wrong = tablet.post("/api/session/confirmation", json={"password": "outra coisa qualquer"})
    assert (wrong.status_code, wrong.json["code"]) == (422, "wrong_password")
    before = tablet.get_cookie(COOKIE).value
    confirmed = tablet.post("/api/session/confirmation", json={"password": PASSWORD})
    assert Permission.MANAGE_STAFF in confirmed.json["permissions"]
    assert tablet.get_cookie(COOKIE).value != before
    assert tablet.get("/api/staff").status_code == 200


def test_passwords_guessed_while_confirming_are_slowed_down(tablet, somebody):
    come(tablet, somebody(Role.OWNER, password_hash=passwords.hashed(PASSWORD)))
    guess = {"password": "outra coisa qualquer"}
    statuses = [tablet.post("/api/session/confirmation", json=guess).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
