"""What money must do, said a second time and as plainly as possible: no database, no code of the product.

Amounts in cêntimos. A model is told what is attempted; it says how that is refused, or changes as the house must.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


def percent(cents: int, bp: int) -> int:
    return half_up(Fraction(cents * bp, 10_000))


def off(cents: int, bp: int, amount: int) -> int:
    """What a discount takes off, never more than there is."""
    return min(cents, percent(cents, bp) + amount)


def shared_out(cents: int, weights: list[int]) -> list[int]:
    """By weight, to the cêntimo: the largest remainders, the first among equals, get the odd ones."""
    if not sum(weights):
        return [0] * len(weights)
    exact = [Fraction(cents * one, sum(weights)) for one in weights]
    parts = [int(one) for one in exact]
    for n in sorted(range(len(weights)), key=lambda n: (parts[n] - exact[n], n))[: cents - sum(parts)]:
        parts[n] += 1
    return parts


@dataclass
class Line:
    id: UUID
    bill: UUID
    whose: UUID  # the party, or the order of no table, that has it, whoever ordered it and whoever shares its bill
    quantity: int
    unit: int
    tax_bp: int
    discount: tuple[int, int] = (0, 0)
    void: int = 0
    paid: int = 0  # for by name

    @property
    def left(self) -> int:
        return self.quantity - self.void

    @property
    def gross(self) -> int:
        return self.left * self.unit

    @property
    def net(self) -> int:
        return self.gross - off(self.gross, *self.discount)


@dataclass
class Order:
    id: UUID
    party: UUID | None
    lines: list[Line]
    status: str = "pending"


@dataclass
class Payment:
    id: UUID
    bill: UUID
    method: str
    amount: int
    tip: int
    shift: UUID | None
    items: dict[UUID, int] = field(default_factory=dict)
    back: int = 0
    tip_back: int = 0


@dataclass
class Bill:
    id: UUID
    party: UUID | None
    fee: int = 0
    discounts: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    paid: int = 0
    credited: int = 0
    written_off: int = 0
    rounding: int = 0
    settled: bool = False


@dataclass
class Party:
    id: UUID
    table: UUID
    joined: UUID | None = None
    closed: bool = False

    @property
    def bill(self) -> UUID:
        return self.joined or self.id


@dataclass
class Shift:
    id: UUID
    holder: str
    opening: int
    moved: int = 0
    closed: bool = False


class House:
    """Everything about the money of one house, in dictionaries."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.rules = rules
        self.orders: dict[UUID, Order] = {}
        self.bills: dict[UUID, Bill] = {}
        self.parties: dict[UUID, Party] = {}
        self.payments: dict[UUID, Payment] = {}
        self.refunds: list[tuple[str, int, int, UUID | None]] = []  # method, amount, tip, shift
        self.shifts: dict[UUID, Shift] = {}

    def lines(self, bill: UUID | None = None) -> list[tuple[Order, Line]]:
        """The lines of a bill, or all, that nobody has cancelled."""
        return [
            (order, line)
            for order in self.orders.values()
            if order.status != "cancelled"
            for line in order.lines
            if bill in (None, line.bill)
        ]

    def total(self, bill: Bill) -> int:
        """Items − discounts + service + fees + added tax + rounding."""
        rules, lines = self.rules, [line for _order, line in self.lines(bill.id)]
        gross, items = sum(one.gross for one in lines), sum(one.net for one in lines)
        taken = min(items, sum(off(items, *one) for one in bill.discounts.values()))
        base = gross if rules["service_before_discount"] else items - taken
        service = (rules["service_cents"] or percent(base, rules["service_bp"])) if gross else 0
        fee = bill.fee if gross else 0
        added = 0
        if not rules["tax_included"]:
            rates = sorted({one.tax_bp for one in lines})
            nets = [sum(one.net for one in lines if one.tax_bp == rate) for rate in rates]
            taxed = dict(zip(rates, map(int.__sub__, nets, shared_out(taken, nets)), strict=True))
            taxed[rules["tax_bp"]] = taxed.get(rules["tax_bp"], 0) + service + fee
            added = sum(percent(cents, rate) for rate, cents in taxed.items())
        return items - taken + service + fee + added + bill.rounding

    def due(self, bill: Bill) -> int:
        return self.total(bill) - bill.paid - bill.credited - bill.written_off

    def party_at(self, table: UUID) -> Party | None:
        return next((one for one in self.parties.values() if one.table == table and not one.closed), None)

    def open_shift(self, holder: str) -> Shift | None:
        return next((one for one in self.shifts.values() if one.holder == holder and not one.closed), None)

    def settle(self, bill: Bill) -> None:
        """Once nothing is due a bill is over, and who sat there, alone or together, has left."""
        if bill.settled or self.due(bill):
            return
        bill.settled = True
        for party in self.parties.values():
            if not party.closed and bill.party is not None and bill.party in (party.id, party.joined):
                party.closed = True
                if party.id in self.bills:
                    self.bills[party.id].settled = True

    def expected(self, shift: Shift) -> dict[str, int]:
        """What a shift should hold of each method that it saw, and of cash always."""
        sums = {"cash": shift.opening + shift.moved}
        for one in self.payments.values():
            if one.shift == shift.id:
                sums[one.method] = sums.get(one.method, 0) + one.amount + one.tip
        for method, amount, tip, where in self.refunds:
            if where == shift.id:
                sums[method] = sums.get(method, 0) - amount - tip
        return sums

    @property
    def revenue(self) -> int:
        return sum(self.total(one) - one.credited - one.written_off for one in self.bills.values())
