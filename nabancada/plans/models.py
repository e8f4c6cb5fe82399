"""What a restaurant may have: plans with their limits, and the subscription that binds one to a restaurant."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nabancada import db


class Limit(StrEnum):
    """What plans count."""

    BRANCHES = "branches"
    TABLES = "tables"
    MENU_ITEMS = "menu_items"
    USERS = "users"
    ORDERS_PER_MONTH = "orders_per_month"
    CUSTOMERS = "customers"
    COUPONS = "coupons"
    INVENTORY_ITEMS = "inventory_items"
    EXPENSE_CATEGORIES = "expense_categories"


class SubscriptionStatus(StrEnum):
    PENDING = "pending"  # not approved yet
    TRIAL = "trial"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


TAKES_ORDERS = frozenset({SubscriptionStatus.TRIAL, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE})


class Plan(db.Base):
    """A price and what it allows. `limits` maps `Limit` to a ceiling, null being none."""

    __tablename__ = "plans"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]
    month_cents: Mapped[int]
    year_cents: Mapped[int]
    month_usd_cents: Mapped[int]
    trial_days: Mapped[int]
    history_days: Mapped[int | None]
    limits: Mapped[dict[str, Any]]
    features: Mapped[dict[str, Any]]


class Subscription(db.Base):
    """The plan of one restaurant. Its row is the lock under which limits are checked."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint(
            "status IN ('pending', 'trial', 'active', 'past_due', 'cancelled', 'suspended', 'expired')",
            name="status",
        ),
    )

    restaurant_id: Mapped[UUID] = mapped_column(
        ForeignKey("restaurants.id"), primary_key=True, default=db.current_restaurant_id
    )
    plan_slug: Mapped[str] = mapped_column(ForeignKey("plans.slug"))
    status: Mapped[str] = mapped_column(default=SubscriptionStatus.PENDING)
    trial_ends_at: Mapped[datetime | None]
    renews_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    plan: Mapped[Plan] = relationship(lazy="raise")
