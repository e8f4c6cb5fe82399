"""What a restaurant may have: plans with their limits, and the subscription that binds one to a restaurant."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nabancada import clock, db


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


class Feature(StrEnum):
    """What a plan has or has not."""

    LOYALTY = "loyalty"
    COUPONS = "coupons"
    EXPENSES = "expenses"
    INVENTORY = "inventory"
    TRANSFERS = "transfers"


class PlanRequestStatus(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


PAYMENT_METHODS = ("transfer", "multicaixa_express", "deposit", "cash", "card")


class Plan(db.Base):
    """A price and what it allows. `limits` maps each `Limit` to a ceiling, null being none."""

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint("month_cents >= 0 AND year_cents >= 0 AND month_usd_cents >= 0", name="prices"),
        CheckConstraint("trial_days >= 0 AND (history_days IS NULL OR history_days > 0)", name="days"),
    )

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
        CheckConstraint("suspended_from IS NULL OR status = 'suspended'", name="suspended_from"),
    )

    restaurant_id: Mapped[UUID] = mapped_column(
        ForeignKey("restaurants.id"), primary_key=True, default=db.current_restaurant_id
    )
    plan_slug: Mapped[str] = mapped_column(ForeignKey("plans.slug"))
    status: Mapped[str] = mapped_column(default=SubscriptionStatus.PENDING)
    trial_ends_at: Mapped[datetime | None]
    renews_at: Mapped[datetime | None]
    suspended_from: Mapped[str | None]  # the state to go back to
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    plan: Mapped[Plan] = relationship(lazy="raise")

    @property
    def renews_on(self) -> date | None:
        """The day at the house on which its paid time ends."""
        return self.renews_at.astimezone(clock.TIMEZONE).date() if self.renews_at else None


class SubscriptionPayment(db.TenantRow, db.Base):
    """Money the house paid for its plan, and the time it bought. Written by the platform, never changed."""

    __tablename__ = "subscription_payments"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        ForeignKeyConstraint(["plan_slug"], ["plans.slug"]),
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint("months BETWEEN 1 AND 36", name="months"),
        CheckConstraint("ends_at > begins_at", name="time"),
        CheckConstraint(f"method IN ({', '.join(map(repr, PAYMENT_METHODS))})", name="method"),
    )

    plan_slug: Mapped[str]
    months: Mapped[int]
    amount_cents: Mapped[int]
    method: Mapped[str]
    reference: Mapped[str | None]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    recorded_by_name: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PlanRequest(db.TenantRow, db.Base):
    """An owner asks for another plan; the platform answers. One waits at a time."""

    __tablename__ = "plan_requests"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        ForeignKeyConstraint(["plan_slug"], ["plans.slug"]),
        CheckConstraint(f"status IN ({', '.join(repr(one.value) for one in PlanRequestStatus)})", name="status"),
        CheckConstraint("(status = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("months IN (1, 12)", name="months"),
        Index("uq_plan_requests_open", "restaurant_id", unique=True, postgresql_where=text("status = 'open'")),
    )

    plan_slug: Mapped[str]
    months: Mapped[int]
    note: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=PlanRequestStatus.OPEN)
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
