"""How an order just placed looks from outside: in answers, events and topics. Later `queries` tells."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.orders.choosing import Chosen
from nabancada.orders.inputs import NewOrder
from nabancada.orders.pricing import Figures
from nabancada.orders.states import OrderStatus
from nabancada.tables.actions import Seat


def topics(table_id: UUID | None, bill_id: UUID | None = None) -> set[str]:
    """What an order's change is news to."""
    where = {"kitchen", "orders", "dashboard"}
    if bill_id:
        where.add(f"bill:{bill_id}")
    return where | {"floor", f"table:{table_id}"} if table_id else where


def placed(
    order_id: UUID,
    number: int,
    day: date,
    new: NewOrder,
    chosen: list[Chosen],
    seat: Seat | None,
    branch_id: UUID,
    tax_bp: int,
    figures: Figures,
    at: datetime,
    by: str,
) -> dict[str, Any]:
    """A new order as the API answers it: `pending`, nothing paid.

    :param tax_bp: the house's rate, for dishes without one
    :param figures: of its bill; an order that has a bill to itself comes to the bill's total
    """
    lines = [_sold(one, tax_bp) for one in chosen]
    total = sum(line["total_cents"] for line in lines) if seat else figures.total_cents
    return {
        "id": order_id,
        "number": number,
        "business_day": day,
        "status": OrderStatus.PENDING,
        "type": new.type,
        "branch_id": branch_id,
        "table": seat.table if seat else None,
        "table_id": seat.table_id if seat else None,
        "party_id": seat.party_id if seat else None,
        "bill_id": seat.bill_id if seat else order_id,
        "round": seat.round if seat else None,
        "lines": lines,
        "note": new.note or None,
        "customer": new.customer.model_dump() if new.customer else None,
        "discount_cents": 0 if seat else figures.discount_cents,
        "service_cents": 0 if seat else figures.service_cents,
        "fees_cents": 0 if seat else figures.fees.cents,
        "tax_added_cents": 0 if seat or figures.tax_included else figures.tax_cents,
        "rounding_cents": 0,
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


def _sold(chosen: Chosen, tax_bp: int) -> dict[str, Any]:
    """A line just sold: the dish's name and price are kept, whatever the menu says later."""
    line, wanted = chosen.line(tax_bp), chosen.wanted
    return {
        "id": db.new_id(),
        "item_id": chosen.dish.id,
        "name": chosen.dish.name,
        "station": chosen.dish.station,
        "prep_minutes": chosen.dish.prep_minutes,
        "quantity": line.quantity,
        "void_quantity": 0,
        "unit_price_cents": line.unit_price_cents,
        "menu_price_cents": chosen.menu_price_cents if wanted.unit_price_cents is not None else None,
        "options": [{"id": one.id, "name": one.name, "price_cents": one.price_cents} for one in chosen.options],
        "note": wanted.note,
        "seat": wanted.seat,
        "tax_bp": line.tax_bp,
        "discount_bp": wanted.discount.bp,
        "discount_own_cents": wanted.discount.cents,
        "discount_cents": line.gross_cents - line.net_cents,
        "total_cents": line.net_cents,
    }
