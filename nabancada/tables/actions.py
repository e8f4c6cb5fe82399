"""The writers of parties: who sits where. layout.py, rooms.py and codes.py write tables, rooms and codes, calls.py
what guests call for.

A call goes with the party that made it. For that a move and a party's end lock tables after the party. Nobody who keeps
writers from a table waits for a party; who sits down may, and keeps none from it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, live
from nabancada.errors import Conflict, NotFound
from nabancada.tables import calls
from nabancada.tables.models import DiningTable, Party


class PartyClosed(Conflict):
    code = "party_closed"
    message = "Esta conta já está fechada."


class TableOccupied(Conflict):
    code = "table_occupied"
    message = "A mesa %(name)s está ocupada. Pode juntar as duas."


class TableElsewhere(Conflict):
    """A bill is of one branch: whose dishes are on it sit there."""

    code = "table_of_another_branch"
    message = "A mesa %(name)s é de outra filial."


@db.atomic()
def move(party_id: UUID, table_id: UUID) -> Party:
    """The party sits down at another table, which is free. Its rounds, their tickets and its call go with it. Locks the
    party, then both tables.

    :raises NotFound: no such party or table here
    :raises PartyClosed: they have left
    :raises TableElsewhere: it is of another branch
    :raises TableOccupied: somebody sits there; the unique index decides between two who move at once
    """
    party = locked_party(party_id)
    name = _held(table_id)
    ensure_one_branch(party.table_id, table_id)
    before, party.table_id = party.table_id, table_id
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_parties_open_table" in str(error.orig):
            raise TableOccupied(name=name) from None
        raise
    calls.follow(before, table_id)
    live.record(
        "table.moved",
        party_id,
        topics={"floor", "kitchen", "orders", f"table:{before}", f"table:{table_id}", f"bill:{party_id}"},
        from_table_id=before,
        table=name,
        **_data(table_id, party_id),
    )
    return party


@db.atomic()
def sit(table_id: UUID, by: UUID | None) -> Party:
    """The party at a table, sat down now if nobody was there; nothing is ordered.

    Only a new party is locked: who goes on with one that sat there locks it in its turn.

    :raises NotFound: no such table here
    """
    _held(table_id)
    party_id = db.new_id()
    db.session.execute(
        insert(Party)
        .values(id=party_id, table_id=table_id, opened_by=by, opened_at=clock.now(), rounds=0)
        .on_conflict_do_nothing()
    )
    party = db.session.scalars(select(Party).where(Party.table_id == table_id, Party.closed_at.is_(None))).one()
    if party.id == party_id:
        live.record("table.seated", party_id, topics={"floor", f"table:{table_id}"}, **_data(table_id, party_id))
    return party


@dataclass(frozen=True, slots=True)
class Seat:
    """A party at its table, and which round it orders now."""

    party_id: UUID
    table_id: UUID
    table: str
    round: int
    bill_id: UUID  # its own, or that of the party it has joined
    branch_id: UUID


def seat(table_id: UUID, by: UUID | None) -> Seat:
    """The party at a table, sat down now if nobody was there, with its next round taken. Locks the party.

    Two waiters who begin the same table at once get the same party: the unique index decides.

    :raises NotFound: no such table here
    """
    party_id = db.new_id()
    rows = db.run(_SEAT, db.current_restaurant_id(), table_id, party_id, by)
    if not rows:
        raise NotFound
    [(seated_id, round_, bill_id, name, branch_id)] = rows
    seated = Seat(seated_id, table_id, name, round_, bill_id, branch_id)
    if seated.party_id == party_id:
        live.record("table.seated", party_id, topics={"floor", f"table:{table_id}"}, **_data(table_id, party_id))
    return seated


@db.atomic()
def request_bill(party_id: UUID) -> Party:
    """The guests want to pay. Asking again changes nothing. Locks the party.

    :raises NotFound: no such party here
    :raises PartyClosed: they have left
    """
    party = locked_party(party_id)
    if party.bill_requested_at is None:
        party.bill_requested_at = clock.now()
        live.record(
            "table.bill_requested",
            party.id,
            topics={"floor", f"table:{party.table_id}"},
            **_data(party.table_id, party.id),
        )
    return party


@db.atomic()
def free(party_id: UUID) -> list[UUID]:
    """The party has gone, with those that had joined it; their tables are free, and nobody calls from them. Locks the
    parties, then those of the tables that call. One statement.

    The caller has made sure that nothing is due.

    :returns: the parties that had joined it
    """
    ended = (
        update(Party)
        .where(or_(Party.id == party_id, Party.joined_to == party_id), Party.closed_at.is_(None))
        .values(closed_at=clock.now())
        .returning(Party.id, Party.table_id)
        .cte("ended")
    )
    gone = db.session.execute(
        select(ended.c.id, ended.c.table_id).add_cte(calls.hushed(select(ended.c.table_id)))
    ).all()
    for one in gone:
        live.record("table.freed", one.id, topics={"floor", f"table:{one.table_id}"}, **_data(one.table_id, one.id))
    return [one.id for one in gone if one.id != party_id]


def lock_parties(party_ids: Collection[UUID]) -> set[UUID]:
    """Lock the open ones of these parties, and those that have joined them, in the order of their ids.

    :returns: which of these parties share the bill of another
    """
    locked = db.session.execute(
        select(Party.id, Party.joined_to)
        .where(or_(Party.id.in_(party_ids), Party.joined_to.in_(party_ids)), Party.closed_at.is_(None))
        .order_by(Party.id)
        .with_for_update()
    ).all()
    return {one.id for one in locked if one.joined_to is not None}.intersection(party_ids)


def ensure_one_branch(table_id: UUID, other_id: UUID) -> None:
    """Two tables are of one branch. Called with them held, or with the parties that sit there locked: they stay where
    they are.

    :raises TableElsewhere: the other is of another
    """
    both = select(DiningTable.id, DiningTable.name, DiningTable.branch_id).where(
        DiningTable.id.in_([table_id, other_id])
    )
    found = {row.id: row for row in db.session.execute(both)}
    if found[table_id].branch_id != found[other_id].branch_id:
        raise TableElsewhere(name=found[other_id].name)


def locked_party(party_id: UUID) -> Party:
    """An open party, locked until the transaction ends.

    :raises NotFound, PartyClosed: see `request_bill`
    """
    party = db.session.scalar(
        select(Party).where(Party.id == party_id).with_for_update().execution_options(populate_existing=True)
    )
    if party is None:
        raise NotFound
    if party.closed_at is not None:
        raise PartyClosed
    return party


def _held(table_id: UUID) -> str:
    """The name of a table that is not archived before the transaction ends.

    :raises NotFound: no such table here
    """
    name = db.session.scalar(
        select(DiningTable.name)
        .where(DiningTable.id == table_id, DiningTable.archived_at.is_(None))
        .with_for_update(read=True, key_share=True)
    )
    if name is None:
        raise NotFound
    return name


def _data(table_id: UUID, party_id: UUID) -> dict[str, str]:
    return {"table_id": str(table_id), "party_id": str(party_id)}


_SEAT = """
    WITH found AS (
        SELECT restaurant_id, id, name, branch_id FROM dining_tables
        WHERE restaurant_id = %s AND id = %s AND archived_at IS NULL
        FOR KEY SHARE  -- nobody archives it meanwhile
    ), sat AS (
        INSERT INTO parties (restaurant_id, id, table_id, opened_by, rounds)
        SELECT restaurant_id, %s, id, %s, 1 FROM found
        ON CONFLICT (restaurant_id, table_id) WHERE closed_at IS NULL
        DO UPDATE SET rounds = parties.rounds + 1, bill_requested_at = NULL  -- who orders again stays
        RETURNING id, rounds, coalesce(joined_to, id) AS bill_id
    )
    SELECT sat.id, sat.rounds, sat.bill_id, found.name, found.branch_id FROM sat, found
"""
