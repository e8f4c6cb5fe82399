"""Joining a house's staff through the link of an invitation."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from nabancada.access import public
from nabancada.account.inputs import JoiningForm
from nabancada.auth import invitations, sessions
from nabancada.auth.invitations import InvitationOver
from nabancada.errors import DomainError, PaymentRequired
from nabancada.web import forms, problems
from nabancada.web.body import parse
from nabancada.web.limiter import invitation_opened

bp = Blueprint("joining", __name__, url_prefix="/join")

MENDED = frozenset({402, 409, 422, 429})  # refusals after which one may go on in the form


@bp.before_request
def find() -> None:
    """A link that opens nothing says so before anything else is wrong."""
    if request.method == "POST":
        invitations.opened((request.view_args or {})["token"])


@bp.get("/<token>")
@public
def choose(token: str) -> Response:
    return _form(token)


@bp.post("/<token>")
@public
@invitation_opened
def accept(token: str) -> AnyResponse:
    person = invitations.accept(token, parse(JoiningForm))
    sessions.end()  # of whoever was signed in here before
    sessions.begin(person.id)
    return redirect("/", 303)


@bp.errorhandler(DomainError)
def _again(error: DomainError) -> AnyResponse:
    """The same form, with why it did not do; a link that is over leads nowhere."""
    token = (request.view_args or {}).get("token", "")
    if isinstance(error, InvitationOver):
        page = make_response(render_template("account/invitation_over.html"))
    elif error.status not in MENDED:
        return problems.refusal(error)
    else:
        page = _form(token, forms.errors(error), full=isinstance(error, PaymentRequired))
    return forms.refused(page, error)


def _form(token: str, errors: dict[str, str] | None = None, full: bool = False) -> Response:
    page = render_template(
        "account/join.html",
        opened=invitations.opened(token),
        token=token,
        typed=request.form,
        errors=errors or {},
        full=full,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
