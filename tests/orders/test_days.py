"""The business day of a house: at its own hour, on every screen, and never back."""

from datetime import datetime, timedelta

import pytest

from nabancada import clock
from nabancada.kitchen import queries as kitchen
from nabancada.orders import actions, days
from nabancada.orders import queries as orders
from nabancada.orders.states import OrderStatus
from nabancada.pos import queries as pos
from nabancada.reports import queries as reports
from nabancada.restaurants import settings
from nabancada.restaurants.sections import Section
from tests import factories

AT_SIX = clock.day_starts(clock.business_day(clock.now()).replace(day=1), 6)  # 06:00 in Luanda, the first of a month


@pytest.fixture
def time(monkeypatch):
    """Says what time it is."""
    at = [AT_SIX]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def move(hours: float) -> datetime:
        at[0] += timedelta(hours=hours)
        return at[0]

    return move


def turn_at(hour: int) -> None:
    settings.change(Section.HOURS, {"day_turns_at": hour})


def placed(dish) -> tuple[int, int]:
    """How many days after the first of the month, and its number in that day."""
    order = factories.order(dish.id).order
    return (order["business_day"] - AT_SIX.date()).days, order["number"]


def test_a_sale_counts_in_the_day_that_the_house_says(restaurant, time):
    dish = factories.dish()
    turn_at(8)
    assert placed(dish) == (-1, 1)
    time(2)
    assert placed(dish) == (0, 1)
    assert days.today(clock.now()) == (AT_SIX.date(), 8)


def test_made_later_in_mid_day_the_day_goes_on_and_every_screen_shows_it(restaurant, time):
    dish = factories.dish()
    assert placed(dish) == (0, 1)
    turn_at(8)
    assert placed(dish) == (0, 2)
    today = days.today(clock.now())
    assert today.date == AT_SIX.date()
    assert sum(row.orders for row in reports.sales(clock.now(), today)) == 2
    assert orders.placed_this_month() == 2
    time(3)
    assert placed(dish) == (0, 3)
    time(23)
    assert placed(dish) == (1, 1)


def test_made_earlier_than_now_the_next_day_begins_at_once(restaurant, time):
    dish = factories.dish()
    turn_at(8)
    assert placed(dish) == (-1, 1)
    turn_at(5)
    assert placed(dish) == (0, 1)
    assert orders.placed_this_month() == 1


def test_the_counter_and_the_kitchen_look_at_the_houses_day(restaurant):
    """Now, whatever hour it is: a day that turns this hour, or the next, holds what was just sold."""
    dish = factories.dish()
    hour = clock.now().astimezone(clock.TIMEZONE).hour
    turn_at(min(hour, 12))
    order_id = factories.order(dish.id).order["id"]
    turn_at(min(hour + 1, 12))
    actions.move(order_id, OrderStatus.PREPARING)
    actions.move(order_id, OrderStatus.READY)
    assert [row.id for row in pos.today("todos").orders] == [order_id]
    assert kitchen.board().average_seconds is not None


@pytest.mark.parametrize("turns_at", range(0, 13))
def test_no_day_that_goes_on_begins_before_the_lowest_start(turns_at):
    for hour in range(24):
        now = AT_SIX + timedelta(hours=hour)
        assert days.lowest_start(now) <= clock.day_starts(clock.business_day(now, turns_at), turns_at)
