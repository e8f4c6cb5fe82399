"""What is typed in the menu's editor: amounts, shares and hours as people write them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from nabancada.keys.inputs import ClientKey
from nabancada.menu.inputs import (
    Allergens,
    Barcode,
    Description,
    GroupChange,
    GroupIds,
    KeptOption,
    Name,
    NewItem,
    Plate,
    PriceChange,
    Schedule,
    SharedGroup,
    Station,
    Tags,
)
from nabancada.restaurants.inputs import typed_hours
from nabancada.web.amounts import Amount, Percent, Price
from nabancada.web.body import Input, validate

KWANZA = 100  # cêntimos


def _if_any(typed: object) -> object:
    return typed or None


def _parts(typed: object) -> object:
    """What is separated by commas, in a field that may be there several times."""
    if not isinstance(typed, list):
        return typed
    return [part.strip() for text in typed for part in str(text).split(",") if part.strip()]


Nothing = BeforeValidator(_if_any)
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Minutes = Annotated[int, Field(ge=1, le=240)]


class DishForm(Input):
    """A dish as its page sends it. Hours come in three columns: beginnings, ends, and days as `row:day`."""

    client_key: ClientKey | None = None  # of a new one
    seen: str = ""  # how one that is there looked
    name: Name
    category_id: UUID
    price: Price
    description: Annotated[Description | None, Nothing] = None
    station: Station
    prep_minutes: Minutes = 15
    tax: Annotated[Percent | None, Nothing] = None
    barcode: Annotated[Barcode | None, Nothing] = None
    art: Annotated[Plate | None, Nothing] = None
    photo: Annotated[Digest | None, Nothing] = None
    allergens: Allergens = []
    tags: Annotated[Tags, BeforeValidator(_parts)] = []
    featured: bool = False
    no_photo: bool = False
    group_ids: GroupIds = []
    window_start: list[str] = []
    window_end: list[str] = []
    window_days: list[str] = []

    def item(self) -> NewItem:
        """:raises InvalidInput: hours that make no sense, under `schedule`"""
        typed = self.model_dump(include=set(NewItem.model_fields))
        return NewItem(**typed, price_cents=self.price, tax_bp=self.tax, schedule=self._schedule())

    def _schedule(self) -> Any:
        windows = typed_hours(self.window_start, self.window_end, self.window_days)
        return validate(_Hours, {"schedule": windows or None}).schedule


class _Hours(Input):
    schedule: Schedule | None


class CategoryForm(Input):
    client_key: ClientKey | None = None
    name: Name


class ChoiceForm(Input):
    """A choice as its form sends it: its options in columns. Rows without a name are no options."""

    client_key: ClientKey | None = None
    name: Name
    min: Annotated[int, Field(ge=0, le=50)] = 0
    max: Annotated[int, Field(ge=1, le=50)] = 1
    option_id: list[str] = []
    option_name: list[str] = []
    option_price: list[str] = []
    option_out: list[str] = []  # the rows that are sold out

    def new(self) -> SharedGroup:
        return validate(SharedGroup, {**self._whole(), "client_key": self.client_key})

    def change(self) -> GroupChange:
        return validate(GroupChange, self._whole(KeptOption.model_fields.keys()))

    def _whole(self, known: Any = ("name", "price_cents", "available")) -> dict[str, Any]:
        rows = [
            {"id": key or None, "name": name, "price_cents": price, "available": str(row) not in self.option_out}
            for row, (key, name, price) in enumerate(self._rows())
            if name
        ]
        options = [{field: row[field] for field in known} for row in rows]
        return {"name": self.name, "min": self.min, "max": self.max, "options": options}

    def _rows(self) -> list[tuple[str, str, int]]:
        prices = validate(_Prices, {"options": [price.strip() for price in self.option_price]}).options
        return list(zip(self.option_id, map(str.strip, self.option_name), prices, strict=False))


class _Prices(Input):
    options: list[Amount]  # left out, an option costs nothing more


class StationForm(Input):
    old: Station
    new: Station


class PriceForm(Input):
    """How prices are to change: up or down, by a share or an amount, rounded to whole steps of Kwanza."""

    way: Literal["up", "down"] = "up"
    by: Literal["percent", "amount"] = "percent"
    much: Price  # hundredths, of a percent or of a Kwanza
    step: Annotated[int, Field(ge=1, le=10_000)] = 50
    category_ids: list[UUID] = []
    item_ids: list[UUID] = []
    version: int | None = None

    def change(self) -> PriceChange:
        """Of all the dishes to look at, ticked or not."""
        return self._of(category_ids=self.category_ids)

    def _of(self, **which: Any) -> PriceChange:
        hundredths = self.much if self.way == "up" else -self.much
        by = {"percent_bp" if self.by == "percent" else "amount_cents": hundredths}
        return validate(PriceChange, {**by, "step_cents": self.step * KWANZA, **which})


class TickedPrices(PriceForm):
    """The same, for the dishes that are ticked: none is none, not all."""

    item_ids: Annotated[list[UUID], Field(min_length=1)]

    def change(self) -> PriceChange:
        """Of the ticked ones alone, as they were looked at."""
        return self._of(item_ids=self.item_ids, version=self.version)


class Rows(Input):
    """The rows of a sheet that was looked at, as the page carries them."""

    rows: Annotated[str, StringConstraints(max_length=1_000_000)]
    only_right: bool = False
