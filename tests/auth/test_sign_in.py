"""Signing in and out: over JSON and on the page."""

import argon2
import pytest
from sqlalchemy import update

from nabancada import db
from nabancada.auth import actions, sessions
from nabancada.auth.models import User
from nabancada.permissions import POLICY, Role
from nabancada.web import limiter
from tests import factories
from tests.auth.conftest import PASSWORD

WRONG = "E-mail ou palavra-passe errados. Tentativas que restam: {}."


def sign_in(browser, email, password=PASSWORD, **environ):
    return browser.post("/api/session", json={"email": email, "password": password}, environ_base=environ)


# Over JSON


def test_signing_in_answers_who_one_is_and_what_one_may(browser, owner, restaurant):
    answer = sign_in(browser, owner.email)
    assert answer.status_code == 200
    assert answer.json == {
        "user": {"id": str(owner.id), "name": "Rosa", "email": owner.email, "role": "owner"},
        "restaurant": {
            "id": str(restaurant.id),
            "slug": restaurant.slug,
            "name": restaurant.name,
            "status": "active",
        },
        "branch": (main := {"id": restaurant.branches[0]["id"], "name": "Principal"}),
        "branches": [main],
        "confined": False,
        "permissions": sorted(POLICY[Role.OWNER]),
    }
    assert browser.get("/api/session").json == answer.json
    assert browser.get("/api/session").headers["Cache-Control"] == "no-store"


def test_an_email_is_the_same_in_capitals(browser, owner):
    assert sign_in(browser, f" {owner.email.upper()} ").status_code == 200


def test_nobody_is_told_that_they_are_nobody(browser):
    answer = browser.get("/api/session")
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def test_a_wrong_password_says_how_many_tries_are_left(browser, owner):
    answer = sign_in(browser, owner.email, "muamba com arroz")
    assert (answer.status_code, answer.json["code"]) == (401, "wrong_password")
    assert answer.json["detail"] == WRONG.format(4)
    assert "Set-Cookie" not in answer.headers


def test_an_unknown_email_a_person_without_password_and_one_who_left_are_told_the_same(browser, owner, restaurant):
    without = db.session.get(User, factories.staff(Role.WAITER))
    with db.atomic():
        db.session.execute(update(User).where(User.id == owner.id).values(active=False))
    answers = [sign_in(browser, email) for email in ("ninguem@casa.ao", without.email, owner.email)]
    assert {(answer.status_code, answer.json["detail"]) for answer in answers} == {(401, WRONG.format(4))}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": "a@b.ao"}, 422),
        ({"email": "a@b.ao", "password": ""}, 422),
        ({"email": "a@b.ao", "password": 7}, 422),
        ({"email": "a@b.ao", "password": "x" * 129}, 422),
        ({"email": "a@b.ao", "password": "x", "role": "owner"}, 422),
        ([], 422),
    ],
)
def test_a_malformed_sign_in_is_refused(browser, body, status):
    assert browser.post("/api/session", json=body).status_code == status


def test_signing_out_is_over_at_once_and_may_be_repeated(browser, owner):
    sign_in(browser, owner.email)
    assert browser.delete("/api/session").status_code == 204
    assert browser.get("/api/session").status_code == 401
    assert browser.delete("/api/session").status_code == 204


def test_signing_out_everywhere_ends_every_browser_of_that_person_only(client, owner, monkeypatch):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    phone, till, another = client(None), client(None), client(Role.WAITER)
    sign_in(phone, owner.email)
    sign_in(till, owner.email)
    assert phone.delete("/api/sessions").status_code == 204
    assert [one.get("/api/session").status_code for one in (phone, till, another)] == [401, 401, 200]
    assert f"user:{owner.id}" in closed


def test_signing_out_closes_the_sockets_of_that_browser_only(browser, owner, monkeypatch):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    sign_in(browser, owner.email)
    token = browser.get_cookie(sessions.COOKIE).value
    browser.delete("/api/session")
    assert closed == [sessions.WebSession(token).key]


def test_a_cookie_planted_before_the_sign_in_is_worth_nothing_after_it(app, client, owner):
    victim, thief = client(Role.WAITER), app.test_client()
    planted = victim.get_cookie(sessions.COOKIE).value
    thief.set_cookie(sessions.COOKIE, planted)
    sign_in(victim, owner.email)
    assert victim.get_cookie(sessions.COOKIE).value != planted
    assert thief.get("/api/session").status_code == 401


def test_an_old_hash_is_renewed_when_its_owner_signs_in(browser, owner):
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with db.atomic():
        db.session.execute(update(User).where(User.id == owner.id).values(password_hash=cheap))
    assert sign_in(browser, owner.email).status_code == 200
    db.release()
    assert "m=47104" in db.session.get(User, owner.id).password_hash


# How often


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(browser, owner):
    left = [sign_in(browser, owner.email, "muamba com arroz").json["detail"] for _ in range(5)]
    assert left == [WRONG.format(n) for n in (4, 3, 2, 1, 0)]
    answer = sign_in(browser, owner.email)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert sign_in(browser, owner.email, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_being_right_is_never_counted_and_forgives(browser, owner):
    for _ in range(3):
        for _ in range(4):
            assert sign_in(browser, owner.email, "muamba com arroz").status_code == 401
        assert sign_in(browser, owner.email).status_code == 200
    assert {sign_in(browser, owner.email).status_code for _ in range(8)} == {200}


def test_one_address_may_not_try_many_accounts(browser, owner, monkeypatch):
    monkeypatch.setattr(actions.passwords, "matches", lambda *_: False)
    answers = [sign_in(browser, f"nobody-{n}@casa.ao").status_code for n in range(61)]
    assert answers == [401] * 60 + [429]


def test_one_account_may_not_be_tried_from_many_addresses(browser, owner, monkeypatch):
    monkeypatch.setattr(actions.passwords, "matches", lambda *_: False)
    answers = [sign_in(browser, owner.email, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(101)]
    assert answers == [401] * 100 + [429]


def test_an_ipv6_subscriber_is_one_address(app):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}):
        first = limiter.address()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:1:2:ffff::1"}):
        assert limiter.address() == first == "2001:db8:1:2::/64"
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}):
        assert limiter.address() != first


# On the page


def page(browser, **form):
    return browser.post("/sign-in", data=form, headers={"Accept": "text/html"})


def test_the_page_leads_everybody_to_their_screen(client, superadmin):
    homes = {role: client(role).get("/").headers["Location"] for role in Role if role != Role.SUPERADMIN}
    assert homes == {
        Role.OWNER: "/dashboard",
        Role.MANAGER: "/dashboard",
        Role.CASHIER: "/pos",
        Role.WAITER: "/floor",
        Role.KITCHEN: "/kitchen",
    }
    assert superadmin.get("/").headers["Location"] == "/admin"
    assert client(None).get("/").status_code == 200


def test_signing_in_on_the_page_goes_where_one_wanted(browser, owner):
    answer = page(browser, email=owner.email, password=PASSWORD, next="/tables?area=Sala")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tables?area=Sala")
    assert browser.get("/api/session").status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [
        "//evil.ao",
        "/\\evil.ao",
        "https:evil.ao",
        "https://evil.ao",
        "%2f%2fevil.ao",
        "/a\r\nX: y",
        "javascript:x",
        "/\t/evil.ao",
    ],
)
def test_nobody_is_led_elsewhere(browser, owner, foreign):
    answer = page(browser, email=owner.email, password=PASSWORD, next=foreign)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_refused_sign_in_keeps_the_email_and_says_what_is_wrong(browser, owner):
    answer = page(browser, email=owner.email, password="muamba com arroz", next="/kitchen")
    assert answer.status_code == 401
    assert owner.email in answer.text and "Tentativas que restam: 4." in answer.text
    assert 'name="next" value="/kitchen"' in answer.text
    assert "muamba com arroz" not in answer.text


def test_an_empty_form_says_what_is_missing(browser):
    answer = page(browser, email="", password="")
    assert answer.status_code == 422 and "Falta preencher." in answer.text


def test_too_many_tries_are_said_on_the_form(browser, owner):
    for _ in range(5):
        page(browser, email=owner.email, password="muamba com arroz")
    answer = page(browser, email=owner.email, password=PASSWORD)
    assert answer.status_code == 429 and "Retry-After" in answer.headers
    assert "daqui a 15\u00a0min." in answer.text  # not 892 s, and not a minute too early
    assert 'action="/sign-in"' in answer.text and owner.email in answer.text


def test_who_is_signed_in_does_not_see_the_form(client):
    assert client(Role.KITCHEN).get("/sign-in").headers["Location"] == "/"
    assert client(None).get("/sign-in").status_code == 200


def test_signing_out_on_the_page_leads_to_the_door(client):
    browser = client(Role.WAITER)
    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    assert browser.get("/api/session").status_code == 401


def test_signing_out_everywhere_on_the_page(client, owner):
    one, two = client(None), client(None)
    sign_in(one, owner.email)
    sign_in(two, owner.email)
    assert one.post("/sign-out-everywhere").headers["Location"] == "/sign-in"
    assert two.get("/api/session").status_code == 401


def test_a_language_is_kept_by_browser_and_person(client, owner):
    first, second = client(None), client(None)
    sign_in(first, owner.email)
    answer = first.post("/language", data={"language": "en", "next": "/floor"})
    assert answer.headers["Location"] == "/floor" and "nb-language=en" in answer.headers["Set-Cookie"]
    page(second, email=owner.email, password=PASSWORD)
    assert second.get_cookie("nb-language").value == "en"
    assert first.post("/language", data={"language": "xx"}).status_code == 422


def test_the_language_can_be_changed_on_a_form_that_came_back(browser, owner):
    refused = page(browser, email=owner.email, password="muamba com arroz")
    assert 'action="/language"><input type="hidden" name="next" value="/sign-in">' in refused.text
    asked = browser.get("/sign-in?next=/kitchen")
    assert 'action="/language"><input type="hidden" name="next" value="/sign-in?next=/kitchen">' in asked.text
