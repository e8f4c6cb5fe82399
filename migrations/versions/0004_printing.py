"""Paper: printers, what they print, and whose turn it is.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

POLICY = "restaurant_id = (SELECT nullif(current_setting('app.restaurant_id', true), '')::uuid)"
WAITING = sa.text("state IN ('queued', 'printing')")


def upgrade() -> None:
    op.add_column("restaurants", sa.Column("printers_version", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "printers",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("port", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("stations", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("documents", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_printers_name")),
        sa.CheckConstraint("kind IN ('network', 'browser')", name=op.f("ck_printers_kind")),
        sa.CheckConstraint("(kind = 'network') = (host IS NOT NULL)", name=op.f("ck_printers_host")),
        sa.CheckConstraint(
            "host IS NULL AND port IS NULL OR host <> '' AND port BETWEEN 1 AND 65535", name=op.f("ck_printers_port")
        ),
        sa.CheckConstraint("width IN (58, 80)", name=op.f("ck_printers_width")),
        sa.CheckConstraint(
            "documents <@ ARRAY['ticket', 'prebill', 'receipt', 'shift']", name=op.f("ck_printers_documents")
        ),
        sa.CheckConstraint("(trouble IS NULL) = (trouble_since IS NULL)", name=op.f("ck_printers_trouble")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_printers_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_printers")),
    )
    op.create_index(
        "uq_printers_name",
        "printers",
        ["restaurant_id", "name"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "print_jobs",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("printer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("copy", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('ticket', 'prebill', 'receipt', 'shift', 'test')", name=op.f("ck_print_jobs_kind")
        ),
        sa.CheckConstraint("state IN ('queued', 'printing', 'done', 'failed')", name=op.f("ck_print_jobs_state")),
        sa.CheckConstraint("copy > 0 AND attempts >= 0", name=op.f("ck_print_jobs_numbers")),
        sa.CheckConstraint("printer_id IS NOT NULL OR state = 'done'", name=op.f("ck_print_jobs_browser")),
        sa.CheckConstraint("state <> 'failed' OR trouble IS NOT NULL", name=op.f("ck_print_jobs_failed")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_print_jobs_done")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "printer_id"],
            ["printers.restaurant_id", "printers.id"],
            name=op.f("fk_print_jobs_restaurant_id_printer_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_print_jobs")),
    )
    op.create_index("uq_print_jobs_copy", "print_jobs", ["restaurant_id", "key", "copy"], unique=True)
    op.create_index(
        "ix_print_jobs_waiting", "print_jobs", ["restaurant_id", "printer_id", "id"], postgresql_where=WAITING
    )
    op.create_index("ix_print_jobs_request", "print_jobs", ["restaurant_id", "request_id"])
    op.create_table(
        "print_turns",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("printer_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurants.id"], name=op.f("fk_print_turns_restaurant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "printer_id"],
            ["printers.restaurant_id", "printers.id"],
            name=op.f("fk_print_turns_restaurant_id_printer_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "printer_id", name=op.f("pk_print_turns")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index("ix_print_turns_due", "print_turns", ["due_at"])
    for table in ("printers", "print_jobs"):
        guard(table)


def downgrade() -> None:
    for table in ("print_turns", "print_jobs", "printers"):
        op.drop_table(table)
    op.drop_column("restaurants", "printers_version")


def guard(table: str) -> None:
    """Rows exist only for their own restaurant, for the owner of the table too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")
