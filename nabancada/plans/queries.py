"""Questions about plans."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nabancada import db
from nabancada.plans.models import Plan, PlanRequest, Subscription, SubscriptionPayment
from nabancada.web.json import fingerprint

COLUMNS = (
    "slug",
    "name",
    "month_cents",
    "year_cents",
    "month_usd_cents",
    "trial_days",
    "history_days",
    "limits",
    "features",
)


def on_offer() -> Sequence[Plan]:
    """The plans a restaurant can choose, smallest first."""
    return db.session.scalars(select(Plan).order_by(Plan.position)).all()


def current() -> Subscription:
    """The current restaurant's subscription with its plan."""
    return db.session.scalars(select(Subscription).options(joinedload(Subscription.plan, innerjoin=True))).one()


def version(subscription: Subscription) -> str:
    """What tells a subscription from the same one changed."""
    return fingerprint([subscription.plan_slug, subscription.status, subscription.renews_at])


def told(subscription: Subscription) -> dict[str, Any]:
    """A subscription as the audit tells it, with the name its plan has now.

    :param subscription: with its plan
    """
    return {
        "plan": subscription.plan.name,
        "status": subscription.status,
        "renews_at": subscription.renews_at,
    }


def requests(most: int) -> Sequence[PlanRequest]:
    """What the current restaurant asked for, newest first."""
    return db.session.scalars(select(PlanRequest).order_by(PlanRequest.id.desc()).limit(most)).all()


def payments(most: int) -> Sequence[SubscriptionPayment]:
    """What the current restaurant paid for its plan, newest first."""
    return db.session.scalars(select(SubscriptionPayment).order_by(SubscriptionPayment.id.desc()).limit(most)).all()


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as the API answers it."""
    return {name: getattr(plan, name) for name in COLUMNS}


def payment_json(payment: SubscriptionPayment) -> dict[str, Any]:
    """A payment as the API answers it."""
    return {
        "id": payment.id,
        "plan": payment.plan_slug,
        "months": payment.months,
        "amount_cents": payment.amount_cents,
        "method": payment.method,
        "reference": payment.reference,
        "begins_at": payment.begins_at,
        "ends_at": payment.ends_at,
        "recorded_at": payment.recorded_at,
    }


def request_json(request: PlanRequest) -> dict[str, Any]:
    """A request for a plan as the API answers it."""
    return {
        "id": request.id,
        "plan": request.plan_slug,
        "months": request.months,
        "note": request.note,
        "status": request.status,
        "asked_at": request.asked_at,
        "answered_at": request.answered_at,
        "answer": request.answer,
    }
