"""What may be said about a menu."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints, model_validator

from nabancada.keys.inputs import ClientKey
from nabancada.menu.labels import ALLERGENS, EVERYWHERE
from nabancada.restaurants.inputs import Window
from nabancada.web.body import Input

Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Cents = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
Station = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Share = Annotated[int, Field(ge=0, le=10_000, strict=True)]  # basis points
Barcode = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9A-Za-z-]+$")]
Description = Annotated[str, StringConstraints(max_length=500)]
Plate = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9-]+$")]
Minutes = Annotated[int, Field(ge=1, le=240, strict=True)]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=24)]
Ids = Annotated[list[UUID], Field(min_length=1, max_length=1000)]


def _once(values: Any) -> Any:
    """Each value once, in its place: what is chosen twice is chosen."""
    return list(dict.fromkeys(values)) if isinstance(values, list) and all(map(_plain, values)) else values


def _plain(value: object) -> bool:
    return isinstance(value, (str, int, UUID))


Allergens = Annotated[list[Literal[ALLERGENS]], BeforeValidator(_once), Field(max_length=14)]  # type: ignore[valid-type]
Tags = Annotated[list[Tag], BeforeValidator(_once), Field(max_length=8)]
GroupIds = Annotated[list[UUID], BeforeValidator(_once), Field(max_length=20)]


class MenuEdition(Input):
    """`edition` names the menu as a page was drawn with it, so that the answer may be kept."""

    edition: Annotated[str, StringConstraints(max_length=80)] | None = None


class NewCategory(Input):
    name: Name
    position: Annotated[int, Field(ge=0, le=10_000, strict=True)] | None = None
    client_key: ClientKey | None = None


class CategoryChange(Input):
    name: Name


class Arrangement(Input):
    """All ids, or the first of them, as they are to follow one another."""

    ids: Ids


Schedule = Annotated[list[Window], Field(min_length=1, max_length=6)]


class NewOption(Input):
    name: Name
    price_cents: Cents = 0
    available: StrictBool = True


class NewGroup(Input):
    name: Name
    min: Annotated[int, Field(ge=0, le=50, strict=True)] = 0
    max: Annotated[int, Field(ge=1, le=50, strict=True)] = 1
    options: Annotated[list[NewOption], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.min > self.max:
            raise ValueError("O mínimo não pode passar o máximo.")
        if self.min > len(self.options):
            raise ValueError("Há menos opções do que o mínimo.")
        return self


class KeptOption(NewOption):
    """An option as it is to be; with the `id` of one that is there, that one changes."""

    id: UUID | None = None


class GroupChange(NewGroup):
    """A choice as it is to be, whole: options that are left out are taken away."""

    options: Annotated[list[KeptOption], Field(min_length=1, max_length=50)]  # type: ignore[assignment]


class SharedGroup(NewGroup):
    """A choice that dishes may ask for."""

    client_key: ClientKey | None = None


class _Choices(Input):
    """`option_groups` are made for this dish; `group_ids` name choices that are there. One or the other."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if getattr(self, "option_groups", None) and getattr(self, "group_ids", None):
            raise ValueError("Envie option_groups ou group_ids, não ambos.")
        return self


class NewItem(_Choices):
    category_id: UUID
    name: Name
    price_cents: Cents
    description: Description | None = None
    station: Station = EVERYWHERE
    available: StrictBool = True
    art: Plate | None = None
    prep_minutes: Minutes = 15
    tax_bp: Share | None = None
    barcode: Barcode | None = None
    allergens: Allergens = []
    tags: Tags = []
    featured: StrictBool = False
    schedule: Schedule | None = None
    option_groups: Annotated[list[NewGroup], Field(max_length=20)] = []
    group_ids: GroupIds = []
    client_key: ClientKey | None = None


class ItemChange(_Choices):
    """Only the fields that are sent change."""

    category_id: UUID | None = None
    name: Name | None = None
    price_cents: Cents | None = None
    description: Description | None = None
    station: Station | None = None
    available: StrictBool | None = None
    art: Plate | None = None
    prep_minutes: Minutes | None = None
    tax_bp: Share | None = None
    barcode: Barcode | None = None
    allergens: Allergens | None = None
    tags: Tags | None = None
    featured: StrictBool | None = None
    schedule: Schedule | None = None
    option_groups: Annotated[list[NewGroup], Field(max_length=20)] | None = None
    group_ids: GroupIds | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "ItemChange":
        for field in self.model_fields_set - {"description", "art", "tax_bp", "barcode", "schedule"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self

    @property
    def only_availability(self) -> bool:
        return self.model_fields_set == {"available"}


class Copy(Input):
    client_key: ClientKey | None = None


class CopyOf(Input):
    """What the key of a copy stands for."""

    item_id: UUID


class StationName(Input):
    """The dishes of station `old` are made at `new` from now on."""

    old: Station
    new: Station


class PriceChange(Input):
    """By a share or by an amount, up or down, of the named dishes, of those in the named categories, or of all."""

    percent_bp: Annotated[int, Field(ge=-10_000, le=100_000, strict=True)] | None = None
    amount_cents: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000, strict=True)] | None = None
    step_cents: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 100
    category_ids: Annotated[list[UUID], Field(max_length=200)] = []
    item_ids: Annotated[list[UUID], Field(max_length=1000)] = []
    version: int | None = None  # of the menu that was looked at: another one is refused
    preview: bool = False

    @model_validator(mode="after")
    def _by_one(self) -> Self:
        if (self.percent_bp is None) == (self.amount_cents is None):
            raise ValueError("Diga uma percentagem ou um valor.")
        return self
