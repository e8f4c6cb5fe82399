"""What the plan page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from nabancada.auth import visits
from nabancada.auth.models import SupportVisit
from nabancada.plans import periods
from nabancada.plans import queries as plans
from nabancada.plans.models import Limit, Plan, PlanRequest, SubscriptionPayment, SubscriptionStatus
from nabancada.plans.periods import Carry
from nabancada.plans.policy import ALLOWED, Act
from nabancada.usage import queries as usage
from nabancada.usage.queries import Usage

NEAR = 0.8  # of a ceiling: from here on a bar warns
HISTORY = 24  # payments and visits shown


@dataclass(frozen=True, slots=True)
class Bar:
    """One limit: `level` is calm, near or full."""

    limit: Limit
    used: int
    ceiling: int | None
    level: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan on the list, what of the house would be over it (kept, but growing no more), and what the paid days left
    would be in it."""

    plan: Plan
    current: bool
    over: list[tuple[Limit, int]]
    carry: Carry | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    usage: Usage
    bars: list[Bar]
    offers: list[Offer]
    stopped: list[Act]  # what the state of the subscription does not let begin
    waiting: PlanRequest | None
    last: PlanRequest | None  # the newest that was answered
    payments: Sequence[SubscriptionPayment]
    visits: Sequence[SupportVisit]

    def name_of(self, plan_slug: str) -> str:
        return next(offer.plan.name for offer in self.offers if offer.plan.slug == plan_slug)


def page() -> PlanPage:
    """The plan of the current restaurant, whole."""
    now = usage.now()
    asked = plans.requests(2)
    waiting = next((one for one in asked if one.answered_at is None), None)
    return PlanPage(
        usage=now,
        bars=[_bar(now, limit) for limit in Limit if _counts(now, limit)],
        offers=[_offer(plan, now) for plan in plans.on_offer()],
        stopped=[act for act in Act if act not in ALLOWED[SubscriptionStatus(now.subscription.status)]],
        waiting=waiting,
        last=next((one for one in asked if one.answered_at is not None), None),
        payments=plans.payments(HISTORY),
        visits=visits.of_house(HISTORY),
    )


def _counts(now: Usage, limit: Limit) -> bool:
    """Parts the plan does not have are no bar of it."""
    return now.ceiling(limit) != 0 or now.used[limit] > 0


def _bar(now: Usage, limit: Limit) -> Bar:
    used, ceiling = now.used[limit], now.ceiling(limit)
    one_and_only = used == ceiling == 1  # one branch of one is how small plans are meant, nothing to warn of
    share = 0 if ceiling is None or one_and_only else used / ceiling if ceiling else 1
    return Bar(limit, used, ceiling, "full" if share >= 1 else "near" if share >= NEAR else "calm")


def _offer(plan: Plan, now: Usage) -> Offer:
    ceilings = {limit: plan.limits.get(limit) for limit in Limit}
    over = [(limit, used) for limit, used in now.used.items() if (top := ceilings[limit]) is not None and used > top]
    return Offer(plan, plan.slug == now.subscription.plan_slug, over, periods.carry(now.subscription, plan))
