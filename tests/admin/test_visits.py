"""A support visit on the pages: a super-admin looks into a house, for an hour, and everybody sees that they did."""

import re
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from nabancada import access, clock, db
from nabancada.auth import actions as auth
from nabancada.auth import listening, visits
from nabancada.permissions import Role
from tests import factories

REASON = "O fecho de ontem não bate certo"


def test_a_visit_sees_what_the_owner_sees_and_changes_nothing(superadmin, client, restaurant, desk):
    dish, table = factories.dish("Prato da casa"), factories.table("1")
    dish_id, table_id = str(dish.id), str(table.id)
    assert superadmin.post(f"{desk}/visit", data={"reason": "curta"}).status_code == 422
    assert superadmin.post(f"{desk}/visit", data={"reason": REASON}).location == "/dashboard"
    for path in ("/dashboard", "/pos", "/floor", "/kitchen", "/plan", "/orders", "/till"):
        page = superadmin.get(path)
        assert page.status_code == 200, path
        assert "/admin/visit/end" in page.text, path
    assert superadmin.get("/api/session").json["restaurant"]["id"] == str(restaurant.id)
    order = {"client_key": "visita-1", "type": "counter", "lines": [{"item_id": dish_id, "quantity": 1}]}
    writes = [
        superadmin.post("/api/orders", json=order),
        superadmin.patch(f"/api/menu/items/{dish_id}", json={"available": False}),
        superadmin.post("/api/shifts", json={"opening_cents": 0}),
        superadmin.patch(f"/api/tables/{table_id}", json={"name": "2"}),
        superadmin.post("/api/subscription/requests", json={"plan": "basico"}),
        superadmin.post("/api/tokens", json={"name": "x", "permissions": ["work_here"]}),
    ]
    assert {(one.status_code, one.json["code"]) for one in writes} == {(403, "read_only_visit")}
    assert superadmin.get("/admin").status_code == 403  # one house at a time


def test_no_write_of_a_house_is_open_to_a_visit(app, superadmin, restaurant, desk):
    superadmin.post(f"{desk}/visit", data={"reason": REASON})
    open_ones = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if view.access == "public" or view.access == "administer":
            continue
        path = re.sub(r"<any\((\w+).*?>", r"\1", rule.rule)
        path = re.sub(r"<uuid:\w+>", str(uuid4()), re.sub(r"<(?!uuid)[^>]+>", "x" * 20, path))
        for method in rule.methods & {"POST", "PATCH", "PUT", "DELETE"}:
            answer = superadmin.open(path, method=method, json={})
            if answer.status_code != 403:
                open_ones.append((method, path, answer.status_code))
    assert open_ones == []


def test_the_owner_reads_who_looked_in_when_and_why(superadmin, client, restaurant, desk):
    superadmin.post(f"{desk}/visit", data={"reason": REASON})
    answer = superadmin.post("/admin/visit/end")
    assert (answer.status_code, answer.location) == (303, desk)
    assert superadmin.get(desk).status_code == 200
    assert superadmin.get("/dashboard").status_code == 403
    owner = client(Role.OWNER)
    assert REASON in owner.get("/plan").text
    kinds = [one["type"] for one in owner.get("/api/events?limit=200").json["items"]]
    assert kinds[-2:] == ["support.entered", "support.left"]
    assert superadmin.post("/admin/visit/end").location == "/admin"


def test_a_visit_is_over_by_itself(superadmin, restaurant, desk):
    superadmin.post(f"{desk}/visit", data={"reason": REASON})
    assert superadmin.get("/dashboard").status_code == 200
    _let_the_hour_go_by()
    assert superadmin.get("/dashboard").status_code == 403
    assert superadmin.get("/admin").status_code == 200


def test_who_listens_on_a_visit_hears_no_more_when_it_is_over(app, superadmin, restaurant, desk):
    def key():
        with app.test_request_context(
            "/", headers={"Cookie": f"nb_session={superadmin.get_cookie('nb_session').value}"}
        ):
            return access.current().place_key

    superadmin.post(f"{desk}/visit", data={"reason": REASON})
    first = key()
    assert listening.still_welcome({first}) == {first}
    superadmin.post("/admin/visit/end")
    superadmin.post(f"{desk}/visit", data={"reason": REASON})
    second = key()
    assert listening.still_welcome({first, second}) == {second}
    _let_the_hour_go_by()
    assert listening.still_welcome({first, second}) == set()


def test_who_signs_in_where_another_was_on_a_visit_is_on_none(superadmin, restaurant, desk):
    superadmin.post(f"{desk}/visit", data={"reason": REASON})
    auth.create_superadmin("outra@nabancada.ao", "sorriso-tangerina-pimenta", "Outra")
    given = {"email": "outra@nabancada.ao", "password": "sorriso-tangerina-pimenta"}
    assert superadmin.post("/api/session", json=given).json["restaurant"] is None
    assert superadmin.get("/api/tables").status_code == 403


def test_a_visit_in_the_session_of_staff_opens_nothing(client, restaurant, other, app):
    waiter = client(Role.WAITER)
    with db.engine().begin() as connection:
        kept = {"id": str(uuid4()), "house": str(other.id), "until": clock.now().timestamp() + 1000}
        connection.execute(
            text(
                "UPDATE web_sessions SET data = cast(:data AS jsonb) WHERE user_id ="
                " (SELECT id FROM users WHERE restaurant_id = :house ORDER BY id DESC LIMIT 1)"
            ),
            {"data": app.json.dumps({visits.KEPT: kept}), "house": restaurant.id},
        )
    assert waiter.get("/api/session").json["restaurant"]["id"] == str(restaurant.id)
    assert waiter.get("/dashboard").status_code == 403


def _let_the_hour_go_by():
    with db.engine().begin() as connection:
        past = (clock.now() - timedelta(seconds=1)).timestamp()
        connection.execute(
            text(
                "UPDATE web_sessions SET data = jsonb_set(data, '{visit,until}', to_jsonb(cast(:past AS float8)))"
                " WHERE data ? 'visit'"
            ),
            {"past": past},
        )
