"""What a socket may hear follows its person: an audit is the owner's, and who is let go hears no more."""

import pytest

from nabancada import db, live
from nabancada.auth import store
from nabancada.permissions import Role
from tests import factories
from tests.live.support import some_id


def happened():
    with db.atomic():
        live.record("staff.left", some_id(), topics={live.AUDIT}, name="Zeca")
        live.record("tables.changed", some_id(), topics={live.AUDIT, "floor"}, name="Sala")
        live.record("menu.changed", some_id(), topics={"menu"}, version=1)
    db.release()


@pytest.mark.parametrize("catching_up", [False, True])
def test_an_audit_is_read_by_the_owner_and_leaves_no_hole_for_others(connect, token, restaurant, catching_up):
    since = live.position(restaurant.id).seq
    query = f"?since={since}" if catching_up else ""
    if catching_up:
        happened()
    ears = [connect(token(role), query) for role in (Role.OWNER, Role.WAITER)]
    for ear in ears:
        ear.hear("hello")
    if not catching_up:
        happened()
    owner, waiter = ([ear.hear() for _ in range(3)] for ear in ears)
    assert [one["seq"] for one in owner] == [one["seq"] for one in waiter] == [since + 1, since + 2, since + 3]
    assert [(one["type"], one["data"].get("name")) for one in owner[:2]] == [
        ("staff.left", "Zeca"),
        ("tables.changed", "Sala"),
    ]
    assert [(one["type"], one["data"]) for one in waiter[:2]] == [("audit.recorded", {}), ("tables.changed", {})]
    assert owner[2] == waiter[2]


def test_who_is_let_go_on_the_page_hears_no_more_at_once(server, connect, token, restaurant):
    waiter = token(Role.WAITER)
    ear = connect(waiter)
    ear.hear("hello")
    who = server.http(waiter).get("/api/session").json()["user"]["id"]
    with server.http(token()) as owner:
        assert owner.post(f"/staff/{who}/departure", headers={"Origin": server.url}).status_code == 303
    assert ear.closed_with() == 4401


def test_a_session_ended_elsewhere_closes_its_sockets_and_no_other(server, connect, restaurant):
    user_id, tokens = factories.staff(Role.WAITER), [store.new_token() for _ in range(2)]
    for one in tokens:
        store.create(one, user_id, {})
    here, there = (connect(one) for one in tokens)
    here.hear("hello")
    with server.http(tokens[0]) as browser:
        [other] = [one["id"] for one in browser.get("/api/sessions").json()["items"] if not one["here"]]
        assert browser.delete(f"/api/sessions/{other}", headers={"Origin": server.url}).status_code == 204
    assert there.closed_with() == 4401
    happened()
    assert here.hear()["type"] == "audit.recorded"


def test_a_browser_that_works_elsewhere_listens_anew_and_stays_signed_in(server, connect, restaurant):
    user_id, there = factories.staff(Role.WAITER), factories.branch(restaurant, "Talatona")
    here, other = (store.new_token() for _ in range(2))
    for one in (here, other):
        store.create(one, user_id, {})
    ear, others = connect(here), connect(other)
    for one in (ear, others):
        one.hear("hello")
    with server.http(here) as browser:
        chosen = browser.put("/api/session/branch", json={"branch_id": str(there.id)}, headers={"Origin": server.url})
        assert chosen.json()["branch"]["name"] == "Talatona"
    assert ear.closed_with() == 4401
    assert connect(here).hear()["type"] == "hello"
    happened()
    assert others.hear()["type"] == "audit.recorded"
