"""The audit: what was done besides the everyday, by whom, when, and who allowed it."""

from itertools import groupby

from flask import Blueprint, render_template
from flask_babel import gettext as _

from nabancada import access, clock
from nabancada.access import requires
from nabancada.auth import queries as auth
from nabancada.people import queries
from nabancada.people.inputs import AuditForm
from nabancada.permissions import Permission
from nabancada.web.body import parse_query

bp = Blueprint("audit", __name__, url_prefix="/staff/audit")

ON_A_PAGE = 100


@bp.get("")
@requires(Permission.MANAGE_STAFF)
def screen() -> str:
    wanted = parse_query(AuditForm)
    audit = queries.audit(wanted, ON_A_PAGE, access.listed_since())
    return render_template(
        "people/audit.html",
        audit=audit,
        days=[(day, list(those)) for day, those in groupby(audit.entries, lambda one: clock.calendar_day(one.at))],
        wanted=wanted,
        query=wanted.model_dump(exclude={"cursor"}, exclude_none=True, exclude_defaults=True),
        people=[(str(one.person.id), one.person.name) for one in auth.staff_seen()],
        groups=_groups(),
    )


def _groups() -> list[tuple[str, str, str]]:
    """What may be looked for: its word in addresses, its name, its icon."""
    return [
        ("people", _("Pessoas"), "users"),
        ("corrections", _("Anulações e descontos"), "receipt"),
        ("till", _("Caixa"), "cash-register"),
        ("house", _("Casa"), "building-store"),
    ]
