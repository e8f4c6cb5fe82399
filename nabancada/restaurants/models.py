"""A restaurant and its branches."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db

BRANCH_NAMES = "uq_branches_name"


class RestaurantStatus(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Restaurant(db.Base):
    """A house. Its versions are parts of cache keys: a writer bumps them in its own transaction."""

    __tablename__ = "restaurants"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'active', 'suspended')", name="status"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        Index("ix_restaurants_former_slugs", "former_slugs", postgresql_using="gin"),
        # Every order bumps plan_version: room on the page keeps that update off the indexes.
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=db.new_id)
    number: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    former_slugs: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    name: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str | None]
    nif: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=RestaurantStatus.PENDING)
    status_reason: Mapped[str | None]  # why it was suspended, in words its owner reads
    branches: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list, server_default=text("'[]'")
    )  # in use: id, name
    # The plan its subscription names, which is the house's alone to read: here every request reads it with the house.
    plan_slug: Mapped[str | None] = mapped_column(ForeignKey("plans.slug"))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    menu_version: Mapped[int] = mapped_column(default=1, server_default="1")
    plan_version: Mapped[int] = mapped_column(default=1, server_default="1")
    settings_version: Mapped[int] = mapped_column(default=1, server_default="1")
    printers_version: Mapped[int] = mapped_column(default=0, server_default="0")  # 0: it has never had a printer
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Branch(db.TenantRow, db.Base):
    """A place the restaurant works at: a filter inside the tenant, not a wall."""

    __tablename__ = "branches"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        Index(
            BRANCH_NAMES,
            "restaurant_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
    )

    name: Mapped[str]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
