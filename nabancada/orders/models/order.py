"""Orders and their lines, as they were sold."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nabancada import db
from nabancada.orders.states import OrderStatus

OPEN = text("status IN ('pending', 'preparing', 'ready')")

_GROSS = "unit_price_cents * (quantity - void_quantity)"
NET = f"{_GROSS} - least({_GROSS}, ({_GROSS} * discount_bp + 5000) / 10000 + discount_cents)"


class Order(db.TenantRow, db.Base):
    """One round sent to the kitchen, or one sale at the counter. Partitioned by the month in its id.

    A trigger keeps `states.NEXT`: no step is left out, and none is taken back.
    """

    __tablename__ = "orders"
    __table_args__ = (
        db.tenant_fk("branch_id", "branches"),
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

    branch_id: Mapped[UUID] = mapped_column(server_default=db.MAIN_BRANCH)
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
    It is paid for on the bill `bill_id` names: its order's, until somebody moves it to another table's. While tables
    share a bill `joined_from` says whose it is apart: what a table had when it joined, and what came to it since.
    `net_cents` is `pricing.Line.net_cents` of what is not void.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id", "order_id"], ["orders.restaurant_id", "orders.id"]),
        db.tenant_fk("item_id", "menu_items"),
        db.tenant_fk("bill_id", "bills"),
        db.tenant_fk("joined_from", "bills"),
        CheckConstraint("joined_from <> bill_id", name="joined_from"),
        CheckConstraint("discount_bp BETWEEN 0 AND 10000 AND discount_cents >= 0", name="discount"),
        CheckConstraint("tax_bp BETWEEN 0 AND 10000", name="tax"),
        Index("ix_order_lines_bill", "restaurant_id", "bill_id"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
        CheckConstraint("void_quantity BETWEEN 0 AND quantity", name="void_quantity"),
        CheckConstraint("paid_quantity BETWEEN 0 AND quantity - void_quantity", name="paid_quantity"),
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
    note_changed_at: Mapped[datetime | None]  # after it was sent
    bill_id: Mapped[UUID]
    joined_from: Mapped[UUID | None]  # none: it stays on this bill when tables part
    split_of: Mapped[UUID | None]  # the line of this order it was a part of: the kitchen cooks them as one
    # How many are paid for by name, or being paid on a phone; a begun one counts whole.
    paid_quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    seat: Mapped[int | None]  # which guest at the table it is for
    tax_bp: Mapped[int] = mapped_column(default=0, server_default="0")
    discount_bp: Mapped[int] = mapped_column(default=0, server_default="0")
    discount_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    menu_price_cents: Mapped[int | None]  # what the menu asked, where somebody sold it at another price
    net_cents: Mapped[int] = mapped_column(Computed(NET))

    order: Mapped[Order] = relationship(lazy="raise", back_populates="lines")
