"""What an order costs: one pure function, used by every way of ordering."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nabancada.errors import Conflict, InvalidInput
from nabancada.menu.catalogue import Dish, Group, Option


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dish somebody wants, with the options they chose."""

    item_id: UUID
    quantity: int
    option_ids: tuple[UUID, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A dish at its price. `unit_price_cents` includes the options, in cêntimos."""

    dish: Dish
    quantity: int
    options: tuple[Option, ...]
    note: str | None

    @property
    def unit_price_cents(self) -> int:
        return self.dish.price_cents + sum(option.price_cents for option in self.options)

    @property
    def total_cents(self) -> int:
        return self.unit_price_cents * self.quantity


class SoldOut(Conflict):
    """Somebody ordered what has just run out."""

    code = "sold_out"
    message = "%(name)s está esgotado."


def price(wanted: Sequence[Wanted], dishes: Mapping[UUID, Dish]) -> list[PricedLine]:
    """Each wanted dish at the menu's price, with the menu's rules kept.

    :param wanted: at least one dish, quantities from 1
    :param dishes: the menu
    :raises InvalidInput: a dish or option is unknown, or a choice is missing or too many; by line
    :raises SoldOut: a dish or an option is not to be had
    """
    return [_line(n, one, dishes) for n, one in enumerate(wanted)]


def total_cents(lines: Iterable[PricedLine]) -> int:
    """The order's total in cêntimos."""
    return sum(line.total_cents for line in lines)


def _line(n: int, wanted: Wanted, dishes: Mapping[UUID, Dish]) -> PricedLine:
    dish = dishes.get(wanted.item_id)
    if dish is None:
        raise InvalidInput({f"lines.{n}.item_id": "Este prato não está na ementa."})
    if not dish.available:
        raise SoldOut(name=dish.name)
    return PricedLine(dish, wanted.quantity, _chosen(n, wanted.option_ids, dish), wanted.note or None)


def _chosen(n: int, option_ids: Sequence[UUID], dish: Dish) -> tuple[Option, ...]:
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
