"""Changing people on a shared device, over JSON."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import public, requires
from nabancada.auth import identities, sessions, switching
from nabancada.auth.inputs import Coming
from nabancada.permissions import Permission
from nabancada.web.answers import unkept_json
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("switching_api", __name__, url_prefix="/api/device")


@bp.put("")
@requires(Permission.MANAGE_STAFF)
def share() -> Response:
    """Make this browser a shared one, and leave it: it opens nothing until somebody's PIN."""
    switching.share()
    return Response(status=204)


@bp.delete("")
@requires(Permission.MANAGE_STAFF)
def keep_private() -> Response:
    """Nobody comes by PIN to this browser any more."""
    switching.keep_private()
    return Response(status=204)


@bp.get("/people")
@public
def people() -> Response:
    """Who may come by PIN: told on a shared device only, of the house that shares it. `here` is before it, or was."""
    before_id, _name = switching.enter_house()
    comers = [
        {"id": one.id, "name": one.name, "role": one.role, "here": one.id == before_id} for one in switching.people()
    ]
    return unkept_json({"items": comers, "next": None})


@bp.post("/session")
@public
def come() -> Response:
    """Come to a shared device by PIN: the cookie of the answer is the session."""
    _id, before = switching.enter_house()
    given = parse(Coming)
    person = switching.by_pin(given.user_id, given.pin, before)
    sessions.begin(person.id, by_pin=True)
    return answer(identities.as_json(access.current()))


@bp.delete("/session")
@requires(Permission.WORK_HERE)
def leave() -> Response:
    """Leave a shared device: it opens nothing until the next PIN."""
    switching.leave()
    return Response(status=204)
