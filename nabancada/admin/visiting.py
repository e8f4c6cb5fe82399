"""The way into a house and out again: the visit hangs on the session of whoever looks."""

from typing import Any
from uuid import UUID

from nabancada import access, live
from nabancada.admin import actions
from nabancada.auth import sessions, visits
from nabancada.auth.models import SupportVisit


def enter(restaurant_id: UUID, reason: str) -> SupportVisit:
    """Begin a visit: this session sees what the owner sees, and changes nothing. Of two that begin in one session at
    once the first is over. See `actions.enter`."""
    visit = actions.enter(restaurant_id, reason, access.staff())
    _end(sessions.current().exchange(visits.KEPT, visits.kept(visit)))
    return visit


def leave() -> UUID | None:
    """End the visit this session is on, and close its sockets.

    :returns: the house that was looked into, if any was
    """
    return _end(sessions.current().exchange(visits.KEPT, None))


def _end(kept: dict[str, Any] | None) -> UUID | None:
    if kept is None:
        return None
    actions.leave(UUID(kept["house"]), UUID(kept["id"]))
    live.close_identity(str(sessions.current().key))
    return UUID(kept["house"])
