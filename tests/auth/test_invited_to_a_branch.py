"""An invitation may be to one branch: whoever accepts works there alone, and until then the branch stays."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db
from nabancada.auth import invitations
from nabancada.auth.inputs import NewInvitation
from nabancada.auth.models import Invitation
from nabancada.errors import InvalidInput
from nabancada.permissions import Role
from nabancada.restaurants import branches
from nabancada.restaurants.branches import BranchInUse
from tests import factories
from tests.at_once import while_held
from tests.auth.test_branches import works
from tests.auth.test_invitations import answers, invite

PATH = "/api/staff/invitations"


def archive(branch):
    return branches.change(branch.id, {"archived": True})


def asked(**fields):
    return {"name": "Zeca", "role": "waiter", **fields}


def test_who_accepts_works_at_that_branch_alone(client, talatona):
    invited = client(Role.OWNER).post(PATH, json=asked(branch_id=str(talatona.id)))
    assert (invited.status_code, invited.json["branch_id"]) == (201, str(talatona.id))
    assert client(Role.OWNER).get(PATH).json["items"][0]["branch_id"] == str(talatona.id)
    browser, token = client(None), invited.json["url"].rpartition("/")[2]
    assert browser.get(f"/api/invitations/{token}").json["branch"] == "Talatona"
    assert "Sala, Talatona" in browser.get(f"/join/{token}").text
    came = browser.post(f"/api/invitations/{token}", json=answers())
    assert (came.status_code, came.json["branch"]["name"], came.json["confined"]) == (201, "Talatona", True)
    assert works(browser) == "Talatona"


def test_the_form_asks_where_and_says_why_not(client, talatona):
    owner = client(Role.OWNER)
    page = owner.get("/staff/invitations/new").text
    assert ">Em todas as filiais</option>" in page and f'value="{talatona.id}">Talatona</option>' in page
    form = asked(branch_id=str(talatona.id), client_key="convite-um", email="")
    wrong = owner.post("/staff/invitations", data={**form, "role": "owner"})
    assert (wrong.status_code, "A direcção trabalha em todas as filiais." in wrong.text) == (422, True)
    assert f'value="{talatona.id}" selected' in wrong.text
    page = owner.post("/staff/invitations", data=form)
    assert (page.status_code, "Sala, Talatona" in page.text) == (201, True)
    assert "Sala, Talatona" in owner.get("/staff").text
    assert owner.get("/api/audit").json["items"][0]["text"] == "convidou Zeca (Sala, Talatona)"
    everywhere = owner.post("/staff/invitations", data={**form, "client_key": "convite-dois", "branch_id": ""})
    assert everywhere.status_code == 201 and client(Role.OWNER).get(PATH).json["items"][0]["branch_id"] is None


def test_a_house_with_one_branch_hears_nothing_of_it(client, main):
    owner, invited = client(Role.OWNER), invite(branch_id=main.id)
    assert "filia" not in owner.get("/staff/invitations/new").text.partition("<main")[2].partition("</main")[0]
    assert main.name not in owner.get("/staff").text.partition('id="invitation-')[2].partition("</li>")[0]
    assert main.name not in client(None).get(f"/join/{invited.token}").text
    assert client(None).get(f"/api/invitations/{invited.token}").json["branch"] is None


def test_nobody_is_invited_to_where_the_house_is_not(client, other, talatona):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    archive(talatona)
    for wrong in (theirs, talatona.id, db.new_id()):
        refused = client(Role.OWNER).post(PATH, json=asked(branch_id=str(wrong)))
        assert (refused.status_code, set(refused.json["fields"])) == (422, {"branch_id"})
    kept = invite().invitation.id
    for cheat in ({"branch_id": theirs}, {"branch_id": factories.branch(other).id}):
        with pytest.raises(IntegrityError), db.atomic():
            db.session.execute(update(Invitation).where(Invitation.id == kept).values(cheat))
    assert client(Role.MANAGER).post(PATH, json=asked()).status_code == 403


def test_the_table_keeps_who_directs_the_house_everywhere(main):
    kept = invite(role="owner").invitation.id
    with pytest.raises(IntegrityError, match="ck_invitations_everywhere"), db.atomic():
        db.session.execute(update(Invitation).where(Invitation.id == kept).values(branch_id=main.id))


def test_a_branch_stays_while_somebody_is_invited_to_it_however_old_the_invitation(talatona):
    invited = invite(branch_id=talatona.id).invitation.id
    with db.atomic():
        db.session.execute(update(Invitation).where(Invitation.id == invited).values(expires_at=clock.now()))
    with pytest.raises(BranchInUse) as refused:
        archive(talatona)
    assert refused.value.details["what"] == "convites por aceitar"
    assert invitations.renew(invited, factories.SOMEBODY).invitation.branch_id == talatona.id
    invitations.withdraw(invited)
    archive(talatona)


def test_of_inviting_to_a_branch_and_archiving_it_one_comes_first(restaurant, talatona):
    new = NewInvitation(**asked(branch_id=talatona.id))
    came = while_held(restaurant.id, lambda: archive(talatona), lambda: invitations.invite(new, factories.SOMEBODY))
    assert isinstance(came[1], InvalidInput) and not invitations.waiting()
    branches.change(talatona.id, {"archived": False})
    came = while_held(restaurant.id, lambda: invitations.invite(new, factories.SOMEBODY), lambda: archive(talatona))
    assert isinstance(came[1], BranchInUse) and len(invitations.waiting()) == 1


def test_a_crash_half_way_leaves_the_link_and_the_branch(client, restaurant, talatona, monkeypatch):
    token = invite(branch_id=talatona.id).token

    def crash():
        raise RuntimeError("the power is out")

    with monkeypatch.context() as broken:
        broken.setattr("nabancada.restaurants.actions.plan_changed", crash)
        assert client(None).post(f"/join/{token}", data=answers()).status_code == 500
    with pytest.raises(BranchInUse):
        archive(talatona)
    browser = client(None)
    assert browser.post(f"/join/{token}", data=answers()).status_code == 303
    assert works(browser) == "Talatona"
    with pytest.raises(BranchInUse) as refused:
        archive(talatona)
    assert refused.value.details["what"] == "pessoas que só trabalham nela"


def test_the_same_key_with_another_branch_is_another_invitation(client, main, talatona):
    owner, key = client(Role.OWNER), db.new_id().hex
    first = owner.post(PATH, json=asked(client_key=key, branch_id=str(talatona.id)))
    again = owner.post(PATH, json=asked(client_key=key, branch_id=str(talatona.id)))
    assert (first.status_code, again.status_code, again.json["id"]) == (201, 200, first.json["id"])
    assert again.json["branch_id"] == str(talatona.id)
    other_one = owner.post(PATH, json=asked(client_key=key, branch_id=str(main.id)))
    assert (other_one.status_code, other_one.json["code"]) == (409, "key_reused")
