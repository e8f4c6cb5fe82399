"""What the house sells: categories, dishes, and the choices a dish asks for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db
from nabancada.menu.labels import ALLERGENS

BARCODES = "uq_menu_items_barcode"


class Category(db.TenantRow, db.Base):
    __tablename__ = "menu_categories"
    __table_args__ = (ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),)

    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]


class MenuItem(db.TenantRow, db.Base):
    """A dish. It is archived, never deleted: orders keep pointing at it."""

    __tablename__ = "menu_items"
    __table_args__ = (
        db.tenant_fk("category_id", "menu_categories"),
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("prep_minutes BETWEEN 1 AND 240", name="prep_minutes"),
        CheckConstraint("photo ~ '^[0-9a-f]{64}$'", name="photo"),
        CheckConstraint(f"allergens <@ ARRAY[{', '.join(map(repr, ALLERGENS))}]::text[]", name="allergens"),
        CheckConstraint("jsonb_typeof(schedule) = 'array' AND schedule <> '[]'", name="schedule"),
        Index("ix_menu_items_category", "restaurant_id", "category_id"),
        Index(BARCODES, "restaurant_id", "barcode", unique=True, postgresql_where="archived_at IS NULL"),
    )

    category_id: Mapped[UUID]
    name: Mapped[str]
    description: Mapped[str | None]
    price_cents: Mapped[int]
    station: Mapped[str]
    art: Mapped[str | None]  # the drawn plate shown where there is no photo
    photo: Mapped[str | None]  # the name storage keeps it by
    allergens: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    featured: Mapped[bool] = mapped_column(default=False, server_default="false")
    schedule: Mapped[list[dict[str, Any]] | None]  # when it is served (schedule.py); none: whenever the house is open
    prep_minutes: Mapped[int] = mapped_column(default=15)
    tax_bp: Mapped[int | None]  # none: the house's own rate
    barcode: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    available: Mapped[bool] = mapped_column(default=True)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OptionGroup(db.TenantRow, db.Base):
    """A choice to make: between `min_choices` and `max_choices` of its options."""

    __tablename__ = "option_groups"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        CheckConstraint("0 <= min_choices AND min_choices <= max_choices AND max_choices >= 1", name="choices"),
    )

    name: Mapped[str]
    min_choices: Mapped[int]
    max_choices: Mapped[int]


class Option(db.TenantRow, db.Base):
    __tablename__ = "options"
    __table_args__ = (
        db.tenant_fk("group_id", "option_groups"),
        CheckConstraint("price_cents >= 0", name="price"),
        Index("ix_options_group", "restaurant_id", "group_id"),
    )

    group_id: Mapped[UUID]
    name: Mapped[str]
    price_cents: Mapped[int] = mapped_column(default=0)
    available: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class ItemOptionGroup(db.Base):
    """A dish asks for a choice. Several dishes may ask for the same one."""

    __tablename__ = "item_option_groups"
    __table_args__ = (
        db.tenant_fk("item_id", "menu_items"),
        db.tenant_fk("group_id", "option_groups"),
    )

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=db.current_restaurant_id)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
