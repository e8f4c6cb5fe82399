"""Who of a table pays what: kept with the bill, so that another terminal goes on where this one stopped.

It is a plan and no money: what has been paid says the ledger, by the name of who paid (`payer`). Nobody is stopped from
paying otherwise; the rest is shared anew.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

from nabancada import db, live
from nabancada.orders import bills
from nabancada.orders.states import OrderStatus
from nabancada.payments import items, splitting
from nabancada.payments.inputs import NewSplit
from nabancada.payments.items import Counted
from nabancada.payments.models import OPEN
from nabancada.payments.splitting import Part, Shared


@dataclass(slots=True)
class Person:
    """Somebody who pays a part. Amounts in cêntimos; `part` is what of which line it is for, when it is by dish."""

    name: str
    paid_cents: int = 0
    waiting_cents: int = 0  # asked for on a phone
    left_cents: int = 0
    part: Part = field(default_factory=dict)
    claimed: Counted = field(default_factory=lambda: Counted(Fraction))
    methods: list[str] = field(default_factory=list)

    @property
    def given_cents(self) -> int:
        return self.paid_cents + self.waiting_cents


@dataclass(frozen=True, slots=True)
class Split:
    """`rest_cents` is due and nobody's part, `rest` the dishes nobody has taken. All parts and the rest are the due."""

    plan: NewSplit
    due_cents: int  # without what is being paid on a phone
    people: Sequence[Person]
    lines: Mapping[UUID, Shared]
    rest_cents: int
    rest: Part

    def as_json(self) -> dict[str, Any]:
        plan = self.plan.model_dump(mode="json")
        return {
            "by": plan["by"],
            "due_cents": self.due_cents,
            "people": [
                {
                    "name": one.name,
                    "paid_cents": one.paid_cents,
                    "waiting_cents": one.waiting_cents,
                    "left_cents": one.left_cents,
                    "items": as_items(one.part),
                }
                for one in self.people
            ],
            "shares": plan["shares"],
            "amounts": plan["amounts"],
            "rest_cents": self.rest_cents,
            "rest_items": as_items(self.rest),
        }


@db.atomic()
def keep(bill_id: UUID, new: NewSplit) -> None:
    """Remember how an open bill is shared, instead of how it was. Locks the parties and the bill.

    :raises NotFound: no such bill here
    :raises BillSettled: it is paid
    """
    [bill] = bills.lock([bill_id])
    bills.ensure_open([bill])
    bill.split = new.model_dump(mode="json", exclude_defaults=True)
    live.record("bill.split", bill.id, topics={f"bill:{bill.id}"}, bill_id=bill.id)


def of(bill: dict[str, Any]) -> Split:
    """How a bill, as `queries.bill` tells it, is shared now.

    What has become of its lines meanwhile is no matter: a share of what is not on it any more is none.
    """
    plan = NewSplit.model_validate(bill["split"] or {"by": "whole"})
    due = bill["due_cents"] - bill["pending_cents"]
    people, paid = _people(plan, bill)
    lines = _lines(bill, paid)
    given = [one.given_cents for one in people]
    lefts = [0] * len(people)
    if plan.by == "equal":
        lefts = splitting.level(due, given)
    elif plan.by == "amounts":
        wishes = [*plan.amounts, *[None] * len(people)][: len(people)]
        lefts = splitting.wanted(due, wishes, given)
    elif plan.by == "items":
        _assign(plan, people, lines)
        credits = [max(0, one.given_cents - splitting.bears(one.claimed, bill["total_cents"], lines)) for one in people]
        lefts = splitting.by_items(due, bill["total_cents"], lines, [one.part for one in people], credits)
    for one, left in zip(people, lefts, strict=True):
        one.left_cents = left
    return Split(plan, due, people, lines, due - sum(lefts), _rest(people, lines) if plan.by == "items" else {})


def as_items(part: Part) -> list[dict[str, Any]]:
    """A part as a payment names it."""
    return [
        {"line_id": line_id, "quantity": units.numerator, "between": units.denominator}
        for line_id, units in part.items()
    ]


def _people(plan: NewSplit, bill: dict[str, Any]) -> tuple[list[Person], Counted]:
    """Everybody with what they have given, and how much of each line is paid for by anybody's name."""
    people = {name: Person(name) for name in plan.people}
    entries = {one["id"]: one for one in bill["payments"]}
    paid = Counted(Fraction)
    for one in bill["payments"]:
        sold = entries[one["refund_of"]] if one["refund_of"] else one
        sign = -1 if one["refund_of"] else 1
        mine = one["items"] if sold["items"] is not None else None
        items.count(mine, paid, sign)
        if (who := people.get(sold["payer"])) is not None:
            who.paid_cents += one["amount_cents"]
            items.count(mine, who.claimed, sign)
            if not one["refund_of"]:
                who.methods.append(one["method"])
    for one in bill["requests"]:
        if one["status"] in OPEN:
            items.count(one["items"], paid)
            if (who := people.get(one["payer"])) is not None:
                who.waiting_cents += one["amount_cents"]
                items.count(one["items"], who.claimed)
    return list(people.values()), paid


def _lines(bill: dict[str, Any], paid: Counted) -> dict[UUID, Shared]:
    return {
        (line_id := UUID(str(line["id"]))): Shared(left, paid[line_id], line["total_cents"])
        for order in bill["orders"]
        if order["status"] != OrderStatus.CANCELLED
        for line in order["lines"]
        if (left := line["quantity"] - line["void_quantity"])
    }


def _assign(plan: NewSplit, people: list[Person], lines: Mapping[UUID, Shared]) -> None:
    """Give everybody their part of what is unpaid; who has paid for theirs of a line has no more of it."""
    parts: list[dict[UUID, splitting.Units]] = [{} for _ in people]
    for line_id, named in plan.shares.items():
        if (line := lines.get(line_id)) is None:
            continue
        waiting = Counter(n for n in named if not people[n].claimed[line_id])
        for n, units in splitting.shares(line, waiting).items():
            parts[n][line_id] = units
    for one, part in zip(people, parts, strict=True):
        one.part = part


def _rest(people: Sequence[Person], lines: Mapping[UUID, Shared]) -> Part:
    taken = Counted(Fraction)
    for one in people:
        for line_id, units in one.part.items():
            taken[line_id] += units
    return {line_id: left for line_id, line in lines.items() if (left := line.unpaid - taken[line_id]) > 0}
