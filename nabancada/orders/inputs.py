"""What may be said about an order."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from nabancada.keys.inputs import ClientKey
from nabancada.orders.choosing import Wanted
from nabancada.orders.pricing import Discount
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.restaurants import phones
from nabancada.web.answers import Cut, Page
from nabancada.web.body import Input
from nabancada.web.instants import Instant

Note = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Quantity = Annotated[int, Field(ge=1, le=99, strict=True)]
Seat = Annotated[int, Field(ge=1, le=99, strict=True)]
Cents = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
Pin = Annotated[str, StringConstraints(pattern=r"^\d{4,6}$")]


class Customer(Input):
    """Whom an order is for; at the counter only who wants a receipt with their name or tax number says so."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    phone: Annotated[str, StringConstraints(min_length=1, max_length=30)] | None = None
    address: Annotated[str, StringConstraints(max_length=300)] | None = None
    nif: Annotated[str, StringConstraints(pattern=r"^\d{9,10}([A-Z]{2}\d{3})?$")] | None = None

    @field_validator("phone")
    @classmethod
    def _normalised(cls, typed: str | None) -> str | None:
        return phones.normalise(typed) if typed else None


class WantedLine(Input):
    item_id: UUID
    quantity: Quantity
    option_ids: Annotated[list[UUID], Field(max_length=50)] = []
    note: Note | None = None
    seat: Seat | None = None
    unit_price_cents: Cents | None = None
    discount_percent: Percent | None = None
    discount_cents: Cents = 0

    def wanted(self) -> Wanted:
        return Wanted(
            self.item_id,
            self.quantity,
            tuple(self.option_ids),
            self.note or None,
            self.seat,
            self.unit_price_cents,
            Discount(_bp(self.discount_percent), self.discount_cents),
        )


class Discounting(Input):
    """So much off, in percent or as an amount, and why."""

    percent: Percent | None = None
    amount_cents: Annotated[int, Field(gt=0, le=1_000_000_000, strict=True)] | None = None
    reason: Reason

    @model_validator(mode="after")
    def _one(self) -> "Discounting":
        if (self.percent is None) == (self.amount_cents is None):
            raise ValueError("Uma percentagem ou um valor.")
        return self

    def discount(self) -> Discount:
        return Discount(_bp(self.percent), self.amount_cents or 0)


class NewDiscount(Discounting):
    client_key: ClientKey
    manager_pin: Pin | None = None


class NewOrder(Input):
    client_key: ClientKey
    type: OrderType
    table_id: UUID | None = None
    branch_id: UUID | None = None  # none: of the table, else where they work who order
    customer: Customer | None = None
    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=100)]
    note: Note | None = None
    discount: Discounting | None = None
    manager_pin: Pin | None = None

    @model_validator(mode="after")
    def _whole(self) -> "NewOrder":
        if (self.type == OrderType.TABLE) != (self.table_id is not None):
            raise ValueError("Uma mesa e só uma, para um pedido de mesa.")
        if self.type == OrderType.DELIVERY and not (self.customer and self.customer.address):
            raise ValueError("Uma entrega precisa de cliente com morada.")
        if self.customer and not self.customer.phone and self.type in (OrderType.DELIVERY, OrderType.TAKEAWAY):
            raise ValueError("Falta o telefone do cliente.")
        if self.discount and self.table_id:
            raise ValueError("O desconto de uma mesa dá-se na conta.")
        return self

    @property
    def gives_discounts(self) -> bool:
        """Whether anything is taken off, dish by dish or on the whole."""
        return self.discount is not None or any(one.discount_percent or one.discount_cents for one in self.lines)

    def wanted(self) -> list[Wanted]:
        return [one.wanted() for one in self.lines]


class DraftLine(Input):
    """A line on the way to an order; `id` is the terminal's."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    item_id: UUID
    quantity: Quantity
    option_ids: Annotated[list[UUID], Field(max_length=50)] = []
    note: Note | None = None
    seat: Seat | None = None
    unit_price_cents: Cents | None = None
    discount_percent: Annotated[float, Field(gt=0, le=100)] | None = None


class DraftCustomer(Input):
    """Half typed, perhaps."""

    name: Annotated[str, StringConstraints(max_length=120)] | None = None
    phone: Annotated[str, StringConstraints(max_length=30)] | None = None
    address: Annotated[str, StringConstraints(max_length=300)] | None = None
    nif: Annotated[str, StringConstraints(max_length=20)] | None = None


class DraftDiscount(Input):
    percent: Annotated[float, Field(gt=0, le=100)] | None = None
    amount_cents: Cents | None = None
    reason: Annotated[str, StringConstraints(max_length=200)] | None = None


class Draft(Input):
    """What a terminal keeps of an order that is still being typed."""

    type: OrderType
    lines: Annotated[list[DraftLine], Field(min_length=1, max_length=100)]
    customer: DraftCustomer | None = None
    note: Note | None = None
    discount: DraftDiscount | None = None


class NewCart(Input):
    """A draft to keep. `version` counts up with every change; a `label`, empty or not, puts it aside."""

    table_id: UUID | None = None
    label: Annotated[str, StringConstraints(max_length=60)] | None = None
    content: Draft
    version: Annotated[int, Field(ge=1, le=1_000_000_000, strict=True)]


class CartFilter(Input):
    table_id: UUID | None = None
    held: bool = False


class NewStep(Input):
    status: Literal[OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED]


class Cancellation(Input):
    client_key: ClientKey | None = None
    reason: Reason
    manager_pin: Pin | None = None


class LineVoid(Input):
    """`quantity` takes so many more back each time it is sent: a `client_key` makes it repeatable."""

    client_key: ClientKey | None = None
    reason: Reason
    quantity: Quantity | None = None
    manager_pin: Pin | None = None


class LineChange(Input):
    """Only the fields that are sent change."""

    note: Note | None = None
    seat: Seat | None = None


class TypedVoid(LineVoid):
    """A form's: its figures come as text."""

    quantity: Annotated[int, Field(ge=1, le=99)] | None = None


class MovedLine(Input):
    order_id: UUID
    line_id: UUID
    quantity: Annotated[int, Field(ge=1, le=999, strict=True)]


class LinesMove(Input):
    """Dishes that go to another party, or to a table. Repeatable by `client_key`."""

    client_key: ClientKey | None = None
    lines: Annotated[list[MovedLine], Field(min_length=1, max_length=200)]
    party_id: UUID | None = None
    table_id: UUID | None = None
    manager_pin: Pin | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> "LinesMove":
        if (self.party_id is None) == (self.table_id is None):
            raise ValueError("Uma mesa ou um grupo, um dos dois.")
        return self

    @property
    def to_table(self) -> UUID:
        assert self.table_id is not None
        return self.table_id


class PartyJoin(Input):
    party_id: UUID
    manager_pin: Pin | None = None


class PartyPart(Input):
    manager_pin: Pin | None = None


class OrderFilter(Page):
    status: OrderStatus | None = None
    type: OrderType | None = None
    table_id: UUID | None = None
    branch_id: UUID | None = None
    placed_after: Instant | None = None


class KitchenFilter(Cut):
    branch_id: UUID | None = None  # none: where they work who ask
    station: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None


def _bp(percent: Decimal | None) -> int:
    return int(percent * 100) if percent else 0
