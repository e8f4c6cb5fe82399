"""The super-admin's desk over JSON."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada.access import requires
from nabancada.admin import actions
from nabancada.admin.inputs import NewStatus, SubscriptionChange
from nabancada.permissions import Permission
from nabancada.restaurants import queries as restaurants
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("admin_api", __name__, url_prefix="/api/admin/restaurants")


@bp.get("")
@requires(Permission.ADMINISTER)
def every() -> Response:
    """All restaurants, newest first."""
    items = [
        {"id": one.id, "slug": one.slug, "name": one.name, "status": one.status, "created_at": one.created_at}
        for one in restaurants.every()
    ]
    return answer(parse_query(Cut).of(items))


@bp.post("/<uuid:restaurant_id>/status")
@requires(Permission.ADMINISTER)
def set_status(restaurant_id: UUID) -> Response:
    """Approve or suspend a restaurant."""
    restaurant = actions.set_status(restaurant_id, parse(NewStatus).status)
    return answer({"id": restaurant.id, "slug": restaurant.slug, "status": restaurant.status})


@bp.patch("/<uuid:restaurant_id>/subscription")
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
        }
    )
