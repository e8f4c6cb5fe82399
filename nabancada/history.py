"""How far back a house looks: the days its plan shows, before its business day of today, on pages and in the API.

What is older is kept, and a plan that reaches further lists it again at once. Only lists end there: whatever is named
by its id opens however old it is, for a receipt is asked for years later. What is still open is listed whenever it
began.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from nabancada import clock

LEAST = 28  # days: the four weeks that every dashboard tells of

Item = TypeVar("Item")


def first_day(days: int | None, today: date) -> date | None:
    """The first business day that is listed; none: every one.

    :param days: how many before today the plan shows, none being no limit

    >>> first_day(30, date(2026, 11, 28)).isoformat()
    '2026-10-29'
    """
    return None if days is None else today - timedelta(days=days)


def begins(days: int | None, turns_at: int, now: datetime) -> datetime | None:
    """The instant at which that day began; none: it all is listed.

    :param turns_at: the hour at which the house's business day turns
    """
    first = first_day(days, clock.business_day(now, turns_at))
    return clock.day_starts(first, turns_at) if first else None


def listed(
    found: Sequence[Item], since: datetime | None, over: Callable[[Item], datetime | None]
) -> tuple[list[Item], bool]:
    """What is listed of `found`, which begins with the newest, and whether anything of it is left out.

    :param since: as `begins` says
    :param over: when one was; none: it goes on
    """
    shown = [one for one in found if since is None or (at := over(one)) is None or at >= since]
    return shown, len(shown) < len(found)
