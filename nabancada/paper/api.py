"""Printing over JSON: the papers of a bill, an order, a shift."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.paper import actions
from nabancada.paper.inputs import NewBillPrint, NewPrint, NewShiftPrint
from nabancada.permissions import Permission
from nabancada.printing import queries as printing
from nabancada.printing.api import in_words
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("paper_api", __name__, url_prefix="/api")


@bp.post("/parties/<uuid:party_id>/print")
@requires(Permission.TAKE_ORDERS)
def print_party(party_id: UUID) -> Response:
    """Print the pre-bill or the receipt of a table."""
    return _jobs(actions.print_party(party_id, parse(NewBillPrint), access.staff()))


@bp.post("/orders/<uuid:order_id>/print")
@requires(Permission.TAKE_ORDERS)
def print_order(order_id: UUID) -> Response:
    """Print the pre-bill or the receipt of an order's bill, or its kitchen tickets."""
    return _jobs(actions.print_order(order_id, parse(NewPrint), access.staff()))


@bp.post("/shifts/<uuid:shift_id>/print")
@requires(Permission.TAKE_PAYMENTS)
def print_shift(shift_id: UUID) -> Response:
    """Print the Z report of a closed shift, or an X reading of an open one."""
    return _jobs(actions.print_shift(shift_id, parse(NewShiftPrint), access.staff()))


def _jobs(asked: actions.Asked) -> Response:
    """What was queued. A job without a printer is for the browser of who asked: it is at its `url`."""
    return answer({"items": in_words(printing.requested(asked.request_id))}, 200 if asked.again else 201)
