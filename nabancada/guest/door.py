"""What a house says of itself to guests: its look, its hours, what it offers besides eating here."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from nabancada import clock
from nabancada.restaurants import colours, queries
from nabancada.restaurants.hours import Hours, State, week_of
from nabancada.restaurants.queries import Shopfront
from nabancada.restaurants.rules import GuestRules, Look, MoneyRules, OpeningHours
from nabancada.storage import pictures

AHEAD = timedelta(days=31)  # how far the days that are otherwise are told


@dataclass(frozen=True, slots=True)
class Door:
    """The settings that guests see, as they are at one version of them."""

    look: Look
    kept: OpeningHours
    hours: Hours
    guests: GuestRules
    delivery_cents: int

    @property
    def has_hours(self) -> bool:
        return bool(self.kept.week or self.kept.dates)

    @property
    def week(self) -> dict[int, list[tuple[str, str]]]:
        """The hours of each weekday; none where the house has said nothing and is always open."""
        return week_of(self.kept.week) if self.kept.week else {}

    def other_days(self) -> list[dict[str, Any]]:
        """Days of the next weeks that are otherwise, first to last."""
        today = clock.now().astimezone(clock.TIMEZONE).date()
        return [one for one in self.kept.dates if today <= date.fromisoformat(one["date"]) <= today + AHEAD]

    @property
    def ink(self) -> str | None:
        return colours.ink_on(self.look.colour) if self.look.colour else None


def of(house: Shopfront) -> Door:
    """Read once for each version of the house's settings."""
    return _read(house.id, house.settings_version)


def state(house: Shopfront) -> State:
    """Whether it is open now, and until when."""
    return of(house).hours.at(clock.now())


def as_json(house: Shopfront) -> dict[str, Any]:
    """What the public API says of it. The restaurant is bound."""
    door, now = of(house), state(house)
    return {
        "name": house.name,
        "slug": house.slug,
        "address": house.address,
        "phone": house.phone,
        "logo": pictures.addresses(door.look.logo) if door.look.logo else None,
        "colour": door.look.colour,
        "opening": {"open": now.open, "until": now.until, "week": door.kept.week, "dates": door.kept.dates},
        "takeaway": door.guests.takeaway,
        "delivery": _delivery(door),
    }


def _delivery(door: Door) -> dict[str, Any] | None:
    if not door.guests.delivery:
        return None
    return {
        "zone": door.guests.delivery_zone,
        "minimum_cents": door.guests.delivery_minimum_cents,
        "fee_cents": door.delivery_cents,
    }


@lru_cache(maxsize=1024)
def _read(restaurant_id: UUID, _version: int) -> Door:
    settings = queries.settings_of(restaurant_id)
    kept = OpeningHours.of(settings)
    hours = Hours.of({"week": kept.week, "dates": kept.dates})
    return Door(Look.of(settings), kept, hours, GuestRules.of(settings), MoneyRules.of(settings).delivery_cents)
