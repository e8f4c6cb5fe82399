"""Signing up, over JSON."""

from flask import Blueprint, Response

from nabancada.access import public
from nabancada.site import actions
from nabancada.site.inputs import Registration
from nabancada.web.body import parse
from nabancada.web.json import answer
from nabancada.web.limiter import limiter

bp = Blueprint("site_api", __name__, url_prefix="/api")


@bp.post("/register")
@public
@limiter.limit("300/hour")  # houses are approved by hand: this only stops a flood
def register() -> Response:
    """Sign a restaurant up with its owner; it waits for approval."""
    house = actions.register(parse(Registration))
    return answer({"restaurant": {"id": house.id, "slug": house.slug, "name": house.name, "status": house.status}}, 201)
