"""The plan over JSON: asking for another, what was paid, and the visits of the platform."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import visits
from nabancada.permissions import Permission
from nabancada.plans import billing, queries
from nabancada.plans.inputs import NewPlanRequest
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("billing_api", __name__, url_prefix="/api/subscription")

MOST = 200


@bp.get("/requests")
@requires(Permission.MANAGE_PLAN)
def requests() -> Response:
    """What the house asked for, newest first."""
    return answer(parse_query(Cut).of([queries.request_json(one) for one in queries.requests(MOST)]))


@bp.post("/requests")
@requires(Permission.MANAGE_PLAN)
def ask() -> Response:
    """Ask the platform for another plan. Nothing changes until it answers."""
    return answer(queries.request_json(billing.ask(parse(NewPlanRequest), access.staff())), 201)


@bp.post("/requests/<uuid:plan_request_id>/withdrawal")
@requires(Permission.MANAGE_PLAN)
def withdraw(plan_request_id: UUID) -> Response:
    """Take a request back that waits for its answer."""
    return answer(queries.request_json(billing.withdraw(plan_request_id)))


@bp.get("/visits")
@requires(Permission.MANAGE_PLAN)
def looked_in() -> Response:
    """When the platform looked into the house, who and why, newest first."""
    return answer(parse_query(Cut).of([visits.as_json(one) for one in visits.of_house(MOST)]))


@bp.get("/payments")
@requires(Permission.MANAGE_PLAN)
def payments() -> Response:
    """What the house paid for its plan, newest first."""
    return answer(parse_query(Cut).of([queries.payment_json(one) for one in queries.payments(MOST)]))
