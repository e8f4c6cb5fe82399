"""The printers of the house, and what they have still to print. Forms are forms: they work without a script."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.errors import InvalidInput
from nabancada.paper import queries
from nabancada.permissions import Permission
from nabancada.printing import actions, jobs
from nabancada.printing import queries as printing
from nabancada.printing.inputs import NewPrinter
from nabancada.printing.models import Printer
from nabancada.web import htmx
from nabancada.web.body import parse

LISTS = ("stations", "documents")
BLANK = NewPrinter(name="-").model_dump() | {"name": ""}

bp = Blueprint("printers", __name__, url_prefix="/printers")
form = Blueprint("form", __name__)  # what goes wrong in it is said in it


@bp.get("")
@requires(Permission.MANAGE_SETTINGS)
def listed() -> str:
    """Every printer, and how it is."""
    return render_template("paper/printers.html", places=_places(printing.printers()))


@bp.get("/new")
@requires(Permission.MANAGE_SETTINGS)
def new() -> str:
    return _form(None, BLANK | {"branch_id": access.branch()})


@form.post("")
@requires(Permission.MANAGE_SETTINGS)
def add() -> Response:
    """Add a printer."""
    actions.add(access.at_branch(parse(NewPrinter)))
    return redirect(url_for("printers.listed"), 303)


@bp.get("/<uuid:printer_id>")
@requires(Permission.MANAGE_SETTINGS)
def printer(printer_id: UUID) -> str:
    """A printer, to be changed."""
    found = printing.printer(printer_id)
    return _form(found, printing.as_json(found))


@form.post("/<uuid:printer_id>")
@requires(Permission.MANAGE_SETTINGS)
def change(printer_id: UUID) -> Response:
    """Change a printer."""
    printing.printer(printer_id)
    typed = parse(NewPrinter)
    actions.change(printer_id, typed.model_dump(exclude={"branch_id"} if typed.branch_id is None else None))
    return redirect(url_for("printers.listed"), 303)


@bp.post("/<uuid:printer_id>/archive")
@requires(Permission.MANAGE_SETTINGS)
def archive(printer_id: UUID) -> Response:
    """Take a printer out of use."""
    actions.archive(printer_id)
    return redirect(url_for("printers.listed"), 303)


@bp.post("/<uuid:printer_id>/test")
@requires(Permission.MANAGE_SETTINGS)
def test_page(printer_id: UUID) -> Response:
    """Print a test page; a browser's printer shows it."""
    [job] = printing.requested(jobs.test_page(printer_id, access.staff()))
    return redirect(url_for(".queue") if job["printer_id"] else job["url"], 303)


@bp.get("/queue")
@requires(Permission.WORK_HERE)
def queue() -> str:
    """What waits, what was given up, what came out last."""
    return render_template("paper/queue.html", queue=queries.queue(access.listed_since()))


@bp.get("/queue/list")
@requires(Permission.WORK_HERE)
def queue_list() -> str:
    """The queue alone, for who has no socket now."""
    return render_template("paper/_queue.html", queue=queries.queue(access.listed_since()))


@bp.get("/trouble")
@requires(Permission.WORK_HERE)
def trouble() -> str:
    """Which printers do not print, for who has no socket now."""
    return render_template("paper/_trouble.html", printers=printing.in_trouble(access.branch()))


@bp.post("/<uuid:printer_id>/retry")
@requires(Permission.WORK_HERE)
def retry_all(printer_id: UUID) -> Response:
    """Print at once what a printer has not printed."""
    jobs.retry_all(printer_id)
    return _trying()


@bp.post("/jobs/<uuid:job_id>/retry")
@requires(Permission.WORK_HERE)
def retry(job_id: UUID) -> Response:
    """Print a paper at once that waits or was given up."""
    jobs.retry(job_id)
    return _trying()


def _places(printers: Sequence[Printer]) -> list[tuple[str, list[Printer]]]:
    """The printers of each branch that has some; last those of branches that are not in use any more."""
    branches = access.house().branches
    used = [(one.name, [each for each in printers if each.branch_id == one.id]) for one in branches]
    left = [each for each in printers if access.house().branch(each.branch_id) is None]
    return [(name, those) for name, those in [*used, (_("Filiais arquivadas"), left)] if those]


def _trying() -> Response:
    return htmx.done(_("A tentar de novo…")) if htmx.asked() else redirect(url_for(".queue"), 303)


@form.errorhandler(InvalidInput)
def _again(refused: InvalidInput) -> Response:
    """What was refused is the same form, with what was typed and why it did not do."""
    printer_id = (request.view_args or {}).get("printer_id")
    typed = BLANK | request.form.to_dict() | {name: request.form.getlist(name) for name in LISTS}
    errors = {name: _(words) for name, words in refused.fields.items()}
    return make_response(_form(printing.printer(printer_id) if printer_id else None, typed, errors), refused.status)


def _form(found: Printer | None, typed: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    stations = [(one, one) for one in queries.stations(access.house().menu_version, typed["stations"])]
    return render_template("paper/printer.html", printer=found, typed=typed, errors=errors or {}, stations=stations)


bp.register_blueprint(form)
