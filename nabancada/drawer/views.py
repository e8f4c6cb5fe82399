"""The till's pages. Forms are forms: they work without a script."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.drawer import queries
from nabancada.drawer.inputs import DENOMINATIONS, Count, Movement, Opening
from nabancada.errors import DomainError, InvalidInput, NotAllowed
from nabancada.payments import closing
from nabancada.payments import queries as payments
from nabancada.permissions import Permission
from nabancada.till import actions
from nabancada.till.inputs import NewRegister
from nabancada.web import forms
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
    closing.open_shift(parse(Opening).shift(), access.staff())
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


@bp.post("/registers")
@requires(Permission.CLOSE_ANY_SHIFT)
def add_register() -> Response:
    """One more drawer."""
    new = access.at_branch(parse(NewRegister))
    actions.add_register(new.name, new.branch_id)
    return redirect(url_for(".till"), 303)


@bp.get("/shifts/<uuid:shift_id>")
@requires(Permission.TAKE_PAYMENTS)
def report(shift_id: UUID) -> str:
    """What there should be (X) or have been (Z), what was counted, the difference. Prints on paper of 80 mm."""
    found = queries.report(shift_id)
    if found.shift.holder != access.current().key and not access.may(Permission.CLOSE_ANY_SHIFT):
        raise NotAllowed
    return render_template("drawer/report.html", report=found)


@bp.get("/shifts/<uuid:shift_id>/closing")
@requires(Permission.CLOSE_ANY_SHIFT)
def others_drawer(shift_id: UUID) -> str:
    """Somebody else's drawer, to be counted."""
    return _others(shift_id)


@bp.post("/shifts/<uuid:shift_id>/closing")
@requires(Permission.CLOSE_ANY_SHIFT)
def close_others(shift_id: UUID) -> Response:
    """Count somebody else's drawer and end their shift for good."""
    shift = queries.still_open(shift_id)
    closing.close(shift.id, parse(Count).closing(), access.staff())
    return redirect(url_for(".report", shift_id=shift.id), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused of a form is the same page, with what was typed and why it did not do."""
    others = (request.view_args or {}).get("shift_id")
    if others and not isinstance(refused, InvalidInput | closing.OpenTables):
        raise refused  # there is nothing to count any more
    errors = forms.errors(refused)
    return _others(others, errors) if others else _page(errors)


def _page(errors: dict[str, str] | None = None) -> str:
    drawer = queries.drawer(access.staff(), access.listed_since())
    return _drawn("drawer/till.html", errors, drawer=drawer, to_return=payments.to_return())


def _others(shift_id: UUID, errors: dict[str, str] | None = None) -> str:
    return _drawn("drawer/others.html", errors, drawer=queries.others(shift_id))


def _drawn(template: str, errors: dict[str, str] | None, **shown: Any) -> str:
    shown |= {
        "denominations": DENOMINATIONS,
        "key": forms.key(),
        "errors": errors or {},
        "typed": request.form,
    }
    return render_template(template, **shown)
