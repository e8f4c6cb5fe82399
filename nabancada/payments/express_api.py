"""Payments asked for on a phone, over JSON; and where gateways tell us what became of them."""

from uuid import UUID

from flask import Blueprint, Response, request

from nabancada import access
from nabancada.access import public, requires
from nabancada.auth import pins
from nabancada.payments import express, gateways, queries, requests
from nabancada.payments.inputs import Return
from nabancada.permissions import Permission
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("express_api", __name__, url_prefix="/api")


@bp.get("/payment-requests/<uuid:request_id>")
@requires(Permission.TAKE_PAYMENTS)
def one(request_id: UUID) -> Response:
    """A payment asked for on a phone, as it stands."""
    return answer(queries.request(request_id))


@bp.delete("/payment-requests/<uuid:request_id>")
@requires(Permission.TAKE_PAYMENTS)
def give_up(request_id: UUID) -> Response:
    """Take it back. One that is open still, with `giving_up`, ends when the gateway answers."""
    return answer(queries.request(express.give_up(request_id).id))


@bp.post("/payment-requests/<uuid:request_id>/return")
@requires(Permission.TAKE_PAYMENTS)
def give_back(request_id: UUID) -> Response:
    """Note that money which came too late went back to who paid it."""
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, parse(Return).manager_pin)
    return answer(queries.request(requests.give_back(request_id, by).id))


@bp.post("/gateways/<name>/callback")
@public
def callback(name: str) -> Response:
    """What a gateway tells us unasked, signed."""
    reference, said = gateways.named(name).read_callback(dict(request.headers), request.get_data())
    house, request_id = requests.found_by(reference)
    access.enter(house)
    requests.conclude(request_id, said)
    return Response(status=204)
