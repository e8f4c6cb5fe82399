"""The last days of a demonstration house, and what is going on there at this moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from nabancada import clock
from nabancada.cli.demo_data.book import Book, Steps
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.tables.models import DiningTable

DAYS = 8  # so that today can be compared with the same weekday of last week, and that one with its eve
WEEKEND = (4, 5, 6)
ELSEWHERE = (OrderType.COUNTER, OrderType.COUNTER, OrderType.TAKEAWAY, OrderType.DELIVERY)
PENDING, PREPARING, READY, SERVED = (
    OrderStatus.PENDING,
    OrderStatus.PREPARING,
    OrderStatus.READY,
    OrderStatus.SERVED,
)


@dataclass(frozen=True, slots=True)
class Now:
    """A table that is occupied. Times are minutes ago; a round is when it was placed and how far it is."""

    table: str
    guests: int
    seated: float
    rounds: tuple[tuple[float, OrderStatus], ...]
    bill: float | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order without a table, in the kitchen now."""

    kind: OrderType
    ago: float
    status: OrderStatus


ROOM = {
    "quintal-da-muxima": (
        Now("1", 4, 34, ((29, SERVED),)),
        Now("2", 3, 81, ((74, SERVED), (31, SERVED)), bill=3),
        Now("4", 2, 26, ((22, PENDING),)),
        Now("5", 5, 33, ((27, READY),)),
        Now("8", 4, 19, ((13, PREPARING),)),
        Now("10", 2, 7, ((1, PENDING),)),
        Now("12", 4, 78, ((70, SERVED), (28, SERVED))),
        Now("15", 6, 16, ((9, PREPARING),)),
        Now("17", 8, 52, ((45, SERVED), (18, PREPARING))),
    ),
    "cafe-da-ilha": (
        Now("2", 2, 24, ((19, SERVED),)),
        Now("5", 3, 12, ((7, PREPARING),)),
        Now("8", 2, 41, ((36, SERVED),), bill=2),
        Now("9", 4, 5, ((2, PENDING),)),
    ),
}
QUEUE = (
    Waiting(OrderType.COUNTER, 6, PREPARING),
    Waiting(OrderType.TAKEAWAY, 16, READY),
    Waiting(OrderType.DELIVERY, 4, PENDING),
)


def fill(book: Book, slug: str, tables: list[DiningTable], now: datetime) -> None:
    """Put the past days and the present of a house into its book. Today goes as far as `now`."""
    at = {table.name: table for table in tables}
    present = ROOM.get(slug, ())
    taken = {at[one.table].id: now - timedelta(minutes=one.seated) for one in present}
    today = clock.business_day(now)
    for ago in range(DAYS, -1, -1):
        _day(book, today - timedelta(days=ago), tables, now, taken)
    for one in present:
        _sit(book, one, at[one.table].id, now)
    for waiting in QUEUE:
        placed = now - timedelta(minutes=waiting.ago)
        steps = _steps_now(waiting.status, placed, now)
        book.order(waiting.kind, placed, [book.house.rhythm.drinks, book.house.rhythm.mains], steps)


def _day(book: Book, day: date, tables: list[DiningTable], now: datetime, taken: dict[UUID, datetime]) -> None:
    """Everybody who came on `day` and has gone by `now`.

    :param taken: since when tables have the guests who are still there
    """
    rng, rhythm = book.rng, book.house.rhythm
    busy = rhythm.weekend if day.weekday() in WEEKEND else 1.0
    free_from: dict[UUID, datetime] = {}
    for hour, usual in rhythm.arrivals.items():
        for _ in range(max(0, round(usual * busy * rng.uniform(0.75, 1.25)))):
            seconds = rng.uniform(0, 3600)
            came = datetime.combine(day, time(hour), clock.TIMEZONE) + timedelta(seconds=seconds)
            if came > now - timedelta(minutes=30):
                continue
            free = [table for table in tables if free_from.get(table.id, came) <= came]
            sits = bool(free) and rng.random() < rhythm.table_share
            if not (sits and _visit(book, rng.choice(free), came, now, taken, free_from)):
                _elsewhere(book, came)


def _visit(
    book: Book,
    table: DiningTable,
    came: datetime,
    now: datetime,
    taken: dict[UUID, datetime],
    free_from: dict[UUID, datetime],
) -> bool:
    """A party comes, eats and leaves.

    :returns: false if they would be in the way of who is there now
    """
    rng, rhythm = book.rng, book.house.rhythm
    stay = timedelta(minutes=rng.uniform(50, 105))
    left = came + stay
    if left >= taken.get(table.id, now):
        return False
    free_from[table.id] = left + timedelta(minutes=5)
    guests = rng.randint(1, min(table.seats, 6))
    asked = left - timedelta(minutes=rng.uniform(4, 9))
    party = book.seat(table.id, came, guests=guests, bill_at=asked, closed_at=left)
    first = came + timedelta(minutes=rng.uniform(4, 9))
    wanted = [rhythm.drinks] * guests + [rhythm.mains] * guests
    book.order(OrderType.TABLE, first, wanted, _steps(book, first, wanted), party)
    if rng.random() < 0.6:
        second = came + stay * rng.uniform(0.5, 0.65)  # and is served before they leave, however long it takes
        wanted = [rhythm.after] * rng.randint(1, guests + 1)
        book.order(OrderType.TABLE, second, wanted, _steps(book, second, wanted, cancelled=0.05), party)
    return True


def _elsewhere(book: Book, at: datetime) -> None:
    rhythm = book.house.rhythm
    wanted = [rhythm.mains] * book.rng.randint(1, 3) + [rhythm.drinks] * book.rng.randint(0, 2)
    book.order(book.rng.choice(ELSEWHERE), at, wanted, _steps(book, at, wanted, cancelled=0.06))


def _steps(book: Book, at: datetime, wanted: list[tuple[str, ...]], cancelled: float = 0.0) -> Steps:
    """The life of an order that is over."""
    if book.rng.random() < cancelled:
        return Steps(OrderStatus.CANCELLED, cancelled_at=at + timedelta(minutes=2))
    started = at + timedelta(minutes=book.rng.uniform(0.5, 3))
    ready = started + book.slowest(wanted)
    return Steps(SERVED, started, ready, ready + timedelta(minutes=book.rng.uniform(0.5, 3)))


def _sit(book: Book, one: Now, table_id: UUID, now: datetime) -> None:
    rhythm = book.house.rhythm
    bill_at = now - timedelta(minutes=one.bill) if one.bill is not None else None
    party = book.seat(table_id, now - timedelta(minutes=one.seated), guests=one.guests, bill_at=bill_at)
    for n, (ago, status) in enumerate(one.rounds):
        placed = now - timedelta(minutes=ago)
        first = [rhythm.drinks] * one.guests + [rhythm.mains] * one.guests
        wanted = [rhythm.after] * one.guests if n else first
        book.order(OrderType.TABLE, placed, wanted, _steps_now(status, placed, now), party)


def _steps_now(status: OrderStatus, placed: datetime, now: datetime) -> Steps:
    """The life so far of an order placed a while ago: its steps lie evenly between then and now."""
    reached = (PREPARING, READY, SERVED)
    known = reached[: reached.index(status) + 1] if status in reached else ()
    age = now - placed
    times = [placed + age * share for share in (0.12, 0.8, 0.9)[: len(known)]]
    return Steps(status, *times)
