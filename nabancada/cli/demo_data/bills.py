"""The bills of a demonstration house, before anybody has paid: `takings` settles those that are over."""

from typing import Any
from uuid import UUID

from nabancada.orders.states import OrderStatus
from nabancada.restaurants.rules import MoneyRules

ZEROS = (
    "delivery_fee_cents",
    "packaging_fee_cents",
    "discount_cents",
    "service_cents",
    "delivery_cents",
    "packaging_cents",
    "tax_cents",
    "tax_added_cents",
    "rounding_cents",
    "paid_cents",
    "pending_cents",
    "written_off_cents",
    "credited_cents",
)


def of(parties: list[dict[str, Any]], orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One bill for each party that ordered, and one for each order of no table. `over_at`: when it was done with."""
    seated = {party["id"]: party for party in parties}
    found: dict[UUID, dict[str, Any]] = {}
    for order in orders:
        party = seated.get(order["party_id"])
        bill = found.setdefault(party["id"] if party else order["id"], _bill(order, party))
        if order["status"] != OrderStatus.CANCELLED:
            for figure in ("gross_cents", "items_cents", "total_cents"):
                bill[figure] += order["total_cents"]
    return list(found.values())


def _bill(order: dict[str, Any], party: dict[str, Any] | None) -> dict[str, Any]:
    return {
        **dict.fromkeys(ZEROS, 0),
        "id": party["id"] if party else order["id"],
        "party_id": party["id"] if party else None,
        "order_id": None if party else order["id"],
        "business_day": order["business_day"],
        "opened_at": party["opened_at"] if party else order["placed_at"],
        "rules": MoneyRules().as_json(),
        "gross_cents": 0,
        "items_cents": 0,
        "total_cents": 0,
        "settled_at": None,
        "over_at": party["closed_at"] if party else order["served_at"] or order["cancelled_at"],
    }
