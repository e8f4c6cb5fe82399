"""What may still be said about a dish that was ordered."""

from typing import Any
from uuid import UUID

from nabancada import clock, db
from nabancada.errors import NotFound
from nabancada.orders import actions, tickets
from nabancada.orders.models import Order
from nabancada.orders.states import IN_THE_KITCHEN, OrderStatus, WrongStep
from nabancada.permissions import Staff


@db.atomic()
def change(order_id: UUID, line_id: UUID, changes: dict[str, Any], by: Staff) -> Order:
    """Say something else to the kitchen about a dish, or which guest it is for. Nothing is ordered anew.

    What was parted for two bills is cooked as one, so its parts share the note; each has its own guest. A note that
    stays as it was is no news. Locks the order.

    :param changes: `note`, `seat`, or both
    :raises NotFound: no such line in this order here
    :raises WrongStep: it is cancelled, or the note comes after it was served
    """
    order = actions.locked(order_id)
    line = next((one for one in order.lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    if order.status == OrderStatus.CANCELLED or ("note" in changes and order.status not in IN_THE_KITCHEN):
        raise WrongStep
    note = changes.get("note") or None
    if "note" in changes and note != line.note:
        parts = [one for one in order.lines if (one.split_of or one.id) == (line.split_of or line.id)]
        for one in parts:
            one.note, one.note_changed_at = note, clock.now()
        actions.tell("order.note_changed", order, line_id=str(line_id))
        tickets.print_note(order_id, [one.id for one in parts], by)
    if "seat" in changes and changes["seat"] != line.seat:
        line.seat = changes["seat"]
        actions.tell("order.seat_changed", order, line_id=str(line_id))
    return order
