"""From what somebody wants to dishes at their price: the menu's rules are kept."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from nabancada.errors import InvalidInput
from nabancada.menu.catalogue import Dish, Group, Option
from nabancada.orders.choosing import SoldOut, Wanted, choose

NOON = datetime(2026, 11, 27, 11, tzinfo=UTC)  # a Friday in Luanda


def test_options_are_in_the_price_and_an_agreed_price_takes_its_place():
    extra = Option(uuid4(), "Ovo", 50_000, True)
    dish = Dish(
        uuid4(), "Mufete", 850_000, True, "Grelha", 20, None, (Group(uuid4(), "Extra", 0, 1, {extra.id: extra}),)
    )
    [listed, agreed] = choose(
        [Wanted(dish.id, 2, (extra.id,)), Wanted(dish.id, 2, (extra.id,), unit_price_cents=20)], {dish.id: dish}, NOON
    )
    assert (listed.line(0).gross_cents, agreed.line(0).gross_cents, agreed.menu_price_cents) == (1_800_000, 40, 900_000)


def test_a_dish_without_a_rate_has_the_houses():
    own, houses = (Dish(uuid4(), "x", 1, True, "Bar", 5, rate, ()) for rate in (0, None))
    chosen = choose([Wanted(own.id, 1), Wanted(houses.id, 1)], {own.id: own, houses.id: houses}, NOON)
    assert [one.line(1400).tax_bp for one in chosen] == [0, 1400]


def test_a_required_choice_must_be_made():
    dish = _dish(least=1, most=1)
    with pytest.raises(InvalidInput) as refused:
        choose([Wanted(dish.id, 1)], {dish.id: dish}, NOON)
    [advice] = refused.value.fields.values()
    assert advice % refused.value.details == "Falta escolher 1 em Molho."


def test_a_choice_has_a_most():
    dish = _dish(least=0, most=1)
    both = tuple(dish.groups[0].options)
    with pytest.raises(InvalidInput):
        choose([Wanted(dish.id, 1, both)], {dish.id: dish}, NOON)


def test_an_option_counts_once():
    dish = _dish(least=0, most=2)
    first = next(iter(dish.groups[0].options))
    with pytest.raises(InvalidInput):
        choose([Wanted(dish.id, 1, (first, first))], {dish.id: dish}, NOON)


def test_an_option_of_another_dish_is_refused():
    dish, other = _dish(least=0, most=1), _dish(least=0, most=1)
    foreign = next(iter(other.groups[0].options))
    with pytest.raises(InvalidInput):
        choose([Wanted(dish.id, 1, (foreign,))], {dish.id: dish}, NOON)


def test_a_sold_out_option_is_refused_by_name():
    gone = Option(uuid4(), "Jindungo", 0, False)
    dish = Dish(uuid4(), "Mufete", 100, True, "Grelha", 15, None, (Group(uuid4(), "Molho", 0, 1, {gone.id: gone}),))
    with pytest.raises(SoldOut, match="Jindungo"):
        choose([Wanted(dish.id, 1, (gone.id,))], {dish.id: dish}, NOON)


def _dish(least, most):
    options = [Option(uuid4(), name, 0, True) for name in ("Jindungo", "Vinagrete")]
    return Dish(
        uuid4(),
        "Mufete",
        850_000,
        True,
        "Grelha",
        20,
        None,
        (Group(uuid4(), "Molho", least, most, {one.id: one for one in options}),),
    )
