"""Life of a restaurant: payments and requests for plans, ways back in, visits of the platform, messages.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TENANT_TABLES = ("subscription_payments", "plan_requests", "support_visits", "messages", "message_reads")
GLOBAL_TABLES = ("password_resets", "posts")
POLICY = "restaurant_id = (SELECT nullif(current_setting('app.restaurant_id', true), '')::uuid)"


def upgrade() -> None:
    op.add_column("restaurants", sa.Column("status_reason", sa.Text(), nullable=True))
    op.add_column("subscriptions", sa.Column("suspended_from", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_subscriptions_suspended_from"), "subscriptions", "suspended_from IS NULL OR status = 'suspended'"
    )
    op.create_check_constraint(
        op.f("ck_plans_prices"), "plans", "month_cents >= 0 AND year_cents >= 0 AND month_usd_cents >= 0"
    )
    op.create_check_constraint(
        op.f("ck_plans_days"), "plans", "trial_days >= 0 AND (history_days IS NULL OR history_days > 0)"
    )
    _paying()
    _people()
    _messages()
    for table in TENANT_TABLES:
        guard(table)


def downgrade() -> None:
    for table in (*reversed(TENANT_TABLES), *GLOBAL_TABLES):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_plans_days"), "plans")
    op.drop_constraint(op.f("ck_plans_prices"), "plans")
    op.drop_constraint(op.f("ck_subscriptions_suspended_from"), "subscriptions")
    op.drop_column("subscriptions", "suspended_from")
    op.drop_column("restaurants", "status_reason")


def guard(table: str) -> None:
    """Rows exist for their own restaurant only, whoever owns the table."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def _paying() -> None:
    op.create_table(
        "subscription_payments",
        *_of_a_house("subscription_payments"),
        sa.Column("plan_slug", sa.Text(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        _now("recorded_at"),
        sa.ForeignKeyConstraint(["plan_slug"], ["plans.slug"], name=op.f("fk_subscription_payments_plan_slug")),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_subscription_payments_amount")),
        sa.CheckConstraint("months BETWEEN 1 AND 36", name=op.f("ck_subscription_payments_months")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_subscription_payments_time")),
        sa.CheckConstraint(
            "method IN ('transfer', 'multicaixa_express', 'deposit', 'cash', 'card')",
            name=op.f("ck_subscription_payments_method"),
        ),
    )
    op.create_table(
        "plan_requests",
        *_of_a_house("plan_requests"),
        sa.Column("plan_slug", sa.Text(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        _now("asked_at"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["plan_slug"], ["plans.slug"], name=op.f("fk_plan_requests_plan_slug")),
        sa.CheckConstraint(
            "status IN ('open', 'granted', 'declined', 'withdrawn')", name=op.f("ck_plan_requests_status")
        ),
        sa.CheckConstraint("(status = 'open') = (answered_at IS NULL)", name=op.f("ck_plan_requests_answered")),
        sa.CheckConstraint("months IN (1, 12)", name=op.f("ck_plan_requests_months")),
    )
    op.create_index(
        "uq_plan_requests_open",
        "plan_requests",
        ["restaurant_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )


def _people() -> None:
    op.create_table(
        "password_resets",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _now("created_at"),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_password_resets_token_hash")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_password_resets_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_resets")),
    )
    op.create_index("ix_password_resets_user_id", "password_resets", ["user_id"])
    op.create_table(
        "support_visits",
        *_of_a_house("support_visits"),
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_support_visits_reason")),
        sa.CheckConstraint("ends_at > began_at", name=op.f("ck_support_visits_time")),
    )


def _messages() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restaurant_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_by_name", sa.Text(), nullable=False),
        _now("sent_at"),
        sa.CheckConstraint("subject <> '' AND body <> ''", name=op.f("ck_posts_words")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_posts_restaurant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_table(
        "messages",
        *_of_a_house("messages"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "message_reads",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        _now("read_at"),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "message_id"],
            ["messages.restaurant_id", "messages.id"],
            name=op.f("fk_message_reads_restaurant_id_message_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "message_id", "user_id", name=op.f("pk_message_reads")),
    )


def _of_a_house(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f(f"fk_{table}_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f(f"pk_{table}")),
    )


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
