"""Sessions, staff and tokens over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import public, requires
from nabancada.auth import actions, endings, identities, queries, sessions, signing_in
from nabancada.auth import tokens as api_tokens
from nabancada.auth.inputs import (
    ChosenBranch,
    Confirmation,
    Listing,
    NewStaff,
    NewToken,
    SignIn,
    SignOut,
    StaffChange,
    TokenListing,
)
from nabancada.auth.models import ApiToken, User
from nabancada.permissions import Permission
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer
from nabancada.web.limiter import SignInTries

bp = Blueprint("auth_api", __name__, url_prefix="/api")


@bp.post("/session")
@public
def sign_in() -> Response:
    """Sign in: the cookie of the answer is the session."""
    given = parse(SignIn)
    person = signing_in.sign_in(given.email, given.password, SignInTries())
    sessions.begin(person.id)
    return answer(identities.as_json(access.current()))


@bp.get("/session")
@public
def session() -> Response:
    """Who this session or token belongs to, and what it may do."""
    return answer(identities.as_json(access.current()))


@bp.post("/session/confirmation")
@requires(Permission.WORK_HERE)
def confirm() -> Response:
    """Who came by PIN shows that they know their password: the session goes on with all that they may."""
    given, who, user_id = parse(Confirmation), access.current(), access.person()
    signing_in.confirm(user_id, who.email or "", given.password, SignInTries())
    sessions.begin(user_id)
    return answer(identities.as_json(access.current()))


@bp.put("/session/branch")
@requires(Permission.WORK_HERE)
def work_at() -> Response:
    """Work at another branch, in this browser."""
    access.person()  # a program names the branch of each thing
    sessions.work_at(access.branch(parse(ChosenBranch).branch_id))
    return answer(identities.as_json(access.current()))


@bp.delete("/session")
@public
def sign_out() -> Response:
    """Sign out here."""
    sessions.end()
    return Response(status=204)


@bp.delete("/sessions")
@public
def sign_out_everywhere() -> Response:
    """Sign out of every browser, or with `others` of every other one."""
    person, wanted = access.known_person(), parse_query(SignOut)
    if wanted.others:
        endings.sign_out_elsewhere(person, sessions.current().hash)
    else:
        endings.sign_out_everywhere(person)
        sessions.end()
    return Response(status=204)


@bp.get("/staff")
@requires(Permission.MANAGE_STAFF)
def staff() -> Response:
    """People of the house."""
    wanted = parse_query(Listing)
    people, following = queries.staff(wanted.limit, wanted.cursor)
    return answer({"items": [_member(person) for person in people], "next": following})


@bp.post("/staff")
@requires(Permission.MANAGE_STAFF)
def hire() -> Response:
    """Take somebody on."""
    return answer(_member(actions.hire(**parse(NewStaff).model_dump(), by=access.staff())), 201)


@bp.patch("/staff/<uuid:user_id>")
@requires(Permission.MANAGE_STAFF)
def change_staff(user_id: UUID) -> Response:
    """Change somebody, or end their work here."""
    me = access.staff()
    person = actions.change_staff(user_id, parse(StaffChange).model_dump(exclude_unset=True), by=me)
    if user_id == me.id:
        sessions.begin(user_id)  # their other browsers are signed out, this one goes on under a new token
    return answer(_member(person))


@bp.get("/tokens")
@requires(Permission.MANAGE_SETTINGS)
def tokens() -> Response:
    """Tokens that still open doors, with `revoked` the others too. They themselves are never shown again."""
    wanted = parse_query(TokenListing)
    found, following = queries.tokens(wanted.limit, wanted.cursor, revoked=wanted.revoked)
    return answer({"items": [_token(token) for token in found], "next": following})


@bp.post("/tokens")
@requires(Permission.MANAGE_SETTINGS)
def issue_token() -> Response:
    """Make a token. Keep the answer: it is the only one with the token in it."""
    issuer = access.current()
    by = issuer.user_id or issuer.issued_by
    row, token = api_tokens.issue_once(parse(NewToken), of=issuer.permissions, by=by)
    return answer({**_token(row), "token": token}, 201 if token else 200)


@bp.delete("/tokens/<uuid:token_id>")
@requires(Permission.MANAGE_SETTINGS)
def revoke_token(token_id: UUID) -> Response:
    """Revoke a token."""
    api_tokens.revoke(token_id)
    return Response(status=204)


def _member(person: User) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "branch_id": person.branch_id,
        "active": person.active,
        "has_password": person.password_hash is not None,
        "has_pin": person.pin_hash is not None,
        "created_at": person.created_at,
    }


def _token(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "permissions": token.permissions,
        "created_at": token.created_at,
        "used_at": token.used_at,
        "revoked_at": token.revoked_at,
    }
