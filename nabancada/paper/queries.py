"""Papers, composed from what rooms know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nabancada import clock, history
from nabancada.errors import Conflict, NotAllowed
from nabancada.menu import catalogue
from nabancada.orders import queries as orders
from nabancada.orders import tickets
from nabancada.paper import bills, shifts
from nabancada.payments import closing
from nabancada.payments import queries as payments
from nabancada.permissions import Permission, Staff
from nabancada.printing import queries as printing
from nabancada.printing.document import Document
from nabancada.printing.jobs import Paper
from nabancada.printing.models import JobState, PaperKind, PrintJob
from nabancada.restaurants import queries as restaurants
from nabancada.till import queries as till

LISTED = 20  # papers that have come out


class NothingPaid(Conflict):
    code = "nothing_paid"
    message = "Ainda não se recebeu nada desta conta."


def of_bill(bill_id: UUID, kind: PaperKind) -> Paper:
    """The pre-bill or the receipt of a bill, as it stands now.

    :raises NotFound: no such bill here
    :raises NothingPaid: a receipt, and nobody has paid
    """
    bill, house, now = payments.bill(bill_id), restaurants.current(), clock.now()
    if kind == PaperKind.RECEIPT and not bill["payments"]:
        raise NothingPaid
    document = bills.receipt(bill, house, now) if kind == PaperKind.RECEIPT else bills.prebill(bill, house, now)
    return Paper(kind, bill_id, f"{kind}:{bill_id}", document, None)


def of_shift(shift_id: UUID, who: Staff) -> Paper:
    """The Z report of a closed shift, or an X reading of an open one.

    :raises NotFound: no such shift here
    :raises NotAllowed: it is another's; or it is one's own, and has still to be counted without knowing the figures
    """
    shift = till.one(shift_id)
    if not who.may(Permission.CLOSE_ANY_SHIFT) and (shift.holder != who.key or shift.closed_at is None):
        raise NotAllowed
    document = shifts.report(
        shift,
        till.register_name(shift.register_id),
        till.movements(shift.id),
        shift.report or closing.figures(shift).as_json(),
        restaurants.current(),
        clock.now(),
    )
    # Each reading of an open shift is a first one: it says when it was taken.
    key = f"shift:{shift_id}" if shift.number else f"reading:{shift_id}:{clock.now():%Y%m%d%H%M%S%f}"
    return Paper(PaperKind.SHIFT, shift_id, key, document, None)


def of_order(order_id: UUID) -> Paper:
    """All of an order as a kitchen ticket, for where no printer stands in the kitchen.

    :raises NotFound: no such order here
    """
    return Paper(PaperKind.TICKET, order_id, f"ticket:{order_id}", tickets.whole(orders.one(order_id)), None)


def shown(paper: Paper) -> Document:
    """A paper as it is seen on a screen or kept as a file: marked when one was printed before."""
    return paper.document.as_copy(printing.copies(paper.key) + 1)


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs as the API answers them: what has not come out, newest first, and the last that have. `older`: more are kept
    than the plan shows."""

    waiting: list[dict[str, Any]]
    past: list[dict[str, Any]]
    older: bool


def queue(since: datetime | None) -> Queue:
    """:param since: where what has come out begins, by the plan"""
    done = printing.page(limit=LISTED, before=None, states=(JobState.DONE,))
    past, older = history.listed(done, since, lambda one: one["asked_at"])
    return Queue(printing.unprinted(), past, older)


def stations(menu_version: int, also: Iterable[str] = ()) -> list[str]:
    """Where dishes of the menu are made, by name, and those a printer has been told besides."""
    dishes = catalogue.at(menu_version).dishes.values()
    return sorted({one.station for one in dishes} | set(also))


def printed(job_id: UUID, who: Staff) -> PrintJob:
    """What was printed, or will be.

    :raises NotFound: no such job here
    :raises NotAllowed: it tells of another's till, or of money to who takes no orders
    """
    job = printing.job(job_id)
    if job.kind == PaperKind.SHIFT:
        own = who.id is not None and job.asked_by == who.id  # two programs are not one person
        allowed = own or who.may(Permission.CLOSE_ANY_SHIFT)
    else:
        allowed = job.kind in (PaperKind.TICKET, PaperKind.TEST) or who.may(Permission.TAKE_ORDERS)
    if not allowed:
        raise NotAllowed
    return job
