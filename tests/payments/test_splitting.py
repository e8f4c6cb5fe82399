"""However a bill is shared, the parts add up to it."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada.payments.splitting import Shared, by_items, equally


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


def test_more_than_nobody_paid_for_is_refused():
    water = uuid4()
    with pytest.raises(ValueError, match="more than there is"):
        by_items(1000, 1000, {water: Shared(5, 3, 1000)}, [{water: 3}])
