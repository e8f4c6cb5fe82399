"""No tenant, no rows; one tenant, its rows; and no way to write into another's."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from nabancada import db
from nabancada.menu.models import Category
from tests import factories, rows
from tests.test_architecture import GLOBAL_TABLES

FOREIGN_KEY, CHECK, RAISED, UNTRIED = "23503", "23514", "P0001", "untried"  # what refused, in its words
OTHERWISE = {  # foreign keys that something else refuses first, or whose rows the test does not have
    ("bills", "party_id"): CHECK,  # a bill has the id of what it is of
    ("bills", "order_id"): CHECK,
    ("payments", "bill_id"): RAISED,  # the ledger is never changed
    ("payments", "shift_id"): RAISED,
    ("payments", "refund_of"): RAISED,
    ("message_reads", "message_id"): UNTRIED,  # no row of these in `rows.one_of_each`
    ("carts", "table_id"): UNTRIED,
    ("cash_movements", "shift_id"): UNTRIED,
    ("bill_discounts", "bill_id"): UNTRIED,
    ("payment_requests", "payment_id"): CHECK,  # only one that was paid has a payment
}


def test_without_a_tenant_there_are_no_rows(restaurant):
    factories.dish()
    db.release()
    token = db.tenancy.bound.set(None)
    try:
        assert db.session.scalar(text("SELECT count(*) FROM menu_items")) == 0
    finally:
        db.tenancy.bound.reset(token)


def test_a_tenant_sees_its_own_rows_only(restaurant, other):
    factories.dish("ours")
    with db.platform("test"), db.tenant(other.id):
        factories.dish("theirs")
        assert db.session.scalars(text("SELECT name FROM menu_items")).all() == ["theirs"]
    assert db.session.scalars(text("SELECT name FROM menu_items")).all() == ["ours"]


def test_a_request_bound_to_one_house_cannot_visit_another(restaurant, other):
    with pytest.raises(RuntimeError, match="another restaurant"), db.tenant(other.id):
        pass


def test_nothing_of_another_house_can_be_read_changed_or_planted(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        factories.order(factories.dish().id, table_id=factories.table().id)
    db.release()
    foreign = {"foreign": other.id}
    for table in sorted(set(db.Base.metadata.tables) - GLOBAL_TABLES):
        where = f"{table} WHERE restaurant_id = :foreign"
        assert db.session.execute(text(f"SELECT * FROM {where}"), foreign).all() == []
        assert db.session.execute(text(f"DELETE FROM {where}"), foreign).rowcount == 0
        changed = text(f"UPDATE {table} SET restaurant_id = restaurant_id WHERE restaurant_id = :foreign")
        assert db.session.execute(changed, foreign).rowcount == 0
        columns = [column for column in inspect(db.engine()).get_columns(table) if not column["nullable"]]
        needed = [column["name"] for column in columns if column["default"] is None and "computed" not in column]
        planted = text(
            f"INSERT INTO {table} ({', '.join(needed)}) "
            f"SELECT {', '.join(':foreign' if n == 'restaurant_id' else f'(NULL::{table}).{n}' for n in needed)}"
        )
        with pytest.raises(DBAPIError, match=r"row-level security|not-null|null value|no partition"):
            db.session.execute(planted, foreign)
        db.session.rollback()


def _foreign_keys():
    """Every foreign key between rows of a house: the table, the column that points, and what it points to."""
    for table in db.Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            for element in key.elements:
                if len(key.elements) > 1 and element.parent.name != "restaurant_id":
                    yield table.name, element.parent.name, element.column


def test_a_row_cannot_point_into_another_house(restaurant, other):
    rows.one_of_each("nossa")
    with db.platform("test"), db.tenant(other.id):
        rows.one_of_each("deles")
        theirs = {
            target: db.session.scalar(text(f"SELECT {target.name} FROM {target.table.name} LIMIT 1"))
            for _table, _column, target in _foreign_keys()
        }
        db.release()
    came = {}
    for table, column, target in _foreign_keys():
        if theirs[target] is None or db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0:
            came[table, column] = UNTRIED
            continue
        # A row that points somewhere now, if there is one: others may not point anywhere for another reason.
        pointing = db.session.scalar(text(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"))
        where = f"WHERE {column} IS NOT NULL" if pointing else ""
        with pytest.raises(DBAPIError) as refused:
            db.session.execute(text(f"UPDATE {table} SET {column} = :theirs {where}"), {"theirs": theirs[target]})
        came[table, column] = refused.value.orig.pgcode
        db.session.rollback()
    assert {key: code for key, code in came.items() if code != FOREIGN_KEY} == OTHERWISE


def test_twenty_workers_on_few_connections_never_mix_tenants(app):
    houses = [factories.restaurant().id for _ in range(5)]

    def work(house_id):
        seen = set()
        with db.tenant(house_id):
            for turn in range(12):
                with suppress(ZeroDivisionError), db.atomic():
                    db.session.add(Category(name=str(house_id)))
                    db.session.flush()
                    if turn % 3 == 0:
                        raise ZeroDivisionError
                seen.update(db.session.scalars(text("SELECT name FROM menu_categories")))
                db.release()
        return seen - {str(house_id)}

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(work, houses * 4)) == [set()] * 20
