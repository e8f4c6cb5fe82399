"""PostgreSQL goes away in the middle of the service and comes back."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from time import monotonic

import pytest
from sqlalchemy import create_engine, make_url

from nabancada import clock, db, embedded
from nabancada.db import migrate, partitions
from nabancada.permissions import Role
from tests.instances.ears import Follower, closing
from tests.instances.houses import hands, http
from tests.instances.instance import Instance
from tests.instances.test_faults import ensure_exact
from tests.ports import free_port


@pytest.fixture
def postgres(folder, settings) -> Iterator[embedded.Postgres]:
    """A server of this test alone, with the schema and connected here instead of the tests' own."""
    server = embedded.Postgres(folder)
    server.start(free_port())
    try:
        url = address(server)
        migrate.upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            partitions.make(connection, clock.now().date())
        engine.dispose()
        db.dispose()
        db.connect(url)
        yield server
    finally:
        db.dispose()
        db.connect(settings.database_url)
        server.stop()


def address(server: embedded.Postgres) -> str:
    return make_url(server.url).set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)


def crash(server: embedded.Postgres) -> None:
    """End it at once, as a failing machine would: nothing is written any more, connections are cut."""
    pidfile = server.data / "postmaster.pid"
    os.kill(int(pidfile.read_text().split()[0]), signal.SIGQUIT)
    server.wait()


def delivery(house, n):
    customer = {"name": "Cliente Jacaranda", "phone": "+244923000333", "address": "Rua Jacaranda"}
    return house.order(type="delivery", customer=customer) if n % 2 else house.at_table(n)


def test_orders_taken_while_postgresql_crashes_and_returns_are_stored_once(folder, postgres, house):
    instance = Instance(folder, workers=2, DATABASE_URL=postgres.url).ready()
    try:
        cook, waiter = house.cookie(Role.KITCHEN), house.cookie(Role.WAITER)
        with closing([Follower([instance.port], cook) for _ in range(6)]) as screens:
            with hands([instance.url], waiter, partial(delivery, house), many=6) as working:
                working.until(30)
                crash(postgres)
                with http(instance.url, waiter) as client:
                    away = client.post("/api/orders", json=house.order())
                    assert (away.status_code, away.json()["code"]) == (503, "unavailable")
                    assert away.headers["Retry-After"].isdecimal()
                    assert client.get("/healthz").status_code == 200
                    assert client.get("/readyz").status_code == 503
                postgres.start(postgres.port)
                back = monotonic()
                working.until(1)
                print(f"PostgreSQL back: first order after {monotonic() - back:.2f} s")
                working.until(30)
            print(f"{len(working.refusals)} answers were 503, the rest 201 or 200")
            assert {status for status, _after in working.refusals} == {503}
            assert all(after.isdecimal() for _status, after in working.refusals)
            assert working.broken == 0
            ensure_exact(screens, working)
        assert [instance.said(word) for word in ("Traceback", "Jacaranda", "923000333")] == [0, 0, 0]
    finally:
        instance.stop()
