"""A bill as the payment sheet shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from nabancada.orders.pricing import apportion
from nabancada.orders.states import OrderStatus
from nabancada.payments import items, splits
from nabancada.payments import queries as payments
from nabancada.payments.models import OPEN
from nabancada.payments.splits import Split
from nabancada.payments.splitting import Part, Units

_VULGAR = {Fraction(1, 2): "½", Fraction(1, 3): "⅓", Fraction(2, 3): "⅔", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody who has a part of a line, by their place at the bill."""

    place: int
    paid: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A dish on the bill. `back_cents` is what giving it back whole comes to: its part of the total without service."""

    id: str
    quantity: int
    name: str
    options: str
    cents: int
    menu_cents: int  # before its own discount
    seat: int | None
    paid: bool  # by name, all of it
    held: bool  # somebody is paying for it on a phone
    whose: Sequence[Mark]
    back_cents: int


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who pays a part. `state` is paid, waiting (for their phone), or due."""

    place: int
    name: str
    state: str
    cents: int  # what they owe, or have paid
    left_cents: int
    paid_cents: int
    eats: str
    methods: Sequence[str]
    items: list[dict[str, Any]]
    wish_cents: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A payment, or what was given back of one (negative)."""

    id: str
    method: str
    cents: int
    tip_cents: int
    left_cents: int  # what may still be given back of it
    tip_left_cents: int
    refund: bool
    who: str
    by: str
    at: datetime
    reason: str | None
    reference: str | None
    items: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Amounts in cêntimos."""

    bill: dict[str, Any]
    split: Split
    lines: Sequence[Line]
    people: Sequence[Who]
    entries: Sequence[Entry]

    @property
    def due(self) -> int:
        """What nobody has paid, and nobody is paying on a phone."""
        return self.split.due_cents

    @property
    def settled(self) -> bool:
        return self.bill["settled_at"] is not None

    @property
    def guests(self) -> int:
        """How many there may be to pay, as far as anybody has said."""
        return max(2, self.bill["guests"] or 0, *(line.seat or 0 for line in self.lines))

    def share(self, cents: int) -> float:
        """An amount in percent of the total."""
        total = self.bill["total_cents"]
        return round(cents * 100 / total, 2) if total else 0.0


def sheet(bill_id: UUID) -> Sheet:
    """Two statements.

    :raises NotFound: no such bill here
    """
    bill = payments.bill(bill_id)
    split = splits.of(bill)
    return Sheet(bill, split, _lines(bill, split), _people(bill, split), _entries(bill["payments"]))


def _lines(bill: dict[str, Any], split: Split) -> Sequence[Line]:
    found = _sold(bill)
    fees = bill["service_cents"] + bill["delivery_cents"] + bill["packaging_cents"]
    held = {item["line_id"] for one in bill["requests"] if one["status"] in OPEN for item in one["items"] or ()}
    backs = apportion(bill["total_cents"] - fees, [line["total_cents"] for line, _left in found])
    return [
        Line(
            id=line["id"],
            quantity=left,
            name=line["name"],
            options=" · ".join(option["name"] for option in line["options"]),
            cents=line["total_cents"],
            menu_cents=line["unit_price_cents"] * left,
            seat=line["seat"],
            paid=not split.lines[UUID(line["id"])].unpaid,
            held=line["id"] in held,
            whose=_whose(UUID(line["id"]), split),
            back_cents=back,
        )
        for (line, left), back in zip(found, backs, strict=True)
    ]


def _sold(bill: dict[str, Any]) -> list[tuple[dict[str, Any], int]]:
    """The lines of a bill, each with how many of it are not void."""
    return [
        (line, left)
        for order in bill["orders"]
        if order["status"] != OrderStatus.CANCELLED
        for line in order["lines"]
        if (left := line["quantity"] - line["void_quantity"])
    ]


def _whose(line_id: UUID, split: Split) -> Sequence[Mark]:
    return [
        Mark(place, one.claimed[line_id] > 0)
        for place, one in enumerate(split.people)
        if one.claimed[line_id] > 0 or one.part.get(line_id)
    ]


def _people(bill: dict[str, Any], split: Split) -> Sequence[Who]:
    names = {UUID(line["id"]): line["name"] for line, _left in _sold(bill)}
    wishes = dict(enumerate(split.plan.amounts))
    people = []
    for place, one in enumerate(split.people):
        state = "due" if one.left_cents or not one.given_cents else "waiting" if one.waiting_cents else "paid"
        people.append(
            Who(
                place=place,
                name=one.name,
                state=state,
                cents=one.left_cents if state == "due" else one.given_cents,
                left_cents=one.left_cents,
                paid_cents=one.paid_cents,
                eats=_eats({**one.claimed, **one.part}, names),
                methods=sorted(set(one.methods)),
                items=splits.as_items(one.part),
                wish_cents=wishes.get(place),
            )
        )
    return people


def _eats(part: Part, names: dict[UUID, str]) -> str:
    """`½ Mufete, 2 Cuca, Muamba`, in the order they are on the bill."""
    eaten: dict[str, Units] = {}
    for line_id, name in names.items():
        if units := part.get(line_id, 0):
            eaten[name] = eaten.get(name, 0) + units
    return ", ".join(name if units == 1 else f"{_written(units)} {name}" for name, units in eaten.items())


def _written(units: Units) -> str:
    return _VULGAR.get(Fraction(units)) or str(units)


def _entries(payments: list[dict[str, Any]]) -> Sequence[Entry]:
    back: dict[str, int] = {}
    tips: dict[str, int] = {}
    returned = {one["id"]: items.count(one["items"]) for one in payments if not one["refund_of"]}
    for one in payments:
        if of := one["refund_of"]:
            back[of] = back.get(of, 0) - one["amount_cents"]
            tips[of] = tips.get(of, 0) - one["tip_cents"]
            items.count(one["items"], returned[of], -1)
    return [
        Entry(
            id=one["id"],
            method=one["method"],
            cents=one["amount_cents"],
            tip_cents=one["tip_cents"],
            left_cents=0 if one["refund_of"] else one["amount_cents"] - back.get(one["id"], 0),
            tip_left_cents=0 if one["refund_of"] else one["tip_cents"] - tips.get(one["id"], 0),
            refund=one["refund_of"] is not None,
            who=one["payer"] or "",
            by=one["taken_by"],
            at=datetime.fromisoformat(one["taken_at"]),
            reason=one["reason"],
            reference=one["reference"],
            items=None if one["items"] is None or one["refund_of"] else splits.as_items(_positive(returned[one["id"]])),
        )
        for one in payments
    ]


def _positive(part: Part) -> Part:
    return {line_id: units for line_id, units in part.items() if units > 0}
