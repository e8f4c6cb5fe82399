"""Questions about restaurants."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from nabancada import db
from nabancada.plans.actions import SubscriptionInactive
from nabancada.plans.models import TAKES_ORDERS, Limit
from nabancada.restaurants.models import Branch, Restaurant, RestaurantStatus
from nabancada.restaurants.rules import MoneyRules


@dataclass(frozen=True, slots=True)
class Shopfront:
    """What a guest's page needs to know of a restaurant before it asks anything else."""

    id: UUID
    slug: str
    name: str
    address: str | None
    phone: str
    status: str
    menu_version: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the house may take an order now, and from which menu."""

    status: str
    menu_version: int
    printers_version: int
    subscription: str
    orders_per_month: int | None
    money: MoneyRules

    def ensure_takes_orders(self) -> None:
        """:raises SubscriptionInactive: it is not approved, suspended, or has not paid"""
        if self.status != RestaurantStatus.ACTIVE or self.subscription not in TAKES_ORDERS:
            raise SubscriptionInactive


def standing() -> Standing:
    """How the current restaurant stands. One statement."""
    [(status, menu, printers, subscription, ceiling, settings)] = db.run(_STANDING, db.current_restaurant_id())
    return Standing(status, menu, printers, subscription, ceiling, MoneyRules.of(settings))


def here() -> Restaurant:
    """The current restaurant itself: its name, address, NIF."""
    return db.session.get_one(Restaurant, db.current_restaurant_id())


def shopfront(slug: str) -> Shopfront | None:
    """The restaurant with this address. One statement, in no transaction: guests' cached pages need no more."""
    return _front("slug = %s", slug)


def numbered(number: int) -> Shopfront | None:
    """The restaurant whose table codes begin with `number`."""
    return _front("number = %s", number)


def every() -> Sequence[Restaurant]:
    """All restaurants, newest first: for the super-admin."""
    return db.session.scalars(select(Restaurant).order_by(Restaurant.id.desc())).all()


def branches_used() -> int:
    return db.session.scalars(select(func.count()).select_from(Branch)).one()


def _front(where: str, key: str | int) -> Shopfront | None:
    row = db.lookup(_SHOPFRONT + where, key)
    return Shopfront(*row) if row else None


_SHOPFRONT = "SELECT id, slug, name, address, phone, status, menu_version FROM restaurants WHERE "

_STANDING = f"""
    SELECT r.status, r.menu_version, r.printers_version, s.status,
           (p.limits ->> '{Limit.ORDERS_PER_MONTH}')::bigint, r.settings
    FROM restaurants r
    JOIN subscriptions s ON s.restaurant_id = r.id
    JOIN plans p ON p.slug = s.plan_slug
    WHERE r.id = %s
"""
