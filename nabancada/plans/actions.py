"""The only writers of plans and subscriptions, and the guard at which growth stops."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nabancada import clock, db, live
from nabancada.errors import InvalidInput, NotFound, PaymentRequired, Word
from nabancada.plans import queries, steps
from nabancada.plans.models import Feature, Limit, Plan, Subscription, SubscriptionStatus
from nabancada.plans.policy import Act, allows
from nabancada.plans.steps import SubscriptionChanged

GRACE = timedelta(days=7)  # past its renewal a house goes on so long, without growing


class LimitReached(PaymentRequired):
    """The plan allows no more of these."""

    code = "limit_reached"
    message = "O plano permite %(ceiling)s %(limit)s."


class FeatureNotInPlan(PaymentRequired):
    """The plan does not have this part of the product."""

    code = "feature_not_in_plan"
    message = "O plano não inclui %(feature)s."


class SubscriptionInactive(PaymentRequired):
    """The subscription does not take new work; what is open can still be closed."""

    code = "subscription_inactive"
    message = "A subscrição não está activa. O que está aberto pode fechar-se; nada de novo começa."


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
FEATURE_NAMES = {
    Feature.LOYALTY: "fidelização",
    Feature.COUPONS: "cupões",
    Feature.EXPENSES: "despesas",
    Feature.INVENTORY: "inventário",
    Feature.TRANSFERS: "transferências entre filiais",
}


@db.atomic()
def subscribe(plan_slug: str) -> Subscription:
    """Bind the current restaurant to a plan, waiting for approval.

    :raises InvalidInput: there is no such plan
    """
    subscription = Subscription(plan_slug=known(plan_slug).slug)
    db.session.add(subscription)
    db.session.flush()
    return subscription


@db.atomic()
def start_trial() -> Subscription:
    """Open the trial of the current restaurant, once: a second approval does not begin it again. Locks it."""
    subscription = locked()
    undated = subscription.status == SubscriptionStatus.TRIAL and subscription.trial_ends_at is None
    if undated or subscription.status == SubscriptionStatus.PENDING:
        subscription.status = SubscriptionStatus.TRIAL
        subscription.trial_ends_at = clock.now() + timedelta(days=subscription.plan.trial_days)
    return subscription


@db.atomic()
def suspend() -> Subscription:
    """Stop the current restaurant, keeping what state it was in. Locks its subscription."""
    return enter(locked(), SubscriptionStatus.SUSPENDED)


@db.atomic()
def resume() -> Subscription:
    """Go back to the state before the suspension; nothing where there is none. Locks the subscription."""
    subscription = locked()
    if subscription.status == SubscriptionStatus.SUSPENDED:
        enter(subscription, SubscriptionStatus(subscription.suspended_from or SubscriptionStatus.ACTIVE))
    return subscription


@db.atomic()
def change(
    *,
    plan: str | None = None,
    status: SubscriptionStatus | None = None,
    renews_at: object = ...,
    version: str | None = None,
) -> Subscription:
    """What the platform decides about the current restaurant's subscription. Locks it.

    :param renews_at: see `steps.paid_until`
    :param version: `queries.version` of what was looked at, where that matters
    :raises SubscriptionChanged: it is another one by now
    :raises InvalidInput: there is no such plan, or no such time; see `steps.paid_until`
    :raises Conflict: no such step; see `steps.ensure`
    """
    subscription = locked()
    if version is not None and version != queries.version(subscription):
        raise SubscriptionChanged
    if plan is not None:
        subscription.plan = known(plan)
    wanted = SubscriptionStatus(status or subscription.status)
    steps.ensure(subscription, wanted)
    subscription.renews_at = steps.paid_until(subscription, wanted, renews_at)
    if wanted != subscription.status:
        enter(subscription, wanted)
    db.session.flush()
    return subscription


@db.atomic()
def edit(plan_slug: str, changes: dict[str, Any]) -> Plan:
    """Change what a plan costs and allows, for everybody who has it. Locks all plans: editors queue.

    Whoever is over a lower limit keeps what there is.

    :param changes: columns of `Plan`; limits and features that are not named stay
    :raises NotFound: there is no such plan
    :raises InvalidInput: there is no such limit or feature
    """
    every = select(Plan).order_by(Plan.slug).with_for_update().execution_options(populate_existing=True)
    plans = db.session.scalars(every).all()
    plan = next((one for one in plans if one.slug == plan_slug), None)
    if plan is None:
        raise NotFound
    for column, value in changes.items():
        if column in ("limits", "features"):
            unknown = set(value) - set(Limit if column == "limits" else Feature)
            if unknown:
                raise InvalidInput({f"{column}.{name}": "Este campo não existe." for name in unknown})
            value = {**getattr(plan, column), **value}
        setattr(plan, column, value)
    db.session.flush()
    return plan


@db.atomic()
def expire_due() -> bool:
    """Move the current restaurant on when its time is over: a trial expires, a paid time is past due and expires
    when `GRACE` is over, what was cancelled expires with it. Locks its subscription.

    :returns: whether it is in another state now
    """
    subscription = locked()
    due = _due(subscription)
    if due is None or due == subscription.status:
        return False
    enter(subscription, due)
    return True


def ensure_allowed(status: str, act: Act) -> None:
    """:raises SubscriptionInactive: a subscription in this state does not let it begin"""
    if not allows(status, act):
        raise SubscriptionInactive


def ensure_feature(feature: Feature) -> None:
    """:raises FeatureNotInPlan: the current restaurant's plan does not have it"""
    features = db.session.scalar(select(Plan.features).join(Subscription, Subscription.plan_slug == Plan.slug))
    if not (features or {}).get(feature):
        raise FeatureNotInPlan(feature=Word(FEATURE_NAMES[feature]))


def ensure_room(limit: Limit, used: Callable[[], int], *, more: int = 1) -> None:
    """Refuse to grow past the plan. Locks the subscription, so that two growers count one after the other.

    :param used: counts what there is now, called once the lock is held
    :param more: how many are to be added
    :raises SubscriptionInactive: it is in a state in which nothing grows
    :raises LimitReached: the plan's ceiling is reached
    """
    ceiling = lock_ceiling(limit)
    if ceiling is not None and used() + more > ceiling:
        raise LimitReached(ceiling=ceiling, limit=Word(LIMIT_NAMES[limit]))


def lock_ceiling(limit: Limit) -> int | None:
    """How many of these the plan allows, none being no limit: for who adds many. Locks the subscription.

    :raises SubscriptionInactive: it is in a state in which nothing grows
    """
    subscription = locked()
    ensure_allowed(subscription.status, Act.GROW)
    ceiling: int | None = subscription.plan.limits.get(limit)
    return ceiling


def enter(subscription: Subscription, status: SubscriptionStatus) -> Subscription:
    """The only way between states: one that is suspended remembers what it was."""
    if status == SubscriptionStatus.SUSPENDED:
        subscription.suspended_from = subscription.suspended_from or subscription.status
    else:
        subscription.suspended_from = None
    subscription.status = status
    db.session.flush()
    return subscription


def tell(subscription: Subscription, before: dict[str, Any], **more: Any) -> None:
    """Screens hear that the plan is another one; from what to what, and what was paid, is for the audit.

    :param before: `queries.told` of it before, which is nothing to tell where nothing else is either
    """
    after = queries.told(subscription)
    if after != before or more:
        topics = {"plan", live.AUDIT}
        plan = subscription.plan.slug
        live.record(
            "plan.changed", subscription.restaurant_id, topics=topics, plan=plan, before=before, after=after, **more
        )


def known(plan_slug: str) -> Plan:
    """:raises InvalidInput: there is no such plan"""
    plan = db.session.get(Plan, plan_slug)
    if plan is None:
        raise InvalidInput({"plan": "Não existe este plano."})
    return plan


def locked() -> Subscription:
    """The current restaurant's subscription with its plan, locked: who counts or pays does so one after the other.

    :raises NotFound: it has none
    """
    # The lock alone, then the plan: a join would find nothing when who was before us has changed the plan.
    mine = select(Subscription).where(Subscription.restaurant_id == db.current_restaurant_id())
    if db.session.scalar(mine.with_for_update()) is None:
        raise NotFound
    with_plan = mine.options(joinedload(Subscription.plan, innerjoin=True))
    subscription = db.session.scalars(with_plan.execution_options(populate_existing=True)).one()
    return subscription


def _due(subscription: Subscription) -> SubscriptionStatus | None:
    """The state the time that has passed asks for; none while nothing is over."""
    now, renews_at = clock.now(), subscription.renews_at
    match subscription.status:
        case SubscriptionStatus.TRIAL if subscription.trial_ends_at and subscription.trial_ends_at <= now:
            return SubscriptionStatus.EXPIRED
        case SubscriptionStatus.CANCELLED if renews_at and renews_at <= now:
            return SubscriptionStatus.EXPIRED
        case SubscriptionStatus.ACTIVE | SubscriptionStatus.PAST_DUE if renews_at and renews_at <= now:
            return SubscriptionStatus.PAST_DUE if now - renews_at < GRACE else SubscriptionStatus.EXPIRED
    return None
