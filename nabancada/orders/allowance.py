"""Who may take how much off a price.

The limit of the house holds for each dish, and for a bill as a whole: there counts everything that is taken off, dish
by dish and off the bill, of what the dishes cost before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nabancada.errors import NotAllowed
from nabancada.orders.choosing import Chosen
from nabancada.orders.models import Bill
from nabancada.orders.pricing import NOTHING_OFF, Figures, share
from nabancada.permissions import Permission, Staff
from nabancada.restaurants.rules import MoneyRules


class TooMuchOff(NotAllowed):
    """More than the house lets this person take off: a manager's PIN allows it."""

    code = "discount_over_limit"
    message = "Este desconto passa o limite de %(percent)s %%. Peça o PIN a um gerente."


class TooMuchLeftOff(TooMuchOff):
    """Dishes that move would make the discount of a bill larger than this person may give."""

    message = "O desconto desta conta passaria o limite de %(percent)s %%. Retire-o primeiro, ou peça a um gerente."


@dataclass(frozen=True, slots=True)
class Off:
    """All that is taken off a bill, of what its dishes cost."""

    cents: int
    gross_cents: int

    @classmethod
    def of(cls, bill: Figures | Bill) -> "Off":
        return cls(bill.gross_cents - bill.items_cents + bill.discount_cents, bill.gross_cents)

    def is_beyond(self, rules: MoneyRules) -> bool:
        return self.cents > share(self.gross_cents, rules.discount_limit_bp)

    def is_larger_than(self, other: "Off") -> bool:
        """A larger share, by more than the cêntimo each of them may be rounded by."""
        return (self.cents - 1) * other.gross_cents > (other.cents + 1) * self.gross_cents


def ensure_lines(lines: Iterable[Chosen], rules: MoneyRules, by: Staff) -> None:
    """Every agreed price and every discount on a dish is this person's to give.

    :raises NotAllowed: this person gives no discounts; another price than the menu's is the manager's
    :raises TooMuchOff: not such a large one
    """
    for line in lines:
        if line.wanted.unit_price_cents is not None and not by.may(Permission.DISCOUNT_FREELY):
            raise NotAllowed
        if line.wanted.discount != NOTHING_OFF:
            ensure_gives(by)
            gross = line.unit_price_cents * line.wanted.quantity
            _ensure_within(Off(line.wanted.discount.off(gross), gross), rules, by)


def ensure_gives(by: Staff) -> None:
    """:raises NotAllowed: this person gives no discounts"""
    if not by.may(Permission.DISCOUNT) and not by.may(Permission.DISCOUNT_FREELY):
        raise NotAllowed


def ensure_whole(bill: Figures | Bill, rules: MoneyRules, by: Staff) -> None:
    """Where something is taken off the whole bill, everything that is taken off it is this person's to give.

    :raises TooMuchOff: not so much
    """
    if bill.discount_cents:
        _ensure_within(Off.of(bill), rules, by)


def ensure_no_larger(before: Off, bill: Bill, by: Staff) -> None:
    """Dishes that came and went have not made more of the discount on a whole bill than this person may give.

    What a manager gave beyond the limit may stay as large a share as it was. Dishes take their own discounts along.

    :raises TooMuchLeftOff: they have
    """
    now, rules = Off.of(bill), MoneyRules(**bill.rules)
    if bill.discount_cents and now.is_beyond(rules) and now.is_larger_than(before):
        _ensure_within(now, rules, by, TooMuchLeftOff)


def _ensure_within(off: Off, rules: MoneyRules, by: Staff, refusal: type[TooMuchOff] = TooMuchOff) -> None:
    if off.is_beyond(rules) and not by.may(Permission.DISCOUNT_FREELY):
        raise refusal(percent=f"{rules.discount_limit_bp / 100:g}")
