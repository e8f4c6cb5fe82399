"""How orders and bills look. Ids are UUIDs, `*_cents` whole cêntimos, times ISO 8601 in UTC."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from nabancada.api_docs.express_shapes import PaidUnits, PaymentRequest
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.payments.models import Method


class ChosenOption(BaseModel):
    id: UUID
    name: str
    price_cents: int


class OrderLine(BaseModel):
    """`unit_price_cents` includes the options; `total_cents` is after the line's discount, without what is void."""

    id: UUID
    item_id: UUID
    name: str
    station: str
    prep_minutes: int
    quantity: int
    void_quantity: int
    unit_price_cents: int
    menu_price_cents: int | None  # what the menu asked, where it was sold at another price
    options: list[ChosenOption]
    note: str | None
    seat: int | None
    tax_bp: int
    discount_bp: int
    discount_own_cents: int  # of the discount, what was said as an amount
    discount_cents: int  # all of it
    total_cents: int


class OrderCustomer(BaseModel):
    name: str
    phone: str | None = None
    address: str | None = None
    nif: str | None = None


class Order(BaseModel):
    """`number` counts from 1 in each business day; `round` in each party.

    An order of no table has its bill to itself: what that adds and takes is told here, and is in its total.
    """

    id: UUID
    number: int
    business_day: date
    status: OrderStatus
    type: OrderType
    branch_id: UUID
    table: str | None
    table_id: UUID | None
    party_id: UUID | None
    bill_id: UUID
    round: int | None
    lines: list[OrderLine]
    note: str | None
    customer: OrderCustomer | None
    discount_cents: int
    service_cents: int
    fees_cents: int
    tax_added_cents: int
    rounding_cents: int
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


class Cart(BaseModel):
    """A draft; `content` is an order as far as it is typed. `label`, empty or not, says it was put aside."""

    key: str
    table_id: UUID | None
    label: str | None
    content: dict[str, Any]
    version: int
    owner_id: UUID | None
    owner_name: str
    saved_at: datetime


class BillDiscount(BaseModel):
    id: UUID
    bp: int
    cents: int
    reason: str
    by: str


class LedgerEntry(BaseModel):
    """Money taken, or given back: then `refund_of` names the payment and the amounts are negative."""

    id: UUID
    method: Method
    amount_cents: int
    tip_cents: int
    tendered_cents: int | None
    change_cents: int
    rounding_cents: int
    refund_of: UUID | None
    reason: str | None
    reference: str | None
    payer: str | None
    items: list[PaidUnits] | None
    taken_by: str
    taken_at: datetime


class Bill(BaseModel):
    """Items − discount + service + fees + added tax + rounding = total; total − paid − written off − credited = due.

    `pending_cents` is being paid by phone. `joined` names the tables whose rounds are on this bill too.
    """

    id: UUID
    party_id: UUID | None
    order_id: UUID | None
    table_id: UUID | None
    table: str | None
    joined: list[str]
    guests: int | None
    opened_at: datetime
    bill_requested_at: datetime | None
    settled_at: datetime | None
    rules: dict[str, Any]
    orders: list[Order]
    gross_cents: int
    items_cents: int
    discounts: list[BillDiscount]
    discount_cents: int
    service_cents: int
    delivery_cents: int
    packaging_cents: int
    tax_cents: int
    tax_added_cents: int
    rounding_cents: int
    total_cents: int
    paid_cents: int
    pending_cents: int
    written_off_cents: int
    credited_cents: int
    due_cents: int
    payments: list[LedgerEntry]
    requests: list[PaymentRequest]
    split: dict[str, Any] | None


class Payment(BaseModel):
    """A payment or refund as it was answered. `party_closed`: nothing is due, the table is free."""

    id: UUID
    method: Method
    amount_cents: int
    tip_cents: int
    tendered_cents: int | None
    change_cents: int
    rounding_cents: int
    refund_of: UUID | None
    bill_id: UUID
    party_id: UUID | None
    order_id: UUID | None
    due_cents: int
    party_closed: bool


class SplitPerson(BaseModel):
    """`waiting_cents` is asked for on their phone; `items` is what is left to pay for, when it is by dish."""

    name: str
    paid_cents: int
    waiting_cents: int
    left_cents: int
    items: list[PaidUnits]


class Split(BaseModel):
    """What is left of everybody's part, and `rest_cents`, nobody's, are together what is due.

    `shares` names people by their place, once for each part they have of a line; `amounts` is what each said to pay.
    """

    by: Literal["whole", "equal", "items", "amounts"]
    due_cents: int
    people: list[SplitPerson]
    shares: dict[UUID, list[int]]
    amounts: list[int | None]
    rest_cents: int
    rest_items: list[PaidUnits]


class Sale(BaseModel):
    """`payments` is empty where nothing had to be paid."""

    order: Order
    payments: list[Payment]
