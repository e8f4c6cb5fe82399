"""The house as its plan is drawn."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.errors import NotFound
from nabancada.plans import queries as plans
from nabancada.plans.models import Limit
from nabancada.tables import places
from nabancada.tables import queries as tables
from nabancada.tables.models import IN_IT, DiningTable, Room

LEAST_ROWS, SPARE_ROWS = 12, 4  # of a plan: when it is nearly empty, and below its lowest table


@dataclass(frozen=True, slots=True)
class Spot:
    """A table and where it stands; nowhere yet while `place` is none."""

    id: UUID
    name: str
    seats: int
    shape: str
    place: places.Place | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The rooms, the one that is arranged with its tables, and how many tables the plan allows (none: any number)."""

    rooms: list[dict[str, Any]]
    room: dict[str, Any] | None
    spots: tuple[Spot, ...]
    next_number: int
    ceiling: int | None

    @property
    def tables(self) -> int:
        return sum(room["tables"] for room in self.rooms)

    @property
    def full(self) -> bool:
        return self.ceiling is not None and self.tables >= self.ceiling

    @property
    def placed(self) -> list[Spot]:
        return [spot for spot in self.spots if spot.place]

    @property
    def unplaced(self) -> list[Spot]:
        return [spot for spot in self.spots if not spot.place]

    @property
    def rows(self) -> int:
        lowest = max((spot.place.row + places.DEPTH - 1 for spot in self.spots if spot.place), default=0)
        return min(places.ROWS, max(LEAST_ROWS, lowest + SPARE_ROWS))


def plan(room_id: UUID | None, branch_id: UUID) -> Plan:
    """A branch, arranging a room of it or the first. Three statements.

    A room that has gone is the first one, too: somebody else has just archived it.
    """
    rooms = tables.rooms(branch_id)
    room = next((one for one in rooms if one["id"] == room_id), rooms[0] if rooms else None)
    every = db.session.execute(
        select(
            DiningTable.id,
            DiningTable.name,
            DiningTable.seats,
            DiningTable.shape,
            DiningTable.area,
            DiningTable.grid_column,
            DiningTable.grid_row,
        )
        .where(DiningTable.branch_id == branch_id, DiningTable.archived_at.is_(None))
        .order_by(DiningTable.position, DiningTable.id)
    ).all()
    numbers = [int(row.name) for row in every if row.name.isdecimal() and len(row.name) < 6]
    return Plan(
        rooms=rooms,
        room=room,
        spots=tuple(
            Spot(row.id, row.name, row.seats, row.shape, places.on_plan(row.grid_column, row.grid_row, row.shape))
            for row in every
            if room and row.area == room["name"]
        ),
        next_number=max(numbers, default=0) + 1,
        ceiling=plans.current().plan.limits.get(Limit.TABLES),
    )


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed for a table."""

    id: UUID
    name: str
    area: str
    code: str


def cards(branch_id: UUID | None, table_ids: set[UUID] | None = None) -> list[Card]:
    """What is printed for these tables of a branch, or of the house, or for all, room by room. One statement.

    :raises NotFound: one of them is not here
    """
    here = () if branch_id is None else (DiningTable.branch_id == branch_id,)
    found = [
        Card(row.id, row.name, row.area, row.code)
        for row in db.session.execute(
            select(DiningTable.id, DiningTable.name, DiningTable.area, DiningTable.code)
            .join(Room, IN_IT)
            .where(DiningTable.archived_at.is_(None), *here)
            .order_by(Room.position, Room.id, DiningTable.position, DiningTable.id)
        )
        if table_ids is None or row.id in table_ids
    ]
    if table_ids is not None and len(found) != len(table_ids):
        raise NotFound
    return found
