"""Where the house works."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada.access import requires
from nabancada.errors import DomainError
from nabancada.permissions import Permission
from nabancada.restaurants import branches, queries
from nabancada.restaurants.inputs import BranchChange, NewBranch
from nabancada.web import forms
from nabancada.web.body import parse

bp = Blueprint("settings_branches", __name__, url_prefix="/settings/branches")


@bp.get("")
@requires(Permission.MANAGE_SETTINGS)
def page() -> str:
    """The branches of the house."""
    return _page()


@bp.post("")
@requires(Permission.MANAGE_SETTINGS)
def add() -> Response:
    """Add a branch."""
    branches.add(parse(NewBranch).name)
    return redirect(url_for(".page"), 303)


@bp.post("/<uuid:branch_id>")
@requires(Permission.MANAGE_SETTINGS)
def change(branch_id: UUID) -> Response:
    """Rename a branch, archive it or bring it back."""
    branches.change(branch_id, parse(BranchChange).model_dump(exclude_unset=True))
    return redirect(url_for(".page"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with what was typed and why it did not do, beside the branch it is of."""
    branch_id = (request.view_args or {}).get("branch_id")
    return _page(branch_id, request.form.get("name"), forms.errors(refused, "branch" if branch_id else "form"))


def _page(at: UUID | None = None, name: str | None = None, errors: dict[str, str] | None = None) -> str:
    """`at` is the branch that was to be changed, or that `name` was typed for; none is a new one."""
    return render_template("settings/branches.html", branches=queries.branches(), at=at, name=name, errors=errors or {})
