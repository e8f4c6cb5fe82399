"""A dish of a round that was sent: what may still be said about it, and taking it back."""

from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import pins
from nabancada.errors import NotFound
from nabancada.floor.inputs import TypedLine
from nabancada.orders import actions, lines
from nabancada.orders import queries as orders
from nabancada.orders.inputs import TypedVoid
from nabancada.permissions import Permission
from nabancada.web import htmx
from nabancada.web.body import parse

bp = Blueprint("table_line", __name__, url_prefix="/floor/orders/<uuid:order_id>/lines/<uuid:line_id>")


@bp.get("")
@requires(Permission.TAKE_ORDERS)
def line(order_id: UUID, line_id: UUID) -> str:
    """One dish: a page, or the inside of the sheet."""
    order = orders.one(order_id)
    found = next((one for one in order["lines"] if one["id"] == str(line_id)), None)
    if found is None:
        raise NotFound
    at = request.args.get("table", order["table_id"], type=UUID)
    context = {"order": order, "line": found, "at": at, "key": uuid4().hex}
    if htmx.asked():
        return render_template("floor/_line.html", **context)
    return render_template("floor/sheet.html", part="floor/_line.html", on_page=True, **context)


@bp.post("")
@requires(Permission.TAKE_ORDERS)
def change(order_id: UUID, line_id: UUID) -> Response:
    """Its note for the kitchen, or which guest it is for."""
    changes = parse(TypedLine).model_dump(exclude_unset=True)
    lines.change(order_id, line_id, changes, access.staff())
    return _done(order_id, line_id, _("A cozinha vê a nota nova.") if "note" in changes else _("Lugar guardado."))


@bp.post("/void")
@requires(Permission.TAKE_ORDERS)
def void(order_id: UUID, line_id: UUID) -> Response:
    """Take dishes back, with a reason and, if need be, a manager's PIN."""
    asked = parse(TypedVoid)
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, asked.manager_pin)
    actions.void(order_id, line_id, asked.quantity, asked.reason, by, asked.client_key)
    return _done(order_id, line_id, _("Anulado."))


def _done(order_id: UUID, line_id: UUID, text: str) -> Response:
    """What changed is live; without script the way leads back to the dish."""
    if htmx.asked():
        return htmx.done(text)
    return redirect(url_for(".line", order_id=order_id, line_id=line_id), 303)
