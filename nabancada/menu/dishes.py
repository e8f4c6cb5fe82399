"""Rows of dishes and categories: found, locked and written, for the verbs of this room. Nothing here tells anybody."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg2.errors
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.menu.models import BARCODES, Category, MenuItem


def locked(item_id: UUID, *, archived: bool = False) -> MenuItem:
    """A dish, locked against other writers; an order of it, whose line points at it, need not wait.

    :raises NotFound: no such dish here, or it is archived and was not asked for as such, or the other way round
    """
    item = next(iter(locked_all([item_id])), None)
    if item is None or (item.archived_at is not None) != archived:
        raise NotFound
    return item


def locked_all(item_ids: Collection[UUID]) -> Sequence[MenuItem]:
    """Dishes, locked by their ids, so that two who want the same ones wait for each other in turn."""
    return db.session.scalars(
        select(MenuItem)
        .where(MenuItem.id.in_(item_ids))
        .order_by(MenuItem.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def insert(category_id: UUID, fields: dict[str, Any], item_id: UUID | None = None) -> MenuItem:
    """A new dish, the last of its category, which is locked against being archived meanwhile."""
    ensure_category(category_id)
    last = select(func.coalesce(func.max(MenuItem.position) + 1, 0)).where(MenuItem.category_id == category_id)
    position = db.session.scalars(last).one()
    item = MenuItem(id=item_id or db.new_id(), category_id=category_id, **{"position": position, **fields})
    db.session.add(item)
    with one_dish_a_barcode():
        db.session.flush()
    return item


def update(item: MenuItem, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(item, name, value)
    with one_dish_a_barcode():
        db.session.flush()


def insert_category(name: str, position: int | None = None, category_id: UUID | None = None) -> Category:
    """A new category, the last unless `position` says otherwise."""
    if position is None:
        position = db.session.scalars(select(func.coalesce(func.max(Category.position) + 1, 0))).one()
    category = Category(id=category_id or db.new_id(), name=name, position=position)
    db.session.add(category)
    db.session.flush()
    return category


def ensure_category(category_id: UUID) -> None:
    """Hold a category where it is until the transaction ends. Before any of its dishes is locked.

    :raises InvalidInput: no such category here, or archived
    """
    found = db.session.scalar(
        select(Category.id)
        .where(Category.id == category_id, Category.archived_at.is_(None))
        .with_for_update(read=True, key_share=True)
    )
    if found is None:
        raise InvalidInput({"category_id": "Esta categoria não existe."})


def used() -> int:
    """Dishes that count towards the plan."""
    return db.session.scalars(select(func.count()).select_from(MenuItem).where(MenuItem.archived_at.is_(None))).one()


@contextmanager
def one_dish_a_barcode() -> Iterator[None]:
    """:raises InvalidInput: another dish on the menu has the barcode that is written inside"""
    try:
        yield
    except IntegrityError as error:
        cause = error.orig
        if isinstance(cause, psycopg2.errors.UniqueViolation) and cause.diag.constraint_name == BARCODES:
            raise InvalidInput({"barcode": "Outro prato já tem este código de barras."}) from None
        raise
