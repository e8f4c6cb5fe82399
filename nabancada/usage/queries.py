"""What the plan allows, what is used of it, and whether there is room for one more."""

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

from nabancada import cache
from nabancada.auth import queries as auth
from nabancada.menu import actions as menu
from nabancada.orders import queries as orders
from nabancada.plans import policy
from nabancada.plans import queries as plans
from nabancada.plans.models import Limit, Subscription
from nabancada.plans.policy import Act
from nabancada.restaurants import queries as restaurants
from nabancada.tables import layout as tables
from nabancada.web.json import encode

HOUR = 3600  # seconds

# Rooms that are not built yet hold nothing: their limits stand at zero used.
COUNTS: dict[Limit, Callable[[], int]] = {
    Limit.BRANCHES: restaurants.branches_used,
    Limit.TABLES: tables.tables_used,
    Limit.MENU_ITEMS: menu.items_used,
    Limit.USERS: auth.users_used,
    Limit.ORDERS_PER_MONTH: orders.placed_this_month,
}


@dataclass(frozen=True, slots=True)
class Usage:
    """The current restaurant's subscription with its plan, and what is used of each limit."""

    subscription: Subscription
    used: dict[Limit, int]

    def ceiling(self, limit: Limit) -> int | None:
        found: int | None = self.subscription.plan.limits.get(limit)
        return found

    def can_add(self, limit: Limit) -> bool:
        ceiling = self.ceiling(limit)
        return policy.allows(self.subscription.status, Act.GROW) and (ceiling is None or self.used[limit] < ceiling)


def now() -> Usage:
    """As it is at this moment; one statement a room."""
    return Usage(plans.current(), {limit: COUNTS[limit]() if limit in COUNTS else 0 for limit in Limit})


def as_json(plan_version: int) -> tuple[bytes, bool]:
    """The answer of `GET /api/subscription/limits`, and whether it came from the cache.

    Every write that changes it bumps the version it is kept by; and a month, with which its orders begin again, turns
    with a day, on the hour.

    :param plan_version: of the current restaurant
    """
    return cache.cached("limits", f"{plan_version}:{int(time() // HOUR)}", lambda: encode(_told(now())))


def _told(usage: Usage) -> dict[str, Any]:
    subscription = usage.subscription
    plan = subscription.plan
    return {
        "plan": {
            "slug": plan.slug,
            "name": plan.name,
            "history_days": plan.history_days,
            "limits": {limit: usage.ceiling(limit) for limit in Limit},
            "features": plan.features,
        },
        "subscription": {
            "status": subscription.status,
            "trial_ends_at": subscription.trial_ends_at,
            "renews_at": subscription.renews_at,
        },
        "usage": usage.used,
        "can_add": {limit: usage.can_add(limit) for limit in Limit},
    }
