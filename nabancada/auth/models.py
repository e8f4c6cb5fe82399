"""People, their sessions, and tokens for programs: global tables, read before any restaurant is known. And visits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db
from nabancada.permissions import STAFF_ROLES, Role

HASH_BYTES = 32  # SHA-256

# In the data of a session:
SHARED = "shared"  # until when (seconds of the epoch) people of a house may change on this device by PIN
SHARED_BY = "shared_by"  # which house that is
BRANCH = "branch"  # where its people work, of the house they are of
LOCKED = "locked"  # nobody is before it


class User(db.Base):
    """One person. Staff belong to one restaurant, the super-admin to none."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(f"role IN ({', '.join(repr(role.value) for role in Role)})", name="role"),
        CheckConstraint("(role = 'superadmin') = (restaurant_id IS NULL)", name="restaurant"),
        CheckConstraint("language IN ('pt', 'en')", name="language"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("branch_id IS NULL OR role NOT IN ('owner', 'superadmin')", name="everywhere"),
        db.tenant_fk("branch_id", "branches"),
        Index("ix_users_restaurant_id", "restaurant_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=db.new_id)
    restaurant_id: Mapped[UUID | None] = mapped_column(ForeignKey("restaurants.id"))
    branch_id: Mapped[UUID | None]  # where they work and nowhere else; none: at any branch
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]  # none: never signs in
    pin_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    language: Mapped[str] = mapped_column(server_default="pt")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class WebSession(db.Base):
    """One browser's session. Of its token only the hash is kept, so a stolen table opens no door."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        CheckConstraint(f"octet_length(token_hash) = {HASH_BYTES}", name="token_hash"),
        CheckConstraint("jsonb_typeof(data) = 'object'", name="data"),
        CheckConstraint("length(user_agent) <= 300", name="user_agent"),
        Index("ix_web_sessions_user_id", "user_id", postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_web_sessions_expires_at", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    id: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())  # what its owner ends it by
    by_pin: Mapped[bool] = mapped_column(server_default=text("false"))  # entered on a shared device
    user_agent: Mapped[str | None]  # what the browser says it is
    network: Mapped[str | None]  # where it began: of the address only the network
    data: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())  # touched now and then only
    expires_at: Mapped[datetime]  # idle and absolute limit in one


class ApiToken(db.Base):
    """A key for a program of one restaurant. Shown once; only its hash is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint(f"octet_length(token_hash) = {HASH_BYTES}", name="token_hash"),
        CheckConstraint("cardinality(permissions) > 0", name="permissions"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_api_tokens_restaurant_id", "restaurant_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=db.new_id)
    restaurant_id: Mapped[UUID] = mapped_column(ForeignKey("restaurants.id"))
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PasswordReset(db.Base):
    """A way back in, sent to somebody's e-mail. Opens once; only the hash of its token is kept."""

    __tablename__ = "password_resets"
    __table_args__ = (
        CheckConstraint(f"octet_length(token_hash) = {HASH_BYTES}", name="token_hash"),
        Index("ix_password_resets_user_id", "user_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Invitation(db.Base):
    """Somebody is asked to join a house's staff, by a link that opens once. Only the hash of its token is kept.

    A global table: it is opened before any restaurant is known.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(f"octet_length(token_hash) = {HASH_BYTES}", name="token_hash"),
        CheckConstraint(f"role IN ({', '.join(repr(role.value) for role in STAFF_ROLES)})", name="role"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("num_nonnulls(accepted_at, withdrawn_at) < 2", name="one_end"),
        CheckConstraint("branch_id IS NULL OR role <> 'owner'", name="everywhere"),
        db.tenant_fk("branch_id", "branches"),
        CheckConstraint("(accepted_at IS NULL) = (user_id IS NULL)", name="accepted"),
        Index("ix_invitations_restaurant_id", "restaurant_id", "id"),
        Index(
            "uq_invitations_email",
            "restaurant_id",
            "email",
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=db.new_id)
    restaurant_id: Mapped[UUID] = mapped_column(ForeignKey("restaurants.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    branch_id: Mapped[UUID | None]  # where they are to work and nowhere else; none: at any branch
    name: Mapped[str]
    role: Mapped[str]
    email: Mapped[str | None]  # none: they say it themselves when they accept
    invited_by_name: Mapped[str]
    invited_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )  # who answers for it
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))  # who came of it


class SupportVisit(db.TenantRow, db.Base):
    """The platform looked into a house: who, why, from when to when. For its owner to read."""

    __tablename__ = "support_visits"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("ends_at > began_at", name="time"),
    )

    visitor_id: Mapped[UUID]
    visitor_name: Mapped[str]
    reason: Mapped[str]
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]  # nothing opens after it
    left_at: Mapped[datetime | None]
