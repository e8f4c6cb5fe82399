"""When a house is open: by a definition that looks at every minute, and by the one the product uses."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from nabancada.clock import TIMEZONE
from nabancada.restaurants.hours import Hours, State, week_of

FIRST = date(2026, 11, 23)  # a Monday
QUARTERS = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
SPAN = st.fixed_dictionaries({"start": QUARTERS, "end": QUARTERS})
WEEK = st.lists(
    st.fixed_dictionaries(
        {"days": st.sets(st.integers(1, 7), min_size=1).map(sorted), "start": QUARTERS, "end": QUARTERS}
    ),
    max_size=4,
)
DATES = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.integers(-1, 9).map(lambda n: (FIRST + timedelta(days=n)).isoformat()),
            "hours": st.lists(SPAN, max_size=2),
        }
    ),
    max_size=3,
    unique_by=lambda one: one["date"],
)
NOON_TO_TWO = {"days": [1, 2, 3, 4, 5, 6, 7], "start": "12:00", "end": "02:00"}


def luanda(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TIMEZONE)


def is_open(kept: dict, at: datetime) -> bool:
    """Looks at what begins today and what began yesterday, and nothing else."""
    return any(_holds(kept, at.date() - timedelta(days=back), at) for back in (0, 1))


def _holds(kept: dict, day: date, at: datetime) -> bool:
    other = next((one for one in kept["dates"] if one["date"] == day.isoformat()), None)
    spans = other["hours"] if other else [one for one in kept["week"] if day.isoweekday() in one["days"]]
    if other is None and not kept["week"]:
        return at.date() == day
    for one in spans:
        start, end = (luanda(day, *map(int, one[side].split(":"))) for side in ("start", "end"))
        if start <= at < (end if end > start else end + timedelta(days=1)):
            return True
    return False


@settings(max_examples=300, deadline=None)
@given(week=WEEK, dates=DATES, quarter=st.integers(0, 96 * 8 - 1))
def test_a_house_is_open_when_its_hours_say_so_and_changes_when_it_says(week, dates, quarter):
    kept = {"week": week, "dates": dates}
    now = luanda(FIRST, 0) + timedelta(minutes=15 * quarter + 7)
    state = Hours.of(kept).at(now)
    assert state.open is is_open(kept, now)
    step = luanda(FIRST, 0) + timedelta(minutes=15 * quarter + 15)  # hours here begin and end on quarters
    last = state.until or step + timedelta(days=20)
    while step < last:
        assert is_open(kept, step) is state.open, step
        step += timedelta(minutes=15)
    if state.until:
        assert is_open(kept, state.until) is not state.open


def test_a_house_without_hours_is_open():
    assert Hours.of({}).at(luanda(FIRST, 3)) == State(True, None)


def test_a_house_without_hours_is_closed_on_the_day_it_says():
    hours = Hours.of({"dates": [{"date": "2026-12-25", "hours": []}]})
    assert hours.at(luanda(FIRST, 3)) == State(True, luanda(date(2026, 12, 25), 0))
    assert hours.at(luanda(date(2026, 12, 25), 9)) == State(False, luanda(date(2026, 12, 26), 0))
    assert hours.at(luanda(date(2026, 12, 26), 9)) == State(True, None)


def test_friday_goes_on_past_midnight_although_saturday_is_closed():
    hours = Hours.of({"week": [NOON_TO_TWO], "dates": [{"date": "2026-11-28", "hours": []}]})
    saturday = date(2026, 11, 28)
    assert hours.at(luanda(saturday, 1)) == State(True, luanda(saturday, 2))
    assert hours.at(luanda(saturday, 2)) == State(False, luanda(date(2026, 11, 29), 12))


def test_a_break_closes_and_hours_that_touch_are_one():
    week = [{"days": [1], "start": "12:00", "end": "15:00"}, {"days": [1], "start": "15:00", "end": "16:00"}]
    hours = Hours.of({"week": [*week, {"days": [1], "start": "19:00", "end": "23:00"}]})
    assert hours.at(luanda(FIRST, 12)) == State(True, luanda(FIRST, 16))
    assert hours.at(luanda(FIRST, 16)) == State(False, luanda(FIRST, 19))
    assert hours.at(luanda(FIRST, 23)) == State(False, luanda(FIRST + timedelta(days=7), 12))


def test_a_house_that_never_opens_again_says_so():
    hours = Hours.of({"week": [{"days": [1], "start": "12:00", "end": "15:00"}], "dates": []})
    assert hours.at(luanda(FIRST, 16)).until == luanda(FIRST + timedelta(days=7), 12)


def test_all_day_every_day_never_closes():
    assert Hours.of({"week": [{"days": [*range(1, 8)], "start": "00:00", "end": "00:00"}]}).at(
        luanda(FIRST, 3)
    ) == State(True, None)


def test_the_week_is_told_day_by_day_and_each_span_once():
    week = week_of([NOON_TO_TWO, {"days": [1], "start": "08:00", "end": "10:00"}, NOON_TO_TWO])
    assert week[1] == [("08:00", "10:00"), ("12:00", "02:00")]
    assert week[2] == [("12:00", "02:00")]
