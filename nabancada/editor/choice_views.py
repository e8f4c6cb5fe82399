"""The choices of the house: each written once, for however many dishes ask for it."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada.access import requires
from nabancada.editor.inputs import ChoiceForm
from nabancada.errors import DomainError
from nabancada.menu import groups
from nabancada.menu import queries as menu
from nabancada.permissions import Permission
from nabancada.web import forms, htmx
from nabancada.web.body import parse

bp = Blueprint("choice_editor", __name__, url_prefix="/menu/choices")

EMPTY = {"name": "", "min": 0, "max": 1, "options": [], "items": []}


@bp.get("")
@requires(Permission.EDIT_MENU)
def every() -> str:
    """The choices, and which dishes ask for them."""
    return render_template("editor/choices.html", groups=menu.groups())


@bp.get("/new")
@requires(Permission.EDIT_MENU)
def new() -> str:
    """An empty page to write a choice on."""
    return render_template("editor/choice.html", group=EMPTY, key=forms.key(), errors={}, typed=None)


@bp.post("/new")
@requires(Permission.EDIT_MENU)
def create() -> Response:
    """Add a choice. Made beside a dish that is being written, it comes back as a row for that page."""
    group_id = groups.add(parse(ChoiceForm).new())
    if htmx.asked():
        return make_response(render_template("editor/_asked.html", group=menu.group(group_id), asked=True))
    return redirect(url_for(".every"), 303)


@bp.get("/<uuid:group_id>")
@requires(Permission.EDIT_MENU)
def choice(group_id: UUID) -> str:
    """A choice as it is."""
    return render_template("editor/choice.html", group=menu.group(group_id), key="", errors={}, typed=None)


@bp.post("/<uuid:group_id>")
@requires(Permission.EDIT_MENU)
def save(group_id: UUID) -> Response:
    """Make a choice as it was typed."""
    menu.group(group_id)
    groups.change(group_id, parse(ChoiceForm).change())
    return redirect(url_for(".every"), 303)


@bp.post("/<uuid:group_id>/removal")
@requires(Permission.EDIT_MENU)
def remove(group_id: UUID) -> Response:
    """Take a choice away, from the dishes, too."""
    groups.remove(group_id)
    return redirect(url_for(".every"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with what was typed and why it did not do."""
    group_id = (request.view_args or {}).get("group_id")
    return render_template(
        "editor/choice.html",
        group=menu.group(group_id) if group_id else EMPTY,
        key=forms.key(),
        errors=forms.errors(refused),
        typed=request.form,
    )
