"""What the platform said (posts, global), each house's copy of it, and who read it there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db


class Post(db.Base):
    """Something said to one house, or to all. Houses do not read it here: each has a `Message`."""

    __tablename__ = "posts"
    __table_args__ = (CheckConstraint("subject <> '' AND body <> ''", name="words"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=db.new_id)
    restaurant_id: Mapped[UUID | None] = mapped_column(ForeignKey("restaurants.id"))  # none: to all
    subject: Mapped[str]
    body: Mapped[str]
    sent_by: Mapped[UUID | None]
    sent_by_name: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Message(db.TenantRow, db.Base):
    """A house's copy of a post, under the post's id."""

    __tablename__ = "messages"
    __table_args__ = (ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),)

    subject: Mapped[str]
    body: Mapped[str]
    sent_at: Mapped[datetime]


class MessageRead(db.Base):
    """Somebody of the house has read a message."""

    __tablename__ = "message_reads"
    __table_args__ = (db.tenant_fk("message_id", "messages"),)

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=db.current_restaurant_id)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_name: Mapped[str]
    read_at: Mapped[datetime] = mapped_column(server_default=func.now())
