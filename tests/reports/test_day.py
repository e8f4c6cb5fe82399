"""Sums and comparisons, from rows made by hand."""

from datetime import UTC, date, datetime

import pytest

from nabancada.orders.days import BusinessDay
from nabancada.reports import day
from nabancada.reports.queries import Floor, SalesRow

NOW = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # Sunday, 18:30 in Luanda
DAY = BusinessDay(date(2026, 11, 22), 5)
TODAY, BEFORE = date(2026, 11, 22), date(2026, 11, 15)
NOTHING = Floor(0, 0, 0, 0, [], [], 0, None, DAY)


def row(on: date, hour: int, cents: int, type: str = "table", **more: float) -> SalesRow:
    return SalesRow(on, hour, type, 1, cents, *(more.get("by_now", (1, cents))), 0, 0.0)


def test_a_day_without_orders_has_no_averages():
    empty = day.make(NOW, [], NOTHING, [], [])
    assert (empty.today.cents, empty.today.average_cents, empty.today.cooking) == (0, None, None)
    assert (empty.has_chart, empty.heat, empty.shares, empty.ceiling) == (False, None, [], None)


def test_the_average_bill_is_rounded_to_the_nearest_centimo():
    assert day.Totals(orders=148, cents=128_450_000).average_cents == 867_905
    assert day.Totals(orders=2, cents=3).average_cents == 2


def test_only_what_was_sold_by_this_hour_is_compared():
    rows = [row(TODAY, 8, 500), row(BEFORE, 8, 300), row(BEFORE, 15, 900, by_now=(0, 0))]
    shown = day.make(NOW, rows, NOTHING, [], [])
    assert (shown.today.cents, shown.before.cents) == (500, 300)


def test_hours_to_come_are_empty_today_and_full_last_week():
    hours = day.hours(NOW, DAY, [row(TODAY, 13, 500), row(BEFORE, 16, 900)])
    at = {hour.clock: (hour.today, hour.before) for hour in hours}
    assert at[18] == (500, 0)  # the hour that is going on
    assert at[19] == (None, 0)
    assert at[21] == (None, 900)
    assert (hours[0].clock, hours[-1].clock) == (11, 22)


def test_hours_after_midnight_come_last():
    assert [hour.clock for hour in day.hours(NOW, DAY, [row(BEFORE, 21, 100)])][-3:] == [0, 1, 2]


def test_shares_add_up_to_the_whole_bar():
    found = day.shares([row(TODAY, 8, 600), row(TODAY, 9, 100, "delivery"), row(TODAY, 9, 300, "counter")])
    assert [(share.type, share.percent) for share in found] == [("table", 60.0), ("counter", 30.0), ("delivery", 10.0)]
    assert [share.begins for share in found] == [0.0, 60.0, 90.0]


def test_the_fullest_hour_is_the_darkest_and_any_order_shows():
    heat = day.heat([(7, 8, 34), (1, 8, 1)], 5)
    assert heat is not None
    assert heat.peak == (7, 13)
    column = heat.clocks.index(13)
    assert [row[column].level for row in heat.rows] == [1, 0, 0, 0, 0, 0, 9]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (112, 100, day.Change("up", 12, 12)),
        (90, 100, day.Change("down", 10, 10)),
        (100, 100, day.Change("", 0, 0)),
        (100, 0, None),
        (None, 100, None),
        (100, None, None),
    ],
)
def test_a_change_needs_something_to_compare_with(now, before, expected):
    assert day.compare(now, before) == expected


@pytest.mark.parametrize(
    ("used", "most", "expected"),
    [
        (1599, 2000, None),
        (1600, 2000, date(2026, 11, 28)),
        (500, None, None),
    ],
)
def test_the_plan_warns_from_four_fifths_of_its_orders(used, most, expected):
    floor = Floor(0, 0, 0, 0, [], [], used, most, DAY)
    ceiling = day.ceiling(floor, TODAY)
    assert (ceiling.reached_on if ceiling else None) == expected


def test_a_ceiling_that_is_reached_names_no_day():
    ceiling = day.ceiling(Floor(0, 0, 0, 0, [], [], 500, 500, DAY), TODAY)
    assert ceiling is not None and (ceiling.percent, ceiling.reached_on) == (100, None)
