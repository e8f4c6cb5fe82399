"""The staff of the house: everybody, one person, and adding somebody."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import actions, chosen_pins, sessions
from nabancada.auth import queries as auth
from nabancada.errors import DomainError
from nabancada.people import queries
from nabancada.people.inputs import NewcomerForm, PersonForm, PinForm, ReturnForm
from nabancada.permissions import Permission
from nabancada.web import forms
from nabancada.web.body import parse

bp = Blueprint("people", __name__, url_prefix="/staff")


@bp.before_request
def find() -> None:
    """Whoever an address names is of this house, or there is no such address."""
    if user_id := (request.view_args or {}).get("user_id"):
        auth.member(user_id)


@bp.get("")
@requires(Permission.MANAGE_STAFF)
def screen() -> str:
    return _screen()


@bp.get("/new")
@requires(Permission.MANAGE_STAFF)
def new() -> str:
    return _new()


@bp.post("/new")
@requires(Permission.MANAGE_STAFF)
def add() -> Response:
    """Somebody who works under a PIN, from now on."""
    person = actions.hire(**parse(NewcomerForm).model_dump(), by=access.staff())
    return redirect(url_for(".screen", _anchor=f"person-{person.id}"), 303)


@bp.get("/<uuid:user_id>")
@requires(Permission.MANAGE_STAFF)
def person(user_id: UUID) -> str:
    return _person(user_id)


@bp.post("/<uuid:user_id>")
@requires(Permission.MANAGE_STAFF)
def change(user_id: UUID) -> Response:
    """What is as it was is not told as changed: another role ends their sessions, another branch does not."""
    typed, now = parse(PersonForm).model_dump(exclude_unset=True), auth.member(user_id)
    return _changed(user_id, {name: value for name, value in typed.items() if getattr(now, name) != value})


@bp.post("/<uuid:user_id>/pin")
@requires(Permission.MANAGE_STAFF)
def set_pin(user_id: UUID) -> Response:
    return _changed(user_id, parse(PinForm).model_dump())


@bp.post("/<uuid:user_id>/departure")
@requires(Permission.MANAGE_STAFF)
def let_go(user_id: UUID) -> Response:
    """They are out at once, on every device; what they did stays."""
    return _changed(user_id, {"active": False})


@bp.post("/<uuid:user_id>/return")
@requires(Permission.MANAGE_STAFF)
def take_back(user_id: UUID) -> Response:
    return _changed(user_id, {"active": True} | parse(ReturnForm).model_dump(exclude_unset=True))


@forms.again(bp)
def _again(error: DomainError) -> str:
    """What was refused of a form is its page again, with what was typed and why it did not do."""
    said, user_id = forms.errors(error), (request.view_args or {}).get("user_id")
    return _person(user_id, said) if user_id else _new(said)


def _changed(user_id: UUID, changes: dict[str, object]) -> Response:
    """Change somebody, and show the staff, or that their PIN went with it. Who changes themselves goes on here, under a
    new token if need be."""
    me, had_pin = access.staff(), auth.member(user_id).pin_hash
    person = actions.change_staff(user_id, changes, by=me)
    if user_id == me.id:
        sessions.begin(user_id)
    if had_pin and not person.pin_hash and "pin" not in changes:
        return redirect(url_for(".person", user_id=user_id, done="pin_lapsed"), 303)
    return redirect(url_for(".screen", _anchor=f"person-{user_id}"), 303)


def _screen() -> str:
    return render_template("people/staff.html", page=queries.page())


def _new(errors: dict[str, str] | None = None) -> str:
    return render_template("people/new.html", typed=request.form, errors=errors or {}, key=forms.key())


def _person(user_id: UUID, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "people/person.html",
        person=(someone := auth.member(user_id)),
        approves=chosen_pins.approves(someone.role),
        done=request.args.get("done"),
        me=access.current().user_id,
        typed=request.form,
        errors=errors or {},
    )
