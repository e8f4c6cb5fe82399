"""Accepting an invitation, over JSON."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import public
from nabancada.auth import identities, invitations, sessions
from nabancada.auth.inputs import Acceptance
from nabancada.web.answers import unkept_json
from nabancada.web.body import parse
from nabancada.web.json import answer
from nabancada.web.limiter import invitation_opened

bp = Blueprint("joining_api", __name__, url_prefix="/api/invitations")


@bp.get("/<token>")
@public
def opened(token: str) -> Response:
    """What an invitation offers. `email` is null where whoever accepts says theirs, `branch` where they work at any."""
    found = invitations.opened(token)
    one = found.invitation
    said = {
        "restaurant": found.house_name,
        "branch": found.branch,
        "name": one.name,
        "email": one.email,
        "role": one.role,
    }
    return unkept_json({**said, "invited_by": one.invited_by_name, "expires_at": one.expires_at})


@bp.post("/<token>")
@public
@invitation_opened
def accept(token: str) -> Response:
    """Become one of the staff, once: the cookie of the answer is their session."""
    person = invitations.accept(token, parse(Acceptance))
    sessions.end()  # of whoever was signed in here before
    sessions.begin(person.id)
    return answer(identities.as_json(access.current()), 201)
