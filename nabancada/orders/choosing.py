"""From what somebody wants to dishes at their price, with the menu's rules kept. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nabancada.errors import Conflict, InvalidInput
from nabancada.menu.catalogue import Dish, Group, Option
from nabancada.orders.pricing import NOTHING_OFF, Discount, Line


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dish somebody wants, with the options they chose, and what was agreed on besides."""

    item_id: UUID
    quantity: int
    option_ids: tuple[UUID, ...] = ()
    note: str | None = None
    seat: int | None = None
    unit_price_cents: int | None = None  # another price than the menu's, options included
    discount: Discount = NOTHING_OFF


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dish at the menu's price or the agreed one. `unit_price_cents` includes the options, in cêntimos."""

    dish: Dish
    wanted: Wanted
    options: tuple[Option, ...]

    @property
    def menu_price_cents(self) -> int:
        return self.dish.price_cents + sum(option.price_cents for option in self.options)

    @property
    def unit_price_cents(self) -> int:
        agreed = self.wanted.unit_price_cents
        return self.menu_price_cents if agreed is None else agreed

    def line(self, tax_bp: int) -> Line:
        """The line to price; `tax_bp` is the house's rate, for dishes without one."""
        rate = tax_bp if self.dish.tax_bp is None else self.dish.tax_bp
        return Line(self.wanted.quantity, self.unit_price_cents, rate, self.wanted.discount)


class SoldOut(Conflict):
    """Somebody ordered what has just run out."""

    code = "sold_out"
    message = "%(name)s está esgotado."


class NotServedNow(Conflict):
    """Somebody ordered what is served at other hours."""

    code = "not_served_now"
    message = "%(name)s não se serve a esta hora."


def choose(wanted: Sequence[Wanted], dishes: Mapping[UUID, Dish], at: datetime) -> list[Chosen]:
    """Each wanted dish at its price.

    :param wanted: at least one dish, quantities from 1
    :param dishes: the menu
    :param at: when the order is taken
    :raises InvalidInput: a dish or option is unknown, or a choice is missing or too many; by line
    :raises SoldOut: a dish or an option is not to be had
    :raises NotServedNow: a dish is not served at this hour
    """
    return [_line(n, one, dishes, at) for n, one in enumerate(wanted)]


def _line(n: int, wanted: Wanted, dishes: Mapping[UUID, Dish], at: datetime) -> Chosen:
    dish = dishes.get(wanted.item_id)
    if dish is None:
        raise InvalidInput({f"lines.{n}.item_id": "Este prato não está na ementa."})
    if not dish.available:
        raise SoldOut(name=dish.name)
    if not dish.served(at):
        raise NotServedNow(name=dish.name)
    return Chosen(dish, wanted, _options(n, wanted.option_ids, dish))


def _options(n: int, option_ids: Sequence[UUID], dish: Dish) -> tuple[Option, ...]:
    """The chosen options in the menu's order."""
    field = f"lines.{n}.option_ids"
    if len(set(option_ids)) != len(option_ids):
        raise InvalidInput({field: "A mesma opção vem duas vezes."})
    left = set(option_ids)
    chosen: list[Option] = []
    for group in dish.groups:
        here = [option for option_id, option in group.options.items() if option_id in left]
        _check(field, group, len(here))
        for option in here:
            if not option.available:
                raise SoldOut(name=option.name)
            left.discard(option.id)
        chosen += here
    if left:
        raise InvalidInput({field: "Esta opção não é deste prato."})
    return tuple(chosen)


def _check(field: str, group: Group, count: int) -> None:
    if count < group.min:
        raise InvalidInput({field: "Falta escolher %(count)s em %(group)s."}, count=group.min - count, group=group.name)
    if count > group.max:
        raise InvalidInput({field: "Escolha no máximo %(count)s em %(group)s."}, count=group.max, group=group.name)
