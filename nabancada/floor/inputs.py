"""What may be typed on the sheet of a table. A form's figures come as text."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from nabancada.keys.inputs import ClientKey
from nabancada.orders.inputs import MovedLine, Note, Pin
from nabancada.web.body import Input, NoneIfBlank
from nabancada.web.instants import Instant

Seat = Annotated[int, Field(ge=1, le=99)]


class TypedChange(Input):
    """Only the fields that are sent change; one left empty says nothing any more."""

    @model_validator(mode="before")
    @classmethod
    def _emptied(cls, sent: dict[str, Any]) -> dict[str, Any]:
        return {name: value or None for name, value in sent.items()}


class TypedParty(TypedChange):
    """Without a waiter it is looked after by whoever ordered last."""

    guests: Annotated[int, Field(ge=1, le=999)] | None = None
    waiter_id: UUID | None = None


class TypedLine(TypedChange):
    """Without a seat the dish is for the whole table."""

    note: Note | None = None
    seat: Seat | None = None


class Called(Input):
    """Since when guests have called whom somebody answered too soon."""

    since: Instant


class ByPin(Input):
    """An act that a manager's PIN may allow."""

    manager_pin: Annotated[Pin | None, NoneIfBlank] = None


class TypedMovedLine(MovedLine):
    quantity: Annotated[int, Field(ge=1, le=999)]


class DishesMove(ByPin):
    """Dishes that go to the bill of another table: how many of each line, in fields named `order.line`."""

    client_key: ClientKey | None = None
    table_id: UUID
    lines: Annotated[list[TypedMovedLine], Field(min_length=1, max_length=200)]

    @model_validator(mode="before")
    @classmethod
    def _collected(cls, sent: dict[str, Any]) -> dict[str, Any]:
        lines = []
        rest = {}
        for name, value in sent.items():
            order_id, dot, line_id = name.partition(".")
            if not dot:
                rest[name] = value
            elif value != "0":
                lines.append({"order_id": order_id, "line_id": line_id, "quantity": value})
        return {**rest, "lines": lines}
