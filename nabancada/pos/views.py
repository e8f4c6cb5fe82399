"""The counter, and the list of the day's orders: pages, their live parts alone, and what is decided there."""

from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import pins
from nabancada.menu import catalogue
from nabancada.orders import actions
from nabancada.orders import queries as orders
from nabancada.orders.inputs import Cancellation, TypedVoid
from nabancada.orders.states import OrderStatus, WrongStep
from nabancada.permissions import Permission
from nabancada.pos import queries
from nabancada.web import htmx
from nabancada.web.body import parse

bp = Blueprint("pos", __name__)


@bp.get("/pos")
@requires(Permission.TAKE_ORDERS)
def counter() -> str:
    """Ordering at the counter, to take away and to be delivered."""
    version = access.house().menu_version
    desk, underway = queries.counter(access.staff().key, access.branch())
    return render_template(
        "pos/screen.html",
        categories=catalogue.at(version).tree["categories"],
        edition=catalogue.edition(version),
        desk=desk,
        underway=underway,
    )


@bp.get("/pos/arrivals")
@requires(Permission.TAKE_ORDERS)
def arrivals() -> str:
    """What has just come in alone, for who has no socket now."""
    return render_template("pos/_arrivals.html", underway=queries.underway(access.branch()))


@bp.get("/pos/queue")
@requires(Permission.TAKE_ORDERS)
def queue() -> str:
    """The queue alone, for who has no socket now."""
    return render_template("pos/_queue.html", underway=queries.underway(access.branch()))


@bp.post("/pos/orders/<uuid:order_id>/handover")
@requires(Permission.SERVE)
def hand_over(order_id: UUID) -> Response:
    """The order is in its customer's hands. Two taps hand it over once."""
    try:
        actions.move(order_id, OrderStatus.SERVED, access.confined())
    except WrongStep:
        if not htmx.asked():
            raise
        return htmx.done(_("Já não está à espera: outra pessoa tratou disto."))
    return htmx.done() if htmx.asked() else redirect(url_for(".counter"), 303)


@bp.get("/orders")
@requires(Permission.TAKE_ORDERS)
def day() -> str:
    """The orders of this business day, under one filter."""
    return render_template("pos/orders.html", day=queries.today(_filter(), access.branch()))


@bp.get("/orders/list")
@requires(Permission.TAKE_ORDERS)
def listed() -> str:
    """The list alone, for who has no socket now."""
    return render_template("pos/_orders.html", day=queries.today(_filter(), access.branch()))


@bp.get("/orders/<uuid:order_id>")
@requires(Permission.TAKE_ORDERS)
def order(order_id: UUID) -> str:
    """One order: a page, or the inside of a sheet."""
    page = "pos/_order.html" if htmx.asked() else "pos/order.html"
    return render_template(page, order=orders.one(order_id), key=uuid4().hex)


@bp.post("/orders/<uuid:order_id>/cancellation")
@requires(Permission.TAKE_ORDERS)
def cancel(order_id: UUID) -> Response:
    """Take a whole order back, with a reason; who may not do so alone types a manager's PIN."""
    asked = parse(Cancellation)
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, asked.manager_pin)
    cancelled = actions.cancel(order_id, asked.reason, by, asked.client_key)
    if htmx.asked():
        return htmx.done(_("Pedido %(n)s anulado.", n=cancelled.number))
    return redirect(url_for(".day"), 303)


@bp.post("/orders/<uuid:order_id>/lines/<uuid:line_id>/void")
@requires(Permission.TAKE_ORDERS)
def void(order_id: UUID, line_id: UUID) -> Response:
    """Take dishes of a line back, with a reason and, if need be, a manager's PIN. Leads to the order as it is now."""
    asked = parse(TypedVoid)
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, asked.manager_pin)
    actions.void(order_id, line_id, asked.quantity, asked.reason, by, asked.client_key)
    return redirect(url_for(".order", order_id=order_id), 303)


def _filter() -> str:
    return request.args.get("filtro", "todos")
