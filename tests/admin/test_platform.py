"""The platform reads a house's rows in a visit that is written down, or not at all."""

import re
from collections.abc import Callable, Iterator

import pytest
from psycopg2.extensions import cursor
from sqlalchemy import event, text

from nabancada import db
from nabancada.db import tenancy
from tests import rows
from tests.test_architecture import GLOBAL_TABLES

TENANTS = sorted(set(db.Base.metadata.tables) - GLOBAL_TABLES)
READS = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?(?:public\.)?({'|'.join(TENANTS)})\b", re.IGNORECASE)


@pytest.fixture
def looks(app) -> Iterator[Callable[[], list[tuple[str, bool]]]]:
    """Each statement on a tenant's table since last asked: which table, and whether in a visit to one house."""
    seen: list[tuple[str, bool]] = []

    class Noting(cursor):
        def execute(self, statement, values=None):
            visit = tenancy.visiting.get() is not None and tenancy.bound.get() is not None
            seen.extend((table, visit) for table in READS.findall(str(statement)))
            super().execute(statement, values)

    def watch(connection, *_rest):
        connection.cursor_factory = Noting

    def read():
        now, seen[:] = list(seen), []
        return now

    event.listen(db.engine(), "checkout", watch)
    yield read
    event.remove(db.engine(), "checkout", watch)
    db.dispose()  # the connections that note


@pytest.fixture
def full(restaurant):
    return rows.one_of_each()


def test_every_look_of_a_page_of_the_platform_into_a_house_is_in_a_visit(app, superadmin, restaurant, full, looks):
    db.release()
    looked = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not rule.rule.startswith(("/admin", "/api/admin")):
            continue
        path = rule.build({name: restaurant.id for name in rule.arguments})[1]
        looks()
        assert superadmin.get(path).status_code == 200, path
        found = looks()
        assert [table for table, visit in found if not visit] == [], path
        looked.update(table for table, _visit in found)
    assert {"subscriptions", "events"} <= looked  # the listener does hear them


def test_the_super_admin_finds_nothing_on_a_house_own_pages(app, superadmin, restaurant, full, looks):
    db.release()
    looks()
    for path in ("/floor", "/kitchen", "/dashboard", "/pos", "/api/orders", "/api/menu", "/api/tables", "/api/events"):
        assert superadmin.get(path).status_code == 403
    assert looks() == []


def test_without_a_visit_no_table_of_a_house_has_rows(restaurant, full):
    db.release()
    token = tenancy.bound.set(None)
    try:
        with db.platform("test"):
            counts = {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in TENANTS}
    finally:
        db.release()
        tenancy.bound.reset(token)
    assert {table: count for table, count in counts.items() if count} == {}
