"""Orders: how many a second, at what cost."""

from uuid import uuid4

from bench import load
from bench.client import Http
from bench.stage import House, Stage

PORT = 22200
SECONDS = 8
CONNECTIONS = 16


def orders(on: Stage, where: list[House]) -> dict[str, object]:
    """orders of 3 lines with session, permission, limit and event, spread over all houses, 2 workers (aim: 500/s)"""
    found: dict[str, object] = {}
    with on.server(PORT) as server:
        for name, kind in (("counter", False), ("table", True)):

            def send(http: Http, n: int, kind: bool = kind) -> int:
                house = where[n % len(where)]
                http.cookie = house.cookie
                return http.post("/api/orders", body(house, n, at_table=kind))[0]

            app, postgres = server.cpu(), on.postgres_cpu()
            one = load.orders(server.port, send, CONNECTIONS, SECONDS)
            many = one.per_second * SECONDS
            app, postgres = (server.cpu() - app) / many, (on.postgres_cpu() - postgres) / many
            wrong = f", {one.errors} ERRORS" if one.errors else ""
            found[f"{name} orders"] = (
                f"{one.per_second:,.0f}/s, p50 {one.p50:.1f} ms, p99 {one.p99:.1f} ms, "
                f"CPU {app * 1000:.2f} + {postgres * 1000:.2f} ms (app + PostgreSQL){wrong}"
            )
    return found


def body(house: House, n: int, *, at_table: bool) -> dict[str, object]:
    """An order of three dishes, with a key of its own."""
    lines = [{"item_id": house.dishes[(n + i) % len(house.dishes)], "quantity": 1 + i} for i in range(3)]
    where = {"type": "table", "table_id": house.tables[n % len(house.tables)]} if at_table else {"type": "counter"}
    return {"client_key": uuid4().hex, "lines": lines, **where}
