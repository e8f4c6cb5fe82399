"""Everybody's own page: name, e-mail, language, password, PIN, and the browsers they are signed in with."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access, i18n
from nabancada.access import requires
from nabancada.auth import endings, profile, sessions
from nabancada.auth import queries as auth
from nabancada.auth.inputs import ProfileChange
from nabancada.auth.signing_in import NotTheirs
from nabancada.errors import DomainError
from nabancada.people import devices
from nabancada.people.inputs import OwnEmailForm, OwnPasswordForm, OwnPinForm, ProfileForm
from nabancada.permissions import Permission
from nabancada.web import forms
from nabancada.web.body import parse
from nabancada.web.limiter import SignInTries

bp = Blueprint("profile", __name__, url_prefix="/profile")


@bp.get("")
@requires(Permission.WORK_HERE)
def screen() -> str:
    access.person()
    return _screen()


@bp.post("")
@requires(Permission.WORK_HERE)
def change() -> Response:
    me, given = access.person(), parse(ProfileForm)  # a program has no profile, whatever it sends
    profile.change(me, ProfileChange(**given.model_dump()), SignInTries())
    answer = redirect(url_for(".screen", done="profile"), 303)
    i18n.remember(answer, given.language)
    return answer


@bp.post("/pin")
@requires(Permission.WORK_HERE)
def set_pin() -> Response:
    profile.change(access.known_person(), ProfileChange(**parse(OwnPinForm).model_dump()), SignInTries())
    return redirect(url_for(".screen", done="pin"), 303)


@bp.post("/email")
@requires(Permission.WORK_HERE)
def set_email() -> Response:
    return _begun_anew(OwnEmailForm, "email")


@bp.post("/password")
@requires(Permission.WORK_HERE)
def set_password() -> Response:
    return _begun_anew(OwnPasswordForm, "password")


@bp.post("/sessions/<uuid:session_id>/end")
@requires(Permission.WORK_HERE)
def end_session(session_id: UUID) -> Response:
    endings.end_session(access.known_person(), session_id)
    return redirect(url_for(".screen", _anchor="sessions"), 303)


@bp.post("/sessions/end")
@requires(Permission.WORK_HERE)
def end_others() -> Response:
    endings.sign_out_elsewhere(access.known_person(), sessions.current().hash)
    return redirect(url_for(".screen", _anchor="sessions"), 303)


@forms.again(bp)
def _again(error: DomainError) -> str:
    """The same page, with what did not do at the field of the form it was typed into."""
    field = "current_password" if isinstance(error, NotTheirs) else "form"
    return _screen(forms.errors(error, field))


def _begun_anew(form: type[OwnEmailForm | OwnPasswordForm], done: str) -> Response:
    """Every other browser is signed out; this one goes on under a new token."""
    user_id = access.known_person()
    profile.change(user_id, ProfileChange(**parse(form).model_dump()), SignInTries())
    sessions.begin(user_id)
    return redirect(url_for(".screen", done=done), 303)


def _screen(errors: dict[str, str] | None = None) -> str:
    who = access.current()
    return render_template(
        "people/profile.html",
        person=auth.member(access.person()),
        sessions=[] if who.by_pin else profile.sessions(access.person()),
        device=devices.name,
        here=sessions.current(),
        typed=request.form,
        at=(request.endpoint or "").rpartition(".")[2],
        done=request.args.get("done"),
        errors=errors or {},
    )
