"""The dashboard."""

from flask import Blueprint, render_template

from nabancada import access
from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.reports import regions

bp = Blueprint("reports", __name__, url_prefix="/dashboard")


@bp.get("")
@requires(Permission.SEE_REPORTS)
def dashboard() -> str:
    """Today, for who runs the house."""
    today = regions.shown()
    return render_template(
        "reports/dashboard.html",
        house=access.house(),
        date=today.date,
        hour=today.local.hour,
        figures=regions.drawn(today),
    )


@bp.get("/figures")
@requires(Permission.SEE_REPORTS)
def figures() -> str:
    """The live part of the dashboard alone."""
    return regions.figures()
