"""The only writers of plans and subscriptions, and the guard at which growth stops."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nabancada import clock, db
from nabancada.errors import InvalidInput, NotFound, PaymentRequired, Word
from nabancada.plans.models import Limit, Plan, Subscription, SubscriptionStatus


class LimitReached(PaymentRequired):
    """The plan allows no more of these."""

    code = "limit_reached"
    message = "O plano permite %(ceiling)s %(limit)s."


class SubscriptionInactive(PaymentRequired):
    """The subscription does not take new work; what is open can still be closed."""

    code = "subscription_inactive"
    message = "A subscrição não está activa: não entram pedidos novos."


LIMIT_NAMES = {
    Limit.BRANCHES: "filiais",
    Limit.TABLES: "mesas",
    Limit.MENU_ITEMS: "pratos",
    Limit.USERS: "utilizadores",
    Limit.ORDERS_PER_MONTH: "pedidos por mês",
    Limit.CUSTOMERS: "clientes",
    Limit.COUPONS: "cupões",
    Limit.INVENTORY_ITEMS: "artigos de inventário",
    Limit.EXPENSE_CATEGORIES: "categorias de despesa",
}


@db.atomic()
def subscribe(plan_slug: str) -> Subscription:
    """Bind the current restaurant to a plan, waiting for approval.

    :raises InvalidInput: there is no such plan
    """
    if db.session.get(Plan, plan_slug) is None:
        raise InvalidInput({"plan": "Não existe este plano."})
    subscription = Subscription(plan_slug=plan_slug)
    db.session.add(subscription)
    db.session.flush()
    return subscription


@db.atomic()
def start_trial() -> Subscription:
    """Open the trial of the current restaurant, once: a second approval does not begin it again. Locks it."""
    subscription = _locked()
    if subscription.status == SubscriptionStatus.PENDING:
        subscription.status = SubscriptionStatus.TRIAL
        subscription.trial_ends_at = clock.now() + timedelta(days=subscription.plan.trial_days)
    return subscription


@db.atomic()
def change(
    *, plan: str | None = None, status: SubscriptionStatus | None = None, renews_at: object = ...
) -> Subscription:
    """What the platform decides about the current restaurant's subscription. Locks it.

    :raises InvalidInput: there is no such plan
    """
    subscription = _locked()
    if plan is not None:
        if db.session.get(Plan, plan) is None:
            raise InvalidInput({"plan": "Não existe este plano."})
        subscription.plan_slug = plan
    if status is not None:
        subscription.status = status
    if renews_at is not ...:
        subscription.renews_at = renews_at  # type: ignore[assignment]
    db.session.flush()
    return subscription


@db.atomic()
def expire_due() -> bool:
    """End the current restaurant's trial or paid time when it is over. Locks its subscription.

    :returns: whether it has ended now
    """
    subscription, now = _locked(), clock.now()
    ends = {
        SubscriptionStatus.TRIAL: subscription.trial_ends_at,
        SubscriptionStatus.ACTIVE: subscription.renews_at,
        SubscriptionStatus.PAST_DUE: subscription.renews_at,
    }.get(SubscriptionStatus(subscription.status))
    if ends is None or ends > now:
        return False
    subscription.status = SubscriptionStatus.EXPIRED
    return True


def ensure_room(limit: Limit, used: Callable[[], int]) -> None:
    """Refuse to grow past the plan. Locks the subscription, so that two growers count one after the other.

    :param used: counts what there is now, called once the lock is held
    :raises LimitReached: the plan's ceiling is reached
    """
    ceiling = lock_ceiling(limit)
    if ceiling is not None and used() >= ceiling:
        raise LimitReached(ceiling=ceiling, limit=Word(LIMIT_NAMES[limit]))


def lock_ceiling(limit: Limit) -> int | None:
    """How many of these the plan allows, none being no limit: for who adds many. Locks the subscription."""
    ceiling: int | None = _locked().plan.limits.get(limit)
    return ceiling


def _locked() -> Subscription:
    """:raises NotFound: the current restaurant has none"""
    subscription = db.session.scalar(
        select(Subscription)
        .where(Subscription.restaurant_id == db.current_restaurant_id())
        .options(joinedload(Subscription.plan, innerjoin=True))
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    )
    if subscription is None:
        raise NotFound
    return subscription
