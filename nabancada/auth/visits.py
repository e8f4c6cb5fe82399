"""The platform looks into a house: read-only, for a while, with a reason that the owner reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from nabancada import clock, db, live
from nabancada.access import House
from nabancada.auth.models import SupportVisit
from nabancada.auth.store import HOUSE

LENGTH = timedelta(minutes=60)
KEPT = "visit"  # in the session: the visit, the house, and until when (seconds of the epoch)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit under way, and the house as it is now."""

    id: UUID
    house: House


@db.atomic()
def begin(visitor_id: UUID, visitor_name: str, reason: str) -> SupportVisit:
    """Note that somebody of the platform enters the current restaurant, and tell its screens."""
    now = clock.now()
    visit = SupportVisit(
        id=db.new_id(),
        visitor_id=visitor_id,
        visitor_name=visitor_name,
        reason=reason,
        began_at=now,
        ends_at=now + LENGTH,
    )
    db.session.add(visit)
    db.session.flush()
    live.record("support.entered", visit.id, topics={"support"}, by=visitor_name, reason=reason)
    return visit


@db.atomic()
def end(visit_id: UUID) -> None:
    """Note that they have left; nothing the second time, or when it was over by itself."""
    now = clock.now()
    left = db.session.scalar(
        update(SupportVisit)
        .where(SupportVisit.id == visit_id, SupportVisit.left_at.is_(None), SupportVisit.ends_at > now)
        .values(left_at=now)
        .returning(SupportVisit.id)
    )
    if left is not None:
        live.record("support.left", visit_id, topics={"support"})


def kept(visit: SupportVisit) -> dict[str, Any]:
    """What the visitor's session carries of a visit."""
    return {"id": str(visit.id), "house": str(visit.restaurant_id), "until": visit.ends_at.timestamp()}


def of_session(session: Mapping[str, Any]) -> Visit | None:
    """The visit a session is on, unless it is over."""
    found = session.get(KEPT)
    if not found or found["until"] <= clock.now().timestamp():
        return None
    row = db.lookup(_HOUSE, found["house"])
    return Visit(UUID(found["id"]), House.of(*row)) if row else None


def of_house(most: int) -> Sequence[SupportVisit]:
    """Visits to the current restaurant, newest first."""
    return db.session.scalars(select(SupportVisit).order_by(SupportVisit.id.desc()).limit(most)).all()


def as_json(visit: SupportVisit) -> dict[str, Any]:
    """A visit as the API answers it."""
    return {
        "id": visit.id,
        "by": visit.visitor_name,
        "reason": visit.reason,
        "began_at": visit.began_at,
        "ends_at": visit.ends_at,
        "left_at": visit.left_at,
    }


_HOUSE = f"""
    SELECT {HOUSE}
    FROM restaurants r
    LEFT JOIN plans p ON p.slug = r.plan_slug
    JOIN streams s ON s.restaurant_id = r.id
    WHERE r.id = %s
"""
