"""Printers, and what they print, over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext as _

from nabancada import access
from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.printing import actions, jobs, queries, troubles
from nabancada.printing.inputs import JobFilter, NewPrinter, PrinterChange
from nabancada.printing.models import Printer
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("printing_api", __name__, url_prefix="/api")


@bp.get("/printers")
@requires(Permission.WORK_HERE)
def printers() -> Response:
    """Every printer, and what is wrong with it."""
    return answer(parse_query(Cut).of([_printer(one) for one in queries.printers()]))


@bp.post("/printers")
@requires(Permission.MANAGE_SETTINGS)
def add() -> Response:
    """Add a printer."""
    return answer(_printer(actions.add(access.at_branch(parse(NewPrinter)))), 201)


@bp.patch("/printers/<uuid:printer_id>")
@requires(Permission.MANAGE_SETTINGS)
def change(printer_id: UUID) -> Response:
    """Change a printer."""
    changed = actions.change(printer_id, parse(PrinterChange).model_dump(exclude_unset=True))
    return answer(_printer(changed))


@bp.delete("/printers/<uuid:printer_id>")
@requires(Permission.MANAGE_SETTINGS)
def archive(printer_id: UUID) -> Response:
    """Take a printer out of use; what waits for it is given up."""
    actions.archive(printer_id)
    return Response(status=204)


@bp.post("/printers/<uuid:printer_id>/test")
@requires(Permission.MANAGE_SETTINGS)
def test_page(printer_id: UUID) -> Response:
    """Print a test page."""
    return answer({"items": in_words(queries.requested(jobs.test_page(printer_id, access.staff())))}, 201)


@bp.post("/printers/<uuid:printer_id>/retry")
@requires(Permission.WORK_HERE)
def retry_all(printer_id: UUID) -> Response:
    """Print at once whatever the printer has not printed in the last two hours."""
    return answer({"again": jobs.retry_all(printer_id)})


@bp.get("/print-jobs")
@requires(Permission.WORK_HERE)
def listed() -> Response:
    """What was printed, waits or was given up, newest first; what came out as far back as the plan shows."""
    asked = parse_query(JobFilter)
    states = [asked.state] if asked.state else []
    found = queries.page(
        limit=asked.limit + 1,
        before=asked.before,
        states=states,
        printer_id=asked.printer_id,
        since=access.listed_since(),
    )
    return answer(asked.of(in_words(found)))


@bp.post("/print-jobs/<uuid:job_id>/retry")
@requires(Permission.WORK_HERE)
def retry(job_id: UUID) -> Response:
    """Print a paper at once that waits or was given up."""
    [job] = in_words([queries.one_json(jobs.retry(job_id).id)])
    return answer(job)


def in_words(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Jobs that say in words what their trouble is."""
    return [{**job, "trouble_text": _text(job["trouble"], job["printer"])} for job in found]


def _printer(printer: Printer) -> dict[str, Any]:
    return {**queries.as_json(printer), "trouble_text": _text(printer.trouble, printer.name)}


def _text(trouble: str | None, name: str | None) -> str | None:
    return _(troubles.WORDS[trouble], name=name) if trouble else None
