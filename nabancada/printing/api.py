"""Printers, and what they print, over JSON."""

from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.printing import actions, jobs, queries
from nabancada.printing.inputs import JobFilter, NewPrinter, PrinterChange
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("printing_api", __name__, url_prefix="/api")


@bp.get("/printers")
@requires(Permission.WORK_HERE)
def printers() -> Response:
    """Every printer, and what is wrong with it."""
    return answer(parse_query(Cut).of([queries.as_json(one) for one in queries.printers()]))


@bp.post("/printers")
@requires(Permission.MANAGE_SETTINGS)
def add() -> Response:
    """Add a printer."""
    return answer(queries.as_json(actions.add(parse(NewPrinter))), 201)


@bp.patch("/printers/<uuid:printer_id>")
@requires(Permission.MANAGE_SETTINGS)
def change(printer_id: UUID) -> Response:
    """Change a printer."""
    changed = actions.change(printer_id, parse(PrinterChange).model_dump(exclude_unset=True))
    return answer(queries.as_json(changed))


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
    return answer({"items": queries.requested(jobs.test_page(printer_id, access.staff()))}, 201)


@bp.post("/printers/<uuid:printer_id>/retry")
@requires(Permission.WORK_HERE)
def retry_all(printer_id: UUID) -> Response:
    """Print at once whatever the printer has not printed in the last two hours."""
    return answer({"again": jobs.retry_all(printer_id)})


@bp.get("/print-jobs")
@requires(Permission.WORK_HERE)
def listed() -> Response:
    """What was printed, waits or was given up, newest first."""
    asked = parse_query(JobFilter)
    states = [asked.state] if asked.state else []
    found = queries.page(limit=asked.limit + 1, before=asked.before, states=states, printer_id=asked.printer_id)
    return answer(asked.of(found))


@bp.post("/print-jobs/<uuid:job_id>/retry")
@requires(Permission.WORK_HERE)
def retry(job_id: UUID) -> Response:
    """Print a paper at once that waits or was given up."""
    return answer(queries.one_json(jobs.retry(job_id).id))
