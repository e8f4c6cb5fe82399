"""The kitchen's screen: tickets to start, to finish and to hand out, oldest first."""

from uuid import UUID

from flask import Blueprint, get_template_attribute, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access, clock
from nabancada.access import requires
from nabancada.kitchen import queries
from nabancada.orders import actions
from nabancada.orders import queries as orders
from nabancada.orders.inputs import NewStep
from nabancada.orders.states import WrongStep
from nabancada.permissions import Permission
from nabancada.web import htmx
from nabancada.web.body import parse

bp = Blueprint("kitchen", __name__, url_prefix="/kitchen")


@bp.get("")
@requires(Permission.COOK)
def screen() -> str:
    """The whole screen, of one station or of all."""
    return render_template("kitchen/screen.html", board=queries.board(_station(), access.branch()))


@bp.get("/board")
@requires(Permission.COOK)
def board() -> str:
    """The board alone, for who has no socket now."""
    return render_template("kitchen/_board.html", board=queries.board(_station(), access.branch()))


@bp.post("/orders/<uuid:order_id>/step")
@requires(Permission.COOK)
def step(order_id: UUID) -> Response:
    """Take an order one step on. Who comes second is told how it stands, the board shows it anyway."""
    to = parse(NewStep).status
    try:
        actions.move(order_id, to, access.confined())
    except WrongStep:
        if not htmx.asked():
            raise
        return htmx.done(_how_it_stands(order_id))
    return htmx.done() if htmx.asked() else redirect(request.referrer or "/kitchen", 303)


def _station() -> str:
    return request.args.get("station", queries.ALL)


def _how_it_stands(order_id: UUID) -> str:
    order = orders.one(order_id)
    title = get_template_attribute("components/order.html", "order_title")
    words = {
        "pending": (_("por começar"), order["placed_at"]),
        "preparing": (_("a preparar"), order["started_at"]),
        "ready": (_("pronto"), order["ready_at"]),
        "served": (_("servido"), order["served_at"]),
        "cancelled": (_("anulado"), order["cancelled_at"]),
    }
    status, at = words[order["status"]]
    return _(
        "%(order)s: %(status)s às %(time)s.",
        order=title(order["type"], order["number"], order["table"]).strip(),
        status=status,
        time=clock.hour(at),
    )
