"""The way back in for who forgot the password: asked for here, sent by e-mail, opened here."""

from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from nabancada import beside, mail
from nabancada.access import public
from nabancada.account.inputs import Forgotten, NewPasswordForm
from nabancada.auth import resets, sessions, store
from nabancada.errors import DomainError
from nabancada.web import addresses, forms
from nabancada.web.body import parse
from nabancada.web.limiter import reset_opened, spend_reset

bp = Blueprint("recovery", __name__, url_prefix="/password-reset")


@bp.get("")
@public
def ask() -> str:
    return render_template("account/forgotten.html")


@bp.post("")
@public
def send() -> str:
    email = parse(Forgotten).email
    send_link(email)
    return render_template("account/forgotten.html", sent_to=email, minutes=_minutes())


@bp.get("/<token>")
@public
def choose(token: str) -> Response:
    answer = make_response(
        render_template("account/new_password.html", email=resets.owner(token), token=token, errors={})
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<token>")
@public
@reset_opened
def set_password(token: str) -> AnyResponse:
    resets.use(token, parse(NewPasswordForm).password)
    sessions.end()
    return redirect(url_for("account.sign_in", done="reset"), 303)


@bp.errorhandler(DomainError)
def _again(error: DomainError) -> Response:
    """The same form, with why it did not do; a link that is over leads to asking for another."""
    token = (request.view_args or {}).get("token")
    said, email = forms.errors(error), request.form.get("email", "")
    if token is None or isinstance(error, resets.ResetOver):
        page = render_template("account/forgotten.html", email=email, errors=said)
    else:
        page = render_template("account/new_password.html", email=email, token=token, errors=said)
    return forms.refused(make_response(page), error)


def send_link(email: str) -> None:
    """Have a link sent to whoever signs in with this e-mail, if anybody does: known or not, it takes as long, since
    looking is done beside the request.

    :param email: already normalised
    :raises TooMany: it is one letter too many
    """
    token = store.new_token()
    spend_reset(email)
    subject, text = _letter(addresses.absolute(url_for("account.recovery.choose", token=token)))
    beside.do(partial(_send_if_known, email, token, subject, text))


def _letter(link: str) -> tuple[str, str]:
    """Subject and text, in the language of whoever asks."""
    return _("Nova palavra-passe na NaBancada"), render_template("account/letter.txt", link=link, minutes=_minutes())


def _minutes() -> int:
    return int(resets.LIFE.total_seconds() // 60)


def _send_if_known(email: str, token: str, subject: str, text: str) -> None:
    if resets.offer(email, token):
        mail.post(email, subject, text)
