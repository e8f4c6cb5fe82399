"""From signing up to the first dish served, over the API alone."""

from uuid import uuid4

from nabancada.permissions import Role
from tests import factories


def test_a_house_signs_up_is_approved_and_serves_its_first_order(app, superadmin):
    owner, email = app.test_client(), f"rosa-{uuid4().hex[:8]}@casa.ao"
    registered = owner.post(
        "/api/register",
        json={
            "restaurant": {"name": "Casa da Avó", "phone": "923 456 789"},
            "owner": {"name": "Rosa Vunge", "email": email, "password": "muxima de manhã cedo"},
            "plan": "basico",
        },
    )
    assert registered.status_code == 201
    house = registered.json["restaurant"]
    assert house["status"] == "pending"
    signed = owner.post("/api/session", json={"email": email, "password": "muxima de manhã cedo"})
    assert (signed.status_code, signed.json["user"]["role"]) == (200, "owner")
    approved = superadmin.post(f"/api/admin/restaurants/{house['id']}/status", json={"status": "active"})
    assert approved.json["status"] == "active"
    category = owner.post("/api/menu/categories", json={"name": "Da casa"}).json
    item = owner.post(
        "/api/menu/items", json={"category_id": category["id"], "name": "Funge", "price_cents": 120_000}
    ).json
    table = owner.post("/api/tables", json={"name": "1", "seats": 4}).json
    assert table["status"] == "free"
    assert table["url"].endswith(f"/t/{table['code']}")
    order = owner.post(
        "/api/orders",
        json={
            "client_key": uuid4().hex,
            "type": "table",
            "table_id": table["id"],
            "lines": [{"item_id": item["id"], "quantity": 2}],
        },
    ).json
    assert (order["number"], order["total_cents"], order["due_cents"]) == (1, 240_000, 240_000)
    [ticket] = owner.get("/api/kitchen").json["items"]
    assert ticket["id"] == order["id"]
    assert owner.get("/api/tables").json["items"][0]["status"] == "occupied"
    bill = owner.post(f"/api/parties/{order['party_id']}/bill-request", json={}).json
    assert bill["due_cents"] == 240_000
    assert owner.get("/api/tables").json["items"][0]["status"] == "bill_requested"
    kinds = [event["type"] for event in owner.get("/api/events?since=0").json["items"]]
    assert kinds[-3:] == ["order.placed", "table.seated", "table.bill_requested"] or {
        "order.placed",
        "table.seated",
        "table.bill_requested",
    } <= set(kinds)


def test_orders_are_listed_page_by_page(client, restaurant):
    waiter, dish = client(Role.WAITER), factories.dish()
    placed = [str(factories.order(dish.id).order["id"]) for _ in range(5)]
    first = waiter.get("/api/orders?limit=3").json
    second = waiter.get(f"/api/orders?limit=3&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + second["items"]] == placed[::-1]
    assert second["next"] is None


def test_lists_that_are_read_whole_can_be_cut_too(client, restaurant):
    owner = client(Role.OWNER)
    names = [factories.table(str(n)).name for n in range(1, 6)]
    first = owner.get("/api/tables?limit=3").json
    second = owner.get(f"/api/tables?limit=3&cursor={first['next']}").json
    assert [one["name"] for one in first["items"] + second["items"]] == names
    assert second["next"] is None
    assert owner.get("/api/kitchen?limit=50").status_code == 200
    assert owner.get("/api/kitchen?limit=0").status_code == 422


def test_a_token_may_do_what_it_was_given_and_nothing_else(app, client, restaurant):
    owner, program, dish = client(Role.OWNER), app.test_client(), factories.dish()
    order_id = factories.order(dish.id).order["id"]
    for permission, allowed in (("cook", "status"), ("edit_menu", "price")):
        token = owner.post("/api/tokens", json={"name": permission, "permissions": [permission]}).json["token"]
        headers = {"Authorization": f"Bearer {token}"}
        step = program.post(f"/api/orders/{order_id}/status", json={"status": "preparing"}, headers=headers)
        price = program.patch(f"/api/menu/items/{dish.id}", json={"price_cents": 1}, headers=headers)
        assert {"status": step.status_code, "price": price.status_code} == {
            "status": 200 if allowed == "status" else 403,
            "price": 200 if allowed == "price" else 403,
        }


def test_a_repeated_order_answers_with_the_first(client, restaurant):
    waiter, dish = client(Role.WAITER), factories.dish()
    body = {
        "client_key": uuid4().hex,
        "type": "counter",
        "lines": [{"item_id": str(dish.id), "quantity": 1}],
    }
    first, again = waiter.post("/api/orders", json=body), waiter.post("/api/orders", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["id"] == first.json["id"]
    assert again.json["number"] == first.json["number"]
    other = {**body, "lines": [{"item_id": str(dish.id), "quantity": 2}]}
    assert waiter.post("/api/orders", json=other).json["code"] == "key_reused"
