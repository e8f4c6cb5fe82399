"""The super-admin's screen: houses waiting, working and stopped."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from nabancada.access import requires
from nabancada.admin import actions
from nabancada.admin.inputs import NewStatus
from nabancada.permissions import Permission
from nabancada.restaurants import queries as restaurants
from nabancada.web.body import parse

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("")
@requires(Permission.ADMINISTER)
def screen() -> str:
    return render_template("admin/restaurants.html", restaurants=restaurants.every())


@bp.post("/restaurants/<uuid:restaurant_id>/status")
@requires(Permission.ADMINISTER)
def set_status(restaurant_id: UUID) -> Response:
    actions.set_status(restaurant_id, parse(NewStatus).status)
    return redirect(url_for(".screen"), 303)
