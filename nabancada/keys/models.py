"""The keys of the writes that a client may repeat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db


class ClientKey(db.Base):
    """A write that a client may repeat. Not partitioned: the key is unique for the restaurant, whatever the month."""

    __tablename__ = "client_keys"

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=db.current_restaurant_id)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    fingerprint: Mapped[bytes]
    result_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
