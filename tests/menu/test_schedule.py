"""Dishes with hours: served then, by the clock in Luanda, and ordered at no other time, whoever asks."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada import clock, db
from nabancada.menu import actions, catalogue, schedule
from nabancada.orders.choosing import NotServedNow, Wanted, choose
from nabancada.permissions import Role
from tests import factories

BREAKFAST = [{"days": [1, 2, 3, 4, 5], "start": "07:00", "end": "11:00"}]
NIGHT = [{"days": [5], "start": "22:00", "end": "02:00"}]
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """In the week of Monday, 23 November 2026, as the clock in Luanda shows it."""
    return datetime(2026, 11, 22 + day, hour, minute, tzinfo=clock.TIMEZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("windows", "at", "served"),
    [
        (None, _at(1, 3), True),
        (BREAKFAST, _at(1, 7), True),
        (BREAKFAST, _at(1, 6, 59), False),
        (BREAKFAST, _at(5, 10, 59), True),
        (BREAKFAST, _at(5, 11), False),
        (BREAKFAST, _at(6, 9), False),
        (NIGHT, _at(5, 22), True),
        (NIGHT, _at(6, 1, 59), True),
        (NIGHT, _at(6, 2), False),
        (NIGHT, _at(5, 1), False),
        (NIGHT, _at(6, 23), False),
        ([{"days": [7], "start": "23:00", "end": "01:00"}], _at(8, 0, 30), True),  # Sunday night is Monday's morning
        ([*BREAKFAST, *NIGHT], _at(5, 23), True),
    ],
)
def test_a_dish_is_served_in_its_hours(windows, at, served):
    assert schedule.served(schedule.of(windows), at) is served


@given(st.sets(st.integers(1, 7), min_size=1))
def test_days_in_runs_are_the_same_days(days):
    runs = schedule.runs(days)
    assert {day for first, last in runs for day in range(first, last + 1)} == days
    assert all(later[0] > first[1] + 1 for first, later in pairwise(runs))


def test_an_order_at_another_hour_is_refused(restaurant):
    dish = factories.dish(schedule=BREAKFAST)
    dishes = catalogue.now().dishes
    assert choose([Wanted(dish.id, 1)], dishes, _at(1, 8))
    with pytest.raises(NotServedNow):
        choose([Wanted(dish.id, 1)], dishes, _at(1, 12))


def _never():
    """Hours that are over, whenever this runs: a minute of the day before yesterday."""
    day = (clock.now().astimezone(clock.TIMEZONE).isoweekday() + 4) % 7 + 1
    return [{"days": [day], "start": "12:00", "end": "12:01"}]


def test_no_way_of_ordering_gets_past_the_hours(client, restaurant):
    """At a table, at the counter, to take away, to be delivered, and as a sale with its payment."""
    dish_id, table_id = factories.dish("Mata-bicho", schedule=_never()).id, factories.table().id
    waiter = client(Role.CASHIER)
    lines = [{"item_id": str(dish_id), "quantity": 1}]
    customer = {"name": "Telma", "phone": "+244923456789", "address": "Rua 1"}
    ways = [
        {"type": "table", "table_id": str(table_id)},
        {"type": "counter"},
        {"type": "takeaway"},
        {"type": "delivery", "customer": customer},
    ]
    for n, way in enumerate(ways):
        answer = waiter.post("/api/orders", json={"client_key": f"hora-{n}-hora", "lines": lines, **way})
        assert (answer.status_code, answer.json["code"]) == (409, "not_served_now"), way
        assert "Mata-bicho" in answer.json["detail"]
    order = {"client_key": "venda-1-venda", "type": "counter", "lines": lines}
    payment = {"method": "multicaixa", "amount_cents": 650_000}
    sale = waiter.post("/api/sales", json={"order": order, "payments": [payment]})
    assert (sale.status_code, sale.json["code"]) == (409, "not_served_now")
    db.release()
    actions.change_item(dish_id, {"schedule": None})
    assert waiter.post("/api/orders", json=order).status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [{"days": [], "start": "07:00", "end": "11:00"}],
        [{"days": [0], "start": "07:00", "end": "11:00"}],
        [{"days": [8], "start": "07:00", "end": "11:00"}],
        [{"days": [1], "start": "7:00", "end": "11:00"}],
        [{"days": [1], "start": "07:00", "end": "24:00"}],
        [{"days": [1], "start": "07:00"}],
        [{"days": EVERY_DAY, "start": "07:00", "end": "11:00"}] * 7,
    ],
)
def test_hours_that_make_no_sense(client, restaurant, wrong):
    answer = client().patch(f"/api/menu/items/{factories.dish().id}", json={"schedule": wrong})
    assert answer.status_code == 422
    assert all(name.startswith("schedule") for name in answer.json["fields"])


def test_guests_read_when_a_dish_is_served(client, restaurant):
    factories.dish("Mata-bicho", schedule=BREAKFAST)
    page = client(None).get(f"/r/{restaurant.slug}").text
    assert "Serve-se: seg. a sex. 07:00–11:00" in page
    assert (
        client(None).get(f"/api/public/{restaurant.slug}/menu").json["categories"][0]["items"][0]["schedule"]
        == BREAKFAST
    )
