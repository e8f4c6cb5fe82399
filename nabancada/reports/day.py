"""A day in figures: sums and comparisons of what `queries` found. Knows neither database nor request."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from nabancada import clock
from nabancada.orders.days import BusinessDay
from nabancada.orders.states import OrderType
from nabancada.reports.queries import WEEK, Dish, Floor, SalesRow

USUAL = (11, 22)  # o'clock: the hours that a chart shows at least
WARN_FROM = 0.8  # of the month's orders
HOURS = 24


@dataclass(slots=True)
class Totals:
    """One day up to the hour it is now. Amounts in cêntimos, times in seconds."""

    orders: int = 0
    cents: int = 0
    cooked: int = 0
    cooking_seconds: float = 0.0

    @property
    def average_cents(self) -> int | None:
        return (self.cents + self.orders // 2) // self.orders if self.orders else None

    @property
    def cooking(self) -> int | None:
        """How long the kitchen took on average."""
        return round(self.cooking_seconds / self.cooked) if self.cooked else None


@dataclass(frozen=True, slots=True)
class Hour:
    """Sales of one hour; today's are none while the hour has not begun."""

    clock: int  # 0 to 23, as the wall shows it
    today: int | None
    before: int


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved: `trend` is "up", "down" or "", `percent` none when it was nothing before."""

    trend: str
    by: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Share:
    type: OrderType
    cents: int
    begins: float  # where its piece of the bar begins, in percent
    percent: float


@dataclass(frozen=True, slots=True)
class Cell:
    orders: int
    level: int  # 0 to 9, for the eye


@dataclass(frozen=True, slots=True)
class Heat:
    """Orders by weekday (Monday first) and hour. `peak` is the fullest: weekday 1 to 7, hour of the clock."""

    clocks: list[int]
    rows: list[list[Cell]]
    peak: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The plan's orders of the month: how much is used, and when it will be up at this pace."""

    used: int
    most: int
    reached_on: date | None

    @property
    def percent(self) -> int:
        return self.used * 100 // self.most


@dataclass(slots=True)
class Day:
    """Everything the dashboard shows."""

    now: datetime
    date: date
    today: Totals
    before: Totals
    hours: list[Hour]
    shares: list[Share]
    floor: Floor
    dishes: list[Dish]
    heat: Heat | None
    ceiling: Ceiling | None

    @property
    def local(self) -> datetime:
        """What the clock on the wall shows."""
        return self.now.astimezone(clock.TIMEZONE)

    @property
    def has_chart(self) -> bool:
        return any(hour.today or hour.before for hour in self.hours)


def make(
    now: datetime, sales: list[SalesRow], floor: Floor, dishes: list[Dish], busy: list[tuple[int, int, int]]
) -> Day:
    today = floor.today
    return Day(
        now=now,
        date=today.date,
        today=totals(row for row in sales if row.day == today.date),
        before=totals(row for row in sales if row.day == today.date - WEEK),
        hours=hours(now, today, sales),
        shares=shares(row for row in sales if row.day == today.date),
        floor=floor,
        dishes=dishes,
        heat=heat(busy, today.turns_at),
        ceiling=ceiling(floor, today.date),
    )


def totals(rows: Iterable[SalesRow]) -> Totals:
    sums = Totals()
    for row in rows:
        sums.orders += row.orders_by_now
        sums.cents += row.cents_by_now
        sums.cooked += row.cooked_by_now
        sums.cooking_seconds += row.cooking_seconds
    return sums


def hours(now: datetime, today: BusinessDay, rows: list[SalesRow]) -> list[Hour]:
    """Every hour from the first to the last with sales on either day, the usual ones at least."""
    begun = int((now - clock.day_starts(*today)).total_seconds() // 3600)
    current = begun if begun >= 0 else HOURS - 1  # it had begun before it was made to turn later
    sums = {True: [0] * HOURS, False: [0] * HOURS}
    for row in rows:
        sums[row.day == today.date][row.hour] += row.cents
    return [
        Hour(_clock(hour, today.turns_at), sums[True][hour] if hour <= current else None, sums[False][hour])
        for hour in _span([row.hour for row in rows if row.cents], today.turns_at)
    ]


def shares(rows: Iterable[SalesRow]) -> list[Share]:
    """Where today's sales came from, largest first."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.type] = sums.get(row.type, 0) + row.cents
    whole = sum(sums.values())
    found, begins = [], 0.0
    for name, cents in sorted(sums.items(), key=lambda one: (-one[1], one[0])):
        percent = 100 * cents / whole if whole else 0.0
        found.append(Share(OrderType(name), cents, round(begins, 2), round(percent, 2)))
        begins += percent
    return found


def heat(busy: list[tuple[int, int, int]], turns_at: int) -> Heat | None:
    """When the house is full; none when there is nothing to tell from."""
    if not busy:
        return None
    orders = {(weekday, hour): count for weekday, hour, count in busy}
    peak = max(orders, key=lambda at: (orders[at], -at[0], -at[1]))
    columns = _span([hour for _weekday, hour in orders], turns_at)
    return Heat(
        clocks=[_clock(hour, turns_at) for hour in columns],
        rows=[[_cell(orders.get((day, hour), 0), orders[peak]) for hour in columns] for day in range(1, 8)],
        peak=(peak[0], _clock(peak[1], turns_at)),
    )


def ceiling(floor: Floor, today: date) -> Ceiling | None:
    """The month's orders when they near the plan's ceiling, else none."""
    most, used = floor.orders_per_month, floor.orders_this_month
    if not most or used < most * WARN_FROM:
        return None
    day = -(-most * today.day // used)  # at this month's pace, rounded up
    inside = today.day < day <= monthrange(today.year, today.month)[1]
    return Ceiling(used, most, today.replace(day=day) if inside else None)


def compare(now: int | None, before: int | None) -> Change | None:
    """How `now` differs from `before`; none when there is nothing to compare with."""
    if now is None or not before:
        return None
    by = now - before
    return Change("up" if by > 0 else "down" if by < 0 else "", abs(by), round(100 * abs(by) / before))


def _cell(orders: int, most: int) -> Cell:
    return Cell(orders, -(-orders * 9 // most))


def _span(seen: list[int], turns_at: int) -> range:
    first, last = (max(0, hour - turns_at) for hour in USUAL)
    return range(min([*seen, first]), max([*seen, last]) + 1)


def _clock(hour: int, turns_at: int) -> int:
    return (hour + turns_at) % HOURS
