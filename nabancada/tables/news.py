"""Telling that the house is furnished otherwise: the map, its editor and the audit log hear it."""

from typing import Any
from uuid import UUID

from nabancada import live

SCREENS = frozenset({"floor", "tables"})


def changed(subject_id: UUID | None, **what: Any) -> None:
    """Tables or rooms are others now: what they are is kept for whoever asks later."""
    live.record("tables.changed", subject_id, topics=SCREENS | {live.AUDIT}, **what)


def moved(subject_id: UUID | None) -> None:
    """Something stands elsewhere: every screen shows it, and nobody will ask who did it."""
    live.record("tables.arranged", subject_id, topics=SCREENS)


def code_renewed(table_id: UUID, name: str) -> None:
    """The code of a table is another: what was printed leads nowhere."""
    live.record("table.code_renewed", table_id, topics={"tables", live.AUDIT}, table_id=table_id, name=name)
