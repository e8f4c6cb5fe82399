"""Questions about restaurants."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.plans import policy
from nabancada.plans.actions import SubscriptionInactive
from nabancada.plans.models import Limit
from nabancada.plans.policy import Act
from nabancada.restaurants import phones
from nabancada.restaurants.models import Branch, Restaurant, RestaurantStatus
from nabancada.restaurants.rules import MoneyRules, OpeningHours


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
    settings_version: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the house may take an order now, and from which menu."""

    status: str
    menu_version: int
    printers_version: int
    subscription: str
    orders_per_month: int | None
    money: MoneyRules
    day_turns_at: int  # hour

    def ensure_allows(self, act: Act) -> None:
        """:raises SubscriptionInactive: the house is not open for business, or its subscription does not allow it"""
        if not self.allows(act):
            raise SubscriptionInactive

    def allows(self, act: Act) -> bool:
        return self.status == RestaurantStatus.ACTIVE and policy.allows(self.subscription, act)


def standing() -> Standing:
    """How the current restaurant stands. One statement."""
    [(status, menu, printers, subscription, ceiling, settings)] = db.run(_STANDING, db.current_restaurant_id())
    return Standing(
        status,
        menu,
        printers,
        subscription,
        ceiling,
        MoneyRules.of(settings),
        OpeningHours.of(settings).day_turns_at,
    )


def shopfront(slug: str) -> Shopfront | None:
    """The restaurant with this slug, or that had it. One statement, in no transaction: guests' cached pages need no
    more. Another for a slug that is nobody's now.
    """
    return _front("slug = %s", slug) or _front("former_slugs @> ARRAY[%s]", slug)


def numbered(number: int) -> Shopfront | None:
    """The restaurant whose table codes begin with `number`."""
    return _front("number = %s", number)


def current() -> Restaurant:
    """The current restaurant."""
    return db.session.get_one(Restaurant, db.current_restaurant_id())


def every() -> Sequence[Restaurant]:
    """All restaurants, newest first: for the super-admin."""
    return db.session.scalars(select(Restaurant).order_by(Restaurant.id.desc())).all()


def search(
    words: str,
    status: str | None,
    limit: int,
    offset: int = 0,
    before: UUID | None = None,
    among: Collection[UUID] | None = None,
) -> Sequence[Restaurant]:
    """Restaurants whose name, slug or telephone has `words` in it, newest first: for the super-admin. A telephone is
    found by its digits, however they are written.

    :param before: only those that are older than this one
    :param among: only these
    """
    found = select(Restaurant).order_by(Restaurant.id.desc()).limit(limit).offset(offset)
    if before:
        found = found.where(Restaurant.id < before)
    if among is not None:
        found = found.where(Restaurant.id.in_(among))
    if status:
        found = found.where(Restaurant.status == status)
    if words:
        like = f"%{words.replace('%', '').replace('_', '')}%"
        matches = Restaurant.name.ilike(like) | Restaurant.slug.ilike(like)
        if digits := phones.digits(words):
            matches |= Restaurant.phone.like(f"%{digits}%")
        found = found.where(matches)
    return db.session.scalars(found).all()


def by_status() -> dict[str, int]:
    """How many restaurants are in each state."""
    rows = db.session.execute(select(Restaurant.status, func.count()).group_by(Restaurant.status))
    return {status: count for status, count in rows}


def oldest_pending() -> datetime | None:
    """Since when somebody waits for approval."""
    return db.session.scalar(
        select(func.min(Restaurant.created_at)).where(Restaurant.status == RestaurantStatus.PENDING)
    )


def settings_of(restaurant_id: UUID) -> dict[str, Any]:
    """The settings of a house, in no transaction."""
    row = db.lookup("SELECT settings FROM restaurants WHERE id = %s", restaurant_id)
    kept: dict[str, Any] = row[0] if row else {}
    return kept


def branches() -> Sequence[Branch]:
    """Where the house works, in the order they were added; those it has left last."""
    return db.session.scalars(select(Branch).order_by(Branch.archived_at.is_not(None), Branch.id)).all()


def branches_used() -> int:
    """Branches that count towards the plan."""
    return db.session.scalars(select(func.count()).select_from(Branch).where(Branch.archived_at.is_(None))).one()


def branch_in_use(branch_id: UUID | None) -> UUID:
    """The branch of this id, or the main one, as it is now. One statement.

    :raises InvalidInput: no such branch here, or archived
    """
    now = select(Restaurant.branches).where(Restaurant.id == db.current_restaurant_id())
    return branch_of(db.session.scalars(now).one(), branch_id)


def branch_name(branch_id: UUID) -> str:
    return db.session.scalars(select(Branch.name).where(Branch.id == branch_id)).one()


def branch_of(branches: Sequence[dict[str, Any]], branch_id: UUID | None) -> UUID:
    """The one of this id among those in use, as the restaurant's row names them, or the first: the main one.

    :raises InvalidInput: it is none of them
    """
    ids = [UUID(one["id"]) for one in branches]
    if branch_id is not None and branch_id not in ids:
        raise InvalidInput({"branch_id": "Esta filial não existe."})
    return branch_id or ids[0]


def _front(where: str, key: str | int) -> Shopfront | None:
    row = db.lookup(_SHOPFRONT + where, key)
    return Shopfront(*row) if row else None


_SHOPFRONT = "SELECT id, slug, name, address, phone, status, menu_version, settings_version FROM restaurants WHERE "

_STANDING = f"""
    SELECT r.status, r.menu_version, r.printers_version, s.status,
           (p.limits ->> '{Limit.ORDERS_PER_MONTH}')::bigint, r.settings
    FROM restaurants r
    JOIN subscriptions s ON s.restaurant_id = r.id
    JOIN plans p ON p.slug = s.plan_slug
    WHERE r.id = %s
"""
