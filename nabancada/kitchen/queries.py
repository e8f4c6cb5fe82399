"""What the kitchen has to do, read in one statement: open orders, the stations of the house, today's average."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from nabancada import clock, db
from nabancada.db.partitions import lowest_id
from nabancada.orders import days
from nabancada.orders.states import OrderStatus
from nabancada.web.addresses import slug

ALL = "todas"  # the key of every station together


@dataclass(frozen=True, slots=True)
class Line:
    """A dish to cook. `left` is what is still wanted of it, `void` what was taken back."""

    id: str
    name: str
    station: str
    minutes: int
    left: int
    void: int
    options: str
    note: str | None
    note_changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """An order as one station sees it, with its own lines and its own time."""

    id: UUID
    number: int
    type: str
    table: str | None
    round: int | None
    by: str | None
    customer: str | None
    status: str
    note: str | None
    placed_at: datetime
    ready_at: datetime | None
    lines: tuple[Line, ...]

    @property
    def minutes(self) -> int:
        """What the slowest of its dishes takes: the time the order is measured by."""
        return max(line.minutes for line in self.lines)


@dataclass(frozen=True, slots=True)
class Station:
    key: str
    name: str
    count: int  # tickets not ready yet


@dataclass(frozen=True, slots=True)
class Board:
    station: str
    stations: tuple[Station, ...]
    open: tuple[Ticket, ...]
    ready: tuple[Ticket, ...]
    to_cook: tuple[tuple[str, int], ...]  # dishes and how many of them, most first
    average_seconds: float | None  # from placed to ready, orders of this business day

    @property
    def total(self) -> int:
        """Tickets of all stations that are not ready yet."""
        return self.stations[0].count


def board(station: str = ALL, branch_id: UUID | None = None) -> Board:
    """The board of one station, by its key, or of all; of one branch, or of the whole house. One statement."""
    now = clock.now()
    rows = db.session.execute(
        _BOARD,
        {
            "restaurant": db.current_restaurant_id(),
            "branch": branch_id,
            "now": now,
            "since": lowest_id(days.lowest_start(now)),
        },
    ).all()
    tickets = [_ticket(row) for row in rows if row.id is not None]
    stations = _stations(rows[0].stations or [], tickets)
    if station not in {one.key for one in stations}:
        station = ALL
    mine = [one for ticket in tickets if (one := _at(ticket, station))]
    unready = tuple(ticket for ticket in mine if ticket.status != OrderStatus.READY)
    return Board(
        station=station,
        stations=stations,
        open=unready,
        ready=tuple(ticket for ticket in mine if ticket.status == OrderStatus.READY),
        to_cook=_to_cook(unready),
        average_seconds=rows[0].average_seconds,
    )


def _stations(names: Sequence[str], tickets: Iterable[Ticket]) -> tuple[Station, ...]:
    waiting = [ticket for ticket in tickets if ticket.status != OrderStatus.READY]
    counts = Counter(name for ticket in waiting for name in {line.station for line in ticket.lines})
    known = [Station(slug(name), name, counts[name]) for name in sorted({*names, *counts})]
    return (Station(ALL, "", len(waiting)), *known)


def _at(ticket: Ticket, station: str) -> Ticket | None:
    """The ticket with the lines of `station` alone, if it has any."""
    if station == ALL:
        return ticket
    lines = tuple(line for line in ticket.lines if slug(line.station) == station)
    return replace(ticket, lines=lines) if lines else None


def _to_cook(tickets: Iterable[Ticket]) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for ticket in tickets:
        for line in ticket.lines:
            sums[line.name] += line.left
    return tuple(sorted(((name, n) for name, n in sums.items() if n), key=lambda one: (-one[1], one[0])))


def _ticket(row: Any) -> Ticket:
    return Ticket(
        id=row.id,
        number=row.number,
        type=row.type,
        table=row.table,
        round=row.round,
        by=row.by,
        customer=row.customer,
        status=row.status,
        note=row.note,
        placed_at=row.placed_at,
        ready_at=row.ready_at,
        lines=tuple(_line(line) for line in row.lines),
    )


def _line(line: dict[str, Any]) -> Line:
    changed = line.pop("note_changed_at")
    return Line(**line, note_changed_at=datetime.fromisoformat(changed) if changed else None)


_BOARD = text(
    f"""
    SELECT house.stations, house.average_seconds, o.*
    FROM (
        SELECT
            (SELECT array_agg(DISTINCT i.station) FROM menu_items i
             WHERE i.restaurant_id = :restaurant AND i.archived_at IS NULL) AS stations,
            (SELECT avg(extract(epoch FROM d.ready_at - d.placed_at))::float8 FROM orders d
             WHERE d.restaurant_id = :restaurant AND d.business_day = {days.TODAY} AND d.id >= :since
               AND (CAST(:branch AS uuid) IS NULL OR d.branch_id = :branch)
               AND d.ready_at IS NOT NULL) AS average_seconds
    ) house
    LEFT JOIN (
        SELECT o.id, o.number, o.type, t.name AS "table", o.round, o.placed_by_name AS by,
               o.customer ->> 'name' AS customer, o.status, o.note, o.placed_at, o.ready_at, l.lines
        FROM orders o
        LEFT JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id
        LEFT JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
        CROSS JOIN LATERAL (
            SELECT json_agg(json_build_object(
                'id', l.id, 'name', l.name, 'station', l.station, 'minutes', l.prep_minutes,
                'left', l.left, 'void', l.void, 'note', l.note, 'note_changed_at', l.note_changed_at,
                'options', (SELECT coalesce(string_agg(c ->> 'name', ' · '), '') FROM jsonb_array_elements(l.options) c)
            ) ORDER BY l.position) AS lines
            FROM (  -- what was parted for two bills is cooked as one
                SELECT coalesce(l.split_of, l.id) AS id, min(l.position) AS position, min(l.name) AS name,
                       min(l.station) AS station, min(l.prep_minutes) AS prep_minutes, min(l.note) AS note,
                       max(l.note_changed_at) AS note_changed_at,
                       sum(l.quantity - l.void_quantity) AS left, sum(l.void_quantity) AS void,
                       (array_agg(l.options))[1] AS options
                FROM order_lines l
                WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id
                GROUP BY 1
            ) l
        ) l
        WHERE o.restaurant_id = :restaurant AND o.status IN ('pending', 'preparing', 'ready')
          AND (CAST(:branch AS uuid) IS NULL OR o.branch_id = :branch)
    ) o ON true
    ORDER BY o.placed_at, o.id
    """
)
