"""API tokens: made, used, limited to what their issuer may, revoked."""

import hashlib

import pytest
from sqlalchemy import select, update

from nabancada import db
from nabancada.auth import tokens
from nabancada.auth.inputs import NewToken
from nabancada.auth.models import ApiToken
from nabancada.permissions import Permission, Role
from tests.at_once import at_once


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def issue(owner, *permissions, name="Caixa da esplanada"):
    answer = owner.post("/api/tokens", json={"name": name, "permissions": list(permissions) or ["work_here"]})
    assert answer.status_code == 201
    return answer.json


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def row_of(token_id) -> ApiToken:
    db.release()
    return db.session.scalars(select(ApiToken).where(ApiToken.id == token_id)).one()


def test_a_token_is_a_restaurants_program(owner, client, restaurant):
    made = issue(owner, "work_here", "take_orders")
    answer = client(None).get("/api/session", headers=bearer(made["token"]))
    assert answer.json["user"] is None and answer.json["restaurant"]["id"] == str(restaurant.id)
    assert answer.json["permissions"] == ["take_orders", "work_here"]
    assert client(None).get("/api/tables", headers=bearer(made["token"])).status_code == 200
    assert client(None).get("/api/staff", headers=bearer(made["token"])).status_code == 403


def test_a_token_is_shown_once_and_only_its_hash_is_kept(owner):
    made = issue(owner)
    assert made["token"].startswith("nb_") and len(made["token"]) == 46
    assert row_of(made["id"]).token_hash == hashlib.sha256(made["token"].encode()).digest()
    assert made["token"] not in owner.get("/api/tokens").text
    assert [one["id"] for one in owner.get("/api/tokens").json["items"]] == [made["id"]]


def test_a_revoked_token_opens_nothing_and_closes_its_sockets(owner, client, monkeypatch):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    made = issue(owner)
    assert owner.delete(f"/api/tokens/{made['id']}").status_code == 204
    assert client(None).get("/api/session", headers=bearer(made["token"])).status_code == 401
    assert closed == [f"token:{made['id']}"]
    assert owner.delete(f"/api/tokens/{made['id']}").status_code == 404
    assert owner.get("/api/tokens").json["items"] == []


@pytest.mark.parametrize("wrong", ["", "nb_", "nb_" + "A" * 43, "x" * 5000, "é"])
def test_a_wrong_token_is_nobody_even_with_a_good_cookie(owner, wrong):
    assert (
        owner.get("/api/session", headers={"Authorization": f"Bearer {wrong}".encode().decode("latin-1")}).status_code
        == 401
    )


def test_a_token_never_may_more_than_its_issuer(owner, client):
    assert owner.post("/api/tokens", json={"name": "x", "permissions": ["administer"]}).status_code == 403
    small = issue(owner, "manage_settings")
    answer = client(None).post(
        "/api/tokens", json={"name": "x", "permissions": ["take_payments"]}, headers=bearer(small["token"])
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "permissions": []},
        {"name": "", "permissions": ["cook"]},
        {"name": "x", "permissions": ["fly"]},
    ],
)
def test_malformed_tokens_are_refused(owner, body):
    assert owner.post("/api/tokens", json=body).status_code == 422


def test_only_owners_make_tokens(client):
    browser = client(Role.MANAGER)
    assert browser.post("/api/tokens", json={"name": "x", "permissions": ["cook"]}).status_code == 403
    assert browser.get("/api/tokens").status_code == 403


def test_the_other_house_cannot_revoke_it(owner, client, other):
    made = issue(owner)
    with db.platform("test"):
        assert client(Role.OWNER, other).delete(f"/api/tokens/{made['id']}").status_code == 404
    assert client(None).get("/api/session", headers=bearer(made["token"])).status_code == 200


def test_use_is_noted_but_not_each_time(owner, client):
    made = issue(owner)
    assert row_of(made["id"]).used_at is None
    client(None).get("/api/session", headers=bearer(made["token"]))
    first = row_of(made["id"]).used_at
    client(None).get("/api/session", headers=bearer(made["token"]))
    assert first is not None and row_of(made["id"]).used_at == first


def test_a_token_signs_nobody_out(owner, client):
    made = issue(owner)
    assert client(None).delete("/api/sessions", headers=bearer(made["token"])).status_code == 403


def test_the_table_refuses_a_token_without_permissions(owner, client):
    made = issue(owner)
    with pytest.raises(Exception, match="ck_api_tokens_permissions"), db.atomic():
        db.session.execute(update(ApiToken).where(ApiToken.id == made["id"]).values(permissions=[]))


def test_a_token_sent_again_is_the_first_without_its_secret(owner):
    wanted = {"client_key": "chave-do-site", "name": "Site", "permissions": ["work_here", "take_orders", "work_here"]}
    made, again = owner.post("/api/tokens", json=wanted), owner.post("/api/tokens", json=wanted)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json["permissions"] == ["take_orders", "work_here"]
    assert made.json["token"] and again.json == {**made.json, "token": None}
    assert owner.post("/api/tokens", json={**wanted, "name": "Outro"}).json["code"] == "key_reused"
    assert [one["id"] for one in owner.get("/api/tokens").json["items"]] == [made.json["id"]]


def test_of_two_who_make_a_token_at_once_by_one_key_one_has_the_secret(restaurant):
    wanted = NewToken(client_key="chave-do-site", name="Site", permissions=["work_here"])
    came = at_once(restaurant.id, 4, lambda _n: tokens.issue_once(wanted, of=list(Permission), by=None), workers=4)
    assert len({row.id for row, _token in came}) == 1
    assert [token is None for _row, token in came].count(False) == 1


def test_revoked_tokens_are_listed_too_when_asked_for(owner):
    first, second = issue(owner, name="Antiga"), issue(owner)
    owner.delete(f"/api/tokens/{first['id']}")
    assert [one["id"] for one in owner.get("/api/tokens").json["items"]] == [second["id"]]
    listed = owner.get("/api/tokens?revoked=true").json["items"]
    assert [(one["id"], one["revoked_at"] is None) for one in listed] == [(first["id"], False), (second["id"], True)]
    part = owner.get("/api/tokens?revoked=true&limit=1").json
    assert owner.get(f"/api/tokens?revoked=true&cursor={part['next']}").json["items"] == listed[1:]
    assert owner.get("/api/tokens?revoked=talvez").status_code == 422
