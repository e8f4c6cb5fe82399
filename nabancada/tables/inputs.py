"""What may be said about a table."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from nabancada.keys.inputs import ClientKey
from nabancada.tables.places import COLUMNS, ROWS
from nabancada.web.answers import Cut
from nabancada.web.body import Input

Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Seats = Annotated[int, Field(ge=1, le=99, strict=True)]
Column = Annotated[int, Field(ge=1, le=COLUMNS, strict=True)]
Row = Annotated[int, Field(ge=1, le=ROWS, strict=True)]
Shape = Literal["square", "round", "wide"]


class Furnishings(Cut):
    """The tables or rooms in use, or those that are not; of one branch, if asked."""

    branch_id: UUID | None = None
    archived: bool = False


class NewTable(Input):
    branch_id: UUID | None = None  # none: where they work who asks
    name: Name
    seats: Seats
    area: Name = "Sala"
    shape: Shape = "square"
    grid_column: Column | None = None
    grid_row: Row | None = None


class NewTables(Input):
    """Several tables alike, numbered on from `first`."""

    client_key: ClientKey | None = None
    branch_id: UUID | None = None
    count: Annotated[int, Field(ge=1, le=100)]
    first: Annotated[int, Field(ge=1, le=99_999)] = 1
    seats: Annotated[int, Field(ge=1, le=99)] = 4
    area: Name = "Sala"
    shape: Shape = "square"


class Copy(Input):
    client_key: ClientKey | None = None


class Codes(Input):
    """The tables whose codes are meant."""

    table_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class Kept(Input):
    """`v` names the picture of one code: asked for by the present one's it may be kept for ever."""

    v: str = ""


class NewRoom(Input):
    client_key: ClientKey | None = None
    branch_id: UUID | None = None
    name: Name


class RoomChange(Input):
    """Only the fields that are sent change."""

    name: Name | None = None
    branch_id: UUID | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "RoomChange":
        if any(getattr(self, field) is None for field in self.model_fields_set):
            raise ValueError("Falta preencher.")
        return self


class RoomOrder(Input):
    ids: Annotated[list[UUID], Field(max_length=1000)]


class TableChange(Input):
    """Only the fields that are sent change."""

    name: Name | None = None
    seats: Seats | None = None
    area: Name | None = None
    shape: Shape | None = None
    grid_column: Column | None = None
    grid_row: Row | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "TableChange":
        for field in self.model_fields_set - {"grid_column", "grid_row"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self


class PartyMove(Input):
    table_id: UUID


class PartyChange(Input):
    """Only the fields that are sent change."""

    guests: Annotated[int, Field(ge=1, le=999, strict=True)] | None = None
    waiter_id: UUID | None = None
