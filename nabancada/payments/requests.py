"""Asking on the payer's phone, as far as the database goes: the only writer of requests. No network in here.

A request holds its part of its bill (`pending_cents`) while it is open. Locks are taken in the order of `actions`:
client key, parties, bill, then the request, order, shift, event stream.
"""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from nabancada import clock, db, keys, live
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.money import kz
from nabancada.orders import bills
from nabancada.orders.models import Bill
from nabancada.payments import gateways, items, ledger
from nabancada.payments.gateways import Answer, Standing
from nabancada.payments.inputs import NewPayment, PaidItem
from nabancada.payments.models import GatewayReference, Method, Payment, PaymentRequest, RequestStatus
from nabancada.permissions import Staff
from nabancada.till import queries as till

FIRST_LOOK = timedelta(seconds=7)  # until then whoever asked is still being answered
LEASE = timedelta(seconds=30)  # how long one who looks has for it, before another does
REFERENCE_BYTES = 9  # 72 random bits

BECOMES = {
    Standing.REFUSED: RequestStatus.REFUSED,
    Standing.EXPIRED: RequestStatus.EXPIRED,
    Standing.CANCELLED: RequestStatus.EXPIRED,  # we ended what was past its time
}


class NothingToReturn(Conflict):
    code = "nothing_to_return"
    message = "Deste pedido não há dinheiro a devolver."


@db.atomic()
def begin(new: NewPayment, by: Staff, gateway: str) -> tuple[PaymentRequest, bool]:
    """Write down that so much is about to be asked for, and hold it. The same `client_key` again gives the first.

    Locks the key, the parties and the bill, and shares the shift's lock.

    :returns: the request, and whether this call has written it
    :raises: see `actions.take`
    """
    request_id = db.new_id()
    if earlier := keys.claim(new.client_key, "payment_request", new, request_id):
        return one(earlier), False
    owed = ledger.bill_of(new.party_id, new.order_id)
    bill = ledger.lock_unpaid(owed.id)
    items.ensure_unpaid(bill.id, new.items or ())
    free = bill.left_cents - bill.pending_cents
    if new.amount_cents > free:
        raise ledger.Overpaid(due=kz(free))
    now = clock.now()
    request = PaymentRequest(
        id=request_id,
        bill_id=bill.id,
        shift_id=ledger.shift_of(Method.MULTICAIXA_EXPRESS, by),
        amount_cents=new.amount_cents,
        tip_cents=new.tip_cents,
        phone=new.phone,
        payer=new.payer or None,
        items=ledger.as_json(new.items),
        status=RequestStatus.ASKING,
        reference=secrets.token_hex(REFERENCE_BYTES),
        gateway=gateway,
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=now,
        expires_at=now + gateways.patience(),
    )
    db.session.add(request)
    bill.pending_cents += request.amount_cents
    db.session.flush()
    items.keep(bill.id, request.items)
    db.session.add(
        GatewayReference(
            reference=request.reference,
            restaurant_id=bill.restaurant_id,
            request_id=request.id,
            look_at=now + FIRST_LOOK,
        )
    )
    _record("payment.asked", request, bill)
    return request, True


@db.atomic()
def conclude(request_id: UUID, answer: Answer) -> PaymentRequest:
    """Do what follows from what a gateway says. Saying it twice, or in two places at once, changes nothing more.

    What was paid becomes an entry of the ledger. If it was no longer waited for, it does so where it is still due;
    else it is marked `to_return`. Locks the parties, the bill and the request.

    :raises NotFound: no such request here
    """
    [bill] = bills.lock([one(request_id).bill_id])
    request = one(request_id, lock=True)
    if answer.gateway_reference and not request.gateway_reference:
        request.gateway_reference = answer.gateway_reference
    match answer.standing:
        case Standing.PAID if request.status not in PAID_FOR:
            _receive(request, bill, answer)
        case Standing.WAITING if request.status == RequestStatus.ASKING:
            request.status = RequestStatus.WAITING
        case Standing.REFUSED | Standing.EXPIRED | Standing.CANCELLED if request.open:
            given_up = request.given_up_at and answer.standing == Standing.CANCELLED
            request.reason = (answer.reason or gateways.Reason.OTHER) if answer.standing == Standing.REFUSED else None
            _close(request, bill, RequestStatus.GIVEN_UP if given_up else BECOMES[answer.standing])
            _record("payment.answered", request, bill)
    return request


@db.atomic()
def give_up(request_id: UUID) -> PaymentRequest:
    """Note that somebody wants an open request back. It stays open until the gateway has agreed.

    :raises NotFound: no such request here
    """
    request = one(request_id, lock=True)
    if request.open and not request.given_up_at:
        request.given_up_at = clock.now()
    return request


@db.atomic()
def give_back(request_id: UUID, by: Staff) -> PaymentRequest:
    """Note that money which came when it was no longer due has gone back to who paid it. Again changes nothing.

    :raises NotFound: no such request here
    :raises NothingToReturn: none has come that way
    """
    [bill] = bills.lock([one(request_id).bill_id])
    request = one(request_id, lock=True)
    if request.status == RequestStatus.RETURNED:
        return request
    if request.status != RequestStatus.TO_RETURN:
        raise NothingToReturn
    request.status, request.returned_at = RequestStatus.RETURNED, clock.now()
    request.returned_by, request.returned_by_name = by.id, by.name
    _record("payment.answered", request, bill)
    return request


def one(request_id: UUID, *, lock: bool = False) -> PaymentRequest:
    """:raises NotFound: no such request here"""
    wanted = select(PaymentRequest).where(PaymentRequest.id == request_id)
    found = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted)
    if found is None:
        raise NotFound
    return found


def found_by(reference: str) -> tuple[UUID, UUID]:
    """The house a reference is of, and its request there. One statement, in no transaction.

    :raises NotFound: it is nobody's
    """
    row = db.lookup("SELECT restaurant_id, request_id FROM gateway_references WHERE reference = %s", reference)
    if row is None:
        raise NotFound
    return row[0], row[1]


def next_due() -> tuple[UUID, UUID] | None:
    """A house and its request that is to be looked at now, and by nobody else for `LEASE`. One statement, committed."""
    row = db.lookup(_NEXT_DUE, LEASE)
    return (row[0], row[1]) if row else None


@db.atomic()
def look_again(request_id: UUID, after: timedelta) -> None:
    """Have an open request looked at after so long."""
    mine = GatewayReference.restaurant_id == db.current_restaurant_id(), GatewayReference.request_id == request_id
    db.session.execute(
        update(GatewayReference).where(*mine, GatewayReference.look_at.is_not(None)).values(look_at=clock.now() + after)
    )


PAID_FOR = (RequestStatus.PAID, RequestStatus.TO_RETURN, RequestStatus.RETURNED)


def _receive(request: PaymentRequest, bill: Bill, answer: Answer) -> None:
    """The payer has paid."""
    late = not request.open
    free = bill.left_cents - bill.pending_cents + (0 if late else request.amount_cents)
    due = bill.settled_at is None and free >= request.amount_cents
    if not due or answer.paid_cents not in (None, request.asked_cents):
        _close(request, bill, RequestStatus.TO_RETURN)
        _record("payment.answered", request, bill)
        return
    entry = Payment(
        id=db.new_id(),
        bill_id=bill.id,
        shift_id=till.locked_share_of(request.shift_id) if request.shift_id else None,
        method=Method.MULTICAIXA_EXPRESS,
        amount_cents=request.amount_cents,
        tip_cents=request.tip_cents,
        credited_cents=0,
        rounding_cents=0,
        reference=request.gateway_reference or request.reference,
        payer=request.payer,
        items=_still_unpaid(request) if late else request.items,
        taken_by=request.asked_by,
        taken_by_name=request.asked_by_name,
        taken_at=clock.now(),
    )
    ledger.write(entry, bill, answered=request.id)
    request.payment_id = entry.id
    _close(request, bill, RequestStatus.PAID)
    ledger.record("payment.taken", entry, bill, ledger.bill_of(bill.party_id, bill.order_id).table_id)
    _record("payment.answered", request, bill)
    bills.settle_if_nothing_due(bill)


def _close(request: PaymentRequest, bill: Bill, status: RequestStatus) -> None:
    let_go = request.items if request.open and status != RequestStatus.PAID else None
    if request.open:
        bill.pending_cents -= request.amount_cents
    if status != RequestStatus.REFUSED:
        request.reason = None
    request.status, request.answered_at = status, clock.now()
    db.session.flush()
    items.keep(bill.id, let_go)
    db.session.execute(
        update(GatewayReference).where(GatewayReference.reference == request.reference).values(look_at=None)
    )


def _still_unpaid(request: PaymentRequest) -> list[dict[str, Any]] | None:
    """The dishes a late payment was for; none when one of them was paid, taken back or moved away meanwhile."""
    try:
        items.ensure_unpaid(request.bill_id, [PaidItem(**item) for item in request.items or ()])
    except (items.ItemPaid, InvalidInput):
        return None
    return request.items


def _record(kind: str, request: PaymentRequest, bill: Bill) -> None:
    live.record(
        kind,
        request.id,
        topics={f"bill:{bill.id}", "till"},
        request_id=request.id,
        status=request.status,
        reason=request.reason,
        amount_cents=request.amount_cents,
        payment_id=request.payment_id,
        party_id=bill.party_id,
        order_id=bill.order_id,
        due_cents=bill.left_cents,
    )


_NEXT_DUE = """
    UPDATE gateway_references SET look_at = now() + %s
    WHERE reference = (
        SELECT reference FROM gateway_references WHERE look_at <= now() ORDER BY look_at LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING restaurant_id, request_id
"""
