"""Multicaixa Express on the payer's phone: what is asked of the gateway, and what follows from its answer.

Every step is: commit what is about to happen, let go of the database, ask, commit the answer. Wherever that is cut off,
`look` finds out from the gateway how things stand; nothing is ever concluded from silence.
"""

import logging
from datetime import timedelta
from uuid import UUID

from nabancada import clock, db
from nabancada.errors import NotFound
from nabancada.payments import gateways, requests
from nabancada.payments.gateways import Answer, Ask, Gateway, Reason, Silent, Standing
from nabancada.payments.inputs import NewPayment
from nabancada.payments.models import PaymentRequest, RequestStatus
from nabancada.permissions import Staff

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=5)  # while the payer has time: a callback that is lost costs no more than this
SELDOM = timedelta(minutes=1)  # at most this long between two looks, however long the gateway is away
GRACE = timedelta(seconds=5)  # after its time a request is ended, should the gateway not have done so itself


def ask(new: NewPayment, by: Staff) -> tuple[PaymentRequest, bool]:
    """Ask for a payment on the payer's phone; returns without waiting for the payer.

    The same `client_key` again gives the first request, and asks again when nobody knows whether the gateway has it.

    :returns: the request, and whether it is a new one
    :raises NoExpress: this deployment has no gateway
    :raises: see `requests.begin`
    """
    request, fresh = requests.begin(new, by, gateways.chosen().name)
    if request.status != RequestStatus.ASKING:
        return request, fresh
    db.release()
    try:
        answer = gateways.named(request.gateway).ask(_question(request))
    except Silent as silent:
        _note(request, silent)
        if not fresh or silent.reached:
            return request, fresh
        answer = Answer(Standing.REFUSED, reason=Reason.UNREACHABLE)
    return requests.conclude(request.id, answer), fresh


def give_up(request_id: UUID) -> PaymentRequest:
    """Take a request back. One the gateway has not confirmed yet stays open, and is ended when it answers.

    :raises NotFound: no such request here
    """
    request = requests.give_up(request_id)
    if not request.open:
        return request
    db.release()
    try:
        return requests.conclude(request_id, gateways.named(request.gateway).cancel(request.reference))
    except (Silent, NotFound) as silent:  # NotFound: this process does not use that gateway
        _note(request, silent)
        return request


def look(request_id: UUID) -> None:
    """Find out from the gateway how an open request stands, and do what follows."""
    request = requests.one(request_id)
    db.release()
    try:
        answer = _standing(gateways.named(request.gateway), request)
    except (Silent, NotFound) as silent:  # NotFound: this process does not use that gateway
        _note(request, silent)
    else:
        request = requests.conclude(request_id, answer)
    if request.open:
        requests.look_again(request_id, _pause(request))


def _standing(gateway: Gateway, request: PaymentRequest) -> Answer:
    if request.given_up_at or clock.now() > request.expires_at + GRACE:
        return gateway.cancel(request.reference)
    answer = gateway.status(request.reference)
    return gateway.ask(_question(request)) if answer.standing == Standing.UNKNOWN else answer


def _question(request: PaymentRequest) -> Ask:
    return Ask(request.reference, request.phone, request.asked_cents, request.expires_at)


def _pause(request: PaymentRequest) -> timedelta:
    """The longer past its time, the longer until the next look."""
    return min(SELDOM, max(LOOK_EVERY, (clock.now() - request.expires_at) / 2))


def _note(request: PaymentRequest, silent: Exception) -> None:
    log.warning(
        "gateway silent",
        extra={"gateway": request.gateway, "request": str(request.id), "reason": str(silent)[:200]},
    )
