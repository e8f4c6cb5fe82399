"""The menu over JSON: its categories and dishes."""

from datetime import datetime
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import Row

from nabancada import access, db
from nabancada.access import requires
from nabancada.errors import NotAllowed
from nabancada.menu import actions, catalogue, categories, queries
from nabancada.menu.inputs import Arrangement, CategoryChange, Copy, ItemChange, MenuEdition, NewCategory, NewItem
from nabancada.menu.models import Category, MenuItem
from nabancada.permissions import Permission
from nabancada.storage import pictures
from nabancada.web import body, photos
from nabancada.web.answers import Cut, cached_json
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


@bp.get("/archived")
@requires(Permission.EDIT_MENU)
def archived() -> Response:
    """Dishes that were taken off the menu, the last first."""
    return answer(parse_query(Cut).of([_archived(row) for row in queries.archived()]))


@bp.get("/stations")
@requires(Permission.WORK_HERE)
def stations() -> Response:
    """Where dishes of the menu are made, by name, and how many at each. A station is there while a dish names it."""
    return answer({"items": [{"name": one.station, "dishes": one.dishes} for one in queries.stations()], "next": None})


@bp.post("/categories")
@requires(Permission.EDIT_MENU)
def add_category() -> Response:
    """Add a category."""
    return answer(_category(categories.add_once(parse(NewCategory))), 201)


@bp.get("/categories/archived")
@requires(Permission.EDIT_MENU)
def archived_categories() -> Response:
    """Categories that were taken off the menu, the last first, each with how many dishes went with it."""
    found = queries.archived_categories()
    told = [
        {
            "id": row.Category.id,
            "name": row.Category.name,
            "dishes": row.dishes,
            "archived_at": row.Category.archived_at,
        }
        for row in found
    ]
    return answer(parse_query(Cut).of(told))


@bp.put("/categories/order")
@requires(Permission.EDIT_MENU)
def arrange_categories() -> Response:
    """Have the categories follow one another in a new order. Those that are not named come last."""
    categories.arrange(parse(Arrangement).ids)
    return Response(status=204)


@bp.patch("/categories/<uuid:category_id>")
@requires(Permission.EDIT_MENU)
def change_category(category_id: UUID) -> Response:
    """Rename a category."""
    return answer(_category(categories.rename(category_id, parse(CategoryChange).name)))


@bp.delete("/categories/<uuid:category_id>")
@requires(Permission.EDIT_MENU)
def archive_category(category_id: UUID) -> Response:
    """Take a category off the menu with all its dishes."""
    categories.archive(category_id)
    return Response(status=204)


@bp.post("/categories/<uuid:category_id>/restoration")
@requires(Permission.EDIT_MENU)
def restore_category(category_id: UUID) -> Response:
    """Put an archived category back on the menu, with the dishes that went with it."""
    return answer(_category(categories.restore(category_id)))


@bp.put("/categories/<uuid:category_id>/items")
@requires(Permission.EDIT_MENU)
def arrange_items(category_id: UUID) -> Response:
    """Have dishes follow one another in a category. Dishes of other categories move here."""
    categories.arrange_items(category_id, parse(Arrangement).ids)
    return Response(status=204)


@bp.post("/items")
@requires(Permission.EDIT_MENU)
def add_item() -> Response:
    """Add a dish with its options."""
    return answer(queries.item_json(actions.add_once(parse(NewItem))), 201)


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


@bp.post("/items/<uuid:item_id>/restoration")
@requires(Permission.EDIT_MENU)
def restore_item(item_id: UUID) -> Response:
    """Put an archived dish back on the menu, and its category with it."""
    actions.restore_item(item_id)
    return answer(queries.item_json(item_id))


@bp.post("/items/<uuid:item_id>/copies")
@requires(Permission.EDIT_MENU)
def duplicate_item(item_id: UUID) -> Response:
    """Copy a dish with its choices and photo, without its barcode."""
    return answer(queries.item_json(actions.duplicate_item(item_id, parse(Copy).client_key)), 201)


@bp.put("/items/<uuid:item_id>/photo")
@requires(Permission.EDIT_MENU)
def set_photo(item_id: UUID) -> Response:
    """Give a dish a photo: a JPEG, PNG or WebP of at most 8 MB as the body. It is kept as WebP in three widths."""
    with db.read_only():
        queries.ensure_item(item_id)
    photo = photos.kept(body.file(pictures.MOST_BYTES))
    actions.change_item(item_id, {"photo": photo})
    return answer(queries.item_json(item_id))


@bp.delete("/items/<uuid:item_id>/photo")
@requires(Permission.EDIT_MENU)
def remove_photo(item_id: UUID) -> Response:
    """Take a dish's photo away: its drawn plate is shown again."""
    actions.change_item(item_id, {"photo": None})
    return Response(status=204)


def _archived(row: Row[MenuItem, str, datetime | None]) -> dict[str, object]:
    item = row.MenuItem
    told = {name: getattr(item, name) for name in ("id", "name", "price_cents", "station", "archived_at")}
    category = {"id": item.category_id, "name": row.category, "archived": row.category_archived_at is not None}
    return {**told, "category": category}


def _category(category: Category) -> dict[str, object]:
    return {"id": category.id, "name": category.name, "position": category.position}
