"""The dashboard."""

from flask import Blueprint, render_template

from nabancada import access, clock
from nabancada.access import requires
from nabancada.orders import days
from nabancada.permissions import Permission
from nabancada.reports import regions

bp = Blueprint("reports", __name__, url_prefix="/dashboard")


@bp.get("")
@requires(Permission.SEE_REPORTS)
def dashboard() -> str:
    """Today, for who runs the house."""
    now = clock.now()
    return render_template(
        "reports/dashboard.html",
        house=access.house(),
        date=days.today(now).date,
        hour=now.astimezone(clock.TIMEZONE).hour,
        figures=regions.figures(),
    )


@bp.get("/figures")
@requires(Permission.SEE_REPORTS)
def figures() -> str:
    """The live part of the dashboard alone."""
    return regions.figures()
