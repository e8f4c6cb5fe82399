"""PostgreSQL goes away in the middle of the service and comes back."""

import os
import signal
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from nabancada import clock, config, db, embedded
from nabancada.db import migrate, partitions
from nabancada.permissions import Role
from tests.instances import houses, invariants
from tests.instances.ears import Follower, closing
from tests.instances.houses import hands, http
from tests.instances.instance import Instance, free_port
from tests.instances.test_faults import ensure_exact


@pytest.fixture
def postgres(folder, settings) -> Iterator[embedded.Postgres]:
    """A server of this test alone, with the schema and connected here instead of the tests' own."""
    server = embedded.Postgres(folder)
    server.start(free_port())
    try:
        url = config.Settings(database_url=server.url, secret_key="x" * 32).database_url
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


def crash(server: embedded.Postgres) -> None:
    """End it at once, as a failing machine would: nothing is written any more, connections are cut."""
    pidfile = server.data / "postmaster.pid"
    os.kill(int(pidfile.read_text().split()[0]), signal.SIGQUIT)
    server.wait()


def test_orders_taken_while_postgresql_crashes_and_returns_are_stored_once(folder, postgres):
    house = houses.house()
    instance = Instance(folder, workers=2, DATABASE_URL=postgres.url).ready()
    try:
        cook, waiter = house.cookie(Role.KITCHEN), house.cookie(Role.WAITER)
        with closing([Follower([instance.port], cook) for _ in range(6)]) as screens:
            with hands([instance.url], waiter, house.at_table, many=6) as working:
                working.until(30)
                crash(postgres)
                refused = len(working.refusals)
                with http(instance.url, waiter) as client:
                    away = client.post("/api/orders", json=house.order())
                    assert (away.status_code, away.json()["code"]) == (503, "unavailable")
                    assert client.get("/healthz").status_code == 200
                    assert client.get("/readyz").status_code == 503
                postgres.start(postgres.port)
                working.until(30)
            assert len(working.refusals) >= refused
            assert {status for status, _after in working.refusals} <= {503}
            assert all(after.isdecimal() for _status, after in working.refusals)
            assert working.broken == 0
            ensure_exact(screens, working)
            slowest = max(one.acked_at for one in working.acked)
        assert slowest
        assert invariants.violations(postgres.url, [house.id]) == []
        assert instance.said("Traceback") == 0
    finally:
        instance.stop()
