"""Putting an order and its lines into the database: one statement, the one every sale pays for."""

from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.web.json import encode


def insert(order: dict[str, Any], by: UUID | None) -> None:
    """Insert an order as `shape.placed` made it, with all its lines.

    :param by: who placed it
    """
    restaurant_id, customer = db.current_restaurant_id(), order["customer"]
    db.run(
        _INSERT,
        restaurant_id,
        order["id"],
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
        restaurant_id,
        order["id"],
        encode(order["lines"]).decode(),
    )


_INSERT = """
    WITH placed AS (
        INSERT INTO orders (restaurant_id, id, number, business_day, type, status, party_id, round, customer,
                            note, total_cents, placed_at, placed_by, placed_by_name)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    )
    INSERT INTO order_lines (restaurant_id, order_id, id, position, item_id, name, station, prep_minutes,
                             quantity, void_quantity, unit_price_cents, options, note)
    SELECT %s, %s, line.id, line.n - 1, line.item_id, line.name, line.station, line.prep_minutes,
           line.quantity, 0, line.unit_price_cents, line.options, line.note
    FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS (
        id uuid, item_id uuid, name text, station text, prep_minutes bigint,
        quantity bigint, unit_price_cents bigint, options jsonb, note text
    )) WITH ORDINALITY AS line (
        id, item_id, name, station, prep_minutes, quantity, unit_price_cents, options, note, n
    )
"""
