"""What is owed: one bill for each party, and one for each order that belongs to no table."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db

DUE = "total_cents - paid_cents - written_off_cents - credited_cents"


class Bill(db.TenantRow, db.Base):
    """The bill of a party or of an order, under that one's id. Its row is the lock of everything about its money.

    Figures are those of `pricing.price` for its lines, with the rules it was opened under. While it is open a
    refund makes it due again; once settled, what is given back is credited, and it stays settled.
    """

    __tablename__ = "bills"
    __table_args__ = (
        db.tenant_fk("party_id", "parties"),
        db.tenant_fk("order_id", "orders"),
        CheckConstraint("id = coalesce(party_id, order_id) AND num_nonnulls(party_id, order_id) = 1", name="of"),
        CheckConstraint("least(gross_cents, items_cents, discount_cents, service_cents) >= 0", name="parts"),
        CheckConstraint("least(delivery_cents, packaging_cents, tax_added_cents, total_cents) >= 0", name="figures"),
        CheckConstraint("least(paid_cents, pending_cents, written_off_cents, credited_cents) >= 0", name="moved"),
        # No bill is ever paid beyond its total, whoever pays it and from wherever.
        CheckConstraint(f"{DUE} - pending_cents >= 0", name="not_overpaid"),
        CheckConstraint(f"settled_at IS NULL OR {DUE} = 0", name="settled"),
        CheckConstraint("written_off_cents = 0 OR write_off_reason IS NOT NULL", name="written_off"),
        Index("ix_bills_day", "restaurant_id", "business_day"),
        Index("ix_bills_open", "restaurant_id", "opened_at", postgresql_where=text("settled_at IS NULL")),
    )

    party_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None]
    business_day: Mapped[date]
    opened_at: Mapped[datetime]
    rules: Mapped[dict[str, Any]]  # `MoneyRules` as they stood when it was opened
    delivery_fee_cents: Mapped[int] = mapped_column(default=0)  # asked for, while there is something to deliver
    packaging_fee_cents: Mapped[int] = mapped_column(default=0)

    gross_cents: Mapped[int]
    items_cents: Mapped[int]
    discount_cents: Mapped[int] = mapped_column(default=0)
    service_cents: Mapped[int] = mapped_column(default=0)
    delivery_cents: Mapped[int] = mapped_column(default=0)
    packaging_cents: Mapped[int] = mapped_column(default=0)
    tax_cents: Mapped[int] = mapped_column(default=0)
    tax_added_cents: Mapped[int] = mapped_column(default=0)
    rounding_cents: Mapped[int] = mapped_column(default=0)  # what paying in coins added or took
    total_cents: Mapped[int]

    paid_cents: Mapped[int] = mapped_column(default=0)  # the sum of its payments and refunds, without tips
    pending_cents: Mapped[int] = mapped_column(default=0)  # asked for by phone, not answered yet
    written_off_cents: Mapped[int] = mapped_column(default=0)
    credited_cents: Mapped[int] = mapped_column(default=0)
    due_cents: Mapped[int] = mapped_column(Computed(DUE))
    settled_at: Mapped[datetime | None]
    write_off_reason: Mapped[str | None]
    written_off_by: Mapped[UUID | None]
    split: Mapped[dict[str, Any] | None]  # who pays what, as the payment sheet last left it

    @property
    def left_cents(self) -> int:
        """What is due, from the figures as they stand here; `due_cents` is what the database last said."""
        return self.total_cents - self.paid_cents - self.written_off_cents - self.credited_cents


class BillDiscount(db.TenantRow, db.Base):
    """Something taken off a whole bill, by whom and why. A removed one stays on record."""

    __tablename__ = "bill_discounts"
    __table_args__ = (
        db.tenant_fk("bill_id", "bills"),
        CheckConstraint("bp BETWEEN 0 AND 10000 AND cents >= 0 AND bp + cents > 0", name="amount"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_bill_discounts_bill", "restaurant_id", "bill_id"),
    )

    bill_id: Mapped[UUID]
    bp: Mapped[int]
    cents: Mapped[int]
    reason: Mapped[str]
    given_by: Mapped[UUID | None]
    given_by_name: Mapped[str]
    approved_by: Mapped[UUID | None]  # the manager whose PIN allowed it
    given_at: Mapped[datetime] = mapped_column(server_default=func.now())
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]
