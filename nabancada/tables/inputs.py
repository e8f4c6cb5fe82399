"""What may be said about a table."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from nabancada.web.body import Input

Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Seats = Annotated[int, Field(ge=1, le=99, strict=True)]
Cell = Annotated[int, Field(ge=1, le=48, strict=True)]
Shape = Literal["square", "round", "wide"]


class NewTable(Input):
    name: Name
    seats: Seats
    area: Name = "Sala"
    shape: Shape = "square"
    grid_column: Cell | None = None
    grid_row: Cell | None = None


class TableChange(Input):
    """Only the fields that are sent change."""

    name: Name | None = None
    seats: Seats | None = None
    area: Name | None = None
    shape: Shape | None = None
    grid_column: Cell | None = None
    grid_row: Cell | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "TableChange":
        for field in self.model_fields_set - {"grid_column", "grid_row"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self


class PartyMove(Input):
    table_id: UUID


class PartyJoin(Input):
    party_id: UUID


class PartyChange(Input):
    """Only the fields that are sent change."""

    guests: Annotated[int, Field(ge=1, le=999, strict=True)] | None = None
    waiter_id: UUID | None = None
