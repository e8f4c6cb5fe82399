"""Questions about the menu, answered from the cache where the version allows it."""

import gzip
from typing import Any
from uuid import UUID

from nabancada import cache
from nabancada.errors import NotFound
from nabancada.menu import catalogue
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
