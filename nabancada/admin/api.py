"""The super-admin's desk over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.admin import actions, letters
from nabancada.admin.inputs import NewStatus, SubscriptionChange
from nabancada.messages.inputs import NewPost
from nabancada.permissions import Permission
from nabancada.plans import queries as plans
from nabancada.plans.inputs import NewSubscriptionPayment, PlanChange
from nabancada.plans.models import Plan
from nabancada.restaurants import queries as restaurants
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("admin_api", __name__, url_prefix="/api/admin")


@bp.get("/restaurants")
@requires(Permission.ADMINISTER)
def every() -> Response:
    """All restaurants, newest first."""
    items = [
        {"id": one.id, "slug": one.slug, "name": one.name, "status": one.status, "created_at": one.created_at}
        for one in restaurants.every()
    ]
    return answer(parse_query(Cut).of(items))


@bp.post("/restaurants/<uuid:restaurant_id>/status")
@requires(Permission.ADMINISTER)
def set_status(restaurant_id: UUID) -> Response:
    """Approve or suspend a restaurant."""
    wanted = parse(NewStatus)
    decision = actions.set_status(restaurant_id, wanted.status, wanted.reason)
    letters.send_decision(decision)
    restaurant = decision.restaurant
    return answer({"id": restaurant.id, "slug": restaurant.slug, "status": restaurant.status})


@bp.patch("/restaurants/<uuid:restaurant_id>/subscription")
@requires(Permission.ADMINISTER)
def change_subscription(restaurant_id: UUID) -> Response:
    """Change a restaurant's plan, the state of its subscription, or when it renews."""
    subscription = actions.change_subscription(restaurant_id, parse(SubscriptionChange).model_dump(exclude_unset=True))
    return answer(
        {
            "plan": subscription.plan_slug,
            "status": subscription.status,
            "trial_ends_at": subscription.trial_ends_at,
            "renews_at": subscription.renews_at,
            "version": plans.version(subscription),
        }
    )


@bp.post("/restaurants/<uuid:restaurant_id>/payments")
@requires(Permission.ADMINISTER)
def record_payment(restaurant_id: UUID) -> Response:
    """Write down what a restaurant paid: its plan runs on, or another begins with what its paid days are worth."""
    return answer(
        plans.payment_json(actions.record_payment(restaurant_id, parse(NewSubscriptionPayment), access.staff())), 201
    )


@bp.get("/plans")
@requires(Permission.ADMINISTER)
def plan_list() -> Response:
    """The plans on offer, smallest first."""
    return answer({"items": [_plan(one) for one in plans.on_offer()], "next": None})


@bp.patch("/plans/<slug>")
@requires(Permission.ADMINISTER)
def edit_plan(slug: str) -> Response:
    """Change what a plan costs and allows, for everybody who has it."""
    return answer(_plan(actions.edit_plan(slug, parse(PlanChange).model_dump(exclude_unset=True))))


@bp.post("/messages")
@requires(Permission.ADMINISTER)
def send() -> Response:
    """Say something to one restaurant, or to all."""
    post = actions.send(parse(NewPost), access.staff())
    return answer({"id": post.id, "restaurant_id": post.restaurant_id, "sent_at": post.sent_at}, 201)


def _plan(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plans.COLUMNS}
