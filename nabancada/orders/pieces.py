"""Lines that part: so many of a dish go onto another bill as a line of their own, cooked as one with the rest."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select, update

from nabancada import db
from nabancada.errors import Conflict, NotFound
from nabancada.orders import bills
from nabancada.orders.inputs import MovedLine
from nabancada.orders.models import Order, OrderLine
from nabancada.orders.pricing import apportion


class NotSoMany(Conflict):
    code = "nothing_left"
    message = "Já não há tantos %(name)s nesta conta."


def move(wanted: MovedLine, source_id: UUID, target_id: UUID, joined_from: UUID | None) -> MovedLine:
    """Put so many of a line onto another bill, at the same price. The caller has locked both bills and the order.

    :param joined_from: the party it goes to, where that shares the bill of another
    :returns: what moved, as the line it is now
    :raises NotFound: it is not on the bill it should leave
    :raises NotSoMany: it has fewer left
    :raises DishPaid: they were paid for by name
    """
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
    if wanted.quantity > left - line.paid_quantity:
        raise bills.DishPaid(name=line.name)
    if wanted.quantity == line.quantity:
        line.bill_id, line.joined_from = target_id, joined_from
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
            joined_from=joined_from,
            split_of=line.split_of or line.id,
        )
    )
    line.quantity -= wanted.quantity
    line.discount_cents = off_here
    return wanted.model_copy(update={"line_id": part_id})


def recount(order_ids: Iterable[UUID]) -> None:
    """What orders come to once their lines were split: each part is rounded by itself."""
    for order_id in order_ids:
        net = select(func.coalesce(func.sum(OrderLine.net_cents), 0)).where(OrderLine.order_id == order_id)
        db.session.execute(
            update(Order)
            .where(Order.id == order_id, Order.party_id.is_not(None))
            .values(total_cents=net.scalar_subquery())
            .execution_options(synchronize_session=False)
        )
