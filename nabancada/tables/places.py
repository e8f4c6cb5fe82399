"""Where tables stand: the plan of a room as cells, and which of them are free.

A plan is 12 cells wide and 48 deep, counted from 1. A table takes two by two of them, a wide one three by two. The map
of the room and its editor both read a table's place here; js/lib/places.js knows the same rules.
"""

from collections.abc import Iterable
from typing import NamedTuple

COLUMNS, ROWS = 12, 48
DEPTH = 2
WIDTHS = {"wide": 3}
WIDTH = 2  # of every other shape
AISLE = 1  # cells left free between tables that are placed without being asked where


class Place(NamedTuple):
    """The cells a table takes, by its upper left one."""

    column: int
    row: int
    shape: str = "square"

    @property
    def width(self) -> int:
        return WIDTHS.get(self.shape, WIDTH)

    def overlaps(self, other: "Place") -> bool:
        return (
            self.column < other.column + other.width
            and other.column < self.column + self.width
            and abs(self.row - other.row) < DEPTH
        )


def on_plan(column: int | None, row: int | None, shape: str) -> Place | None:
    """Where a table stands, moved in from the edge where it would reach beyond; none if nobody has placed it.

    >>> on_plan(12, 3, "wide"), on_plan(None, 3, "round")
    (Place(column=10, row=3, shape='wide'), None)
    """
    if not column or not row or column > COLUMNS or row > ROWS:
        return None
    wanted = Place(column, row, shape)
    return wanted._replace(column=min(column, COLUMNS - wanted.width + 1), row=min(row, ROWS - DEPTH + 1))


def nearest(wanted: Place, taken: Iterable[Place]) -> Place | None:
    """The free place nearest to the wanted one, higher and further left where two are as near.

    :returns: none when the plan is full

    >>> nearest(Place(1, 1), [Place(1, 1)])
    Place(column=3, row=1, shape='square')
    """
    there = list(taken)

    def far(place: Place) -> tuple[int, int, int]:
        return (abs(place.column - wanted.column) + abs(place.row - wanted.row), place.row, place.column)

    everywhere = (
        Place(column, row, wanted.shape)
        for row in range(1, ROWS - DEPTH + 2)
        for column in range(1, COLUMNS - wanted.width + 2)
    )
    for place in sorted(everywhere, key=far):
        if not any(place.overlaps(other) for other in there):
            return place
    return None


def rows_of(shape: str, count: int, taken: Iterable[Place]) -> list[Place | None]:
    """Places for so many tables, row by row with an aisle between them; side by side where that is not room enough.

    >>> rows_of("square", 2, [Place(1, 1), Place(4, 1)])
    [Place(column=7, row=1, shape='square'), Place(column=10, row=1, shape='square')]
    """
    there = list(taken)
    airy = _in_rows(shape, there, AISLE)[:count]
    found = airy if len(airy) == count else _in_rows(shape, there, 0)[:count]
    return [*found, *[None] * (count - len(found))]


def _in_rows(shape: str, taken: list[Place], aisle: int) -> list[Place]:
    width = Place(1, 1, shape).width
    every = (
        Place(column, row, shape)
        for row in range(1, ROWS - DEPTH + 2, DEPTH + aisle)
        for column in range(1, COLUMNS - width + 2, width + aisle)
    )
    return [place for place in every if not any(place.overlaps(other) for other in taken)]
