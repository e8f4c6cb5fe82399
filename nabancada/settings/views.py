"""The settings of the house: a list of their sections, and a page for each."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada.access import requires
from nabancada.errors import DomainError
from nabancada.permissions import Permission
from nabancada.plans import queries as plans
from nabancada.restaurants import queries, sections, settings
from nabancada.restaurants.rules import Look
from nabancada.restaurants.sections import Section
from nabancada.restaurants.settings import SettingsChanged
from nabancada.settings import forms
from nabancada.storage import pictures
from nabancada.web import photos
from nabancada.web.body import parse
from nabancada.web.forms import again
from nabancada.web.forms import errors as errors_of
from nabancada.web.json import fingerprint

SECTIONS = "/<any(identity, hours, money, guests, receipt):section>"

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.get("")
@requires(Permission.MANAGE_SETTINGS)
def index() -> str:
    """What can be settled, and how it stands."""
    house = queries.current()
    return render_template(
        "settings/index.html",
        house=house,
        told={section: sections.of(house, section) for section in Section},
        branches=queries.branches_used(),
        plan=plans.current(),
    )


@bp.get(SECTIONS)
@requires(Permission.MANAGE_SETTINGS)
def page(section: str) -> str:
    """A section as it stands."""
    return _page(Section(section))


@bp.post(SECTIONS)
@requires(Permission.MANAGE_SETTINGS)
def save(section: str) -> Response:
    """Make a section as it was typed."""
    chosen = Section(section)
    logo = {"logo": photos.sent()} if chosen == Section.IDENTITY else {}
    change = parse(forms.FORMS[chosen]).change()
    settings.change(chosen, change.fields() | logo, change.version)
    return redirect(url_for(".page", section=section, saved="1"), 303)


@again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with what was typed, the picture that came with it, and why it did not do."""
    section = Section((request.view_args or {})["section"])
    typed = forms.typed(section, request.form) | {"photo": photos.again()}
    if isinstance(refused, SettingsChanged):
        del typed["version"]  # who reads why and saves again knows of the newer one
    return _page(section, typed, errors_of(refused))


def _page(section: Section, typed: dict[str, Any] | None = None, errors: dict[str, str] | None = None) -> str:
    house = queries.current()
    content = sections.of(house, section)
    said = typed or forms.values(section, content)
    logo = said["photo"] if section == Section.IDENTITY else Look.of(house.settings).logo
    return render_template(
        f"settings/{section}.html",
        house=house,
        said=said,
        logo=pictures.addresses(logo) if logo else None,
        version=said.get("version") or fingerprint(content),
        errors=errors or {},
    )
