"""How answers about the menu look."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from nabancada.api_docs.house_shapes import Front
from nabancada.menu.labels import ALLERGENS

Allergen = Literal[ALLERGENS]  # type: ignore[valid-type]


class OptionShape(BaseModel):
    id: UUID
    name: str
    price_cents: int
    available: bool


class OptionGroup(BaseModel):
    """Between `min` and `max` of the options are chosen, each at most once."""

    id: UUID
    name: str
    min: int
    max: int
    options: list[OptionShape]


class ServedAt(BaseModel):
    """Days, Monday being 1, and hours in Luanda; an `end` not after `start` is on the next day."""

    days: list[int]
    start: str
    end: str


class PublicDish(BaseModel):
    """`photo` is the addresses of its photo by their width in pixels. `schedule` null: served at any time."""

    id: UUID
    name: str
    description: str | None
    price_cents: int
    available: bool
    art: str | None
    photo: dict[str, str] | None
    allergens: list[Allergen]
    tags: list[str]
    featured: bool
    schedule: list[ServedAt] | None
    option_groups: list[OptionGroup]


class Dish(PublicDish):
    station: str
    prep_minutes: int
    tax_bp: int | None
    barcode: str | None


class ChangedDish(Dish):
    category_id: UUID


class Category(BaseModel):
    id: UUID
    name: str
    items: list[Dish]


class PublicCategory(BaseModel):
    id: UUID
    name: str
    items: list[PublicDish]


class Menu(BaseModel):
    version: int
    categories: list[Category]


class FormerCategory(BaseModel):
    id: UUID
    name: str
    archived: bool


class ArchivedCategory(BaseModel):
    """`dishes` is how many went with it, and come back with it."""

    id: UUID
    name: str
    dishes: int
    archived_at: datetime


class ArchivedDish(BaseModel):
    """Restoring it brings its category back, where that is archived, too."""

    id: UUID
    name: str
    price_cents: int
    station: str
    category: FormerCategory
    archived_at: datetime


class Station(BaseModel):
    """`dishes` is how many are made there."""

    name: str
    dishes: int


class AddedCategory(BaseModel):
    id: UUID
    name: str
    position: int


class NamedDish(BaseModel):
    id: UUID
    name: str


class HouseGroup(OptionGroup):
    """A choice of the house. `items`: the dishes on the menu that ask for it."""

    items: list[NamedDish]


class NewPrice(BaseModel):
    id: UUID
    name: str
    before_cents: int
    after_cents: int


class NewPrices(BaseModel):
    version: int
    changes: list[NewPrice]


class MovedStation(BaseModel):
    """How many dishes are made elsewhere now."""

    items: int


class ImportedRow(BaseModel):
    """`changes`: by column what was there and what is now; `errors`: by column what to do about it."""

    row: int
    name: str
    category: str
    kind: Literal["new", "changed", "same", "wrong"]
    changes: dict[str, tuple[Any, Any]]
    errors: dict[str, str]


class ImportReport(BaseModel):
    """How many rows of each kind; `unknown_columns` were not read."""

    new: int
    changed: int
    same: int
    wrong: int
    stored: bool
    unknown_columns: list[str]
    rows: list[ImportedRow]


class PublicMenu(BaseModel):
    restaurant: Front
    version: int
    categories: list[PublicCategory]
