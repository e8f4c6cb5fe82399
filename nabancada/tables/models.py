"""Rooms, the tables in them, and the parties that sit there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db

ROOM_NAMES = "uq_rooms_restaurant_id_branch_id_name"


class Room(db.TenantRow, db.Base):
    """A part of a branch with a plan of its own. One row a name for ever: a room that comes back is the same one."""

    __tablename__ = "rooms"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        db.tenant_fk("branch_id", "branches"),
        UniqueConstraint("restaurant_id", "branch_id", "name"),
        CheckConstraint("name <> ''", name="name"),
    )

    branch_id: Mapped[UUID] = mapped_column(server_default=db.MAIN_BRANCH)
    name: Mapped[str]
    position: Mapped[int]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DiningTable(db.TenantRow, db.Base):
    """A table. Its state is derived from its party, never stored here."""

    __tablename__ = "dining_tables"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        db.tenant_fk("branch_id", "branches"),
        # The branch and the name of its room: a room that is renamed, or goes to another branch, takes it along.
        ForeignKeyConstraint(
            ["restaurant_id", "branch_id", "area"],
            ["rooms.restaurant_id", "rooms.branch_id", "rooms.name"],
            onupdate="CASCADE",
        ),
        CheckConstraint("seats BETWEEN 1 AND 99", name="seats"),
        CheckConstraint("shape IN ('square', 'round', 'wide')", name="shape"),
        Index(
            "uq_dining_tables_name",
            "restaurant_id",
            "branch_id",
            "name",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index("uq_dining_tables_code", "restaurant_id", "code", unique=True),
    )

    branch_id: Mapped[UUID] = mapped_column(server_default=db.MAIN_BRANCH)
    name: Mapped[str]
    seats: Mapped[int]
    area: Mapped[str]
    shape: Mapped[str] = mapped_column(default="square")
    # The place on its room's plan, as `places` counts cells; nobody has placed it while null.
    grid_column: Mapped[int | None]
    grid_row: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str]  # what its QR code carries: 128 random bits
    called_at: Mapped[datetime | None]  # since when guests call from it; null once they were answered or have gone
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


# Which tables stand in a room.
IN_IT = (
    (DiningTable.restaurant_id == Room.restaurant_id)
    & (DiningTable.branch_id == Room.branch_id)
    & (DiningTable.area == Room.name)
)


class Party(db.TenantRow, db.Base):
    """One group of guests, from sitting down to paying. Its row is the lock of a table's bill."""

    __tablename__ = "parties"
    __table_args__ = (
        db.tenant_fk("table_id", "dining_tables"),
        Index(
            "uq_parties_open_table",
            "restaurant_id",
            "table_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_parties_table", "restaurant_id", "table_id", "opened_at"),
        db.tenant_fk("joined_to", "parties"),
        CheckConstraint("joined_to <> id", name="joined_to"),
        Index("ix_parties_joined", "restaurant_id", "joined_to", postgresql_where=text("joined_to IS NOT NULL")),
    )

    table_id: Mapped[UUID]
    guests: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    opened_by: Mapped[UUID | None]
    bill_requested_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rounds: Mapped[int] = mapped_column(default=0)
    joined_to: Mapped[UUID | None]  # whose bill its rounds are on, while the two tables are one
    waiter_id: Mapped[UUID | None]  # who looks after it, when that is not who ordered last
    waiter_name: Mapped[str | None]
