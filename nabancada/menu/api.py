"""The menu over JSON."""

from typing import cast
from uuid import UUID

from flask import Blueprint, Response, request

from nabancada import access
from nabancada.access import requires
from nabancada.errors import NotAllowed
from nabancada.menu import actions, catalogue, queries
from nabancada.menu.inputs import ItemChange, MenuEdition, NewCategory, NewItem
from nabancada.permissions import Permission
from nabancada.web.answers import cached_json
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

YEAR = 31_536_000  # seconds

bp = Blueprint("menu_api", __name__, url_prefix="/api/menu")


@bp.get("")
@requires(Permission.WORK_HERE)
def menu() -> Response:
    """The whole menu with its version. Asked for by its present edition it may be kept; else it is asked for again."""
    version = access.house().menu_version
    edition = catalogue.edition(version)
    packed = request.accept_encodings.quality("gzip") > 0
    response = cached_json(*(queries.as_gzip if packed else queries.as_json)(version))
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(edition, weak=True)
    response.cache_control.private = True
    if parse_query(MenuEdition).edition == edition:
        response.cache_control.max_age, response.cache_control.immutable = YEAR, True
    else:
        response.cache_control.no_cache = True
    return cast(Response, response.make_conditional(request))


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
