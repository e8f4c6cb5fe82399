"""The choices of the house, which several dishes may ask for. Orders keep copies of what was chosen.

Locks: choices by their ids, then what hangs on them, then the restaurant.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from nabancada import db, keys
from nabancada.errors import InvalidInput, NotFound
from nabancada.menu.inputs import GroupChange, SharedGroup
from nabancada.menu.models import ItemOptionGroup, Option, OptionGroup
from nabancada.restaurants import actions as restaurants


@db.atomic()
def add(new: SharedGroup) -> UUID:
    """A choice that no dish asks for yet. Repeatable by its `client_key`."""
    group_id = db.new_id()
    if new.client_key and (earlier := keys.claim(new.client_key, "option_group", new, group_id)):
        return earlier
    make(new.model_dump(exclude={"client_key"}), group_id)
    restaurants.menu_changed([])
    return group_id


@db.atomic()
def change(group_id: UUID, wanted: GroupChange) -> None:
    """Make a choice as it is wanted, for every dish that asks for it. Options keep their ids.

    :raises NotFound: no such choice here
    :raises InvalidInput: an option that was named is not of this choice
    """
    _lock([group_id], strictly=True)
    db.session.execute(
        update(OptionGroup)
        .where(OptionGroup.id == group_id)
        .values(name=wanted.name, min_choices=wanted.min, max_choices=wanted.max)
    )
    _write_options(group_id, wanted)
    restaurants.menu_changed(_asking(group_id))


@db.atomic()
def remove(group_id: UUID) -> None:
    """Take a choice away, from the dishes that ask for it, too.

    :raises NotFound: no such choice here
    """
    _lock([group_id], strictly=True)
    asking = _asking(group_id)
    db.session.execute(delete(ItemOptionGroup).where(ItemOptionGroup.group_id == group_id))
    _delete([group_id])
    restaurants.menu_changed(asking)


def ask(item_id: UUID, groups: Sequence[dict[str, Any]]) -> None:
    """Make `groups` the choices of a dish that has none, in their order."""
    made = []
    for group in groups:
        made.append(db.new_id())
        make(group, made[-1])
    _link(item_id, made)


def ask_for(item_id: UUID, group_ids: Sequence[UUID]) -> None:
    """Have a dish ask for choices that are there, and for no others, in this order.

    :raises InvalidInput: one of them is not there
    """
    before = set(_asked_by(item_id))
    if set(group_ids) - set(_lock(before | set(group_ids))):
        raise InvalidInput({"group_ids": "Uma destas escolhas já não existe."})
    db.session.execute(delete(ItemOptionGroup).where(ItemOptionGroup.item_id == item_id))
    _link(item_id, group_ids)


def ask_nothing(item_id: UUID) -> None:
    """Take a dish's choices away, and those that no other dish asks for out of the house."""
    asked = _lock(_asked_by(item_id))
    db.session.execute(delete(ItemOptionGroup).where(ItemOptionGroup.item_id == item_id))
    elsewhere = db.session.scalars(select(ItemOptionGroup.group_id).where(ItemOptionGroup.group_id.in_(asked)))
    _delete(set(asked) - set(elsewhere))


def make(group: dict[str, Any], group_id: UUID) -> None:
    db.session.execute(
        insert(OptionGroup).values(id=group_id, name=group["name"], min_choices=group["min"], max_choices=group["max"])
    )
    db.session.execute(
        insert(Option), [{**option, "group_id": group_id, "position": n} for n, option in enumerate(group["options"])]
    )


def _write_options(group_id: UUID, wanted: GroupChange) -> None:
    there = set(db.session.scalars(select(Option.id).where(Option.group_id == group_id)))
    kept = [option.id for option in wanted.options if option.id]
    if set(kept) - there or len(set(kept)) != len(kept):
        raise InvalidInput({"options": "Uma destas opções já não existe."})
    db.session.execute(
        delete(Option).where(Option.id.in_(there - set(kept))).execution_options(synchronize_session=False)
    )
    for position, option in enumerate(wanted.options):
        values = {**option.model_dump(exclude={"id"}), "position": position}
        if option.id:
            db.session.execute(
                update(Option).where(Option.id == option.id).values(values).execution_options(synchronize_session=False)
            )
        else:
            db.session.execute(insert(Option).values(id=db.new_id(), group_id=group_id, **values))


def _link(item_id: UUID, group_ids: Sequence[UUID]) -> None:
    if group_ids:
        db.session.execute(
            insert(ItemOptionGroup),
            [{"item_id": item_id, "group_id": group_id, "position": n} for n, group_id in enumerate(group_ids)],
        )


def _lock(group_ids: Collection[UUID], *, strictly: bool = False) -> list[UUID]:
    """Those of the choices that are there, locked by their ids.

    :raises NotFound: not all are there, and `strictly` all have to be
    """
    found = db.session.scalars(
        select(OptionGroup.id).where(OptionGroup.id.in_(group_ids)).order_by(OptionGroup.id).with_for_update()
    ).all()
    if strictly and len(found) < len(group_ids):
        raise NotFound
    return list(found)


def _asked_by(item_id: UUID) -> Sequence[UUID]:
    return db.session.scalars(select(ItemOptionGroup.group_id).where(ItemOptionGroup.item_id == item_id)).all()


def _asking(group_id: UUID) -> list[UUID]:
    return list(db.session.scalars(select(ItemOptionGroup.item_id).where(ItemOptionGroup.group_id == group_id)))


def _delete(group_ids: Collection[UUID]) -> None:
    for table, column in ((Option, Option.group_id), (OptionGroup, OptionGroup.id)):
        db.session.execute(delete(table).where(column.in_(group_ids)).execution_options(synchronize_session=False))
