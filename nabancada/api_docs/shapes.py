"""How answers look. Ids are UUIDs, `*_cents` whole cêntimos, times ISO 8601 in UTC."""

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from nabancada.permissions import Permission, Role
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants.models import RestaurantStatus

Item = TypeVar("Item")


class Listed(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None


class Problem(BaseModel):
    """RFC 9457. `code` is the word to act on; `detail` is for people, in the language of the request."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    fields: dict[str, str] | None = None


class Restaurant(BaseModel):
    id: UUID
    slug: str
    name: str
    status: RestaurantStatus


class RestaurantState(BaseModel):
    id: UUID
    slug: str
    status: RestaurantStatus


class Registered(BaseModel):
    restaurant: Restaurant


class ProposedSlug(BaseModel):
    slug: str


class Person(BaseModel):
    id: UUID
    name: str
    email: str
    role: Role


class WorkedAt(BaseModel):
    """A branch in use."""

    id: UUID
    name: str


class Session(BaseModel):
    """`branch` is where they work now, `branches` those in use; who is `confined` works at that one alone."""

    user: Person | None
    restaurant: Restaurant | None
    branch: WorkedAt | None
    branches: list[WorkedAt]
    confined: bool
    permissions: list[Permission]


class Member(Person):
    """Who has no `branch_id` works at every branch."""

    branch_id: UUID | None
    active: bool
    has_password: bool
    has_pin: bool
    created_at: datetime


class Token(BaseModel):
    id: UUID
    name: str
    permissions: list[str]
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class NewTokenAnswer(Token):
    """`token` is told once: sent again with its `client_key` it is null."""

    token: str | None


class PlanState(BaseModel):
    slug: str
    name: str
    history_days: int | None
    limits: dict[str, int | None]
    features: dict[str, Any]


class SubscriptionState(BaseModel):
    status: SubscriptionStatus
    trial_ends_at: datetime | None
    renews_at: datetime | None


class ChangedSubscription(SubscriptionState):
    plan: str
    version: str


class PlanLimits(BaseModel):
    """A limit of null is none."""

    plan: PlanState
    subscription: SubscriptionState
    usage: dict[str, int]
    can_add: dict[str, bool]


class Table(BaseModel):
    """`status` is derived from who sits there; `url` is what its QR code carries."""

    id: UUID
    branch_id: UUID
    name: str
    seats: int
    area: str
    shape: Literal["square", "round", "wide"]
    grid_column: int | None
    grid_row: int | None
    status: Literal["free", "occupied", "bill_requested"]
    party_id: UUID | None
    since: datetime | None
    called_at: datetime | None
    code: str
    archived_at: datetime | None
    url: str


class Call(BaseModel):
    """What guests of a table want, and since when they do."""

    wanted: Literal["waiter", "bill"] = Field(alias="for")
    since: datetime


class Room(BaseModel):
    """`tables` is how many are in it, or went into the archive with it; their `area` is its name."""

    id: UUID
    branch_id: UUID
    name: str
    position: int
    archived_at: datetime | None
    tables: int


class Event(BaseModel):
    """The same object that sockets receive."""

    type: str
    seq: int
    restaurantId: UUID
    at: datetime
    data: dict[str, Any]


class Events(BaseModel):
    items: list[Event]
    seq: int
