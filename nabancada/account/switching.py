"""Changing people on a shared device: whoever leaves locks it, whoever comes types their PIN."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nabancada.access import public, requires
from nabancada.account.inputs import PinForm
from nabancada.auth import sessions, switching
from nabancada.errors import DomainError, NotSignedIn
from nabancada.permissions import Permission
from nabancada.web import addresses, forms, problems
from nabancada.web.body import parse

bp = Blueprint("switching", __name__, url_prefix="/switch")


@bp.get("")
@public
def choose() -> Response:
    """Who comes? Shown on a shared device only, and to the people of the house that shares it."""
    switching.enter_house()
    return _form()


@bp.post("")
@public
def come() -> AnyResponse:
    """Somebody types their PIN: the session is theirs, under a new token."""
    before_id, before = switching.enter_house()
    given = parse(PinForm)
    person = switching.by_pin(given.user_id, given.pin, before)
    sessions.begin(person.id, by_pin=True)
    returns = person.id == before_id and addresses.own_path(given.next)
    return redirect(returns or "/", 303)


@bp.post("/lock")
@requires(Permission.WORK_HERE)
def lock() -> AnyResponse:
    """Leave a shared device: it opens nothing until the next PIN."""
    switching.leave()
    return redirect(url_for(".choose", next=addresses.own_path(request.form.get("next"))), 303)


@bp.post("/device")
@requires(Permission.MANAGE_STAFF)
def share() -> AnyResponse:
    """Make this browser a shared one, and leave it."""
    switching.share()
    return redirect(url_for(".choose"), 303)


@bp.post("/device/removal")
@requires(Permission.MANAGE_STAFF)
def keep_private() -> AnyResponse:
    """Nobody comes by PIN to this browser any more."""
    switching.keep_private()
    return redirect(url_for("profile.screen"), 303)


@bp.errorhandler(DomainError)
def _again(error: DomainError) -> AnyResponse:
    """A wrong PIN is the same form; a device that is not shared has none."""
    if isinstance(error, NotSignedIn):
        return redirect(url_for("account.sign_in"), 303)
    if request.endpoint != "account.switching.come" or error.status not in {422, 429}:
        return problems.refusal(error)
    return forms.refused(_form(forms.errors(error, "pin")), error)


def _form(errors: dict[str, str] | None = None) -> Response:
    session = sessions.current()
    page = render_template(
        "account/switch.html",
        people=switching.people(),
        locked=session.locked,
        before=session.person[0],
        chosen=request.form.get("user_id", str(session.person[0])),
        next=addresses.own_path(request.values.get("next")),
        errors=errors or {},
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
