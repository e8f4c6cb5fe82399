"""Dishes that go onto another table's bill. The kitchen cooks an order as it was sent, whoever pays for it.

Locks are taken in this order: parties, bills, orders, each by their ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from nabancada import db, live
from nabancada.errors import Conflict, NotFound
from nabancada.orders import bills, carts
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.orders.models import Bill, Order, OrderLine
from nabancada.orders.pricing import apportion
from nabancada.permissions import Staff
from nabancada.tables import actions as tables
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


class NotSoMany(Conflict):
    code = "nothing_left"
    message = "Já não há tantos %(name)s nesta conta."


@dataclass(frozen=True, slots=True)
class Moved:
    """Where dishes are now, and as which lines: a part of a line has become one of its own."""

    bill_id: UUID
    lines: list[MovedLine]


@db.atomic()
def move(party_id: UUID, table_id: UUID) -> Party:
    """The party sits down at another table with its rounds and with what somebody is typing for it. Locks the party.

    :raises NotFound, PartyClosed, TableOccupied: see `tables.move`
    """
    before = tables.locked_party(party_id).table_id
    party = tables.move(party_id, table_id)
    carts.follow(before, table_id)
    return party


@db.atomic()
def join(party_id: UUID, into_id: UUID) -> UUID:
    """Put the rounds of a party onto another's bill; each keeps its table. Who had joined it comes along.

    Locks both parties with those that joined them, and both bills.

    :returns: the bill they share now: that of `into_id`, or of whom it has joined itself
    :raises NotFound, PartyClosed: one of them is not there, or has left
    :raises AlreadyJoined: it shares another bill already
    :raises HasPayments: something was paid, or taken off, on the bill it would leave
    """
    root_id = _bill_of(into_id)
    party, root = _parties(party_id, root_id)
    if party.id == root.id or party.joined_to == root.id:
        return root.id
    if root.joined_to == party.id:  # somebody has just joined them the other way round
        return party.id
    if party.joined_to is not None or root.joined_to is not None:
        raise AlreadyJoined
    own, shared = _bills(party.id, root.id)
    if own.paid_cents or own.pending_cents or own.discount_cents or own.rounding_cents:
        raise HasPayments
    _move_all(party.id, root.id)
    db.session.execute(
        update(Party).where((Party.id == party.id) | (Party.joined_to == party.id)).values(joined_to=root.id)
    )
    for bill in (own, shared):
        bills.reprice(bill)
    _tell("table.joined", party, root)
    return root.id


@db.atomic()
def part(party_id: UUID) -> UUID:
    """Take the rounds of a party back onto its own bill: exactly those that it ordered. Locks like `join`.

    :returns: its own bill
    :raises NotFound, PartyClosed: it is not there, or has left
    :raises NotJoined: it shares no bill
    :raises PaidMore: more has been paid than what would stay on the bill they shared
    """
    root_id = _bill_of(party_id)
    party, root = _parties(party_id, root_id)
    if party.joined_to is None:
        raise NotJoined
    own, shared = _bills(party.id, root.id)
    ordered = select(Order.id).where(Order.party_id == party.id)
    db.session.execute(
        update(OrderLine)
        .where(OrderLine.bill_id == root.id, OrderLine.order_id.in_(ordered))
        .values(bill_id=party.id)
        .execution_options(synchronize_session=False)
    )
    party.joined_to = None
    for bill in (own, shared):
        bills.reprice(bill)
    _tell("table.parted", party, root)
    for bill in (own, shared):
        _settle(bill)
    return party.id


@db.atomic()
def move_lines(party_id: UUID, to: LinesMove, by: Staff) -> Moved:
    """Put dishes, or a part of them, onto another party's bill. Seats one at a free table.

    A part of a line becomes a line of its own in the same order, at the same price. A party with nothing left
    on its bill leaves. Locks both parties and bills, then the orders.

    :returns: the bill they are on now, and what would bring them back
    :raises NotFound: a party, table or line that is not there, or not on this bill
    :raises NotSoMany: a line has fewer left
    :raises BillSettled, PaidMore: see `bills`
    """
    source_id = _bill_of(party_id)
    target_id = _bill_of(to.party_id if to.party_id else _sit(to, by))
    if source_id == target_id:
        return Moved(target_id, to.lines)
    source_party, target = _parties(source_id, target_id)
    bills.open_for(target)
    source, destination = _bills(source_id, target_id)
    orders = {one.order_id for one in to.lines}
    db.session.execute(select(Order.id).where(Order.id.in_(orders)).order_by(Order.id).with_for_update())
    moved = [_move_line(one, source_id, target_id) for one in to.lines]
    db.session.flush()
    _recount(orders)
    for bill in (source, destination):
        bills.reprice(bill)
    _tell("table.lines_moved", source_party, target)
    _settle(source)
    return Moved(target_id, moved)


def _sit(to: LinesMove, by: Staff) -> UUID:
    assert to.table_id is not None
    return tables.sit(to.table_id, by.id).id


def _move_line(wanted: MovedLine, source_id: UUID, target_id: UUID) -> MovedLine:
    line = db.session.scalar(
        select(OrderLine)
        .where(OrderLine.order_id == wanted.order_id, OrderLine.id == wanted.line_id)
        .execution_options(populate_existing=True)
    )
    if line is None or line.bill_id != source_id:
        raise NotFound
    left = line.quantity - line.void_quantity
    if wanted.quantity > left:
        raise NotSoMany(name=line.name)
    if wanted.quantity == line.quantity:
        line.bill_id = target_id
        return wanted
    off_here, off_there = apportion(line.discount_cents, [left - wanted.quantity, wanted.quantity])
    part_id = db.new_id()
    db.session.add(
        OrderLine(
            id=part_id,
            order_id=line.order_id,
            position=line.position,
            item_id=line.item_id,
            name=line.name,
            station=line.station,
            prep_minutes=line.prep_minutes,
            quantity=wanted.quantity,
            unit_price_cents=line.unit_price_cents,
            menu_price_cents=line.menu_price_cents,
            options=line.options,
            note=line.note,
            note_changed_at=line.note_changed_at,
            seat=line.seat,
            tax_bp=line.tax_bp,
            discount_bp=line.discount_bp,
            discount_cents=off_there,
            bill_id=target_id,
            split_of=line.split_of or line.id,
        )
    )
    line.quantity -= wanted.quantity
    line.discount_cents = off_here
    return wanted.model_copy(update={"line_id": part_id})


def _move_all(source_id: UUID, target_id: UUID) -> None:
    db.session.execute(
        update(OrderLine)
        .where(OrderLine.bill_id == source_id)
        .values(bill_id=target_id)
        .execution_options(synchronize_session=False)
    )


def _recount(order_ids: Iterable[UUID]) -> None:
    """What orders come to once their lines were split: each part is rounded by itself."""
    for order_id in order_ids:
        net = select(func.coalesce(func.sum(OrderLine.net_cents), 0)).where(OrderLine.order_id == order_id)
        db.session.execute(
            update(Order)
            .where(Order.id == order_id, Order.party_id.is_not(None))
            .values(total_cents=net.scalar_subquery())
            .execution_options(synchronize_session=False)
        )


def _settle(bill: Bill) -> None:
    """A bill that others' dishes have left empty, or paid, is over."""
    if bill.paid_cents or not bill.gross_cents:
        bills.settle_if_nothing_due(bill)


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
    """These open bills, locked, in the order they were asked for."""
    found = {bill.id: bill for bill in bills.lock(bill_ids)}
    bills.ensure_open(found.values())
    return [found[bill_id] for bill_id in bill_ids]


def _tell(kind: str, party: Party, other: Party) -> None:
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
    )
