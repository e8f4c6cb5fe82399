"""What may be said about an order."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator, model_validator

from nabancada.orders.pricing import Wanted
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.restaurants import phones
from nabancada.web.answers import Cut, Page
from nabancada.web.body import Input

ClientKey = Annotated[str, StringConstraints(min_length=8, max_length=64, strip_whitespace=False)]
Note = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Quantity = Annotated[int, Field(ge=1, le=99, strict=True)]


class Customer(Input):
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    phone: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    address: Annotated[str, StringConstraints(max_length=300)] | None = None

    @field_validator("phone")
    @classmethod
    def _normalised(cls, typed: str) -> str:
        return phones.normalise(typed)


class WantedLine(Input):
    item_id: UUID
    quantity: Quantity
    option_ids: Annotated[list[UUID], Field(max_length=50)] = []
    note: Note | None = None


class NewOrder(Input):
    client_key: ClientKey
    type: OrderType
    table_id: UUID | None = None
    customer: Customer | None = None
    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=100)]
    note: Note | None = None

    @model_validator(mode="after")
    def _whole(self) -> "NewOrder":
        if (self.type == OrderType.TABLE) != (self.table_id is not None):
            raise ValueError("Uma mesa e só uma, para um pedido de mesa.")
        if self.type == OrderType.DELIVERY and not (self.customer and self.customer.address):
            raise ValueError("Uma entrega precisa de cliente com morada.")
        return self

    def wanted(self) -> list[Wanted]:
        return [Wanted(one.item_id, one.quantity, tuple(one.option_ids), one.note) for one in self.lines]


class NewStep(Input):
    status: Literal[OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED]


class Cancellation(Input):
    reason: Reason


class LineVoid(Input):
    reason: Reason
    quantity: Quantity | None = None


class OrderFilter(Page):
    status: OrderStatus | None = None
    type: OrderType | None = None
    table_id: UUID | None = None
    placed_after: datetime | None = None


class KitchenFilter(Cut):
    station: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
