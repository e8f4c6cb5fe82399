"""Telling that the house is furnished otherwise: the map, its editor and the audit log hear it."""

from typing import Any
from uuid import UUID

from nabancada import live

SCREENS = frozenset({"floor", "tables"})


def changed(subject_id: UUID | None, **what: Any) -> None:
    """Tables or rooms are others now: what they are is kept for whoever asks later."""
    live.record("tables.changed", subject_id, topics=SCREENS | {"audit"}, **what)


def moved(subject_id: UUID | None) -> None:
    """Something stands elsewhere: every screen shows it, and nobody will ask who did it."""
    live.record("tables.changed", subject_id, topics=SCREENS)


def code_renewed(names: dict[UUID, str]) -> None:
    """Codes of tables are others: what was printed leads nowhere."""
    subject = next(iter(names)) if len(names) == 1 else None
    live.record(
        "table.code_renewed",
        subject,
        topics={"tables", "audit"},
        table_ids=[str(table_id) for table_id in names],
        tables=list(names.values()),
    )
