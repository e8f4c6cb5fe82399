"""The room: the map of the tables, and ordering for one of them."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.config import settings
from nabancada.floor import queries, slip
from nabancada.menu import catalogue
from nabancada.orders import actions
from nabancada.orders.states import OrderStatus, WrongStep
from nabancada.permissions import Permission
from nabancada.web import htmx
from nabancada.web.addresses import slug

bp = Blueprint("floor", __name__, url_prefix="/floor")

AREA = "nb-area"  # cookie: the area this browser looked at last
YEAR = 31_536_000  # seconds


@bp.get("")
@requires(Permission.TAKE_ORDERS)
def screen() -> Response:
    """The map of an area, with a chosen table beside it."""
    chosen = _chosen()
    room = queries.room(request.args.get("area") or request.cookies.get(AREA, ""), access.branch())
    page = render_template(
        "floor/screen.html", room=room, chosen=chosen, unknown=request.args.get("unknown", ""), came_from=_came_from()
    )
    return _remembering(page, room.area.key if room.area else "")


@bp.get("/map")
@requires(Permission.TAKE_ORDERS)
def map_alone() -> str:
    """The map alone, for who has no socket now."""
    return render_template("floor/_map.html", room=queries.room(request.args.get("area", ""), access.branch()))


@bp.get("/tables")
@requires(Permission.TAKE_ORDERS)
def find() -> Response:
    """Go to the table somebody means by `name`; who means none is told so on the map."""
    name, area = request.args.get("name", "").strip()[:40], request.args.get("area", "")
    if table_id := queries.named(name, area, access.branch()):
        return redirect(url_for(".table", table_id=table_id), 303)
    return redirect(url_for(".screen", area=area or None, unknown=name or None), 303)


@bp.get("/tables/<uuid:table_id>")
@requires(Permission.TAKE_ORDERS)
def table(table_id: UUID) -> Response:
    """Ordering for a table."""
    sheet = slip.of(table_id)
    version = access.house().menu_version
    page = render_template(
        "floor/table.html",
        slip=sheet,
        came_from=_came_from(),
        area_key=slug(sheet.area),
        categories=catalogue.at(version).tree["categories"],
        edition=catalogue.edition(version),
    )
    return _remembering(page, slug(sheet.area))


@bp.get("/tables/<uuid:table_id>/<any(panel, slip, head):part>")
@requires(Permission.TAKE_ORDERS)
def table_part(table_id: UUID, part: str) -> str:
    """A live part of a table alone, for who has no socket now."""
    return render_template(f"floor/_{part}.html", slip=slip.of(table_id))


@bp.post("/orders/<uuid:order_id>/served")
@requires(Permission.SERVE)
def serve(order_id: UUID) -> Response:
    """A round has reached its table. Two taps serve it once."""
    try:
        actions.move(order_id, OrderStatus.SERVED, access.confined())
    except WrongStep:
        if not htmx.asked():
            raise
        return htmx.done(_("Já não estava à espera: outra pessoa tratou disto."))
    return htmx.done() if htmx.asked() else _back()


def _chosen() -> slip.Slip | None:
    """The table the map was asked to show, if it was."""
    table_id = request.args.get("table", type=UUID)
    return slip.of(table_id) if table_id else None


def _came_from() -> UUID | None:
    """The table from which whoever asks has just moved the party, and to which it may go back."""
    return request.args.get("from", type=UUID) if "undo" in request.args else None


def _remembering(page: str, area_key: str) -> Response:
    """A page after which this browser comes back to the same area."""
    response = make_response(page)
    if area_key and request.cookies.get(AREA) != area_key:
        response.set_cookie(
            AREA, area_key, YEAR, path="/floor", secure=settings().secure, httponly=True, samesite="Lax"
        )
    return response


def _back() -> Response:
    return redirect(request.referrer or url_for(".screen"), 303)
