"""The platform looks into a house over JSON: as its pages do, and the owner reads of it."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

from sqlalchemy import update

from nabancada import clock, db
from nabancada.auth import visits
from nabancada.auth.models import SupportVisit
from nabancada.permissions import Role

REASON = "O fecho de ontem não bate certo"


def test_a_visit_over_json_is_read_only_told_to_the_owner_and_over_once(superadmin, client, restaurant):
    path = f"/api/admin/restaurants/{restaurant.id}/visits"
    for wrong in ({}, {"reason": "curta"}, {"reason": REASON, "hours": 9}):
        assert superadmin.post(path, json=wrong).status_code == 422
    assert superadmin.post(f"/api/admin/restaurants/{uuid4()}/visits", json={"reason": REASON}).status_code == 404
    begun = superadmin.post(path, json={"reason": REASON})
    assert (begun.status_code, begun.json["reason"], begun.json["left_at"]) == (201, REASON, None)
    assert superadmin.get("/api/session").json["restaurant"]["id"] == str(restaurant.id)
    assert superadmin.get("/api/tables").status_code == 200
    for method, written in (("POST", "/api/shifts"), ("PUT", "/api/device"), ("POST", "/api/tables/codes.pdf")):
        assert superadmin.open(written, method=method, json={}).json["code"] == "read_only_visit"
    assert superadmin.post(path, json={"reason": REASON}).status_code == 403  # one house at a time
    owner = client(Role.OWNER)
    [seen] = owner.get("/api/subscription/visits").json["items"]
    assert seen == begun.json == superadmin.get("/api/subscription/visits").json["items"][0]
    for _ in range(2):
        assert superadmin.delete("/api/admin/visit").status_code == 204
    assert superadmin.get("/api/tables").status_code == 403
    [seen] = owner.get("/api/subscription/visits").json["items"]
    assert seen["left_at"] and {**seen, "left_at": None} == begun.json
    assert superadmin.get(f"/api/admin/restaurants/{restaurant.id}").json["visits"] == [seen]
    kinds = [one["type"] for one in owner.get("/api/events?limit=200").json["items"]]
    assert [one for one in kinds if one.startswith("support.")] == ["support.entered", "support.left"]


def test_of_two_who_leave_a_visit_at_once_one_is_told(app, superadmin, client, restaurant):
    superadmin.post(f"/api/admin/restaurants/{restaurant.id}/visits", json={"reason": REASON})
    token = superadmin.get_cookie("nb_session").value

    def leave(_n):
        browser = app.test_client()
        browser.set_cookie("nb_session", token)
        return Context().run(browser.delete, "/api/admin/visit").status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(leave, range(2))) == [204, 204]
    kinds = [one["type"] for one in client(Role.OWNER).get("/api/events?limit=200").json["items"]]
    assert kinds.count("support.left") == 1


def test_of_two_who_enter_at_once_in_one_session_the_first_has_left(app, superadmin, client, restaurant):
    token, together = superadmin.get_cookie("nb_session").value, Barrier(2)

    def enter(_n):
        browser = app.test_client()
        browser.set_cookie("nb_session", token)
        together.wait(10)
        path = f"/api/admin/restaurants/{restaurant.id}/visits"
        return Context().run(browser.post, path, json={"reason": REASON}).status_code

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert 201 in list(pool.map(enter, range(2)))
        seen = client(Role.OWNER).get("/api/subscription/visits").json["items"]
        assert [one["left_at"] is None for one in seen].count(True) == 1
        assert superadmin.delete("/api/admin/visit").status_code == 204
        seen = client(Role.OWNER).get("/api/subscription/visits").json["items"]
        assert None not in [one["left_at"] for one in seen]


def test_a_visit_that_was_over_by_itself_is_not_left_as_well(superadmin, client, restaurant):
    path = f"/api/admin/restaurants/{restaurant.id}/visits"
    begun = superadmin.post(path, json={"reason": REASON}).json["id"]
    with db.atomic():
        long_ago = {"began_at": clock.now() - visits.LENGTH, "ends_at": clock.now() - timedelta(seconds=1)}
        db.session.execute(update(SupportVisit).where(SupportVisit.id == begun).values(long_ago))
    assert superadmin.delete("/api/admin/visit").status_code == 204
    [seen] = client(Role.OWNER).get("/api/subscription/visits").json["items"]
    assert seen["left_at"] is None


def test_only_the_platform_enters_and_only_who_minds_the_plan_reads_of_it(superadmin, client, restaurant, other):
    path = f"/api/admin/restaurants/{restaurant.id}/visits"
    superadmin.post(path, json={"reason": REASON})
    for role in (Role.OWNER, Role.MANAGER, Role.WAITER):
        assert client(role).post(path, json={"reason": REASON}).status_code == 403
    assert client(None).post(path, json={"reason": REASON}).status_code == 401
    assert client(Role.MANAGER).get("/api/subscription/visits").status_code == 403
    assert client(Role.OWNER, other).get("/api/subscription/visits").json == {"items": [], "next": None}
    elsewhere = {"Origin": "https://outra.ao"}
    assert superadmin.delete("/api/admin/visit", headers=elsewhere).json["code"] == "cross_origin"
    assert superadmin.get("/api/tables").status_code == 200  # still looking
