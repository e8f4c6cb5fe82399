"""Signing up and the plan, over JSON."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import public, requires
from nabancada.account import actions, limits
from nabancada.account.inputs import Registration
from nabancada.permissions import Permission
from nabancada.web.answers import cached_json
from nabancada.web.body import parse
from nabancada.web.json import answer
from nabancada.web.limiter import limiter

bp = Blueprint("account_api", __name__, url_prefix="/api")


@bp.post("/register")
@public
@limiter.limit("300/hour")  # houses are approved by hand: this only stops a flood
def register() -> Response:
    """Sign a restaurant up with its owner; it waits for approval."""
    restaurant = actions.register(parse(Registration))
    return answer({"restaurant": _as_json(restaurant)}, 201)


@bp.get("/subscription/limits")
@requires(Permission.WORK_HERE)
def plan_limits() -> Response:
    """What the plan allows, what is used, and what may still be added."""
    return cached_json(*limits.as_json(access.house()))


def _as_json(restaurant: object) -> dict[str, object]:
    return {name: getattr(restaurant, name) for name in ("id", "slug", "name", "status")}
