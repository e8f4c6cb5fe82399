"""When a house is open: the week with its breaks, and the days that are otherwise, by the clock in Luanda. Pure.

What begins on a day belongs to it, even past midnight: Friday's `18:00` to `02:00` ends on Saturday, and a Saturday
that is closed does not end it sooner. A house that has said nothing of its week is always open.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from nabancada.clock import TIMEZONE

WEEK = 7  # days, Monday is 1
DAY = timedelta(days=1)


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


def windows(kept: Iterable[Mapping[str, Any]] | None) -> tuple[Window, ...]:
    """Windows as they are kept: `[{"days": [1, 2], "start": "07:00", "end": "11:00"}]`."""
    return tuple(Window(frozenset(one["days"]), _minutes(one["start"]), _minutes(one["end"])) for one in kept or ())


@dataclass(frozen=True, slots=True)
class State:
    """Whether a house is open, and when that changes next; none is never, as far as it has said."""

    open: bool
    until: datetime | None


ALWAYS = (Window(frozenset(range(1, WEEK + 1)), 0, 0),)


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` in windows; `dates` with what holds on them instead, nothing being closed."""

    week: tuple[Window, ...]
    dates: Mapping[date, tuple[Window, ...]]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Hours":
        """The hours among those kept by a house: `{"week": [...], "dates": [{"date", "name", "hours": [...]}]}`."""
        dates = {
            date.fromisoformat(one["date"]): windows(
                {**span, "days": [date.fromisoformat(one["date"]).isoweekday()]} for span in one["hours"]
            )
            for one in kept.get("dates", ())
        }
        return cls(windows(kept.get("week")) or ALWAYS, dates)

    def at(self, now: datetime) -> State:
        """How it is at this moment."""
        today = now.astimezone(TIMEZONE).date()
        end_of_sight = max([today, *self.dates]) + DAY * (WEEK + 1)  # a whole week after the last that is otherwise
        for start, end in _together(self._spans(today - DAY, end_of_sight)):
            if end <= now:
                continue
            if start > now:
                return State(False, start)
            return State(True, end if end.astimezone(TIMEZONE).date() <= end_of_sight else None)
        return State(False, None)

    def _spans(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        """What begins on these days, in order."""
        for n in range((last - first).days + 1):
            day = first + DAY * n
            held = self.dates.get(day, self.week)
            for one in sorted(held, key=lambda one: one.start):
                if day.isoweekday() in one.days:
                    yield _moment(day, one.start), _moment(day if one.start < one.end else day + DAY, one.end)


def week_of(kept: Iterable[Mapping[str, Any]]) -> dict[int, list[tuple[str, str]]]:
    """The hours of each weekday, in order; a day without any is closed."""
    found: dict[int, list[tuple[str, str]]] = {day: [] for day in range(1, WEEK + 1)}
    for one in kept:
        for day in one["days"]:
            found[day].append((one["start"], one["end"]))
    return {day: sorted(set(spans)) for day, spans in found.items()}


def _together(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Spans that touch as one."""
    begun: tuple[datetime, datetime] | None = None
    for start, end in spans:
        if begun and start <= begun[1]:
            begun = begun[0], max(begun[1], end)
            continue
        if begun:
            yield begun
        begun = start, end
    if begun:
        yield begun


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), TIMEZONE)


def _minutes(time: str) -> int:
    """
    >>> _minutes("07:30")
    450
    """
    return int(time[:2]) * 60 + int(time[3:])
