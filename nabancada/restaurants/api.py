"""The settings of the house and its branches over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.restaurants import branches, queries, sections, settings
from nabancada.restaurants.inputs import BranchChange, NewBranch, SettingsChange
from nabancada.restaurants.models import Restaurant
from nabancada.restaurants.sections import Section
from nabancada.storage import pictures
from nabancada.web import body
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer, fingerprint

bp = Blueprint("restaurants_api", __name__, url_prefix="/api")


@bp.get("/settings")
@requires(Permission.MANAGE_SETTINGS)
def all_settings() -> Response:
    """The settings of the house, by section."""
    return answer(_as_json(queries.current()))


@bp.patch("/settings")
@requires(Permission.MANAGE_SETTINGS)
def change_settings() -> Response:
    """Change sections of the settings: all that is sent, or nothing."""
    return answer(_as_json(settings.change_all(parse(SettingsChange))))


@bp.put("/settings/logo")
@requires(Permission.MANAGE_SETTINGS)
def set_logo() -> Response:
    """Give the house a logo: a JPEG, PNG or WebP of at most 8 MB as the body. It is kept as WebP in three widths."""
    logo = pictures.keep(body.file(pictures.MOST_BYTES))
    return answer(_as_json(settings.change(Section.IDENTITY, {"logo": logo})))


@bp.delete("/settings/logo")
@requires(Permission.MANAGE_SETTINGS)
def remove_logo() -> Response:
    """Take the logo away."""
    settings.change(Section.IDENTITY, {"logo": None})
    return Response(status=204)


@bp.get("/branches")
@requires(Permission.WORK_HERE)
def all_branches() -> Response:
    """Where the house works, and where it did."""
    return answer(parse_query(Cut).of([branches.as_json(one) for one in queries.branches()]))


@bp.post("/branches")
@requires(Permission.MANAGE_SETTINGS)
def add_branch() -> Response:
    """Add a branch."""
    return answer(branches.as_json(branches.add(parse(NewBranch).name)), 201)


@bp.patch("/branches/<uuid:branch_id>")
@requires(Permission.MANAGE_SETTINGS)
def change_branch(branch_id: UUID) -> Response:
    """Rename a branch, archive it or bring it back."""
    changes = parse(BranchChange).model_dump(exclude_unset=True)
    return answer(branches.as_json(branches.change(branch_id, changes)))


def _as_json(house: Restaurant) -> dict[str, Any]:
    told = {one: sections.of(house, one) for one in Section}
    found: dict[str, Any] = {one: {**said, "version": fingerprint(said)} for one, said in told.items()}
    logo = found[Section.IDENTITY]["logo"]
    found[Section.IDENTITY]["logo"] = pictures.addresses(logo) if logo else None
    return found
