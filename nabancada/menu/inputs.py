"""What may be said about a menu."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from nabancada.web.body import Input

Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Cents = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
Station = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Share = Annotated[int, Field(ge=0, le=10_000, strict=True)]  # basis points
Barcode = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9A-Za-z-]+$")]


class MenuEdition(Input):
    """`edition` names the menu as a page was drawn with it, so that the answer may be kept."""

    edition: Annotated[str, StringConstraints(max_length=80)] | None = None


class NewCategory(Input):
    name: Name
    position: Annotated[int, Field(ge=0, le=10_000, strict=True)] | None = None


class NewOption(Input):
    name: Name
    price_cents: Cents = 0
    available: bool = True


class NewGroup(Input):
    name: Name
    min: Annotated[int, Field(ge=0, le=50, strict=True)] = 0
    max: Annotated[int, Field(ge=1, le=50, strict=True)] = 1
    options: Annotated[list[NewOption], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _possible(self) -> "NewGroup":
        if self.min > self.max:
            raise ValueError("O mínimo não pode passar o máximo.")
        if self.min > len(self.options):
            raise ValueError("Há menos opções do que o mínimo.")
        return self


class NewItem(Input):
    category_id: UUID
    name: Name
    price_cents: Cents
    description: Annotated[str, StringConstraints(max_length=500)] | None = None
    station: Station = "Cozinha"
    available: bool = True
    art: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9-]+$")] | None = None
    prep_minutes: Annotated[int, Field(ge=1, le=240, strict=True)] = 15
    tax_bp: Share | None = None
    barcode: Barcode | None = None
    option_groups: Annotated[list[NewGroup], Field(max_length=20)] = []


class ItemChange(Input):
    """Only the fields that are sent change."""

    category_id: UUID | None = None
    name: Name | None = None
    price_cents: Cents | None = None
    description: Annotated[str, StringConstraints(max_length=500)] | None = None
    station: Station | None = None
    available: bool | None = None
    art: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9-]+$")] | None = None
    prep_minutes: Annotated[int, Field(ge=1, le=240, strict=True)] | None = None
    tax_bp: Share | None = None
    barcode: Barcode | None = None
    option_groups: Annotated[list[NewGroup], Field(max_length=20)] | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "ItemChange":
        for field in self.model_fields_set - {"description", "art", "tax_bp", "barcode"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self

    @property
    def only_availability(self) -> bool:
        return self.model_fields_set == {"available"}
