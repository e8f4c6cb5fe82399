"""What the pages about people show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nabancada import clock, db, history, live
from nabancada.auth import invitations
from nabancada.auth import queries as auth
from nabancada.auth.models import Invitation
from nabancada.auth.queries import Seen
from nabancada.live.models import Event
from nabancada.menu.models import MenuItem
from nabancada.orders.models import Order
from nabancada.people.inputs import AuditFilter
from nabancada.people.words import GROUP_OF, GROUPS, Known, sentence
from nabancada.plans import queries as plans
from nabancada.plans.models import Limit
from nabancada.plans.policy import Act, allows
from nabancada.tables.models import DiningTable, Party

DISHES_NAMED = 3  # of a change of the menu; the rest is a number
# Done by whom it is about: nobody was signed in yet.
OF_THEMSELVES = frozenset(
    {"staff.entered", "staff.switched", "staff.joined", "staff.password_reset", "staff.sessions_ended"}
)


@dataclass(frozen=True, slots=True)
class StaffPage:
    people: Sequence[Seen]
    invitations: Sequence[Invitation]
    ceiling: int | None  # people the plan allows; none: as many as one likes
    grows: bool  # whether the subscription lets anybody be taken on

    @property
    def active(self) -> int:
        return sum(one.person.active for one in self.people)

    @property
    def full(self) -> bool:
        return self.ceiling is not None and self.active >= self.ceiling


def page() -> StaffPage:
    """Everybody of the house, and who is invited. Three statements."""
    subscription = plans.current()
    return StaffPage(
        people=auth.staff_seen(),
        invitations=invitations.waiting(),
        ceiling=subscription.plan.limits.get(Limit.USERS),
        grows=allows(subscription.status, Act.GROW),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit. `who` did it: an id, and a name where there is one."""

    seq: int
    at: datetime
    kind: str
    group: str
    text: str
    who_id: UUID | None
    who: str | None
    approved_by_id: UUID | None
    approved_by: str | None
    subject_id: UUID | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Audit:
    """A part of the audit, newest first, and the number the next part begins below. `older` says that more is kept than
    the plan shows."""

    entries: list[Entry]
    following: int | None
    older: bool


def audit(wanted: AuditFilter, limit: int, since: datetime | None) -> Audit:
    """What happened besides the everyday. Five statements at most, however many entries.

    :param since: where it begins, by the plan
    """
    found, older = history.listed(live.trail(_trail(wanted), limit + 1), since, lambda one: one.at)
    events = found[:limit]
    known = Known(people=_people(events), places=_places(events), dishes=_dishes(events))
    return Audit([_entry(one, known) for one in events], events[-1].seq if len(found) > limit else None, older)


def _trail(wanted: AuditFilter) -> live.Trail:
    return live.Trail(
        kinds=GROUPS.get(wanted.group, ()),
        person=wanted.person,
        since=_midnight(wanted.first) if wanted.first else None,
        until=_midnight(wanted.last + timedelta(days=1)) if wanted.last else None,
        before=wanted.cursor,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.TIMEZONE)


def _entry(event: Event, known: Known) -> Entry:
    who = event.actor_id or (event.subject_id if event.kind in OF_THEMSELVES else None)
    approved = _id(event.data.get("approved_by"))
    return Entry(
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        group=GROUP_OF.get(event.kind, "house"),
        text=sentence(event.kind, event.data, known),
        who_id=who,
        who=known.people.get(who) if who else None,
        approved_by_id=approved,
        approved_by=known.people.get(approved) if approved else None,
        subject_id=event.subject_id,
        data=event.data,
    )


def _people(events: Iterable[Event]) -> Mapping[UUID, str]:
    named = {one.actor_id for one in events} | {_id(one.data.get("approved_by")) for one in events}
    themselves = {one.subject_id for one in events if one.kind in OF_THEMSELVES}
    return auth.names([one for one in named | themselves if one])


def _places(events: Iterable[Event]) -> Mapping[UUID, str]:
    """Whose bills money was about: the table's name, or the order's number."""
    bills = [one.data for one in events if one.kind.startswith(("bill.", "payment."))]
    parties = {_id(one["party_id"]) for one in bills if one.get("party_id")}
    orders = {_id(one["order_id"]) for one in bills if one.get("order_id")}
    places: dict[UUID, str] = {}
    if parties:
        joined = select(Party.id, DiningTable.name).join(DiningTable, DiningTable.id == Party.table_id)
        places.update((row.id, row.name) for row in db.session.execute(joined.where(Party.id.in_(parties))))
    if orders:
        numbered = select(Order.id, Order.number).where(Order.id.in_(orders))
        places.update((row.id, str(row.number)) for row in db.session.execute(numbered))
    return places


def _dishes(events: Iterable[Event]) -> Mapping[UUID, str]:
    ids = {_id(one) for event in events for one in event.data.get("item_ids", ())[:DISHES_NAMED]}
    if not ids:
        return {}
    rows = db.session.execute(select(MenuItem.id, MenuItem.name).where(MenuItem.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
