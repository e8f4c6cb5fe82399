"""The menu as guests may see it."""

from typing import Any

from nabancada.guest import door
from nabancada.menu import catalogue
from nabancada.restaurants.queries import Shopfront
from nabancada.web.json import encode

SHOWN = (
    "id",
    "name",
    "description",
    "price_cents",
    "available",
    "art",
    "photo",
    "allergens",
    "tags",
    "featured",
    "schedule",
    "option_groups",
)


def as_json(house: Shopfront) -> bytes:
    """The answer of `GET /api/public/<slug>/menu`. The restaurant is bound."""
    return encode({"restaurant": door.as_json(house), **for_guests(house)})


def for_guests(house: Shopfront) -> dict[str, Any]:
    """Version and categories, without what concerns only the kitchen."""
    tree = catalogue.at(house.menu_version).tree
    categories = [
        {**category, "items": [{key: item[key] for key in SHOWN} for item in category["items"]]}
        for category in tree["categories"]
        if category["items"]
    ]
    return {"version": tree["version"], "categories": categories}
