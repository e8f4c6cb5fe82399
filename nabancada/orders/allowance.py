"""Who may take how much off a price."""

from collections.abc import Iterable

from nabancada.errors import NotAllowed
from nabancada.orders.choosing import Chosen
from nabancada.orders.pricing import NOTHING_OFF, Discount, share
from nabancada.permissions import Permission, Staff
from nabancada.restaurants.rules import MoneyRules


class TooMuchOff(NotAllowed):
    """More than the house lets this person take off: a manager's PIN allows it."""

    code = "discount_over_limit"
    message = "Este desconto passa o limite de %(percent)s %%. Peça o PIN a um gerente."


def ensure_lines(lines: Iterable[Chosen], rules: MoneyRules, by: Staff) -> None:
    """Every agreed price and every discount on a dish is this person's to give.

    :raises NotAllowed: see `ensure`; another price than the menu's is the manager's
    """
    for line in lines:
        if line.wanted.unit_price_cents is not None and not by.may(Permission.DISCOUNT_FREELY):
            raise NotAllowed
        if line.wanted.discount != NOTHING_OFF:
            ensure(line.wanted.discount, line.unit_price_cents * line.wanted.quantity, rules, by)


def ensure(discount: Discount, of_cents: int, rules: MoneyRules, by: Staff) -> None:
    """:raises NotAllowed: this person gives no discounts
    :raises TooMuchOff: not such a large one"""
    if not by.may(Permission.DISCOUNT) and not by.may(Permission.DISCOUNT_FREELY):
        raise NotAllowed
    ensure_together(discount.off(of_cents), of_cents, rules, by)


def ensure_together(off_cents: int, of_cents: int, rules: MoneyRules, by: Staff) -> None:
    """:raises TooMuchOff: this person may not take so much off in all"""
    if off_cents > share(of_cents, rules.discount_limit_bp) and not by.may(Permission.DISCOUNT_FREELY):
        raise TooMuchOff(percent=f"{rules.discount_limit_bp / 100:g}")
