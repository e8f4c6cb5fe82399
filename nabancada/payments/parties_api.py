"""Parties over JSON: where they sit, whose bill they are on. Here because each answers with the bill."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import pins
from nabancada.orders import moving
from nabancada.orders.inputs import LinesMove, PartyJoin, PartyPart
from nabancada.payments import queries
from nabancada.permissions import Permission
from nabancada.tables import actions as tables
from nabancada.tables import parties
from nabancada.tables.inputs import PartyChange, PartyMove
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("parties_api", __name__, url_prefix="/api/parties")


@bp.post("/<uuid:party_id>/bill-request")
@requires(Permission.TAKE_ORDERS)
def request_bill(party_id: UUID) -> Response:
    """The guests want to pay."""
    tables.request_bill(party_id)
    return _bill(party_id)


@bp.delete("/<uuid:party_id>/bill-request")
@requires(Permission.TAKE_ORDERS)
def withdraw_bill_request(party_id: UUID) -> Response:
    """The guests stay after all."""
    parties.withdraw_bill_request(party_id)
    return _bill(party_id)


@bp.post("/<uuid:party_id>/move")
@requires(Permission.TAKE_ORDERS)
def move(party_id: UUID) -> Response:
    """The party sits down at another table, which is free."""
    moving.move(party_id, parse(PartyMove).table_id)
    return _bill(party_id)


@bp.post("/<uuid:party_id>/join")
@requires(Permission.TAKE_ORDERS)
def join(party_id: UUID) -> Response:
    """Put the rounds of a party onto another's bill."""
    to = parse(PartyJoin)
    return answer(queries.bill(moving.join(party_id, to.party_id, pins.for_prices(access.staff(), to.manager_pin))))


@bp.post("/<uuid:party_id>/part")
@requires(Permission.TAKE_ORDERS)
def part(party_id: UUID) -> Response:
    """Take the rounds of a party back onto its own bill."""
    by = pins.for_prices(access.staff(), parse(PartyPart).manager_pin)
    return answer(queries.bill(moving.part(party_id, by)))


@bp.post("/<uuid:party_id>/lines")
@requires(Permission.TAKE_ORDERS)
def move_lines(party_id: UUID) -> Response:
    """Put dishes, or a part of them, onto another party's bill; answers with that one."""
    to = parse(LinesMove)
    moved = moving.move_lines(party_id, to, pins.for_prices(access.staff(), to.manager_pin))
    return answer(queries.bill(moved.bill_id))


@bp.patch("/<uuid:party_id>")
@requires(Permission.TAKE_ORDERS)
def change(party_id: UUID) -> Response:
    """How many they are, and who looks after them."""
    parties.change(party_id, parse(PartyChange).model_dump(exclude_unset=True))
    return _bill(party_id)


def _bill(party_id: UUID) -> Response:
    return answer(queries.bill_of(party_id, None))
