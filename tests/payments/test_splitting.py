"""However a bill is shared, the parts add up to it."""

from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada.payments.splitting import Shared, by_items, equally, level, shares, wanted


@given(st.integers(0, 10_000_000), st.integers(1, 99))
def test_equal_parts_add_up_and_differ_by_one_at_most(due, people):
    parts = equally(due, people)
    assert sum(parts) == due
    assert len(parts) == people
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize(("due", "people"), [(1, 0), (-1, 2)])
def test_nobody_or_nothing_cannot_share(due, people):
    with pytest.raises(ValueError, match="cannot share"):
        equally(due, people)


@given(st.integers(0, 1_000_000), st.lists(st.integers(0, 300_000), min_size=1, max_size=9))
def test_who_has_paid_less_catches_up_and_nobody_gets_anything_back(due, given_before):
    lefts = level(due, given_before)
    assert sum(lefts) == due
    assert min(lefts) >= 0
    ends = [before + left for before, left in zip(given_before, lefts, strict=True)]
    payers = [end for end, left in zip(ends, lefts, strict=True) if left]
    assert not payers or max(payers) - min(payers) <= 1
    assert all(
        before >= max(payers, default=0) - 1 for before, left in zip(given_before, lefts, strict=True) if not left
    )


@given(
    st.integers(0, 1_000_000),
    st.lists(st.tuples(st.none() | st.integers(0, 500_000), st.integers(0, 500_000)), min_size=1, max_size=9),
)
def test_amounts_said_are_kept_as_far_as_there_is_so_much_due(due, people):
    wishes, before = [wish for wish, _paid in people], [paid for _wish, paid in people]
    lefts = wanted(due, wishes, before)
    assert 0 <= sum(lefts) <= due
    assert min(lefts) >= 0
    assert (None, 0) not in people or sum(lefts) == due
    for (wish, paid), left in zip(people, lefts, strict=True):
        assert wish is None or left <= max(0, wish - paid)


@given(st.integers(1, 20), st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_a_shared_dish_is_never_more_or_less_than_a_dish(quantity, named):
    people = {person: named.count(person) for person in named}
    units = shares(Shared(quantity, 0, 900), people)
    assert sum(units.values()) == min(quantity, len(named))


@st.composite
def bills(draw):
    lines = {
        uuid4(): Shared(left, 0, draw(st.integers(0, 500_000)))
        for left in draw(st.lists(st.integers(1, 9), min_size=1, max_size=6))
    }
    net = sum(line.net_cents for line in lines.values())
    total = draw(st.integers(0, net * 2))
    people = draw(st.integers(1, 5))
    parts: list[dict[UUID, int]] = [{} for _ in range(people)]
    for line_id, line in lines.items():
        for _ in range(line.left):
            part = parts[draw(st.integers(0, people - 1))]
            part[line_id] = part.get(line_id, 0) + 1
    return lines, total, parts


@given(bills())
def test_parts_by_dish_add_up_whatever_is_added_or_taken_off(bill):
    lines, total, parts = bill
    amounts = by_items(total, total, lines, parts)
    assert sum(amounts) == total
    assert all(amount >= 0 for amount in amounts)


@given(bills())
def test_paying_part_after_part_comes_to_the_same_bill(bill):
    lines, total, parts = bill
    due, paid = total, dict.fromkeys(lines, 0)
    for part in parts:
        now = {line_id: Shared(line.left, paid[line_id], line.net_cents) for line_id, line in lines.items()}
        [amount] = by_items(due, total, now, [part])
        assert 0 <= amount <= due
        due -= amount
        for line_id, quantity in part.items():
            paid[line_id] += quantity
    assert due == 0


def test_three_of_five_waters_and_a_cola():
    water, sumo, cola = uuid4(), uuid4(), uuid4()
    lines = {water: Shared(5, 0, 1000), sumo: Shared(3, 0, 600), cola: Shared(1, 0, 200)}
    assert by_items(1800, 1800, lines, [{water: 3, cola: 1}]) == [800]


def test_three_who_share_a_fish_pay_it_exactly():
    fish = uuid4()
    line, due, paid = {fish: Shared(1, 0, 1000)}, 1050, 0
    for _person in range(3):
        third = {fish: Fraction(1, 3)}
        [amount] = by_items(due, 1050, {fish: Shared(1, Fraction(paid, 3), 1000)}, [third])
        due, paid = due - amount, paid + 1
    assert due == 0
    assert by_items(1050, 1050, line, [third] * 3) == [350, 350, 350]


def test_more_than_nobody_paid_for_is_refused():
    water = uuid4()
    with pytest.raises(ValueError, match="more than there is"):
        by_items(1000, 1000, {water: Shared(5, 3, 1000)}, [{water: 3}])
