"""The super-admin's desk over JSON."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import public, requires
from nabancada.admin import actions, letters, queries, visiting
from nabancada.admin.inputs import HouseList, NewStatus, Refusal, SubscriptionChange, Visit
from nabancada.admin.queries import HousePage, HouseRow, Sent
from nabancada.auth import visits
from nabancada.messages.inputs import NewPost
from nabancada.permissions import Permission
from nabancada.plans import queries as plans
from nabancada.plans.inputs import NewSubscriptionPayment, PlanChange
from nabancada.restaurants.models import Restaurant
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("admin_api", __name__, url_prefix="/api/admin")

MOST = 200


@bp.get("/restaurants")
@requires(Permission.ADMINISTER)
def every() -> Response:
    """Restaurants by name, telephone or state, newest first, with their plan, usage and last sign of life."""
    wanted = parse_query(HouseList)
    found = queries.houses_before(wanted.q, wanted.status or None, wanted.before, wanted.limit + 1)
    return answer(wanted.of([_row(one) for one in found]))


@bp.get("/restaurants/<uuid:restaurant_id>")
@requires(Permission.ADMINISTER)
def house(restaurant_id: UUID) -> Response:
    """One restaurant: its plan and usage, who directs it, what it asked for and what it was told."""
    return answer(_house(queries.house(restaurant_id)))


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


@bp.get("/restaurants/<uuid:restaurant_id>/payments")
@requires(Permission.ADMINISTER)
def payments(restaurant_id: UUID) -> Response:
    """What a restaurant paid for its plan, newest first."""
    found = queries.payments_of(restaurant_id, MOST)
    return answer(parse_query(Cut).of([plans.payment_json(one) for one in found]))


@bp.post("/restaurants/<uuid:restaurant_id>/payments")
@requires(Permission.ADMINISTER)
def record_payment(restaurant_id: UUID) -> Response:
    """Write down what a restaurant paid: its plan runs on, or another begins with what its paid days are worth."""
    return answer(
        plans.payment_json(actions.record_payment(restaurant_id, parse(NewSubscriptionPayment), access.staff())), 201
    )


@bp.post("/restaurants/<uuid:restaurant_id>/requests/<uuid:plan_request_id>/refusal")
@requires(Permission.ADMINISTER)
def decline_request(restaurant_id: UUID, plan_request_id: UUID) -> Response:
    """Say no to a restaurant that asked for a plan, and why. A payment of that plan says yes."""
    declined = actions.decline_request(restaurant_id, plan_request_id, parse(Refusal).answer)
    return answer(plans.request_json(declined))


@bp.post("/restaurants/<uuid:restaurant_id>/visits")
@requires(Permission.ADMINISTER)
def enter(restaurant_id: UUID) -> Response:
    """Look into a restaurant, for an hour at most: this session reads what its owner reads, and writes nothing."""
    return answer(visits.as_json(visiting.enter(restaurant_id, parse(Visit).reason)), 201)


@bp.delete("/visit")
@public  # a visitor holds what the owner holds, which is not the platform's
def leave() -> Response:
    """Leave the restaurant this session is looking into, if it is."""
    visiting.leave()
    return Response(status=204)


@bp.get("/plans")
@requires(Permission.ADMINISTER)
def plan_list() -> Response:
    """The plans on offer, smallest first."""
    return answer({"items": [plans.plan_json(one) for one in plans.on_offer()], "next": None})


@bp.patch("/plans/<slug>")
@requires(Permission.ADMINISTER)
def edit_plan(slug: str) -> Response:
    """Change what a plan costs and allows, for everybody who has it."""
    return answer(plans.plan_json(actions.edit_plan(slug, parse(PlanChange).model_dump(exclude_unset=True))))


@bp.get("/messages")
@requires(Permission.ADMINISTER)
def sent() -> Response:
    """What was said to restaurants, newest first: how many have it, and in how many somebody has read it."""
    return answer(parse_query(Cut).of([_sent(one) for one in queries.sent()]))


@bp.post("/messages")
@requires(Permission.ADMINISTER)
def send() -> Response:
    """Say something to one restaurant, or to all."""
    post = actions.send(parse(NewPost), access.staff())
    return answer({"id": post.id, "restaurant_id": post.restaurant_id, "sent_at": post.sent_at}, 201)


@bp.get("/figures")
@requires(Permission.ADMINISTER)
def figures() -> Response:
    """The platform at a glance, a minute old at most. Times are those of the oldest that waits."""
    return answer(asdict(queries.figures()))


def _row(row: HouseRow) -> dict[str, Any]:
    return {
        **_named(row.restaurant),
        "plan": row.limits["plan"]["slug"],
        "subscription": row.limits["subscription"],
        "usage": row.limits["usage"],
        "last_at": row.last_at,
        "request": plans.request_json(row.waiting) if row.waiting else None,
    }


def _house(page: HousePage) -> dict[str, Any]:
    house = page.restaurant
    return {
        **_named(house),
        **{name: getattr(house, name) for name in ("status_reason", "phone", "address", "nif")},
        **page.limits,
        "version": plans.version(page.subscription),
        "last_at": page.last_at,
        "owners": [{"id": one.id, "name": one.name, "email": one.email} for one in page.owners],
        "requests": [plans.request_json(one) for one in page.requests],
        "messages": [
            {"id": one.id, "subject": one.subject, "sent_at": one.sent_at, "read": one.id in page.readers}
            for one in page.messages
        ],
        "visits": [visits.as_json(one) for one in page.visits],
    }


def _named(house: Restaurant) -> dict[str, Any]:
    return {name: getattr(house, name) for name in ("id", "slug", "name", "status", "created_at")}


def _sent(one: Sent) -> dict[str, Any]:
    post = one.post
    return {
        **{name: getattr(post, name) for name in ("id", "restaurant_id", "subject", "body", "sent_at")},
        "houses": one.houses,
        "read": one.read,
    }
