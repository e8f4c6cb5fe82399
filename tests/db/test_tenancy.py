"""No tenant, no rows; one tenant, its rows; and no way to write into another's."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from nabancada import db
from nabancada.menu.models import Category
from nabancada.messages import actions as messages
from nabancada.messages.inputs import NewPost
from nabancada.orders import carts
from nabancada.orders.inputs import NewCart
from nabancada.payments import closing
from nabancada.restaurants.models import Restaurant
from nabancada.till.inputs import NewMovement
from tests import factories, rows
from tests.test_architecture import GLOBAL_TABLES

HELD = [
    foreign
    for table in db.Base.metadata.sorted_tables
    for foreign in table.foreign_key_constraints
    if foreign.referred_table.name not in GLOBAL_TABLES
]
# What has to change besides, to be let that far by the other rules of the table.
BESIDES = {
    "fk_bills_restaurant_id_party_id": {"id": ":theirs", "order_id": "NULL"},
    "fk_bills_restaurant_id_order_id": {"id": ":theirs", "party_id": "NULL"},
    "fk_payments_restaurant_id_refund_of": {"amount_cents": "-1", "reason": "'Engano'"},
    "fk_payment_requests_restaurant_id_payment_id": {"status": "'paid'", "answered_at": "now()"},
}
# Not changed but planted: a bill has the id of what it is of, and the ledger is never changed.
PLANTED = {"bills", "payments"}


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


def test_a_row_cannot_point_into_another_house(restaurant, other):
    """Every foreign key between the tables of houses: a row of ours is made to point to one of theirs."""
    with db.platform("test"), db.tenant(other.id):
        _one_of_each_that_points("deles")
        theirs = {foreign.name: _first(foreign.referred_table, _ends(foreign)[1], other) for foreign in HELD}
        db.release()
    _one_of_each_that_points("nosso")
    for foreign in HELD:
        pointed = text(_pointing(foreign))
        with pytest.raises(IntegrityError, match=foreign.name):
            db.session.execute(pointed, {"ours": restaurant.id, "theirs": theirs[foreign.name], "new": db.new_id()})
        db.session.rollback()


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


def _one_of_each_that_points(canary: str) -> None:
    """Fill the bound house: a row, at least, in each table that points to another table of a house."""
    house, ids = db.current_restaurant_id(), rows.one_of_each(canary)
    by = replace(factories.SOMEBODY, id=ids["user_id"])
    with db.platform("test"):
        messages.send(NewPost(id=db.new_id(), restaurant_id=house, subject=canary, body=canary), by)
    messages.mark_read(by)
    draft = {"type": "table", "lines": [{"id": "1", "item_id": ids["item_id"], "quantity": 1}]}
    carts.save(f"rascunho-{canary}", NewCart(table_id=ids["table_id"], content=draft, version=1), by)
    movement = NewMovement(client_key="troco-em-notas", kind="in", amount_cents=100, reason="Troco")
    closing.move_cash(ids["shift_id"], movement, by)
    factories.order(ids["item_id"], discount={"percent": 5, "reason": "Da casa"})
    db.release()


def _pointing(foreign: ForeignKeyConstraint) -> str:
    """Have one row of ours point to `:theirs`: one that points already, or any; or a copy of it under another id."""
    table, (column, _to) = foreign.parent, _ends(foreign)
    said = {column: ":theirs", **BESIDES.get(foreign.name, {})}
    if table.name in PLANTED:
        said = {"id": ":new", **said}
        columns = [one.name for one in table.columns if one.computed is None]
        return f"""
            INSERT INTO {table} ({", ".join(columns)}) SELECT {", ".join(said.get(one, one) for one in columns)}
            FROM {table} WHERE restaurant_id = :ours LIMIT 1
        """
    return f"""
        UPDATE {table} SET {", ".join(f"{name} = {value}" for name, value in said.items())}
        WHERE (tableoid, ctid) = (
            SELECT tableoid, ctid FROM {table} WHERE restaurant_id = :ours ORDER BY {column} IS NULL LIMIT 1)
    """


def _ends(foreign: ForeignKeyConstraint) -> tuple[str, str]:
    """The column that points and the one it points to, besides the house and, for a table's room, the branch."""
    *_, element = (one for one in foreign.elements if one.column.name != "restaurant_id")
    return element.parent.name, element.column.name


def _first(table: Table, column: str, house: Restaurant) -> Any:
    return db.session.execute(
        text(f"SELECT {column} FROM {table} WHERE restaurant_id = :house LIMIT 1"), {"house": house.id}
    ).scalar_one()
