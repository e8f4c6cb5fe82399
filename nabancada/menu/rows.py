"""A row of a sheet: what it may say, and the dish it comes from or becomes."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from nabancada.menu.inputs import Allergens, Barcode, Description, Name, Station, Tags
from nabancada.menu.labels import ALLERGEN_NAMES
from nabancada.menu.sheets import plain
from nabancada.web.amounts import BASIS_POINTS, Amount, Percent
from nabancada.web.body import Input

YES, NO = frozenset({"sim", "s", "yes", "y", "1", "x", "true"}), frozenset({"nao", "n", "no", "0", "false"})
YES_NO = {True: "sim", False: "não"}

_allergens = {plain(word): key for key, name in ALLERGEN_NAMES.items() for word in (key, name)}


def _listed(text: object) -> object:
    return [part.strip() for part in re.split(r"[,;|]", text) if part.strip()] if isinstance(text, str) else text


def _known_allergens(text: object) -> object:
    words = _listed(text)
    if not isinstance(words, list):
        return words
    if any(plain(word) not in _allergens for word in words):
        raise ValueError(
            "Escreva-os assim: glúten, crustáceos, ovos, peixe, amendoins, soja, leite, frutos de casca rija,"
            " aipo, mostarda, sésamo, sulfitos, tremoço, moluscos."
        )
    return [_allergens[plain(word)] for word in words]


def _yes(text: object) -> object:
    if not isinstance(text, str):
        return text
    word = plain(text)
    if word not in YES | NO:
        raise ValueError("Escreva sim ou não.")
    return word in YES


Yes = Annotated[bool, BeforeValidator(_yes)]


class Row(Input):
    """What a row says; what it leaves out stays as it is."""

    id: UUID | None = None
    category: Name | None = None
    name: Name
    description: Description | None = None
    price: Amount | None = None
    station: Station | None = None
    prep_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    tax: Percent | None = None
    barcode: Barcode | None = None
    allergens: Annotated[Allergens, BeforeValidator(_known_allergens)] | None = None
    tags: Annotated[Tags, BeforeValidator(_listed)] | None = None
    groups: Annotated[list[Name], BeforeValidator(_listed), Field(max_length=20)] | None = None
    featured: Yes | None = None
    available: Yes | None = None


# The column of a row and the field of a dish it speaks of.
FIELDS = {
    "name": "name",
    "description": "description",
    "price": "price_cents",
    "station": "station",
    "prep_minutes": "prep_minutes",
    "tax": "tax_bp",
    "barcode": "barcode",
    "allergens": "allergens",
    "tags": "tags",
    "featured": "featured",
    "available": "available",
}


def of(item: Mapping[str, Any], category: str) -> dict[str, Any]:
    """A dish of the catalogue as a row to be written."""
    return {
        "id": item["id"],
        "category": category,
        "name": item["name"],
        "description": item["description"] or "",
        "price": item["price_cents"] / 100,
        "station": item["station"],
        "prep_minutes": item["prep_minutes"],
        "tax": "" if item["tax_bp"] is None else item["tax_bp"] / BASIS_POINTS,
        "barcode": item["barcode"] or "",
        "allergens": ", ".join(ALLERGEN_NAMES[one] for one in item["allergens"]),
        "tags": ", ".join(item["tags"]),
        "groups": ", ".join(group["name"] for group in item["option_groups"]),
        "featured": YES_NO[item["featured"]],
        "available": YES_NO[item["available"]],
    }
