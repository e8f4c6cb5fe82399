"""The whole menu as one value: what screens draw, guests read, and orders are priced from.

It is read in one statement together with its version, so it is never half old and half new, and kept
by version: a writer bumps the version in its own transaction, and no reader sees the past after that.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import text

from nabancada import db
from nabancada.menu import schedule
from nabancada.restaurants.hours import Window
from nabancada.storage import pictures

KEPT = 256  # parsed menus in one process; a menu of 45 dishes is about 100 KB


@dataclass(frozen=True, slots=True)
class Option:
    id: UUID
    name: str
    price_cents: int
    available: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A choice: at least `min`, at most `max` of the options, each at most once."""

    id: UUID
    name: str
    min: int
    max: int
    options: dict[UUID, Option]


@dataclass(frozen=True, slots=True)
class Dish:
    id: UUID
    name: str
    price_cents: int
    available: bool
    station: str
    prep_minutes: int
    tax_bp: int | None  # basis points; none: the house's own rate
    groups: tuple[Group, ...]
    windows: tuple[Window, ...] = ()

    def served(self, at: datetime) -> bool:
        """Whether this is an hour at which it is served."""
        return schedule.served(self.windows, at)


@dataclass(frozen=True, slots=True)
class Catalogue:
    version: int
    tree: dict[str, Any]  # as the API answers it: {version, categories: [{id, name, items: [...]}]}
    dishes: dict[UUID, Dish]

    def plates(self) -> dict[str, str]:
        """The drawn plate of each dish, by id."""
        return {item["id"]: item["art"] for category in self.tree["categories"] for item in category["items"]}


def at(version: int) -> Catalogue:
    """The current restaurant's menu, at least as new as `version`."""
    key = (db.current_restaurant_id(), version)
    if (kept := _kept.get(key)) is not None:
        _kept.move_to_end(key)
        return kept
    read = now()
    if read.version == version:
        _kept[key] = read
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return read


def now() -> Catalogue:
    """The current restaurant's menu, read from the database. One statement."""
    tree = db.session.scalars(_READ, {"restaurant": db.current_restaurant_id()}).one()
    dishes = {}
    for category in tree["categories"]:
        for item in category["items"]:
            item["photo"] = item["photo"] and pictures.addresses(item["photo"])
            dish = _dish(item)
            dishes[dish.id] = dish
    return Catalogue(tree["version"], tree, dishes)


def edition(version: int) -> str:
    """What this version of the current restaurant's menu goes by: under one name the same is told for ever.

    The statement's own sum is a part of it, so that what another release read is not taken for ours.
    """
    return f"{db.current_restaurant_id()}-{crc32(_READ.text.encode()):08x}-{version}"


def forget() -> None:
    """Drop what this process keeps."""
    _kept.clear()


def _dish(item: dict[str, Any]) -> Dish:
    return Dish(
        id=UUID(item["id"]),
        name=item["name"],
        price_cents=item["price_cents"],
        available=item["available"],
        station=item["station"],
        prep_minutes=item["prep_minutes"],
        tax_bp=item["tax_bp"],
        groups=tuple(_group(group) for group in item["option_groups"]),
        windows=schedule.of(item["schedule"]),
    )


def _group(group: dict[str, Any]) -> Group:
    options: Iterable[Option] = (
        Option(UUID(one["id"]), one["name"], one["price_cents"], one["available"]) for one in group["options"]
    )
    return Group(
        UUID(group["id"]),
        group["name"],
        group["min"],
        group["max"],
        {option.id: option for option in options},
    )


_kept: OrderedDict[tuple[UUID, int], Catalogue] = OrderedDict()

_READ = text(
    """
    WITH choice AS (
        SELECT g.id, jsonb_build_object(
            'id', g.id, 'name', g.name, 'min', g.min_choices, 'max', g.max_choices,
            'options', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'id', o.id, 'name', o.name, 'price_cents', o.price_cents, 'available', o.available
                ) ORDER BY o.position, o.id)
                FROM options o WHERE o.restaurant_id = :restaurant AND o.group_id = g.id
            ), '[]')
        ) AS body
        FROM option_groups g WHERE g.restaurant_id = :restaurant
    ), dish AS (
        SELECT i.category_id, i.position, i.id, jsonb_build_object(
            'id', i.id, 'name', i.name, 'price_cents', i.price_cents, 'available', i.available,
            'station', i.station, 'prep_minutes', i.prep_minutes, 'art', i.art,
            'description', i.description, 'tax_bp', i.tax_bp, 'barcode', i.barcode,
            'photo', i.photo, 'allergens', i.allergens, 'tags', i.tags, 'featured', i.featured,
            'schedule', i.schedule,
            'option_groups', coalesce((
                SELECT jsonb_agg(choice.body ORDER BY l.position, l.group_id)
                FROM item_option_groups l JOIN choice ON choice.id = l.group_id
                WHERE l.restaurant_id = :restaurant AND l.item_id = i.id
            ), '[]')
        ) AS body
        FROM menu_items i WHERE i.restaurant_id = :restaurant AND i.archived_at IS NULL
    )
    SELECT jsonb_build_object(
        'version', r.menu_version,
        'categories', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'id', c.id, 'name', c.name,
                'items', coalesce((
                    SELECT jsonb_agg(dish.body ORDER BY dish.position, dish.id)
                    FROM dish WHERE dish.category_id = c.id
                ), '[]')
            ) ORDER BY c.position, c.id)
            FROM menu_categories c WHERE c.restaurant_id = :restaurant AND c.archived_at IS NULL
        ), '[]')
    )
    FROM restaurants r WHERE r.id = :restaurant
    """
)
