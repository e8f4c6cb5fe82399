"""Guests call from their table. A call is kept until somebody of the staff answers it, or who called has gone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, select, update

from nabancada import clock, db, live
from nabancada.errors import NotFound
from nabancada.tables import queries
from nabancada.tables.models import DiningTable


@db.atomic()
def call(table_id: UUID) -> tuple[datetime, bool]:
    """Guests want the waiter, whether or not somebody has seated them. Calling again changes nothing. Locks the table.

    :returns: since when they call, and whether it is from now on
    :raises NotFound: no such table here
    """
    [table] = _locked([table_id])
    if table.called_at is not None:
        return table.called_at, False
    since = table.called_at = clock.now()
    _tell("table.waiter_called", table_id)
    return since, True


@db.atomic()
def answer(table_id: UUID) -> datetime | None:
    """Somebody of the staff has seen to it. Nothing happens where nobody calls. Locks the table.

    :returns: since when they called
    :raises NotFound: no such table here
    """
    [table] = _locked([table_id])
    since, table.called_at = table.called_at, None
    if since is not None:
        _tell("table.changed", table_id, called_at=None)
    return since


@db.atomic()
def take_back(table_id: UUID, since: datetime) -> None:
    """Nobody has seen to it after all: they call since then, which no screen announces anew. Locks the table.

    :raises NotFound: no such table here
    """
    [table] = _locked([table_id])
    first = min(since, table.called_at or clock.now())
    if first != table.called_at:
        table.called_at = first
        _tell("table.changed", table_id, called_at=clock.iso(first))


def follow(from_id: UUID, to_id: UUID) -> None:
    """Who called sits at another table now, and calls from there. Locks both tables by their ids."""
    tables = {table.id: table for table in _locked({from_id, to_id})}
    calls = [table.called_at for table in tables.values() if table.called_at is not None]
    if tables[from_id].called_at is not None:
        tables[from_id].called_at, tables[to_id].called_at = None, min(calls)


def hushed(table_ids: Any) -> CTE:
    """A part of the statement that ends parties: nobody calls from these tables any more. Locks those that call by
    their ids.

    :param table_ids: a subquery
    """
    calling = (
        select(DiningTable.id)
        .where(DiningTable.id.in_(table_ids), DiningTable.called_at.is_not(None))
        .order_by(DiningTable.id)
        .with_for_update(key_share=True)
        .cte("calling")
    )
    return update(DiningTable).where(DiningTable.id.in_(select(calling.c.id))).values(called_at=None).cte("hushed")


def _locked(table_ids: Iterable[UUID]) -> list[DiningTable]:
    """These tables, locked by their ids: who sits down or is about to pay there need not wait.

    :raises NotFound: one of them is not here, or archived
    """
    wanted = set(table_ids)
    found = db.session.scalars(
        select(DiningTable)
        .where(DiningTable.id.in_(wanted), DiningTable.archived_at.is_(None))
        .order_by(DiningTable.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(wanted):
        raise NotFound
    return list(found)


def _tell(kind: str, table_id: UUID, **more: Any) -> None:
    party = queries.open_party(table_id)
    live.record(
        kind,
        table_id,
        topics={"floor", f"table:{table_id}"},
        table_id=table_id,
        party_id=party.id if party else None,
        **more,
    )
