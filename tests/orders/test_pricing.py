"""What an order costs, for any menu and any cart."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada.errors import InvalidInput
from nabancada.menu.catalogue import Dish, Group, Option
from nabancada.orders.pricing import SoldOut, Wanted, price, total_cents

cents = st.integers(0, 5_000_000)


@st.composite
def dishes(draw):
    options = [Option(uuid4(), f"o{n}", draw(cents), True) for n in range(draw(st.integers(1, 4)))]
    group = Group(uuid4(), "g", 0, len(options), {one.id: one for one in options})
    return Dish(uuid4(), "dish", draw(cents), True, "Cozinha", 15, (group,))


@st.composite
def carts(draw):
    menu = draw(st.lists(dishes(), min_size=1, max_size=4))
    wanted = []
    for _ in range(draw(st.integers(1, 8))):
        dish = draw(st.sampled_from(menu))
        chosen = draw(st.sets(st.sampled_from(list(dish.groups[0].options))))
        wanted.append(Wanted(dish.id, draw(st.integers(1, 99)), tuple(chosen)))
    return {dish.id: dish for dish in menu}, wanted


@given(carts(), st.randoms())
def test_the_order_of_lines_does_not_change_the_total(cart, random):
    menu, wanted = cart
    shuffled = list(wanted)
    random.shuffle(shuffled)
    assert total_cents(price(wanted, menu)) == total_cents(price(shuffled, menu))


@given(carts())
def test_the_total_is_the_sum_of_what_each_line_costs_alone(cart):
    menu, wanted = cart
    alone = [total_cents(price([one], menu)) for one in wanted]
    assert sum(alone) == total_cents(price(wanted, menu))
    assert all(isinstance(amount, int) and amount >= 0 for amount in alone)


def test_a_required_choice_must_be_made():
    dish = _dish(least=1, most=1)
    with pytest.raises(InvalidInput) as refused:
        price([Wanted(dish.id, 1)], {dish.id: dish})
    [advice] = refused.value.fields.values()
    assert advice % refused.value.details == "Falta escolher 1 em Molho."


def test_a_choice_has_a_most():
    dish = _dish(least=0, most=1)
    both = tuple(dish.groups[0].options)
    with pytest.raises(InvalidInput):
        price([Wanted(dish.id, 1, both)], {dish.id: dish})


def test_an_option_counts_once():
    dish = _dish(least=0, most=2)
    first = next(iter(dish.groups[0].options))
    with pytest.raises(InvalidInput):
        price([Wanted(dish.id, 1, (first, first))], {dish.id: dish})


def test_an_option_of_another_dish_is_refused():
    dish, other = _dish(least=0, most=1), _dish(least=0, most=1)
    foreign = next(iter(other.groups[0].options))
    with pytest.raises(InvalidInput):
        price([Wanted(dish.id, 1, (foreign,))], {dish.id: dish})


def test_a_sold_out_option_is_refused_by_name():
    gone = Option(uuid4(), "Jindungo", 0, False)
    dish = Dish(uuid4(), "Mufete", 100, True, "Grelha", 15, (Group(uuid4(), "Molho", 0, 1, {gone.id: gone}),))
    with pytest.raises(SoldOut, match="Jindungo"):
        price([Wanted(dish.id, 1, (gone.id,))], {dish.id: dish})


def _dish(least, most):
    options = [Option(uuid4(), name, 0, True) for name in ("Jindungo", "Vinagrete")]
    return Dish(
        uuid4(),
        "Mufete",
        850_000,
        True,
        "Grelha",
        20,
        (Group(uuid4(), "Molho", least, most, {one.id: one for one in options}),),
    )
