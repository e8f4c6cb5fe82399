"""How an order looks from outside: in answers, events and topics."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.orders.inputs import NewOrder
from nabancada.orders.models import Order, OrderLine
from nabancada.orders.pricing import PricedLine, total_cents
from nabancada.orders.states import OrderStatus
from nabancada.tables.actions import Seat


def topics(table_id: UUID | None) -> set[str]:
    """What an order's change is news to."""
    where = {"kitchen", "orders", "dashboard"}
    return where | {"floor", f"table:{table_id}"} if table_id else where


def placed(
    order_id: UUID,
    number: int,
    day: date,
    new: NewOrder,
    lines: list[PricedLine],
    seat: Seat | None,
    at: datetime,
    by: str,
) -> dict[str, Any]:
    """A new order as the API answers it: `pending`, nothing paid."""
    total = total_cents(lines)
    return {
        "id": order_id,
        "number": number,
        "business_day": day,
        "status": OrderStatus.PENDING,
        "type": new.type,
        "table": seat.table if seat else None,
        "table_id": seat.table_id if seat else None,
        "party_id": seat.party_id if seat else None,
        "round": seat.round if seat else None,
        "lines": [_sold(line) for line in lines],
        "note": new.note or None,
        "customer": new.customer.model_dump() if new.customer else None,
        "total_cents": total,
        "paid_cents": 0,
        "due_cents": total,
        "placed_at": at,
        "placed_by": by,
        "started_at": None,
        "ready_at": None,
        "served_at": None,
        "cancelled_at": None,
        "cancel_reason": None,
    }


def public(order: dict[str, Any]) -> dict[str, Any]:
    """An order as events carry it: of the customer only the name."""
    if not order["customer"]:
        return order
    return {**order, "customer": {"name": order["customer"]["name"]}}


def as_json(order: Order, table_id: UUID | None, table: str | None) -> dict[str, Any]:
    """An order as the API answers it. Amounts in cêntimos; nothing is paid while it is being changed."""
    cancelled = order.status == OrderStatus.CANCELLED
    total = 0 if cancelled else order.total_cents
    return {
        "id": order.id,
        "number": order.number,
        "business_day": order.business_day,
        "status": order.status,
        "type": order.type,
        "table": table,
        "table_id": table_id,
        "party_id": order.party_id,
        "round": order.round,
        "lines": [_line(line) for line in order.lines],
        "note": order.note,
        "customer": order.customer,
        "total_cents": order.total_cents,
        "paid_cents": 0,
        "due_cents": total,
        "placed_at": order.placed_at,
        "placed_by": order.placed_by_name,
        "started_at": order.started_at,
        "ready_at": order.ready_at,
        "served_at": order.served_at,
        "cancelled_at": order.cancelled_at,
        "cancel_reason": order.cancel_reason,
    }


def event_data(order: Order, table_id: UUID | None, table: str | None) -> dict[str, Any]:
    """A changed order as events carry it."""
    return public(as_json(order, table_id, table))


def line_total(line: OrderLine) -> int:
    """What a line costs in cêntimos: what is not void."""
    return line.unit_price_cents * (line.quantity - line.void_quantity)


def _sold(line: PricedLine) -> dict[str, Any]:
    """A line just sold: the dish's name and price are kept, whatever the menu says later."""
    return {
        "id": db.new_id(),
        "item_id": line.dish.id,
        "name": line.dish.name,
        "station": line.dish.station,
        "prep_minutes": line.dish.prep_minutes,
        "quantity": line.quantity,
        "void_quantity": 0,
        "unit_price_cents": line.unit_price_cents,
        "options": [{"id": one.id, "name": one.name, "price_cents": one.price_cents} for one in line.options],
        "note": line.note,
        "total_cents": line.total_cents,
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "item_id": line.item_id,
        "name": line.name,
        "station": line.station,
        "prep_minutes": line.prep_minutes,
        "quantity": line.quantity,
        "void_quantity": line.void_quantity,
        "unit_price_cents": line.unit_price_cents,
        "options": line.options,
        "note": line.note,
        "total_cents": line_total(line),
    }
