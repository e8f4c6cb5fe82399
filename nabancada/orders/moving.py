"""Dishes that go onto another table's bill. The kitchen cooks an order as it was sent, whoever pays for it.

Tables that join keep each its dishes (`OrderLine.joined_from`): those that were on its bill, whoever ordered them, and
those that are ordered at it or passed to it since. When they part, each takes exactly these.

Locks are taken in this order: parties, bills, orders, each by their ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from nabancada import db, keys, live
from nabancada.errors import Conflict, NotFound
from nabancada.orders import allowance, bills, carts, pieces
from nabancada.orders.allowance import Off
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.orders.models import Bill, Order, OrderLine
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Staff
from nabancada.tables import actions as tables
from nabancada.tables import queries as table_queries
from nabancada.tables.models import Party


class HasPayments(Conflict):
    code = "has_payments"
    message = "Esta conta já tem pagamentos ou descontos: receba-a à parte, ou retire-os primeiro."


class AlreadyJoined(Conflict):
    code = "already_joined"
    message = "Esta mesa já está junta com outra. Separe-a primeiro."


class NotJoined(Conflict):
    code = "not_joined"
    message = "Esta mesa não está junta com nenhuma."


@dataclass(frozen=True, slots=True)
class Moved:
    """Where dishes are now, and as which lines: a part of a line has become one of its own."""

    bill_id: UUID
    lines: list[MovedLine]


@db.atomic()
def move(party_id: UUID, table_id: UUID) -> Party:
    """The party sits down at another table with its rounds and with what somebody is typing for it. Locks the party.

    :raises NotFound, PartyClosed, TableElsewhere, TableOccupied: see `tables.move`
    """
    before = tables.locked_party(party_id).table_id
    party = tables.move(party_id, table_id)
    carts.follow(before, table_id)
    return party


@db.atomic()
def join(party_id: UUID, into_id: UUID, by: Staff) -> UUID:
    """Put the dishes of a party onto another's bill; each keeps its table. Who had joined it comes along.

    Locks both parties with those that joined them, and both bills.

    :returns: the bill they share now: that of `into_id`, or of whom it has joined itself
    :raises NotFound, PartyClosed: one of them is not there, or has left
    :raises AlreadyJoined: it shares another bill already
    :raises TableElsewhere: they sit at two branches
    :raises Conflict: `into_id` went onto another bill at this moment
    :raises HasPayments: something was paid, or taken off, on the bill it would leave
    :raises TooMuchLeftOff: see `allowance.ensure_no_larger`
    """
    root_id = _bill_of(into_id)
    party, root = _parties(party_id, root_id)
    if party.id == root.id or party.joined_to == root.id:
        return root.id
    if root.joined_to == party.id:  # somebody has just joined them the other way round
        return party.id
    if _bill_of(into_id) != root_id:
        raise Conflict
    tables.ensure_one_branch(party.table_id, root.table_id)
    if party.joined_to is not None or root.joined_to is not None:
        raise AlreadyJoined
    own, shared = _bills(party.id, root.id)
    if own.paid_cents or own.pending_cents or own.discount_cents:
        raise HasPayments
    _move_all(party.id, root.id)
    db.session.execute(
        update(Party).where((Party.id == party.id) | (Party.joined_to == party.id)).values(joined_to=root.id)
    )
    _reprice((own, shared), by)
    _tell("table.joined", party, root, approved_by=by.approved_by)
    return root.id


@db.atomic()
def part(party_id: UUID, by: Staff) -> UUID:
    """Take the dishes of a party back onto its own bill: what it had when it joined, and what came to it since.

    What had been passed to another table before, stays there. Where nothing is due on one of the two bills, that is
    over. Locks like `join`.

    :returns: its own bill
    :raises NotFound, PartyClosed: it is not there, or has left
    :raises NotJoined: it shares no bill
    :raises DishPaid: a dish of it was paid for by name on the bill they shared
    :raises PaidMore: more has been paid than what would stay on the bill they shared
    :raises TooMuchLeftOff: see `allowance.ensure_no_larger`
    :raises Conflict: it went onto another bill at this moment
    """
    root_id = _bill_of(party_id)
    party, root = _parties(party_id, root_id)
    if party.joined_to is None:
        raise NotJoined
    if party.joined_to != root.id:
        raise Conflict
    own, shared = _bills(party.id, root.id)
    theirs = (OrderLine.bill_id == root.id) & (OrderLine.joined_from == party.id)
    paid = select(OrderLine.name).where(theirs, OrderLine.paid_quantity > 0)
    if name := db.session.scalars(paid.limit(1)).first():
        raise bills.DishPaid(name=name)
    db.session.execute(
        update(OrderLine)
        .where(theirs)
        .values(bill_id=party.id, joined_from=None)
        .execution_options(synchronize_session=False)
    )
    party.joined_to = None
    _reprice((own, shared), by)
    _tell("table.parted", party, root, approved_by=by.approved_by)
    for bill in (own, shared):
        bills.settle_if_nothing_due(bill)
    return party.id


@db.atomic()
def move_lines(party_id: UUID, to: LinesMove, by: Staff) -> Moved:
    """Put dishes, or a part of them, onto another party's bill. Seats one at a free table.

    A part of a line becomes a line of its own in the same order, at the same price. A party with nothing left
    to pay leaves. The same `client_key` again moves nothing more. Locks the key, both parties and bills, then
    the orders.

    :returns: the bill they are on now, and what would bring them back
    :raises KeyReused: the key came with other dishes
    :raises NotFound: a party, table or line that is not there, or not on this bill; what is cancelled is on none
    :raises TableElsewhere: the other is of another branch
    :raises NotSoMany: a line has fewer left
    :raises DishPaid: they were paid for by name
    :raises BillSettled, PaidMore: see `bills`
    :raises TooMuchLeftOff: see `allowance.ensure_no_larger`
    :raises Conflict: one of them joined another table, or parted from one, at this moment
    """
    if to.client_key and keys.claim(to.client_key, "lines_move", to, party_id, of=party_id):
        return Moved(_bill_of(_there(to)), [])
    source_id = _bill_of(party_id)
    receiver_id = to.party_id or tables.sit(to.to_table, by.id).id
    target_id = _bill_of(receiver_id)
    if source_id == target_id:
        return Moved(target_id, to.lines)
    source_party, target = _parties(source_id, target_id)
    if source_party.joined_to or target.joined_to or _bill_of(receiver_id) != target_id:
        raise Conflict
    tables.ensure_one_branch(source_party.table_id, target.table_id)
    bills.open_for(target)
    source, destination = _bills(source_id, target_id)
    orders = {one.order_id for one in to.lines}
    found = select(Order.status).where(Order.id.in_(orders)).order_by(Order.id).with_for_update()
    if OrderStatus.CANCELLED in db.session.scalars(found).all():
        raise NotFound
    joined_from = receiver_id if receiver_id != target_id else None
    moved = [pieces.move(one, source_id, target_id, joined_from) for one in to.lines]
    db.session.flush()
    pieces.recount(orders)
    _reprice((source, destination), by)
    _tell("table.lines_moved", source_party, target, approved_by=by.approved_by)
    bills.settle_if_nothing_due(source)
    return Moved(target_id, moved)


def _there(to: LinesMove) -> UUID:
    """The party that dishes were moved to before.

    :raises NotFound: nobody is at that table any more
    """
    if to.party_id:
        return to.party_id
    party = table_queries.open_party(to.to_table)
    if party is None:
        raise NotFound
    return party.id


def _move_all(source_id: UUID, target_id: UUID) -> None:
    db.session.execute(
        update(OrderLine)
        .where(OrderLine.bill_id == source_id)
        .values(bill_id=target_id, joined_from=func.coalesce(OrderLine.joined_from, source_id))
        .execution_options(synchronize_session=False)
    )


def _reprice(changed: Iterable[Bill], by: Staff) -> None:
    for bill in changed:
        before = Off.of(bill)
        allowance.ensure_no_larger(before, bills.reprice(bill), by)


def _bill_of(party_id: UUID) -> UUID:
    """:raises NotFound: no such party here"""
    found = db.session.scalar(select(func.coalesce(Party.joined_to, Party.id)).where(Party.id == party_id))
    if found is None:
        raise NotFound
    return found


def _parties(*party_ids: UUID) -> list[Party]:
    """These parties, locked with those that joined them, in the order they were asked for.

    :raises NotFound: one of them is not there
    :raises PartyClosed: one of them has left
    """
    tables.lock_parties(party_ids)
    found = {
        party.id: party
        for party in db.session.scalars(
            select(Party).where(Party.id.in_(party_ids)).execution_options(populate_existing=True)
        )
    }
    if len(found) != len(set(party_ids)):
        raise NotFound
    if any(party.closed_at for party in found.values()):
        raise tables.PartyClosed
    return [found[party_id] for party_id in party_ids]


def _bills(*bill_ids: UUID) -> list[Bill]:
    """These open bills of locked parties, locked, in the order they were asked for."""
    found = {bill.id: bill for bill in bills.lock_alone(bill_ids)}
    bills.ensure_open(found.values())
    return [found[bill_id] for bill_id in bill_ids]


def _tell(kind: str, party: Party, other: Party, *, approved_by: UUID | None) -> None:
    db.session.flush()
    live.record(
        kind,
        party.id,
        topics={
            "floor",
            "orders",
            "dashboard",
            f"table:{party.table_id}",
            f"table:{other.table_id}",
            f"bill:{party.id}",
            f"bill:{other.id}",
        },
        table_id=party.table_id,
        party_id=party.id,
        other_table_id=other.table_id,
        other_party_id=other.id,
        approved_by=approved_by,
    )
