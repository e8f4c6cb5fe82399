"""The platform looks into a house: read-only, for a while, with a reason that the owner reads."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from nabancada import clock, db, live
from nabancada.auth.models import SupportVisit

LENGTH = timedelta(minutes=60)


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
    """Note that they have left; nothing the second time."""
    left = db.session.scalar(
        update(SupportVisit)
        .where(SupportVisit.id == visit_id, SupportVisit.left_at.is_(None))
        .values(left_at=clock.now())
        .returning(SupportVisit.id)
    )
    if left is not None:
        live.record("support.left", visit_id, topics={"support"})


def of_house(most: int) -> Sequence[SupportVisit]:
    """Visits to the current restaurant, newest first."""
    return db.session.scalars(select(SupportVisit).order_by(SupportVisit.id.desc()).limit(most)).all()
