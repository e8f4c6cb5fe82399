"""How a bill is shared, over JSON. A plan: a payment says itself whose it is and what it is for."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada.access import requires
from nabancada.payments import queries, splits
from nabancada.payments.inputs import NewSplit
from nabancada.permissions import Permission
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("split_api", __name__, url_prefix="/api/bills/<uuid:bill_id>/split")


@bp.get("")
@requires(Permission.TAKE_ORDERS)
def split(bill_id: UUID) -> Response:
    """Who pays what of a bill, who has paid, and what is nobody's."""
    return _shared(bill_id)


@bp.put("")
@requires(Permission.TAKE_ORDERS)
def keep(bill_id: UUID) -> Response:
    """Share a bill anew: equally, by dish, or by amount."""
    splits.keep(bill_id, parse(NewSplit))
    return _shared(bill_id)


def _shared(bill_id: UUID) -> Response:
    return answer(splits.of(queries.bill(bill_id)).as_json())
