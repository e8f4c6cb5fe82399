"""The connection pool of this process, with the time-outs every connection carries."""

from time import monotonic
from typing import Any

import orjson
import psycopg2
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError

from nabancada.db.pool import FairPool

# No overflow: it is closed at each return, and opening a connection costs more than the question asked over it.
POOL = {"pool_size": 12, "max_overflow": 0, "pool_timeout": 2, "pool_recycle": 1800, "pool_use_lifo": True}
TIMEOUTS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
}
IDLE_BEFORE_PING = 2.0  # seconds: a connection used more recently is taken to be alive

# What a database that is away or refuses raises: the driver's own errors too, where statements bypass SQLAlchemy.
FAULTS = (SQLAlchemyError, psycopg2.Error)

_engine: Engine | None = None
_replica: Engine | None = None


def connect(url: str, replica: str | None = None, **pool: Any) -> Engine:
    """Open the pool of this process, and one on a read replica if there is one. Connections are made when needed.

    :param pool: what is different from `POOL`
    """
    global _engine, _replica
    _engine = make(url, **POOL | pool)
    _replica = make(replica, **POOL | pool) if replica else None
    return _engine


def make(url: str, **pool: Any) -> Engine:
    """An engine whose connections carry our time-outs, and are checked when they have been idle."""
    options = " ".join(f"-c {name}={value}" for name, value in TIMEOUTS.items())
    made = create_engine(
        url,
        poolclass=FairPool,
        connect_args={"options": options, "application_name": "nabancada", "connect_timeout": 3},
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        skip_autocommit_rollback=True,
        hide_parameters=True,  # errors are logged, and what was sent are names and phones
        **pool,
    )
    event.listen(made, "checkin", _remember_use)
    event.listen(made, "checkout", _ping_if_idle)
    return made


def engine() -> Engine:
    if _engine is None:
        raise RuntimeError("No database: call db.connect(url) first.")
    return _engine


def replica() -> Engine | None:
    """The pool on the read replica, when one is configured."""
    return _replica


def dispose() -> None:
    """Close every connection of the pools."""
    for pool in (_engine, _replica):
        if pool is not None:
            pool.dispose()


def _remember_use(_connection: Any, record: Any) -> None:
    record.info["used"] = monotonic()


def _ping_if_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask whether an idle connection still lives: a busy one would pay a round trip for nothing.

    :raises DisconnectionError: it is dead; the pool opens a new one
    """
    if monotonic() - record.info.get("used", 0.0) < IDLE_BEFORE_PING or "used" not in record.info:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not connection.autocommit:
            connection.rollback()
    except (DBAPIError, connection.Error) as error:
        raise DisconnectionError(str(error)) from error
