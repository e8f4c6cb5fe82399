"""The choices that dishes ask for, over JSON."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada.access import requires
from nabancada.menu import groups, queries
from nabancada.menu.inputs import GroupChange, SharedGroup
from nabancada.permissions import Permission
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("groups_api", __name__, url_prefix="/api/menu/groups")


@bp.get("")
@requires(Permission.WORK_HERE)
def every() -> Response:
    """Every choice of the house, and which dishes ask for it."""
    return answer({"items": queries.groups(), "next": None})


@bp.post("")
@requires(Permission.EDIT_MENU)
def add() -> Response:
    """Add a choice that dishes may ask for."""
    return answer(queries.group(groups.add(parse(SharedGroup))), 201)


@bp.patch("/<uuid:group_id>")
@requires(Permission.EDIT_MENU)
def change(group_id: UUID) -> Response:
    """Make a choice as it is sent, whole, for every dish that asks for it. Options with their `id` stay the same."""
    groups.change(group_id, parse(GroupChange))
    return answer(queries.group(group_id))


@bp.delete("/<uuid:group_id>")
@requires(Permission.EDIT_MENU)
def remove(group_id: UUID) -> Response:
    """Take a choice away, from the dishes that ask for it, too. Orders keep what was chosen."""
    groups.remove(group_id)
    return Response(status=204)
