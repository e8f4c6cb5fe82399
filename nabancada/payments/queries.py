"""Questions about bills and what was paid on them. Amounts in cêntimos."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from nabancada import db
from nabancada.errors import NotFound
from nabancada.orders import queries as orders
from nabancada.payments import ledger
from nabancada.payments.models import OPEN, GatewayReference, PaymentRequest, RequestStatus
from nabancada.tables import queries as tables


def bill(bill_id: UUID) -> dict[str, Any]:
    """A bill whole: its orders with their dishes, its figures, what was taken off, paid and asked for. Two statements.

    :raises NotFound: no such bill here
    """
    rows = db.session.execute(_BILL, {"restaurant": db.current_restaurant_id(), "bill": bill_id}).mappings().all()
    if not rows:
        raise NotFound
    return {**rows[0], "orders": orders.on_bill(bill_id)}


def bill_at(table_id: UUID) -> dict[str, Any]:
    """The bill of who sits at a table.

    :raises NotFound: no such table here, or nobody sits there, or they have not ordered
    """
    party = tables.open_party(table_id)
    if party is None:
        raise NotFound
    return bill(party.joined_to or party.id)


def bill_of(party_id: UUID | None, order_id: UUID | None) -> dict[str, Any]:
    """:raises NotFound: no such party or order here"""
    return bill(ledger.bill_of(party_id, order_id).id)


def payment(payment_id: UUID) -> dict[str, Any]:
    """A payment as it was answered when it was taken, with what is due of its bill now.

    :raises NotFound: no such payment here
    """
    found = _entries("y.id = :id", id=payment_id)
    if not found:
        raise NotFound
    return found[0]


def payments_on(bill_id: UUID) -> list[dict[str, Any]]:
    """What was paid on a bill, first to last, each like `payment`."""
    return _entries("y.bill_id = :bill AND y.refund_of IS NULL", bill=bill_id)


def _entries(where: str, **values: Any) -> list[dict[str, Any]]:
    rows = db.session.execute(text(_PAYMENTS.format(where=where)), values | {"restaurant": db.current_restaurant_id()})
    return [dict(row) for row in rows.mappings()]


def owing(branch_id: UUID) -> Sequence[Row[Any]]:
    """The parties still at the tables of a branch: `party_id`, `table_id`, `table`, and what is due of their bill."""
    return db.session.execute(_OWING, {"restaurant": db.current_restaurant_id(), "branch": branch_id}).all()


def request(request_id: UUID) -> dict[str, Any]:
    """A payment asked for on a phone, with what is due of its bill now.

    :raises NotFound: no such request here
    """
    row = db.session.execute(_REQUEST, {"restaurant": db.current_restaurant_id(), "id": request_id}).mappings().first()
    if row is None:
        raise NotFound
    return dict(row)


def houses_waiting() -> Sequence[UUID]:
    """Houses with payments the gateway is still to be asked about, in no order: for the platform. Reads no row of any
    house."""
    open_ones = select(GatewayReference.restaurant_id).where(GatewayReference.look_at.is_not(None))
    return db.session.scalars(open_ones.distinct()).all()


def waiting_since() -> datetime | None:
    """Since when the oldest payment asked for on a phone waits for its answer in the current house."""
    return db.session.scalar(select(func.min(PaymentRequest.asked_at)).where(PaymentRequest.status.in_(OPEN)))


def to_return() -> Sequence[PaymentRequest]:
    """What was paid on a phone when it was no longer due, and has not gone back yet; oldest first."""
    return db.session.scalars(
        select(PaymentRequest).where(PaymentRequest.status == RequestStatus.TO_RETURN).order_by(PaymentRequest.id)
    ).all()


_ENTRY = """json_build_object(
    'id', y.id, 'method', y.method, 'amount_cents', y.amount_cents, 'tip_cents', y.tip_cents,
    'tendered_cents', y.tendered_cents, 'change_cents', y.change_cents, 'rounding_cents', y.rounding_cents,
    'refund_of', y.refund_of, 'reason', y.reason, 'reference', y.reference, 'payer', y.payer, 'items', y.items,
    'taken_by', y.taken_by_name, 'taken_at', y.taken_at)"""

_BILL = text(
    f"""
    SELECT b.id, b.party_id, b.order_id, p.table_id, t.name AS "table", p.guests, b.opened_at, p.bill_requested_at,
           b.rules, b.gross_cents, b.items_cents, b.discount_cents, b.service_cents, b.delivery_cents,
           b.packaging_cents, b.tax_cents, b.tax_added_cents, b.rounding_cents, b.total_cents, b.paid_cents,
           b.pending_cents, b.written_off_cents, b.credited_cents, b.due_cents, b.settled_at, b.split,
           coalesce((
               SELECT json_agg(json_build_object(
                   'id', d.id, 'bp', d.bp, 'cents', d.cents, 'reason', d.reason, 'by', d.given_by_name
               ) ORDER BY d.id)
               FROM bill_discounts d
               WHERE d.restaurant_id = b.restaurant_id AND d.bill_id = b.id AND d.removed_at IS NULL
           ), '[]') AS discounts,
           coalesce((
               SELECT json_agg({_ENTRY} ORDER BY y.id) FROM payments y
               WHERE y.restaurant_id = b.restaurant_id AND y.bill_id = b.id
           ), '[]') AS payments,
           coalesce((
               SELECT json_agg(json_build_object(
                   'id', r.id, 'status', r.status, 'amount_cents', r.amount_cents, 'tip_cents', r.tip_cents,
                   'phone', r.phone, 'payer', r.payer, 'items', r.items, 'reason', r.reason,
                   'giving_up', r.given_up_at IS NOT NULL, 'asked_by', r.asked_by_name, 'asked_at', r.asked_at,
                   'expires_at', r.expires_at, 'answered_at', r.answered_at, 'payment_id', r.payment_id
               ) ORDER BY r.id)
               FROM payment_requests r WHERE r.restaurant_id = b.restaurant_id AND r.bill_id = b.id
           ), '[]') AS requests,
           coalesce((
               SELECT json_agg(jt.name ORDER BY jt.position) FROM parties j
               JOIN dining_tables jt ON jt.restaurant_id = j.restaurant_id AND jt.id = j.table_id
               WHERE j.restaurant_id = b.restaurant_id AND j.joined_to = b.id
           ), '[]') AS joined
    FROM bills b
    LEFT JOIN parties p ON p.restaurant_id = b.restaurant_id AND p.id = b.party_id
    LEFT JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
    WHERE b.restaurant_id = :restaurant AND b.id = :bill
    """
)

# Who joined another party is on that one's bill.
_OWING = text(
    """
    SELECT p.id AS party_id, t.id AS table_id, t.name AS "table", coalesce(b.due_cents, 0) AS due_cents
    FROM parties p
    JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
    LEFT JOIN bills b ON b.restaurant_id = p.restaurant_id AND b.id = p.id
    WHERE p.restaurant_id = :restaurant AND p.closed_at IS NULL AND p.joined_to IS NULL AND t.branch_id = :branch
    ORDER BY t.position, t.id
    """
)

_PAYMENTS = """
    SELECT y.id, y.method, y.amount_cents, y.tip_cents, y.tendered_cents, y.change_cents, y.rounding_cents,
           y.refund_of, y.bill_id, b.party_id, b.order_id, b.due_cents,
           b.party_id IS NOT NULL AND b.settled_at IS NOT NULL AS party_closed
    FROM payments y JOIN bills b ON b.restaurant_id = y.restaurant_id AND b.id = y.bill_id
    WHERE y.restaurant_id = :restaurant AND {where} ORDER BY y.id
"""

_REQUEST = text(
    """
    SELECT r.id, r.status, r.reason, r.amount_cents, r.tip_cents, r.phone, r.payer, r.items,
           r.given_up_at IS NOT NULL AS giving_up, r.asked_by_name AS asked_by, r.asked_at, r.expires_at, r.answered_at,
           r.payment_id, r.bill_id, b.party_id, b.order_id, b.due_cents, b.pending_cents,
           b.party_id IS NOT NULL AND b.settled_at IS NOT NULL AS party_closed
    FROM payment_requests r JOIN bills b ON b.restaurant_id = r.restaurant_id AND b.id = r.bill_id
    WHERE r.restaurant_id = :restaurant AND r.id = :id
    """
)
