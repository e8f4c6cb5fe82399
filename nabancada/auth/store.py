"""Sessions and tokens where they are kept: few statements, on a connection of their own, each its own commit.

Never through `db.session`: a session is saved whether or not the request's own work is, and saving it must
not commit what a view has left half done. The connection goes back to the pool after every statement, so a
socket that stays open for hours holds none.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
import psycopg2
from psycopg2 import errors as refusals
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from nabancada import db
from nabancada.errors import Unavailable
from nabancada.restaurants.rules import TURNS_AT

IDLE = timedelta(hours=12)  # a session that nobody used for so long is over
SHARED_IDLE = timedelta(hours=72)  # one of a shared device, which locks by itself: a weekend
ABSOLUTE = timedelta(days=30)  # no session is older than this
TOUCH_AFTER = IDLE / 10  # until then a request that only reads writes nothing
TOKEN_BYTES = 32  # 256 random bits
TOKEN_LENGTH = 43  # characters they take
TOKEN_PREFIX = "nb_"  # of API tokens, so that one in the wrong place is recognised
NOT_AS_PREPARED = (
    refusals.DuplicatePreparedStatement,
    refusals.InvalidSqlStatementName,
    refusals.FeatureNotSupported,
)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement each connection plans once: planning four joins costs more than running them."""

    name: str
    parameter: str
    sql: str


@dataclass(frozen=True, slots=True)
class Began:
    """How a session began, and how long nobody may use it before it is over."""

    by_pin: bool = False
    user_agent: str | None = None
    network: str | None = None
    idle: timedelta = IDLE


SOMEHOW = Began()

HOUSE = f"""
    r.id, r.slug, r.name, r.status, r.menu_version, r.plan_version, p.name, p.history_days, {TURNS_AT}, s.epoch, s.seq,
    r.branches"""
SESSION = Prepared(
    "nb_session",
    "bytea",
    f"""
    SELECT w.data, w.seen_at < now() - interval '{TOUCH_AFTER.total_seconds()} s',
           w.by_pin, u.id, u.name, u.email, u.role, u.branch_id, {HOUSE}
    FROM web_sessions w
    LEFT JOIN users u ON u.id = w.user_id AND u.active
    LEFT JOIN restaurants r ON r.id = u.restaurant_id
    LEFT JOIN plans p ON p.slug = r.plan_slug
    LEFT JOIN streams s ON s.restaurant_id = r.id
    WHERE w.token_hash = $1 AND w.expires_at > now()
    """,
)
TOKEN = Prepared(
    "nb_token",
    "bytea",
    f"""
    SELECT t.id, t.name, t.permissions, coalesce(t.used_at < now() - interval '1 hour', true), u.id, u.role, {HOUSE}
    FROM api_tokens t
    JOIN restaurants r ON r.id = t.restaurant_id
    LEFT JOIN plans p ON p.slug = r.plan_slug
    JOIN streams s ON s.restaurant_id = r.id
    LEFT JOIN users u ON u.id = t.issued_by_id
    WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND u.active IS NOT FALSE
    """,
)

CREATE = """
    INSERT INTO web_sessions (token_hash, user_id, data, expires_at, by_pin, user_agent, network)
    VALUES (%s, %s, %s, now() + %s, %s, %s, %s)
"""
# Only keys that changed are sent, so that parallel requests keep each other's; and there is no INSERT here:
# a session that was ended meanwhile stays ended.
MERGE = """
    UPDATE web_sessions SET data = (data || %s) - %s::text[], seen_at = now(),
        expires_at = least(now() + %s, created_at + %s)
    WHERE token_hash = %s
"""
# What was there is read under the row's lock: of two at once the second finds what the first put.
EXCHANGE = """
    WITH before AS (SELECT token_hash, data -> %s AS was FROM web_sessions WHERE token_hash = %s FOR UPDATE)
    UPDATE web_sessions w SET data = (w.data || %s) - %s::text[]
    FROM before WHERE w.token_hash = before.token_hash RETURNING before.was
"""
REMOVE = "DELETE FROM web_sessions WHERE token_hash = %s"
PURGE = "DELETE FROM web_sessions WHERE expires_at <= now()"
HOUSE_OF = "SELECT restaurant_id FROM users WHERE id = %s"
TOKEN_USED = "UPDATE api_tokens SET used_at = now() WHERE id = %s"


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """What is kept of a token. Plain SHA-256 will do: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


def find(statement: Prepared, token: str) -> tuple[Any, ...] | None:
    """The row `statement` finds for a token, or none.

    :raises Unavailable: the database is away
    """
    wanted = (digest(token),)
    return _run(lambda cursor, known: _execute_prepared(cursor, known, statement, wanted), again=True)


def create(token: str, user_id: UUID | None, data: dict[str, Any], began: Began = SOMEHOW) -> None:
    _write(CREATE, (digest(token), user_id, _json(data), began.idle, began.by_pin, began.user_agent, began.network))


def merge(token: str, changed: dict[str, Any], gone: list[str], idle: timedelta = IDLE) -> bool:
    """Write the keys that changed, and move the idle limit.

    :returns: whether the session was still there; one that was ended is not brought back
    """
    return _write(MERGE, (_json(changed), gone, idle, ABSOLUTE, digest(token))) == 1


def exchange(token: str, key: str, value: Any) -> Any:
    """Put `value` under a key, none to take it away.

    :returns: what was there
    """

    def execute(cursor: Any, _known: dict[Any, Any]) -> Any:
        put, gone = ({}, [key]) if value is None else ({key: value}, [])
        cursor.execute(EXCHANGE, (key, digest(token), _json(put), gone))
        row = cursor.fetchone()
        return row[0] if row else None

    return _run(execute)


def house_of(user_id: UUID) -> UUID | None:
    """The house somebody is of; those who look after the platform are of none."""
    row = db.lookup(HOUSE_OF, user_id)
    return row[0] if row else None


def remove(token: str) -> None:
    _write(REMOVE, (digest(token),))


def purge() -> int:
    """Delete the sessions that are over.

    :returns: how many there were
    """
    return _write(PURGE, ())


def token_used(token_id: UUID) -> None:
    _write(TOKEN_USED, (token_id,))


def _json(data: dict[str, Any]) -> str:
    return orjson.dumps(data).decode()


def _write(sql: str, parameters: tuple[Any, ...]) -> int:
    def execute(cursor: Any, _known: dict[Any, Any]) -> int:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)

    return _run(execute)


def _execute_prepared(
    cursor: Any, known: dict[Any, Any], statement: Prepared, parameters: tuple[Any, ...]
) -> tuple[Any, ...] | None:
    try:
        if statement.name not in known:
            cursor.execute(f"PREPARE {statement.name}({statement.parameter}) AS {statement.sql}")
            known[statement.name] = True
        cursor.execute(f"EXECUTE {statement.name}(%s)", parameters)
    except NOT_AS_PREPARED as refused:
        # A pooler in between gave us another server connection, or a migration changed the columns: forgotten on both
        # sides, so that only this request pays.
        known.pop(statement.name, None)
        if not isinstance(refused, refusals.InvalidSqlStatementName):
            cursor.execute(f"DEALLOCATE {statement.name}")
        cursor.execute(statement.sql.replace("$1", "%s"), parameters)
    row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _run(work: Callable[[Any, dict[Any, Any]], Answer], again: bool = False) -> Answer:
    """`work(cursor, what the connection remembers)` on a pooled connection that commits by itself.

    :param again: may be done twice; then a connection that turns out dead costs a second try, no error
    :raises Unavailable: the connection was lost, or the statement took too long
    """
    pooled = db.engine().raw_connection()
    connection: Any = pooled.dbapi_connection
    healthy = False
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            answer = work(cursor, pooled.info)
        healthy = True
        return answer
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        if not (again and connection.closed):
            raise Unavailable from error
    finally:
        if healthy or _is_idle(connection):
            connection.autocommit = False
            pooled.close()
        else:
            pooled.invalidate()
    # The server went away while the connection lay idle; its neighbours in the pool are as dead.
    db.dispose()
    return _run(work)


def _is_idle(connection: Any) -> bool:
    """Whether it is fit for its next user after an error: alive, and in the middle of nothing."""
    return not connection.closed and connection.info.transaction_status == TRANSACTION_STATUS_IDLE
