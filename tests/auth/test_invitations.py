"""Invitations: a link that opens once, for some days, and counts towards nothing until then."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from nabancada import beside, clock, db
from nabancada.auth import actions, invitations, queries, store
from nabancada.auth.actions import EmailTaken
from nabancada.auth.inputs import NewInvitation
from nabancada.auth.invitations import AlreadyInvited
from nabancada.auth.models import Invitation, User
from nabancada.errors import NotFound
from nabancada.permissions import POLICY, Role
from nabancada.plans.actions import SubscriptionInactive
from nabancada.plans.models import SubscriptionStatus
from tests import factories
from tests.at_once import at_once
from tests.auth.conftest import PASSWORD

BOSS = replace(factories.SOMEBODY, permissions=POLICY[Role.OWNER])


def email():
    return f"{db.new_id().hex}@casa.ao"


def invite(**fields):
    return invitations.invite(NewInvitation(**{"name": "Zeca", "role": "waiter", **fields}), BOSS)


def answers(**fields):
    return {"name": "Zeca Afonso", "email": email(), "password": PASSWORD, **fields}


def people():
    return db.session.scalar(
        select(func.count()).select_from(User).where(User.restaurant_id == db.current_restaurant_id())
    )


def test_who_opens_the_link_sees_house_and_role_chooses_a_password_and_is_in(browser, restaurant):
    path = f"/join/{invite(role='cashier').token}"
    page = browser.get(path)
    assert restaurant.name in page.text and "Caixa" in page.text and page.headers["Cache-Control"] == "no-store"
    given = answers(pin="4321")
    assert (browser.post(path, data=given).status_code, people()) == (303, 1)
    who = browser.get("/api/session").json
    assert (who["user"]["email"], who["user"]["role"]) == (given["email"], "cashier")
    assert queries.member(db.session.scalar(select(User.id).where(User.email == given["email"]))).pin_hash
    assert browser.get(path).status_code == browser.post(path, data=answers()).status_code == 410


def test_the_email_of_the_invitation_is_the_one_that_counts(browser, restaurant):
    mine = email()
    path = f"/join/{invite(email=mine).token}"
    assert browser.post(path, data=answers(email="outro@casa.ao")).status_code == 303
    assert browser.get("/api/session").json["user"]["email"] == mine


def test_of_a_token_only_the_hash_is_kept(restaurant):
    invited = invite()
    assert invited.invitation.token_hash == store.digest(invited.token)
    assert timedelta(days=6, hours=23) < invited.invitation.expires_at - clock.now() <= timedelta(days=7)


def test_of_ten_who_accept_at_once_one_is_taken_on(app, restaurant):
    path, before = f"/join/{invite().token}", people()

    def accept(_n):
        return Context().run(app.test_client().post, path, data=answers()).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accept, range(4))) == [303, 410, 410, 410]
    assert people() == before + 1


def test_a_crash_half_way_takes_nobody_on_and_leaves_the_link(browser, restaurant, monkeypatch):
    path = f"/join/{invite().token}"

    def crash():
        raise RuntimeError("the power is out")

    with monkeypatch.context() as broken:
        broken.setattr("nabancada.restaurants.actions.plan_changed", crash)
        assert browser.post(path, data=answers()).status_code == 500
    assert people() == 0
    assert browser.post(path, data=answers()).status_code == 303


def test_what_is_refused_leaves_the_link_open(browser, restaurant, client):
    path = f"/join/{invite().token}"
    for wrong in ({"password": "curta"}, {"email": ""}, {"pin": "12"}, {"name": ""}):
        refused = browser.post(path, data=answers(**wrong))
        assert (refused.status_code, f'id="field-{next(iter(wrong))}-error"' in refused.text) == (422, True)
    taken = actions.hire(name="Ana", email=email(), role=Role.WAITER).email
    assert browser.post(path, data=answers(email=taken)).status_code == 409
    assert browser.post(path, data=answers()).status_code == 303


def test_an_invitation_takes_no_place_and_waits_for_one(browser, restaurant):
    factories.subscription(plan="basico")  # two users
    first = actions.hire(name="A", email=email(), role=Role.OWNER)
    second = actions.hire(name="B", email=email(), role=Role.WAITER)
    path = f"/join/{invite().token}"
    assert queries.users_used() == 2
    full = browser.post(path, data=answers())
    assert (full.status_code, "o convite continua a servir" in full.text) == (402, True)
    actions.change_staff(second.id, {"active": False})
    assert browser.post(path, data=answers()).status_code == 303
    assert queries.users_used() == 2 and first.active


def test_a_suspended_house_neither_invites_nor_takes_on(browser, restaurant):
    path = f"/join/{invite().token}"
    factories.subscription(status=SubscriptionStatus.SUSPENDED)
    assert browser.post(path, data=answers()).status_code == 402
    with pytest.raises(SubscriptionInactive):
        invite()


def test_withdrawn_renewed_and_old_links_open_nothing(browser, restaurant):
    withdrawn, renewed, old = invite(), invite(), invite()
    invitations.withdraw(withdrawn.invitation.id)
    fresh = invitations.renew(renewed.invitation.id, BOSS)
    with db.atomic():
        db.session.execute(update(Invitation).where(Invitation.id == old.invitation.id).values(expires_at=clock.now()))
    for over in (withdrawn, renewed, old):
        assert browser.get(f"/join/{over.token}").status_code == 410
        assert browser.post(f"/join/{over.token}", data=answers()).status_code == 410
    assert browser.get(f"/join/{fresh.token}").status_code == 200
    with pytest.raises(NotFound):
        invitations.withdraw(withdrawn.invitation.id)
    with pytest.raises(NotFound):
        invitations.renew(withdrawn.invitation.id, BOSS)


def test_an_email_is_invited_once_until_that_is_over(restaurant):
    mine = email()
    first = invite(email=mine)
    with pytest.raises(AlreadyInvited):
        invite(email=mine)
    with db.atomic():
        db.session.execute(
            update(Invitation).where(Invitation.id == first.invitation.id).values(expires_at=clock.now())
        )
    assert invite(email=mine).token
    with pytest.raises(EmailTaken):
        invite(email=actions.hire(name="Ana", email=email(), role=Role.WAITER).email)


def test_ten_invitations_of_one_email_at_once_are_one(restaurant):
    mine = email()
    outcomes = at_once(restaurant.id, 10, lambda _n: invite(email=mine).token)
    assert outcomes.count(AlreadyInvited) == 9


def test_a_repeated_invitation_is_the_same_one_and_shows_no_link(client, restaurant):
    owner, body = client(Role.OWNER), {"name": "Zeca", "role": "waiter", "client_key": "convite-1"}
    first, again = (owner.post("/api/staff/invitations", json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"] and first.json["url"] and again.json["url"] is None
    assert owner.post("/api/staff/invitations", json={**body, "role": "owner"}).json["code"] == "key_reused"


def test_the_page_hands_out_the_link_and_sends_it_by_email(client, restaurant, caplog):
    owner, mine = client(Role.OWNER), email()
    with caplog.at_level("INFO", "nabancada.mail"):
        form = {"name": "Zeca", "role": "waiter", "email": mine, "client_key": "convite-2"}
        page = owner.post("/staff/invitations", data=form)
        beside.finish()
    [link] = set(re.findall(r"http://localhost/join/[\w-]+", page.text))
    assert page.status_code == 201 and "https://wa.me/?text=" in page.text
    [letter] = [one.getMessage() for one in caplog.records if one.name == "nabancada.mail"]
    assert mine in letter and link in letter
    listed = owner.get("/staff").text
    assert "Zeca" in listed and link not in listed
    [waiting] = invitations.waiting()
    renewed = owner.post(f"/staff/invitations/{waiting.id}/link")
    assert renewed.status_code == 201 and link not in renewed.text
    assert owner.post(f"/staff/invitations/{waiting.id}/withdrawal").status_code == 303
    assert "Zeca" not in owner.get("/staff").text
    refused = owner.post("/staff/invitations", data={**form, "name": "", "client_key": "convite-3"})
    assert refused.status_code == 422 and 'id="field-name-error"' in refused.text


def test_only_owners_invite(client, restaurant):
    for role in (Role.MANAGER, Role.WAITER):
        browser = client(role)
        assert browser.get("/staff").status_code == browser.get("/api/staff/invitations").status_code == 403
        assert browser.post("/api/staff/invitations", json={"name": "Z", "role": "owner"}).status_code == 403


def test_another_house_neither_sees_nor_touches_it(client, restaurant, other):
    invited = invite()
    stranger = client(Role.OWNER, other)
    assert stranger.get("/api/staff/invitations").json["items"] == []
    assert stranger.delete(f"/api/staff/invitations/{invited.invitation.id}").status_code == 404
    assert invitations.opened(invited.token).house_id == restaurant.id


def test_a_program_opens_a_link_and_accepts_it_once(browser, client, restaurant):
    path = f"/api/invitations/{invite(role='cashier').token}"
    told = browser.get(path)
    assert (told.json["restaurant"], told.json["role"], told.json["email"]) == (restaurant.name, "cashier", None)
    assert told.headers["Cache-Control"] == "no-store"
    for wrong, field in (({"password": "curta"}, "password"), ({"email": None}, "email"), ({"pin": "12"}, "pin")):
        assert browser.post(path, json=answers(**wrong)).json["fields"].keys() == {field}
    given = answers(pin="4321")
    joined = browser.post(path, json=given)
    assert (joined.status_code, joined.json["user"]["email"]) == (201, given["email"])
    assert browser.get("/api/session").json == joined.json
    for over in (browser.get(path), browser.post(path, json=answers())):
        assert (over.status_code, over.json["code"]) == (410, "invitation_over")


def test_of_ten_programs_that_accept_at_once_one_gets_in(app, restaurant):
    path, before = f"/api/invitations/{invite().token}", people()

    def accept(_n):
        return Context().run(app.test_client().post, path, json=answers()).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accept, range(4))) == [201, 410, 410, 410]
    assert people() == before + 1
