"""What the fields of a dish's page hold: from the dish, or from what was typed and did not do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from nabancada import money
from nabancada.menu.labels import EVERYWHERE
from nabancada.restaurants.inputs import typed_hours
from nabancada.storage import pictures

BLANK_HOURS = {"start": "", "end": "", "days": []}


@dataclass(slots=True)
class Dish:
    """Texts as they stand in the fields."""

    name: str = ""
    category_id: str = ""
    price: str = ""
    description: str = ""
    station: str = EVERYWHERE
    prep_minutes: str = "15"
    tax: str = ""
    barcode: str = ""
    art: str = ""
    photo: str = ""
    photos: Mapping[str, str] = field(default_factory=dict)  # addresses of the photo, by width
    allergens: Sequence[str] = ()
    tags: str = ""
    featured: bool = False
    group_ids: Sequence[str] = ()
    windows: Sequence[Mapping[str, Any]] = ()

    @property
    def hours(self) -> list[Mapping[str, Any]]:
        """The rows of hours, and one to fill in where there is none."""
        return list(self.windows) or [BLANK_HOURS]


def of(item: Mapping[str, Any], photo: str | None) -> Dish:
    """A dish of the catalogue; `photo` is the name its photo is kept by."""
    return Dish(
        name=item["name"],
        category_id=item["category_id"],
        price=money.plain(item["price_cents"]),
        description=item["description"] or "",
        station=item["station"],
        prep_minutes=str(item["prep_minutes"]),
        tax="" if item["tax_bp"] is None else money.plain(item["tax_bp"]),
        barcode=item["barcode"] or "",
        art=item["art"] or "",
        photo=photo or "",
        photos=item["photo"] or {},
        allergens=item["allergens"],
        tags=", ".join(item["tags"]),
        featured=item["featured"],
        group_ids=[group["id"] for group in item["option_groups"]],
        windows=item["schedule"] or (),
    )


def typed(form: MultiDict[str, str], photo: str) -> Dish:
    """What was typed; `photo` is the name of the photo that came with it, if one is kept."""
    plain = ("name", "category_id", "price", "description", "station", "prep_minutes", "tax", "barcode", "art", "tags")
    return Dish(
        **{name: form.get(name, "") for name in plain},
        photo=photo,
        photos=pictures.addresses(photo) if photo else {},
        allergens=form.getlist("allergens"),
        featured="featured" in form,
        group_ids=form.getlist("group_ids"),
        windows=typed_hours(form.getlist("window_start"), form.getlist("window_end"), form.getlist("window_days")),
    )
