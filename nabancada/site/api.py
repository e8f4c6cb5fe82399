"""Signing up, over JSON."""

from flask import Blueprint, Response

from nabancada.access import public
from nabancada.plans import queries as plans
from nabancada.restaurants import slugs
from nabancada.site import actions
from nabancada.site.inputs import Named, Registration
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer
from nabancada.web.limiter import limiter

bp = Blueprint("site_api", __name__, url_prefix="/api")


@bp.get("/public/plans")
@public
def offered_plans() -> Response:
    """The plans a restaurant can choose, smallest first."""
    return answer({"items": [plans.plan_json(one) for one in plans.on_offer()], "next": None})


@bp.get("/public/slug")
@public
@limiter.limit("120/minute")
def propose_slug() -> Response:
    """The slug a restaurant of this name would get now, if nobody else takes it first."""
    return answer({"slug": slugs.free(parse_query(Named).name)})


@bp.post("/register")
@public
@limiter.limit("300/hour")  # houses are approved by hand: this only stops a flood
def register() -> Response:
    """Sign a restaurant up with its owner; it waits for approval."""
    house = actions.register(parse(Registration))
    return answer({"restaurant": {"id": house.id, "slug": house.slug, "name": house.name, "status": house.status}}, 201)
