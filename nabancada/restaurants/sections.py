"""The settings of a house by section, as the API and the forms show them."""

from enum import StrEnum
from typing import Any

from nabancada.restaurants.models import Restaurant
from nabancada.restaurants.rules import GuestRules, Kept, Look, MoneyRules, OpeningHours, ReceiptText


class Section(StrEnum):
    IDENTITY = "identity"
    HOURS = "hours"
    MONEY = "money"
    GUESTS = "guests"
    RECEIPT = "receipt"


COLUMNS = ("name", "slug", "nif", "address", "phone")  # of the identity: the rest of it is kept under `look`
KEPT: dict[Section, type[Kept]] = {
    Section.IDENTITY: Look,
    Section.HOURS: OpeningHours,
    Section.MONEY: MoneyRules,
    Section.GUESTS: GuestRules,
    Section.RECEIPT: ReceiptText,
}


def of(house: Restaurant, section: Section) -> dict[str, Any]:
    """A section as it stands."""
    kept = KEPT[section].of(house.settings).as_json()
    columns = COLUMNS if section == Section.IDENTITY else ()
    return {name: getattr(house, name) for name in columns} | kept
