"""The only writers of tables: what they are and where they stand. rooms.py writes the rooms, codes.py their codes.

A table lands on the free place nearest to the one that was asked for, so that none ever stands on another, however many
arrange a room at once: they queue for the room. Locks are taken in this order: client key, subscription, rooms by name,
tables by id, restaurant.
"""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nabancada import clock, db, keys
from nabancada.errors import Conflict, NotFound
from nabancada.i18n import mark
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants import queries as houses
from nabancada.tables import codes, news, places, queries, rooms, unique
from nabancada.tables.inputs import Copy, NewTables
from nabancada.tables.models import DiningTable
from nabancada.tables.occupancy import ensure_free
from nabancada.tables.places import Place

TAKEN = mark("Já há uma mesa com este nome.")
MARKS = {"grid_column", "grid_row", "shape", "area"}  # what says where a table stands

tables_used = queries.used


@db.atomic()
def add(
    *, name: str, seats: int, area: str, branch_id: UUID | None = None, shape: str = "square", **place: int | None
) -> DiningTable:
    """Add a table with a code of its own; its room is made if it is not there. Locks the subscription and the room.

    :param branch_id: where its room is; the main branch unless told
    :param place: `grid_column` and `grid_row`; without them it stands beside the plan
    :raises LimitReached: the plan allows no more tables
    :raises InvalidInput: another table has this name
    """
    plans.ensure_room(Limit.TABLES, tables_used)
    room = rooms.ensure(area, houses.branch_in_use(branch_id))
    table = DiningTable(
        branch_id=room.branch_id,
        name=name,
        seats=seats,
        area=area,
        shape=shape,
        position=_last(),
        code=codes.new(),
    )
    db.session.add(table)
    _stand(table, places.on_plan(place.get("grid_column"), place.get("grid_row"), shape))
    unique.flush("uq_dining_tables_name", TAKEN)
    restaurants.plan_changed()
    news.changed(table.id, added=[name])
    return table


@db.atomic()
def add_many(new: NewTables) -> list[DiningTable]:
    """Add several alike, numbered on from a number, leaving out numbers that are taken, in rows with an aisle between
    them. Repeatable by its `client_key`.

    :raises LimitReached: the plan does not allow that many more: none is added
    :raises KeyReused: the key came with other tables
    """
    first_id = db.new_id()
    if new.client_key and (earlier := keys.claim(new.client_key, "tables", new, first_id)):
        return _added_with(earlier)
    plans.ensure_room(Limit.TABLES, tables_used, more=new.count)
    room = rooms.ensure(new.area, houses.branch_in_use(new.branch_id))
    position, now = _last(), clock.now()
    numbers = _numbers(new.first, new.count, room.branch_id)
    found = places.rows_of(new.shape, new.count, _standing(room.branch_id, room.name))
    fresh = codes.several(new.count)
    added = [
        DiningTable(
            id=db.new_id() if n else first_id,
            branch_id=room.branch_id,
            name=name,
            seats=new.seats,
            area=new.area,
            shape=new.shape,
            grid_column=place.column if place else None,
            grid_row=place.row if place else None,
            position=position + n,
            code=code,
            created_at=now,
        )
        for n, (name, place, code) in enumerate(zip(numbers, found, fresh, strict=True))
    ]
    db.session.add_all(added)
    unique.flush("uq_dining_tables_name", TAKEN)
    restaurants.plan_changed()
    news.changed(None, added=[table.name for table in added])
    return added


@db.atomic()
def change(table_id: UUID, changes: dict[str, Any]) -> DiningTable:
    """Change the given fields of a table. Locks the room it stands in then, and the table.

    :raises NotFound: no such table here
    :raises InvalidInput: another table has this name, or the room is in the archive
    :raises Conflict: one of the rooms goes to another branch at this moment
    """
    room = rooms.to_stand_in(changes["area"], _branch_of(table_id)) if "area" in changes else None
    if room:
        changes = {**changes, "area": room.name}
    elif MARKS & changes.keys():
        rooms.of_table(table_id)
    table = _locked(table_id, free=False)
    if room and room.branch_id != table.branch_id:
        raise Conflict
    before = {name: getattr(table, name) for name in changes}
    for name, value in changes.items():
        setattr(table, name, value)
    if MARKS & changes.keys():
        _stand(table, places.on_plan(table.grid_column, table.grid_row, table.shape))
    unique.flush("uq_dining_tables_name", TAKEN)
    if changes.keys() <= {"grid_column", "grid_row"}:
        news.moved(table_id)
    else:
        news.changed(table_id, name=table.name, before=before, after=changes)
    return table


@db.atomic()
def duplicate(table_id: UUID, copy: Copy) -> DiningTable:
    """Another table like this one, with the next free number, as near to it as there is room. Repeatable by its key.

    :raises NotFound: no such table here
    :raises LimitReached: the plan allows no more tables
    """
    copy_id = db.new_id()
    if copy.client_key and (earlier := keys.claim(copy.client_key, "table_copy", copy, copy_id, of=table_id)):
        return db.session.scalars(select(DiningTable).where(DiningTable.id == earlier)).one()
    plans.ensure_room(Limit.TABLES, tables_used)
    rooms.of_table(table_id)
    like = _locked(table_id, free=False)
    table = DiningTable(
        id=copy_id,
        branch_id=like.branch_id,
        name=_next_name(like),
        seats=like.seats,
        area=like.area,
        shape=like.shape,
        position=_last(),
        code=codes.new(),
    )
    db.session.add(table)
    _stand(table, places.on_plan(like.grid_column, like.grid_row, like.shape))
    unique.flush("uq_dining_tables_name", TAKEN)
    restaurants.plan_changed()
    news.changed(table.id, added=[table.name])
    return table


@db.atomic()
def archive(table_id: UUID) -> None:
    """Take a table out of use; what was sold at it stays. Locks it: whoever sits down at it waits, and is refused.

    :raises NotFound: no such table here, or archived already
    :raises TableInUse: somebody sits there
    """
    table = _locked(table_id, free=True)
    ensure_free([table_id])
    table.archived_at = clock.now()
    db.session.flush()
    restaurants.plan_changed()
    news.changed(table_id, archived=[table.name])


@db.atomic()
def restore(table_id: UUID) -> DiningTable:
    """Put an archived table back, with its room, as near as can be to where it stood. Its code is the one it had.

    :raises NotFound: no such table here, or not archived
    :raises LimitReached: the plan allows no more tables
    :raises InvalidInput: another table has its name by now, or its branch is archived
    """
    plans.ensure_room(Limit.TABLES, tables_used)
    room = rooms.of_table(table_id, archived=True)
    houses.branch_in_use(room.branch_id)
    room.archived_at = None
    table = _locked(table_id, free=False, archived=True)
    table.archived_at = table.called_at = None  # who called has long gone
    _stand(table, places.on_plan(table.grid_column, table.grid_row, table.shape))
    unique.flush("uq_dining_tables_name", TAKEN)
    restaurants.plan_changed()
    news.changed(table_id, restored=[table.name])
    return table


def _stand(table: DiningTable, wanted: Place | None) -> None:
    """Put the table where it is wanted, or as near as there is room. Called with its room locked."""
    place = places.nearest(wanted, _standing(table.branch_id, table.area, but=table.id)) if wanted else None
    table.grid_column, table.grid_row = (place.column, place.row) if place else (None, None)


def _standing(branch_id: UUID, area: str, but: UUID | None = None) -> list[Place]:
    """The places taken in a room, but for one table's."""
    with db.session.no_autoflush:
        rows = db.session.execute(
            select(DiningTable.id, DiningTable.grid_column, DiningTable.grid_row, DiningTable.shape).where(
                DiningTable.branch_id == branch_id, DiningTable.area == area, DiningTable.archived_at.is_(None)
            )
        ).all()
    found = [places.on_plan(row.grid_column, row.grid_row, row.shape) for row in rows if row.id != but]
    return [place for place in found if place]


def _last() -> int:
    return db.session.scalars(select(func.coalesce(func.max(DiningTable.position) + 1, 0))).one()


def _branch_of(table_id: UUID) -> UUID:
    """:raises NotFound: no such table here"""
    found = db.session.scalar(select(DiningTable.branch_id).where(DiningTable.id == table_id))
    if found is None:
        raise NotFound
    return found


def _names(branch_id: UUID) -> set[str]:
    mine = select(DiningTable.name).where(DiningTable.branch_id == branch_id, DiningTable.archived_at.is_(None))
    return set(db.session.scalars(mine))


def _numbers(first: int, count: int, branch_id: UUID) -> list[str]:
    """So many numbers that are free at the branch, from one on."""
    taken, number = _names(branch_id), first
    found: list[str] = []
    while len(found) < count:
        if str(number) not in taken:
            found.append(str(number))
        number += 1
    return found


def _next_name(like: DiningTable) -> str:
    """`12` → `13`, `T8` → `T9`, `Varanda` → `Varanda 2`, or the next one that is free. At most 40 characters."""
    name = like.name
    stem, number = re.fullmatch(r"(.*?)(\d{1,9})?", name, re.DOTALL).groups()  # type: ignore[union-attr]
    if number is None:
        stem, number = f"{name[:35]} ", "1"
    taken, wanted = _names(like.branch_id), int(number) + 1
    while f"{stem}{wanted}" in taken:
        wanted += 1
    return f"{stem}{wanted}"


def _added_with(first_id: UUID) -> list[DiningTable]:
    """The tables that were added in one act with this one, which have its time."""
    together = select(DiningTable.created_at).where(DiningTable.id == first_id).scalar_subquery()
    found = select(DiningTable).where(DiningTable.created_at == together).order_by(DiningTable.position)
    return list(db.session.scalars(found))


def _locked(table_id: UUID, *, free: bool, archived: bool = False) -> DiningTable:
    """The table, locked. `free`: whoever is sitting down there is waited for, and whoever wants to waits."""
    table = db.session.scalar(
        select(DiningTable)
        .where(DiningTable.id == table_id, DiningTable.archived_at.is_not(None) == archived)
        .with_for_update(key_share=not free)
        .execution_options(populate_existing=True)
    )
    if table is None:
        raise NotFound
    return table
