"""What changes the log besides `events.record`."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update

from nabancada import db
from nabancada.live.models import Event, Stream


@db.atomic()
def raise_floor(restaurant_id: UUID, *, before: date) -> None:
    """Say that events older than `before` are about to be dropped: who is that far behind starts afresh.

    Locks the restaurant's counter.
    """
    newest = select(func.max(Event.seq)).where(Event.restaurant_id == restaurant_id, Event.at < before)
    db.session.execute(
        update(Stream)
        .where(Stream.restaurant_id == restaurant_id)
        .values(floor_seq=func.greatest(Stream.floor_seq, func.coalesce(newest.scalar_subquery(), 0)))
    )
