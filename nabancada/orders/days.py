"""Which business day it is at a house. It turns at the house's own hour, and never goes back: a day whose orders have
begun goes on, although the hour was made a later one meanwhile.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text

from nabancada import clock, db
from nabancada.restaurants import rules

LOOK_BACK = timedelta(days=3)  # so long may an order wait for its money before only the list of its day shows it

TURNS_AT = f"(SELECT {rules.TURNS_AT} FROM restaurants r WHERE r.id = :restaurant)"
# Of `:restaurant` at `:now`. A house without orders has no counter, and nothing that could go back.
TODAY = f"""
    greatest(
        (CAST(:now AS timestamptz) AT TIME ZONE '{clock.TIMEZONE.key}' - make_interval(hours => {TURNS_AT}))::date,
        (SELECT day FROM order_counters WHERE restaurant_id = :restaurant)
    )
"""


class BusinessDay(NamedTuple):
    date: date
    turns_at: int  # hour


def today(now: datetime) -> BusinessDay:
    """The current restaurant's business day. One statement."""
    asked = text(f"SELECT {TODAY}, {TURNS_AT}")
    row = db.session.execute(asked, {"restaurant": db.current_restaurant_id(), "now": now}).one()
    return BusinessDay(*row)


def lowest_start(now: datetime) -> datetime:
    """No business day that goes on at `now` has begun before, wherever it turns."""
    return clock.day_starts(now.astimezone(clock.TIMEZONE).date() - timedelta(days=1), 0)
