"""The way into a house and out again: the visit hangs on the session of whoever looks."""

from uuid import UUID

from nabancada import access, live
from nabancada.admin import actions
from nabancada.auth import sessions, visits
from nabancada.auth.models import SupportVisit


def enter(restaurant_id: UUID, reason: str) -> SupportVisit:
    """Begin a visit: this session sees what the owner sees, and changes nothing. See `actions.enter`."""
    visit = actions.enter(restaurant_id, reason, access.staff())
    sessions.current()[visits.KEPT] = visits.kept(visit)
    return visit


def leave() -> UUID | None:
    """End the visit this session is on, and close its sockets.

    :returns: the house that was looked into, if any was
    """
    session = sessions.current()
    kept = session.pop(visits.KEPT, None)
    if kept is None:
        return None
    actions.leave(UUID(kept["house"]), UUID(kept["id"]))
    live.close_identity(str(session.key))
    return UUID(kept["house"])
