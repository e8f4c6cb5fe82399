"""The menu as its editor shows it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from nabancada import db
from nabancada.menu import catalogue
from nabancada.menu.models import MenuItem
from nabancada.plans import queries as plans
from nabancada.plans.models import Limit


@dataclass(frozen=True, slots=True)
class Written:
    """The menu, and how many dishes the plan allows (none: as many as one likes)."""

    version: int
    categories: list[dict[str, Any]]
    ceiling: int | None

    @property
    def dishes(self) -> int:
        return sum(len(category["items"]) for category in self.categories)

    @property
    def full(self) -> bool:
        return self.ceiling is not None and self.dishes >= self.ceiling

    @property
    def nearly_full(self) -> bool:
        """From four in five on it is worth saying."""
        return self.ceiling is not None and self.dishes * 5 >= self.ceiling * 4


def written() -> Written:
    """The menu as it is now. Two statements."""
    tree = catalogue.now().tree
    return Written(tree["version"], tree["categories"], plans.current().plan.limits.get(Limit.MENU_ITEMS))


def photo_of(item_id: Any) -> str | None:
    """The name a dish's photo is kept by."""
    return db.session.scalar(select(MenuItem.photo).where(MenuItem.id == item_id))
