"""The only writers of printers. Locks: printer, restaurant, printer's turn, jobs, event stream."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, live
from nabancada.errors import InvalidInput, NotFound
from nabancada.printing import addresses, troubles
from nabancada.printing.inputs import NewPrinter
from nabancada.printing.jobs import JOBS, PRINTERS
from nabancada.printing.models import JobState, Printer, PrinterKind, PrintJob, PrintTurn
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants import queries as houses


@db.atomic()
def add(new: NewPrinter) -> Printer:
    """Add a printer, at the main branch unless it says otherwise. Locks the restaurant.

    :raises InvalidInput: another printer there has this name, there is no such branch in use, or this server may not
        reach its address
    """
    branch_id = houses.branch_in_use(new.branch_id)
    printer = Printer(**_addressed(new.model_dump() | {"branch_id": branch_id}))
    db.session.add(printer)
    _flush_unique_name()
    _changed(printer, added=True)
    return printer


@db.atomic()
def change(printer_id: UUID, changes: dict[str, Any]) -> Printer:
    """Change the given fields of a printer; what it failed at before is forgotten. Locks it, then the restaurant.

    :raises NotFound: no such printer here
    :raises InvalidInput: see `add`
    """
    if "branch_id" in changes:
        houses.branch_in_use(changes["branch_id"])
    printer = _locked(printer_id)
    before = printer.branch_id
    now = {name: getattr(printer, name) for name in ("kind", "host", "port")}
    for name, value in {**changes, **_addressed({**now, **changes}, only=now)}.items():
        setattr(printer, name, value)
    printer.trouble = printer.trouble_since = None
    _flush_unique_name()
    _changed(printer, **_moved(before, printer.branch_id))
    return printer


@db.atomic()
def archive(printer_id: UUID) -> None:
    """Take a printer out of use; what waits for it is given up. Locks it, then the restaurant, then its turn.

    :raises NotFound: no such printer here
    """
    printer = _locked(printer_id)
    printer.archived_at = clock.now()
    printer.trouble = printer.trouble_since = None
    _changed(printer, archived=True)
    db.session.flush()
    db.session.execute(
        delete(PrintTurn).where(
            PrintTurn.restaurant_id == db.current_restaurant_id(), PrintTurn.printer_id == printer_id
        )
    )
    db.session.execute(
        update(PrintJob)
        .where(PrintJob.printer_id == printer_id, PrintJob.state.in_((JobState.QUEUED, JobState.PRINTING)))
        .values(state=JobState.FAILED, trouble=troubles.ARCHIVED, next_attempt_at=None)
        .execution_options(synchronize_session=False)
    )


def _addressed(fields: dict[str, Any], only: dict[str, Any] | None = None) -> dict[str, Any]:
    """The fields with an address only where one belongs; of `only`'s names, if given.

    :raises InvalidInput: this server may not reach it
    """
    fields = {name: value for name, value in fields.items() if only is None or name in only}
    if fields["kind"] == PrinterKind.BROWSER:
        return {**fields, "host": None, "port": None}
    if not addresses.reachable(fields["host"] or ""):
        raise InvalidInput({"host": "Escreva o endereço da impressora na rede da casa, como 192.168.1.50."})
    return {**fields, "port": fields["port"] or addresses.PORTS.start}


def _moved(before: UUID, after: UUID) -> dict[str, str]:
    """Of a printer that stands elsewhere now: the names of the two branches."""
    if before == after:
        return {}
    names = {one.id: one.name for one in houses.branches()}
    return {"before": names[before], "after": names[after]}


def _changed(printer: Printer, **how: Any) -> None:
    restaurants.printers_changed()
    live.record("printers.changed", printer.id, topics={JOBS, PRINTERS}, name=printer.name, **how)


def _flush_unique_name() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_printers_name" in str(error.orig):
            raise InvalidInput({"name": "Já há uma impressora com este nome."}) from None
        raise


def _locked(printer_id: UUID) -> Printer:
    printer = db.session.scalar(
        select(Printer)
        .where(Printer.id == printer_id, Printer.archived_at.is_(None))
        .with_for_update(key_share=True)  # jobs for it may be queued meanwhile
        .execution_options(populate_existing=True)
    )
    if printer is None:
        raise NotFound
    return printer
