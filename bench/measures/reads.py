"""Reads: how many a second, how fair, how many statements each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from psycopg2.extensions import cursor
from sqlalchemy import event, text

from bench import load
from bench.client import Http
from bench.stage import House, Server, Stage, houses
from nabancada import clock, db
from nabancada.app import create_app
from tests import factories

PORT = 22100
OPEN_ORDERS = 20
OLD_ORDERS = 100_000


def statements(_on: Stage, where: list[House]) -> dict[str, object]:
    """statements a request sends to the database, the session's included"""
    house, counted = where[0], []

    class Counting(cursor):
        def execute(self, statement: Any, values: Any = None) -> None:
            counted.append(statement)
            super().execute(statement, values)

    def watch(connection: Any, *_rest: Any) -> None:
        connection.cursor_factory = Counting

    app = create_app()
    event.listen(db.engine(), "checkout", watch)
    browser = app.test_client()
    browser.set_cookie(*house.cookie.split("=", 1))
    asked: dict[str, Callable[[], Any]] = {
        "order at a table": lambda: browser.post("/api/orders", json=_table_order(house)),
        "GET /api/kitchen": lambda: browser.get("/api/kitchen"),
        "GET /kitchen": lambda: browser.get("/kitchen"),
        "GET /floor": lambda: browser.get("/floor"),
        "GET /pos": lambda: browser.get("/pos"),
        "GET /dashboard": lambda: browser.get("/dashboard"),
        "GET /api/tables": lambda: browser.get("/api/tables"),
        "limits, from cache": lambda: browser.get("/api/subscription/limits"),
        "menu, from cache": lambda: browser.get("/api/menu"),
        "public menu, from cache": lambda: app.test_client().get(f"/api/public/{house.slug}/menu"),
    }
    found: dict[str, object] = {}
    for name, ask in asked.items():
        ask()
        counted.clear()
        assert ask().status_code < 400, name
        found[name] = len(counted)
    event.remove(db.engine(), "checkout", watch)
    db.dispose()
    return found


def cached(on: Stage, where: list[House]) -> dict[str, object]:
    """cached reads, 2 workers, 16 connections (aims: limits 4,000/s, public menu of 40 dishes 3,000/s)"""
    paths = {"limits": "/api/subscription/limits", "public menu": f"/api/public/{where[0].slug}/menu"}
    return _closed(on, where[0], paths)


def uncached(on: Stage, _where: list[House]) -> dict[str, object]:
    """reads that ask the database, 2 workers, 16 connections (aim: kitchen list of 20 open orders 300/s)"""
    [house] = houses(1)
    _open_orders(house)
    paths = {"kitchen list": "/api/kitchen", "tables": "/api/tables", "kitchen page": "/kitchen", "floor": "/floor"}
    return _closed(on, house, paths)


def fairness(on: Stage, where: list[House]) -> dict[str, object]:
    """keep-alive connections are served in turn (aim: p99 within 5 times p50 at concurrency 16)"""
    found: dict[str, object] = {}
    with on.server(PORT) as server:
        load.closed(server.port, "/api/subscription/limits", where[0].cookie, seconds=2)  # both workers warm
        for connections in (16, 64):
            one = load.closed(server.port, "/api/subscription/limits", where[0].cookie, connections)
            found[f"{connections} connections, p99 / p50"] = (
                f"{one.p99 / one.p50:.1f} ({one.p50:.2f}, {one.p99:.2f} ms)"
            )
    return found


def history(on: Stage, _where: list[House]) -> dict[str, object]:
    """the kitchen list does not slow down with age: the same with 100,000 old orders"""
    [house] = houses(1)
    _open_orders(house)
    before = _closed(on, house, {"kitchen list, 20 orders alone": "/api/kitchen"})
    _old_orders(house)
    return before | _closed(on, house, {"kitchen list, 100,000 old orders": "/api/kitchen"})


def _closed(on: Stage, house: House, paths: dict[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    with on.server(PORT) as server:
        for name, path in paths.items():
            found[name] = _one(server, on, path, house.cookie)
    return found


def _one(server: Server, on: Stage, path: str, cookie: str) -> str:
    Http(server.port, cookie).get(path)
    app, postgres = server.cpu(), on.postgres_cpu()
    one = load.closed(server.port, path, cookie)
    requests = one.per_second * 5
    app, postgres = (server.cpu() - app) / requests, (on.postgres_cpu() - postgres) / requests
    wrong = f", {one.errors} ERRORS" if one.errors else ""
    return (
        f"{one.per_second:,.0f}/s, p50 {one.p50:.1f} ms, p99 {one.p99:.1f} ms, "
        f"CPU {app * 1000:.2f} + {postgres * 1000:.2f} ms (app + PostgreSQL){wrong}"
    )


def _table_order(house: House) -> dict[str, object]:
    lines = [{"item_id": dish, "quantity": 1} for dish in house.dishes[:3]]
    return {"client_key": uuid4().hex, "type": "table", "table_id": house.tables[0], "lines": lines}


def _open_orders(house: House) -> None:
    with db.tenant(house.id):
        for n in range(OPEN_ORDERS):
            dishes = (house.dishes[(n + i) % len(house.dishes)] for i in range(3))
            factories.order(*dishes, table_id=house.tables[n % len(house.tables)])
        db.release()


def _old_orders(house: House) -> None:
    """Copies of one served order, a few seconds apart, back over this month and the last."""
    with db.tenant(house.id), db.atomic():
        started = clock.now() - timedelta(days=20)
        db.session.execute(text(_COPY), {"restaurant": house.id, "many": OLD_ORDERS, "from": started})
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE orders"))


_COPY = """
    WITH old AS (
        SELECT gen_random_uuid() AS random, cast(:from AS timestamptz) + n * interval '15 s' AS at, n
        FROM generate_series(1, :many) n
    )
    INSERT INTO orders (restaurant_id, id, number, business_day, type, status, total_cents, placed_at, served_at)
    SELECT :restaurant,
           cast(lpad(to_hex(cast(extract(epoch FROM at) * 1000 AS bigint)), 12, '0') || '7'
                || substr(replace(random::text, '-', ''), 14) AS uuid),
           n, cast(at AS date), 'counter', 'served', 100000, at, at
    FROM old
"""
