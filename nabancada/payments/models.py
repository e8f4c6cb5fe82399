"""The ledger of what was paid and given back, and what was asked for by phone."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db


class Method(StrEnum):
    CASH = "cash"
    MULTICAIXA = "multicaixa"
    MULTICAIXA_EXPRESS = "multicaixa_express"
    TRANSFER = "transfer"
    CARD = "card"


class RequestStatus(StrEnum):
    """How far asking on the payer's phone has come. The first two hold their part of the bill."""

    ASKING = "asking"  # written down; whether the gateway has it is not known yet
    WAITING = "waiting"  # the gateway has it, the payer has not answered
    PAID = "paid"
    REFUSED = "refused"  # by the payer or the gateway: `reason`
    EXPIRED = "expired"
    GIVEN_UP = "given_up"
    TO_RETURN = "to_return"  # paid when it was no longer due: the house has money that is not its own
    RETURNED = "returned"


OPEN = (RequestStatus.ASKING, RequestStatus.WAITING)

_METHODS = "method IN ('cash', 'multicaixa', 'multicaixa_express', 'transfer', 'card')"


class Payment(db.TenantRow, db.Base):
    """One entry of the ledger, never changed: money taken, or given back (negative). Partitioned by its id's month.

    `amount_cents` is what the bill was relieved of; a tip is on top of it. In cash `tendered_cents` was handed
    over and `change_cents` given back. `rounding_cents` is what the bill grew or shrank by to be paid in coins.
    """

    __tablename__ = "payments"
    __table_args__ = (
        db.tenant_fk("bill_id", "bills"),
        db.tenant_fk("shift_id", "shifts"),
        db.tenant_fk("refund_of", "payments"),
        CheckConstraint(_METHODS, name="method"),
        CheckConstraint(
            "CASE WHEN refund_of IS NULL THEN amount_cents > 0"
            " ELSE amount_cents <= 0 AND tip_cents <= 0 AND amount_cents + tip_cents < 0 END",
            name="sign",
        ),
        CheckConstraint("(refund_of IS NULL) = (reason IS NULL)", name="reason"),
        CheckConstraint("tip_cents >= 0 OR refund_of IS NOT NULL", name="tip"),
        CheckConstraint("method = 'cash' OR (tendered_cents IS NULL AND change_cents = 0)", name="change_from_cash"),
        CheckConstraint(
            "tendered_cents IS NULL OR change_cents = tendered_cents - amount_cents - tip_cents", name="change"
        ),
        CheckConstraint("change_cents >= 0", name="change_positive"),
        CheckConstraint("method <> 'cash' OR shift_id IS NOT NULL", name="cash_in_a_shift"),
        Index("ix_payments_bill", "restaurant_id", "bill_id"),
        Index("ix_payments_shift", "restaurant_id", "shift_id"),
        Index("ix_payments_refund", "restaurant_id", "refund_of", postgresql_where=text("refund_of IS NOT NULL")),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    bill_id: Mapped[UUID]
    shift_id: Mapped[UUID | None]
    method: Mapped[str]
    amount_cents: Mapped[int]
    tip_cents: Mapped[int] = mapped_column(default=0)
    tendered_cents: Mapped[int | None]
    change_cents: Mapped[int] = mapped_column(default=0)
    rounding_cents: Mapped[int] = mapped_column(default=0)
    credited_cents: Mapped[int] = mapped_column(default=0)  # of a refund: what it took off a settled bill
    refund_of: Mapped[UUID | None]
    reason: Mapped[str | None]
    reference: Mapped[str | None]  # the slip of the card terminal, the number of the transfer
    payer: Mapped[str | None]  # who of the table paid it: "Pessoa 2"
    items: Mapped[list[dict[str, Any]] | None]  # [{line_id, quantity, between?}] it was for, when paid by dish
    approved_by: Mapped[UUID | None]  # the manager whose PIN allowed it
    taken_by: Mapped[UUID | None]
    taken_by_name: Mapped[str]
    taken_at: Mapped[datetime]


class PaymentRequest(db.TenantRow, db.Base):
    """A payment asked for on the payer's phone. Holds its part of the bill until it is answered or given up."""

    __tablename__ = "payment_requests"
    __table_args__ = (
        db.tenant_fk("bill_id", "bills"),
        db.tenant_fk("shift_id", "shifts"),
        db.tenant_fk("payment_id", "payments"),
        CheckConstraint("amount_cents > 0 AND tip_cents >= 0", name="amount"),
        CheckConstraint(
            "status IN ('asking', 'waiting', 'paid', 'refused', 'expired', 'given_up', 'to_return', 'returned')",
            name="status",
        ),
        CheckConstraint("(status = 'paid') = (payment_id IS NOT NULL)", name="paid"),
        CheckConstraint("(status IN ('asking', 'waiting')) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(status = 'refused') = (reason IS NOT NULL)", name="refused"),
        CheckConstraint("(status = 'returned') = (returned_at IS NOT NULL)", name="returned"),
        Index("uq_payment_requests_reference", "restaurant_id", "reference", unique=True),
        Index(
            "uq_payment_requests_gateway_reference",
            "restaurant_id",
            "gateway",
            "gateway_reference",
            unique=True,
            postgresql_where=text("gateway_reference IS NOT NULL"),
        ),
        Index(
            "uq_payment_requests_payment",
            "restaurant_id",
            "payment_id",
            unique=True,
            postgresql_where=text("payment_id IS NOT NULL"),
        ),
        Index(
            "ix_payment_requests_open",
            "restaurant_id",
            "expires_at",
            postgresql_where=text("status IN ('asking', 'waiting')"),
        ),
        Index(
            "ix_payment_requests_to_return",
            "restaurant_id",
            "id",
            postgresql_where=text("status = 'to_return'"),
        ),
        Index("ix_payment_requests_bill", "restaurant_id", "bill_id"),
    )

    bill_id: Mapped[UUID]
    shift_id: Mapped[UUID | None]
    amount_cents: Mapped[int]
    tip_cents: Mapped[int] = mapped_column(default=0)
    phone: Mapped[str]
    payer: Mapped[str | None]
    items: Mapped[list[dict[str, Any]] | None]
    status: Mapped[str] = mapped_column(default=RequestStatus.ASKING)
    reason: Mapped[str | None]  # of a refusal: a `gateways.Reason`
    reference: Mapped[str]  # ours, which the gateway gets and answers with: asking twice is one payment
    gateway: Mapped[str]
    gateway_reference: Mapped[str | None]
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]  # somebody wants it back; until the gateway agrees it stays open
    answered_at: Mapped[datetime | None]
    payment_id: Mapped[UUID | None]
    returned_by: Mapped[UUID | None]
    returned_by_name: Mapped[str | None]
    returned_at: Mapped[datetime | None]

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def asked_cents(self) -> int:
        """What the payer is asked for: their part, and their tip."""
        return self.amount_cents + self.tip_cents


class GatewayReference(db.Base):
    """Which house a reference is of, and when the gateway is to be asked about it next.

    Global by decision, like the tokens: a callback names nothing but its reference, and who looks after what is
    open looks in one place instead of in every house. It holds nothing of anybody but ids and a time.
    """

    __tablename__ = "gateway_references"
    __table_args__ = (
        db.tenant_fk("request_id", "payment_requests"),
        Index("ix_gateway_references_due", "look_at", postgresql_where=text("look_at IS NOT NULL")),
        Index("ix_gateway_references_request", "restaurant_id", "request_id"),
    )

    reference: Mapped[str] = mapped_column(primary_key=True)
    restaurant_id: Mapped[UUID]
    request_id: Mapped[UUID]
    look_at: Mapped[datetime | None]  # none: nothing is left to ask
