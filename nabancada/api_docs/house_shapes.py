"""How answers about a house look: its settings, its branches, and what guests see of it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel


class OpeningSpan(BaseModel):
    """An `end` not after `start` is on the next day."""

    start: str
    end: str


class OpeningWindow(OpeningSpan):
    days: list[int]


class OpeningDate(BaseModel):
    date: date
    name: str
    hours: list[OpeningSpan]


class Section(BaseModel):
    """`version` tells a section from the same one changed."""

    version: str


class Identity(Section):
    name: str
    nif: str | None
    address: str | None
    phone: str
    colour: str | None
    logo: dict[str, str] | None
    slug: str


class Hours(Section):
    week: list[OpeningWindow]
    dates: list[OpeningDate]
    day_turns_at: int


class Money(Section):
    service_bp: int
    service_cents: int
    service_before_discount: bool
    tax_bp: int
    tax_included: bool
    delivery_cents: int
    packaging_cents: int
    cash_step_cents: int
    discount_limit_bp: int


class Guests(Section):
    takeaway: bool
    delivery: bool
    delivery_minimum_cents: int
    delivery_zone: str
    calls: bool


class Receipt(Section):
    header: str
    footer: str
    logo: bool


class Settings(BaseModel):
    identity: Identity
    hours: Hours
    money: Money
    guests: Guests
    receipt: Receipt


class Branch(BaseModel):
    id: UUID
    name: str
    archived: bool


class Opening(BaseModel):
    """`until` is when `open` changes next; null is never, as far as the house has said."""

    open: bool
    until: datetime | None
    week: list[OpeningWindow]
    dates: list[OpeningDate]


class Delivery(BaseModel):
    zone: str
    minimum_cents: int
    fee_cents: int


class Front(BaseModel):
    """A house as guests see it; `delivery` is null where it does not deliver."""

    name: str
    slug: str
    address: str | None
    phone: str
    logo: dict[str, str] | None
    colour: str | None
    opening: Opening
    takeaway: bool
    delivery: Delivery | None
