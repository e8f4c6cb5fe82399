"""The QR codes of the tables: to print, to keep as a file, to make anew."""

from itertools import groupby
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nabancada import access
from nabancada.access import requires
from nabancada.floor_editor import queries, sheet_of_codes
from nabancada.permissions import Permission
from nabancada.tables import codes, qr
from nabancada.tables.inputs import Codes
from nabancada.web.addresses import absolute
from nabancada.web.body import parse

bp = Blueprint("table_codes", __name__, url_prefix="/tables")


@bp.get("/codes")
@requires(Permission.EDIT_TABLES)
def sheet() -> str:
    """The cards that stand on the tables, as they print."""
    every = [(card, qr.version(absolute(f"/t/{card.code}"))) for card in queries.cards(access.branch())]
    rooms = [(area, list(those)) for area, those in groupby(every, key=lambda one: one[0].area)]
    renewed = request.args.get("renewed", 0, type=int)
    return render_template("floor_editor/codes.html", rooms=rooms, many=len(every), renewed=renewed)


@bp.post("/codes.pdf")
@requires(Permission.EDIT_TABLES)
def pdf() -> Response:
    """The cards of the chosen tables as PDF, six on a page."""
    return sheet_of_codes.printed(parse(Codes).table_ids, access.branch())


@bp.post("/codes")
@requires(Permission.EDIT_TABLES)
def renew_chosen() -> AnyResponse:
    """Give the chosen tables new codes: what was printed stops working."""
    renewed = codes.renew(parse(Codes).table_ids)
    return redirect(url_for(".sheet", renewed=len(renewed)), 303)


@bp.post("/<uuid:table_id>/code")
@requires(Permission.EDIT_TABLES)
def renew(table_id: UUID) -> AnyResponse:
    """Give a table a new code."""
    codes.renew([table_id])
    return redirect(url_for(".sheet", renewed=1, _anchor=f"code-{table_id}"), 303)
