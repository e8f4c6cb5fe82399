"""The plan of a room, the rooms, and what was archived."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.errors import DomainError
from nabancada.floor_editor import queries
from nabancada.floor_editor.regions import asked
from nabancada.permissions import Permission
from nabancada.tables import layout, rooms
from nabancada.tables import queries as tables
from nabancada.tables.inputs import NewRoom, RoomChange
from nabancada.web import forms
from nabancada.web.body import parse

bp = Blueprint("floor_editor", __name__, url_prefix="/tables")


@bp.get("")
@requires(Permission.EDIT_TABLES)
def screen() -> str:
    """A room, to be furnished."""
    return render_template(
        "floor_editor/screen.html", plan=queries.plan(asked(request.args.get("room", "")), access.branch())
    )


@bp.get("/plan")
@requires(Permission.EDIT_TABLES)
def plan_alone() -> str:
    """The plan alone, for who has no socket now."""
    return render_template(
        "floor_editor/_plan.html", plan=queries.plan(asked(request.args.get("room", "")), access.branch())
    )


@bp.get("/rooms")
@requires(Permission.EDIT_TABLES)
def room_list() -> str:
    """The rooms in their order."""
    return _rooms()


@bp.post("/rooms")
@requires(Permission.EDIT_TABLES)
def add_room() -> Response:
    """Add a room, the last."""
    rooms.add_once(access.at_branch(parse(NewRoom)))
    return redirect(url_for(".room_list"), 303)


@bp.post("/rooms/<uuid:room_id>")
@requires(Permission.EDIT_TABLES)
def change_room(room_id: UUID) -> Response:
    """Give a room another name, or have it be at another branch."""
    asked = parse(RoomChange)
    there = access.branch(asked.branch_id)
    rooms.change(room_id, asked.model_dump(exclude_unset=True))
    return redirect(url_for(".room_list", gone=None if there == access.branch() else there), 303)


@bp.post("/rooms/<uuid:room_id>/archive")
@requires(Permission.EDIT_TABLES)
def archive_room(room_id: UUID) -> Response:
    """Take a room out of use with its tables."""
    rooms.archive(room_id)
    return redirect(url_for(".room_list"), 303)


@bp.get("/archive")
@requires(Permission.EDIT_TABLES)
def archive() -> str:
    """The rooms and tables that were taken out of use, to be put back."""
    return _archive()


@bp.post("/archive/rooms/<uuid:room_id>/restoration")
@requires(Permission.EDIT_TABLES)
def restore_room(room_id: UUID) -> Response:
    """Put a room back with its tables, and look at it."""
    rooms.restore(room_id)
    return redirect(url_for(".screen", room=room_id), 303)


@bp.post("/archive/<uuid:table_id>/restoration")
@requires(Permission.EDIT_TABLES)
def restore(table_id: UUID) -> Response:
    """Put a table back, and look at its room."""
    table = layout.restore(table_id)
    room = next(one for one in tables.rooms(table.branch_id) if one["name"] == table.area)
    return redirect(url_for(".screen", room=room["id"], _anchor=f"table-{table_id}"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused of a form is its page again, with why it did not do."""
    errors = forms.errors(refused)
    if request.endpoint in {"floor_editor.restore", "floor_editor.restore_room"}:
        return _archive(errors)
    return _rooms(errors)


def _archive(errors: dict[str, str] | None = None) -> str:
    here = access.branch()
    return render_template(
        "floor_editor/archive.html",
        rooms=tables.archived_rooms(here),
        tables=tables.archived(here),
        errors=errors or {},
    )


def _rooms(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "floor_editor/rooms.html",
        rooms=tables.rooms(access.branch()),
        key=forms.key(),
        errors=errors or {},
        typed=request.form,
        wrong=(request.view_args or {}).get("room_id"),
    )
