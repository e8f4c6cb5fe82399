"""What was asked for on phones, as the payment sheet shows it: what waits, has just failed, is to be returned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nabancada import clock
from nabancada.payments.models import OPEN, RequestStatus
from nabancada.restaurants import phones

FAILED = (RequestStatus.REFUSED, RequestStatus.EXPIRED)
NO_BREAK = "\u00a0"
FRESH = timedelta(minutes=10)  # what failed longer ago is of no interest any more


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on the sheet. `look` is `waiting`, `failed` or `return`; amount in cêntimos, tip included."""

    id: str
    look: str
    status: str
    reason: str | None
    giving_up: bool
    phone: str
    cents: int
    asked_at: str
    expires_at: str
    answered_at: datetime | None
    again: dict[str, Any]  # what is sent to ask for the same again


@dataclass(frozen=True, slots=True)
class Requests:
    """`told` is what the page's script hears of every request, `phone` the one to offer for the next."""

    shown: tuple[Asked, ...]
    told: list[dict[str, Any]]
    settled: bool
    phone: str


def of(bill: dict[str, Any]) -> Requests:
    """The requests of a bill as `payments.queries.bill` answers it."""
    every = bill["requests"]
    told = [
        {"id": one["id"], "status": one["status"], "cents": one["amount_cents"] + one["tip_cents"]} for one in every
    ]
    settled = bill["settled_at"] is not None
    looks = [(one, _look(one, every[-1], settled=settled)) for one in every]
    customers = [order["customer"]["phone"] for order in bill["orders"] if order["customer"]]
    known = [one["phone"] for one in reversed(every)] or customers
    return Requests(
        shown=tuple(_asked(one, look) for one, look in looks if look),
        told=told,
        settled=settled,
        phone=phones.readable(known[0]) if known else "",
    )


def _look(one: dict[str, Any], newest: dict[str, Any], *, settled: bool) -> str:
    """How a request appears; not at all when there is nothing to wait for or to do."""
    if one["status"] in OPEN:
        return "waiting"
    if one["status"] == RequestStatus.TO_RETURN:
        return "return"
    fresh = one["answered_at"] and datetime.fromisoformat(one["answered_at"]) > clock.now() - FRESH
    return "failed" if one["status"] in FAILED and one is newest and fresh and not settled else ""


def _asked(one: dict[str, Any], look: str) -> Asked:
    again = {name: one[name] for name in ("amount_cents", "tip_cents", "phone", "payer", "items") if one[name]}
    return Asked(
        id=one["id"],
        look=look,
        status=one["status"],
        reason=one["reason"],
        giving_up=one["giving_up"],
        phone=phones.readable(one["phone"]).replace(" ", NO_BREAK),
        cents=one["amount_cents"] + one["tip_cents"],
        asked_at=one["asked_at"],
        expires_at=one["expires_at"],
        answered_at=datetime.fromisoformat(one["answered_at"]) if one["answered_at"] else None,
        again=again,
    )
