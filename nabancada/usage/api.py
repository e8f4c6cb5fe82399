"""The plan's limits over JSON."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.usage import queries
from nabancada.web.answers import cached_json

bp = Blueprint("usage_api", __name__, url_prefix="/api")


@bp.get("/subscription/limits")
@requires(Permission.WORK_HERE)
def plan_limits() -> Response:
    """What the plan allows, what is used, and what may still be added."""
    return cached_json(*queries.as_json(access.house().plan_version))
