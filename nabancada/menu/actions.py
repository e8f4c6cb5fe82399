"""The only writers of dishes, and the one that adds a category; categories.py, groups.py, prices.py and importing.py
write the rest. Each bumps the menu's version, so every reader has the new one at once.

Locks are taken in this order: client key, subscription, category, dishes by id, choices by id, restaurant.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from nabancada import clock, db, keys
from nabancada.errors import NotFound
from nabancada.menu import dishes, groups
from nabancada.menu.inputs import CopyOf, NewItem
from nabancada.menu.models import Category, ItemOptionGroup, MenuItem
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants

COPIED = (
    "description",
    "price_cents",
    "station",
    "art",
    "photo",
    "allergens",
    "tags",
    "schedule",
    "prep_minutes",
    "tax_bp",
    "position",
    "available",
)
COPY = "%s (cópia)"
LONGEST_NAME = 120  # characters

items_used = dishes.used


@db.atomic()
def add_category(name: str, position: int | None = None, category_id: UUID | None = None) -> Category:
    """Add a category, last unless `position` says otherwise."""
    category = dishes.insert_category(name, position, category_id)
    restaurants.menu_changed([])
    return category


@db.atomic()
def add_once(new: NewItem, photo: str | None = None) -> UUID:
    """`add_item`, repeatable by its `client_key`.

    :raises KeyReused: the key came with another dish
    """
    item_id = db.new_id()
    if new.client_key and (earlier := keys.claim(new.client_key, "menu_item", new, item_id)):
        return earlier
    return add_item(item_id=item_id, photo=photo, **new.model_dump(exclude={"client_key"})).id


@db.atomic()
def add_item(
    *,
    category_id: UUID,
    option_groups: Sequence[dict[str, Any]] = (),
    group_ids: Sequence[UUID] = (),
    item_id: UUID | None = None,
    **fields: Any,
) -> MenuItem:
    """Add a dish, with choices made for it or with choices that are there.

    :raises InvalidInput: no such category or choice here, or another dish has its barcode
    :raises LimitReached: the plan allows no more dishes
    """
    plans.ensure_room(Limit.MENU_ITEMS, dishes.used)
    item = dishes.insert(category_id, fields, item_id)
    groups.ask(item.id, option_groups)
    if group_ids:
        groups.ask_for(item.id, group_ids)
    restaurants.menu_changed([item.id])
    return item


@db.atomic()
def change_item(item_id: UUID, changes: dict[str, Any]) -> MenuItem:
    """Change the given fields of a dish. `option_groups` replaces its choices, `group_ids` says which it asks for.

    :raises NotFound: no such dish here, or archived
    :raises InvalidInput: no such category or choice here, or another dish has its barcode
    """
    fields = {name: value for name, value in changes.items() if name not in {"option_groups", "group_ids"}}
    if "category_id" in fields:
        dishes.ensure_category(fields["category_id"])
    item = dishes.locked(item_id)
    dishes.update(item, fields)
    if "option_groups" in changes:
        groups.ask_nothing(item.id)
        groups.ask(item.id, changes["option_groups"])
    if "group_ids" in changes:
        groups.ask_for(item.id, changes["group_ids"])
    restaurants.menu_changed([item.id])
    return item


@db.atomic()
def archive_item(item_id: UUID) -> None:
    """Take a dish off the menu; orders keep it.

    :raises NotFound: no such dish here, or archived already
    """
    dishes.locked(item_id).archived_at = clock.now()
    db.session.flush()
    restaurants.menu_changed([item_id])


@db.atomic()
def restore_item(item_id: UUID) -> None:
    """Put an archived dish back on the menu, and its category with it.

    :raises NotFound: no such dish here, or not archived
    :raises InvalidInput: another dish has its barcode by now
    :raises LimitReached: the plan allows no more dishes
    """
    plans.ensure_room(Limit.MENU_ITEMS, dishes.used)
    home = select(MenuItem.category_id).where(MenuItem.id == item_id).scalar_subquery()
    db.session.execute(update(Category).where(Category.id == home).values(archived_at=None))
    dishes.update(dishes.locked(item_id, archived=True), {"archived_at": None})
    restaurants.menu_changed([item_id])


@db.atomic()
def duplicate_item(item_id: UUID, client_key: str | None = None) -> UUID:
    """A copy of a dish, beside it, with the same choices and photo, but without its barcode and not featured.

    Repeatable by `client_key`.

    :returns: the id of the copy
    :raises NotFound: no such dish here, or archived
    :raises LimitReached: the plan allows no more dishes
    """
    copy_id = db.new_id()
    if client_key and (earlier := keys.claim(client_key, "menu_copy", CopyOf(item_id=item_id), copy_id)):
        return earlier
    plans.ensure_room(Limit.MENU_ITEMS, dishes.used)
    item = db.session.scalar(select(MenuItem).where(MenuItem.id == item_id, MenuItem.archived_at.is_(None)))
    if item is None:
        raise NotFound
    name = COPY % item.name[: LONGEST_NAME - len(COPY % "")]
    dishes.insert(item.category_id, {"name": name, **{field: getattr(item, field) for field in COPIED}}, copy_id)
    asked = select(ItemOptionGroup.group_id).where(ItemOptionGroup.item_id == item_id)
    groups.ask_for(copy_id, db.session.scalars(asked.order_by(ItemOptionGroup.position)).all())
    restaurants.menu_changed([copy_id])
    return copy_id


@db.atomic()
def rename_station(old: str, new: str) -> int:
    """Have the dishes of one station made at another from now on; what is ordered already stays where it is.

    :returns: how many dishes
    :raises NotFound: no dish is made there
    """
    ids = db.session.scalars(select(MenuItem.id).where(MenuItem.station == old)).all()
    moved = [item for item in dishes.locked_all(ids) if item.station == old]
    if not moved:
        raise NotFound
    for item in moved:
        item.station = new
    db.session.flush()
    restaurants.menu_changed([item.id for item in moved if item.archived_at is None])
    return len(moved)
