"""The dashboard's live part."""

import orjson
from flask import render_template

from nabancada import cache, clock, db
from nabancada.live.regions import region
from nabancada.permissions import Permission
from nabancada.reports import day, queries
from nabancada.reports.day import Day
from nabancada.web.json import encode

HEAT_LASTS = 3600  # seconds: past days hardly change
PACE = 1.0  # seconds between two drawings: nobody reads figures faster


@region("dashboard", topics={"dashboard", "floor"}, needs=Permission.SEE_REPORTS, every=PACE)
def figures() -> str:
    """The figures of the day, as every update draws them."""
    return drawn(shown())


def shown() -> Day:
    """The day as it is now."""
    now = clock.now()
    with db.reporting():
        floor = queries.floor(now)
        today = floor.today
        past = f"{today.date}:{today.turns_at}"
        body, _hit = cache.cached("busy-hours", past, lambda: encode(queries.orders_by_hour(today)), seconds=HEAT_LASTS)
        busy = [tuple(row) for row in orjson.loads(body)]
        return day.make(now, queries.sales(now, today), floor, queries.top_dishes(today.date), busy)


def drawn(shown: Day) -> str:
    return render_template("reports/_figures.html", day=shown, compare=day.compare)
