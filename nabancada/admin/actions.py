"""What the super-admin does. Each visit to a house goes through `db.platform()`, so it is logged."""

from typing import Any
from uuid import UUID

from nabancada import db, live
from nabancada.plans import actions as plans
from nabancada.plans.models import Subscription
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import Restaurant, RestaurantStatus


def set_status(restaurant_id: UUID, status: RestaurantStatus) -> Restaurant:
    """Approve or suspend a house. See `restaurants.actions.set_status`."""
    with db.platform("restaurant status"):
        return restaurants.set_status(restaurant_id, status)


def change_subscription(restaurant_id: UUID, changes: dict[str, Any]) -> Subscription:
    """Change a house's plan, subscription status or renewal. Locks the subscription, then the restaurant.

    :raises NotFound: there is no such restaurant
    :raises InvalidInput: there is no such plan
    """
    with db.platform("subscription"), db.tenant(restaurant_id), db.atomic():
        subscription = plans.change(**changes)
        restaurants.plan_changed()
        live.record("plan.changed", restaurant_id, topics={"plan"}, plan=subscription.plan_slug)
    return subscription
