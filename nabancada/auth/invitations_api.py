"""Invitations over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import invitations
from nabancada.auth.inputs import NewInvitation
from nabancada.auth.invitations import Invited
from nabancada.auth.models import Invitation
from nabancada.permissions import Permission
from nabancada.web import addresses
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("invitations_api", __name__, url_prefix="/api/staff/invitations")


@bp.get("")
@requires(Permission.MANAGE_STAFF)
def waiting() -> Response:
    """Invitations nobody has accepted or withdrawn, newest first. Their links are never shown again."""
    return answer(parse_query(Cut).of([_as_json(one) for one in invitations.waiting()]))


@bp.post("")
@requires(Permission.MANAGE_STAFF)
def invite() -> Response:
    """Ask somebody to join. Keep the answer: it is the only one with the link in it. Nothing is sent by this."""
    invited = invitations.invite(parse(NewInvitation), access.staff())
    return answer(_with_link(invited), 201 if invited.token else 200)


@bp.post("/<uuid:invitation_id>/link")
@requires(Permission.MANAGE_STAFF)
def renew(invitation_id: UUID) -> Response:
    """A new link; the old one is dead."""
    return answer(_with_link(invitations.renew(invitation_id, access.staff())), 201)


@bp.delete("/<uuid:invitation_id>")
@requires(Permission.MANAGE_STAFF)
def withdraw(invitation_id: UUID) -> Response:
    """The link opens nothing any more."""
    invitations.withdraw(invitation_id)
    return Response(status=204)


def _as_json(one: Invitation) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "email": one.email,
        "role": one.role,
        "branch_id": one.branch_id,
        "invited_by": one.invited_by_name,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
    }


def _with_link(invited: Invited) -> dict[str, Any]:
    url = addresses.absolute(f"/join/{invited.token}") if invited.token else None
    return {**_as_json(invited.invitation), "url": url}
