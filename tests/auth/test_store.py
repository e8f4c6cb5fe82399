"""Statements that a connection plans once, and what happens to them meanwhile."""

from contextlib import contextmanager

import pytest

from nabancada import db
from nabancada.auth import store


@contextmanager
def on_the_connection():
    """A cursor of the connection the pool gives next, too."""
    pooled = db.engine().raw_connection()
    with pooled.cursor() as cursor:
        yield cursor
    pooled.commit()
    pooled.close()


@pytest.fixture
def changing(settings, statements):
    with on_the_connection() as cursor:
        cursor.execute("CREATE TEMP TABLE changing AS SELECT sha256('x') AS token_hash")
    return store.Prepared("nb_changing", "bytea", "SELECT * FROM changing WHERE token_hash = $1")


def found(changing):
    return bytes(store.find(changing, "x")[0]) == store.digest("x")


def forgotten(cursor):
    cursor.execute("DEALLOCATE nb_changing")


def another_column(cursor):
    cursor.execute("ALTER TABLE changing ADD COLUMN more int")


@pytest.mark.parametrize("upset", [forgotten, another_column])
def test_a_statement_that_is_not_as_it_was_prepared_costs_one_request_only(changing, statements, upset):
    assert found(changing)
    with on_the_connection() as cursor:
        upset(cursor)
    assert found(changing) and found(changing)
    statements()
    assert found(changing) and statements() == ["EXECUTE nb_changing(%s)"]


def test_a_statement_that_another_prepared_under_the_same_name_is_prepared_anew(changing, statements):
    with on_the_connection() as cursor:
        cursor.execute("PREPARE nb_changing(bytea) AS SELECT 1")
    assert found(changing) and found(changing)
    statements()
    assert found(changing) and statements() == ["EXECUTE nb_changing(%s)"]
