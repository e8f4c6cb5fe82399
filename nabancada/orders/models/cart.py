"""What is being ordered and has not been sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db


class Cart(db.Base):
    """A draft on the way to an order. Its key becomes the order's `client_key`: two terminals send it once."""

    __tablename__ = "carts"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        db.tenant_fk("branch_id", "branches"),
        db.tenant_fk("table_id", "dining_tables"),
        CheckConstraint("length(key) BETWEEN 8 AND 64", name="key"),
        CheckConstraint("version > 0", name="version"),
        Index("ix_carts_table", "restaurant_id", "table_id"),
    )

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=db.current_restaurant_id)
    key: Mapped[str] = mapped_column(primary_key=True)
    # Where somebody typed it last; a draft for a table is of the branch that table is at.
    branch_id: Mapped[UUID] = mapped_column(server_default=db.MAIN_BRANCH)
    table_id: Mapped[UUID | None]  # none: at the counter
    label: Mapped[str | None]  # what it was put aside under
    content: Mapped[dict[str, Any]]
    version: Mapped[int]
    owner_id: Mapped[UUID | None]
    owner_name: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(server_default=func.now())
