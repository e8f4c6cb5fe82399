"""One's own account and sessions over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import endings, profile, queries, sessions
from nabancada.auth.inputs import ProfileChange
from nabancada.auth.models import User, WebSession
from nabancada.permissions import Permission
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer
from nabancada.web.limiter import SignInTries

bp = Blueprint("profile_api", __name__, url_prefix="/api")


@bp.get("/sessions")
@requires(Permission.WORK_HERE)
def every() -> Response:
    """The browsers one is signed in with."""
    found = profile.sessions(access.known_person())
    return answer(parse_query(Cut).of([_session(one) for one in found]))


@bp.delete("/sessions/<uuid:session_id>")
@requires(Permission.WORK_HERE)
def end(session_id: UUID) -> Response:
    """Sign out of one browser."""
    endings.end_session(access.known_person(), session_id)
    return Response(status=204)


@bp.get("/profile")
@requires(Permission.WORK_HERE)
def mine() -> Response:
    """One's own account."""
    return answer(_as_json(queries.member(access.person())))


@bp.patch("/profile")
@requires(Permission.WORK_HERE)
def change() -> Response:
    """Change one's own account. Another e-mail or password signs out every other browser."""
    wanted, user_id = parse(ProfileChange), access.person()
    person = profile.change(user_id, wanted, SignInTries())
    if wanted.email or wanted.password:
        sessions.begin(user_id)
    return answer(_as_json(person))


def _as_json(person: User) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "language": person.language,
        "has_pin": person.pin_hash is not None,
    }


def _session(one: WebSession) -> dict[str, Any]:
    return {
        "id": one.id,
        "here": one.token_hash == sessions.current().hash,
        "by_pin": one.by_pin,
        "user_agent": one.user_agent,
        "network": one.network,
        "began_at": one.created_at,
        "seen_at": one.seen_at,
    }
