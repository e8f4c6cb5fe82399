"""Putting an order, its lines and its bill into the database: one statement, the one every sale pays for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.orders.bills import Basis, columns
from nabancada.orders.pricing import Figures
from nabancada.web.json import encode

FIGURES = (
    "gross_cents",
    "items_cents",
    "discount_cents",
    "service_cents",
    "delivery_cents",
    "packaging_cents",
    "tax_cents",
    "tax_added_cents",
    "total_cents",
)


def insert(order: dict[str, Any], basis: Basis, figures: Figures, by: UUID | None, client_key: str) -> None:
    """Insert an order as `shape.placed` made it, with its lines, and bring its bill up to date, making it if need be.

    A draft that was kept under the same key has become this order, and goes.

    :param basis: what the whole bill is priced from, this order included
    :param figures: what it comes to
    :param by: who placed it
    """
    house, customer = db.current_restaurant_id(), order["customer"]
    of_party = order["party_id"] is not None
    db.run(
        _INSERT,
        house,
        client_key,
        house,
        order["id"],
        order["branch_id"],
        order["number"],
        order["business_day"],
        order["type"],
        order["status"],
        order["party_id"],
        order["round"],
        encode(customer).decode() if customer else None,
        order["note"],
        order["total_cents"],
        order["placed_at"],
        by,
        order["placed_by"],
        house,
        order["bill_id"],
        order["bill_id"] if of_party else None,
        None if of_party else order["id"],
        *_opening(order["business_day"], order["placed_at"], basis),
        *columns(figures).values(),
        house,
        order["id"],
        order["bill_id"],
        order["party_id"] if order["party_id"] != order["bill_id"] else None,
        encode(order["lines"]).decode(),
    )


def _opening(day: date, at: datetime, basis: Basis) -> tuple[Any, ...]:
    """What a new bill keeps of how it was opened."""
    return day, at, encode(basis.rules.as_json()).decode(), basis.fees.delivery_cents, basis.fees.packaging_cents


_INSERT = f"""
    WITH sent AS (
        DELETE FROM carts WHERE restaurant_id = %s AND key = %s
    ), placed AS (
        INSERT INTO orders (restaurant_id, id, branch_id, number, business_day, type, status, party_id, round,
                            customer, note, total_cents, placed_at, placed_by, placed_by_name)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ), billed AS (
        INSERT INTO bills (restaurant_id, id, party_id, order_id, business_day, opened_at, rules, delivery_fee_cents,
                           packaging_fee_cents, {", ".join(FIGURES)}, rounding_cents, paid_cents, pending_cents,
                           written_off_cents, credited_cents)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, {", ".join(["%s"] * len(FIGURES))}, 0, 0, 0, 0, 0)
        ON CONFLICT (restaurant_id, id) DO UPDATE SET
            {", ".join(f"{name} = excluded.{name}" for name in FIGURES[:-1])},
            total_cents = excluded.total_cents + bills.rounding_cents
    )
    INSERT INTO order_lines (restaurant_id, order_id, id, bill_id, joined_from, position, item_id, name, station,
                             prep_minutes, quantity, void_quantity, unit_price_cents, options, note, seat, tax_bp,
                             discount_bp, discount_cents, menu_price_cents)
    SELECT %s, %s, line.id, %s, %s::uuid, line.n - 1, line.item_id, line.name, line.station,
           line.prep_minutes, line.quantity, 0, line.unit_price_cents, line.options, line.note, line.seat, line.tax_bp,
           line.discount_bp, line.discount_own_cents, line.menu_price_cents
    FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS (
        id uuid, item_id uuid, name text, station text, prep_minutes bigint, quantity bigint, unit_price_cents bigint,
        options jsonb, note text, seat bigint, tax_bp bigint, discount_bp bigint, discount_own_cents bigint,
        menu_price_cents bigint
    )) WITH ORDINALITY AS line (
        id, item_id, name, station, prep_minutes, quantity, unit_price_cents, options, note, seat, tax_bp,
        discount_bp, discount_own_cents, menu_price_cents, n
    )
"""
