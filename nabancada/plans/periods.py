"""The time a house has paid for: where what it pays now begins, and what the days left are worth in another plan."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from nabancada import clock
from nabancada.plans.models import Plan, Subscription, SubscriptionStatus

RUNS_ON = {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.CANCELLED}
DAY = timedelta(days=1)
MOST_DAYS = 36_500  # a century: no price list turns days into more


@dataclass(frozen=True, slots=True)
class Carry:
    """Paid days that are left, one that has begun being whole, and how many days of another plan they are."""

    left: int
    worth: int


def begins_at(subscription: Subscription, plan: Plan) -> datetime:
    """Where the time begins that a house pays for now. From the payment on, it has the plan it pays for.

    The plan it has already goes on where its paid time ends: nobody loses days by paying early. Another one, dearer or
    cheaper, begins now with the days that `carry` makes of those left, and what is paid follows them: nobody has a
    dearer plan for the price of a cheaper one, and nothing paid is lost. What was not paid is not reckoned: a trial
    goes on to its end in the plan that was chosen, and days of grace are part of what is paid now.
    """
    now, ends = clock.now(), _ends_at(subscription)
    if carried := carry(subscription, plan):
        return now + carried.worth * DAY
    if _state(subscription) == SubscriptionStatus.PAST_DUE and ends:
        return ends
    return max(ends or now, now)


def carry(subscription: Subscription, plan: Plan) -> Carry | None:
    """What the paid time left becomes in `plan`, by the prices of a month, in whole days and rounded up; none where
    there is nothing to turn. Days of a plan without a price stay as many.

    :param subscription: with its plan
    """
    ends = _ends_at(subscription)
    left = int((ends - clock.now()).total_seconds()) if ends else 0
    if left <= 0 or subscription.plan_slug == plan.slug or _state(subscription) not in RUNS_ON:
        return None
    had, has = (subscription.plan.month_cents, plan.month_cents) if plan.month_cents else (1, 1)
    return Carry(_days(left), min(_days(left * had, has), MOST_DAYS))


def later_by_months(at: datetime, months: int) -> datetime:
    """The same day and hour so many months later, or the last day of a shorter month.

    >>> later_by_months(datetime(2026, 1, 31), 1).date().isoformat()
    '2026-02-28'
    """
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _ends_at(subscription: Subscription) -> datetime | None:
    state = _state(subscription)
    if state == SubscriptionStatus.TRIAL:
        return subscription.trial_ends_at
    return subscription.renews_at if state in RUNS_ON else None


def _state(subscription: Subscription) -> str:
    """Its state, or the one its suspension broke off."""
    return subscription.suspended_from or subscription.status


def _days(seconds: int, parts: int = 1) -> int:
    """Whole days, rounded up.

    >>> _days(86_401), _days(86_400 * 7, 2)
    (2, 4)
    """
    return -(-seconds // (parts * 86_400))
