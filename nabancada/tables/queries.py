"""Questions about tables and parties."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from nabancada import clock, db
from nabancada.errors import NotFound
from nabancada.tables.models import IN_IT, DiningTable, Party, Room

_EVERY = select(DiningTable, Party.id.label("party_id"), Party.opened_at, Party.bill_requested_at).outerjoin(
    Party,
    (Party.restaurant_id == DiningTable.restaurant_id) & (Party.table_id == DiningTable.id) & Party.closed_at.is_(None),
)
_WITH_PARTY = _EVERY.where(DiningTable.archived_at.is_(None)).order_by(DiningTable.position, DiningTable.id)
_ARCHIVED = _EVERY.where(DiningTable.archived_at.is_not(None)).order_by(
    DiningTable.archived_at.desc(), DiningTable.position, DiningTable.id
)


def all_with_parties(branch_id: UUID | None = None) -> list[dict[str, Any]]:
    """Every table of the house, or of a branch, with its state, as the API answers it (without its code's address)."""
    found = _WITH_PARTY.where(DiningTable.branch_id == branch_id) if branch_id else _WITH_PARTY
    return [_as_json(row) for row in db.session.execute(found)]


def with_party(table_id: UUID) -> dict[str, Any]:
    """:raises NotFound: no such table here"""
    row = db.session.execute(_WITH_PARTY.where(DiningTable.id == table_id)).one_or_none()
    if row is None:
        raise NotFound
    return _as_json(row)


def archived(branch_id: UUID | None = None) -> list[dict[str, Any]]:
    """The tables out of use, of the house or of a branch, as the API answers them, the last archived first.

    Nobody sits at one.
    """
    found = _ARCHIVED.where(DiningTable.branch_id == branch_id) if branch_id else _ARCHIVED
    return [_as_json(row) for row in db.session.execute(found)]


def rooms(branch_id: UUID | None = None) -> list[dict[str, Any]]:
    """The rooms of the house, or of a branch, in their order, as the API answers them, with their numbers of tables."""
    here = (Room.archived_at.is_(None), *_at(branch_id))
    return _rooms(DiningTable.archived_at.is_(None), *here, order=(Room.position, Room.id))


def archived_rooms(branch_id: UUID | None = None) -> list[dict[str, Any]]:
    """The rooms out of use, of the house or of a branch, the last archived first, with how many tables went too."""
    gone = (Room.archived_at.is_not(None), *_at(branch_id))
    return _rooms(DiningTable.archived_at == Room.archived_at, *gone, order=(Room.archived_at.desc(), Room.id))


def room(room_id: UUID) -> dict[str, Any]:
    """:raises NotFound: no such room here"""
    found = next((one for one in rooms() if one["id"] == room_id), None)
    if found is None:
        raise NotFound
    return found


def used() -> int:
    """Tables that count towards the plan."""
    return db.session.scalars(
        select(func.count()).select_from(DiningTable).where(DiningTable.archived_at.is_(None))
    ).one()


def any_at(branch_id: UUID) -> bool:
    """Whether a branch has tables in use."""
    mine = exists().where(DiningTable.branch_id == branch_id, DiningTable.archived_at.is_(None))
    return bool(db.session.scalar(select(mine)))


def by_code(code: str) -> DiningTable | None:
    """The table whose QR code this is, in the current restaurant."""
    return db.session.scalar(select(DiningTable).where(DiningTable.code == code, DiningTable.archived_at.is_(None)))


def open_party(table_id: UUID) -> Party | None:
    """Who sits at a table now."""
    return db.session.scalar(select(Party).where(Party.table_id == table_id, Party.closed_at.is_(None)))


def occupied(branch_id: UUID | None = None) -> Sequence[str]:
    """The names of the tables of the house, or of a branch, where somebody sits."""
    here = () if branch_id is None else (DiningTable.branch_id == branch_id,)
    return db.session.scalars(
        select(DiningTable.name)
        .join(Party, (Party.restaurant_id == DiningTable.restaurant_id) & (Party.table_id == DiningTable.id))
        .where(Party.closed_at.is_(None), *here)
        .order_by(DiningTable.position, DiningTable.id)
    ).all()


def party(party_id: UUID) -> Party:
    """:raises NotFound: no such party here"""
    found = db.session.scalar(select(Party).where(Party.id == party_id))
    if found is None:
        raise NotFound
    return found


def table_of(party_id: UUID, *, lock: bool = False) -> tuple[UUID, str]:
    """The table a party sits at: id and name. Locks the party when asked to.

    :raises NotFound: no such party here
    """
    where = (
        select(DiningTable.id, DiningTable.name)
        .join(Party, (Party.restaurant_id == DiningTable.restaurant_id) & (Party.table_id == DiningTable.id))
        .where(Party.id == party_id)
    )
    row = db.session.execute(where.with_for_update(of=Party) if lock else where).one_or_none()
    if row is None:
        raise NotFound
    return row.id, row.name


def _at(branch_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return (Room.branch_id == branch_id,) if branch_id else ()


def _rooms(
    which_tables: ColumnElement[bool], *where: ColumnElement[bool], order: tuple[Any, ...]
) -> list[dict[str, Any]]:
    tables = select(func.count()).where(IN_IT, which_tables).correlate(Room).scalar_subquery()
    found = select(Room, tables.label("tables")).where(*where).order_by(*order)
    return [_room_as_json(row.Room, row.tables) for row in db.session.execute(found)]


def _room_as_json(room: Room, tables: int) -> dict[str, Any]:
    told = {name: getattr(room, name) for name in ("id", "branch_id", "name", "position", "archived_at")}
    return {**told, "tables": tables}


def _as_json(row: Any) -> dict[str, Any]:
    table = row.DiningTable
    status = "free" if row.party_id is None else "bill_requested" if row.bill_requested_at else "occupied"
    return {
        "id": table.id,
        "branch_id": table.branch_id,
        "name": table.name,
        "seats": table.seats,
        "area": table.area,
        "shape": table.shape,
        "grid_column": table.grid_column,
        "grid_row": table.grid_row,
        "status": status,
        "party_id": row.party_id,
        "since": clock.iso(row.opened_at) if row.opened_at else None,
        "called_at": clock.iso(table.called_at) if table.called_at else None,
        "code": table.code,
        "archived_at": table.archived_at,
    }
