"""The super-admin's desk over JSON tells what its pages tell."""

from uuid import uuid4

from nabancada import db
from nabancada.permissions import Role
from nabancada.plans import queries
from nabancada.restaurants.models import RestaurantStatus
from tests import factories

HOUSES = "/api/admin/restaurants"


def test_houses_are_searched_and_gone_through_without_a_gap_or_one_twice(superadmin):
    with db.platform("test"):
        made = [factories.restaurant(status=RestaurantStatus.PENDING) for _ in range(3)]
    walked, query = [], {"status": "pending", "limit": "2"}
    while len(walked) < 3:
        page = superadmin.get(HOUSES, query_string=query).json
        walked += [one["id"] for one in page["items"]]
        query["cursor"] = page["next"]
    assert walked[:3] == [str(one.id) for one in reversed(made)]
    [found] = superadmin.get(HOUSES, query_string={"q": made[1].name}).json["items"]
    assert (found["id"], found["plan"], found["subscription"]["status"]) == (str(made[1].id), "enterprise", "pending")
    assert superadmin.get(f"{HOUSES}?status=closed").status_code == 422
    assert superadmin.get(f"{HOUSES}?cursor=x").status_code == 422


def test_a_house_tells_its_plan_usage_people_and_requests(superadmin, client, restaurant):
    owner = client(Role.OWNER)
    factories.table("1")
    asked = owner.post("/api/subscription/requests", json={"plan": "basico"}).json
    house = superadmin.get(f"{HOUSES}/{restaurant.id}").json
    assert (house["plan"]["slug"], house["usage"]["tables"], house["phone"]) == ("enterprise", 1, "+244923456789")
    assert house["requests"] == [asked] and len(house["owners"]) == 1
    stale = superadmin.patch(f"{HOUSES}/{restaurant.id}/subscription", json={"plan": "basico", "version": "0"})
    assert (stale.status_code, stale.json["code"]) == (409, "subscription_changed")
    change = {"plan": "basico", "version": house["version"]}
    assert superadmin.patch(f"{HOUSES}/{restaurant.id}/subscription", json=change).status_code == 200
    listed = superadmin.get(HOUSES, query_string={"q": restaurant.name}).json["items"][0]
    assert (listed["plan"], listed["request"]["id"]) == ("basico", asked["id"])
    assert superadmin.get(f"{HOUSES}/{uuid4()}").status_code == 404


def test_a_request_is_refused_once_and_taken_back_only_while_it_waits(superadmin, client, restaurant, other):
    owner = client(Role.OWNER)
    first = owner.post("/api/subscription/requests", json={"plan": "basico"}).json["id"]
    taken_back = f"/api/subscription/requests/{first}/withdrawal"
    assert client(Role.OWNER, other).post(taken_back).status_code == 404
    assert client(Role.MANAGER).post(taken_back).status_code == 403
    assert owner.post(taken_back).json["status"] == "withdrawn"
    second = owner.post("/api/subscription/requests", json={"plan": "basico"}).json["id"]
    refusal = f"{HOUSES}/{restaurant.id}/requests/{second}/refusal"
    assert superadmin.post(refusal, json={"answer": ""}).status_code == 422
    declined = superadmin.post(refusal, json={"answer": "Fale connosco"}).json
    assert (declined["status"], declined["answer"]) == ("declined", "Fale connosco")
    for again in (superadmin.post(refusal, json={"answer": "Não"}), owner.post(taken_back)):
        assert (again.status_code, again.json["code"]) == (409, "request_answered")
    elsewhere = f"{HOUSES}/{other.id}/requests/{second}/refusal"
    assert superadmin.post(elsewhere, json={"answer": "Não"}).status_code == 404


def test_payments_of_a_house_are_listed_as_the_house_reads_them(superadmin, client, restaurant):
    path = f"{HOUSES}/{restaurant.id}/payments"
    body = {"plan": "basico", "months": 1, "amount_cents": 1_500_000, "method": "cash"}
    for _ in range(2):
        assert superadmin.post(path, json={**body, "client_key": uuid4().hex}).status_code == 201
    told = superadmin.get(path).json
    assert told == client(Role.OWNER).get("/api/subscription/payments").json
    assert [one["ends_at"] for one in told["items"]] == sorted((one["ends_at"] for one in told["items"]), reverse=True)
    assert superadmin.get(f"{path}?limit=1").json["next"] == told["items"][0]["id"]
    assert superadmin.get(f"{HOUSES}/{uuid4()}/payments").status_code == 404


def test_what_was_said_is_listed_with_its_receipts(superadmin, client, restaurant):
    post = {"id": str(uuid4()), "restaurant_id": str(restaurant.id), "subject": "Aviso", "body": "Domingo às 4."}
    superadmin.post("/api/admin/messages", json=post)
    sent = superadmin.get("/api/admin/messages?limit=1").json["items"][0]
    assert (sent["id"], sent["houses"], sent["read"]) == (post["id"], 1, 0)
    [message] = superadmin.get(f"{HOUSES}/{restaurant.id}").json["messages"]
    assert (message["id"], message["read"]) == (post["id"], False)


def test_the_figures_are_those_of_the_page(superadmin, restaurant):
    figures = superadmin.get("/api/admin/figures").json
    assert figures["restaurants"]["active"] >= 1 and figures["sockets_everywhere"] is False
    assert {"approval_since", "request_since", "print_since", "payment_since"} <= set(figures)


def test_nobody_of_a_house_sees_the_desk(client, restaurant):
    paths = (HOUSES, f"{HOUSES}/{restaurant.id}", f"{HOUSES}/{restaurant.id}/payments", "/api/admin/figures")
    for role in (Role.OWNER, Role.MANAGER, Role.KITCHEN):
        browser = client(role)
        assert {browser.get(path).status_code for path in (*paths, "/api/admin/messages")} == {403}
    assert queries.payments(1) == []
