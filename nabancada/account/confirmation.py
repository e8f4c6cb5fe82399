"""Who came by PIN shows that they know their password, and goes on where it was asked for."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from nabancada import access
from nabancada.access import requires
from nabancada.account.inputs import ConfirmationForm
from nabancada.auth import sessions, signing_in
from nabancada.errors import DomainError, InvalidInput, TooMany
from nabancada.permissions import Permission
from nabancada.web import addresses, forms
from nabancada.web.body import parse
from nabancada.web.limiter import SignInTries

bp = Blueprint("confirmation", __name__, url_prefix="/confirm")


@bp.get("")
@requires(Permission.WORK_HERE)
def ask() -> Response:
    return _form()


@bp.post("")
@requires(Permission.WORK_HERE)
def confirm() -> AnyResponse:
    """The session goes on under a new token, with all that its person may."""
    given, who, user_id = parse(ConfirmationForm), access.current(), access.person()
    signing_in.confirm(user_id, who.email or "", given.password, SignInTries())
    sessions.begin(user_id)
    return redirect(addresses.own_path(given.next) or "/", 303)


@bp.errorhandler(signing_in.NotTheirs)
@bp.errorhandler(InvalidInput)
@bp.errorhandler(TooMany)
def _again(error: DomainError) -> Response:
    return forms.refused(_form(forms.errors(error, "password")), error)


def _form(errors: dict[str, str] | None = None) -> Response:
    wanted = addresses.own_path(request.values.get("next"))
    return make_response(render_template("account/confirm.html", next=wanted, errors=errors or {}))
