"""Monthly partitions: made ahead of time, dropped when their time is over. Nothing else knows of them."""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from nabancada.db.security import guard

log = logging.getLogger(__name__)

AHEAD = 3  # months


@dataclass(frozen=True, slots=True)
class Partitioned:
    """A table in monthly partitions, on a UUIDv7 or on a time."""

    table: str
    by_id: bool


TABLES = (
    Partitioned("orders", by_id=True),
    Partitioned("order_lines", by_id=True),
    Partitioned("payments", by_id=True),
    Partitioned("events", by_id=False),
)


def make(connection: Connection, today: date, back: int = 1, ahead: int = AHEAD) -> list[str]:
    """Make the partitions from `back` months ago to `ahead` months on that are missing, guarded like their tables.

    A month whose rows went to the default partition already is left there, with a warning.

    :returns: the names of those made now
    """
    made = []
    for table in TABLES:
        for months in range(-back, ahead + 1):
            if name := _make(connection, table, _month(today, months)):
                made.append(name)
    return made


def drop_before(connection: Connection, table: str, month: date) -> list[str]:
    """Drop the partitions of `table` that end before `month`.

    :returns: the names of those dropped
    """
    names = connection.scalars(
        text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = cast(:parent AS regclass)"),
        {"parent": table},
    ).all()
    old = sorted(name for name in names if name < f"{table}_{month:%Y_%m}" and not name.endswith("_default"))
    for name in old:
        connection.execute(text(f"DROP TABLE {name}"))
    return old


def lowest_id(at: datetime) -> UUID:
    """The smallest UUIDv7 of an instant: where a month of ids begins."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _make(connection: Connection, table: Partitioned, month: date) -> str | None:
    name = f"{table.table}_{month:%Y_%m}"
    if connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name}):
        return None
    begins, ends = (_bound(table, one) for one in (month, _month(month, 1)))
    create = text(f"CREATE TABLE {name} PARTITION OF {table.table} FOR VALUES FROM ('{begins}') TO ('{ends}')")
    try:
        with connection.begin_nested():
            connection.execute(create)
    except IntegrityError:  # made too late: the month's rows are in the default partition, and stay there
        log.warning("partition not made", extra={"table": table.table, "month": f"{month:%Y-%m}"})
        return None
    for statement in guard(name):
        connection.execute(text(statement))
    return name


def _bound(table: Partitioned, month: date) -> str:
    at = datetime(month.year, month.month, 1, tzinfo=UTC)
    return str(lowest_id(at)) if table.by_id else at.isoformat()


def _month(day: date, plus: int) -> date:
    years, month = divmod(day.month - 1 + plus, 12)
    return date(day.year + years, month + 1, 1)
