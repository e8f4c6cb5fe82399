"""How answers look. Ids are UUIDs, `*_cents` whole cêntimos, times ISO 8601 in UTC."""

from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel

from nabancada.orders.states import OrderStatus, OrderType
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


class ListedRestaurant(Restaurant):
    created_at: datetime


class RestaurantState(BaseModel):
    id: UUID
    slug: str
    status: RestaurantStatus


class Registered(BaseModel):
    restaurant: Restaurant


class Person(BaseModel):
    id: UUID
    name: str
    email: str
    role: Role


class Session(BaseModel):
    user: Person | None
    restaurant: Restaurant | None
    permissions: list[Permission]


class Member(Person):
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


class NewTokenAnswer(Token):
    token: str


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


class PlanLimits(BaseModel):
    """A limit of null is none."""

    plan: PlanState
    subscription: SubscriptionState
    usage: dict[str, int]
    can_add: dict[str, bool]


class OptionShape(BaseModel):
    id: UUID
    name: str
    price_cents: int
    available: bool


class OptionGroup(BaseModel):
    """Between `min` and `max` of the options are chosen, each at most once."""

    id: UUID
    name: str
    min: int
    max: int
    options: list[OptionShape]


class PublicDish(BaseModel):
    id: UUID
    name: str
    description: str | None
    price_cents: int
    available: bool
    art: str | None
    option_groups: list[OptionGroup]


class Dish(PublicDish):
    station: str
    prep_minutes: int


class ChangedDish(Dish):
    category_id: UUID


class Category(BaseModel):
    id: UUID
    name: str
    items: list[Dish]


class PublicCategory(BaseModel):
    id: UUID
    name: str
    items: list[PublicDish]


class Menu(BaseModel):
    version: int
    categories: list[Category]


class AddedCategory(BaseModel):
    id: UUID
    name: str
    position: int


class Door(BaseModel):
    name: str
    slug: str
    address: str | None
    phone: str


class PublicMenu(BaseModel):
    restaurant: Door
    version: int
    categories: list[PublicCategory]


class Table(BaseModel):
    """`status` is derived from who sits there; `url` is what its QR code carries."""

    id: UUID
    name: str
    seats: int
    area: str
    shape: Literal["square", "round", "wide"]
    grid_column: int | None
    grid_row: int | None
    status: Literal["free", "occupied", "bill_requested"]
    party_id: UUID | None
    since: datetime | None
    code: str
    url: str


class ChosenOption(BaseModel):
    id: UUID
    name: str
    price_cents: int


class OrderLine(BaseModel):
    """`unit_price_cents` includes the options; `total_cents` leaves out what is void."""

    id: UUID
    item_id: UUID
    name: str
    station: str
    prep_minutes: int
    quantity: int
    void_quantity: int
    unit_price_cents: int
    options: list[ChosenOption]
    note: str | None
    total_cents: int


class OrderCustomer(BaseModel):
    name: str
    phone: str
    address: str | None = None


class Order(BaseModel):
    """`number` counts from 1 in each business day; `round` in each party."""

    id: UUID
    number: int
    business_day: date
    status: OrderStatus
    type: OrderType
    table: str | None
    table_id: UUID | None
    party_id: UUID | None
    round: int | None
    lines: list[OrderLine]
    note: str | None
    customer: OrderCustomer | None
    total_cents: int
    paid_cents: int
    due_cents: int
    placed_at: datetime
    placed_by: str | None
    started_at: datetime | None
    ready_at: datetime | None
    served_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None


class NumberedOrder(Order):
    """`seq` is the event number from which on a socket has news of this order."""

    seq: int


class Bill(BaseModel):
    party_id: UUID
    table_id: UUID
    bill_requested_at: datetime | None
    orders: list[Order]
    total_cents: int
    paid_cents: int
    due_cents: int


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
