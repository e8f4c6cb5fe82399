"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from nabancada import clock


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "0 s"), (40.9, "40 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 00"), (4680, "1 h 18")],
)
def test_how_long_something_takes(seconds, said):
    assert clock.span(seconds) == said.replace(" ", "\u00a0")


def test_a_moment_of_today_is_its_hour_and_one_before_names_its_day(monkeypatch):
    now = datetime(2026, 11, 22, 23, 10, tzinfo=UTC)  # past midnight in Luanda
    monkeypatch.setattr(clock, "now", lambda: now)
    assert clock.moment(now - timedelta(minutes=5)) == "00:05"
    assert clock.moment(now - timedelta(minutes=15)) == "22/11/2026 23:55"
