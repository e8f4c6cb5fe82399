"""The rooms of a house: writing them.

Locks are taken in this order: client key, subscription, rooms by id, tables by id, restaurant.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, keys
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.i18n import mark
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants import queries as houses
from nabancada.tables import news, queries, unique
from nabancada.tables.inputs import NewRoom
from nabancada.tables.models import IN_IT, ROOM_NAMES, DiningTable, Room
from nabancada.tables.occupancy import ensure_free

TAKEN = mark("Já há uma sala com este nome.")
TAKEN_THERE = mark("Nessa filial já há uma sala com este nome.")
IN_THE_ARCHIVE = mark("Uma sala do arquivo tem este nome. Reponha-a, ou escolha outro.")
TABLES_TAKEN = mark("Já há mesas com estes nomes: %(names)s. Mude-os primeiro.")
TABLES_TAKEN_THERE = mark("Nessa filial já há mesas com estes nomes: %(names)s. Mude-os primeiro.")
SEATED = mark("Está gente na mesa %(name)s. Mude a sala de filial quando a conta fechar.")


@db.atomic()
def add_once(new: NewRoom) -> Room:
    """Add a room, the last; one of this name that was archived comes back, without its tables. Repeatable by its key.

    :param new: at the main branch unless it says otherwise

    :raises InvalidInput: another room has this name
    :raises KeyReused: the key came with another room
    """
    room_id = db.new_id()
    if new.client_key and (earlier := keys.claim(new.client_key, "room", new, room_id)):
        return db.session.scalars(select(Room).where(Room.id == earlier)).one()
    branch_id = houses.branch_in_use(new.branch_id)
    there = select(Room.id).where(Room.name == new.name, Room.branch_id == branch_id, Room.archived_at.is_(None))
    if db.session.scalar(there):
        raise InvalidInput({"name": TAKEN})
    room = ensure(new.name, branch_id, room_id)
    news.changed(room.id, room=room.name)
    return room


def ensure(name: str, branch_id: UUID, room_id: UUID | None = None) -> Room:
    """The room of this name at a branch, made now, or brought back, if it is not there. Locks it."""
    last = select(func.coalesce(func.max(Room.position) + 1, 0)).scalar_subquery()
    return db.session.scalars(
        insert(Room)
        .values(id=room_id or db.new_id(), branch_id=branch_id, name=name, position=last)
        .on_conflict_do_update(index_elements=["restaurant_id", "branch_id", "name"], set_={"archived_at": None})
        .returning(Room)
        .execution_options(populate_existing=True)
    ).one()


def to_stand_in(name: str, branch_id: UUID) -> Room:
    """The room of this name at a branch, for a table to go to; made, if there is none. One that is renamed at this
    moment is followed. Locks it.

    :raises InvalidInput: it is in the archive: no table brings it back but its own
    """
    room_id = db.session.scalar(select(Room.id).where(Room.name == name, Room.branch_id == branch_id))
    if room_id is None:
        return ensure(name, branch_id)
    room = _found(room_id)
    if room.archived_at:
        raise InvalidInput({"area": IN_THE_ARCHIVE})
    return room


def of_table(table_id: UUID, *, archived: bool = False) -> Room:
    """The room a table stands in, locked. One that is renamed meanwhile, or that the table leaves, is followed.

    :param archived: of a table in the archive, whose room may be there, too
    :raises NotFound: no such table here
    """
    stands = select(Room.id).join(DiningTable, IN_IT)
    stands = stands.where(DiningTable.id == table_id, DiningTable.archived_at.is_not(None) == archived)
    while room_id := db.session.scalar(stands):
        room = _found(room_id)
        if db.session.scalar(stands) == room_id:
            return room
    raise NotFound


@db.atomic()
def change(room_id: UUID, changes: dict[str, Any]) -> None:
    """Give a room another name (`name`), have it be at another branch (`branch_id`), or both. Locks the subscription
    where a branch is spoken of, then like `rename` and `move`, which say what they refuse.
    """
    if "branch_id" in changes:
        plans.locked()
    if "name" in changes:
        rename(room_id, changes["name"])
    if "branch_id" in changes:
        move(room_id, changes["branch_id"])


@db.atomic()
def rename(room_id: UUID, name: str) -> Room:
    """Give a room another name, and with it the tables in it. Locks it.

    :raises NotFound: no such room here, or archived
    :raises InvalidInput: another room has this name, or had it when it was archived
    """
    room = locked(room_id)
    before = room.name
    if name != before:
        _ensure_free_name(room, name, room.branch_id, "name", TAKEN)
        room.name = name
        unique.flush(ROOM_NAMES, TAKEN)
        news.changed(room_id, room=name, before=before)
    return room


@db.atomic()
def move(room_id: UUID, branch_id: UUID) -> Room:
    """Have a room be at another branch with all its tables, those in the archive too. What was sold at them stays where
    it was sold. Locks the subscription, so that no branch is archived meanwhile, then the room and its tables.

    :raises NotFound: no such room here, or archived
    :raises InvalidInput: there is no such branch, or the room or one of its tables has a name that is taken there
    :raises TableInUse: somebody sits in it
    :raises Conflict: somebody takes such a name there at this moment
    """
    plans.locked()
    houses.branch_in_use(branch_id)
    room = locked(room_id)
    if branch_id == room.branch_id:
        return room
    tables = _tables_of(room)
    ensure_free([table.id for table in tables], SEATED)
    _ensure_free_name(room, room.name, branch_id, "branch_id", TAKEN_THERE)
    _ensure_free_tables([table.name for table in tables], branch_id, "branch_id", TABLES_TAKEN_THERE)
    room.branch_id = branch_id  # its tables follow: the foreign key sees to it
    _flush_names()
    news.changed(room_id, room=room.name, branch=houses.branch_name(branch_id))
    return room


@db.atomic()
def arrange(room_ids: Sequence[UUID]) -> None:
    """Have the rooms follow one another like this; those that are not named come after, as they were. Locks them.

    :raises NotFound: one of them is not here
    """
    rooms = db.session.scalars(
        select(Room)
        .where(Room.archived_at.is_(None))
        .order_by(Room.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    db.put_in_order(rooms, room_ids)
    news.moved(None)


@db.atomic()
def archive(room_id: UUID) -> list[UUID]:
    """Take a room out of use with all its tables. Restoring one of them brings it back, without the others. Locks the
    room and its tables.

    :returns: the tables that went with it
    :raises NotFound: no such room here, or archived already
    :raises TableInUse: somebody sits in it
    """
    room = locked(room_id)
    tables = _tables_of(room)
    ensure_free([table.id for table in tables])
    room.archived_at = clock.now()
    for table in tables:
        table.archived_at = room.archived_at
    news.changed(room_id, room=room.name, archived=[table.name for table in tables])
    if tables:
        restaurants.plan_changed()
    return [table.id for table in tables]


@db.atomic()
def restore(room_id: UUID) -> Room:
    """Put an archived room back, with the tables that went with it, where they stood. Locks the subscription, the room
    and those tables.

    :raises NotFound: no such room here, or not archived
    :raises LimitReached: the plan does not allow that many more tables: nothing comes back
    :raises InvalidInput: other tables have some of their names by now, or its branch is archived
    :raises Conflict: somebody takes such a name at this moment
    """
    plans.locked()
    room = locked(room_id, archived=True)
    houses.branch_in_use(room.branch_id)
    tables = _tables_of(room)
    names = [table.name for table in tables]
    if tables:
        plans.ensure_room(Limit.TABLES, queries.used, more=len(tables))
        _ensure_free_tables(names, room.branch_id, "name", TABLES_TAKEN)
    room.archived_at = None
    for table in tables:
        table.archived_at = table.called_at = None  # who called has long gone
    _flush_names()
    if tables:
        restaurants.plan_changed()
    news.changed(room_id, room=room.name, restored=names)
    return room


def locked(room_id: UUID, *, archived: bool = False) -> Room:
    """A room in use, which nobody else arranges until the transaction ends; or one in the archive.

    :raises NotFound: no such room here, or it is archived and was not asked for as such, or the other way round
    """
    room = db.session.scalar(
        select(Room)
        .where(Room.id == room_id, Room.archived_at.is_not(None) == archived)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if room is None:
        raise NotFound
    return room


def _found(room_id: UUID) -> Room:
    """A room that is there, in the archive or not, locked. Tables may be put into it meanwhile."""
    key = (db.current_restaurant_id(), room_id)
    return db.session.get_one(Room, key, with_for_update={"key_share": True}, populate_existing=True)


def _tables_of(room: Room) -> Sequence[DiningTable]:
    """The tables in use in a room, or those that went into the archive with it. Locked: whoever sits down waits."""
    return db.session.scalars(
        select(DiningTable)
        .where(
            DiningTable.branch_id == room.branch_id,
            DiningTable.area == room.name,
            DiningTable.archived_at.is_not_distinct_from(room.archived_at),
        )
        .order_by(DiningTable.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _ensure_free_name(room: Room, name: str, branch_id: UUID, field: str, taken: str) -> None:
    """:raises InvalidInput: at `field`: another room of the branch has this name, or had it when archived"""
    same = select(Room).where(Room.name == name, Room.branch_id == branch_id, Room.id != room.id)
    if other := db.session.scalar(same):
        raise InvalidInput({field: IN_THE_ARCHIVE if other.archived_at else taken})


def _ensure_free_tables(names: Sequence[str], branch_id: UUID, field: str, taken: str) -> None:
    """:raises InvalidInput: at `field`, naming those that tables of the branch have"""
    those = select(DiningTable.name).where(
        DiningTable.branch_id == branch_id, DiningTable.archived_at.is_(None), DiningTable.name.in_(names)
    )
    if found := db.session.scalars(those.order_by(DiningTable.position)).all():
        raise InvalidInput({field: taken}, names=", ".join(found))


def _flush_names() -> None:
    """:raises Conflict: of two who take a name at once this is the second"""
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict from None
