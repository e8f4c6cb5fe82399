"""Questions about the menu, answered from the cache where the version allows it."""

import gzip
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from nabancada import cache, db
from nabancada.errors import NotFound
from nabancada.menu import catalogue
from nabancada.menu.models import Category, MenuItem
from nabancada.web.json import encode


def as_json(version: int) -> tuple[bytes, bool]:
    """The whole menu as the API answers it, and whether it came from the cache."""
    return cache.cached("menu", version, lambda: encode(catalogue.at(version).tree))


def as_gzip(version: int) -> tuple[bytes, bool]:
    """The same, packed: a large menu is a tenth of its size."""
    return cache.cached("menu-gzip", version, lambda: gzip.compress(as_json(version)[0], mtime=0))


def item_json(item_id: UUID) -> dict[str, Any]:
    """One dish as the API answers it, read now.

    :raises NotFound: no such dish here, or archived
    """
    wanted = str(item_id)
    for category in catalogue.now().tree["categories"]:
        for item in category["items"]:
            if item["id"] == wanted:
                return {**item, "category_id": category["id"]}
    raise NotFound


def photos() -> set[str]:
    """The names of the photos that dishes have, archived ones too. One statement."""
    return set(db.session.scalars(select(MenuItem.photo).where(MenuItem.photo.is_not(None))))


def ensure_item(item_id: UUID) -> None:
    """:raises NotFound: no such dish here, or archived"""
    if db.session.scalar(select(MenuItem.id).where(MenuItem.id == item_id, MenuItem.archived_at.is_(None))) is None:
        raise NotFound


def archived() -> Sequence[Row[MenuItem, str, datetime | None]]:
    """Dishes that were taken off the menu, the last first, each with the name of its category and when that one was."""
    return db.session.execute(
        select(MenuItem, Category.name.label("category"), Category.archived_at.label("category_archived_at"))
        .join(Category, (Category.restaurant_id == MenuItem.restaurant_id) & (Category.id == MenuItem.category_id))
        .where(MenuItem.archived_at.is_not(None))
        .order_by(MenuItem.archived_at.desc(), MenuItem.id)
    ).all()


def archived_categories() -> Sequence[Row[Category, int]]:
    """Categories that were taken off the menu, the last first, and how many dishes went with each."""
    with_it = (MenuItem.restaurant_id == Category.restaurant_id) & (MenuItem.category_id == Category.id)
    went = select(func.count()).where(with_it, MenuItem.archived_at == Category.archived_at).scalar_subquery()
    return db.session.execute(
        select(Category, went.label("dishes"))
        .where(Category.archived_at.is_not(None))
        .order_by(Category.archived_at.desc(), Category.id)
    ).all()


def groups() -> list[dict[str, Any]]:
    """Every choice of the house by name, with its options and the dishes on the menu that ask for it. One statement."""
    return [row.body for row in db.session.execute(_GROUPS, {"restaurant": db.current_restaurant_id()})]


def group(group_id: UUID) -> dict[str, Any]:
    """One choice, as `groups` has it.

    :raises NotFound: there is none
    """
    for one in groups():
        if one["id"] == str(group_id):
            return one
    raise NotFound


def stations() -> Sequence[Row[str, int]]:
    """Where dishes of the menu are made, by name, and how many at each."""
    return db.session.execute(
        select(MenuItem.station, func.count().label("dishes"))
        .where(MenuItem.archived_at.is_(None))
        .group_by(MenuItem.station)
        .order_by(MenuItem.station)
    ).all()


_GROUPS = text(
    """
    SELECT jsonb_build_object(
        'id', g.id, 'name', g.name, 'min', g.min_choices, 'max', g.max_choices,
        'options', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'id', o.id, 'name', o.name, 'price_cents', o.price_cents, 'available', o.available
            ) ORDER BY o.position, o.id)
            FROM options o WHERE o.restaurant_id = :restaurant AND o.group_id = g.id
        ), '[]'),
        'items', coalesce((
            SELECT jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name) ORDER BY i.name, i.id)
            FROM item_option_groups l
            JOIN menu_items i ON i.restaurant_id = l.restaurant_id AND i.id = l.item_id
            WHERE l.restaurant_id = :restaurant AND l.group_id = g.id AND i.archived_at IS NULL
        ), '[]')
    ) AS body
    FROM option_groups g WHERE g.restaurant_id = :restaurant
    ORDER BY lower(g.name), g.id
    """
)
