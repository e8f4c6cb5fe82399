"""Invitations; how and where a session began; what an audit reads of the log has an index.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLES = "'owner', 'manager', 'cashier', 'waiter', 'kitchen'"
EVERYDAY = (
    "'order.placed', 'order.preparing', 'order.ready', 'order.served', 'order.note_changed', 'order.seat_changed', "
    "'table.seated', 'table.moved', 'table.changed', 'table.bill_requested', 'table.bill_withdrawn', "
    "'table.waiter_called', 'table.freed', 'table.joined', 'table.parted', 'table.lines_moved', 'bill.split', "
    "'payment.taken', 'payment.asked', 'payment.answered', 'cart.kept', 'cart.gone', 'print.asked', 'print.done', "
    "'print.failed', 'printer.failed', 'printer.recovered', 'message.posted', 'tables.arranged', 'rules.changed'"
)


def upgrade() -> None:
    op.add_column(
        "web_sessions", sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)
    )
    op.add_column("web_sessions", sa.Column("by_pin", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("web_sessions", sa.Column("user_agent", sa.Text(), nullable=True))
    op.add_column("web_sessions", sa.Column("network", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_web_sessions_user_agent"), "web_sessions", "length(user_agent) <= 300")
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("invited_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_invitations_token_hash")),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("ck_invitations_role")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_invitations_name")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitations_email_lower")),
        sa.CheckConstraint("num_nonnulls(accepted_at, withdrawn_at) < 2", name=op.f("ck_invitations_one_end")),
        sa.CheckConstraint("(accepted_at IS NULL) = (user_id IS NULL)", name=op.f("ck_invitations_accepted")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_invitations_restaurant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index("ix_invitations_restaurant_id", "invitations", ["restaurant_id", "id"])
    op.create_index(
        "uq_invitations_email",
        "invitations",
        ["restaurant_id", "email"],
        unique=True,
        postgresql_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_events_trail",
        "events",
        ["restaurant_id", "seq"],
        postgresql_where=sa.text(f"kind NOT IN ({EVERYDAY})"),
    )


def downgrade() -> None:
    op.drop_index("ix_events_trail", "events")
    op.drop_table("invitations")
    op.drop_constraint(op.f("ck_web_sessions_user_agent"), "web_sessions")
    for name in ("network", "user_agent", "by_pin", "id"):
        op.drop_column("web_sessions", name)
