"""The dashboard's live part."""

import orjson
from flask import render_template

from nabancada import cache, clock, db
from nabancada.live.regions import region
from nabancada.orders import days
from nabancada.permissions import Permission
from nabancada.reports import day, queries
from nabancada.web.json import encode

HEAT_LASTS = 3600  # seconds: past days hardly change
PACE = 1.0  # seconds between two drawings: nobody reads figures faster


@region("dashboard", topics={"dashboard", "floor"}, needs=Permission.SEE_REPORTS, every=PACE)
def figures() -> str:
    """The figures of the day, as the page and every update draw them."""
    now = clock.now()
    with db.reporting():
        today = days.today(now)
        body, _hit = cache.cached(
            "busy-hours",
            f"{today.date}:{today.turns_at}",
            lambda: encode(queries.orders_by_hour(today)),
            seconds=HEAT_LASTS,
        )
        busy = [tuple(row) for row in orjson.loads(body)]
        shown = day.make(
            now, today, queries.sales(now, today), queries.floor(now, today.date), queries.top_dishes(today.date), busy
        )
    return render_template("reports/_figures.html", day=shown, compare=day.compare)
