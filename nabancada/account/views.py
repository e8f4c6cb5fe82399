"""The way in: sign-in, sign-out, and the language."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nabancada import access, i18n
from nabancada.access import public
from nabancada.account import branch, confirmation, joining, recovery, switching
from nabancada.account.inputs import LanguageForm, SignInForm
from nabancada.auth import actions, endings, sessions, signing_in
from nabancada.errors import DomainError
from nabancada.web import addresses, forms
from nabancada.web.body import parse
from nabancada.web.limiter import SignInTries

bp = Blueprint("account", __name__)
form = Blueprint("form", __name__)  # what goes wrong in it is said in it

HOME = "/"  # leads everybody to their own screen


@bp.get("/sign-in")
@public
def sign_in() -> AnyResponse:
    who = access.identity()
    if who is not None and who.user_id is not None:
        return redirect(addresses.own_path(request.args.get("next")) or HOME, 303)
    left = sessions.current().locked and sessions.current().shared
    if left and "password" not in request.args:
        return redirect(url_for(".switching.choose", next=addresses.own_path(request.args.get("next"))), 303)
    return _form()


@form.post("/sign-in")
@public
def enter() -> AnyResponse:
    given = parse(SignInForm)
    person = signing_in.sign_in(given.email, given.password, SignInTries())
    sessions.begin(person.id)
    answer = redirect(addresses.own_path(given.next) or HOME, 303)
    i18n.remember(answer, person.language)
    return answer


@bp.post("/sign-out")
@public
def sign_out() -> AnyResponse:
    sessions.end()
    return redirect(url_for(".sign_in"), 303)


@bp.post("/sign-out-everywhere")
@public
def sign_out_everywhere() -> AnyResponse:
    endings.sign_out_everywhere(access.known_person())
    sessions.end()
    return redirect(url_for(".sign_in"), 303)


@bp.post("/language")
@public
def choose_language() -> AnyResponse:
    given, person = parse(LanguageForm), access.identity()
    if person is not None and person.user_id is not None:
        actions.choose_language(person.user_id, given.language)
    answer = redirect(addresses.own_path(given.next) or HOME, 303)
    i18n.remember(answer, given.language)
    return answer


@form.errorhandler(DomainError)
def _again(error: DomainError) -> Response:
    """A refused sign-in is the same form, with what was typed and why it did not do."""
    field = "password" if isinstance(error, signing_in.WrongPassword) else "form"
    return forms.refused(_form(forms.errors(error, field)), error)


def _form(errors: dict[str, str] | None = None) -> Response:
    return make_response(
        render_template(
            "account/sign_in.html",
            email=request.form.get("email", ""),
            next=addresses.own_path(request.values.get("next")),
            done=request.args.get("done"),
            errors=errors or {},
        )
    )


bp.register_blueprint(form)
for way in (recovery, joining, switching, confirmation, branch):
    bp.register_blueprint(way.bp)
