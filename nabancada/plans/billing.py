"""Paying for a plan and asking for another: the only writer of payments and requests.

Nobody grants themselves a paid plan: a house asks, the platform answers and records what was paid.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, keys, live
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.permissions import Staff
from nabancada.plans import actions, periods, queries
from nabancada.plans.inputs import NewPlanRequest, NewSubscriptionPayment
from nabancada.plans.models import PlanRequest, PlanRequestStatus, SubscriptionPayment, SubscriptionStatus
from nabancada.plans.steps import NotApproved

PAID = ("months", "amount_cents", "method", "reference")  # of a payment, told in the audit


class RequestWaiting(Conflict):
    code = "request_waiting"
    message = "Já há um pedido de plano à espera de resposta."


class RequestAnswered(Conflict):
    code = "request_answered"
    message = "Este pedido já teve resposta."


@db.atomic()
def record_payment(new: NewSubscriptionPayment, by: Staff) -> SubscriptionPayment:
    """Write down what the current restaurant paid: it has that plan now, is active, and the paid time begins where
    `periods.begins_at` says, so that what it had is neither lost nor had dearer for nothing.

    A suspended house stays so, and goes on paid when it comes back. A waiting request for this plan is granted.
    The same `client_key` again is the same payment. Locks the key, then the subscription.

    :raises NotApproved: the house waits for its approval
    :raises InvalidInput: there is no such plan
    :raises KeyReused: the key came with another payment
    """
    payment_id = db.new_id()
    if earlier := keys.claim(new.client_key, "subscription_payment", new, payment_id):
        return db.session.get_one(SubscriptionPayment, (db.current_restaurant_id(), earlier))
    subscription, plan = actions.locked(), actions.known(new.plan)
    if subscription.status == SubscriptionStatus.PENDING:
        raise NotApproved
    before = queries.told(subscription)
    begins_at = periods.begins_at(subscription, plan)
    payment = SubscriptionPayment(
        id=payment_id,
        plan_slug=plan.slug,
        months=new.months,
        amount_cents=new.amount_cents,
        method=new.method,
        reference=new.reference or None,
        begins_at=begins_at,
        ends_at=periods.later_by_months(begins_at, new.months),
        recorded_by=by.id,
        recorded_by_name=by.name,
    )
    db.session.add(payment)
    subscription.plan, subscription.renews_at = plan, payment.ends_at
    if subscription.status == SubscriptionStatus.SUSPENDED:
        subscription.suspended_from = SubscriptionStatus.ACTIVE
    else:
        actions.enter(subscription, SubscriptionStatus.ACTIVE)
    waiting = _waiting()
    if waiting is not None and waiting.plan_slug == plan.slug:
        _close(waiting, PlanRequestStatus.GRANTED)
    db.session.flush()
    actions.tell(subscription, before, payment={name: getattr(payment, name) for name in PAID})
    return payment


@db.atomic()
def ask(new: NewPlanRequest, by: Staff) -> PlanRequest:
    """Ask the platform for another plan. Changes nothing by itself. Locks the subscription.

    :raises RequestWaiting: another request waits
    :raises InvalidInput: there is no such plan, or the house has it
    """
    subscription, plan = actions.locked(), actions.known(new.plan)
    if plan.slug == subscription.plan_slug and subscription.status == SubscriptionStatus.ACTIVE:
        raise InvalidInput({"plan": "A casa já tem este plano."})
    request = PlanRequest(
        plan_slug=plan.slug, months=new.months, note=new.note or None, asked_by=by.id, asked_by_name=by.name
    )
    db.session.add(request)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_plan_requests_open" in str(error.orig):
            raise RequestWaiting from None
        raise
    _tell("plan.requested", request, months=request.months)
    return request


@db.atomic()
def withdraw(request_id: UUID) -> PlanRequest:
    """Take a request back. Locks it.

    :raises NotFound: no such request here
    :raises RequestAnswered: it does not wait any more
    """
    request = _close(_locked(request_id), PlanRequestStatus.WITHDRAWN)
    _tell("plan.request_withdrawn", request)
    return request


@db.atomic()
def decline(request_id: UUID, answer: str) -> PlanRequest:
    """Say no, and why. Raises like `withdraw`."""
    request = _close(_locked(request_id), PlanRequestStatus.DECLINED, answer)
    _tell("plan.request_declined", request, reason=answer)
    return request


def _waiting() -> PlanRequest | None:
    return db.session.scalar(select(PlanRequest).where(PlanRequest.status == PlanRequestStatus.OPEN).with_for_update())


def _locked(request_id: UUID) -> PlanRequest:
    request = db.session.scalar(
        select(PlanRequest)
        .where(PlanRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFound
    return request


def _close(request: PlanRequest, status: PlanRequestStatus, answer: str | None = None) -> PlanRequest:
    if request.status != PlanRequestStatus.OPEN:
        raise RequestAnswered
    request.status, request.answer, request.answered_at = status, answer, clock.now()
    db.session.flush()
    return request


def _tell(kind: str, request: PlanRequest, **said: Any) -> None:
    """The audit reads of requests by the name the plan has."""
    live.record(kind, request.id, topics={live.AUDIT}, plan=actions.known(request.plan_slug).name, **said)
