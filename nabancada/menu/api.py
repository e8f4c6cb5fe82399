"""The menu over JSON."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.errors import NotAllowed
from nabancada.menu import actions, queries
from nabancada.menu.inputs import ItemChange, NewCategory, NewItem
from nabancada.permissions import Permission
from nabancada.web.answers import cached_json
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("menu_api", __name__, url_prefix="/api/menu")


@bp.get("")
@requires(Permission.WORK_HERE)
def menu() -> Response:
    """The whole menu with its version."""
    return cached_json(*queries.as_json(access.house().menu_version))


@bp.post("/categories")
@requires(Permission.EDIT_MENU)
def add_category() -> Response:
    """Add a category."""
    category = actions.add_category(**parse(NewCategory).model_dump())
    return answer({"id": category.id, "name": category.name, "position": category.position}, 201)


@bp.post("/items")
@requires(Permission.EDIT_MENU)
def add_item() -> Response:
    """Add a dish with its options."""
    item = actions.add_item(**parse(NewItem).model_dump())
    return answer(queries.item_json(item.id), 201)


@bp.patch("/items/<uuid:item_id>")
@requires(Permission.WORK_HERE)
def change_item(item_id: UUID) -> Response:
    """Change a dish. `available` alone is anybody's on the staff; the rest needs `edit_menu`."""
    change = parse(ItemChange)
    who = access.current()
    if not who.may(Permission.EDIT_MENU) and not (change.only_availability and who.may(Permission.STOCK_OUT)):
        raise NotAllowed
    actions.change_item(item_id, change.model_dump(exclude_unset=True))
    return answer(queries.item_json(item_id))


@bp.delete("/items/<uuid:item_id>")
@requires(Permission.EDIT_MENU)
def archive_item(item_id: UUID) -> Response:
    """Take a dish off the menu."""
    actions.archive_item(item_id)
    return Response(status=204)
