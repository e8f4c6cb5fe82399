"""Money over the API, row by row of the contract: what is answered, how it is refused, and what a repeat does."""

from uuid import uuid4

import pytest

from nabancada import db
from nabancada.permissions import Role
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import RestaurantStatus
from tests import factories
from tests.payments.support import owing, rules


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


@pytest.fixture
def shift(owner):
    return owner.post("/api/shifts", json={"opening_cents": 5000}).json


def key() -> str:
    return uuid4().hex


def pay(client, cents: int, method: str = "card", **fields):
    return client.post("/api/payments", json={"client_key": key(), "method": method, "amount_cents": cents, **fields})


def sale(dish_id, *payments: dict, client_key: str | None = None) -> dict:
    lines = [{"item_id": str(dish_id), "quantity": 1}]
    return {"order": {"client_key": client_key or key(), "type": "counter", "lines": lines}, "payments": [*payments]}


def test_a_payment_says_what_is_left_and_when_the_party_has_left(owner, shift):
    party = owing(1000)["party_id"]
    first = pay(owner, 400, "cash", party_id=party, tendered_cents=500, tip_cents=20)
    assert first.status_code == 201
    assert {name: first.json[name] for name in ("amount_cents", "change_cents", "due_cents", "party_closed")} == {
        "amount_cents": 400, "change_cents": 80, "due_cents": 600, "party_closed": False,
    }  # fmt: skip
    last = pay(owner, 600, party_id=party)
    assert (last.json["due_cents"], last.json["party_closed"]) == (0, True)


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"amount_cents": 1001}, 409, "overpaid"),
        ({"method": "cash"}, 409, "no_open_shift"),
        ({"amount_cents": 0}, 422, "amount_cents"),
        ({"amount_cents": -5}, 422, "amount_cents"),
        ({"amount_cents": 1.5}, 422, "amount_cents"),
        ({"amount_cents": "100"}, 422, "amount_cents"),
        ({"method": "cheque"}, 422, "method"),
        ({"tendered_cents": 500}, 422, "body"),
        ({"order_id": str(uuid4())}, 422, "body"),
        ({"client_key": "curta"}, 422, "client_key"),
        ({"due_cents": 1}, 422, "due_cents"),
        ({"items": [{"line_id": str(uuid4()), "quantity": 1}]}, 422, "items"),
        ({"items": []}, 422, "items"),
        ({"party_id": str(uuid4())}, 404, "not_found"),
    ],
)
def test_payments_that_are_refused_take_nothing(owner, restaurant, body, status, word):
    party = owing(1000)["party_id"]
    sent = {"client_key": key(), "party_id": str(party), "method": "card", "amount_cents": 100, **body}
    answer = owner.post("/api/payments", json=sent)
    assert answer.status_code == status, answer.json
    assert word == answer.json["code"] or list(answer.json["fields"]) == [word]
    assert owner.get(f"/api/parties/{party}/bill").json["paid_cents"] == 0


def test_a_settled_bill_refuses_another_payment(owner, restaurant):
    party = owing(1000)["party_id"]
    pay(owner, 1000, party_id=party)
    answer = pay(owner, 1, party_id=party)
    assert (answer.status_code, answer.json["code"]) == (409, "overpaid")
    assert len(owner.get(f"/api/parties/{party}/bill").json["payments"]) == 1


def test_each_part_obeys_its_own_rule_of_rounding_and_a_refund_mirrors_it(owner, shift):
    rules(cash_step_cents=5)
    whole, shared = owing(1572, name="1")["party_id"], owing(1572, name="2")["party_id"]
    paid = pay(owner, 1572, "cash", party_id=whole).json
    assert (paid["amount_cents"], paid["rounding_cents"]) == (1570, -2)
    assert pay(owner, 1001, "transfer", party_id=shared).json["rounding_cents"] == 0
    assert pay(owner, 571, "cash", party_id=shared).json["rounding_cents"] == -1
    body = {"client_key": key(), "amount_cents": 1570, "reason": "Engano"}
    given = owner.post(f"/api/payments/{paid['id']}/refunds", json=body).json
    assert (given["amount_cents"], given["refund_of"]) == (-1570, paid["id"])
    body = {"client_key": key(), "amount_cents": 1, "reason": "Engano"}
    assert owner.post(f"/api/payments/{paid['id']}/refunds", json=body).json["code"] == "refund_too_large"


def test_a_sale_sent_again_answers_with_the_first_and_another_payment_is_refused(owner, shift):
    body = sale(factories.dish(price_cents=1000).id, {"method": "cash", "tendered_cents": 2000})
    first, again = owner.post("/api/sales", json=body), owner.post("/api/sales", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["payments"] == first.json["payments"]
    assert again.json["order"]["id"] == first.json["order"]["id"]
    other = owner.post("/api/sales", json={**body, "payments": [{"method": "card"}]})
    assert (other.status_code, other.json["code"]) == (409, "key_reused")


def test_a_sale_whose_second_payment_is_too_much_has_not_happened(owner, shift):
    too_much = [{"method": "card", "amount_cents": 600}, {"method": "cash", "amount_cents": 600}]
    body = sale(factories.dish(price_cents=1000).id, *too_much)
    assert owner.post("/api/sales", json=body).json["code"] == "overpaid"
    assert owner.get("/api/orders").json["items"] == []
    body["payments"][1]["amount_cents"] = 400
    sold = owner.post("/api/sales", json=body)
    assert (sold.status_code, sold.json["order"]["number"], sold.json["order"]["due_cents"]) == (201, 1, 0)


def test_what_costs_nothing_is_sold_without_a_payment(owner, restaurant):
    body = sale(factories.dish(price_cents=1000).id, {"method": "cash"})
    body["order"]["discount"] = {"percent": 100, "reason": "Oferta da casa"}
    sold = owner.post("/api/sales", json=body)
    assert (sold.status_code, sold.json["payments"]) == (201, [])
    assert owner.get(f"/api/orders/{sold.json['order']['id']}/bill").json["settled_at"]
    assert owner.post("/api/sales", json=body).status_code == 200


def test_a_table_pays_its_bill_and_is_no_sale(owner, restaurant):
    body = sale(factories.dish(price_cents=1000).id, {"method": "card"})
    body["order"] |= {"type": "table", "table_id": str(factories.table("7").id)}
    refused = owner.post("/api/sales", json=body)
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["order"])
    assert owner.get("/api/orders").json["items"] == []


@pytest.mark.parametrize("act", ["refunds", "discounts", "write-off", "void", "cancellation"])
def test_a_key_is_for_one_target(owner, restaurant, act):
    orders = [owing(1000, name="1"), owing(1000, name="2")]
    body = {"client_key": key(), "reason": "Engano"}
    if act == "refunds":
        paid = [pay(owner, 500, party_id=one["party_id"]).json["id"] for one in orders]
        body["amount_cents"] = 100
        paths = [f"/api/payments/{one}/refunds" for one in paid]
    elif act == "cancellation":
        paths = [f"/api/orders/{one['id']}/cancellation" for one in orders]
    elif act == "void":
        paths = [f"/api/orders/{one['id']}/lines/{one['lines'][0]['id']}/void" for one in orders]
    else:
        body |= {"percent": 10} if act == "discounts" else {}
        paths = [f"/api/parties/{one['party_id']}/{act}" for one in orders]
    assert owner.post(paths[0], json=body).status_code in (200, 201)
    assert owner.post(paths[0], json=body).status_code == 200
    refused = owner.post(paths[1], json=body)
    assert (refused.status_code, refused.json["code"]) == (409, "key_reused")


def test_a_part_of_a_line_is_voided_and_moved_once_a_key(owner, restaurant):
    dish, table, free = factories.dish(price_cents=100), factories.table("1"), factories.table("2")
    lines = [{"item_id": str(dish.id), "quantity": 9}]
    body = {"client_key": key(), "type": "table", "table_id": str(table.id), "lines": lines}
    order = owner.post("/api/orders", json=body).json
    line = order["lines"][0]["id"]
    void = {"client_key": key(), "quantity": 2, "reason": "Caiu"}
    move = {"client_key": key(), "table_id": str(free.id)}
    move["lines"] = [{"order_id": order["id"], "line_id": line, "quantity": 3}]
    for _ in range(2):
        assert owner.post(f"/api/orders/{order['id']}/lines/{line}/void", json=void).json["total_cents"] == 700
        assert owner.post(f"/api/parties/{order['party_id']}/lines", json=move).json["total_cents"] == 300
    assert owner.get(f"/api/parties/{order['party_id']}/bill").json["total_cents"] == 400
    move["lines"][0]["quantity"] = 1
    assert owner.post(f"/api/parties/{order['party_id']}/lines", json=move).json["code"] == "key_reused"


def test_the_parts_of_a_bill_come_to_what_is_due(owner, restaurant):
    order = owing(1000, 500)
    where = f"/api/bills/{order['bill_id']}/split"
    names = ["Ana", "Bia", "Caio", "Dina"]
    shared = owner.put(where, json={"by": "equal", "people": names}).json
    assert [one["left_cents"] for one in shared["people"]] == [375] * 4
    shown = owner.get(f"/api/parties/{order['party_id']}/bill").json
    dish = shown["orders"][0]["lines"][0]["id"]
    by_dish = owner.put(where, json={"by": "items", "people": names, "shares": {dish: [0]}}).json
    assert (by_dish["people"][0]["left_cents"], by_dish["rest_cents"]) == (1000, 500)
    assert owner.put(where, json={"by": "items", "people": names, "shares": {dish: [4]}}).status_code == 422
    first = by_dish["people"][0]["items"]
    assert pay(owner, 1000, party_id=order["party_id"], items=first, payer="Ana").json["due_cents"] == 500
    assert owner.get(where).json["people"][0] == {
        "name": "Ana", "paid_cents": 1000, "waiting_cents": 0, "left_cents": 0, "items": [],
    }  # fmt: skip
    assert pay(owner, 500, party_id=order["party_id"], items=first).json["code"] == "item_paid"


def test_a_shift_from_its_float_to_its_closing(owner, client):
    assert owner.get("/api/shifts/current").json["code"] == "no_open_shift"
    assert owner.post("/api/shifts/current/closure", json={"counted": {"cash": 0}}).status_code == 404
    assert owner.post("/api/shifts", json={"opening_cents": 5000}).status_code == 201
    assert owner.post("/api/shifts", json={"opening_cents": 5000}).json["code"] == "shift_open"
    party = owing(1000)["party_id"]
    pay(owner, 600, "cash", party_id=party, tendered_cents=1000)
    movement = {"client_key": key(), "kind": "out", "amount_cents": 100, "reason": "Gelo"}
    assert owner.post("/api/shifts/current/movements", json=movement).status_code == 201
    counted = {"counted": {"cash": 5400, "multicaixa": 0}}
    assert owner.post("/api/shifts/current/closure", json=counted).json["code"] == "open_tables"
    pay(owner, 400, "multicaixa", party_id=party)
    closed = owner.post("/api/shifts/current/closure", json=counted).json
    assert closed["expected"] == {"cash": 5500, "multicaixa": 400}
    assert closed["difference"] == {"cash": -100, "multicaixa": -400}
    again = owner.post("/api/shifts/current/closure", json=counted)
    assert (again.status_code, again.json["code"]) == (404, "no_open_shift")
    owner.post("/api/shifts", json={"opening_cents": 0})
    assert owner.post("/api/shifts/current/movements", json=movement).status_code == 200
    assert owner.get("/api/shifts/current").json["movements"] == []


@pytest.mark.parametrize(
    "body",
    [
        '{"counted": {"cash": NaN}}',
        '{"counted": {"cash": Infinity}}',
        '{"counted": {"cash": -Infinity}}',
        '{"counted": {"cash": 1e999}}',
        '{"counted": {"cash": 1.5}}',
        '{"counted": {"cash": -1}}',
        '{"counted": {"cash": "100"}}',
        '{"counted": {"cash": 5000, "cheque": 1}}',
        '{"counted": {"multicaixa": 1}}',
        '{"counted": null}',
        "{}",
    ],
)
def test_a_bad_count_never_closes_a_shift(owner, shift, body):
    answer = owner.post("/api/shifts/current/closure", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert owner.get("/api/shifts/current").json["closed_at"] is None


def test_counting_is_blind_for_who_may_close_only_their_own(client, restaurant):
    cashier = client(Role.CASHIER)
    cashier.post("/api/shifts", json={"opening_cents": 5000})
    mine = cashier.get("/api/shifts/current").json
    assert not {"report", "expected"} & mine.keys()
    assert client(Role.MANAGER).get(f"/api/shifts/{mine['id']}").json["report"]["expected"] == {"cash": 5000}
    assert client(Role.CASHIER).get(f"/api/shifts/{mine['id']}").status_code in (403, 404)


def test_at_the_monthly_limit_service_goes_on_until_the_shift_is_closed(owner, client, shift):
    dish, table = factories.dish(price_cents=1000), factories.table()
    factories.order(dish.id)
    factories.subscription(plan="basico")
    with db.atomic():
        db.run("UPDATE order_counters SET placed = 500")
    body = {"client_key": key(), "type": "table", "table_id": str(table.id)}
    order = owner.post("/api/orders", json={**body, "lines": [{"item_id": str(dish.id), "quantity": 1}]})
    assert order.status_code == 201
    assert pay(owner, 1000, "cash", party_id=order.json["party_id"]).json["party_closed"]
    assert client(Role.MANAGER).post("/api/shifts", json={"opening_cents": 0}).json["code"] == "limit_reached"
    assert owner.post("/api/shifts/current/closure", json={"counted": {"cash": 6000}}).status_code == 200
    refused = owner.post("/api/shifts", json={"opening_cents": 0})
    assert (refused.status_code, refused.json["code"]) == (402, "limit_reached")
    body = {"client_key": key(), "type": "counter", "lines": [{"item_id": str(dish.id), "quantity": 1}]}
    assert owner.post("/api/orders", json=body).status_code == 402


@pytest.mark.parametrize("how", ["suspended", "expired"])
def test_what_is_open_is_paid_and_closed_though_nothing_new_begins(owner, shift, restaurant, how):
    order = owing(1000)
    if how == "expired":
        factories.subscription(status=SubscriptionStatus.EXPIRED)
    else:
        with db.platform("test"):
            restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED)
        db.release()
    if how == "suspended":  # while an open shift outlives what was paid for
        more = {"client_key": key(), "type": "table", "table_id": str(order["table_id"])}
        more["lines"] = [{"item_id": str(order["lines"][0]["item_id"]), "quantity": 1}]
        assert owner.post("/api/orders", json=more).json["code"] == "subscription_inactive"
    assert pay(owner, 1000, "cash", party_id=order["party_id"]).json["party_closed"]
    assert owner.post("/api/shifts/current/closure", json={"counted": {"cash": 6000}}).json["difference"] == {"cash": 0}
    assert owner.post("/api/shifts", json={"opening_cents": 0}).status_code == 402
