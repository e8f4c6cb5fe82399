"""The plan page."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.billing import queries
from nabancada.errors import DomainError
from nabancada.permissions import Permission
from nabancada.plans import billing
from nabancada.plans.inputs import NewPlanRequest
from nabancada.restaurants import queries as restaurants
from nabancada.web import forms
from nabancada.web.body import parse

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


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with what was typed and why it did not do."""
    return _page(forms.errors(refused))


def _page(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "billing/plan.html",
        house=restaurants.current(),
        page=queries.page(),
        typed=request.form,
        errors=errors or {},
    )
