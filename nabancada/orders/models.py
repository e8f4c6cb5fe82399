"""Orders and their lines, as they were sold; the counter that numbers them; the keys that make them repeatable."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nabancada import db
from nabancada.orders.states import OrderStatus

OPEN = text("status IN ('pending', 'preparing', 'ready')")


class Order(db.TenantRow, db.Base):
    """One round sent to the kitchen, or one sale at the counter. Partitioned by the month in its id."""

    __tablename__ = "orders"
    __table_args__ = (
        db.tenant_fk("party_id", "parties"),
        CheckConstraint("type IN ('table', 'counter', 'takeaway', 'delivery')", name="type"),
        CheckConstraint("status IN ('pending', 'preparing', 'ready', 'served', 'cancelled')", name="status"),
        CheckConstraint("(type = 'table') = (party_id IS NOT NULL)", name="party"),
        CheckConstraint("total_cents >= 0", name="total"),
        Index("ix_orders_open", "restaurant_id", "placed_at", postgresql_where=OPEN),
        Index("ix_orders_party", "restaurant_id", "party_id", postgresql_where=text("party_id IS NOT NULL")),
        Index("ix_orders_day", "restaurant_id", "business_day", "number"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    number: Mapped[int]
    business_day: Mapped[date]
    type: Mapped[str]
    status: Mapped[str] = mapped_column(default=OrderStatus.PENDING)
    party_id: Mapped[UUID | None]
    round: Mapped[int | None]
    customer: Mapped[dict[str, Any] | None]
    note: Mapped[str | None]
    total_cents: Mapped[int]
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID | None]
    placed_by_name: Mapped[str | None]
    started_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[UUID | None]
    cancel_reason: Mapped[str | None]

    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", back_populates="order", order_by="OrderLine.position")


class OrderLine(db.Base):
    """A dish as it was sold: name, price and choices are kept, whatever the menu says later.

    Lies in its order's partition, hence the order in its key. `unit_price_cents` includes the options.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id", "order_id"], ["orders.restaurant_id", "orders.id"]),
        db.tenant_fk("item_id", "menu_items"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
        CheckConstraint("void_quantity BETWEEN 0 AND quantity", name="void_quantity"),
        CheckConstraint("unit_price_cents >= 0", name="unit_price"),
        {"postgresql_partition_by": "RANGE (order_id)"},
    )

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=db.current_restaurant_id)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=db.new_id)
    position: Mapped[int]
    item_id: Mapped[UUID]
    name: Mapped[str]
    station: Mapped[str]
    prep_minutes: Mapped[int]
    quantity: Mapped[int]
    void_quantity: Mapped[int] = mapped_column(default=0)
    void_reason: Mapped[str | None]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    unit_price_cents: Mapped[int]
    options: Mapped[list[dict[str, Any]]]
    note: Mapped[str | None]

    order: Mapped[Order] = relationship(lazy="raise", back_populates="lines")


class OrderCounter(db.Base):
    """Numbers the orders of a business day and counts those of a month. Every order locks it, almost last."""

    __tablename__ = "order_counters"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    restaurant_id: Mapped[UUID] = mapped_column(
        ForeignKey("restaurants.id"), primary_key=True, default=db.current_restaurant_id
    )
    day: Mapped[date]
    number: Mapped[int]
    month: Mapped[date]
    placed: Mapped[int]


class ClientKey(db.Base):
    """A write that a client may repeat. Not partitioned: the key is unique for the restaurant, whatever the month."""

    __tablename__ = "client_keys"

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=db.current_restaurant_id)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    fingerprint: Mapped[bytes]
    result_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
