"""What a bill comes to: lines, discounts, service, fees and taxes become a total. Pure, and the only place for it.

Amounts are whole cêntimos, shares basis points (10 000 = 100 %). Halves are rounded up, at the one place where
a share is taken. What is summed is summed before it is rounded, so the order of lines and rounds does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nabancada.restaurants.rules import MoneyRules

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Discount:
    """So much off: a share and an amount, one of them usually zero."""

    bp: int = 0
    cents: int = 0

    def off(self, cents: int) -> int:
        """What it takes off `cents`: never more than there is."""
        return min(cents, share(cents, self.bp) + self.cents)


NOTHING_OFF = Discount()


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a dish. `unit_price_cents` includes the options; what is void is not in `quantity`."""

    quantity: int
    unit_price_cents: int
    tax_bp: int = 0
    discount: Discount = NOTHING_OFF

    @property
    def gross_cents(self) -> int:
        return self.unit_price_cents * self.quantity

    @property
    def net_cents(self) -> int:
        """After the line's own discount: what the database keeps as `net_cents`."""
        return self.gross_cents - self.discount.off(self.gross_cents)


@dataclass(frozen=True, slots=True)
class Sums:
    """Lines, added up: what a bill is priced from."""

    gross_cents: int = 0
    net_by_rate: Mapping[int, int] = field(default_factory=dict)

    @property
    def net_cents(self) -> int:
        return sum(self.net_by_rate.values())

    def plus(self, other: "Sums") -> "Sums":
        rates = self.net_by_rate.keys() | other.net_by_rate.keys()
        both = {rate: self.net_by_rate.get(rate, 0) + other.net_by_rate.get(rate, 0) for rate in rates}
        return Sums(self.gross_cents + other.gross_cents, both)


@dataclass(frozen=True, slots=True)
class Fees:
    """What is charged besides the dishes, whatever they cost."""

    delivery_cents: int = 0
    packaging_cents: int = 0

    @property
    def cents(self) -> int:
        return self.delivery_cents + self.packaging_cents


NO_FEES = Fees()


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax in, or on, what is sold at one rate."""

    bp: int
    base_cents: int  # without the tax
    tax_cents: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A priced bill: `items - discount + service + fees (+ tax, where prices are without it) = total`."""

    gross_cents: int  # dishes before any discount
    items_cents: int  # after their own discounts
    discount_cents: int
    service_cents: int
    fees: Fees
    taxes: tuple[Tax, ...]
    tax_included: bool
    total_cents: int

    @property
    def tax_cents(self) -> int:
        return sum(tax.tax_cents for tax in self.taxes)


def share(cents: int, bp: int) -> int:
    """That share of an amount, a half rounded up.

    >>> share(985, 1000)
    99
    """
    return (cents * bp + WHOLE // 2) // WHOLE


def add_up(lines: Iterable[Line]) -> Sums:
    """The sums of some lines."""
    gross, rates = 0, dict[int, int]()
    for line in lines:
        gross += line.gross_cents
        rates[line.tax_bp] = rates.get(line.tax_bp, 0) + line.net_cents
    return Sums(gross, rates)


def price(sums: Sums, rules: MoneyRules, discounts: Sequence[Discount] = (), fees: Fees = NO_FEES) -> Figures:
    """What a bill comes to.

    :param sums: of all its lines
    :param discounts: on the whole bill, a coupon among them; each is taken of the dishes' sum, all together at most it
    :param fees: charged only while there is something to charge them for
    """
    items = sums.net_cents
    discount = min(items, sum(one.off(items) for one in discounts))
    service = _service(sums.gross_cents if rules.service_before_discount else items - discount, rules)
    if not sums.gross_cents:
        service, fees = 0, NO_FEES
    taxed = _discounted(sums.net_by_rate, discount)
    taxed[rules.tax_bp] = taxed.get(rules.tax_bp, 0) + service + fees.cents
    taxes = tuple(_tax(rate, cents, rules.tax_included) for rate, cents in sorted(taxed.items()) if cents)
    added = 0 if rules.tax_included else sum(tax.tax_cents for tax in taxes)
    total = items - discount + service + fees.cents + added
    return Figures(sums.gross_cents, items, discount, service, fees, taxes, rules.tax_included, total)


def in_coins(cents: int, step_cents: int) -> int:
    """An amount as coins can pay it: the nearest multiple of the smallest coin, a half rounded up.

    >>> in_coins(1572, 5)
    1570
    >>> in_coins(1572, 0)
    1572
    """
    return (cents + step_cents // 2) // step_cents * step_cents if step_cents else cents


def apportion(cents: int, weights: Sequence[int]) -> list[int]:
    """`cents` shared out by weight, so that the parts add up exactly: the largest remainders get the odd ones.

    :param weights: none negative, not all zero unless `cents` is
    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [cents * weight // whole for weight in weights]
    odd = cents - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(cents * weights[n] % whole), n))
    for n in by_remainder[:odd]:
        parts[n] += 1
    return parts


def _service(base_cents: int, rules: MoneyRules) -> int:
    return rules.service_cents or share(base_cents, rules.service_bp)


def _discounted(net_by_rate: Mapping[int, int], discount: int) -> dict[int, int]:
    """What is left to tax at each rate once the bill's discount is shared out."""
    rates = sorted(net_by_rate)
    offs = apportion(discount, [net_by_rate[rate] for rate in rates])
    return {rate: net_by_rate[rate] - off for rate, off in zip(rates, offs, strict=True)}


def _tax(bp: int, cents: int, included: bool) -> Tax:
    if not included:
        return Tax(bp, cents, share(cents, bp))
    base = (cents * WHOLE + (WHOLE + bp) // 2) // (WHOLE + bp)
    return Tax(bp, base, cents - base)
