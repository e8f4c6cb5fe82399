"""The way in: sign-in, sign-out, the language, and a home that leads everybody to their screen."""

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access, i18n
from nabancada.access import public
from nabancada.account.inputs import LanguageForm, SignInForm
from nabancada.auth import actions, sessions
from nabancada.config import settings
from nabancada.errors import DomainError, InvalidInput
from nabancada.permissions import Role
from nabancada.web.body import parse
from nabancada.web.limiter import SignInTries

bp = Blueprint("account", __name__)
form = Blueprint("form", __name__)  # what goes wrong in it is said in it

SCREENS = {
    Role.SUPERADMIN: "/admin",
    Role.OWNER: "/dashboard",
    Role.MANAGER: "/dashboard",
    Role.CASHIER: "/pos",
    Role.WAITER: "/floor",
    Role.KITCHEN: "/kitchen",
}
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
A_YEAR = 31_536_000  # seconds


@bp.get("/")
@public
def home() -> Response:
    """To the screen of whoever asks."""
    return redirect(_screen(), 303)


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    who = access.identity()
    if who is not None and who.user_id is not None:
        return redirect(_own_path(request.args.get("next")), 303)
    return _form()


@form.post("/sign-in")
@public
def enter() -> Response:
    given = parse(SignInForm)
    person = actions.sign_in(given.email, given.password, SignInTries())
    sessions.begin(person.id)
    answer = redirect(_own_path(given.next), 303)
    _remember_language(answer, person.language)
    return answer


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    sessions.end()
    return redirect(url_for(".sign_in"), 303)


@bp.post("/sign-out-everywhere")
@public
def sign_out_everywhere() -> Response:
    person = access.current()
    if person.user_id is not None:
        actions.sign_out_everywhere(person.user_id)
    sessions.end()
    return redirect(url_for(".sign_in"), 303)


@bp.post("/language")
@public
def choose_language() -> Response:
    given, person = parse(LanguageForm), access.identity()
    if person is not None and person.user_id is not None:
        actions.choose_language(person.user_id, given.language)
    answer = redirect(_own_path(given.next), 303)
    _remember_language(answer, given.language)
    return answer


@form.errorhandler(DomainError)
def _again(error: DomainError) -> Response:
    """A refused sign-in is the same form, with what was typed and why it did not do."""
    answer = _form(_errors(error))
    answer.status_code = error.status
    if retry_after := error.details.get("retry_after"):
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _form(errors: dict[str, str] | None = None) -> Response:
    wanted = request.values.get("next")
    return make_response(
        render_template(
            "account/sign_in.html",
            email=request.form.get("email", ""),
            next=_own_path(wanted) if wanted else None,
            errors=errors or {},
        )
    )


def _errors(error: DomainError) -> dict[str, str]:
    """What the form says: at the field it is about, else above all."""
    if isinstance(error, InvalidInput):
        return {name: _(text) for name, text in error.fields.items()}
    field = "password" if isinstance(error, actions.WrongPassword) else "form"
    return {field: _(error.message, **error.details)}


def _screen() -> str:
    who = access.identity()
    if who is None or who.role is None:
        return url_for("account.sign_in")
    return SCREENS[Role(who.role)]


def _own_path(wanted: str | None) -> str:
    """`wanted` if it is a path of ours, else one's own screen: nobody is led elsewhere by a link to us."""
    return wanted if wanted and OWN_PATH.fullmatch(wanted) else url_for("account.home")


def _remember_language(answer: Response, language: str) -> None:
    # Not HttpOnly: the switch on every page writes it too. It says nothing about anybody.
    answer.set_cookie(i18n.COOKIE, language, max_age=A_YEAR, secure=settings().secure, samesite="Lax")


bp.register_blueprint(form)
