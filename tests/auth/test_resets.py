"""A forgotten password: one link, once, for half an hour; and nobody learns who has an account."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from statistics import median
from time import perf_counter
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from nabancada import beside, clock, db
from nabancada.auth import actions, resets, store
from nabancada.auth.models import PasswordReset, User
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once
from tests.auth.conftest import PASSWORD

NEW = "três mangas no quintal"


def link(letters):
    return re.search(r"/password-reset/[\w-]+", letters[0])[0]


def test_a_link_sets_a_new_password_once_and_ends_every_session(ask, browser, client, owner):
    till = client(None)
    till.post("/api/session", json={"email": owner.email, "password": PASSWORD})
    path = link(ask(owner.email)[1])
    page = browser.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    answer = browser.post(path, data={"password": NEW, "email": owner.email})
    assert (answer.status_code, answer.location) == (303, "/sign-in?done=reset")
    assert till.get("/api/session").status_code == 401
    assert till.post("/api/session", json={"email": owner.email, "password": PASSWORD}).status_code == 401
    assert till.post("/api/session", json={"email": owner.email, "password": NEW}).status_code == 200
    assert browser.post(path, data={"password": "outra vez outra coisa"}).status_code == 410
    assert browser.get(path).status_code == 410


def test_of_a_token_only_the_hash_is_kept(ask, owner):
    token = link(ask(owner.email)[1]).rsplit("/", 1)[1]
    kept = db.session.scalars(select(PasswordReset).where(PasswordReset.user_id == owner.id)).one()
    assert kept.token_hash == store.digest(token)
    assert timedelta(minutes=29) < kept.expires_at - clock.now() <= timedelta(minutes=30)


def test_known_and_unknown_are_answered_the_same_and_only_the_known_get_a_letter(ask, owner):
    nobody = f"ninguem-{uuid4().hex}@casa.ao"
    (known, letters), (unknown, none) = ask(owner.email), ask(nobody)
    assert known.status_code == unknown.status_code == 200
    plain = known.text.replace(owner.email, "X")
    assert plain == unknown.text.replace(nobody, "X")
    assert (len(letters), none) == (1, [])


def test_known_and_unknown_are_answered_in_the_same_time(client, restaurant, monkeypatch):
    monkeypatch.setattr("nabancada.account.recovery.spend_reset", lambda email: None)
    browser, known = client(None), f"{factories.staff(Role.OWNER).hex}@casa.ao"
    unknown = f"ninguem-{uuid4().hex}@casa.ao"

    def took(email):
        began = perf_counter()
        browser.post("/password-reset", data={"email": email})
        spent = perf_counter() - began
        beside.finish()
        return spent

    took(known), took(unknown)
    times = [(took(known), took(unknown)) for _ in range(40)]
    one, other = (median(side) for side in zip(*times, strict=True))
    assert abs(one - other) < 0.25 * max(one, other)


def test_who_left_or_never_had_a_password_gets_none(ask, owner, restaurant):
    without = db.session.get(User, factories.staff(Role.WAITER)).email
    with db.atomic():
        db.session.execute(update(User).where(User.id == owner.id).values(active=False))
    assert ask(without)[1] == [] and ask(owner.email)[1] == []


def test_a_weak_password_leaves_the_link_open(ask, browser, owner):
    path = link(ask(owner.email)[1])
    refused = browser.post(path, data={"password": "curta"})
    assert (refused.status_code, 'id="field-password-error"' in refused.text) == (422, True)
    assert browser.post(path, data={"password": NEW}).status_code == 303


def test_a_new_password_closes_the_other_links(ask, browser, owner):
    first, second = link(ask(owner.email)[1]), link(ask(owner.email)[1])
    assert browser.post(second, data={"password": NEW}).status_code == 303
    assert browser.post(first, data={"password": "ainda outra coisa"}).status_code == 410


def test_a_link_is_over_after_its_time_and_is_purged(ask, browser, owner):
    path = link(ask(owner.email)[1])
    with db.atomic():
        db.session.execute(update(PasswordReset).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert browser.get(path).status_code == 410
    assert browser.post(path, data={"password": NEW}).status_code == 410
    assert resets.purge() >= 1


def test_of_two_who_use_a_link_at_once_one_sets_the_password(app, ask, owner):
    path = link(ask(owner.email)[1])

    def use(n):
        return Context().run(app.test_client().post, path, data={"password": f"{NEW} {n}"}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2))) == [303, 410]


def test_a_crash_half_way_leaves_the_old_password_and_the_link(ask, browser, owner, monkeypatch):
    path = link(ask(owner.email)[1])

    def crash(_user_id):
        raise RuntimeError("the power is out")

    with monkeypatch.context() as broken:
        broken.setattr("nabancada.auth.endings.put_out", crash)
        assert browser.post(path, data={"password": NEW}).status_code == 500
    assert browser.post("/api/session", json={"email": owner.email, "password": PASSWORD}).status_code == 200
    assert browser.post(path, data={"password": NEW}).status_code == 303


def test_the_fourth_letter_to_one_email_waits_whether_or_not_anybody_has_it(ask, owner):
    for email in (owner.email, f"ninguem-{uuid4().hex}@casa.ao"):
        statuses = [ask(email, address=f"192.0.2.{n}")[0].status_code for n in range(10, 14)]
        assert statuses == [200, 200, 200, 429]


def test_nonsense_is_a_link_that_is_over(browser):
    for path in ("/password-reset/x", f"/password-reset/{store.new_token()}"):
        assert browser.get(path).status_code == 410
        assert browser.post(path, data={"password": NEW}).status_code == 410
        assert browser.post(path, data={}).status_code in {410, 422}


@pytest.mark.parametrize("change", [{"password": "calulu de peixe seco"}, {"email": "outra"}, {"active": False}])
def test_another_password_or_email_or_leaving_closes_the_links_that_are_open(ask, browser, restaurant, owner, change):
    factories.staff(Role.OWNER)
    path = link(ask(owner.email)[1])
    if "email" in change:
        change = {"email": f"{uuid4().hex}@casa.ao"}
    actions.change_staff(owner.id, change)
    if "active" in change:
        actions.change_staff(owner.id, {"active": True})
    assert browser.get(path).status_code == 410
    assert browser.post(path, data={"password": NEW}).status_code == 410


def test_another_name_or_pin_leaves_a_link_open(ask, browser, restaurant, owner):
    path = link(ask(owner.email)[1])
    actions.change_staff(owner.id, {"name": "Rosa M.", "pin": "4321"})
    assert browser.get(path).status_code == 200


def test_a_link_and_another_password_at_once_never_leave_a_link_open(ask, restaurant, owner):
    tokens = [link(ask(owner.email, address=f"192.0.2.{n}")[1]).rsplit("/", 1)[1] for n in (1, 2)]

    def do(n):
        if n < 2:
            return resets.use(tokens[n], f"{NEW} {n}")
        return actions.change_staff(owner.id, {"password": "calulu de peixe seco"}).id

    assert at_once(restaurant.id, 3, do, 3)[2] == owner.id
    for token in tokens:
        with pytest.raises(resets.ResetOver):
            resets.owner(token)
