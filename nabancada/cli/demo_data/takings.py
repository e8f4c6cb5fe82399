"""What a demonstration house took: a shift a day, and a payment or two for every bill that is over."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from nabancada import clock, db
from nabancada.auth.models import User
from nabancada.cli.demo_data.ids import id_of
from nabancada.payments.models import Method

FLOAT = 2_000_000  # cêntimos
NOTE = 100_000  # guests hand over whole notes of a thousand
CASH = Method.CASH.value
METHODS = (CASH, Method.MULTICAIXA.value, Method.MULTICAIXA_EXPRESS.value, Method.TRANSFER.value)
LIKED = (5, 6, 3, 1)


@dataclass(slots=True)
class Takings:
    registers: list[dict[str, Any]] = field(default_factory=list)
    shifts: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)


def of(bills: list[dict[str, Any]], cashier: User, rng: Random, today: date) -> Takings:
    """Settle the bills that are over, and make the shifts and payments that settled them."""
    made = Takings([{"id": db.new_id(), "name": "Caixa 1", "created_at": clock.now()}])
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for bill in bills:
        over_at = bill.pop("over_at")
        by_day[bill["business_day"]]
        if over_at is not None:
            bill["settled_at"] = over_at
            by_day[bill["business_day"]].append(bill)
    for number, day in enumerate(sorted(by_day | {today: []}), 1):
        shift = _shift(made.registers[0]["id"], cashier, day)
        paid = [entry for bill in by_day[day] if bill["total_cents"] for entry in _pay(bill, shift["id"], cashier, rng)]
        made.payments += paid
        if day != today:
            _close(shift, number, paid, cashier, rng)
        made.shifts.append(shift)
    return made


def _shift(register_id: UUID, cashier: User, day: date) -> dict[str, Any]:
    opened = clock.day_starts(day) + timedelta(hours=3)
    return {
        "id": db.new_id(),
        "register_id": register_id,
        "holder": f"user:{cashier.id}",
        "user_id": cashier.id,
        "user_name": cashier.name,
        "opening_cents": FLOAT,
        "opened_at": min(opened, clock.now()),
        "closed_at": None,
        "closed_by": None,
        "closed_by_name": None,
        "number": None,
        "expected": None,
        "counted": None,
        "handed_over": False,
        "report": None,
    }


def _pay(bill: dict[str, Any], shift_id: UUID, cashier: User, rng: Random) -> list[dict[str, Any]]:
    """One payment, or two where guests shared a large bill."""
    total = bill["total_cents"]
    parts = [total // 2, total - total // 2] if total > 2_000_000 and rng.random() < 0.3 else [total]
    bill["paid_cents"] = total
    return [_entry(bill, cents, shift_id, cashier, rng) for cents in parts]


def _entry(bill: dict[str, Any], cents: int, shift_id: UUID, cashier: User, rng: Random) -> dict[str, Any]:
    [method] = rng.choices(METHODS, LIKED)
    tip = rng.choice((0, 0, 0, 50_000)) if bill["party_id"] else 0
    handed = -(-(cents + tip) // NOTE) * NOTE if method == CASH else None
    at = bill["settled_at"]
    return {
        "id": id_of(at),
        "bill_id": bill["id"],
        "shift_id": shift_id,
        "method": method,
        "amount_cents": cents,
        "tip_cents": tip,
        "tendered_cents": handed,
        "change_cents": handed - cents - tip if handed else 0,
        "rounding_cents": 0,
        "credited_cents": 0,
        "reference": f"{rng.randrange(10**6):06}" if method == Method.MULTICAIXA.value else None,
        "taken_by": cashier.id,
        "taken_by_name": cashier.name,
        "taken_at": at,
    }


def _close(shift: dict[str, Any], number: int, paid: list[dict[str, Any]], cashier: User, rng: Random) -> None:
    """Count the drawer: a note or a coin is missing now and then."""
    taken: Counter[str] = Counter()
    tips: Counter[str] = Counter()
    for entry in paid:
        taken[entry["method"]] += entry["amount_cents"]
        tips[entry["method"]] += entry["tip_cents"]
    expected = {method: taken[method] + tips[method] for method in sorted({*taken, CASH})}
    expected[CASH] += FLOAT
    counted = {**expected, CASH: expected[CASH] + rng.choice((0, 0, 0, -20_000, 5_000))}
    shift |= {
        "closed_at": shift["opened_at"] + timedelta(hours=15),
        "closed_by": cashier.id,
        "closed_by_name": cashier.name,
        "number": number,
        "expected": expected,
        "counted": counted,
        "report": {
            "opening_cents": FLOAT,
            "taken": dict(taken),
            "tips": {method: cents for method, cents in tips.items() if cents},
            "given_back": {},
            "payments": len(paid),
            "change_cents": sum(entry["change_cents"] for entry in paid),
            "rounding_cents": 0,
            "put_in_cents": 0,
            "taken_out_cents": 0,
            "expected": expected,
        },
    }
