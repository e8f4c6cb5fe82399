"""What the super-admin does. Each visit to a house goes through `db.platform()`, so it is logged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.auth import queries as people
from nabancada.auth import visits
from nabancada.auth.models import SupportVisit, User
from nabancada.errors import NotFound
from nabancada.messages import actions as messages
from nabancada.messages.inputs import NewPost
from nabancada.messages.models import Post
from nabancada.permissions import Staff
from nabancada.plans import actions as plans
from nabancada.plans import billing
from nabancada.plans.inputs import NewSubscriptionPayment
from nabancada.plans.models import Plan, PlanRequest, Subscription, SubscriptionPayment, SubscriptionStatus
from nabancada.plans.queries import told
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import Restaurant, RestaurantStatus


@dataclass(frozen=True, slots=True)
class Decision:
    """A house as it stands now, and its owners if it was approved just now: once for each house."""

    restaurant: Restaurant
    to_tell: Sequence[User]


def set_status(restaurant_id: UUID, status: RestaurantStatus, reason: str | None = None) -> Decision:
    """Approve, suspend or bring back a house. See `restaurants.actions.set_status`.

    :raises NotFound: there is no such restaurant
    """
    with _in_house(restaurant_id, "restaurant status"):
        waits = _waits(plans.locked(), restaurant_id)  # locked: of two who approve at once, one does
        restaurant = restaurants.set_status(restaurant_id, status, reason)
        approved = waits and status == RestaurantStatus.ACTIVE
        return Decision(restaurant, people.owners() if approved else ())


def change_subscription(restaurant_id: UUID, changes: dict[str, Any]) -> Subscription:
    """Change a house's plan, subscription status or renewal. Locks the subscription, then the restaurant.

    :param changes: as `plans.actions.change` takes them, and raises
    :raises NotFound: there is no such restaurant
    """
    with _in_house(restaurant_id, "subscription"):
        before = told(plans.locked())
        subscription = plans.change(**changes)
        restaurants.plan_changed(subscription.plan_slug)
        plans.tell(subscription, before)
    return subscription


def record_payment(restaurant_id: UUID, new: NewSubscriptionPayment, by: Staff) -> SubscriptionPayment:
    """Write down what a house paid for its plan. See `plans.billing.record_payment`.

    :raises NotFound: there is no such restaurant
    """
    with _in_house(restaurant_id, "subscription payment"):
        payment = billing.record_payment(new, by)
        restaurants.plan_changed(plans.locked().plan_slug)  # a payment sent again may name a plan it had before
    return payment


def decline_request(restaurant_id: UUID, request_id: UUID, answer: str) -> PlanRequest:
    """Say no to a house that asked for a plan. See `plans.billing.decline`."""
    with _in_house(restaurant_id, "plan request"):
        return billing.decline(request_id, answer)


@db.atomic()
def edit_plan(plan_slug: str, changes: dict[str, Any]) -> Plan:
    """Change a plan for all who have it: their limits are right at once. See `plans.actions.edit`."""
    plan = plans.edit(plan_slug, changes)
    restaurants.every_plan_changed()
    return plan


def send(new: NewPost, by: Staff) -> Post:
    """Say something to one house, or to all. See `messages.actions.send`."""
    with db.platform("message"):
        return messages.send(new, by)


def enter(restaurant_id: UUID, reason: str, by: Staff) -> SupportVisit:
    """Begin a visit, which its owner will read about.

    :raises NotFound: there is no such restaurant
    """
    if by.id is None:
        raise NotFound
    with _in_house(restaurant_id, "support visit"):
        return visits.begin(by.id, by.name, reason)


def leave(restaurant_id: UUID, visit_id: UUID) -> None:
    """End a visit."""
    with _in_house(restaurant_id, "support visit"):
        visits.end(visit_id)


@contextmanager
def _in_house(restaurant_id: UUID, reason: str) -> Iterator[None]:
    """One transaction in one house.

    :raises NotFound: there is no such restaurant
    """
    with db.platform(reason), db.tenant(restaurant_id), db.atomic():
        if db.session.get(Restaurant, restaurant_id) is None:
            raise NotFound
        yield


def _waits(subscription: Subscription, restaurant_id: UUID) -> bool:
    """Whether the house waits for its first approval: suspended meanwhile, it still does."""
    status = db.session.scalar(select(Restaurant.status).where(Restaurant.id == restaurant_id))
    waiting = SubscriptionStatus.PENDING in (subscription.status, subscription.suspended_from)
    return waiting or status == RestaurantStatus.PENDING
