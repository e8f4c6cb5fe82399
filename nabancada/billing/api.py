"""Asking for another plan, over JSON."""

from typing import Any

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.plans import billing, queries
from nabancada.plans.inputs import NewPlanRequest
from nabancada.plans.models import PlanRequest
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("billing_api", __name__, url_prefix="/api/subscription")

MOST = 200


@bp.get("/requests")
@requires(Permission.MANAGE_PLAN)
def requests() -> Response:
    """What the house asked for, newest first."""
    return answer(parse_query(Cut).of([_as_json(one) for one in queries.requests(MOST)]))


@bp.post("/requests")
@requires(Permission.MANAGE_PLAN)
def ask() -> Response:
    """Ask the platform for another plan. Nothing changes until it answers."""
    return answer(_as_json(billing.ask(parse(NewPlanRequest), access.staff())), 201)


@bp.get("/payments")
@requires(Permission.MANAGE_PLAN)
def payments() -> Response:
    """What the house paid for its plan, newest first."""
    return answer(parse_query(Cut).of([queries.payment_json(one) for one in queries.payments(MOST)]))


def _as_json(request: PlanRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "plan": request.plan_slug,
        "months": request.months,
        "note": request.note,
        "status": request.status,
        "asked_at": request.asked_at,
        "answered_at": request.answered_at,
        "answer": request.answer,
    }
