"""What taking money costs the database, and that what it answers is the truth."""

from nabancada.permissions import Role
from tests import factories
from tests.payments.support import owing, rules


def test_paying_costs_twelve_statements_at_most(client, restaurant, statements):
    cashier, party = client(Role.CASHIER), owing(1000)["party_id"]
    cashier.post("/api/shifts", json={"opening_cents": 0})
    body = {"party_id": str(party), "method": "cash"}
    for cents, key in ((400, "parte-001"), (600, "resto-001")):
        statements()
        paid = cashier.post("/api/payments", json={**body, "client_key": key, "amount_cents": cents})
        assert paid.status_code == 201
        assert len(statements()) <= 12


def test_a_sale_is_answered_as_its_order_is_told_later(client, restaurant):
    rules(cash_step_cents=500, service_bp=500)
    cashier = client(Role.CASHIER)
    cashier.post("/api/shifts", json={"opening_cents": 0})
    lines = [{"item_id": str(factories.dish("Cuca", 1030).id), "quantity": 1}]
    sale = {"client_key": "balcao-01", "type": "counter", "lines": lines}
    sold = cashier.post("/api/sales", json={"order": sale, "payments": [{"method": "cash"}]}).json["order"]
    told = cashier.get(f"/api/orders/{sold['id']}").json
    assert (sold["due_cents"], sold["rounding_cents"] != 0) == (0, True)
    assert {**sold, "seq": told["seq"]} == told


def test_so_do_paying_for_a_dish_by_name_and_a_sale(client, restaurant, statements):
    cashier, order = client(Role.CASHIER), owing(1000, 500)
    cashier.post("/api/shifts", json={"opening_cents": 0})
    items = [{"line_id": str(order["lines"][0]["id"]), "quantity": 1, "between": 2}]
    part = {"client_key": "parte-002", "party_id": str(order["party_id"]), "method": "card", "amount_cents": 250}
    sale = {
        "client_key": "balcao-02",
        "type": "counter",
        "lines": [{"item_id": str(factories.dish().id), "quantity": 1}],
    }
    for path, body in (
        ("/api/payments", {**part, "payer": "Pessoa 1", "items": items}),
        ("/api/sales", {"order": sale, "payments": [{"method": "cash"}]}),
    ):
        statements()
        assert cashier.post(path, json=body).status_code == 201
        assert len(statements()) <= 12, path
