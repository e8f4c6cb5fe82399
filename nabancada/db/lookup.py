"""One statement outside any transaction, for reads so short that opening one would cost more than they do."""

from typing import Any

import psycopg2
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from nabancada.db.engine import engine
from nabancada.errors import Unavailable


def lookup(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a statement on global tables, with `%s` for each value. No restaurant is bound to it.

    :raises Unavailable: the connection was lost, or the statement took too long
    """
    pooled = engine().raw_connection()
    connection: Any = pooled.dbapi_connection
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise Unavailable from error
    finally:
        if not connection.closed and connection.info.transaction_status == TRANSACTION_STATUS_IDLE:
            connection.autocommit = False
            pooled.close()
        else:
            pooled.invalidate()
