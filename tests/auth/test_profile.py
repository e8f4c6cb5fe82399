"""One's own account, and the browsers one is signed in with."""

import pytest
from sqlalchemy import update

from nabancada import db
from nabancada.auth import passwords
from nabancada.auth.models import User
from nabancada.permissions import Role
from tests import factories
from tests.auth.conftest import PASSWORD
from tests.conftest import sign_in

NEW = "três mangas no quintal"
CHROME = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/139.0 Safari/537.36"}


@pytest.fixture
def enter(client, owner):
    """A browser that signs the owner in with the password."""

    def enter(**headers):
        browser = client(None)
        body = {"email": owner.email, "password": PASSWORD}
        assert browser.post("/api/session", json=body, headers=headers).status_code == 200
        return browser

    return enter


def test_another_password_needs_the_old_one_ends_the_others_and_goes_on_here(enter, owner):
    here, there = enter(), enter()
    before = here.get_cookie("nb_session").value
    wrong = here.post("/profile/password", data={"current_password": "outra coisa", "password": NEW})
    assert wrong.status_code == 422 and 'id="password-current-error"' in wrong.text
    weak = here.post("/profile/password", data={"current_password": PASSWORD, "password": "curta"})
    assert weak.status_code == 422 and 'id="field-password-error"' in weak.text
    assert there.get("/api/session").status_code == 200
    done = here.post("/profile/password", data={"current_password": PASSWORD, "password": NEW})
    assert done.location == "/profile?done=password"
    assert here.get("/api/session").status_code == 200 and here.get_cookie("nb_session").value != before
    assert there.get("/api/session").status_code == 401
    assert there.post("/api/session", json={"email": owner.email, "password": NEW}).status_code == 200


def test_a_secret_never_changes_without_the_current_password(enter, owner):
    browser = enter()
    for change in ({"pin": "4321"}, {"password": NEW}, {"pin": None}, {"email": "eu@casa.ao"}):
        refused = browser.patch("/api/profile", json=change)
        assert (refused.status_code, set(refused.json["fields"])) == (422, {"current_password"})
        wrong = browser.patch("/api/profile", json={**change, "current_password": "outra coisa"})
        assert (wrong.status_code, wrong.json["code"]) == (422, "wrong_password")
    assert browser.patch("/api/profile", json={"pin": "4321", "current_password": PASSWORD}).json["has_pin"]
    assert not browser.patch("/api/profile", json={"pin": None, "current_password": PASSWORD}).json["has_pin"]


def test_another_email_needs_the_password_ends_the_others_and_goes_on_here(enter, owner, restaurant):
    here, there, new = enter(), enter(), f"{db.new_id().hex}@casa.ao"
    wrong = here.post("/profile/email", data={"current_password": "outra coisa", "email": new})
    assert wrong.status_code == 422 and 'id="email-current-error"' in wrong.text
    taken = db.session.get(User, factories.staff(Role.WAITER)).email
    refused = here.post("/profile/email", data={"current_password": PASSWORD, "email": taken})
    assert refused.status_code == 409 and 'id="field-email-error"' in refused.text
    done = here.post("/profile/email", data={"current_password": PASSWORD, "email": new.upper()})
    assert done.location == "/profile?done=email"
    assert here.get("/api/session").json["user"]["email"] == new
    assert there.get("/api/session").status_code == 401
    assert here.patch("/api/profile", json={"email": None, "current_password": PASSWORD}).status_code == 422
    changed = here.patch("/api/profile", json={"email": owner.email, "current_password": PASSWORD})
    assert (changed.json["email"], here.get("/api/session").status_code) == (owner.email, 200)


def test_wrong_passwords_are_counted_like_at_the_door(enter):
    browser = enter()
    body = {"pin": "4321", "current_password": "outra coisa"}
    assert [browser.patch("/api/profile", json=body).status_code for _ in range(6)] == [422] * 5 + [429]


def test_a_pin_alone_ends_no_session_opened_with_the_password(enter):
    here, there = enter(), enter()
    assert here.post("/profile/pin", data={"pin": "4321", "current_password": PASSWORD}).status_code == 303
    assert here.get("/api/session").status_code == there.get("/api/session").status_code == 200


def test_name_and_language_are_anybodys_own_and_role_is_not(client, restaurant):
    waiter = client(Role.WAITER)
    answer = waiter.post("/profile", data={"name": "Ana D.", "language": "en"})
    assert (answer.status_code, waiter.get_cookie("nb-language").value) == (303, "en")
    assert waiter.get("/api/session").json["user"]["name"] == "Ana D."
    assert waiter.patch("/api/profile", json={"role": "owner"}).status_code == 422
    assert waiter.patch("/api/profile", json={"name": None}).status_code == 422


def test_sessions_tell_the_device_when_they_began_and_which_is_this_one(enter):
    here, _there = enter(**CHROME), enter()
    listed = here.get("/api/sessions").json["items"]
    assert sorted(one["here"] for one in listed) == [False, True]
    mine = next(one for one in listed if one["here"])
    assert mine["user_agent"] == CHROME["User-Agent"] and mine["network"] == "127.0.0.0/24"
    page = here.get("/profile").text
    assert "Chrome · Android" in page and page.count("pp-session__what") == 2


def test_ending_one_session_or_all_others_leaves_this_one(enter):
    here, there, third = enter(), enter(), enter()
    [other] = [one["id"] for one in there.get("/api/sessions").json["items"] if one["here"]]
    assert here.delete(f"/api/sessions/{other}").status_code == 204
    assert here.delete(f"/api/sessions/{other}").status_code == 404
    assert there.get("/api/session").status_code == 401
    assert third.get("/api/session").status_code == 200
    assert here.post("/profile/sessions/end").status_code == 303
    assert third.get("/api/session").status_code == 401
    assert here.get("/api/session").status_code == 200


def test_nobody_sees_or_ends_the_sessions_of_others(client, enter, restaurant):
    owner, waiter = enter(), client(Role.WAITER)
    [mine] = [one["id"] for one in owner.get("/api/sessions").json["items"]]
    assert mine not in waiter.get("/api/sessions").text
    assert waiter.delete(f"/api/sessions/{mine}").status_code == 404
    assert waiter.post(f"/profile/sessions/{mine}/end").status_code == 404
    assert owner.get("/api/session").status_code == 200


def test_who_has_no_password_gets_no_further_with_one(app, client, restaurant):
    user_id, browser = factories.staff(Role.WAITER), client(None)
    sign_in(app, browser, user_id)
    refused = browser.patch("/api/profile", json={"password": NEW, "current_password": "seja o que for"})
    assert refused.status_code == 422


def test_a_crash_half_way_leaves_the_old_password_and_every_session(enter, owner, monkeypatch):
    here, there = enter(), enter()

    def crash(_user_id):
        raise RuntimeError("the power is out")

    with monkeypatch.context() as broken:
        broken.setattr("nabancada.auth.endings.put_out", crash)
        body = {"current_password": PASSWORD, "password": NEW}
        assert here.patch("/api/profile", json=body).status_code == 500
    assert here.get("/api/session").status_code == there.get("/api/session").status_code == 200
    assert there.post("/api/session", json={"email": owner.email, "password": PASSWORD}).status_code == 200


def test_the_list_is_as_many_statements_for_many_sessions(enter, statements):
    here = enter()

    def counted():
        statements()
        assert here.get("/profile").status_code == 200
        return len([one for one in statements() if "SELECT" in one or "EXECUTE" in one])

    few = counted()
    for _ in range(3):
        enter()
    assert counted() == few


def test_the_profile_shows_the_own_person_only(client, restaurant):
    with db.engine().begin() as connection:
        user_id = factories.staff(Role.OWNER, name="Outra Pessoa")
        connection.execute(update(User).where(User.id == user_id).values(pin_hash=passwords.hashed("1111")))
    assert "Outra Pessoa" not in client(Role.WAITER).get("/profile").text


def test_ones_own_account_is_read_and_the_other_browsers_are_signed_out(enter, client, owner, restaurant):
    here, there, colleague = enter(), enter(), client(Role.WAITER)
    assert here.get("/api/profile").json == here.patch("/api/profile", json={"language": "pt"}).json
    assert colleague.get("/api/profile").json["role"] == "waiter"
    assert here.delete("/api/sessions?others=true").status_code == 204
    assert [one.get("/api/session").status_code for one in (here, there, colleague)] == [200, 401, 200]
    assert here.delete("/api/sessions?others=all").status_code == 422
    assert here.delete("/api/sessions").status_code == 204
    assert here.get("/api/session").status_code == 401
