"""What may be said about registers and shifts."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from nabancada.keys.inputs import ClientKey
from nabancada.web.answers import Page
from nabancada.web.body import Input

Cents = Annotated[int, Field(ge=0, le=100_000_000_000, strict=True)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# How many of each note and coin, by its value in cêntimos.
Notes = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^\d{2,8}$")], Annotated[int, Field(ge=0, le=100_000, strict=True)]],
    Field(max_length=30),
]


class NewRegister(Input):
    branch_id: UUID | None = None  # none: where they work who add it
    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class NewShift(Input):
    client_key: ClientKey | None = None
    opening_cents: Cents
    register_id: UUID | None = None
    notes: Notes | None = None


class NewMovement(Input):
    client_key: ClientKey
    kind: Literal["in", "out"]
    amount_cents: Annotated[int, Field(gt=0, le=100_000_000_000, strict=True)]
    reason: Reason


class ShiftFilter(Page):
    open: bool | None = None
