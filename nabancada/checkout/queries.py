"""A bill as the payment sheet shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nabancada.orders.states import OrderStatus
from nabancada.payments import queries as payments
from nabancada.payments.models import OPEN


@dataclass(frozen=True, slots=True)
class Line:
    """A dish on the bill. `unpaid` is how many nobody has paid for by name yet."""

    id: str
    quantity: int
    unpaid: int
    held: int  # of the others, how many somebody is paying for on a phone
    name: str
    options: str
    cents: int
    menu_cents: int  # before its own discount


@dataclass(frozen=True, slots=True)
class Entry:
    """A payment, or what was given back of one (negative)."""

    id: str
    method: str
    cents: int
    tip_cents: int
    left_cents: int  # what may still be given back of it
    refund: bool
    who: str
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Amounts in cêntimos."""

    bill: dict[str, Any]
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]

    @property
    def due(self) -> int:
        """What nobody has paid, and nobody is paying on a phone."""
        return int(self.bill["due_cents"]) - int(self.bill["pending_cents"])

    @property
    def settled(self) -> bool:
        return self.bill["settled_at"] is not None

    @property
    def share_paid(self) -> int:
        """How much of the bill is paid, in percent, rounded down."""
        total = self.bill["total_cents"]
        return min(100, self.bill["paid_cents"] * 100 // total) if total else 100


def sheet(bill_id: UUID) -> Sheet:
    """Two statements.

    :raises NotFound: no such bill here
    """
    bill = payments.bill(bill_id)
    return Sheet(bill, _lines(bill), _entries(bill["payments"]))


def _lines(bill: dict[str, Any]) -> tuple[Line, ...]:
    paid = _paid_by_name(bill["payments"])
    held = _paid_by_name([one for one in bill["requests"] if one["status"] in OPEN])
    return tuple(
        Line(
            id=line["id"],
            quantity=left,
            unpaid=left - paid.get(line["id"], 0) - held.get(line["id"], 0),
            held=held.get(line["id"], 0),
            name=line["name"],
            options=" · ".join(option["name"] for option in line["options"]),
            cents=line["total_cents"],
            menu_cents=line["unit_price_cents"] * left,
        )
        for order in bill["orders"]
        if order["status"] != OrderStatus.CANCELLED
        for line in order["lines"]
        if (left := line["quantity"] - line["void_quantity"])
    )


def _paid_by_name(payments: list[dict[str, Any]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for one in payments:
        for item in one["items"] or ():
            sign = 1 if one["amount_cents"] > 0 else -1
            counted[item["line_id"]] = counted.get(item["line_id"], 0) + sign * item["quantity"]
    return counted


def _entries(payments: list[dict[str, Any]]) -> tuple[Entry, ...]:
    back: dict[str, int] = {}
    for one in payments:
        if one["refund_of"]:
            back[one["refund_of"]] = back.get(one["refund_of"], 0) - one["amount_cents"]
    return tuple(
        Entry(
            id=one["id"],
            method=one["method"],
            cents=one["amount_cents"],
            tip_cents=one["tip_cents"],
            left_cents=0 if one["refund_of"] else one["amount_cents"] - back.get(one["id"], 0),
            refund=one["refund_of"] is not None,
            who=one["payer"] or "",
            by=one["taken_by"],
            at=datetime.fromisoformat(one["taken_at"]),
            reason=one["reason"],
        )
        for one in payments
    )
