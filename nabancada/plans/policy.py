"""What each state of a subscription allows: the whole policy on one page.

Closing what is open (cooking, serving, paying, giving back, counting a drawer) stands in no row: it is always possible.
"""

from enum import StrEnum

from nabancada.plans.models import SubscriptionStatus


class Act(StrEnum):
    """What begins something new."""

    TAKE_ORDERS = "take_orders"  # from the staff
    TAKE_ORDERS_IN_SHIFT = "take_orders_in_shift"  # from the staff, while somebody has a shift open
    SERVE_GUESTS = "serve_guests"  # orders from phones and from the public page
    OPEN_SHIFTS = "open_shifts"
    GROW = "grow"  # more tables, dishes, users … even below the plan's ceiling


_EVERYTHING = frozenset(Act)
_EVENING_ENDS = frozenset({Act.TAKE_ORDERS_IN_SHIFT})  # service never stops in the middle of a shift

ALLOWED: dict[SubscriptionStatus, frozenset[Act]] = {
    SubscriptionStatus.PENDING: frozenset({Act.GROW}),  # the menu can be written before the doors open
    SubscriptionStatus.TRIAL: _EVERYTHING,
    SubscriptionStatus.ACTIVE: _EVERYTHING,
    SubscriptionStatus.PAST_DUE: _EVERYTHING - {Act.GROW},
    SubscriptionStatus.CANCELLED: _EVENING_ENDS,
    SubscriptionStatus.EXPIRED: _EVENING_ENDS,
    SubscriptionStatus.SUSPENDED: frozenset(),
}


def allows(status: str, act: Act) -> bool:
    """Whether a subscription in this state lets its house begin it."""
    return act in ALLOWED[SubscriptionStatus(status)]
