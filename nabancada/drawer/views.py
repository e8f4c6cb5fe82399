"""The till's pages. Forms are forms: they work without a script."""

from uuid import UUID, uuid4

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.drawer import queries
from nabancada.drawer.inputs import Count, Movement, Opening
from nabancada.errors import DomainError, InvalidInput, NotAllowed, Word
from nabancada.payments import closing
from nabancada.payments import queries as payments
from nabancada.permissions import Permission
from nabancada.till.inputs import NewShift
from nabancada.web import problems
from nabancada.web.body import parse

bp = Blueprint("drawer", __name__, url_prefix="/till")


@bp.get("")
@requires(Permission.TAKE_PAYMENTS)
def till() -> str:
    """My shift, or the beginning of one; the closings before."""
    return _page()


@bp.post("/shift")
@requires(Permission.TAKE_PAYMENTS)
def open_shift() -> Response:
    """Begin a shift with its float."""
    asked = parse(Opening)
    closing.open_shift(NewShift(opening_cents=asked.opening, register_id=asked.register_id), access.staff())
    return redirect(url_for(".till"), 303)


@bp.post("/movements")
@requires(Permission.TAKE_PAYMENTS)
def move_cash() -> Response:
    """Put cash into my drawer, or take some out."""
    new = parse(Movement).movement()
    closing.move_cash(queries.mine(access.staff()).id, new, access.staff())
    return redirect(url_for(".till"), 303)


@bp.post("/closing")
@requires(Permission.TAKE_PAYMENTS)
def close() -> Response:
    """Count my drawer and end my shift for good."""
    counted = parse(Count).closing()
    closed = closing.close(queries.mine(access.staff()).id, counted, access.staff())
    return redirect(url_for(".report", shift_id=closed.id), 303)


@bp.get("/shifts/<uuid:shift_id>")
@requires(Permission.TAKE_PAYMENTS)
def report(shift_id: UUID) -> str:
    """A closing: what there should have been, what was counted, the difference. Prints as the Z report."""
    found = queries.report(shift_id)
    if found.shift.holder != access.current().key and not access.may(Permission.CLOSE_ANY_SHIFT):
        raise NotAllowed
    return render_template("drawer/report.html", report=found)


@bp.errorhandler(DomainError)
def _again(refused: DomainError) -> Response:
    """What was refused of a form is the same page, with what was typed and why it did not do."""
    if request.method != "POST" or refused.status in (401, 403):
        return problems.refusal(refused)
    fields = refused.fields if isinstance(refused, InvalidInput) else {}
    details = {name: _(value) if isinstance(value, Word) else value for name, value in refused.details.items()}
    errors = {name: _(text, **details) for name, text in fields.items()}
    return make_response(_page(errors or {"page": _(refused.message, **details)}), refused.status)


def _page(errors: dict[str, str] | None = None) -> str:
    drawer = queries.drawer(access.staff())
    return render_template(
        "drawer/till.html",
        drawer=drawer,
        to_return=payments.to_return(),
        key=uuid4().hex,
        errors=errors or {},
        typed=request.form,
    )
