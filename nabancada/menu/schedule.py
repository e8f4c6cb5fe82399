"""When a dish is served: days of the week and hours, as the clock in Luanda shows them. Pure."""

from collections.abc import Iterable
from datetime import datetime

from nabancada.clock import TIMEZONE
from nabancada.restaurants.hours import Window, windows

of = windows


def served(windows: tuple[Window, ...], at: datetime) -> bool:
    """Whether a dish with these windows, or none, is served at this moment."""
    here = at.astimezone(TIMEZONE)
    return not windows or any(one.holds(here.isoweekday(), here.hour * 60 + here.minute) for one in windows)


def runs(days: Iterable[int]) -> list[tuple[int, int]]:
    """Days as people say them, from one to another.

    >>> runs([1, 2, 3, 6])
    [(1, 3), (6, 6)]
    """
    found: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
