"""Questions about messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.messages.models import Message, MessageRead, Post

MOST = 50


@dataclass(frozen=True, slots=True)
class Received:
    """A message as somebody of the house sees it; `read_at` is theirs."""

    id: UUID
    subject: str
    body: str
    sent_at: datetime
    read_at: datetime | None


def received(user_id: UUID | None) -> list[Received]:
    """What the current house has been told, newest first. One statement."""
    rows = db.session.execute(
        select(Message.id, Message.subject, Message.body, Message.sent_at, MessageRead.read_at)
        .outerjoin(MessageRead, (MessageRead.message_id == Message.id) & (MessageRead.user_id == user_id))
        .order_by(Message.sent_at.desc(), Message.id.desc())  # an id is whatever a client made of it
        .limit(MOST)
    )
    return [Received(*row) for row in rows]


def readers() -> dict[UUID, list[tuple[str, datetime]]]:
    """Who of the current house has read what, and when."""
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for read in db.session.scalars(select(MessageRead).order_by(MessageRead.read_at)):
        found.setdefault(read.message_id, []).append((read.user_name, read.read_at))
    return found


def receipts_here(post_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Of these posts, those the current house has, and whether somebody there has read them. One statement."""
    read = select(MessageRead.message_id).where(MessageRead.message_id == Message.id).exists()
    rows = db.session.execute(select(Message.id, read).where(Message.id.in_(post_ids)))
    return {post_id: is_read for post_id, is_read in rows}


def posts() -> Sequence[Post]:
    """What the platform said, newest first."""
    return db.session.scalars(select(Post).order_by(Post.sent_at.desc()).limit(MOST)).all()
