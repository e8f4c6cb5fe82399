"""The only writers of the menu. Each bumps its version, so every reader has the new one at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from nabancada import clock, db
from nabancada.errors import InvalidInput, NotFound
from nabancada.menu.models import Category, ItemOptionGroup, MenuItem, Option, OptionGroup
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants


@db.atomic()
def add_category(name: str, position: int | None = None) -> Category:
    """Add a category, last unless `position` says otherwise. Locks the restaurant."""
    if position is None:
        position = db.session.scalars(select(func.coalesce(func.max(Category.position) + 1, 0))).one()
    category = Category(name=name, position=position)
    db.session.add(category)
    db.session.flush()
    restaurants.menu_changed([])
    return category


@db.atomic()
def add_item(*, category_id: UUID, option_groups: list[dict[str, Any]], **fields: Any) -> MenuItem:
    """Add a dish with its choices. Locks the subscription, then the restaurant.

    :raises InvalidInput: no such category here
    :raises LimitReached: the plan allows no more dishes
    """
    plans.ensure_room(Limit.MENU_ITEMS, items_used)
    _ensure_category(category_id)
    last = select(func.coalesce(func.max(MenuItem.position) + 1, 0)).where(MenuItem.category_id == category_id)
    item = MenuItem(category_id=category_id, position=db.session.scalars(last).one(), **fields)
    db.session.add(item)
    db.session.flush()
    _ask(item.id, option_groups)
    restaurants.menu_changed([item.id])
    return item


@db.atomic()
def change_item(item_id: UUID, changes: dict[str, Any]) -> MenuItem:
    """Change the given fields of a dish; `option_groups` replaces its choices. Locks the dish, then the restaurant.

    :raises NotFound: no such dish here, or archived
    :raises InvalidInput: no such category here
    """
    item = _locked(item_id)
    groups = changes.pop("option_groups", None)
    if "category_id" in changes:
        _ensure_category(changes["category_id"])
    for name, value in changes.items():
        setattr(item, name, value)
    if groups is not None:
        _ask_nothing(item.id)
        _ask(item.id, groups)
    db.session.flush()
    restaurants.menu_changed([item.id])
    return item


@db.atomic()
def archive_item(item_id: UUID) -> None:
    """Take a dish off the menu; orders keep it. Locks the dish, then the restaurant.

    :raises NotFound: no such dish here, or archived already
    """
    _locked(item_id).archived_at = clock.now()
    db.session.flush()
    restaurants.menu_changed([item_id])


def items_used() -> int:
    """Dishes that count towards the plan."""
    return db.session.scalars(select(func.count()).select_from(MenuItem).where(MenuItem.archived_at.is_(None))).one()


def _ask(item_id: UUID, groups: list[dict[str, Any]]) -> None:
    """Make `groups` the choices of a dish, in their order."""
    for position, group in enumerate(groups):
        group_id = db.new_id()
        db.session.execute(
            insert(OptionGroup).values(
                id=group_id, name=group["name"], min_choices=group["min"], max_choices=group["max"]
            )
        )
        db.session.execute(
            insert(Option),
            [{**option, "group_id": group_id, "position": n} for n, option in enumerate(group["options"])],
        )
        db.session.execute(insert(ItemOptionGroup).values(item_id=item_id, group_id=group_id, position=position))


def _ask_nothing(item_id: UUID) -> None:
    """Take a dish's choices away, and those that no other dish asks for out of the house. Orders keep copies."""
    asked = db.session.scalars(
        delete(ItemOptionGroup).where(ItemOptionGroup.item_id == item_id).returning(ItemOptionGroup.group_id)
    ).all()
    elsewhere = select(ItemOptionGroup.group_id).where(ItemOptionGroup.group_id.in_(asked))
    for table, column in ((Option, Option.group_id), (OptionGroup, OptionGroup.id)):
        db.session.execute(
            delete(table)
            .where(column.in_(asked), column.not_in(elsewhere))
            .execution_options(synchronize_session=False)
        )


def _ensure_category(category_id: UUID) -> None:
    found = db.session.scalar(select(Category.id).where(Category.id == category_id, Category.archived_at.is_(None)))
    if found is None:
        raise InvalidInput({"category_id": "Esta categoria não existe."})


def _locked(item_id: UUID) -> MenuItem:
    item = db.session.scalar(
        select(MenuItem)
        .where(MenuItem.id == item_id, MenuItem.archived_at.is_(None))
        .with_for_update(key_share=True)  # an order of this dish, whose line points at it, need not wait
        .execution_options(populate_existing=True)
    )
    if item is None:
        raise NotFound
    return item
