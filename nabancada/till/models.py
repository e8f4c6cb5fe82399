"""Registers, the shifts that are worked at them, and what goes in and out of a drawer besides sales."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db

OPEN = text("closed_at IS NULL")


class Register(db.TenantRow, db.Base):
    """A drawer for money."""

    __tablename__ = "registers"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        db.tenant_fk("branch_id", "branches"),
        Index(
            "uq_registers_name",
            "restaurant_id",
            "branch_id",
            "name",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
        CheckConstraint("name <> ''", name="name"),
    )

    branch_id: Mapped[UUID] = mapped_column(server_default=db.MAIN_BRANCH)
    name: Mapped[str]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Shift(db.TenantRow, db.Base):
    """One person at one register, from the float to the count. Payments share its lock, closing takes it alone."""

    __tablename__ = "shifts"
    __table_args__ = (
        db.tenant_fk("register_id", "registers"),
        Index("uq_shifts_open_register", "restaurant_id", "register_id", unique=True, postgresql_where=OPEN),
        Index("uq_shifts_open_holder", "restaurant_id", "holder", unique=True, postgresql_where=OPEN),
        Index("uq_shifts_number", "restaurant_id", "number", unique=True),
        CheckConstraint("opening_cents >= 0", name="opening"),
        CheckConstraint("(closed_at IS NULL) = (counted IS NULL)", name="counted"),
        CheckConstraint("(closed_at IS NULL) = (number IS NULL)", name="number"),
    )

    register_id: Mapped[UUID]
    holder: Mapped[str]  # who works it: `Identity.key` of the person or the program
    user_id: Mapped[UUID | None]
    user_name: Mapped[str]
    opening_cents: Mapped[int]
    opening_notes: Mapped[dict[str, Any] | None]  # how many of each note and coin, by its value in cêntimos
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    closed_by_name: Mapped[str | None]
    number: Mapped[int | None]  # of its Z report: 1 to n in the house, without a gap
    expected: Mapped[dict[str, Any] | None]  # by method, as the ledger had it when it was closed
    counted: Mapped[dict[str, Any] | None]
    counted_notes: Mapped[dict[str, Any] | None]
    note: Mapped[str | None]
    handed_over: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    report: Mapped[dict[str, Any] | None]  # the Z report as it was printed first


class CashMovement(db.TenantRow, db.Base):
    """Cash put into or taken out of a drawer that is no sale: change fetched, a supplier paid, a bank run."""

    __tablename__ = "cash_movements"
    __table_args__ = (
        db.tenant_fk("shift_id", "shifts"),
        CheckConstraint("kind IN ('in', 'out')", name="kind"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_cash_movements_shift", "restaurant_id", "shift_id"),
    )

    shift_id: Mapped[UUID]
    kind: Mapped[str]
    amount_cents: Mapped[int]
    reason: Mapped[str]
    moved_by: Mapped[UUID | None]
    moved_by_name: Mapped[str]
    moved_at: Mapped[datetime] = mapped_column(server_default=func.now())
