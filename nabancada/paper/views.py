"""Papers to see, to keep as a file, and to print from a browser."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from nabancada import access
from nabancada.access import requires
from nabancada.paper import bills, queries
from nabancada.paper.inputs import Look, Sample
from nabancada.permissions import Permission
from nabancada.printing import logo, pdf
from nabancada.printing import queries as printing
from nabancada.printing.document import Document
from nabancada.printing.models import PaperKind
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.rules import ReceiptText
from nabancada.web.addresses import slug
from nabancada.web.body import parse_query

bp = Blueprint("paper", __name__, url_prefix="/paper")


@bp.get("/bills/<uuid:bill_id>/<any(prebill, receipt):kind>", defaults={"form": "page"})
@bp.get("/bills/<uuid:bill_id>/<any(prebill, receipt):kind>.<any(pdf):form>")
@requires(Permission.TAKE_ORDERS)
def bill(bill_id: UUID, kind: str, form: str) -> Response | str:
    """The pre-bill or the receipt of a bill as it stands now."""
    return _drawn(queries.shown(queries.of_bill(bill_id, PaperKind(kind))), form)


@bp.get("/orders/<uuid:order_id>/ticket", defaults={"form": "page"})
@bp.get("/orders/<uuid:order_id>/ticket.<any(pdf):form>")
@requires(Permission.TAKE_ORDERS)
def ticket(order_id: UUID, form: str) -> Response | str:
    """All of an order as the kitchen reads it."""
    return _drawn(queries.shown(queries.of_order(order_id)), form)


@bp.get("/shifts/<uuid:shift_id>", defaults={"form": "page"})
@bp.get("/shifts/<uuid:shift_id>.<any(pdf):form>")
@requires(Permission.TAKE_PAYMENTS)
def shift(shift_id: UUID, form: str) -> Response | str:
    """The report of a shift."""
    return _drawn(queries.shown(queries.of_shift(shift_id, access.staff())), form)


@bp.get("/jobs/<uuid:job_id>", defaults={"form": "page"})
@bp.get("/jobs/<uuid:job_id>.<any(pdf):form>")
@requires(Permission.WORK_HERE)
def job(job_id: UUID, form: str) -> Response | str:
    """A paper just as it was printed, or handed to a browser."""
    return _drawn(Document.of(queries.printed(job_id, access.staff()).payload), form)


@bp.get("/sample")
@requires(Permission.MANAGE_SETTINGS)
def sample() -> str:
    """A receipt with words that are not saved yet, as a part of the page they are written on."""
    wanted = parse_query(Sample)
    document = bills.sample(restaurants.current(), ReceiptText(wanted.header, wanted.footer, wanted.logo))
    return _page("paper/_slip.html", document, wanted.width or printing.browser_width(access.branch()))


def _drawn(document: Document, form: str) -> Response | str:
    width = parse_query(Look).width or printing.browser_width(access.branch())
    if form == "page":
        return _page("paper/slip.html", document, width)
    name = f'inline; filename="{slug(document.title)}.pdf"'
    file = pdf.render(document, width, logo.read(document.logo))
    return Response(file, content_type="application/pdf", headers={"Content-Disposition": name})


def _page(template: str, document: Document, width: int) -> str:
    picture = logo.read(document.logo)
    return render_template(template, document=document, width=width, logo=logo.address(picture) if picture else None)
