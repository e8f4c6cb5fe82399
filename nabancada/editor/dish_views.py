"""One dish, whole: its words, price, photo, choices, hours."""

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import db
from nabancada.access import requires
from nabancada.editor import actions as editor
from nabancada.editor import queries, values
from nabancada.editor.inputs import DishForm
from nabancada.errors import DomainError
from nabancada.menu import actions
from nabancada.menu import queries as menu
from nabancada.menu.labels import ALLERGEN_NAMES, PLATE_NAMES, SUGGESTED_TAGS
from nabancada.permissions import Permission
from nabancada.web import forms, photos
from nabancada.web.body import parse

bp = Blueprint("dish_editor", __name__, url_prefix="/menu/dishes")


@bp.get("/new")
@requires(Permission.EDIT_MENU)
def new() -> Response:
    """An empty page to write a dish on, once there is a category for it."""
    if not queries.written().categories:
        return redirect(url_for("editor.screen"), 303)
    return make_response(_page(values.Dish(category_id=request.args.get("category", ""))))


@bp.post("/new")
@requires(Permission.EDIT_MENU)
def create() -> Response:
    """Put a dish on the menu."""
    photo = photos.sent()
    item_id = actions.add_once(parse(DishForm).item(), photo)
    return redirect(url_for("editor.screen", _anchor=f"dish-{item_id}"), 303)


@bp.get("/<uuid:item_id>")
@requires(Permission.EDIT_MENU)
def dish(item_id: UUID) -> str:
    """A dish as it is."""
    item = menu.item_json(item_id)
    return _page(values.of(item, queries.photo_of(item_id)), item_id)


@bp.post("/<uuid:item_id>")
@requires(Permission.EDIT_MENU)
def save(item_id: UUID) -> Response:
    """Make a dish as it was typed."""
    with db.read_only():  # a picture takes its time: nothing is held meanwhile
        menu.ensure_item(item_id)
    photo = photos.sent()
    typed = parse(DishForm)
    changes = typed.item().model_dump(exclude={"client_key", "option_groups", "available"})
    editor.save(item_id, {**changes, "photo": photo}, typed.seen)
    return redirect(url_for("editor.screen", _anchor=f"dish-{item_id}"), 303)


@bp.post("/<uuid:item_id>/archive")
@requires(Permission.EDIT_MENU)
def archive(item_id: UUID) -> Response:
    """Take a dish off the menu."""
    actions.archive_item(item_id)
    return redirect(url_for("editor.screen"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with what was typed, the photo that came with it, and why it did not do."""
    item_id = (request.view_args or {}).get("item_id")
    typed = values.typed(request.form, photos.again())
    return _page(typed, item_id, forms.errors(refused))


def _page(dish: values.Dish, item_id: UUID | None = None, errors: dict[str, str] | None = None) -> str:
    asked: dict[str, Any] = {one["id"]: one for one in menu.groups()}
    chosen = [asked.pop(group_id) for group_id in dish.group_ids if group_id in asked]
    return render_template(
        "editor/dish.html",
        dish=dish,
        item_id=item_id,
        errors=errors or {},
        key=forms.key(),
        seen=editor.looks(menu.item_json(item_id)) if item_id else "",
        menu=queries.written(),
        chosen=chosen,
        unchosen=list(asked.values()),
        stations=[one.station for one in menu.stations()],
        allergens=ALLERGEN_NAMES,
        plates=PLATE_NAMES,
        tags=SUGGESTED_TAGS,
    )
