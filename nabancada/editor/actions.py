"""Saving a page that somebody has looked at for a while."""

from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.errors import Conflict
from nabancada.menu import actions, dishes, queries
from nabancada.web.json import fingerprint


class DishChanged(Conflict):
    """Somebody else has changed the dish since the page was opened."""

    code = "dish_changed"
    message = "Entretanto outra pessoa mudou este prato. Confirme o que está escrito e guarde outra vez."


@db.atomic()
def save(item_id: UUID, changes: dict[str, Any], seen: str) -> None:
    """`menu.actions.change_item`, if the dish is still as it was when the page was opened.

    :param seen: its `looks` at that time
    :raises DishChanged: it looks otherwise by now
    """
    dishes.ensure_category(changes["category_id"])
    dishes.locked(item_id)
    if looks(queries.item_json(item_id)) != seen:
        raise DishChanged
    actions.change_item(item_id, changes)


def looks(item: dict[str, Any]) -> str:
    """What tells a dish from the same one changed. Whether it has run out is nothing the page writes."""
    return fingerprint({key: value for key, value in item.items() if key != "available"})
