"""Rows that people put in an order of their own."""

from collections.abc import Collection, Iterable
from typing import Protocol
from uuid import UUID

from nabancada.errors import NotFound


class Placed(Protocol):
    id: UUID
    position: int


def put_in_order(rows: Iterable[Placed], ids: Collection[UUID]) -> None:
    """Number `rows`, which are locked, as `ids` follow one another. Those that are not named come after, as they were.

    :raises NotFound: one of the ids is of none of them
    """
    known = {row.id: row for row in rows}
    named = dict.fromkeys(ids)
    if named.keys() - known.keys():
        raise NotFound
    rest = sorted((row for row in known.values() if row.id not in named), key=lambda row: (row.position, row.id))
    for position, row in enumerate([*(known[one] for one in named), *rest]):
        row.position = position
