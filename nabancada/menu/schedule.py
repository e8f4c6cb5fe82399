"""When a dish is served: days of the week and hours, as the clock in Luanda shows them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nabancada.clock import TIMEZONE

WEEK = 7  # days, Monday is 1


@dataclass(frozen=True, slots=True)
class Window:
    """On these days from `start` to just before `end`, in minutes after midnight.

    An `end` that is not after `start` is on the day after: `22:00` to `02:00` on Friday ends on Saturday.
    """

    days: frozenset[int]
    start: int
    end: int

    def holds(self, day: int, minute: int) -> bool:
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        before = day - 1 or WEEK
        return (day in self.days and minute >= self.start) or (before in self.days and minute < self.end)


def of(kept: Iterable[Mapping[str, Any]] | None) -> tuple[Window, ...]:
    """The windows of a dish as it is kept: `[{"days": [1, 2], "start": "07:00", "end": "11:00"}]`."""
    return tuple(Window(frozenset(one["days"]), _minutes(one["start"]), _minutes(one["end"])) for one in kept or ())


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


def _minutes(time: str) -> int:
    """
    >>> _minutes("07:30")
    450
    """
    return int(time[:2]) * 60 + int(time[3:])
