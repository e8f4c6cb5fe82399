"""What each would pay of what is due now. Nothing is kept: a payment says itself what it was for."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada.access import requires
from nabancada.errors import InvalidInput
from nabancada.payments import items, queries, splitting
from nabancada.payments.inputs import NewSplit
from nabancada.payments.splitting import Shared
from nabancada.permissions import Permission
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("split_api", __name__, url_prefix="/api")


@bp.post("/parties/<uuid:party_id>/split")
@requires(Permission.TAKE_ORDERS)
def split_party(party_id: UUID) -> Response:
    """Share what a party owes: equally, by dish, or by amount."""
    return _split(queries.bill_of(party_id, None))


@bp.post("/orders/<uuid:order_id>/split")
@requires(Permission.TAKE_ORDERS)
def split_order(order_id: UUID) -> Response:
    """Share what an order comes to."""
    return _split(queries.bill_of(None, order_id))


def _split(bill: dict[str, Any]) -> Response:
    asked = parse(NewSplit)
    due = bill["due_cents"] - bill["pending_cents"]
    amounts = _amounts(asked, bill, due)
    rest = due - sum(amounts)
    if rest < 0:
        raise InvalidInput({"amounts": "As partes passam o que falta pagar."})
    names = [*asked.names, *[None] * len(amounts)]
    parts = [{"name": name, "amount_cents": cents} for name, cents in zip(names, amounts, strict=False)]
    return answer({"due_cents": due, "parts": parts, "rest_cents": rest})


def _amounts(asked: NewSplit, bill: dict[str, Any], due: int) -> list[int]:
    """:raises InvalidInput: a part names what is not on the bill, or was paid for"""
    if asked.by == "equal":
        return splitting.equally(due, asked.people or 1)
    if asked.by == "amounts":
        return asked.amounts or []
    if asked.by == "whole":
        return [due]
    lines = shared_lines(bill)
    parts: list[dict[UUID, int]] = []
    for part in asked.parts or []:
        counted: dict[UUID, int] = {}
        for one in part:
            counted[one.line_id] = counted.get(one.line_id, 0) + one.quantity
        parts.append(counted)
    if any(line_id not in lines for part in parts for line_id in part):
        raise InvalidInput({"parts": "Há um prato que não é desta conta."})
    try:
        return splitting.by_items(due, bill["total_cents"], lines, parts)
    except ValueError:
        raise InvalidInput({"parts": "Já não há tantos por pagar."}) from None


def shared_lines(bill: dict[str, Any]) -> dict[UUID, Shared]:
    """The dishes of a bill as they may be shared, with what has been paid for by name."""
    paid = items.paid(bill["id"])
    return {
        (line_id := UUID(str(line["id"]))): Shared(
            line["quantity"] - line["void_quantity"], paid[line_id], line["total_cents"]
        )
        for order in bill["orders"]
        if order["status"] != "cancelled"
        for line in order["lines"]
    }
