"""Drafts of orders over JSON: what was typed on one terminal is found again on the others."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.orders import carts
from nabancada.orders.inputs import CartFilter, NewCart
from nabancada.permissions import Permission
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("carts_api", __name__, url_prefix="/api/carts")

KEY = "/<string(minlength=8, maxlength=64):key>"


@bp.get("")
@requires(Permission.TAKE_ORDERS)
def drafts() -> Response:
    """The drafts for a table, or at the counter; `held`: only those put aside there."""
    asked = parse_query(CartFilter)
    return answer({"items": carts.drafts(asked.table_id, asked.held, access.branch()), "next": None})


@bp.get(KEY)
@requires(Permission.TAKE_ORDERS)
def draft(key: str) -> Response:
    """One draft; 409 names the order it has become."""
    return answer(carts.one(key))


@bp.put(KEY)
@requires(Permission.TAKE_ORDERS)
def save(key: str) -> Response:
    """Keep a draft under its key. Only a newer version replaces an older one; 409 carries the newer."""
    return answer(carts.save(key, parse(NewCart), access.staff()))


@bp.delete(KEY)
@requires(Permission.TAKE_ORDERS)
def drop(key: str) -> Response:
    """Forget a draft that was emptied."""
    carts.drop(key)
    return Response(status=204)
