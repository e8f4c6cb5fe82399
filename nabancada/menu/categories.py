"""The parts of the menu, and what follows what in them.

Locks are taken in this order: client key, subscription, categories by id, dishes by id, restaurant.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from nabancada import clock, db, keys
from nabancada.errors import InvalidInput, NotFound
from nabancada.i18n import mark
from nabancada.menu import actions, dishes
from nabancada.menu.inputs import NewCategory
from nabancada.menu.models import Category, MenuItem
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants

BARCODES_TAKEN = mark("Outros pratos têm agora os códigos de barras destes: %(names)s. Mude-os primeiro.")


@db.atomic()
def add_once(new: NewCategory) -> Category:
    """`actions.add_category`, repeatable by its `client_key`.

    :raises KeyReused: the key came with another category
    """
    category_id = db.new_id()
    if new.client_key and (earlier := keys.claim(new.client_key, "menu_category", new, category_id)):
        return db.session.scalars(select(Category).where(Category.id == earlier)).one()
    return actions.add_category(new.name, new.position, category_id)


@db.atomic()
def rename(category_id: UUID, name: str) -> Category:
    """:raises NotFound: no such category here, or archived"""
    category = _locked(category_id)
    category.name = name
    db.session.flush()
    restaurants.menu_changed([])
    return category


@db.atomic()
def archive(category_id: UUID) -> list[UUID]:
    """Take a category off the menu with all its dishes. Restoring one of them brings it back, without the others.

    :returns: the dishes that went with it
    :raises NotFound: no such category here, or archived already
    """
    category = _locked(category_id)
    category.archived_at = clock.now()
    wanted = db.session.scalars(select(MenuItem.id).where(MenuItem.category_id == category_id)).all()
    gone = [one for one in dishes.locked_all(wanted) if one.archived_at is None and one.category_id == category_id]
    for item in gone:
        item.archived_at = category.archived_at
    db.session.flush()
    restaurants.menu_changed([item.id for item in gone])
    return [item.id for item in gone]


@db.atomic()
def restore(category_id: UUID) -> Category:
    """Put an archived category back on the menu, with the dishes that went with it.

    :raises NotFound: no such category here, or not archived
    :raises InvalidInput: other dishes have the barcodes of some of them by now
    :raises LimitReached: the plan does not allow that many more dishes: nothing comes back
    """
    plans.locked()
    category = _locked(category_id, archived=True)
    wanted = select(MenuItem.id).where(
        MenuItem.category_id == category_id, MenuItem.archived_at == category.archived_at
    )
    back = dishes.locked_all(db.session.scalars(wanted).all())
    if back:
        plans.ensure_room(Limit.MENU_ITEMS, dishes.used, more=len(back))
        _ensure_free_barcodes(back)
    category.archived_at = None
    for item in back:
        item.archived_at = None
    with dishes.one_dish_a_barcode():
        db.session.flush()
    restaurants.menu_changed([item.id for item in back])
    return category


@db.atomic()
def arrange(category_ids: Sequence[UUID]) -> None:
    """Have the categories follow one another like this. Those that are not named come after, as they were.

    :raises NotFound: one of them is not here
    """
    there = db.session.scalars(
        select(Category)
        .where(Category.archived_at.is_(None))
        .order_by(Category.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    db.put_in_order(there, category_ids)
    db.session.flush()
    restaurants.menu_changed([])


@db.atomic()
def arrange_items(category_id: UUID, item_ids: Sequence[UUID]) -> None:
    """Have dishes follow one another like this in a category. Those of others move here.

    What is in the category and not named comes after, as it was: somebody else has just put it there.

    :raises NotFound: the category or one of the dishes is not here
    """
    _locked(category_id)
    here = db.session.scalars(select(MenuItem.id).where(MenuItem.category_id == category_id)).all()
    there = [item for item in dishes.locked_all({*here, *item_ids}) if item.archived_at is None]
    named = set(item_ids)
    db.put_in_order([item for item in there if item.id in named or item.category_id == category_id], item_ids)
    moved = [item for item in there if item.id in named and item.category_id != category_id]
    for item in moved:
        item.category_id = category_id
    db.session.flush()
    restaurants.menu_changed([item.id for item in moved])


def _locked(category_id: UUID, *, archived: bool = False) -> Category:
    category = db.session.scalar(
        select(Category)
        .where(Category.id == category_id, Category.archived_at.is_not(None) == archived)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if category is None:
        raise NotFound
    return category


def _ensure_free_barcodes(back: Sequence[MenuItem]) -> None:
    """:raises InvalidInput: naming those whose barcodes dishes of the menu have"""
    theirs = {item.barcode for item in back if item.barcode}
    used = select(MenuItem.barcode).where(MenuItem.barcode.in_(theirs), MenuItem.archived_at.is_(None))
    taken = set(db.session.scalars(used))
    if names := [item.name for item in back if item.barcode in taken]:
        raise InvalidInput({"barcode": BARCODES_TAKEN}, names=", ".join(names))
