"""Rooms over JSON."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.errors import NotAllowed
from nabancada.permissions import Permission
from nabancada.tables import queries, rooms
from nabancada.tables.inputs import Furnishings, NewRoom, RoomChange, RoomOrder
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("rooms_api", __name__, url_prefix="/api/rooms")


@bp.get("")
@requires(Permission.WORK_HERE)
def every() -> Response:
    """Every room in its order, of one branch, if asked; with `archived` those out of use (needs `edit_tables`).

    A table's `area` is the name of its room.
    """
    asked = parse_query(Furnishings)
    if asked.archived and not access.current().may(Permission.EDIT_TABLES):
        raise NotAllowed
    found = queries.archived_rooms if asked.archived else queries.rooms
    return answer(asked.of(found(access.looked_at(asked.branch_id))))


@bp.post("")
@requires(Permission.EDIT_TABLES)
def add() -> Response:
    """Add a room, the last."""
    return answer(queries.room(rooms.add_once(access.at_branch(parse(NewRoom))).id), 201)


@bp.put("/order")
@requires(Permission.EDIT_TABLES)
def arrange() -> Response:
    """Have the rooms follow one another in a new order. Those that are not named come last."""
    rooms.arrange(parse(RoomOrder).ids)
    return Response(status=204)


@bp.patch("/<uuid:room_id>")
@requires(Permission.EDIT_TABLES)
def change(room_id: UUID) -> Response:
    """Rename a room, or have it be at another branch: its tables follow, with their `area`."""
    asked = parse(RoomChange)
    access.looked_at(asked.branch_id)  # who works at one branch alone sends no room to another
    rooms.change(room_id, asked.model_dump(exclude_unset=True))
    return answer(queries.room(room_id))


@bp.delete("/<uuid:room_id>")
@requires(Permission.EDIT_TABLES)
def archive(room_id: UUID) -> Response:
    """Take a room out of use with its tables."""
    rooms.archive(room_id)
    return Response(status=204)


@bp.post("/<uuid:room_id>/restoration")
@requires(Permission.EDIT_TABLES)
def restore(room_id: UUID) -> Response:
    """Put an archived room back, with the tables that went with it."""
    rooms.restore(room_id)
    return answer(queries.room(room_id))
