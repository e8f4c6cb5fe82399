"""What the plan allows, what is used of it, and whether there is room for one more."""

from collections.abc import Callable
from functools import lru_cache
from time import time
from typing import Any

from nabancada import cache, clock
from nabancada.access import House
from nabancada.auth import queries as auth
from nabancada.menu import actions as menu
from nabancada.orders import queries as orders
from nabancada.plans import queries as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import queries as restaurants
from nabancada.tables import actions as tables
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


def as_json(house: House) -> tuple[bytes, bool]:
    """The answer of `GET /api/subscription/limits`, and whether it came from the cache.

    Every write that changes it bumps the version it is kept by.
    """
    return cache.cached("limits", f"{house.plan_version}:{_month(int(time() // HOUR))}", lambda: encode(_now()))


@lru_cache(maxsize=1)
def _month(_hour: int) -> str:
    """The business month, with which the orders of the month begin again. It turns on the hour."""
    return f"{clock.month_of(clock.business_day(clock.now())):%Y-%m}"


def _now() -> dict[str, Any]:
    subscription = plans.current()
    plan = subscription.plan
    used = {limit: COUNTS[limit]() if limit in COUNTS else 0 for limit in Limit}
    ceilings = {limit: plan.limits.get(limit) for limit in Limit}
    return {
        "plan": {
            "slug": plan.slug,
            "name": plan.name,
            "history_days": plan.history_days,
            "limits": ceilings,
            "features": plan.features,
        },
        "subscription": {
            "status": subscription.status,
            "trial_ends_at": subscription.trial_ends_at,
            "renews_at": subscription.renews_at,
        },
        "usage": used,
        "can_add": {limit: ceiling is None or used[limit] < ceiling for limit, ceiling in ceilings.items()},
    }
