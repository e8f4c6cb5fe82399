"""How answers about plans, payments for them, and messages of the platform look."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from nabancada.api_docs.shapes import PlanLimits, Restaurant, SubscriptionState
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


class ListedRestaurant(Restaurant):
    """`request` is the one for another plan that waits."""

    created_at: datetime
    plan: str
    subscription: SubscriptionState
    usage: dict[str, int]
    last_at: datetime | None
    request: PlanRequest | None


class Director(BaseModel):
    id: UUID
    name: str
    email: str


class ToldMessage(BaseModel):
    """`read`: somebody of the house has."""

    id: UUID
    subject: str
    sent_at: datetime
    read: bool


class PlatformVisit(BaseModel):
    """`left_at` is null while it goes on, and where nobody said that they left: it ended at `ends_at`."""

    id: UUID
    by: str
    reason: str
    began_at: datetime
    ends_at: datetime
    left_at: datetime | None


class RestaurantAtTheDesk(Restaurant, PlanLimits):
    """`version` is the subscription's."""

    created_at: datetime
    status_reason: str | None
    phone: str
    address: str | None
    nif: str | None
    version: str
    last_at: datetime | None
    owners: list[Director]
    requests: list[PlanRequest]
    messages: list[ToldMessage]
    visits: list[PlatformVisit]


class PlatformFigures(BaseModel):
    """`cache_hits` is a share, of this instance; so are the `sockets` unless `sockets_everywhere`."""

    restaurants: dict[str, int]
    orders_per_hour: int
    sockets: int
    sockets_everywhere: bool
    cache_hits: float | None
    approval_since: datetime | None
    request_since: datetime | None
    print_since: datetime | None
    payment_since: datetime | None


class PostWithReceipts(BaseModel):
    """How many houses have it, and in how many somebody has read it."""

    id: UUID
    restaurant_id: UUID | None
    subject: str
    body: str
    sent_at: datetime
    houses: int
    read: int


class SentMessage(BaseModel):
    id: UUID
    restaurant_id: UUID | None
    sent_at: datetime
