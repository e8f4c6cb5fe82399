"""What the room looks like: every table with its state, in one statement; one table with its rounds, in another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from nabancada import clock, db
from nabancada.orders.carts import UNSENT
from nabancada.orders.states import OrderStatus
from nabancada.tables import places
from nabancada.web.addresses import slug

STATES = ("call", "bill", "ready", "late", "busy", "free")  # as the legend lists them
URGENCY = ("call", "late", "ready", "bill")  # who needs somebody, most urgent first; a call is answered in passing


@dataclass(frozen=True, slots=True)
class Ready:
    """A round that waits to be carried to its table."""

    order_id: UUID
    dishes: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the map shows it. Amounts in cêntimos; times are null where nothing waits."""

    id: UUID
    name: str
    seats: int
    area: str
    shape: str
    column: int | None
    row: int | None
    called_at: datetime | None
    party_id: UUID | None
    guests: int | None
    seated_at: datetime | None
    bill_requested_at: datetime | None
    due_cents: int
    discounted: bool  # whether something is taken off the whole bill
    waiter: str | None  # who looks after it: who was asked to, else who took its last round
    companions: tuple[str, ...]  # tables on the same bill
    ready: tuple[Ready, ...]
    waiting_since: datetime | None  # when the round was placed that is or will be late first
    late_at: datetime | None  # when that round takes longer than its slowest dish should
    late: bool
    draft: str | None = None  # who types an order for it that is not sent

    @property
    def state(self) -> str:
        """What matters most about it: call > late > ready > bill > busy > free."""
        return next((one for one in URGENCY if self.needs(one)), "busy" if self.party_id else "free")

    @property
    def beneath(self) -> str | None:
        """What its call hides: what it would show, did nobody call, when that needs somebody as well."""
        return next((one for one in URGENCY[1:] if self.needs(one)), None) if self.called_at else None

    def needs(self, what: str) -> bool:
        """Whether somebody must see to it because it calls, is late, has dishes ready or wants the bill."""
        return {
            "call": self.called_at is not None,
            "late": self.late,
            "ready": bool(self.ready),
            "bill": self.bill_requested_at is not None,
        }[what]

    @property
    def since(self) -> datetime | None:
        """When it came into its state."""
        return {
            "call": self.called_at,
            "late": self.waiting_since,
            "ready": self.ready[0].since if self.ready else None,
            "bill": self.bill_requested_at,
            "busy": self.seated_at,
        }.get(self.state)

    @property
    def ready_dishes(self) -> int:
        return sum(one.dishes for one in self.ready)

    @property
    def placed(self) -> bool:
        """Whether it has a place on the plan."""
        return self.column is not None and self.row is not None


@dataclass(frozen=True, slots=True)
class Area:
    key: str
    name: str
    tables: tuple[Table, ...]

    @property
    def taken(self) -> int:
        return sum(table.party_id is not None for table in self.tables)

    @property
    def free(self) -> int:
        """Tables where nobody sits, whoever calls from them."""
        return len(self.tables) - self.taken

    @property
    def counts(self) -> dict[str, int]:
        """How many tables are in each state."""
        states = [table.state for table in self.tables]
        return {state: states.count(state) for state in STATES}


@dataclass(frozen=True, slots=True)
class Need:
    """Something a table waits for. `ready` is the round to serve, when that is what it waits for."""

    kind: str
    table: Table
    since: datetime
    ready: Ready | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """The house: its areas, the one that is looked at, and what every table of all areas needs."""

    areas: tuple[Area, ...]
    area: Area | None
    needs: tuple[Need, ...]

    @property
    def names(self) -> list[str]:
        """Of the tables of all areas."""
        return [table.name for area in self.areas for table in area.tables]


def room(area_key: str = "", branch_id: UUID | None = None) -> Room:
    """The room as it is now, looking at an area by its key, or at the first. Of one branch, or of the whole house; so
    are the other questions here.
    """
    tables = table_map(branch_id)
    areas = _areas(tables)
    chosen = next((area for area in areas if area.key == area_key), areas[0] if areas else None)
    return Room(areas, chosen, _needs(tables))


def table_map(branch_id: UUID | None = None) -> list[Table]:
    """Every table with what goes on at it. One statement."""
    now = clock.now()
    rows = db.session.execute(_MAP, {"restaurant": db.current_restaurant_id(), "branch": branch_id, "now": now})
    return [_table(row) for row in rows]


def named(name: str, area_key: str = "", branch_id: UUID | None = None) -> UUID | None:
    """The table somebody means by `name`: called just so, else with that number in its name, here before elsewhere."""
    wanted = name.strip().casefold()
    digits = _digits(wanted)
    rows = db.session.execute(_NAMES, {"restaurant": db.current_restaurant_id(), "branch": branch_id}).all()
    fits = [row for row in rows if row.name.casefold() == wanted or (digits and _digits(row.name) == digits)]
    fits.sort(key=lambda row: (row.name.casefold() != wanted, slug(row.area) != area_key))
    return fits[0].id if fits else None


def _areas(tables: Iterable[Table]) -> tuple[Area, ...]:
    found: dict[str, list[Table]] = {}
    for table in tables:
        found.setdefault(slug(table.area), []).append(table)
    return tuple(Area(key, those[0].area, tuple(those)) for key, those in found.items())


def _needs(tables: list[Table]) -> tuple[Need, ...]:
    """Everything that waits for a waiter, most urgent first, then oldest first."""
    needs: list[Need] = []
    for table in tables:
        if table.called_at:
            needs.append(Need("call", table, table.called_at))
        if table.late and table.waiting_since:
            needs.append(Need("late", table, table.waiting_since))
        if table.bill_requested_at:
            needs.append(Need("bill", table, table.bill_requested_at))
        needs += [Need("ready", table, one.since, one) for one in table.ready]
    return tuple(sorted(needs, key=lambda need: (URGENCY.index(need.kind), need.since)))


def _table(row: Row[Any]) -> Table:
    place = places.on_plan(row.grid_column, row.grid_row, row.shape)
    return Table(
        id=row.id,
        name=row.name,
        seats=row.seats,
        area=row.area,
        shape=row.shape,
        column=place.column if place else None,
        row=place.row if place else None,
        called_at=row.called_at,
        party_id=row.party_id,
        guests=row.guests,
        seated_at=row.opened_at,
        bill_requested_at=row.bill_requested_at,
        due_cents=row.due_cents or 0,
        discounted=bool(row.discount_cents),
        waiter=row.waiter,
        companions=tuple(row.companions or ()),
        ready=tuple(
            Ready(UUID(one["id"]), one["dishes"], datetime.fromisoformat(one["since"])) for one in row.ready or ()
        ),
        waiting_since=row.waiting_since,
        late_at=row.late_at,
        late=bool(row.late),
        draft=row.draft,
    )


def _digits(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit()).lstrip("0")


assert {OrderStatus.PENDING, OrderStatus.PREPARING} == {"pending", "preparing"}  # the words the statement uses

# Orders lie in partitions by the month of their id. A party's are made after it sat down (two days cover clocks
# that disagree and parties that were joined), so that only the newest partitions are looked into.
SINCE = """
    rpad(lpad(to_hex((extract(epoch FROM p.opened_at - interval '2 days') * 1000)::bigint), 12, '0'), 32, '0')::uuid
"""

_MAP = text(
    f"""
    SELECT t.id, t.name, t.seats, t.area, t.shape, t.grid_column, t.grid_row, t.called_at,
           p.id AS party_id, p.guests, p.opened_at, p.bill_requested_at,
           b.due_cents, b.discount_cents, coalesce(p.waiter_name, o.waiter) AS waiter, o.ready, o.waiting_since,
           o.late_at, o.late_at < :now AS late,
           (SELECT c.owner_name FROM carts c
            WHERE c.restaurant_id = t.restaurant_id AND c.table_id = t.id AND {UNSENT}
            ORDER BY c.saved_at DESC LIMIT 1) AS draft,
           (SELECT array_agg(jt.name ORDER BY jt.position, jt.id)
            FROM parties j JOIN dining_tables jt ON jt.restaurant_id = j.restaurant_id AND jt.id = j.table_id
            WHERE j.restaurant_id = p.restaurant_id AND j.closed_at IS NULL AND j.id <> p.id
              AND (j.joined_to = p.id OR j.joined_to = p.joined_to OR j.id = p.joined_to)) AS companions
    FROM dining_tables t
    JOIN rooms r ON r.restaurant_id = t.restaurant_id AND r.branch_id = t.branch_id AND r.name = t.area
    LEFT JOIN parties p ON p.restaurant_id = t.restaurant_id AND p.table_id = t.id AND p.closed_at IS NULL
    LEFT JOIN LATERAL (
        SELECT (array_agg(o.placed_by_name ORDER BY o.placed_at DESC))[1] AS waiter,
               json_agg(json_build_object('id', o.id, 'dishes', l.dishes, 'since', o.ready_at) ORDER BY o.ready_at)
                   FILTER (WHERE o.status = 'ready') AS ready,
               min(l.late_at) FILTER (WHERE o.status IN ('pending', 'preparing')) AS late_at,
               (array_agg(o.placed_at ORDER BY l.late_at)
                   FILTER (WHERE o.status IN ('pending', 'preparing')))[1] AS waiting_since
        FROM orders o
        LEFT JOIN LATERAL (
            SELECT sum(l.quantity - l.void_quantity)::int AS dishes,
                   o.placed_at + max(l.prep_minutes) * interval '1 minute' AS late_at
            FROM order_lines l
            WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id AND l.quantity > l.void_quantity
              AND o.status IN ('pending', 'preparing', 'ready')
        ) l ON true
        WHERE o.restaurant_id = :restaurant AND o.party_id = p.id AND o.status <> 'cancelled'
          AND o.id >= {SINCE}
    ) o ON p.id IS NOT NULL
    LEFT JOIN bills b ON b.restaurant_id = p.restaurant_id AND b.id = coalesce(p.joined_to, p.id)
    WHERE t.restaurant_id = :restaurant AND t.archived_at IS NULL
      AND (CAST(:branch AS uuid) IS NULL OR t.branch_id = :branch)
    ORDER BY r.position, r.id, t.position, t.id
    """
)

_NAMES = text(
    """
    SELECT id, name, area FROM dining_tables
    WHERE restaurant_id = :restaurant AND archived_at IS NULL
      AND (CAST(:branch AS uuid) IS NULL OR branch_id = :branch)
    ORDER BY position, id
    """
)
