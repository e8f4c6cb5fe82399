"""Tokens and invitations open no more than whoever handed them out may, and go with them."""

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.auth import actions, invitations, tokens
from nabancada.auth.actions import LastOwner
from nabancada.auth.inputs import NewInvitation
from nabancada.auth.invitations import InvitationOver
from nabancada.live.models import Event
from nabancada.permissions import NEED_PASSWORD, POLICY, Permission, Role, Staff
from tests import factories
from tests.at_once import while_held


@pytest.mark.parametrize(
    ("change", "told"), [({"active": False}, "staff.left"), ({"role": "manager"}, "staff.changed")]
)
def test_who_hands_out_no_keys_any_more_takes_theirs_along(client, restaurant, owner, monkeypatch, change, told):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    stays, here = factories.staff(Role.OWNER), db.current_restaurant_id()
    theirs, token = tokens.issue("Caixa", [Permission.WORK_HERE], of=[Permission.WORK_HERE], by=owner.id)
    _kept, others = tokens.issue("Site", [Permission.WORK_HERE], of=[Permission.WORK_HERE], by=stays)
    for by in (owner.id, stays):
        invitations.invite(NewInvitation(name=f"De {by}", role="waiter"), Staff(by, "Rosa"))
    actions.change_staff(owner.id, change)
    browser = client(None)
    assert browser.get("/api/session", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert browser.get("/api/session", headers={"Authorization": f"Bearer {others}"}).status_code == 200
    assert [one.name for one in invitations.waiting()] == [f"De {stays}"]
    wanted = select(Event.kind).where(Event.restaurant_id == here).order_by(Event.seq)
    assert db.session.scalars(wanted).all()[-3:] == ["staff.invitation_withdrawn", "token.revoked", told]
    assert f"token:{theirs.id}" in closed


def test_the_last_owner_who_cannot_go_keeps_their_keys(restaurant, owner):
    invitations.invite(NewInvitation(name="Zeca", role="waiter"), Staff(owner.id, "Rosa"))
    with pytest.raises(LastOwner):
        actions.change_staff(owner.id, {"active": False})
    assert len(invitations.waiting()) == 1


@pytest.mark.parametrize(("change", "may"), [({"active": False}, None), ({"role": "manager"}, {"work_here", "cook"})])
def test_a_key_made_while_its_maker_is_demoted_allows_no_more_than_they_may_now(client, restaurant, owner, change, may):
    factories.staff(Role.OWNER)
    wanted = [Permission.WORK_HERE, Permission.COOK, Permission.MANAGE_STAFF]
    (_row, token), _demoted = while_held(
        restaurant.id,
        lambda: tokens.issue("Caixa", wanted, of=wanted, by=owner.id),
        lambda: actions.change_staff(owner.id, change),
    )
    answer = client(None).get("/api/session", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, set(answer.json.get("permissions", []))) == ((200, may) if may else (401, set()))


def test_what_a_program_hands_out_ends_with_the_maker_of_its_key(client, restaurant, owner):
    factories.staff(Role.OWNER)
    may = sorted(NEED_PASSWORD)
    bearer = {"Authorization": f"Bearer {tokens.issue('Caixa', may, of=may, by=owner.id)[1]}"}
    program = client(None)
    made = program.post("/api/tokens", json={"name": "Outra", "permissions": ["manage_staff"]}, headers=bearer).json
    asked = program.post("/api/staff/invitations", json={"name": "Zeca", "role": "owner"}, headers=bearer)
    assert asked.status_code == 201
    actions.change_staff(owner.id, {"role": "waiter"})
    assert program.get("/api/staff", headers={"Authorization": f"Bearer {made['token']}"}).status_code == 401
    assert invitations.waiting() == []


def test_a_program_that_only_looks_after_the_staff_makes_and_changes_nobody_above_it(client, restaurant, owner):
    _another, waiter = factories.staff(Role.OWNER), factories.staff(Role.WAITER)
    rosa = Staff(owner.id, "Rosa", POLICY[Role.OWNER])
    waiting = invitations.invite(NewInvitation(name="Beto", role="owner"), rosa).invitation
    may = [Permission.MANAGE_STAFF]
    program = client(None)
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens.issue('Ponto', may, of=may, by=owner.id)[1]}"
    password, new = {"password": "uma senha bem comprida"}, {"name": "Nova", "email": f"{db.new_id().hex}@casa.ao"}
    refused = [
        program.post("/api/staff", json={**new, **password, "role": "owner"}),
        program.patch(f"/api/staff/{owner.id}", json=password),
        program.patch(f"/api/staff/{owner.id}", json={"role": "waiter"}),
        program.patch(f"/api/staff/{waiter}", json={"role": "owner"}),
        program.post("/api/staff/invitations", json={"name": "Zeca", "role": "owner"}),
        program.post(f"/api/staff/invitations/{waiting.id}/link"),
    ]
    assert {(one.status_code, one.json["code"]) for one in refused} == {(403, "forbidden")}
    assert program.post("/api/staff", json={**new, **password, "role": "manager"}).status_code == 201
    assert program.patch(f"/api/staff/{waiter}", json={"role": "cashier"}).status_code == 200
    assert [one["name"] for one in program.get("/api/staff/invitations").json["items"]] == ["Beto"]


def test_an_invitation_sent_while_its_sender_is_demoted_opens_nothing_until_an_owner_renews_it(restaurant, owner):
    rosa, other = (Staff(one, "?", POLICY[Role.OWNER]) for one in (owner.id, factories.staff(Role.OWNER)))
    invited, _demoted = while_held(
        restaurant.id,
        lambda: invitations.invite(NewInvitation(name="Zeca", role="owner"), rosa),
        lambda: actions.change_staff(owner.id, {"role": "cashier"}),
    )
    with pytest.raises(InvitationOver):
        invitations.opened(invited.token)
    [left] = invitations.waiting()
    renewed = invitations.renew(left.id, other)
    assert invitations.opened(renewed.token).invitation.invited_by_id == other.id
