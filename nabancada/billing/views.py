"""The plan page."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.billing import queries
from nabancada.errors import DomainError
from nabancada.permissions import Permission
from nabancada.plans import billing
from nabancada.plans.inputs import NewPlanRequest
from nabancada.restaurants import queries as restaurants
from nabancada.web import problems
from nabancada.web.body import parse
from nabancada.web.pages import errors_of, mends_nothing

bp = Blueprint("billing", __name__, url_prefix="/plan")


@bp.get("")
@requires(Permission.MANAGE_PLAN)
def screen() -> str:
    return _page()


@bp.post("/requests")
@requires(Permission.MANAGE_PLAN)
def ask() -> Response:
    billing.ask(parse(NewPlanRequest), access.staff())
    return redirect(url_for(".screen"), 303)


@bp.post("/requests/<uuid:plan_request_id>/withdrawal")
@requires(Permission.MANAGE_PLAN)
def withdraw(plan_request_id: UUID) -> Response:
    billing.withdraw(plan_request_id)
    return redirect(url_for(".screen"), 303)


@bp.errorhandler(DomainError)
def _again(refused: DomainError) -> Response:
    """What was refused is the page again, with what was typed and why it did not do."""
    if mends_nothing(refused):
        return problems.refusal(refused)
    return make_response(_page(errors_of(refused)), refused.status)


def _page(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "billing/plan.html",
        house=restaurants.current(),
        page=queries.page(),
        typed=request.form,
        errors=errors or {},
    )
