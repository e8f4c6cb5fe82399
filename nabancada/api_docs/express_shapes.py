"""How payments asked for on a phone look."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from nabancada.payments.gateways import Reason
from nabancada.payments.models import RequestStatus


class PaidUnits(BaseModel):
    """So many of a line; where several share one dish, `quantity` of it `between` so many."""

    line_id: UUID
    quantity: int
    between: int = 1


class PaymentRequest(BaseModel):
    """A payment asked for on the payer's phone; `asking` and `waiting` hold their part of the bill.

    `giving_up`: somebody took it back, and the gateway has not agreed yet. `to_return`: paid when it was no longer due.
    """

    id: UUID
    status: RequestStatus
    reason: Reason | None
    giving_up: bool
    amount_cents: int
    tip_cents: int
    phone: str
    payer: str | None
    items: list[PaidUnits] | None
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    payment_id: UUID | None


class AskedPayment(PaymentRequest):
    """A request by itself, with how its bill stands now. `party_closed`: nothing is due, the table is free."""

    bill_id: UUID
    party_id: UUID | None
    order_id: UUID | None
    due_cents: int
    pending_cents: int
    party_closed: bool


class GatewayCallback(BaseModel, extra="allow"):
    """Whatever the gateway sends, in its own form and signed in its own way."""
