"""The bell: what the platform has to say, on every screen of who leads the house."""

from flask import Blueprint, Response, render_template

from nabancada import access
from nabancada.access import requires
from nabancada.messages import actions, queries
from nabancada.messages.inputs import Reading
from nabancada.permissions import Permission
from nabancada.web.body import parse

bp = Blueprint("messages", __name__, url_prefix="/messages")


@bp.get("/bell")
@requires(Permission.SEE_REPORTS)
def bell() -> str:
    return render_template("messages/_bell.html", messages=queries.received(access.current().user_id))


@bp.post("/read")
@requires(Permission.SEE_REPORTS)
def read() -> Response:
    actions.mark_read(access.staff(), parse(Reading).ids)
    return Response(status=204)
