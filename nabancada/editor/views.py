"""The menu as a list: categories and their dishes, what was archived, where dishes are made."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada.access import requires
from nabancada.editor import queries
from nabancada.editor.inputs import CategoryForm, StationForm
from nabancada.errors import DomainError
from nabancada.menu import actions, categories
from nabancada.menu import queries as menu
from nabancada.menu.inputs import NewCategory
from nabancada.permissions import Permission
from nabancada.web import forms
from nabancada.web.body import parse

bp = Blueprint("editor", __name__, url_prefix="/menu")


@bp.get("")
@requires(Permission.EDIT_MENU)
def screen() -> str:
    """The whole menu, to be put in order and changed."""
    return _screen()


@bp.get("/list")
@requires(Permission.EDIT_MENU)
def listed() -> str:
    """The list alone, for who has no socket now."""
    return render_template("editor/_list.html", menu=queries.written())


@bp.post("/categories")
@requires(Permission.EDIT_MENU)
def add_category() -> Response:
    """Add a category, the last."""
    typed = parse(CategoryForm)
    category = categories.add_once(NewCategory(name=typed.name, client_key=typed.client_key))
    return redirect(url_for(".screen", _anchor=f"category-{category.id}"), 303)


@bp.post("/categories/<uuid:category_id>")
@requires(Permission.EDIT_MENU)
def rename_category(category_id: UUID) -> Response:
    """Give a category another name."""
    categories.rename(category_id, parse(CategoryForm).name)
    return redirect(url_for(".screen", _anchor=f"category-{category_id}"), 303)


@bp.post("/categories/<uuid:category_id>/archive")
@requires(Permission.EDIT_MENU)
def archive_category(category_id: UUID) -> Response:
    """Take a category off the menu with its dishes."""
    categories.archive(category_id)
    return redirect(url_for(".screen"), 303)


@bp.get("/archive")
@requires(Permission.EDIT_MENU)
def archive() -> str:
    """What was taken off the menu, to be put back."""
    return _archive()


@bp.post("/archive/categories/<uuid:category_id>/restoration")
@requires(Permission.EDIT_MENU)
def restore_category(category_id: UUID) -> Response:
    """Put a category back with its dishes."""
    categories.restore(category_id)
    return redirect(url_for(".screen", _anchor=f"category-{category_id}"), 303)


@bp.post("/archive/<uuid:item_id>/restoration")
@requires(Permission.EDIT_MENU)
def restore(item_id: UUID) -> Response:
    """Put a dish back."""
    actions.restore_item(item_id)
    return redirect(url_for(".screen", _anchor=f"dish-{item_id}"), 303)


@bp.get("/stations")
@requires(Permission.EDIT_MENU)
def stations() -> str:
    """Where dishes are made."""
    return render_template("editor/stations.html", stations=menu.stations(), errors={}, typed={})


@bp.post("/stations")
@requires(Permission.EDIT_MENU)
def rename_station() -> Response:
    """Have the dishes of a station made at another."""
    typed = parse(StationForm)
    actions.rename_station(typed.old, typed.new)
    return redirect(url_for(".stations"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused of a form is its page again, with what was typed and why it did not do."""
    errors = forms.errors(refused)
    if request.endpoint == "editor.rename_station":
        return render_template("editor/stations.html", stations=menu.stations(), errors=errors, typed=request.form)
    if request.endpoint in {"editor.restore", "editor.restore_category"}:
        return _archive(errors)
    return _screen(errors)


def _archive(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "editor/archive.html", categories=menu.archived_categories(), dishes=menu.archived(), errors=errors or {}
    )


def _screen(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "editor/menu.html",
        menu=queries.written(),
        key=forms.key(),
        errors=errors or {},
        typed=request.form,
        renamed=(request.view_args or {}).get("category_id"),
    )
