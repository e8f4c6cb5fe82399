"""Asking for paper. Each claims the client's key, so a double tap prints once; a wanted second one is marked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from nabancada import db, keys
from nabancada.errors import InvalidInput
from nabancada.orders import queries as orders
from nabancada.orders import tickets
from nabancada.paper import queries
from nabancada.paper.inputs import NewPrint, NewShiftPrint
from nabancada.payments import ledger
from nabancada.permissions import Staff
from nabancada.printing import jobs
from nabancada.printing import queries as printing
from nabancada.printing.jobs import Paper
from nabancada.printing.models import PaperKind, PrinterKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What `printing.queries.requested` finds the jobs by; `again`: the key had asked for them before."""

    request_id: UUID
    again: bool = False


@db.atomic()
def print_party(party_id: UUID, new: NewPrint, by: Staff) -> Asked:
    """Print the pre-bill or the receipt of the bill a party's rounds are on. Locks the key, then the printer's turn.

    Where no network printer takes it, it is handed to the browser of who asks.

    :returns: that of the first time for the same key
    :raises NotFound: no such party here, or they have not ordered
    :raises NothingPaid: a receipt, and nobody has paid
    :raises InvalidInput: no such network printer here
    :raises KeyReused: the key came with another wish
    """
    request_id = db.new_id()
    if earlier := keys.claim(new.client_key, f"print:{party_id}", new, request_id):
        return Asked(earlier, again=True)
    _ask([queries.of_bill(ledger.bill_of(party_id, None).id, new.document)], new.printer_id, request_id, by)
    return Asked(request_id)


@db.atomic()
def print_order(order_id: UUID, new: NewPrint, by: Staff) -> Asked:
    """Print the pre-bill or the receipt of the bill an order is on, or its kitchen tickets. Like `print_party`."""
    request_id = db.new_id()
    if earlier := keys.claim(new.client_key, f"print:{order_id}", new, request_id):
        return Asked(earlier, again=True)
    if new.document != PaperKind.TICKET:
        papers = [queries.of_bill(ledger.bill_of(None, order_id).id, new.document)]
    elif new.printer_id or not (papers := tickets.of_order(orders.one(order_id), printing.targets_now())):
        papers = [queries.of_order(order_id)]
    _ask(papers, new.printer_id, request_id, by)
    return Asked(request_id)


@db.atomic()
def print_shift(shift_id: UUID, new: NewShiftPrint, by: Staff) -> Asked:
    """Print the report of a shift. Like `print_party`.

    :raises NotAllowed: see `queries.of_shift`
    """
    request_id = db.new_id()
    if earlier := keys.claim(new.client_key, f"print:{shift_id}", new, request_id):
        return Asked(earlier, again=True)
    _ask([queries.of_shift(shift_id, by)], new.printer_id, request_id, by)
    return Asked(request_id)


def _ask(papers: Sequence[Paper], printer_id: UUID | None, request_id: UUID, by: Staff) -> None:
    """Queue papers: those that have no printer yet on the wanted one, or the one that takes their kind."""
    jobs.ask([one if one.printer_id else _placed(one, printer_id, by.branch_id) for one in papers], request_id, by)


def _placed(paper: Paper, printer_id: UUID | None, branch_id: UUID | None) -> Paper:
    if printer_id is None:
        found = printing.first_for(paper.kind, branch_id)
        return replace(paper, printer_id=found.id if found else None)
    if all(one.id != printer_id or one.kind != PrinterKind.NETWORK for one in printing.targets_now()):
        raise InvalidInput({"printer_id": "Esta impressora não existe nesta casa."})
    return replace(paper, printer_id=printer_id)
