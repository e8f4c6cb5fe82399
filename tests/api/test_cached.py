"""What is cached is right at once after every write that changes it."""

from nabancada.permissions import Role
from tests import factories


def _limits(browser):
    answer = browser.get("/api/subscription/limits")
    return answer.json, answer.headers["X-Cache"]


def test_the_second_reading_is_a_hit(client, restaurant):
    waiter = client(Role.WAITER)
    assert _limits(waiter)[1] == "miss"
    assert _limits(waiter)[1] == "hit"


def test_limits_follow_every_write(client, restaurant):
    owner = client(Role.OWNER)
    seen = []
    dish = None

    def used():
        limits, cache = _limits(owner)
        seen.append(cache)
        return limits["usage"]

    assert (used()["users"], used()["tables"]) == (1, 0)
    factories.table()
    assert used()["tables"] == 1
    dish = factories.dish()
    assert used()["menu_items"] == 1
    factories.order(dish.id)
    assert used()["orders_per_month"] == 1
    owner.delete(f"/api/menu/items/{dish.id}")
    assert used()["menu_items"] == 0
    factories.subscription(plan="basico")
    limits, _ = _limits(owner)
    assert limits["plan"]["slug"] == "basico"
    assert limits["plan"]["limits"]["tables"] == 10
    assert limits["can_add"]["tables"] is True
    assert "hit" in seen


def test_the_menu_is_new_right_after_a_change(client, restaurant):
    waiter, dish = client(Role.WAITER), factories.dish("Funge")
    first = waiter.get("/api/menu")
    assert waiter.get("/api/menu").headers["X-Cache"] == "hit"
    waiter.patch(f"/api/menu/items/{dish.id}", json={"available": False})
    now = waiter.get("/api/menu")
    assert now.headers["X-Cache"] == "miss"
    assert now.json["version"] > first.json["version"]
    assert now.json["categories"][0]["items"][0]["available"] is False


def test_a_hit_costs_the_session_statement_only(client, restaurant, statements):
    waiter = client(Role.WAITER)
    for path in ("/api/subscription/limits", "/api/menu"):
        waiter.get(path)
        statements()
        assert waiter.get(path).headers["X-Cache"] == "hit"
        assert len(statements()) <= 1


def test_the_kitchen_board_and_the_tables_cost_three_statements(client, restaurant, statements):
    owner, dish, table = client(Role.OWNER), factories.dish(), factories.table()
    for _ in range(5):
        factories.order(dish.id, dish.id, table_id=table.id)
    for path in ("/api/kitchen", "/kitchen", "/floor", "/api/tables", "/pos"):
        owner.get(path)
        statements()
        answer = owner.get(path)
        assert answer.status_code == 200
        assert len(statements()) <= 3, path
