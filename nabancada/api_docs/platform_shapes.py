"""How answers about plans, payments for them, and messages of the platform look."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from nabancada.plans.models import PlanRequestStatus


class PlanOnOffer(BaseModel):
    """A limit or history of null has no end."""

    slug: str
    name: str
    month_cents: int
    year_cents: int
    month_usd_cents: int
    trial_days: int
    history_days: int | None
    limits: dict[str, int | None]
    features: dict[str, Any]


class PlanRequest(BaseModel):
    id: UUID
    plan: str
    months: int
    note: str | None
    status: PlanRequestStatus
    asked_at: datetime
    answered_at: datetime | None
    answer: str | None


class SubscriptionPayment(BaseModel):
    """What was paid, and the time it bought."""

    id: UUID
    plan: str
    months: int
    amount_cents: int
    method: str
    reference: str | None
    begins_at: datetime
    ends_at: datetime
    recorded_at: datetime


class Message(BaseModel):
    """`read_at` is that of who asks."""

    id: UUID
    subject: str
    body: str
    sent_at: datetime
    read_at: datetime | None


class SentMessage(BaseModel):
    id: UUID
    restaurant_id: UUID | None
    sent_at: datetime
