"""The unit of work: one session a greenlet, one transaction for what must be true together."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from nabancada.db import tenancy
from nabancada.db.engine import engine, replica

log = logging.getLogger(__name__)

BIND_TENANT = "SELECT set_config('app.restaurant_id', %s, true)"


_from_replica: ContextVar[bool] = ContextVar("from_replica", default=False)


class OurSession(Session):
    """A session on the pool of this process, whichever that is when it begins."""

    def get_bind(self, *_mapper: Any, **_options: Any) -> Engine:
        return (_from_replica.get() and replica()) or engine()


# One a greenlet: the workers' threading.local is gevent's.
session = scoped_session(sessionmaker(class_=OurSession, expire_on_commit=False))


@contextmanager
def tenant(restaurant_id: UUID) -> Iterator[None]:
    """Bind this request, job or test to one restaurant: only its rows exist inside.

    :raises RuntimeError: another restaurant is bound and this is not `platform()` work
    """
    before = tenancy.bound.get()
    if before not in (None, restaurant_id) and tenancy.visiting.get() is None:
        raise RuntimeError("Bound to another restaurant: only db.platform() may visit a second one.")
    token = tenancy.bound.set(restaurant_id)
    try:
        _rebind(before)
        yield
    finally:
        tenancy.bound.reset(token)
        _rebind(restaurant_id)


@contextmanager
def platform(reason: str) -> Iterator[None]:
    """Work for the platform: the only place from which several restaurants may be visited, one after another.

    Row-level security stays on: each visit is a `tenant()` of its own. Only the super-admin's screens
    and the CLI use this; every use is logged.
    """
    log.info("platform access", extra={"reason": reason})
    token = tenancy.visiting.set(reason)
    try:
        yield
    finally:
        tenancy.visiting.reset(token)


@contextmanager
def reporting() -> Iterator[None]:
    """Read figures that may be a moment old: from the read replica when there is one. Nothing may be written inside.

    Never for a decision (a resume, a payment, a limit): a replica lags, and may show commits in another order.
    """
    if replica() is None:
        yield
        return
    release()
    token = _from_replica.set(True)
    try:
        yield
    finally:
        release()
        _from_replica.reset(token)


@event.listens_for(Session, "after_begin")
def _bind_tenant(current: Session, transaction: Any, connection: Any) -> None:
    """Tell the database whose rows exist. Bound to the transaction, so a pooler may sit in between."""
    driver = connection.connection.driver_connection
    current.info["driver"] = (transaction, driver)
    if not transaction.nested:
        _send(driver, BIND_TENANT, (str(tenancy.tenant_or_none() or ""),))


def _rebind(before: UUID | None) -> None:
    """A transaction that is already open must not go on with the rows of `before`."""
    if tenancy.tenant_or_none() != before and session.registry.has() and session().in_transaction():
        run(BIND_TENANT, str(tenancy.tenant_or_none() or ""))


@contextmanager
def atomic() -> Iterator[None]:
    """Commit when the block succeeds, undo it whole when it raises. Nested calls join the outermost.

    Callbacks of `before_commit` run inside the transaction, those of `on_commit` after it: they must not raise.
    """
    info = session().info
    if "on_commit" in info:
        yield
        return
    if session().in_transaction():
        # Reads before the verb had another snapshot, maybe another tenant: begin afresh. What they read stays readable.
        session.expunge_all()
        session.rollback()
    before: dict[Callable[[], None], None] = {}
    after: list[Callable[[], None]] = []
    info["before_commit"], info["on_commit"], info["notes"] = before, after, {}
    try:
        yield
        session.flush()
        for callback in before:
            callback()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del info["before_commit"], info["on_commit"], info["notes"]
    for callback in after:
        callback()


@contextmanager
def read_only() -> Iterator[None]:
    """A block that reads and then gives its connection back, so that nothing is held while waiting."""
    try:
        yield
    finally:
        release()


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Send one statement in the current transaction just as it is written, with `%s` for each value.

    For the few statements that every order pays for: the ORM and the SQL compiler cost more than the
    database does (see docs/adr). What the session has not flushed yet, this does not see.

    :returns: the rows, if the statement answers with any
    :raises psycopg2.Error: as the driver raises it
    """
    current = session()
    transaction, driver = current.info.get("driver", (None, None))
    if transaction is None or transaction is not current.get_transaction():
        driver = current.connection().connection.driver_connection
    return _send(driver, statement, values)


def before_commit(callback: Callable[[], None]) -> None:
    """Run `callback()` as the last thing before the surrounding `atomic()` commits, once however often asked."""
    session().info["before_commit"].setdefault(callback, None)


def on_commit(callback: Callable[..., None], *args: Any) -> None:
    """Run `callback(*args)` once the surrounding `atomic()` block is committed."""
    session().info["on_commit"].append(partial(callback, *args))


def notes() -> dict[str, Any]:
    """What is remembered until the surrounding `atomic()` ends, whichever way.

    :raises RuntimeError: there is none
    """
    try:
        return session().info["notes"]
    except KeyError:
        raise RuntimeError("Only inside db.atomic().") from None


def release() -> None:
    """Give the connection back: at the end of a request, and before waiting for anything else."""
    session.remove()


def _send(driver: Any, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with driver.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
